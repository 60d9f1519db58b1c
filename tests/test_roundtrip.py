"""A filled form saved by every program and edited in every way: all that was typed comes back."""

import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.workbook import Workbook

from tests.support.drawing import loaded, merged, workspace
from tests.support.edits import EDITS
from tests.support.installed import give_up
from tests.support.line import run
from tests.support.packing import opened
from tests.support.resaving import (
    WRITERS,
    encrypted,
    has_node_modules,
    resaved,
    strict,
    with_macros,
)
from tools.filling import Inputs, find_cell, open_form
from wuhao_batch.assessment.identity import Identity
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.outcome.result import Result
from wuhao_batch.sheets import address
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.packages import to_bytes

ROWS = [
    ["01", "甲党总支", "教学", "张", "a@example.cn", "甲一支部、甲二支部"],
    ["02", "乙党总支", "教学", "王", "b@example.cn", "乙一支部"],
]
STATUSES = {"01": "qualified", "02": "vetoed"}

TEXT_NUMBERS = {"数量": {"4-1.1": "3次", "4-5.1": "15"}, "考评得分": {"1-1": "７．５"}}
REPORTED: Mapping[str, Collection[str]] = {
    # numbers that were typed as texts are noted, and a program that has recalculated the form
    # leaves them out of its totals
    "01": ("V001", "S003"),
    "02": ("S016",),  # its veto is to be confirmed
}
"""Branch → how the codes of findings begin that may be there, if they are no errors."""

TEXTS = [
    "007", "NA", "=1+1", "<b>甲</b>&\"'", "第一行\n第二行\n\n第四行", "１２．５（全角），“引号”",
    "12.50", "#N/A", "TRUE", "1-2", "2026-5-4", "+5", "@甲", "  前后有空格 ", "𠮷野😀",
    "两个  空格", "a;b,c\\d", "null", "50%", "-3", "'撇号", "合计", "WH-2026", "{党总支}",
]  # fmt: skip
"""What a program might take for something else than a text."""

REPORTED_EDITS: Mapping[str, Collection[str]] = {
    "columns_that_are_no_inputs_deleted": ["L"],  # figures and wording of the standard are gone
    "code_columns_deleted": ["L"],  # the rows are told by their texts
    "title_rows_deleted": ["L016"],  # what we print is not to be seen any more
    "instructions_deleted": ["L016"],
    "tables_copied_into_another_workbook": ["L016"],
    "values_pasted_into_a_new_workbook": ["L016"],
    "the_first_rows_merged_anew": ["L016"],
    "rows_and_columns_hidden": ["L014", "L016", "L017"],
    "comments_on_the_inputs": ["L015"],
    "a_junk_sheet_in_front": ["L015"],
    "notes_beside_and_below": ["L015"],
    "numbers_stored_as_text": ["V001", "S003"],  # the form itself does not count them
}
"""The edits that may themselves be reported."""


# --- what is typed in ---------------------------------------------------------------------------


def inputs_of(assessment: Assessment, branch: Branch) -> dict[str, dict[str, Any]]:
    """Something of its own in every input, nothing of it a fault; 02 declares a veto."""
    standard = assessment.standard
    counts: dict[str, Any] = {}
    for number, measure in enumerate(standard.measures):
        answer = ("是", "否")[number % 2]
        counts[measure.code] = answer if measure.yes_no else min(number + 11, measure.largest)
    scores: dict[str, Any] = {}
    for number, item in enumerate(standard.items):
        steps = (2 * number + 1) % (int(item.scale.full / standard.step) + 1)
        scores[item.code] = float(steps * standard.step)
    vetoes = [veto.code for veto in standard.vetoes]
    times = [datetime(2026, 5, 4), datetime(2026, 10, 1), "2026年5月"]
    answers = dict.fromkeys(vetoes, "否")
    if STATUSES.get(branch.code) == "vetoed":
        answers[vetoes[1]] = "是"
    return {
        "数量": counts,
        "备注": own_texts(counts, "备注") | dict(zip(counts, TEXTS, strict=False)),
        "考评得分": scores,
        "扣分说明": own_texts(scores, "扣分说明"),
        "是否存在": answers,
        "涉及党支部": dict.fromkeys(vetoes, branch.sub_branches[-1]),
        "时间": dict(zip(vetoes, times, strict=True)),
        "情况说明": own_texts(vetoes, "情况说明"),
    }


def own_texts(codes: Collection[str], header: str) -> dict[str, str]:
    return {code: f"{code}的{header}：\n“<甲>&'乙'”" for code in codes}


def as_text(value: Any, *, dates: bool = True) -> str:
    """What a person reads in the cell; without ``dates`` a date is the number of its day."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if dates else format((value - WINDOWS_EPOCH).days)
    return value.strip() if isinstance(value, str) else f"{value:g}"


def filled(assessment: Assessment, branch: Branch, inputs: Inputs) -> bytes:
    """The form of a branch with those inputs: texts stay texts, dates look like dates."""
    workbook = open_form(stamp(arm(assessment.template, assessment.settings), branch))
    for header, values in inputs.items():
        for code, value in values.items():
            sheet, name = find_cell(workbook, header, code)
            cell = sheet[name]
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, datetime):
                cell.number_format = "yyyy-mm-dd"
    return to_bytes(workbook)


@dataclass(frozen=True)
class Typed:
    """What was typed in and the filled forms, by the branches' 编号."""

    inputs: Mapping[str, Inputs]
    forms: Mapping[str, bytes]


def typed_in(place: Workspace) -> Typed:
    """Every branch's form filled in; 01 writes some numbers as texts."""
    assessment = loaded(place)
    inputs, forms = {}, {}
    for branch in assessment.roster.branches:
        written = TEXT_NUMBERS if branch.code == "01" else {}
        inputs[branch.code] = merged(inputs_of(assessment, branch), written)
        forms[branch.code] = filled(assessment, branch, inputs[branch.code])
    return Typed(inputs, forms)


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    return typed_in(workspace(tmp_path_factory.mktemp("typed"), ROWS))


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path, ROWS)


SavedBy = Callable[[str], Mapping[str, bytes]]


@pytest.fixture(scope="module")
def saved_by(
    request: pytest.FixtureRequest, typed: Typed, tmp_path_factory: pytest.TempPathFactory
) -> SavedBy:
    """Writer → both forms as it saves them, once for all tests."""
    folder = tmp_path_factory.mktemp("resaved")

    @cache
    def saved(writer: str) -> Mapping[str, bytes]:
        if WRITERS[writer].program == "node" and not has_node_modules():
            give_up(request.config, "npm ci has not been run in tests/node")
        return resaved(writer, typed.forms, folder)

    return saved


# --- what must come back ------------------------------------------------------------------------


def returned(place: Workspace, files: Mapping[str, bytes]) -> tuple[dict[str, Result], list[Any]]:
    """Drop files into the folder of returns and run the line."""
    for name, data in files.items():
        (place.returned / name).write_bytes(data)
    outcome, findings, _ = run(place)
    return {result.branch.code: result for result in outcome.results}, findings


def named(files: Mapping[str, bytes], suffix: str) -> dict[str, bytes]:
    return {f"{name}.{suffix}": data for name, data in files.items()}


def wrongs(
    place: Workspace,
    typed: Typed,
    files: Mapping[str, bytes],
    reported: Mapping[str, Collection[str]] = REPORTED,
    *,
    dates: bool = True,
) -> dict[str, list[str]]:
    """Branch → each input that came back as something else, each finding that may not be."""
    results, findings = returned(place, files)
    wrong: dict[str, list[str]] = {code: [] for code in typed.inputs}
    for found in findings:
        may_be = found.code.startswith(tuple(reported.get(found.branch or "", ())))
        if found.severity is Severity.ERROR or not may_be:
            wrong.setdefault(found.branch or found.place.file, []).append(told(found))
    for code, inputs in typed.inputs.items():
        wrong[code] += differences(results[code], inputs, dates=dates)
    return {code: what for code, what in wrong.items() if what}


def differences(result: Result, inputs: Inputs, *, dates: bool = True) -> Iterator[str]:
    """What came back as something else than what was typed."""
    status = STATUSES.get(result.branch.code, "qualified")
    if result.status.value != status:
        yield f"{result.status.value}, not {status}"
    if result.checked is None:
        return
    for header, values in inputs.items():
        for code, value in values.items():
            wanted = as_text(value, dates=dates)
            read = result.checked.source.inputs[header][code].cell.text.strip()
            if read != wanted:
                yield f"{header} {code}: {read!r}, not {wanted!r}"


def told(found: Finding) -> str:
    return f"{found.code} {found.place.file} {found.message}"


def test_the_filled_form_itself_comes_back(place: Workspace, typed: Typed) -> None:
    assert wrongs(place, typed, named(typed.forms, "xlsx")) == {}


# --- other programs -----------------------------------------------------------------------------

BY_WRITER = [
    pytest.param(name, marks=[pytest.mark.program(writer.program)] if writer.program else [])
    for name, writer in WRITERS.items()
]


@pytest.mark.parametrize("writer", BY_WRITER)
def test_a_form_saved_by_another_program_comes_back(
    place: Workspace, typed: Typed, saved_by: SavedBy, writer: str
) -> None:
    files = named(saved_by(writer), WRITERS[writer].format)
    assert wrongs(place, typed, files, dates=WRITERS[writer].keeps_dates) == {}


@pytest.mark.parametrize("writer", BY_WRITER)
def test_a_form_saved_by_another_program_is_seen_as_it_was(saved_by: SavedBy, writer: str) -> None:
    for data in saved_by(writer).values():
        for sheet in (each for each in opened(data).sheets if each.visible):
            odd = [address(*at) for at, cell in sheet.cells.items() if cell.look or cell.unseen]
            assert (odd, sheet.beside) == ([], ()), sheet.name


@pytest.mark.program("soffice")
@pytest.mark.parametrize(
    ("writer", "suffix"),
    [
        ("libreoffice.xls", "et"),  # as WPS names it
        ("libreoffice.xls", "xlsx"),
        ("libreoffice.xlsx", "xls"),
        ("libreoffice.ods", "XLSX"),
    ],
)
def test_a_file_is_told_by_its_content_and_not_by_its_name(
    place: Workspace, typed: Typed, saved_by: SavedBy, writer: str, suffix: str
) -> None:
    assert wrongs(place, typed, named(saved_by(writer), suffix)) == {}


# --- other kinds of file ------------------------------------------------------------------------


def test_strict_open_xml_comes_back(place: Workspace, typed: Typed) -> None:
    files = {f"{code}.xlsx": strict(form) for code, form in typed.forms.items()}
    assert wrongs(place, typed, files) == {}


def test_a_form_with_macros_comes_back_and_the_macros_are_mentioned(
    place: Workspace, typed: Typed
) -> None:
    files = {f"{code}.xlsm": with_macros(form) for code, form in typed.forms.items()}
    results, findings = returned(place, files)
    mentioned = [found for found in findings if "宏" in found.message]
    assert {found.place.file for found in mentioned} == {f"input/returned/{name}" for name in files}
    assert [told(found) for found in findings if found.severity is Severity.ERROR] == []
    for code, inputs in typed.inputs.items():
        assert list(differences(results[code], inputs)) == []


def test_a_form_behind_excels_own_password_comes_back(place: Workspace, typed: Typed) -> None:
    files = {f"{code}.xlsx": encrypted(form) for code, form in typed.forms.items()}
    assert wrongs(place, typed, files) == {}


def test_a_form_behind_another_password_is_refused_as_that(place: Workspace, typed: Typed) -> None:
    files = {"01.xlsx": encrypted(typed.forms["01"], "五好"), "02.xlsx": typed.forms["02"]}
    results, findings = returned(place, files)
    (about,) = [found for found in findings if found.place.file == "input/returned/01.xlsx"]
    assert about.severity is Severity.ERROR
    assert about.code.startswith("F")
    assert "密码" in about.message
    assert results["01"].checked is None
    assert list(differences(results["02"], typed.inputs["02"])) == []


# --- edits --------------------------------------------------------------------------------------

NUMBERED = {name: f"{number}" for number, name in enumerate(EDITS, start=101)}
"""Each edit is made by a branch of its own."""


def may_report(*names: str) -> dict[str, Collection[str]]:
    return {NUMBERED[name]: REPORTED_EDITS.get(name, ()) for name in names}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    """For every edit its own branch: what had been typed in, and the edited form."""
    place = workspace(tmp_path_factory.mktemp("edited"), [row_of(name) for name in NUMBERED])
    assessment = loaded(place)
    first, *_ = assessment.roster.branches
    inputs = inputs_of(assessment, first)
    form = filled(assessment, first, inputs)
    forms = {}
    for name, code in NUMBERED.items():
        workbook = open_form(form)
        other = assessment.roster.branch(code)
        hand_over(workbook, signs_of(assessment, first), signs_of(assessment, other))
        forms[code] = to_bytes(EDITS[name](workbook) or workbook)
    return Typed(dict.fromkeys(forms, inputs), forms)


def row_of(edit: str) -> list[str]:
    return [NUMBERED[edit], f"{edit}党总支", "", "", "", "甲支部"]


def signs_of(assessment: Assessment, branch: Branch) -> tuple[str, str]:
    """By what a form shows whose it is: 识别码 and name."""
    digest = assessment.standard.digest
    return str(Identity(assessment.settings.period, branch.code, digest)), branch.name


def hand_over(workbook: Workbook, signs: tuple[str, str], others: tuple[str, str]) -> None:
    """Make a branch's filled form that of another branch: quicker than filling in one more."""
    for sheet in workbook.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            for sign, other in zip(signs, others, strict=True):
                if sign in str(cell.value):
                    cell.value = str(cell.value).replace(sign, other)
    for item in workbook.custom_doc_props.props:  # type: ignore[attr-defined]
        item.value = others[0]


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_form_comes_back(tmp_path: Path, edited: Typed, name: str) -> None:
    place = workspace(tmp_path, [row_of(name)])
    code = NUMBERED[name]
    typed = Typed({code: edited.inputs[code]}, {code: edited.forms[code]})
    assert wrongs(place, typed, named(typed.forms, "xlsx"), may_report(name)) == {}


@pytest.mark.slow
@pytest.mark.program("soffice")
@pytest.mark.parametrize("writer", ["libreoffice.xlsx", "libreoffice.xls", "libreoffice.ods"])
def test_every_edited_form_comes_back_from_libreoffice(
    tmp_path: Path, edited: Typed, writer: str
) -> None:
    place = workspace(tmp_path, [row_of(name) for name in NUMBERED])
    saved = resaved(writer, edited.forms, tmp_path / "resaved")
    files = named(saved, WRITERS[writer].format)
    assert wrongs(place, edited, files, may_report(*NUMBERED)) == {}


@pytest.mark.program("soffice")
def test_values_pasted_with_the_results_of_formulas_come_back(
    place: Workspace, typed: Typed, saved_by: SavedBy
) -> None:
    files = {}
    for code, data in saved_by("libreoffice.xlsx").items():
        workbook = load_workbook(io.BytesIO(data), data_only=True)
        pasted = EDITS["values_pasted_into_a_new_workbook"](workbook)
        assert pasted is not None
        files[f"{code}.xlsx"] = to_bytes(pasted)
    may_be = {code: [*REPORTED.get(code, ()), "L016"] for code in typed.forms}
    assert wrongs(place, typed, files, may_be) == {}
