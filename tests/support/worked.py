"""Schemes of real offices as templates: their rules as columns, their worked numbers as counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.support.drawing import COUNTS, SCORES, Rows, book

TERMS = [*SCORES, "性质", "起评", "最高得分"]

Category = tuple[str, Sequence[Sequence[Any]]]
"""A heading, and for each item code, 考评分数, 性质, 起评, 最高得分; short rows are blank."""


@dataclass(frozen=True)
class Scheme:
    """A template and what it gives: counts of each unit → the scores of its items, its total."""

    categories: Sequence[Category]
    measures: Rows
    worked: Sequence[tuple[Mapping[str, int], Mapping[str, float], float]]

    @property
    def template(self) -> bytes:
        return template(self.categories, self.measures)


def template(categories: Sequence[Category], measures: Rows = (), **more: Rows) -> bytes:
    """The template of a scheme; texts that do not matter are made up."""
    rows: list[list[Any]] = [TERMS]
    for heading, items in categories:
        for number, (code, points, *terms) in enumerate(items):
            name = heading if number == 0 else None
            told = [f"内容{code}", points, "按办法计分", None, None, None]
            rows.append([name, code, *told, *terms])
        rows.append([None, None, "小计"])
    rows.append([None, None, "合计"])
    vetoes = [["序号", "情形", "是否存在", "涉及党支部", "时间", "情况说明"], ["V1", "重大事故"]]
    return book(评分表=rows, 计分明细=[COUNTS, *measures], 一票否决=vetoes, **more)


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
        ["1-2.1", "眼操缺席", "人次", -0.5],
        ["2-1.1", "表扬卡", "张", 1],
        ["2-2.1", "酌情加分", "次", 0.5],
    ],
    [
        (
            {"1-1.1": 3, "1-2.1": 2, "2-1.1": 2, "2-2.1": 7},
            {"1-1": 18.5, "1-2": 59, "2-1": 2, "2-2": 3.5},
            83,
        ),
        ({}, {"1-1": 20, "1-2": 60, "2-1": 0, "2-2": 0}, 80),
    ],
)
"""Good deeds beside the points of the sheet."""

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

SCHEMES = {
    "starts full": STARTS_FULL,
    "all awards": ALL_AWARDS,
    "good deeds": GOOD_DEEDS,
    "civilised unit": CIVILISED,
    "shares": SHARES,
}


def random_template(chance: Random) -> bytes:
    """A template with items of every kind that makes sense, some of them by shares."""
    shares = chance.choice([["20", "80"], ["32.5", "67.5"], None])
    categories: list[Category] = []
    measures: list[list[Any]] = []
    for number in range(3):
        items = [
            _random_item(f"{number}-{item}", apart=number == 2, chance=chance, measures=measures)
            for item in range(1, chance.randint(2, 4))
        ]
        full = sum(points for _, points, nature, *_ in items if not nature)
        share = f"，占{shares[number]}%" if shares and number < 2 else ""
        categories.append((f"项目{number}（{full}{share}）" if full else f"项目{number}", items))
    return template(categories, measures)


def _random_item(
    code: str, *, apart: bool, chance: Random, measures: list[list[Any]]
) -> tuple[Any, ...]:
    """An item, its measures added to ``measures``; ``apart`` from the points of the sheet."""
    natures = ["加分", "扣分"] if apart else [None, None, "加分", "扣分"]
    nature = None if code.endswith("-1") and not apart else chance.choice(natures)
    points = chance.choice([4, 10, 25])
    earns = nature == "加分" or (nature is None and chance.random() < 0.5)
    rates = [chance.choice([-0.5, -1, -3]) for _ in range(chance.randint(0 if earns else 1, 2))]
    rates += [chance.choice([0.5, 2, 7]) for _ in range(2 * earns)]
    chance.shuffle(rates)
    for number, rate in enumerate(rates, start=1):
        measures.append([f"{code}.{number}", "指标", "次", rate])
    if nature != "扣分" and chance.random() < 0.2:
        measures.append([f"{code}.9", "事故", "起", None, "是"])
    if nature:
        return code, chance.choice([points, None]), nature
    start = chance.choice([None, "满分", "0分"] if earns else [None, "满分"])
    return code, points, None, start, chance.choice([None, points + 5, "不封顶"])
