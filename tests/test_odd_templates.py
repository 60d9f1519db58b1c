"""Templates without vetoes, without measures, without either, and with dots in their codes."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.commands import wuhao
from tests.support.drawing import (
    COUNTS,
    TEMPLATE,
    VETOES,
    Rows,
    handed_in,
    loaded,
    small_template,
    template_of,
    workspace,
)
from tests.support.faults import put_panel, returned
from tests.support.line import put, run
from tests.support.programs import converted
from tools.filling import fill_form, find_cell, open_form, type_in
from wuhao_batch.assessment.loading import load
from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.feedback import give_feedback
from wuhao_batch.outcome.status import Status
from wuhao_batch.reading.book import read_book
from wuhao_batch.scoring.model import describe
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace

TWO = [["01", "甲"], ["02", "乙"]]
NOTHING: Rows = [["本表不用"]]
UNCOUNTED: dict[str, Rows] = {"数一数": NOTHING}
WITHOUT_VETOES: dict[str, Rows] = {"否决": NOTHING}
ODD: dict[str, dict[str, Rows]] = {
    "no vetoes": WITHOUT_VETOES,
    "no rows of vetoes": {"否决": [VETOES]},
    "no measures": UNCOUNTED,
    "no rows of measures": {"数一数": [COUNTS]},
    "neither": UNCOUNTED | WITHOUT_VETOES,
    "rows of neither": {"数一数": [COUNTS], "否决": [VETOES]},
}

DOTTED: dict[str, Rows] = {
    "打分": [
        ["编号", "项目", "考评标准", "考评内容", "考评分数", "考评得分", "扣分说明", "自评得分"],
        ["1.1", "学习（20）", "每少一次扣2分", "按时学习", 12],
        ["1.10", None, "每起扣4分", "诚信", 8],
        [None, None, None, "小计", 20],
        [None, None, None, "合计", 20],
    ],
    "数一数": [COUNTS, ["1.1.1", "缺少的次数", "次", -2], ["1.10.1", "作弊", "起", -4]],
}


def the_line(place: Workspace, scored: dict[str, Any]) -> None:
    """The year of two branches, from issue to feedback: the first loses what ``scored`` takes."""
    assert wuhao("issue", cwd=place.root).returncode == 0
    assessment = loaded(place)
    apart = assessment.panel_apart()
    for code in ("01", "02"):
        if assessment.asks_branches:
            put(place, code, {"考评得分": scored} if code == "01" and not apart else None)
    if apart:
        put_panel(place)
    outcome, findings, outputs = run(place)
    assert [found.message for found in findings if found.severity == "error"] == []
    assert [result.status for result in outcome.results] == [Status.QUALIFIED] * 2
    assert {"results", "report", "notice_html", "notice_docx", "notice_xlsx"} <= outputs.keys()
    assert len(give_feedback(outcome, place, draft=False).workbooks) == 2
    assert wuhao("status", cwd=place.root).returncode == 0
    again = [
        wuhao(*told.split(), cwd=place.root) for told in ("panel", "remind", "check input/returned")
    ]
    assert [done.returncode for done in again] == [0, 0, 0], again


@pytest.mark.parametrize("scored_in", [pytest.param("评分表", marks=pytest.mark.slow), "复核表"])
@pytest.mark.parametrize("name", ODD)
def test_the_whole_line_works(tmp_path: Path, name: str, scored_in: str) -> None:
    template = small_template(**ODD[name])
    place = workspace(tmp_path, TWO, template, 考评得分填在=scored_in)
    the_line(place, {"a1": 5})


@pytest.mark.slow
@pytest.mark.parametrize("scored_in", ["评分表", "复核表"])
def test_the_whole_line_works_with_dots_in_codes(tmp_path: Path, scored_in: str) -> None:
    place = workspace(tmp_path, TWO, small_template(**DOTTED), 考评得分填在=scored_in)
    the_line(place, {"1.1": 5})


def test_measures_belong_to_the_item_before_their_last_dot(tmp_path: Path) -> None:
    standard = template_of(small_template(**DOTTED), tmp_path).standard
    assert {item.code: [m.code for m in item.measures] for item in standard.items} == {
        "1.1": ["1.1.1"],
        "1.10": ["1.10.1"],
    }


def test_self_scores_of_dotted_codes_are_those_of_the_counts(tmp_path: Path) -> None:
    place = workspace(tmp_path, TWO[:1], small_template(**DOTTED), 计分依据="自评得分")
    put(place, "01", {"数量": {"1.1.1": 2, "1.10.1": 1}})
    outcome, _, _ = run(place)
    assert outcome.results[0].items == {"1.1": 8, "1.10": 4}


def test_a_code_that_became_a_number_is_refused(tmp_path: Path) -> None:
    rows = [list(row) for row in DOTTED["打分"]]
    rows[2][0] = 1.1
    place = workspace(tmp_path, TWO, small_template(**DOTTED | {"打分": rows}))
    assert "L102" in [found.code for found in load(place)[1]]


# --- corrections ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("no vetoes", {"数量": {"a1.1": "很多"}}),
        ("no measures", {"是否存在": {"V1": "或许"}}),
        ("neither", {"考评得分": {"a1": 99}}),
    ],
)
def test_a_faulty_form_goes_back_and_the_mended_one_counts(
    tmp_path: Path, name: str, inputs: dict[str, dict[str, Any]]
) -> None:
    place = workspace(tmp_path, TWO[:1], small_template(**ODD[name]))
    put(place, "01", inputs)
    outcome, _, _ = run(place)
    assert outcome.results[0].status is Status.NEEDS_CORRECTION
    (form,) = place.corrections.glob("*.xlsx")
    ((header, values),) = inputs.items()
    ((code, _),) = values.items()
    right = {"数量": 1, "是否存在": "否", "考评得分": 9}[header]
    mended = fill_form(form.read_bytes(), {header: {code: right}})
    (place.returned / "更正.xlsx").write_bytes(mended)
    outcome, _, _ = run(place)
    assert outcome.results[0].status is Status.QUALIFIED


# --- what is filled in ----------------------------------------------------------------------------


def blank_form(tmp_path: Path, changed: dict[str, Rows], *, apart: bool = False) -> Any:
    progress: Rows = [["{进度}"], ["{声明进度}"]]
    template = small_template(**({"说明": progress} | changed))
    place = workspace(tmp_path, TWO, template, 考评得分填在="复核表" if apart else "评分表")
    assessment = loaded(place)
    armed = arm(assessment.template, assessment.settings, panel_apart=apart)
    return load_workbook(io.BytesIO(stamp(armed, assessment.roster.branches[0])))


@pytest.mark.parametrize(
    ("apart", "changed", "progress", "declared"),
    [
        (False, WITHOUT_VETOES, "计分明细还有", "没有要填的"),
        (False, UNCOUNTED, '="考评组还有"', '="还有"'),
        (True, UNCOUNTED, "没有要填的", '="还有"'),
        (True, UNCOUNTED | WITHOUT_VETOES, "没有要填的", "没有要填的"),
    ],
)
def test_the_lines_of_progress_tell_of_what_there_is_to_fill_in(
    tmp_path: Path, apart: bool, changed: dict[str, Rows], progress: str, declared: str
) -> None:
    sheet = blank_form(tmp_path, changed, apart=apart)["说明"]
    assert progress in sheet["A1"].value
    assert declared in sheet["A2"].value


@pytest.mark.program("soffice")
def test_the_live_lines_count_what_there_is(tmp_path: Path) -> None:
    forms = {
        "a": (WITHOUT_VETOES, {"数量": {"a1.1": 1}}, "计分明细还有8项未填 · 考评组还有7项未评", 0),
        "b": (UNCOUNTED, {"考评得分": {"a1": 9}}, "考评组还有6项未评", 2),
        "c": (DOTTED, {"数量": {"1.1.1": 3}}, "计分明细还有1项未填 · 考评组还有2项未评", 2),
    }
    paths = [tmp_path / f"{name}.xlsx" for name in forms]
    for path, (changed, inputs, _, _) in zip(paths, forms.values(), strict=True):
        blank = blank_form(tmp_path / path.stem, changed)
        type_in(blank, inputs)
        blank.save(path)
    first, *others = paths
    converted(first, "xlsx", tmp_path / "out", *others)
    for path, (_, _, progress, undeclared) in zip(paths, forms.values(), strict=True):
        values = load_workbook(tmp_path / "out" / path.name, data_only=True)
        declared = f"还有{undeclared}项没有声明" if undeclared else "没有要填的"
        assert [values["说明"][cell].value for cell in ("A1", "A2")] == [progress, declared]
        if path.stem == "c":
            own = [row[7].value for row in values["打分"].iter_rows(min_row=2, max_row=3)]
            assert own == [6, None]


def test_where_branches_have_nothing_to_fill_in_no_form_goes_out_and_none_is_missed(
    tmp_path: Path,
) -> None:
    template = small_template(**ODD["neither"])
    place = workspace(tmp_path, TWO, template, 考评得分填在="复核表")
    done = wuhao("issue", "--json", cwd=place.root)
    told = json.loads(done.stdout)
    assert (done.returncode, told["forms"]) == (0, [])
    assert [found["code"] for found in told["findings"]] == ["L105", "S019"]
    for dry in ((), ("--dry-run",)):
        assert json.loads(wuhao("send", *dry, "--json", cwd=place.root).stdout)["mails"] == []
    outcome, findings, _ = run(place, draft=True)
    assert {result.status for result in outcome.results} == {Status.UNSCORED}
    assert "D002" not in {found.code for found in findings}


def test_a_form_that_comes_all_the_same_is_nobodys_blank_one(tmp_path: Path) -> None:
    template = small_template(**ODD["neither"])
    place = workspace(tmp_path, TWO, template, 考评得分填在="复核表")
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place)))
    assert [found.code for found in handed_in(place).examined.findings] == []


def test_what_is_typed_into_a_table_without_rows_is_told(tmp_path: Path) -> None:
    place = workspace(tmp_path, TWO[:1], small_template(**ODD["no rows of vetoes"]))
    form = open_form(returned(loaded(place)))
    form["否决"]["A2"], form["否决"]["C2"] = "V1", "是"
    form.save(place.returned / "01.xlsx")
    (found,) = (f for f in handed_in(place).examined.findings if f.code == "L015")
    assert "V1" in found.rule


# --- the template ---------------------------------------------------------------------------------


def read(**changed: Rows) -> list[Finding]:
    read_as = read_book(small_template(**changed))
    assert isinstance(read_as, Book)
    return [found for found in read_standard(read_as, "t.xlsx")[1] if found.code != "L105"]


def test_a_template_may_do_without_measures_and_vetoes(tmp_path: Path) -> None:
    assert read(**ODD["neither"]) == []
    standard = template_of(small_template(**ODD["neither"]), tmp_path).standard
    assert "没有一票否决的情形" in describe(standard)


@pytest.mark.parametrize(
    ("sheet", "missing"),
    [("打分", "考评标准"), ("数一数", "最少数量"), ("否决", "是否存在"), ("否决", "涉及党支部")],
)
def test_the_header_that_a_table_lacks_is_named_where_it_is_missed(
    tmp_path: Path, sheet: str, missing: str
) -> None:
    workbook = load_workbook(io.BytesIO(small_template()))
    for row in workbook[sheet].iter_rows():
        for cell in row:
            if cell.value == missing:
                cell.value, place = "别的", cell
    path = tmp_path / "t.xlsx"
    workbook.save(path)
    read_as = read_book(path.read_bytes())
    assert isinstance(read_as, Book)
    (found,) = read_standard(read_as, "t.xlsx")[1]
    assert (found.code, found.place.sheet) == ("L001", sheet)
    assert f"第{place.row}行像是表头，缺“{missing}”" in found.rule


def test_the_header_that_a_return_lacks_is_named(tmp_path: Path) -> None:
    place = workspace(tmp_path, TWO[:1])
    form = open_form(returned(loaded(place)))
    sheet, _ = find_cell(form, "数量", "1-1.1")
    (head,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "数量")
    head.value = "次数"
    form.save(place.returned / "01.xlsx")
    (found,) = (f for f in handed_in(place).examined.findings if f.code == "L001")
    assert "缺“数量”" in found.rule


def test_a_sheet_called_like_a_table_that_is_none_is_a_mistake() -> None:
    assert [found.code for found in read(一票否决=NOTHING, **WITHOUT_VETOES)] == ["L001"]


def test_the_colleges_own_sheet_needs_all_its_tables(tmp_path: Path) -> None:
    workbook = load_workbook(TEMPLATE)
    del workbook["评分表"]
    workbook.save(tmp_path / "t.xlsx")
    read_as = read_book((tmp_path / "t.xlsx").read_bytes())
    assert isinstance(read_as, Book)
    assert [found.code for found in read_standard(read_as, "t.xlsx")[1]] == ["L001"]


# --- 得分步长 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "score", "told"),
    [
        (None, 5.3, False),
        (None, 5.35, True),
        ("0.5", 5.3, True),
        ("0.5", 5.5, False),
        ("0.05", 5.35, False),
        ("2", 5, True),
    ],
)
def test_the_step_that_is_set_governs(
    tmp_path: Path, step: str | None, score: float, told: bool
) -> None:
    place = workspace(tmp_path, TWO[:1], small_template(), 得分步长=step)
    put(place, "01", {"考评得分": {"a1": score}, "扣分说明": {"a1": "有"}})
    found = [f for f in handed_in(place).examined.findings if f.code == "V014"]
    assert [each.place.cell for each in found if "a1" in each.rule] == (["F4"] if told else [])


@pytest.mark.parametrize("step", ["0", "-0.5", "半分"])
def test_a_step_that_is_none_is_refused(tmp_path: Path, step: str) -> None:
    (found,) = load(workspace(tmp_path, TWO, 得分步长=step))[1]
    assert (found.code, "得分步长" in found.rule) == ("V103", True)


def test_the_prompt_of_a_score_tells_the_step_that_is_set(tmp_path: Path) -> None:
    place = workspace(tmp_path, TWO[:1], small_template(), 得分步长="0.5")
    assessment = loaded(place)
    form = stamp(arm(assessment.template, assessment.settings), assessment.roster.branches[0])
    limits = load_workbook(io.BytesIO(form))["打分"].data_validations.dataValidation
    assert any("以0.5分为一档" in (each.prompt or "") for each in limits)
