"""Answers: what a form offers and takes, how it comes back, what stands for it in words."""

import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.drawing import COUNTS, SCORES, VETOES, book, loaded, template_of, workspace
from tests.support.faults import of_files
from tests.support.formulas import holds
from tests.support.resaving import resaved
from tests.support.vocabulary import (
    LATER,
    counts_of,
    measure_row,
    random_answers,
    random_sheets,
    standard_of,
    typed,
)
from tools.filling import Inputs, fill_form, find_cell, open_form, type_in
from wuhao_batch.assessment.layout import SCORES as SCORES_SPEC
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.template import Template
from wuhao_batch.findings.finding import Finding, Place
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.forms.item_formulas import ItemFormulas
from wuhao_batch.forms.live_scores import without_live_score
from wuhao_batch.numbers import from_points, plain, read_number
from wuhao_batch.reading.book import read_book
from wuhao_batch.returns.inputs import Input
from wuhao_batch.returns.values import Values
from wuhao_batch.scoring.explaining import steps
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Standard
from wuhao_batch.scoring.rules.rule import Effect
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores
from wuhao_batch.scoring.shares import shares
from wuhao_batch.sheets import Book, Cell
from wuhao_batch.tables import RowKind, Table, the_table
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.packages import to_bytes

MANY = "、".join(f"第{number}档（已按要求完成第{number}阶段任务）={number}" for number in range(30))
"""As many levels as there may be, too long for a list that stands in the cell's own limit."""

ROWS = [
    measure_row("1-1.1", "按期率", "%", 最少数量=95, 不足扣分=1, 不足每=0.5),
    measure_row("1-1.2", "评定", None, 档次="好=0、一般=-2、差=-5", 须附说明="是"),
    measure_row("1-1.3", "面积", "亩", 每单位加减分=-1, 小数=2, 最多数量=9.5),
    measure_row("1-1.4", "阶段", None, 档次=MANY),
    measure_row("1-1.5", "事故", "是否", 每单位加减分=-5, 须附说明="是"),
    measure_row("1-1.6", "缺勤", "次", 每单位加减分=-1, 须附说明="是"),
    measure_row("1-1.7", "完成率", "%", 档次="≥100=5、其余=0", 小数=0, 最多数量=120),
]


def sheets(*rows: Any) -> dict[str, Any]:
    item = ["考核（100分）", "1-1", "内容", 100, "按办法计分"]
    return {
        "评分表": [SCORES, item, [None, None, "小计"], [None, None, "合计"]],
        "计分明细": [[*COUNTS, *LATER], *rows],
        "一票否决": [VETOES, ["V1", "重大事故"]],
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return template_of(book(**sheets(*ROWS)), tmp_path_factory.mktemp("template"))


def form_of(template: Template) -> bytes:
    return stamp(arm(template, Settings(year="2026")), Branch("01", "甲"))


# --- what a form computes of them ----------------------------------------------------------------

RATE = "ROUND(数量*100,2)"
"""A share as people write it, out of the cell that holds 0.98 for 98%."""

EARNS, LOSES, ZEROES = Effect.EARNS, Effect.LOSES, Effect.ZEROES


@pytest.mark.parametrize(
    ("unit", "stated", "formulas"),
    [
        ("篇", {"每单位加减分": 2}, {EARNS: "+数量*每单位加减分"}),
        ("次", {"每单位加减分": -1}, {LOSES: "+数量*每单位加减分"}),
        ("是否", {"每单位加减分": -1}, {LOSES: '+COUNTIF(数量,"是")*每单位加减分'}),
        ("起", {"出现即为0分": "是"}, {ZEROES: "数量>0"}),
        ("次", {"最少数量": 4, "不足扣分": 1}, {LOSES: "-IF(数量<最少数量,不足扣分,0)"}),
        (
            "次",
            {"最少数量": 4, "不足扣分": 1, "不足每": 2},
            {LOSES: "-INT(MAX(0,最少数量-数量)/不足每)*不足扣分"},
        ),
        (
            "%",
            {"最少数量": 95, "不足扣分": 1, "不足每": 0.5},
            {LOSES: f"-INT(ROUND(MAX(0,最少数量-{RATE})*100,0)/50)*不足扣分"},
        ),
        (
            "次",
            {"最少数量": 4, "每单位加减分": 2, "超出每": 3},
            {EARNS: "+INT(MAX(0,数量-最少数量)/超出每)*每单位加减分"},
        ),
        (
            "%",
            {"最少数量": 95, "每单位加减分": -2, "超出每": 0.5},
            {LOSES: f"+INT(ROUND(MAX(0,{RATE}-最少数量)*100,0)/50)*每单位加减分"},
        ),
        (
            "次",
            {"每单位加减分": -1, "免计数量": 2},
            {LOSES: "+MAX(0,数量-免计数量)*每单位加减分"},
        ),
        (
            "次",
            {"每单位加减分": -1, "最多加减": 3},
            {LOSES: "+MAX(-最多加减,数量*每单位加减分)"},
        ),
        ("篇", {"每单位加减分": 1, "最多加减": 3}, {EARNS: "+MIN(最多加减,数量*每单位加减分)"}),
        (None, {"档次": "好=5、差=0"}, {EARNS: '+IF(数量="好",5,IF(数量="差",0,0))'}),
        (
            None,
            {"档次": "好=5、差=-2"},
            {
                EARNS: '+MAX(0,IF(数量="好",5,IF(数量="差",-2,0)))',
                LOSES: '+MIN(0,IF(数量="好",5,IF(数量="差",-2,0)))',
            },
        ),
        ("%", {"档次": "≥98=5、>95=2、其余=1"}, {EARNS: f"+IF({RATE}>=98,5,IF({RATE}>95,2,1))"}),
        ("次", {"档次": "<3=5、≤5=2.5"}, {EARNS: "+IF(数量<3,5,IF(数量<=5,2.5,0))"}),
    ],
)  # fmt: skip
def test_each_rule_has_its_formula(
    unit: str | None, stated: dict[str, Any], formulas: Mapping[Effect, str]
) -> None:
    """Written over the headers of the cells; programs compute the same formulas further below."""
    (measure,) = standard_of(sheets(measure_row("1-1.1", "甲", unit, **stated))).measures
    found = {effect: measure.formula(effect, str) for effect in Effect if effect in measure.effects}
    assert found == formulas


@pytest.mark.parametrize(
    ("capping", "score"),
    [
        (Capping.CAP_FIRST, "MIN(考评分数,MAX(甲*2,乙*3))+丙*-1"),
        (Capping.DEDUCT_FIRST, "MIN(考评分数,MAX(甲*2,乙*3)+丙*-1)"),
    ],
)
def test_the_score_of_an_item_is_one_formula(capping: Capping, score: str) -> None:
    rows = [
        measure_row("1-1.1", "甲", "篇", 每单位加减分=2, 取最高="奖"),
        measure_row("1-1.2", "乙", "篇", 每单位加减分=3, 取最高="奖"),
        measure_row("1-1.3", "丙", "次", 每单位加减分=-1),
        measure_row("1-1.4", "丁", "起", 出现即为0分="是"),
    ]

    def cell(measure: Measure, header: str) -> str:
        return measure.name if header == "数量" else str(measure.stated[header])

    (item,) = standard_of(sheets(*rows)).items
    filled = "COUNT(甲)+COUNT(乙)+COUNT(丙)+COUNT(丁)<4"
    written = ItemFormulas(capping, cell, lambda _, header: header).score(item)
    assert written == f'=IF({filled},"",IF(OR(丁>0),0,MAX(0,{score})))'


def test_of_losses_with_one_mark_the_largest_counts() -> None:
    rows = [
        measure_row("1-1.1", "甲", "次", 每单位加减分=-1, 取最高="处分"),
        measure_row("1-1.2", "乙", "次", 每单位加减分=-2, 取最高="处分"),
    ]
    (share,) = shares(standard_of(sheets(*rows)).measures, LOSES)
    assert share.formula(LOSES, lambda measure: f"+{measure.name}") == "+MIN(甲,乙)"


# --- what is told of them -------------------------------------------------------------------------

AWARD, LOSS = {"每单位加减分": 2}, {"每单位加减分": -1}
CHOSEN, REACHED = {"档次": "好=5、中=0、差=-2"}, {"档次": "≥98=5、>95=2、其余=-1"}
ABOVE = {"最少数量": 4, "超出每": 3}


@pytest.mark.parametrize(
    ("unit", "stated", "count", "told", "points"),
    [
        ("篇", AWARD | {"最多加减": 3}, 1, "甲1篇，每篇2分，得2分", 2),
        ("篇", AWARD | {"最多加减": 4}, 2, "甲2篇，每篇2分，得4分", 4),
        ("篇", AWARD | {"最多加减": 3}, 2, "甲2篇，每篇2分，得4分（最多得3分，计3分）", 3),
        ("次", LOSS | {"最多加减": 3}, 5, "甲5次，每次1分，扣5分（最多扣3分，计3分）", -3),
        ("次", LOSS | {"免计数量": 2}, 3, "甲3次，其中2次不计，每次1分，扣1分", -1),
        ("篇", AWARD | {"免计数量": 2}, 1, "甲1篇，其中1篇不计，每篇2分，得0分", 0),
        ("篇", AWARD | {"免计数量": 2}, 0, "甲0篇，每篇2分，得0分", 0),
        (None, CHOSEN, 0, "甲：好，得5分", 5),
        (None, CHOSEN, 1, "甲：中，得0分", 0),
        (None, CHOSEN, 2, "甲：差，扣2分", -2),
        ("次", REACHED, 98, "甲98次，达到98次，得5分", 5),
        ("次", REACHED, 96, "甲96次，超过95次，得2分", 2),
        ("次", REACHED, 95, "甲95次，在各档以外，扣1分", -1),
        ("次", {"档次": "≤3=5、<5=0.5"}, 4, "甲4次，少于5次，得0.5分", 0.5),
        ("次", AWARD | ABOVE, 9, "甲9次，超过4次的每超3次得2分，得2分", 2),
        ("次", AWARD | ABOVE, 6, "甲6次，超过4次的每超3次得2分，得0分", 0),
        ("次", LOSS | ABOVE, 10, "甲10次，超过4次的每超3次扣1分，扣2分", -2),
    ],
)
def test_each_rule_tells_what_it_did(
    unit: str | None, stated: dict[str, Any], count: int, told: str, points: float
) -> None:
    (item,) = standard_of(sheets(measure_row("1-1.1", "甲", unit, **stated))).items
    (step,) = steps(item, {"1-1.1": count})
    assert (step.text, step.points) == (told, Decimal(str(points)))


@pytest.mark.parametrize(
    ("unit", "stated", "count"),
    [
        ("次", LOSS | {"免计数量": 2}, 2),
        (None, {"档次": "中=0、差=-2"}, 0),
        ("次", {"档次": "<3=0、其余=-1"}, 2),
        ("次", LOSS | ABOVE, 6),
    ],
)
def test_where_nothing_is_taken_nothing_is_told(
    unit: str | None, stated: dict[str, Any], count: int
) -> None:
    (item,) = standard_of(sheets(measure_row("1-1.1", "甲", unit, **stated))).items
    assert steps(item, {"1-1.1": count}) == []


def test_losses_of_one_measure_are_held_together() -> None:
    stated = LOSS | {"最少数量": 9, "不足扣分": 3, "最多加减": 6}
    (item,) = standard_of(sheets(measure_row("1-1.1", "甲", "次", **stated))).items
    assert [(step.text, step.points) for step in steps(item, {"1-1.1": 5})] == [
        ("甲5次，每次1分，扣5分", -5),
        ("甲5次，少于9次，扣3分（最多扣6分，计1分）", -1),
    ]


@pytest.mark.parametrize(
    ("each", "counts", "told"),
    [
        (2, (1, 2), ["甲1次，每次2分，得2分（“奖”只计最高的一条，不计）", "乙2次，每次3分，得6分"]),
        (2, (3, 2), ["甲3次，每次2分，得6分", "乙2次，每次3分，得6分（“奖”只计最高的一条，不计）"]),
        (2, (2, 0), ["甲2次，每次2分，得4分", "乙0次，每次3分，得0分"]),
        (
            -2,
            (1, 2),
            ["甲1次，每次2分，扣2分（“奖”只计最高的一条，不计）", "乙2次，每次3分，扣6分"],
        ),
    ],
)
def test_of_one_mark_only_the_highest_counts(
    each: int, counts: tuple[int, int], told: list[str]
) -> None:
    sign = 1 if each > 0 else -1
    rows = [
        measure_row("1-1.1", "甲", "次", 每单位加减分=each, 取最高="奖"),
        measure_row("1-1.2", "乙", "次", 每单位加减分=3 * sign, 取最高="奖"),
    ]
    (item,) = standard_of(sheets(*rows)).items
    found = steps(item, dict(zip(("1-1.1", "1-1.2"), counts, strict=True)))
    assert [step.text for step in found] == told


@pytest.mark.parametrize(
    ("unit", "stated", "words"),
    [
        ("次", LOSS | ABOVE, "超过4次的，每超3次扣1分"),
        (None, CHOSEN, "选一档：好得5分、中0分、差扣2分"),
        (None, {"档次": "好=0.5、差=-0.5"}, "选一档：好得0.5分、差扣0.5分"),
        ("%", {"档次": "≥98=5", "小数": 0}, "达到98%得5分、其余0分；只填整数"),
        ("是否", {"最少数量": 1, "不足扣分": 2}, "“否”扣2分"),
    ],
)
def test_each_rule_reads_back_in_words(
    unit: str | None, stated: dict[str, Any], words: str
) -> None:
    (measure,) = standard_of(sheets(measure_row("1-1.1", "甲", unit, **stated))).measures
    assert "；".join(measure.words) == words


# --- as they come back ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def standard() -> Standard:
    return standard_of(sheets(*ROWS))


@pytest.fixture(scope="module")
def measures(standard: Standard) -> dict[str, Measure]:
    return {measure.name: measure for measure in standard.measures}


def read(standard: Standard, name: str, cell: Cell) -> tuple[int | None, list[Finding]]:
    """The count that a cell gives for a measure, and what is wrong with it."""
    measure = next(each for each in standard.measures if each.name == name)
    values = Values(Branch("01", "甲"), standard, Settings(year="2026"))
    count = values.count(measure, Input(cell, Place("a.xlsx", "计分明细", "I2")))
    return count, values.findings


@pytest.mark.parametrize(
    ("name", "cell", "count", "codes"),
    [
        ("按期率", Cell(86.4), 8640, []),
        ("按期率", Cell(0.864, shown="86.4%"), 8640, []),
        ("按期率", Cell(0.864, shown="86.40%"), 8640, []),
        (
            "按期率",
            Cell(86.4, shown="86.4%"),
            8640,
            [],
        ),  # the sign is in its format alone
        ("按期率", Cell("86.4%"), 8640, ["V001"]),
        ("按期率", Cell("８６．４％"), 8640, ["V001"]),
        ("按期率", Cell("86.4 %"), 8640, ["V001"]),
        ("按期率", Cell(1, shown="100%"), 10_000, []),
        ("按期率", Cell(0, shown="0%"), 0, []),
        ("按期率", Cell(0), 0, []),
        ("按期率", Cell(0.005, shown="0.50%"), 50, []),
        ("按期率", Cell(0.86), 86, ["V027"]),
        ("按期率", Cell("0.86"), 86, ["V027"]),
        ("按期率", Cell("0.86%"), 86, ["V001"]),
        ("按期率", Cell(0.864), None, ["V011"]),
        ("按期率", Cell(0.86456, shown="86.46%"), None, ["V024"]),
        ("按期率", Cell(0.86456, shown="86.456%"), None, ["V011"]),
        ("按期率", Cell(86.4, shown="8640%"), None, ["V012"]),
        ("按期率", Cell(-0.01, shown="-1%"), None, ["V010"]),
        ("按期率", Cell("约86%"), None, ["V002"]),
        ("完成率", Cell(1.05, shown="105%"), 105, []),
        ("完成率", Cell(1.055, shown="105.5%"), None, ["V011"]),
        ("完成率", Cell(1.21, shown="121%"), None, ["V012"]),
        ("评定", Cell("好"), 0, []),
        ("评定", Cell(" 一般 "), 1, []),
        ("评定", Cell("较好"), None, ["V009"]),
        ("评定", Cell(-2), None, ["V009"]),
        ("评定", Cell("差", look="“差”已划去"), None, ["V024"]),
        ("面积", Cell(9.5), 950, []),
        ("面积", Cell("9.05亩"), 905, ["V001"]),
        ("面积", Cell(9.51), None, ["V012"]),
        ("面积", Cell(1.234), None, ["V011"]),
        ("面积", Cell(0.95, shown="95%"), None, ["V024"]),
        ("缺勤", Cell(1.5), None, ["V011"]),
        ("事故", Cell("有"), None, ["V009"]),
    ],
)
def test_an_answer_is_what_is_seen(
    standard: Standard, name: str, cell: Cell, count: int | None, codes: list[str]
) -> None:
    taken, findings = read(standard, name, cell)
    assert (taken, [found.code for found in findings]) == (count, codes)


def test_what_is_wrong_with_an_answer_is_told_with_what_is_taken(standard: Standard) -> None:
    def told(name: str, cell: Cell) -> str:
        (found,) = read(standard, name, cell)[1]
        return found.rule + found.remedy

    assert told("评定", Cell("较好")) == (
        "1-1.2的数量只能填“好”、“一般”或“差”。请选填“好”、“一般”或“差”。"
    )
    assert told("面积", Cell(1.234)) == (
        "1-1.3的数量应为最多2位小数的数。请改为0到9.5之间、最多2位小数的数。"
    )
    assert told("完成率", Cell(1.5, shown="150%")) == (
        "1-1.7的数量最多为120%。请改为0到120%之间、没有小数的百分数。"
    )
    assert told("事故", Cell("有")) == "1-1.5的数量只能填“是”或“否”。请选填“是”或“否”。"
    many = told("阶段", Cell("第一档"))
    assert "等30个中的一个" in many
    assert len(many) < 400


def test_an_answer_is_said_as_people_say_it(measures: dict[str, Measure]) -> None:
    assert measures["按期率"].said(8640) == "按期率86.4%"
    assert measures["评定"].said(1) == "评定：一般"
    assert measures["面积"].said(905) == "面积9.05亩"
    assert measures["事故"].said(1) == "事故：是"
    assert measures["按期率"].answer.brief(8640) == "86.4%"
    assert measures["评定"].answer.brief(1) == "一般"
    assert measures["面积"].answer.brief(905) == "9.05"
    assert measures["事故"].answer.brief(1) == "1"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("place")
    apart = {"计分依据": "自评得分", "考评得分填在": "复核表"}
    return workspace(folder, [["01", "甲"]], book(**sheets(*ROWS)), **apart)


ANSWERS = {
    "1-1.1": 0.95,
    "1-1.2": "差",
    "1-1.3": 0.25,
    "1-1.4": "第7档（已按要求完成第7阶段任务）",
    "1-1.5": "否",
    "1-1.6": 2,
    "1-1.7": 1,
}


TOLD = ANSWERS | {"1-1.1": 95, "1-1.7": 100}
"""The same answers, rates in percent."""

REMARKS = {"1-1.2": "见材料3", "1-1.6": "已请假"}


def told_of(
    place: Workspace, remarks: Mapping[str, str], edit: Callable[[Workbook], None] | None = None
) -> list[Finding]:
    """What is told of a return with those answers, these remarks and an edit."""
    inputs: Inputs = {"数量": ANSWERS, "备注": remarks, "是否存在": {"V1": "否"}}
    form = open_form(form_of(loaded(place).template))
    type_in(form, inputs)
    if edit is not None:
        edit(form)
    return of_files(place, {"a.xlsx": to_bytes(form)})


def test_grounds_are_missed_only_where_there_is_something_to_tell_of(place: Workspace) -> None:
    (found,) = told_of(place, {})
    assert (found.code, found.place.cells) == ("V026", ("J3", "J7"))
    assert found.rule == "1-1.2、1-1.6填了数量，备注里没有说明。"
    assert told_of(place, REMARKS) == []


def test_a_rule_that_somebody_has_changed_in_the_form_is_told(place: Workspace) -> None:
    def edit(form: Workbook) -> None:
        sheet = form["计分明细"]
        sheet["K3"] = "好=0、一般=0、差=0"
        sheet["L2"] = 5
        sheet["P4"] = "甲"
        sheet["F2"], sheet["F2"].number_format = 0.95, "0%"  # the same in another spelling

    found = told_of(place, REMARKS, edit)
    assert [(each.code, each.place.cell) for each in found] == [
        ("L005", "L2"),
        ("L005", "K3"),
        ("L005", "P4"),
    ]
    assert found[1].rule.startswith("1-1.2的档次应为“好=0、一般=-2、差=-5”")


# --- in the form ---------------------------------------------------------------------------------


def rule_of(sheet: Worksheet, cell: str) -> Any:
    """The one rule that colours a cell."""
    areas = (area for area in sheet.conditional_formatting if cell in area.sqref)
    (rule,) = [rule for area in areas for rule in area.rules]
    return rule


def test_what_is_taken_stays_calm_and_all_else_turns_red(template: Template) -> None:
    workbook = open_form(form_of(template))
    cases: dict[str, tuple[list[Any], list[Any]]] = {
        "1-1.1": (["", 0, 0.864, 0.8645, 1, 10], [-0.1, 0.86456, 10.1, "86.4%"]),
        "1-1.2": (["", "好", "一般", "差"], ["较好", 0, -2]),
        "1-1.3": (["", 0, 9.5, 0.25], [9.51, 1.234, -1, "9亩"]),
        "1-1.7": (["", 0, 1.2, 0.99], [1.21, 0.995]),
    }
    for code, (calm, red) in cases.items():
        sheet, cell = find_cell(workbook, "数量", code)
        rule = rule_of(sheet, cell)
        assert not any(holds(rule.formula[0], cell, value) for value in calm), code
        assert all(holds(rule.formula[0], cell, value) for value in red), code


def test_each_answer_has_its_limit_its_format_and_its_prompt(template: Template) -> None:
    workbook = open_form(form_of(template))
    sheet = workbook["计分明细"]

    def limit(code: str) -> Any:
        _, cell = find_cell(workbook, "数量", code)
        (found,) = [each for each in sheet.data_validations.dataValidation if cell in each.sqref]
        return found

    assert (limit("1-1.1").type, limit("1-1.1").formula2) == ("decimal", "10")
    assert limit("1-1.1").prompt == (
        "填0到1000%之间、最多2位小数的百分数，连百分号一起填，如86.4%；没有发生填0，不要留空。"
    )
    assert (limit("1-1.3").type, limit("1-1.3").formula2) == ("decimal", "9.5")
    assert (limit("1-1.6").type, limit("1-1.6").formula2) == ("whole", "9999")
    assert (limit("1-1.2").type, limit("1-1.2").formula1) == ("list", '"好,一般,差"')
    formats = [
        sheet[find_cell(workbook, "数量", code)[1]].number_format for code in ("1-1.1", "1-1.7")
    ]
    assert formats == ["0.00%", "0%"]


def test_a_list_too_long_for_a_cell_stands_on_the_hidden_sheet(template: Template) -> None:
    workbook = open_form(form_of(template))
    _, cell = find_cell(workbook, "数量", "1-1.4")
    (found,) = [
        each for each in workbook["计分明细"].data_validations.dataValidation if cell in each.sqref
    ]
    assert found.formula1 == "'_wuhao'!$D$1:$D$30"
    hidden = workbook["_wuhao"]
    assert hidden.sheet_state == "veryHidden"
    listed = [row[0].value for row in hidden["D1:D30"]]
    measure = next(each for each in template.standard.measures if each.code == "1-1.4")
    assert listed == list(measure.answer.choices)
    assert hidden["A1"].value == "识别码"
    for each in (found.prompt, found.error):
        assert len(each) < 225, "as much as Excel takes"


def test_a_remark_is_asked_for_where_there_is_something_to_tell_of(template: Template) -> None:
    workbook = open_form(form_of(template))
    for code, asking, calm in (
        ("1-1.2", ["一般", "差"], ["好", "", "较好"]),
        ("1-1.5", ["是"], ["否", ""]),
        ("1-1.6", [1, 2], [0, "", "一"]),
    ):
        sheet, remark = find_cell(workbook, "备注", code)
        _, count = find_cell(workbook, "数量", code)
        rule = rule_of(sheet, remark)
        condition = rule.formula[0].replace(f'{remark}=""', "TRUE")
        assert all(holds(condition, count, value) for value in asking), code
        assert not any(holds(condition, count, value) for value in calm), code


# --- the live formulas ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("libreoffice.xlsx", marks=pytest.mark.program("soffice")),
        pytest.param("gnumeric.xlsx", marks=[pytest.mark.program("ssconvert"), pytest.mark.slow]),
    ],
)
def test_forms_compute_the_scores_of_random_standards(program: str, tmp_path: Path) -> None:
    forms: dict[str, bytes] = {}
    expected: dict[str, dict[str, str]] = {}
    for name, (made, capping, answers) in _random_forms(tmp_path).items():
        armed = arm(made, Settings(year="2026", capping=capping))
        blank = stamp(armed, Branch("01", "甲"))
        forms[name] = fill_form(blank, {"数量": typed(made.standard, answers)})
        counts = counts_of(made.standard, answers)
        table = frame({"x": counts}, [measure.code for measure in made.standard.measures])
        points = known_rows(self_scores(made.standard, table, capping))["x"]
        scores = {code: from_points(each) for code, each in points.items()}
        expected[name] = {code: plain(each) for code, each in scores.items()}
        if scores:
            expected[name]["合计"] = plain(made.standard.total_of(scores))
    for name, data in resaved(program, forms, tmp_path).items():
        assert own_scores(data) == expected[name], name


def _random_forms(folder: Path) -> dict[str, tuple[Template, Capping, dict[str, Any]]]:
    """Random templates with an answer to nearly every measure."""
    made = {}
    for seed in range(12):
        chance = random.Random(seed)  # noqa: S311
        template = template_of(book(**random_sheets(chance, most_items=8)), folder)
        capping = list(Capping)[seed % 2]
        made[f"form{seed}"] = template, capping, random_answers(chance, template.standard, 0.02)
    longest = template_of(book(**sheets(*ROWS)), folder)
    return made | {"longest": (longest, Capping.CAP_FIRST, TOLD)}


def own_scores(form: bytes) -> dict[str, str]:
    """Item, and 合计 → the 自评得分 that a form shows, without the blanks."""
    read = read_book(form)
    assert isinstance(read, Book)
    table = the_table(read, SCORES_SPEC, "form.xlsx")
    assert isinstance(table, Table)
    return dict(_shown(table))


def _shown(table: Table) -> Iterator[tuple[str, str]]:
    (total,) = table.rows_of_kind(RowKind.TOTAL)
    for code, row in [
        *((code, rows[0]) for code, rows in table.keyed_rows.items()),
        ("合计", total),
    ]:
        reading = read_number(table.at(row, "自评得分"))
        if reading is not None:
            yield code, plain(reading.value)


def test_a_formula_that_no_program_takes_is_left_out(tmp_path: Path) -> None:
    rows = [measure_row(f"1-1.{number}", "阶段", None, 档次=MANY) for number in range(1, 8)]
    made = template_of(book(**sheets(*rows)), tmp_path)
    workbook = open_form(form_of(made))
    own = [workbook["评分表"][cell].value for cell in ("F2", "F3", "F4")]
    assert own == [None, None, None], "neither the score nor a sum that would lack it"
    assert str(workbook["评分表"]["G3"].value).startswith("=IF(COUNT(G2:G2)=0")
    (told,) = without_live_score(made, Settings(year="2026"))
    assert (told.code, told.place.cell) == ("L138", "B2")
