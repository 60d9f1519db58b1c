"""All that 计分明细 can say: how it is written, what goes together, what comes of it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.drawing import COUNTS, SCORES, VETOES, Rows
from tests.support.vocabulary import (
    LATER,
    as_book,
    measure_row,
    standard_of,
)
from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.findings.finding import Finding
from wuhao_batch.scoring.explaining import explain
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Item
from wuhao_batch.sheets import Cell


def sheets_of(*rows: Rows, points: float = 100) -> dict[str, Any]:
    """A template of one item with those rows of 计分明细."""
    item = [f"考核（{points:g}分）", "1-1", "内容", points, "按办法计分"]
    scores = [SCORES, item, [None, None, "小计"], [None, None, "合计"]]
    return {
        "评分表": scores,
        "计分明细": [[*COUNTS, *LATER], *rows],
        "一票否决": [VETOES, ["V1", "重大事故"]],
    }


def of(unit: str | None = "次", **stated: Any) -> Measure:
    """The measure that a row states."""
    (measure,) = standard_of(sheets_of(measure_row("1-1.1", "指标", unit, **stated))).measures
    return measure


def findings_of(unit: str | None = "次", **stated: Any) -> list[Finding]:
    row = measure_row("1-1.1", "指标", unit, **stated)
    return read_standard(as_book(**sheets_of(row)), "t.xlsx")[1]


def refused(unit: str | None = "次", **stated: Any) -> list[tuple[str, str]]:
    """The code and the column of each fault of a row."""
    headers = [*COUNTS, *LATER]
    return [
        (found.code, headers[ord((found.place.cell or "A")[0]) - ord("A")])
        for found in findings_of(unit, **stated)
    ]


# --- columns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "header", "meant"),
    [
        ("计分明细", "取最高分", "取最高"),
        ("计分明细", "须附证明", "须附说明"),
        ("计分明细", "最多加减分", "最多加减"),
        ("评分表", "最高分", "最高得分"),
        ("评分表", "起评分", "起评"),
    ],
)
def test_a_column_that_is_nearly_one_of_ours_is_told(sheet: str, header: str, meant: str) -> None:
    sheets = sheets_of(measure_row("1-1.1", "指标", "次", 每单位加减分=-1))
    rows = [row[: len(COUNTS)] for row in sheets["计分明细"]]
    sheets["计分明细"] = rows
    sheets[sheet] = [[*sheets[sheet][0], header], *sheets[sheet][1:]]
    (found,) = read_standard(as_book(**sheets), "t.xlsx")[1]
    assert (found.code, found.place.sheet, found.value) == ("L008", sheet, header)
    assert f"“{meant}”" in found.message


@pytest.mark.parametrize("header", ["得分", "备注栏", "责任部门", "序"])
def test_a_column_of_their_own_is_left_alone(header: str) -> None:
    sheets = sheets_of(measure_row("1-1.1", "指标", "次", 每单位加减分=-1))
    for sheet in ("评分表", "计分明细"):
        sheets[sheet] = [[*sheets[sheet][0], header], *sheets[sheet][1:]]
    assert read_standard(as_book(**sheets), "t.xlsx")[1] == []


# --- 档次 as it is written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "好=20、较好=15、差=0",
        "好＝20，较好＝15，差＝0",
        "好=20, 较好=15, 差=0",
        "好 = 20分；较好 = 15分；差 = 0分",
        "好=20\n较好=15\n差=0\n",
        "好=２０;较好=１５;差=０",
    ],
)
def test_words_with_points_may_be_written_in_many_ways(text: str) -> None:
    measure = of(None, 档次=text)
    assert measure.answer.choices == ("好", "较好", "差")
    assert [sum(done.points or 0 for done in measure.done(n)) for n in range(3)] == [20, 15, 0]
    assert measure.rules == of(None, 档次="好=20、较好=15、差=0").rules


@pytest.mark.parametrize(
    "text",
    [
        "≥98=25、>95=20、≥93.5=10、其余=0",
        ">=98=25、>95=20、>=93.5=10、其余=0",
        "＞＝98＝25，＞95＝20，≧93.5＝10，其余＝0",
        "≥98%=25分；>95%=20分；⩾93.5%=10分；其余=0分",
        "≥ 98% = 25、 > 95 = 20\n>= 93.5% = 10、其余=0",
        "＞=98=25、＞95=20、>＝93.5=10、其余=0",
        "≥98=25、>95=20、≥93.5=10",
    ],
)
def test_tiers_may_be_written_in_many_ways(text: str) -> None:
    measure = of("%", 档次=text)
    told = [
        sum(done.points or 0 for done in measure.done(measure.answer.count(Decimal(share))))
        for share in ("100", "98", "97.99", "95.01", "95", "93.5", "93.49", "0")
    ]
    assert told == [25, 25, 20, 20, 10, 10, 0, 0]


def test_fewer_may_be_better() -> None:
    measure = of("天", 档次="≤3=10、<7=5、其余=-2")
    told = [sum(done.points or 0 for done in measure.done(days)) for days in (0, 3, 4, 6, 7)]
    assert told == [10, 10, 5, 5, -2]


def test_however_tiers_are_written_forms_that_are_out_stay_valid() -> None:
    def digest(text: str, unit: str | None = "%") -> str:
        return standard_of(sheets_of(measure_row("1-1.1", "指标", unit, 档次=text))).digest

    ours = digest("≥98=25、≥95=20、其余=0")
    assert digest(">=98%=25分；>=95%=20分") == ours
    assert digest("≥98=25、≥95=20、其余=1") != ours
    assert digest("≥98=25、>95=20、其余=0") != ours
    words = digest("好=20、差=0", None)
    assert digest("好 = 20分, 差 = 0分", None) == words
    assert digest("好=20、差=1", None) != words
    assert digest("差=0、好=20", None) != words, "the drop-down is another"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("好20、差0", "里的“好20”看不懂"),
        ("好=二十、差=0", "里的“好=二十”看不懂"),
        ("=20、差=0", "里的“=20”看不懂"),
        ("好=1.1234567、差=0", "里的“好=1.1234567”看不懂"),
        ("好=20", "只有一档，没有可选的"),
        ("好=20、好=15", "里“好”写了两次"),
        ("A=20、a=15", "里“a”写了两次"),
        ("好=5、较好=5", "各档的分数都一样"),
        ("5=5、4=4", "里的“5”会被表格程序当作数字或日期，按数量分档要用“≥”"),
        ("98%=5、95%=4", "里的“98%”会被表格程序当作数字或日期，按数量分档要用“≥”"),
        ("1-2=5、3-4=4", "里的“1-2”会被表格程序当作数字或日期，按数量分档要用“≥”"),
        ("1月5日=5、其他=4", "里的“1月5日”会被表格程序当作数字或日期，按数量分档要用“≥”"),
        ("是=5、否=0", "里不能用“是”和“否”，只分是否的，单位填“是否”"),
        ("好*=5、差=0", '里的“好*”不能带*、?、~、"这些符号'),
        ("+好=5、差=0", "里的“+好”不能以“+”开头"),
        (f"{'好' * 41}=5、差=0", "里的“好好好好好好好好…”太长，最多40个字"),
        ("、".join(f"第{n}档={n}" for n in range(31)), "有31档，最多30档"),
        ("≥98=25、95=20", "里的“95”没有≥或≤，最后一档可以写“其余”"),
        ("≥98=25、好=20、其余=0", "里的“好”没有≥或≤，只有最后一档可以写“其余”"),
        ("≥98=25、其余=0、≥95=20", "里的“其余”没有≥或≤，只有最后一档可以写“其余”"),
        ("≥95=20、≥98=25", "里“≥98”应写在“≥95”前面，难达到的在前"),
        ("≥95=20、>95=25", "里“>95”应写在“≥95”前面，难达到的在前"),
        ("≥95=20、≥95=10", "里“≥95”写了两次"),
        ("≥95=20、≤90=0", "里≥、>和≤、<不能混用"),
        ("≤7=5、≤3=10", "里“≤3”应写在“≤7”前面，难达到的在前"),
        ("≥98.5=25、其余=0", "里的“≥98.5”有小数，数量只填整数"),
        ("≥98%=25、其余=0", "里的“≥98%”看不懂"),
        ("≥-1=25、其余=0", "里的“≥-1”看不懂"),
    ],
)
def test_what_cannot_be_meant_by_levels_is_told(text: str, what: str) -> None:
    (found,) = findings_of("次", 档次=text)
    assert (found.code, found.rule) == ("L120", f"“档次”{what}。")
    assert found.place.cell == "K2"


# --- what goes together --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "stated", "expected"),
    [
        ("次", {"档次": "好=2、差=0", "每单位加减分": 1}, [("L118", "档次")]),
        ("次", {"档次": "≥2=2、其余=0", "每单位加减分": 1}, [("L118", "档次")]),
        ("次", {"档次": "≥2=2、其余=0", "最少数量": 1, "不足扣分": 1}, [("L118", "档次")]),
        ("次", {"档次": "≥2=2、其余=0", "出现即为0分": "是"}, [("L118", "档次")]),
        ("次", {"档次": "≥2=2、其余=0", "最多加减": 1}, [("L118", "档次"), ("L119", "最多加减")]),
        ("次", {"档次": "≥2=2、其余=0", "免计数量": 1}, [("L118", "档次"), ("L119", "免计数量")]),
        ("是否", {"档次": "好=2、差=0"}, [("L118", "档次")]),
        ("次", {"档次": "好=2、差=0", "最多数量": 3}, [("L118", "档次")]),
        ("次", {"档次": "好=2、差=0", "小数": 1}, [("L118", "档次")]),
        ("次", {"每单位加减分": -1, "不足每": 1}, [("L119", "不足每")]),
        ("次", {"每单位加减分": -1, "最少数量": 5, "不足每": 1}, [("L119", "不足每")]),
        ("次", {"最少数量": 5, "不足扣分": 1, "超出每": 1}, [("L119", "超出每")]),
        ("次", {"每单位加减分": 1, "超出每": 1}, [("L119", "超出每")]),
        (
            "次",
            {"每单位加减分": 1, "最少数量": 5, "超出每": 1, "出现即为0分": "是"},
            [("L118", "超出每")],
        ),
        (
            "次",
            {"每单位加减分": 1, "最少数量": 5, "超出每": 1, "免计数量": 1},
            [("L118", "超出每"), ("L118", "免计数量")],
        ),
        ("次", {"每单位加减分": -1, "最少数量": 5, "不足扣分": 1, "免计数量": 3},
         [("L118", "免计数量")]),
        ("次", {"最少数量": 5, "不足扣分": 1, "最多加减": 3}, [("L119", "最多加减")]),
        ("次", {"出现即为0分": "是", "最多加减": 3}, [("L119", "最多加减")]),
        ("次", {"出现即为0分": "是", "取最高": "甲"}, [("L119", "取最高")]),
        ("次", {"须附说明": "是"}, [("L111", "编号")]),
        ("次", {"小数": 2}, [("L111", "编号")]),
        ("是否", {"每单位加减分": -1, "小数": 1}, [("L118", "小数")]),
        ("是否", {"每单位加减分": -1, "免计数量": 1}, [("L118", "免计数量")]),
        ("是否", {"每单位加减分": -1, "最多加减": 1}, [("L118", "最多加减")]),
        ("是否", {"最少数量": 1, "不足扣分": 1, "不足每": 1}, [("L118", "不足每")]),
        ("是否", {"每单位加减分": 1, "最少数量": 0, "超出每": 1}, [("L118", "超出每")]),
        ("次", {"最少数量": 5, "不足扣分": 1, "不足每": 6}, [("L121", "不足每")]),
        ("次", {"每单位加减分": 1, "最少数量": 5, "超出每": 2, "最多数量": 6},
         [("L121", "超出每")]),
        ("次", {"每单位加减分": -1, "免计数量": 5, "最多数量": 5}, [("L121", "免计数量")]),
        ("次", {"档次": "≥5=2、≥3=1、其余=0", "最多数量": 4}, [("L121", "档次")]),
        ("次", {"档次": "<0=2、≤3=1、其余=0"}, [("L121", "档次")]),
        ("%", {"档次": "≥2000=2、≥100=1、其余=0"}, [("L121", "档次")]),
        ("次", {"每单位加减分": -1, "取最高": "甲"}, [("L122", "取最高")]),
        ("次", {"每单位加减分": -1, "不足每": "一次"}, [("L107", "不足每")]),
        ("次", {"最少数量": 5, "不足扣分": 1, "不足每": 0}, [("L107", "不足每")]),
        ("次", {"最少数量": 5, "不足扣分": 1, "不足每": 1.5}, [("L107", "不足每")]),
        ("次", {"每单位加减分": -1, "免计数量": 0}, [("L107", "免计数量")]),
        ("次", {"每单位加减分": -1, "最多加减": -3}, [("L107", "最多加减")]),
        ("次", {"每单位加减分": -1, "最多加减": 0}, [("L107", "最多加减")]),
        ("亩", {"每单位加减分": -1, "小数": 5}, [("L107", "小数")]),
        ("亩", {"每单位加减分": -1, "小数": -1}, [("L107", "小数")]),
        ("亩", {"每单位加减分": 0.12345, "小数": 2}, [("L107", "每单位加减分")]),
        ("亩", {"最少数量": 1.234, "不足扣分": 1, "小数": 2}, [("L107", "最少数量")]),
        ("次", {"每单位加减分": -1, "须附说明": "要"}, [("L107", "须附说明")]),
        ("次", {"每单位加减分": -1, "最多数量": "95%"}, [("L107", "最多数量")]),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_cell(
    unit: str, stated: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert refused(unit, **stated) == expected


@pytest.mark.parametrize(
    ("unit", "stated"),
    [
        ("次", {"每单位加减分": -1, "不足每": None, "须附说明": "否"}),
        ("次", {"每单位加减分": 1, "最少数量": 5, "超出每": 1, "最多数量": 6}),
        ("次", {"每单位加减分": -1, "免计数量": 4, "最多数量": 5, "出现即为0分": "是"}),
        ("次", {"最少数量": 5, "不足扣分": 1, "不足每": 5, "最多加减": 1}),
        ("%", {"最少数量": "95%", "不足扣分": 1, "最多数量": 120}),
        ("%", {"档次": "≥1000=2、其余=0"}),
        ("次", {"档次": "≥0=2、其余=0"}),
        ("亩", {"每单位加减分": 0.1234, "小数": 2}),
        ("亩", {"每单位加减分": 1, "小数": 4, "最少数量": 0.5, "不足扣分": 1, "不足每": 0.0001}),
    ],
)
def test_what_makes_sense_is_taken(unit: str, stated: dict[str, Any]) -> None:
    assert findings_of(unit, **stated) == []


def test_measures_of_one_mark_are_several_and_go_one_way() -> None:
    def faults(*rows: Rows) -> list[tuple[str, str]]:
        found = read_standard(as_book(**sheets_of(*rows)), "t.xlsx")[1]
        return [(each.code, each.place.cell or "") for each in found]

    award = measure_row("1-1.1", "国家级", "项", 每单位加减分=10, 取最高="奖项")
    other = measure_row("1-1.2", "省级", "项", 每单位加减分=5, 取最高="奖项")
    loss = measure_row("1-1.2", "缺", "项", 每单位加减分=-5, 取最高="奖项")
    mixed = measure_row("1-1.2", "评", None, 档次="好=5、差=-5", 取最高="奖项")
    alone = measure_row("1-1.3", "市级", "项", 每单位加减分=2, 取最高="奖品")
    assert faults(award, other) == []
    assert faults(award, loss) == [("L122", "P2"), ("L122", "P3")]
    assert faults(award, mixed) == [("L122", "P2"), ("L122", "P3")]
    assert faults(award, other, alone) == [("L122", "P4")]


USED: dict[str, Any] = {
    "档次": "≥2=2、其余=0",
    "不足每": 2,
    "超出每": 2,
    "免计数量": 2,
    "最多加减": 2,
    "小数": 2,
    "须附说明": "是",
}
BESIDE: dict[str, dict[str, Any]] = {
    "档次": {},
    "不足每": {"最少数量": 5, "不足扣分": 1},
    "超出每": {"每单位加减分": 1, "最少数量": 5, "不足扣分": 1},
}


@pytest.mark.parametrize("header", USED)
def test_a_column_counts_in_the_digest_only_where_it_is_used(header: str) -> None:
    """Forms that were sent before a template had the column stay valid."""

    def digest(**stated: Any) -> str:
        return standard_of(sheets_of(measure_row("1-1.1", "指标", "次", **stated))).digest

    beside = BESIDE.get(header, {"每单位加减分": -1})
    without = beside or {"每单位加减分": -1}
    former = sheets_of(measure_row("1-1.1", "指标", "次", **without)[: len(COUNTS)])
    former["计分明细"][0] = COUNTS
    assert digest(**without) == standard_of(former).digest
    assert digest(**beside, **{header: USED[header]}) != digest(**without)


# --- rates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        Cell(95),
        Cell(0.95, shown="95%"),
        Cell(0.95, shown="95.00%"),
        Cell("95%"),
        Cell("９５％"),
    ],
)
def test_a_rate_in_the_template_may_be_written_as_one(cell: Cell) -> None:
    sheets = sheets_of(measure_row("1-1.1", "率", "%", 最少数量=95, 不足扣分=1))
    drawn = as_book(**sheets)
    counts = drawn.sheets[1]
    assert counts.cells[2, 6].value == 95
    counts.cells[2, 6] = cell  # type: ignore[index]
    standard, findings = read_standard(drawn, "t.xlsx")
    assert findings == []
    assert standard is not None
    assert standard.measures[0].stated["最少数量"] == 95


def test_a_rate_that_shows_another_is_refused() -> None:
    drawn = as_book(**sheets_of(measure_row("1-1.1", "率", "%", 最少数量=95, 不足扣分=1)))
    drawn.sheets[1].cells[2, 6] = Cell(0.954, shown="95%")  # type: ignore[index]
    _, findings = read_standard(drawn, "t.xlsx")
    assert [found.code for found in findings] == ["V024"]


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "stated", "words"),
    [
        ("次", {"每单位加减分": -0.5}, ["每次扣0.5分"]),
        ("是否", {"每单位加减分": 2}, ["“是”得2分"]),
        ("是否", {"最少数量": 1, "不足扣分": 2}, ["“否”扣2分"]),
        ("次", {"最少数量": 12, "不足扣分": 0.5}, ["少于12次扣0.5分（只扣一次）"]),
        ("次", {"最少数量": 12, "不足扣分": 0.5, "不足每": 1}, ["少于12次的，每少1次扣0.5分"]),
        ("%", {"最少数量": 87, "不足扣分": 0.5, "不足每": 3},
         ["少于87%的，每少3个百分点扣0.5分"]),
        ("%", {"每单位加减分": 1, "最少数量": 100, "超出每": 1},
         ["超过100%的，每超1个百分点得1分"]),
        ("次", {"每单位加减分": -0.5, "免计数量": 3}, ["每次扣0.5分", "前3次不计"]),
        ("个", {"每单位加减分": 1, "最多加减": 3}, ["每个得1分", "这一条最多加减3分"]),
        (None, {"档次": "好=2、差=0"}, ["选一档：好得2分、差0分"]),
        ("%", {"档次": "≥98=2、>95=1、其余=0"}, ["达到98%得2分、超过95%得1分、其余0分"]),
        ("天", {"档次": "≤3=0、<9=-1、其余=-2"}, ["不超过3天0分、少于9天扣1分、其余扣2分"]),
        ("亩", {"每单位加减分": 1, "小数": 2, "最多数量": 9.5},
         ["每亩得1分", "最多填9.5亩", "可填2位小数"]),
        ("起", {"出现即为0分": "是", "须附说明": "是"},
         ["出现即此项为0分", "不是0的须在备注里附说明"]),
    ],
)  # fmt: skip
def test_rules_read_as_the_sentences_of_the_scheme(
    unit: str | None, stated: dict[str, Any], words: list[str]
) -> None:
    assert of(unit, **stated).words == words


# --- in an explanation ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "stated", "count", "told"),
    [
        ("次", {"每单位加减分": -0.5, "免计数量": 3}, 5,
         ["指标5次，其中3次不计，每次0.5分，扣1分"]),
        ("次", {"每单位加减分": -0.5, "免计数量": 3}, 2, []),
        ("次", {"最少数量": 12, "不足扣分": 0.5, "不足每": 1}, 9,
         ["指标9次，少于12次，每少1次扣0.5分，扣1.5分"]),
        ("%", {"最少数量": 87, "不足扣分": 0.5, "不足每": 3}, 7800,
         ["指标78%，少于87%，每少3个百分点扣0.5分，扣1.5分"]),
        ("%", {"最少数量": 87, "不足扣分": 0.5, "不足每": 3}, 8401, []),
        ("%", {"每单位加减分": 1, "最少数量": 100, "超出每": 1, "最多数量": 200}, 10_250,
         ["指标102.5%，超过100%的每超1个百分点得1分，得2分"]),
        ("篇", {"每单位加减分": 1, "最多加减": 3}, 5,
         ["指标5篇，每篇1分，得5分（最多得3分，计3分）"]),
        ("次", {"每单位加减分": -2, "最少数量": 3, "不足扣分": 1, "最多加减": 3}, 2,
         ["指标2次，每次2分，扣4分（最多扣3分，计3分）",
          "指标2次，少于3次，扣1分（最多扣3分，计0分）"]),
        (None, {"档次": "好=5、差=-2"}, 1, ["指标：差，扣2分", "扣完为止，最低0分"]),
        (None, {"档次": "好=5、差=0"}, 1, ["指标：差，得0分"]),
        (None, {"档次": "好=0、差=-2"}, 0, []),
        ("%", {"档次": "≥98=5、其余=0"}, 9800, ["指标98%，达到98%，得5分"]),
        ("%", {"档次": "≥98=5、其余=0"}, 9799, ["指标97.99%，在各档以外，得0分"]),
        ("天", {"档次": "<3=0、其余=-2"}, 3, ["指标3天，在各档以外，扣2分"]),
    ],
)  # fmt: skip
def test_what_a_rule_did_is_told_in_words(
    unit: str | None, stated: dict[str, Any], count: int, told: list[str]
) -> None:
    item = Item("1-1", "内容", Decimal(100), "标准", (of(unit, **stated),))
    assert explain(item, {"1-1.1": count}, Capping.CAP_FIRST) == told


def test_of_several_only_the_highest_is_told_with_points() -> None:
    rows = [
        measure_row("1-1.1", "省级", "项", 每单位加减分=5, 取最高="奖项"),
        measure_row("1-1.2", "市级", "项", 每单位加减分=2, 取最高="奖项"),
        measure_row("1-1.3", "稿件", "篇", 每单位加减分=1),
    ]
    (item,) = standard_of(sheets_of(*rows)).items
    assert explain(item, {"1-1.1": 1, "1-1.2": 2, "1-1.3": 1}, Capping.CAP_FIRST) == [
        "省级1项，每项5分，得5分",
        "市级2项，每项2分，得4分（“奖项”只计最高的一条，不计）",
        "稿件1篇，每篇1分，得1分",
    ]
