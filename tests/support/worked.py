"""Schemes of real offices as templates: rules as columns, worked numbers as what units answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.drawing import COUNTS, GRADES, SCORES, Rows, book
from tests.support.vocabulary import LATER, TERMS, measure_row
from wuhao_batch.scoring.model import Standard

Category = tuple[str, Sequence[Sequence[Any]]]
"""A heading, and for each item code, 考评分数, 性质, 起评, 最高得分; short rows are blank."""


@dataclass(frozen=True)
class Scheme:
    """A template and what it gives: answers of each unit → the scores of its items, its total."""

    categories: Sequence[Category]
    measures: Rows
    worked: Sequence[tuple[Mapping[str, Any], Mapping[str, float], float]]
    grades: Rows = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    verdicts: Sequence[str] = ()
    """结论 of each unit, where the scheme says more than 达标."""

    @property
    def template(self) -> bytes:
        grades = {"等次": [GRADES, *self.grades]} if self.grades else {}
        return template(self.categories, self.measures, **grades)


def all_answers(standard: Standard, told: Mapping[str, Any]) -> dict[str, Any]:
    """All answers of a unit: what is not told did not happen."""
    return {
        measure.code: told.get(measure.code, "否" if measure.yes_no else 0)
        for measure in standard.measures
    }


def template(categories: Sequence[Category], measures: Rows = (), **more: Rows) -> bytes:
    """The template of a scheme; texts that do not matter are made up."""
    rows: list[list[Any]] = [[*SCORES, *TERMS]]
    for heading, items in categories:
        for number, (code, points, *terms) in enumerate(items):
            name = heading if number == 0 else None
            told = [f"内容{code}", points, "按办法计分", None, None, None]
            rows.append([name, code, *told, *terms])
        rows.append([None, None, "小计"])
    rows.append([None, None, "合计"])
    vetoes = [["序号", "情形", "是否存在", "涉及党支部", "时间", "情况说明"], ["V1", "重大事故"]]
    counts = [[*COUNTS, *LATER], *measures]
    return book(评分表=rows, 计分明细=counts, 一票否决=vetoes, **more)


TAX = "≥3.5=10、≥3=8、≥2.5=6、≥2=4、≥1.5=2、其余=0"

STARTS_FULL = Scheme(
    [
        (
            "支部工作（20分）",
            [("1-1", 10, None, "满分", "不封顶"), ("1-2", 10, None, "满分", "不封顶")],
        )
    ],
    [
        ["1-1.1", "缺席会议", "次", -2],
        ["1-1.2", "制度缺项", "项", -5],
        ["1-1.3", "报告不合格", "份", -2],
        ["1-1.4", "按期转正", "人", 1],
        ["1-1.5", "特别党费", "次", 5],
        ["1-2.1", "任务逾期", "项", -2],
        ["1-2.2", "新点子", "个", 5],
    ],
    [
        ({}, {"1-1": 10, "1-2": 10}, 20),
        ({"1-1.1": 1, "1-1.4": 2}, {"1-1": 10, "1-2": 10}, 20),
        ({"1-1.1": 2, "1-1.5": 1, "1-2.1": 1, "1-2.2": 1}, {"1-1": 11, "1-2": 13}, 24),
        ({"1-1.2": 3, "1-2.1": 6}, {"1-1": 0, "1-2": 0}, 0),
    ],
)
"""Items that start full and take awards as well, the sum above the full marks."""

ALL_AWARDS = Scheme(
    [
        ("参政议政", [("1-1", None, "加分"), ("1-2", None, "加分")]),
        ("社会服务", [("2-1", None, "加分"), ("2-2", 30, "加分")]),
    ],
    [
        ["1-1.1", "提案", "件", 10],
        ["1-2.1", "社情民意", "条", 2.5],
        ["2-1.1", "服务活动", "次", 3],
        ["2-1.2", "材料不全", "次", -1],
        ["2-2.1", "捐资助学", "次", 8],
    ],
    [
        ({}, {"1-1": 0, "1-2": 0, "2-1": 0, "2-2": 0}, 0),
        (
            {"1-1.1": 12, "1-2.1": 21, "2-1.1": 10, "2-1.2": 3, "2-2.1": 4},
            {"1-1": 120, "1-2": 52.5, "2-1": 27, "2-2": 30},
            229.5,
        ),
        ({"2-1.2": 4, "2-2.1": 1}, {"1-1": 0, "1-2": 0, "2-1": 0, "2-2": 8}, 8),
    ],
)
"""Nothing but awards, most of them without an upper limit: nobody loses anything."""

GOOD_DEEDS = Scheme(
    [
        ("常规（80分）", [("1-1", 20), ("1-2", 60)]),
        ("好人好事", [("2-1", None, "加分"), ("2-2", None, "加分")]),
    ],
    [
        ["1-1.1", "迟到", "人次", -0.5],
        measure_row("1-2.1", "眼操缺席", "人次", 每单位加减分=-0.5, 免计数量=3),
        ["2-1.1", "表扬卡", "张", 1],
        ["2-2.1", "酌情加分", "次", 0.5],
    ],
    [
        (
            {"1-1.1": 3, "1-2.1": 5, "2-1.1": 2, "2-2.1": 7},
            {"1-1": 18.5, "1-2": 59, "2-1": 2, "2-2": 3.5},
            83,
        ),
        ({"1-2.1": 3}, {"1-1": 20, "1-2": 60, "2-1": 0, "2-2": 0}, 80),
    ],
)
"""Good deeds beside the points of the sheet; the first three absences are free."""

CIVILISED = Scheme(
    [
        ("创建（100分）", [("1-1", 100)]),
        ("加分项（30分）", [("2-1", 30, "加分")]),
        ("负面清单", [("3-1", None, "扣分")]),
    ],
    [
        ["1-1.1", "不足之处", "处", -2],
        ["2-1.1", "国家级荣誉", "项", 10],
        ["2-1.2", "省级荣誉", "项", 5],
        ["2-1.3", "市级荣誉", "项", 2],
        ["3-1.1", "负面事件", "起", -5],
        ["3-1.2", "隐瞒不报", "起", -10],
    ],
    [
        ({"2-1.2": 1}, {"1-1": 100, "2-1": 5, "3-1": 0}, 105),
        ({"1-1.1": 10, "2-1.2": 2, "3-1.1": 1}, {"1-1": 80, "2-1": 10, "3-1": -5}, 85),
        ({"1-1.1": 25, "3-1.1": 1, "3-1.2": 2}, {"1-1": 50, "2-1": 0, "3-1": -25}, 25),
        ({"2-1.1": 9}, {"1-1": 100, "2-1": 30, "3-1": 0}, 130),
        ({"1-1.1": 50, "3-1.2": 1}, {"1-1": 0, "2-1": 0, "3-1": -10}, -10),
    ],
)
"""A bonus of at most 30 beside the 100, and a negative list off the total."""

SHARES = Scheme(
    [
        ("班子建设（100分，占20%）", [("1-1", 60), ("1-2", 40)]),
        ("党员队伍（100分，占32.5%）", [("2-1", 100)]),
        ("工作实绩（100分，占47.5%）", [("3-1", 100)]),
        ("加分项", [("4-1", 5, "加分")]),
    ],
    [
        ["1-1.1", "缺项", "项", -0.5],
        ["1-2.1", "缺项", "项", -1],
        ["2-1.1", "缺项", "项", -0.1],
        ["3-1.1", "实绩", "件", 15],
        ["4-1.1", "表彰", "次", 2],
    ],
    [
        ({"3-1.1": 7}, {"1-1": 60, "1-2": 40, "2-1": 100, "3-1": 100, "4-1": 0}, 100),
        (
            {"1-1.1": 3, "1-2.1": 1, "2-1.1": 7, "3-1.1": 5, "4-1.1": 1},
            {"1-1": 58.5, "1-2": 39, "2-1": 99.3, "3-1": 75, "4-1": 2},
            89.3975,
        ),
        (
            {"1-1.1": 120, "1-2.1": 40, "2-1.1": 300, "4-1.1": 9},
            {"1-1": 0, "1-2": 0, "2-1": 70, "3-1": 0, "4-1": 5},
            27.75,
        ),
    ],
)
"""Categories that count by their shares, and a bonus that counts whole."""

MISSING = Scheme(
    [("党总支工作（6分）", [("1-1", 5), ("1-2", 1)])],
    [
        measure_row("1-1.1", "缺少的文件", "份", 每单位加减分=-1),
        measure_row("1-1.2", "会议记录", "份", 最少数量=12, 不足扣分=0.5, 不足每=1),
        measure_row("1-1.3", "签到表", "份", 最少数量=12, 不足扣分=0.5, 不足每=1),
        measure_row("1-1.4", "三重一大", "次", 最少数量=1, 不足扣分=0.5, 不足每=1),
        measure_row("1-1.5", "意识形态", "次", 最少数量=2, 不足扣分=0.5, 不足每=1),
        measure_row("1-2.1", "缺漏", "处", 每单位加减分=-0.2),
    ],
    [
        (
            {"1-1.2": 12, "1-1.3": 12, "1-1.4": 1, "1-1.5": 2},
            {"1-1": 5, "1-2": 1},
            6,
        ),
        (
            {"1-1.1": 1, "1-1.2": 9, "1-1.3": 10, "1-1.4": 1, "1-2.1": 2},
            {"1-1": 0.5, "1-2": 0.6},
            1.1,
        ),
        (
            {"1-1.2": 12, "1-1.3": 11, "1-1.5": 1, "1-2.1": 6},
            {"1-1": 3.5, "1-2": 0},
            3.5,
        ),
    ],
)
"""Each one missing below a least number loses."""

VILLAGE = Scheme(
    [
        (
            "目标管理（20分）",
            [
                ("1-1", 7),
                ("1-2", 7, None, "满分", "不封顶"),
                ("1-3", 2),
                ("1-4", 2),
                ("1-5", 2),
            ],
        )
    ],
    [
        measure_row("1-1.1", "政策符合率", "%", 最少数量="87%", 不足扣分=0.5, 不足每=3),
        measure_row("1-2.1", "任务完成率", "%", 最少数量=100, 不足扣分=2, 不足每=10),
        measure_row("1-2.2", "超额", "例", 每单位加减分=1),
        measure_row("1-3.1", "查环率", "%", 最少数量=95, 不足扣分=1, 不足每=10),
        measure_row("1-4.1", "村民自治", None, 档次="自治村=2、合格村=1、都不是=0"),
        measure_row("1-5.1", "好人好事", "件", 档次="≥2=2、其余=0"),
    ],
    [
        (
            {"1-1.1": 87, "1-2.1": 100, "1-3.1": 96, "1-4.1": "自治村", "1-5.1": 3},
            {"1-1": 7, "1-2": 7, "1-3": 2, "1-4": 2, "1-5": 2},
            20,
        ),
        (
            {"1-1.1": 78, "1-2.1": 90, "1-3.1": 85, "1-4.1": "合格村", "1-5.1": 1},
            {"1-1": 5.5, "1-2": 5, "1-3": 1, "1-4": 1, "1-5": 0},
            12.5,
        ),
        (
            {"1-1.1": 84, "1-2.1": 100, "1-2.2": 2, "1-3.1": 95, "1-4.1": "都不是"},
            {"1-1": 6.5, "1-2": 9, "1-3": 2, "1-4": 0, "1-5": 0},
            17.5,
        ),
    ],
)
"""Points for every so many percent below a rate, more for each above, levels, all or nothing."""

SUPPLIER = Scheme(
    [("供应商（100分）", [("1-1", 25), ("1-2", 25), ("1-3", 25), ("1-4", 25)])],
    [
        measure_row("1-1.1", "准时率", "%", 档次="≥98=25、≥95=20、≥93=10、≥90=5、其余=0", 小数=1),
        measure_row("1-2.1", "质量", None, 档次="6σ=25、4σ=20、3σ=10、都不到=0"),
        measure_row("1-3.1", "交期缩短", "%", 档次=">50=25、≥26=15、≥15=10、其余=0", 小数=0),
        measure_row("1-4.1", "库存下降", "%", 档次=">50=25、≥26=15、≥15=10、≥10=5、其余=0", 小数=0),
    ],
    [
        (
            {"1-1.1": 96.4, "1-2.1": "都不到"},
            {"1-1": 20, "1-2": 0, "1-3": 0, "1-4": 0},
            20,
        ),
        (
            {"1-1.1": 94.9, "1-2.1": "都不到", "1-3.1": 50, "1-4.1": 51},
            {"1-1": 10, "1-2": 0, "1-3": 15, "1-4": 25},
            50,
        ),
        (
            {"1-1.1": 98, "1-2.1": "4σ", "1-3.1": 26, "1-4.1": 10},
            {"1-1": 25, "1-2": 20, "1-3": 15, "1-4": 5},
            65,
        ),
    ],
)
"""Nothing but tiers and levels."""

PARK = Scheme(
    [
        (
            "小微园（82分）",
            [
                ("1-1", 15),
                ("1-2", 5),
                ("1-3", 3),
                ("1-4", 3),
                ("1-5", 3),
                ("1-6", 10),
                ("1-7", 10),
                ("1-8", 3),
                ("1-9", 30),
            ],
        )
    ],
    [
        measure_row("1-1.1", "荣誉", "项", 每单位加减分=5),
        measure_row("1-2.1", "省级平台", "是否", 每单位加减分=5, 取最高="平台"),
        measure_row("1-2.2", "已建成平台", "是否", 每单位加减分=4, 取最高="平台"),
        measure_row("1-2.3", "单个系统", "个", 每单位加减分=1, 最多加减=3, 取最高="平台"),
        measure_row("1-3.1", "活动", "场", 档次="≥10=3、其余=0"),
        measure_row("1-4.1", "私营活动", "场", 档次="≥20=3、其余=0"),
        measure_row("1-5.1", "项目", "个", 档次="≥3=3、其余=0"),
        measure_row("1-6.1", "亩均税收", "倍", 档次=TAX, 小数=2),
        measure_row("1-7.1", "亩均增加值", "倍", 档次=TAX, 小数=2),
        measure_row("1-8.1", "数字化车间", "个", 档次="≥1=3、其余=0"),
        measure_row("1-9.1", "隐患", "处", 每单位加减分=-2),
    ],
    [
        (
            {
                "1-1.1": 2,
                "1-2.2": "是",
                "1-2.3": 5,
                "1-3.1": 10,
                "1-4.1": 19,
                "1-5.1": 3,
                "1-6.1": 3.49,
                "1-7.1": 2,
                "1-9.1": 1,
            },
            {
                "1-1": 10,
                "1-2": 4,
                "1-3": 3,
                "1-4": 0,
                "1-5": 3,
                "1-6": 8,
                "1-7": 4,
                "1-8": 0,
                "1-9": 28,
            },
            60,
        ),
        (
            {"1-2.3": 5, "1-6.1": 1.49, "1-7.1": 3.5},
            {
                "1-1": 0,
                "1-2": 3,
                "1-3": 0,
                "1-4": 0,
                "1-5": 0,
                "1-6": 0,
                "1-7": 10,
                "1-8": 0,
                "1-9": 30,
            },
            43,
        ),
    ],
)
"""Only the highest of several, at most so many points of one, tiers of a ratio."""

_FULL_MONTH = {f"1-{n}": 3 for n in range(1, 5)} | {"2-1": 3} | {f"2-{n}": 2 for n in range(2, 6)}

MONTHLY = Scheme(
    [
        ("组织生活（12分）", [("1-1", 3), ("1-2", 3), ("1-3", 3), ("1-4", 3)]),
        ("党员管理（11分）", [("2-1", 3), ("2-2", 2), ("2-3", 2), ("2-4", 2), ("2-5", 2)]),
        ("作用发挥（12分）", [("3-1", 3), ("3-2", 3), ("3-3", 3), ("3-4", 3)]),
    ],
    [
        *(
            measure_row(f"1-{number}.1", "少开的会", "次", 每单位加减分=-1.5)
            for number in (1, 2, 3)
        ),
        measure_row("1-4.1", "未开主题党日", "是否", 每单位加减分=-3),
        measure_row("2-1.1", "党费未缴", "人", 每单位加减分=-0.5),
        measure_row("2-2.1", "台账", None, 档次="齐全=2、有缺漏=1、没有=0"),
        *(
            measure_row(f"2-{number}.1", "材料不合格", "份", 每单位加减分=-0.2)
            for number in (3, 4, 5)
        ),
        *(measure_row(f"3-{number}.1", "活动", "次", 每单位加减分=1) for number in (1, 2)),
        measure_row("3-3.1", "稿件", "篇", 每单位加减分=0.5),
        measure_row("3-4.1", "上级表扬", "是否", 每单位加减分=3),
    ],
    [
        ({"2-2.1": "齐全"}, {**_FULL_MONTH, "3-1": 0, "3-2": 0, "3-3": 0, "3-4": 0}, 23),
        (
            {"1-1.1": 1, "1-4.1": "是", "2-1.1": 3, "2-2.1": "有缺漏", "2-3.1": 4, "3-1.1": 5}
            | {"3-2.1": 2, "3-3.1": 3, "3-4.1": "是"},
            {**_FULL_MONTH, "1-1": 1.5, "1-4": 0, "2-1": 1.5, "2-2": 1, "2-3": 1.2}
            | {"3-1": 3, "3-2": 2, "3-3": 1.5, "3-4": 3},
            24.7,
        ),
    ],
    settings={"期次": "1月"},
)
"""A sheet of 35 points that is filled in every month."""

_FOUR = ((1, 1), (2, 2), (3, 3), (4, 5))
"""Number of a rule, points for each time."""


def _rooms(*points: int) -> Mapping[str, float]:
    return {f"{number}-1": each for number, each in enumerate(points, start=1)}


DORMITORY = Scheme(
    [
        ("床铺（20分）", [("1-1", 20)]),
        ("桌面（20分）", [("2-1", 20)]),
        ("地面（20分）", [("3-1", 20)]),
        ("安全（40分）", [("4-1", 40)]),
    ],
    [
        *([f"1-1.{number}", "床铺不整", "处", -points] for number, points in _FOUR),
        *([f"2-1.{number}", "桌面不整", "处", -points] for number, points in _FOUR),
        *([f"3-1.{number}", "地面不洁", "处", -points] for number, points in _FOUR),
        *([f"4-1.{number}", "用电不安全", "处", -10 * points] for number, points in _FOUR),
    ],
    [
        ({"1-1.4": 1, "2-1.1": 5, "3-1.3": 1, "3-1.1": 2}, _rooms(15, 15, 15, 40), 85),
        ({"1-1.4": 5, "4-1.2": 1, "4-1.1": 1}, _rooms(0, 20, 20, 10), 50),
        ({"4-1.2": 1}, _rooms(20, 20, 20, 20), 80),
    ],
    settings={"达标分数线": 80, "期次": "第3周"},
    verdicts=("达标", "未达分数线", "达标"),
)
"""Four blocks, sixteen rules, passed from 80."""

_WEIGHTS = (10, 10, 10, 10, 10, 10, 8, 8, 8, 6, 5, 5)


def _rated(*rates: int) -> tuple[Mapping[str, Any], Mapping[str, float]]:
    answers = {f"1-{number}.1": rate for number, rate in enumerate(rates, start=1)}
    points = [rate * weight for rate, weight in zip(rates, _WEIGHTS, strict=True)]
    return answers, {f"1-{number}": each for number, each in enumerate(points, start=1)}


RUBRIC = Scheme(
    [
        (
            "办学水平（500分）",
            [(f"1-{number}", 5 * weight) for number, weight in enumerate(_WEIGHTS, start=1)],
        )
    ],
    [
        measure_row(f"1-{number}.1", "评级", "级", 每单位加减分=weight, 最多数量=5)
        for number, weight in enumerate(_WEIGHTS, start=1)
    ],
    [
        (*_rated(*[5] * 12), 500),
        (*_rated(3, 3, 3, 3, 3, 3, 5, 3, 3, 3, 3, 3), 316),
        (*_rated(*[1] * 12), 100),
    ],
)
"""Twelve criteria, each rated from 1 to 5 and multiplied by its weight."""


def _stars(lost: Mapping[int, int], innovations: int) -> tuple[Mapping[str, Any], Any]:
    """What a unit answers that lost so many points on some indicators, and its scores."""
    points = {f"1-{n}": (15 if n < 7 else 10) - lost.get(n, 0) for n in range(1, 8)}
    counts = {f"1-{n}.1": times for n, times in lost.items()}
    return counts | {"2-1.1": innovations}, {**points, "2-1": 5 * innovations}


STARS = Scheme(
    [
        ("指标（100分）", [(f"1-{number}", 15 if number < 7 else 10) for number in range(1, 8)]),
        ("创新", [("2-1", 10, "加分")]),
    ],
    [
        *([f"1-{number}.1", "达不到要求", "处", -1] for number in range(1, 8)),
        ["2-1.1", "推广的做法", "项", 5],
    ],
    [
        (*_stars({1: 2}, 1), 103),
        (*_stars({}, 0), 100),
        (*_stars({1: 9}, 1), 96),
        (*_stars({1: 12}, 1), 93),
        (*_stars({1: 13}, 1), 92),
        (*_stars({1: 14}, 1), 91),
        (*_stars({1: 15, 2: 6}, 1), 84),
        (*_stars({1: 15, 2: 7}, 1), 83),
        (*_stars({1: 15, 2: 15, 7: 5}, 1), 70),
        (*_stars({1: 15, 2: 15, 3: 15, 4: 15}, 1), 45),
    ],
    grades=[
        ["五星", 90, "10%", None, "2-1"],
        ["四星", 80, "30%"],
        ["三星", 70, "40%"],
        ["二星", 60],
        ["一星"],
    ],
    verdicts=("五星", *["四星"] * 3, *["三星"] * 4, "二星", "一星"),
)
"""Five stars from 90 and an innovation, for a tenth of the units; four for three tenths."""

_LEVELS = "好=0、较好=-5、一般=-10、较差=-15、差=-20、很差=-25"


def _rate(*levels: str) -> Mapping[str, Any]:
    return {f"1-{number}.1": level for number, level in enumerate(levels, start=1)}


HYGIENE = Scheme(
    [("扣分项", [("1-1", 25, "扣分"), ("1-2", 25, "扣分"), ("1-3", 30, "扣分")])],
    [
        measure_row("1-1.1", "食品处理", None, 档次=_LEVELS),
        measure_row("1-2.1", "场所设施", None, 档次=_LEVELS),
        measure_row("1-3.1", "管理信心", None, 档次="好=0、较好=-5、一般=-10、差=-20、很差=-30"),
    ],
    [
        (_rate("较好", "较好", "较好"), {"1-1": -5, "1-2": -5, "1-3": -5}, -15),
        (_rate("较差", "好", "好"), {"1-1": -15, "1-2": 0, "1-3": 0}, -15),
        (_rate("一般", "一般", "一般"), {"1-1": -10, "1-2": -10, "1-3": -10}, -30),
        (_rate("差", "差", "差"), {"1-1": -20, "1-2": -20, "1-3": -20}, -60),
    ],
    grades=[
        [5, -15, None, 5],
        [4, -20, None, 10],
        [3, -30, None, 10],
        [2, -40, None, 15],
        [1, -50, None, 20],
        [0],
    ],
    settings={"表彰名额": 2},
    verdicts=("5", "2", "3", "0"),
)
"""Penalties alone: the best grade needs few in all and none above 5."""

SCHEMES = {
    "each missing": MISSING,
    "village": VILLAGE,
    "supplier": SUPPLIER,
    "park": PARK,
    "starts full": STARTS_FULL,
    "all awards": ALL_AWARDS,
    "good deeds": GOOD_DEEDS,
    "civilised unit": CIVILISED,
    "shares": SHARES,
    "monthly": MONTHLY,
    "dormitory": DORMITORY,
    "rubric": RUBRIC,
    "stars": STARS,
    "hygiene": HYGIENE,
}
