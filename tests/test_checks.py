"""The checks of a return: what each entry may be, and what is told of one that may not."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from wuhao_batch.assessment.choices import Basis, VetoTarget
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.returns.checks import Checked, check
from wuhao_batch.returns.inputs import Input, Return
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Category, Item, Standard, Veto
from wuhao_batch.scoring.rules.limit import Limit
from wuhao_batch.scoring.rules.per_unit import PerUnit
from wuhao_batch.scoring.rules.zeroing import Zeroing
from wuhao_batch.sheets import BLANK, PICTURE, Cell

LATE = Measure("1-1.1", "迟到", "次", (PerUnit(Decimal(-2)),))
ACCIDENT = Measure("1-1.2", "事故", "是否", (Zeroing(),))
PAPERS = Measure("1-2.1", "论文", "篇", (PerUnit(Decimal("0.5")), Limit(20)))
STANDARD = Standard(
    (
        Category(
            "工作好",
            (
                Item("1-1", "制度", Decimal(10), "标准", (LATE, ACCIDENT)),
                Item("1-2", "论文", Decimal(5), "标准", (PAPERS,)),
                Item("1-3", "评议", Decimal(3), "标准"),
            ),
        ),
    ),
    (Veto("V1", "重大事故"), Veto("V2", "弄虚作假")),
)
BRANCH = Branch("07", "甲党总支", sub_branches=("一支部", "二支部"))
BY_PANEL, BY_SELF = Settings(year="2026"), Settings(year="2026", basis=Basis.SELF)

MEASURES = [measure.code for measure in STANDARD.measures]
ITEMS = [item.code for item in STANDARD.items]
VETOES = [veto.code for veto in STANDARD.vetoes]
CODES = {
    "数量": MEASURES,
    "备注": MEASURES,
    "考评得分": ITEMS,
    "扣分说明": ITEMS,
    "是否存在": VETOES,
    "涉及党支部": VETOES,
    "时间": VETOES,
    "情况说明": VETOES,
}
COLUMNS = dict(zip(CODES, "ABCDEFGH", strict=True))
GOOD: dict[str, dict[str, Any]] = {
    "数量": {"1-1.1": 1, "1-1.2": "否", "1-2.1": 4},
    "考评得分": {"1-1": 8, "1-2": 2, "1-3": 3},
    "是否存在": {"V1": "否", "V2": "否"},
}
FORMULA, FAULTY = Cell(8, "=4+4"), Cell("#N/A", error=True)


def filled(typed: Mapping[str, Mapping[str, Any]], **facts: Any) -> Return:
    """A return in which those cells are filled and all others are blank."""
    inputs = {
        header: {
            code: Input(
                value
                if isinstance(value := typed.get(header, {}).get(code), Cell)
                else Cell(value),
                Place("甲.xlsx", "表", f"{COLUMNS[header]}{row}"),
            )
            for row, code in enumerate(codes, 1)
        }
        for header, codes in CODES.items()
    }
    return Return("07", "甲.xlsx", inputs, **facts)


def good(changed: Mapping[str, Mapping[str, Any]] | None = None, **facts: Any) -> Return:
    """A return without a fault, but for what is changed."""
    changed = changed or {}
    return filled(
        {header: GOOD.get(header, {}) | dict(changed.get(header, {})) for header in CODES}, **facts
    )


def checked(
    changed: Mapping[str, Mapping[str, Any]] | None = None,
    settings: Settings = BY_PANEL,
    branch: Branch = BRANCH,
    **facts: Any,
) -> Checked:
    """What comes of a return that is good but for what is changed."""
    return check(good(changed, **facts), branch, STANDARD, settings)


def told(result: Checked) -> list[tuple[str, str | None]]:
    """Code and cell, as often as there are cells."""
    cells = ((found.code, found.place.cells or (None,)) for found in result.findings)
    return [(code, cell) for code, own in cells for cell in own]


def whole(found: Finding) -> tuple[str, str | None, str]:
    """The branch, the content and the sentences of a finding."""
    return found.code, found.branch, found.message + found.remedy


# --- a good return --------------------------------------------------------------------------------


def test_what_is_in_order_becomes_values() -> None:
    source = good(replaces="ab", sha256="cd")
    result = check(source, BRANCH, STANDARD, BY_PANEL)
    assert result == Checked(
        source,
        counts={"1-1.1": 1, "1-1.2": 0, "1-2.1": 4},
        panel={"1-1": 8_000_000, "1-2": 2_000_000, "1-3": 3_000_000},
        vetoes={"V1": False, "V2": False},
        sub_branches={},
        findings=(),
    )
    assert result.is_sound
    assert result.replaces == "ab"
    assert (result.declared, result.sub_branches) == ((), {})


@pytest.mark.parametrize(
    ("header", "code", "typed", "value"),
    [
        ("数量", "1-1.1", 0, 0),
        ("数量", "1-1.1", 9_999, 9_999),
        ("数量", "1-1.2", "是", 1),
        ("数量", "1-1.2", " 否 ", 0),
        ("数量", "1-2.1", 20, 20),
        ("考评得分", "1-1", 0, 0),
        ("考评得分", "1-1", 10, 10_000_000),
        ("考评得分", "1-2", 4.5, 4_500_000),
    ],
)
def test_the_ends_of_what_may_be_typed_are_taken(
    header: str, code: str, typed: object, value: int
) -> None:
    result = checked({header: {code: typed}})
    values = result.counts if header == "数量" else result.panel
    assert values[code] == value
    assert result.findings == ()


@pytest.mark.parametrize(
    ("header", "code", "typed", "value", "message"),
    [
        (
            "数量",
            "1-1.1",
            "３次",
            3,
            "【表·A1】现填“３次”。这里是文字，已按3计。请核对；下次请直接填数字。",
        ),
        (
            "考评得分",
            "1-2",
            "4.5分",
            4_500_000,
            "【表·C2】现填“4.5分”。这里是文字，已按4.5计。请核对；下次请直接填数字。",
        ),
    ],
)
def test_a_number_written_as_text_is_taken_and_noted(
    header: str, code: str, typed: str, value: int, message: str
) -> None:
    result = checked({header: {code: typed}})
    assert (result.counts if header == "数量" else result.panel)[code] == value
    assert [whole(found) for found in result.findings] == [("V001", "07", message)]
    assert result.is_sound


# --- one fault, one finding -----------------------------------------------------------------------

NUMBER, YES_OR_NO = "请改填阿拉伯数字。", "请选填“是”或“否”。"
NO_FORMULA, MEND = "请把公式改为数字或文字本身。", "请改填正确的内容。"


@pytest.mark.parametrize(
    ("header", "code", "typed", "finding_code", "message"),
    [
        ("数量", "1-1.1", "两次", "V002", "【表·A1】现填“两次”。1-1.1的数量应填数字。" + NUMBER),
        ("数量", "1-1.1", "1篇", "V002", "【表·A1】现填“1篇”。1-1.1的数量应填数字。" + NUMBER),
        (
            "数量",
            "1-1.1",
            1.1234567,
            "V015",
            "【表·A1】现填“1.1234567”。1-1.1的数量的小数超过6位。请保留两位小数。",
        ),
        (
            "数量",
            "1-2.1",
            -1,
            "V010",
            "【表·A3】现填“-1”。1-2.1的数量不能小于0。请改为0到20之间的整数。",
        ),
        (
            "数量",
            "1-2.1",
            0.5,
            "V011",
            "【表·A3】现填“0.5”。1-2.1的数量应为整数。请改为0到20之间的整数。",
        ),
        (
            "数量",
            "1-2.1",
            21,
            "V012",
            "【表·A3】现填“21”。1-2.1的数量最多为20。请改为0到20之间的整数。",
        ),
        (
            "数量",
            "1-1.1",
            10_000,
            "V012",
            "【表·A1】现填“10000”。1-1.1的数量最多为9999。请改为0到9999之间的整数。",
        ),
        (
            "数量",
            "1-1.2",
            "有",
            "V009",
            "【表·A2】现填“有”。1-1.2的数量只能填“是”或“否”。" + YES_OR_NO,
        ),
        (
            "数量",
            "1-1.1",
            FORMULA,
            "V005",
            "【表·A1】现填“=4+4”。1-1.1的数量不能填公式。" + NO_FORMULA,
        ),
        ("数量", "1-1.2", FAULTY, "V006", "【表·A2】现填“#N/A”。1-1.2的数量是错误值。" + MEND),
        (
            "考评得分",
            "1-1",
            "满分",
            "V002",
            "【表·C1】现填“满分”。1-1的考评得分应填数字。" + NUMBER,
        ),
        (
            "考评得分",
            "1-1",
            -0.5,
            "V004",
            "【表·C1】现填“-0.5”。1-1的考评得分不能小于0。请改为0到10之间的数。",
        ),
        (
            "考评得分",
            "1-1",
            10.5,
            "V003",
            "【表·C1】现填“10.5”。1-1的考评得分不能超过10分。请改为0到10之间的数。",
        ),
        (
            "考评得分",
            "1-3",
            0.1234567,
            "V015",
            "【表·C3】现填“0.1234567”。1-3的考评得分的小数超过6位。请保留两位小数。",
        ),
        (
            "考评得分",
            "1-2",
            FORMULA,
            "V005",
            "【表·C2】现填“=4+4”。1-2的考评得分不能填公式。" + NO_FORMULA,
        ),
        ("考评得分", "1-2", FAULTY, "V006", "【表·C2】现填“#N/A”。1-2的考评得分是错误值。" + MEND),
        (
            "考评得分",
            "1-2",
            None,
            "V007",
            "【表·C2】1-2没有考评得分，其他项已评。请考评组补评，0分也要写0。",
        ),
        ("是否存在", "V1", None, "V008", "【表·E1】一票否决V1没有声明是否存在。" + YES_OR_NO),
        (
            "是否存在",
            "V1",
            "无",
            "V009",
            "【表·E1】现填“无”。V1是否存在只能填“是”或“否”。" + YES_OR_NO,
        ),
        (
            "是否存在",
            "V2",
            FORMULA,
            "V005",
            "【表·E2】现填“=4+4”。V2是否存在不能填公式。" + NO_FORMULA,
        ),
    ],
)
def test_what_breaks_a_rule_gives_no_value_and_one_finding_at_its_cell(
    header: str, code: str, typed: object, finding_code: str, message: str
) -> None:
    result = checked({header: {code: typed}})
    assert [whole(found) for found in result.findings] == [(finding_code, "07", message)]
    assert not result.is_sound
    values = {"数量": result.counts, "考评得分": result.panel, "是否存在": result.vetoes}
    kept = {name: sorted(column) for name, column in values.items()}
    assert kept == {name: [each for each in CODES[name] if each != code] for name in [header]} | {
        name: CODES[name] for name in values if name != header
    }


WRITE_ANEW = "请在这一格重新填写，单元格格式选“常规”，不用删除线和上下标。"


@pytest.mark.parametrize(
    ("header", "code", "cell", "message"),
    [
        (
            "数量",
            "1-1.1",
            Cell(2.4, shown="2"),
            "【表·A1】现填“2”。1-1.1的数量存的是“2.4”，和看到的对不上。",
        ),
        (
            "数量",
            "1-1.2",
            Cell("否", shown="是"),
            "【表·A2】现填“是”。1-1.2的数量存的是“否”，和看到的对不上。",
        ),
        (
            "考评得分",
            "1-1",
            Cell(8, shown=""),
            "【表·C1】1-1的考评得分存的是“8”，和看到的对不上（格子里什么也不显示）。",
        ),
        (
            "是否存在",
            "V2",
            Cell("否", look="“否”已划去"),
            "【表·E2】现填“否”。V2是否存在存的是“否”，和看到的对不上（“否”已划去）。",
        ),
    ],
)
def test_what_shows_something_else_than_it_stores_is_not_read(
    header: str, code: str, cell: Cell, message: str
) -> None:
    result = checked({header: {code: cell}})
    assert [whole(found) for found in result.findings] == [("V024", "07", message + WRITE_ANEW)]
    values = {"数量": result.counts, "考评得分": result.panel, "是否存在": result.vetoes}
    assert code not in values[header]


def test_a_score_off_the_step_is_doubted_and_taken() -> None:
    result = checked({"考评得分": {"1-1": 7.3}})
    assert [whole(found) for found in result.findings] == [
        (
            "V014",
            "07",
            "【表·C1】现填“7.3”。1-1的考评得分不是0.5分的倍数。请考评组核对，确认无误则不用改。",
        )
    ]
    assert result.panel["1-1"] == 7_300_000
    assert result.is_sound


def test_a_score_may_have_six_decimal_places() -> None:
    result = checked({"考评得分": {"1-1": 7.123456}})
    assert told(result) == [("V014", "C1")]
    assert result.panel["1-1"] == 7_123_456


def test_every_fault_of_a_return_is_told() -> None:
    result = checked(
        {"数量": {"1-1.1": -1, "1-2.1": 0.5}, "考评得分": {"1-1": 11}, "是否存在": {"V1": "无"}}
    )
    assert told(result) == [("V010", "A1"), ("V011", "A3"), ("V003", "C1"), ("V009", "E1")]


def test_faults_of_the_layout_come_first() -> None:
    layout = finding("L001", Place("甲.xlsx"), table="计分明细", headers="编号")
    source = good({"考评得分": {"1-1": 11}}, findings=(layout,))
    result = check(source, BRANCH, STANDARD, BY_PANEL)
    assert [found.code for found in result.findings] == ["L001", "V003"]


def test_of_what_is_missing_nothing_more_is_told() -> None:
    """Where a row or a table is not there, that has its own finding."""
    source = good()
    absent = {
        header: {code: Input(BLANK, entry.place, absent=True) for code, entry in column.items()}
        for header, column in source.inputs.items()
    }
    result = check(replace(source, inputs=absent), BRANCH, STANDARD, BY_PANEL)
    assert result.findings == ()
    assert (result.counts, result.panel, result.vetoes) == ({}, {}, {})


# --- blanks ---------------------------------------------------------------------------------------


def test_an_untouched_form_counts_as_not_handed_in() -> None:
    layout = finding("L007", Place("甲.xlsx", "表", "B2"), code="1-1", header="考评内容")
    source = filled({}, findings=(layout,))
    result = check(source, BRANCH, STANDARD, BY_PANEL)
    assert result.source is source
    assert [found.code for found in result.findings] == ["L007", "D001"]
    assert whole(result.findings[1]) == (
        "D001",
        "07",
        "【文件】这份表什么都没有填，不算交表。请联系该单位填写后重交。",
    )
    assert result.findings[1].place == Place("甲.xlsx")


def test_0_must_be_written_beside_other_counts() -> None:
    said = "没有填数量，同一项的其他指标已填。请补填，没有发生填"
    for blank, cell, nothing in (("1-1.1", "A1", "0"), ("1-1.2", "A2", "否")):
        result = checked({"数量": {blank: None}})
        message = f"【表·{cell}】{blank}{said}{nothing}。"
        assert [whole(found) for found in result.findings] == [("V013", "07", message)]


def test_an_item_without_any_count_is_no_fault_where_the_panel_scores() -> None:
    result = checked({"数量": {"1-1.1": None, "1-1.2": " "}})
    assert result.findings == ()
    assert result.counts == {"1-2.1": 4}


def test_by_self_scores_every_item_with_measures_needs_its_counts() -> None:
    result = checked({"数量": {"1-1.1": None, "1-1.2": None}}, BY_SELF)
    assert [whole(found) for found in result.findings] == [
        (
            "V019",
            "07",
            "【表·A1】1-1没有填数量；本次按自评得分计分。请补填这一项的全部数量，没有发生填0。",
        )
    ]
    assert checked({"数量": {"1-2.1": None}}, BY_SELF).findings[0].place.cell == "A3"
    assert checked(settings=BY_SELF).findings == ()


def test_every_score_that_the_panel_left_out_is_told() -> None:
    result = checked({"考评得分": {"1-1": None, "1-3": None}})
    assert told(result) == [("V007", "C1"), ("V007", "C3")]
    assert result.panel == {"1-2": 2_000_000}


NO_SCORE: dict[str, dict[str, Any]] = {"考评得分": dict.fromkeys(ITEMS)}


def test_before_the_panel_has_scored_the_return_waits_for_it() -> None:
    result = checked(NO_SCORE)
    assert [whole(found) for found in result.findings] == [
        ("S001", "07", "【文件】考评组还没有评分，暂列待考评。请考评组评分后再运行。")
    ]
    assert result.findings[0].place == Place("甲.xlsx")
    assert result.is_sound


def test_by_self_scores_nobody_waits_for_the_panel() -> None:
    assert checked(NO_SCORE, BY_SELF).findings == ()
    assert checked({"考评得分": {"1-1": None}}, BY_SELF).findings == ()
    assert told(checked({"考评得分": {"1-1": 11}}, BY_SELF)) == [("V003", "C1")]


def test_a_sheet_of_scores_without_one_of_its_rows_still_waits_for_the_panel() -> None:
    source = good(NO_SCORE)
    scores = dict(source.inputs["考评得分"])
    scores["1-1"] = Input(BLANK, Place("甲.xlsx", "表"), absent=True)
    result = check(
        replace(source, inputs={**source.inputs, "考评得分": scores}), BRANCH, STANDARD, BY_PANEL
    )
    assert [found.code for found in result.findings] == ["S001"]


def test_where_the_panel_scores_apart_its_columns_are_neither_needed_nor_checked() -> None:
    blank: dict[str, dict[str, Any]] = {"考评得分": dict.fromkeys(ITEMS)}
    result = checked(blank, panel_apart=True)
    assert (result.panel, result.findings) == ({}, ())
    faulty: dict[str, dict[str, Any]] = {
        "数量": {"1-1.1": -1},
        "备注": {"1-1.1": FORMULA},
        "情况说明": {"V1": FORMULA},
    }
    elsewhere = [("V010", "A1"), ("V005", "B1"), ("V005", "H1")]
    assert told(checked(blank | faulty, panel_apart=True)) == elsewhere


def test_what_stands_in_the_panels_columns_for_nothing_is_told_once() -> None:
    typed: dict[str, dict[str, Any]] = {
        "考评得分": {"1-1": 99, "1-2": FORMULA, "1-3": None},
        "扣分说明": {"1-1": FORMULA},
    }
    result = checked(typed, panel_apart=True)
    message = (
        "【表·C1:C2、D1】考评得分和扣分说明由考评组填写，这里填的没有采用。"
        "请核对是谁填的；考评组的打分请填在复核表里。"
    )
    assert [whole(found) for found in result.findings] == [("S014", "07", message)]
    assert result.panel == {}
    nothing_else = filled({"考评得分": {"1-3": 3}}, panel_apart=True)
    result = check(nothing_else, BRANCH, STANDARD, BY_PANEL)
    assert [(found.code, found.place.cell) for found in result.findings] == [
        ("D001", None),
        ("S014", "C3"),
    ]


# --- vetoes ---------------------------------------------------------------------------------------


def declared(
    names: object, code: str = "V1", target: VetoTarget = VetoTarget.BRANCH, branch: Branch = BRANCH
) -> Checked:
    """A return that declares a veto on those 党支部."""
    settings = Settings(year="2026", veto_target=target)
    return checked({"是否存在": {code: "是"}, "涉及党支部": {code: names}}, settings, branch)


def besides(result: Checked) -> list[Finding]:
    """The findings without those that ask for a declared veto to be confirmed."""
    return [found for found in result.findings if found.code != "S016"]


def test_a_declared_veto_is_no_fault_but_is_to_be_confirmed() -> None:
    result = declared(None, "V2")
    message = (
        "【表·E2】现填“是”。甲党总支申报有一票否决V2的情形。"
        "请在公示前向该党总支核实，属实的，用 wuhao confirm 记下；选错了的，请其更正后重交；"
        "会上议定的，记在 input/decisions.xlsx。"
    )
    assert [whole(found) for found in result.findings] == [("S016", "07", message)]
    assert result.is_sound
    assert result.vetoes == {"V1": False, "V2": True}
    assert (result.declared, result.sub_branches) == (("V2",), {"V2": ()})


def test_a_blank_declaration_does_not_hide_the_next() -> None:
    result = checked({"是否存在": {"V1": None, "V2": "是"}})
    assert told(result) == [("V008", "E1"), ("S016", "E2")]
    assert result.vetoes == {"V2": True}


def test_sub_branches_count_where_the_veto_is_declared() -> None:
    result = checked(
        {
            "是否存在": {"V1": "是", "V2": "是"},
            "涉及党支部": {"V1": "二支部、一支部", "V2": "二支部"},
        }
    )
    assert result.sub_branches == {"V1": ("二支部", "一支部"), "V2": ("二支部",)}
    undeclared = checked({"涉及党支部": {"V1": "三支部"}})
    assert (undeclared.sub_branches, undeclared.findings) == ({}, ())


def test_a_sub_branch_that_the_roster_does_not_have_is_doubted_and_named() -> None:
    result = declared("一支部、三支部")
    assert [whole(found) for found in besides(result)] == [
        (
            "V017",
            "07",
            "【表·F1】现填“一支部、三支部”。名单里没有这个党支部：“三支部”。"
            "请核对党支部名称，或在名单的“党支部”一列补上。",
        )
    ]
    assert result.sub_branches == {"V1": ("一支部", "三支部")}


def test_where_the_roster_lists_none_a_name_is_doubted_only_if_it_counts() -> None:
    nobody = Branch("07", "甲党总支")
    assert besides(declared("三支部", branch=nobody)) == []
    result = declared("三支部", target=VetoTarget.SUB_BRANCH, branch=nobody)
    assert [found.code for found in besides(result)] == ["V017"]


def test_a_veto_on_sub_branches_has_to_name_one() -> None:
    result = declared(None, "V2", VetoTarget.SUB_BRANCH)
    assert [whole(found) for found in besides(result)] == [
        (
            "V018",
            "07",
            "【表·F2】V2存在，但没有写涉及哪个党支部；本次一票否决只对党支部作出。"
            "请写明涉及的党支部，几个党支部之间用“、”隔开。",
        )
    ]
    assert besides(declared("一支部", target=VetoTarget.SUB_BRANCH)) == []


@pytest.mark.parametrize(("cell", "code"), [(FORMULA, "V005"), (FAULTY, "V006")])
def test_a_formula_names_no_sub_branch(cell: Cell, code: str) -> None:
    result = declared(cell, target=VetoTarget.SUB_BRANCH)
    assert [(found.code, found.place.cell) for found in besides(result)] == [(code, "F1")]
    assert result.sub_branches == {"V1": ()}


# --- texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "code", "place"),
    [
        ("备注", "1-1.2", "B2"),
        ("扣分说明", "1-3", "D3"),
        ("涉及党支部", "V2", "F2"),
        ("时间", "V1", "G1"),
        ("情况说明", "V2", "H2"),
    ],
)
def test_a_text_is_no_formula_no_error_value_and_no_picture(
    header: str, code: str, place: str
) -> None:
    what = f"{code}的{header}"
    for cell, finding_code, message in (
        (FORMULA, "V005", f"现填“=4+4”。{what}不能填公式。{NO_FORMULA}"),
        (FAULTY, "V006", f"现填“#N/A”。{what}是错误值。{MEND}"),
        (
            Cell(PICTURE),
            "V020",
            f"现填“{PICTURE}”。{what}里贴的是图片，图片没有读入。请把图片里的内容写成文字。",
        ),
        (
            Cell(PICTURE, "=DISPIMG(1)"),
            "V005",
            f"现填“=DISPIMG(1)”。{what}不能填公式。{NO_FORMULA}",
        ),
    ):
        result = checked({header: {code: cell}})
        expected = (finding_code, "07", f"【表·{place}】{message}")
        assert [whole(found) for found in result.findings] == [expected]
    assert checked({header: {code: "见附件"}}).findings == ()


STRUCK = Cell("一支部、三支部", shown="一支部、", look="“三支部”已划去")


@pytest.mark.parametrize(("header", "code"), [("备注", "1-1.1"), ("情况说明", "V2")])
def test_words_of_a_text_that_are_struck_out_are_told(header: str, code: str) -> None:
    (found,) = checked({header: {code: STRUCK}}).findings
    assert found.code == "V025"
    assert found.rule == f"{code}的{header}里“三支部”已划去，看不到的字没有采用。"
    raised = Cell("见注1", look="“1”是上标")
    shown_alone = Cell("见注", shown="见注。")
    assert checked({header: {code: raised}}).findings == (), "a remark may be raised"
    assert checked({header: {code: shown_alone}}).findings == ()


def test_a_sub_branch_that_is_struck_out_is_not_named() -> None:
    result = declared(STRUCK)
    assert list(result.sub_branches.values()) == [("一支部",)]
    assert [found.code for found in besides(result)] == ["V025"]


# --- what nobody sees ---------------------------------------------------------------------------


def test_an_entry_that_nobody_sees_is_taken_and_told() -> None:
    hidden = Cell(3, unseen="所在的行已隐藏")
    result = checked({"数量": {"1-1.1": hidden}})
    (found,) = result.findings
    assert (found.code, found.branch, found.place.cell) == ("L014", "07", "A1")
    assert found.message == "【表·A1】现填“3”。这里填的看不见（所在的行已隐藏），仍按所填的计。"
    assert result.counts["1-1.1"] == 3
    assert checked({"备注": {"1-1.1": Cell(unseen="所在的行已隐藏")}}).findings == ()


# --- the same content -----------------------------------------------------------------------------


def test_another_spelling_is_the_same_content() -> None:
    respelt = checked(
        {"数量": {"1-1.1": "1次"}, "考评得分": {"1-1": "8.0分"}, "备注": {"1-1.1": " "}}
    )
    assert respelt.content == checked().content


@pytest.mark.parametrize(
    "changed",
    [
        {"数量": {"1-1.1": 2}},
        {"数量": {"1-1.1": "两次"}},
        {"考评得分": {"1-1": 7}},
        {"备注": {"1-1.1": "另一份"}},
        {"是否存在": {"V1": "是"}},
    ],
)
def test_another_entry_is_another_content(changed: dict[str, dict[str, Any]]) -> None:
    assert checked(changed).content != checked().content


def test_the_panels_columns_make_another_content_only_where_they_count() -> None:
    changed: dict[str, dict[str, Any]] = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "说明"}}
    assert checked(changed).content != checked().content
    assert checked(changed, panel_apart=True).content == checked(panel_apart=True).content
    more = {"备注": {"1-1.1": "另一份"}}
    assert checked(more, panel_apart=True).content != checked(panel_apart=True).content


def test_a_form_with_something_unread_equals_only_its_own_bytes() -> None:
    def content(code: str, sha256: str) -> object:
        facts = {"table": "评分表", "headers": "编号", "code": "1-1", "header": "考评内容"}
        fault = finding(code, Place("甲.xlsx"), **facts)
        return check(good(findings=(fault,), sha256=sha256), BRANCH, STANDARD, BY_PANEL).content

    assert content("L001", "ab") == content("L001", "ab")
    assert content("L001", "ab") != content("L001", "cd")
    assert content("L007", "ab") == content("L007", "cd"), "a warning leaves nothing unread"
