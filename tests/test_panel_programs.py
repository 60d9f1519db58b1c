"""复核表 through real programs: every score comes back, many branches stay handy and legible."""

import random
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.drawing import handed_in, loaded, workspace
from tests.support.faults import BRANCHES, SOLO, returned
from tests.support.programs import converted, libreoffice, type_into
from tests.support.resaving import WRITERS, resaved
from tools.filling import Inputs, Marks, fill_panel, find_mark, open_form
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.panel.category import CHOICE
from wuhao_batch.panel.checks import PanelChecked, check_panel
from wuhao_batch.panel.entries import read_panel
from wuhao_batch.panel.layout import AS_SELF
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.book import read_book
from wuhao_batch.returns.examine import Examined
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace

REASONS = ["按规定，酌情扣分", "第一行\n第二行", "007", "<b>&", "@甲", "TRUE", "1-2"]
LEGIBLE = 7.0
"""Points on paper: the least height of a line of text."""

PROGRAMS = [
    pytest.param(name, marks=pytest.mark.program(WRITERS[name].program))
    for name in WRITERS
    if WRITERS[name].program in ("soffice", "ssconvert")
]


def of_many(place: Workspace, number: int) -> tuple[Assessment, Examined]:
    """An assessment of that many branches, all of which handed in the same return."""
    branches = [[f"{n:03}", f"第{n}党总支（示例单位名称）"] for n in range(1, number + 1)]
    place = workspace(place.root / "many", branches, evaluators=SOLO)
    assessment = loaded(place)
    inputs: Inputs = {"数量": {"1-1.2": 2, "4-5.1": 13}, "备注": {"1-1.2": "两次迟报，均已说明"}}
    (place.returned / "a.xlsx").write_bytes(returned(assessment, inputs))
    one = handed_in(place).examined
    (checked,), (own,) = one.accepted.values(), one.self_items.values()
    accepted = {
        branch: replace(checked, source=replace(checked.source, branch=branch))
        for branch, _ in branches
    }
    return assessment, replace(one, accepted=accepted, self_items=dict.fromkeys(accepted, own))


def everything(assessment: Assessment, seed: str) -> Marks:
    """A score and an awkward reason for every item of every branch."""
    chance = random.Random(seed)  # noqa: S311
    standard = assessment.standard
    return {
        branch.code: {
            item.code: (
                float(chance.randint(0, int(item.scale.full / standard.step)) * standard.step),
                chance.choice(REASONS),
            )
            for item in standard.items
        }
        for branch in assessment.roster.branches
    }


def read_back(assessment: Assessment, data: bytes) -> PanelChecked:
    book = read_book(data)
    assert isinstance(book, Book), book
    evaluator, roster, standard = assessment.panel[0], assessment.roster, assessment.standard
    source = read_panel(book, "a.xlsx", evaluator, standard, roster)
    return check_panel(source, standard, roster, assessment.settings)


def as_typed(checked: PanelChecked) -> dict[str, dict[str, tuple[float, str]]]:
    return {
        branch: {
            code: (points / 10**6, checked.source.marks[branch][code].reason.cell.text)
            for code, points in scores.items()
        }
        for branch, scores in checked.scores.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("writer", PROGRAMS)
def test_a_workbook_saved_by_another_program_gives_every_score(tmp_path: Path, writer: str) -> None:
    assessment, examined = of_many(workspace(tmp_path, BRANCHES), 4)
    marks = everything(assessment, writer)
    blank = make_workbook(assessment, assessment.panel[0], examined, OpenCells())
    veto = ["002", "V1", "", "2026-03-05", "纪委通报", "徐书记"]
    saved = resaved(writer, {"a": fill_panel(blank, marks, [veto])}, tmp_path / "saved")["a"]
    checked = read_back(assessment, saved)
    assert [found.message for found in checked.findings] == []
    assert as_typed(checked) == marks
    (found,) = checked.vetoes
    assert (found.branch, found.code, found.text("依据")) == ("002", "V1", "纪委通报")
    assert found.text("时间") == "2026-03-05"


@pytest.mark.program("soffice", "uno")
def test_in_libreoffice_the_progress_lives_and_limits_hold(tmp_path: Path) -> None:
    assessment, examined = of_many(workspace(tmp_path, BRANCHES), 2)
    form, result = tmp_path / "form.xlsx", tmp_path / "result.xlsx"
    form.write_bytes(make_workbook(assessment, assessment.panel[0], examined, OpenCells()))
    workbook = open_form(form.read_bytes())
    sheet, cell = find_mark(workbook, "001", "1-1考评得分")
    locked, own = find_mark(workbook, "001", "1-1自评得分")
    read = [("复核说明", "A3"), (sheet.title, "A1"), (sheet.title, cell), (locked.title, own)]
    with libreoffice(tmp_path / "profile") as port:
        typed = [(sheet.title, cell, "6.5"), (locked.title, own, "1")]
        typed.append((sheet.title, f"J{CHOICE}", AS_SELF))  # above 1-2, two branches
        answer = type_into(port, form, result, typed, read)
    shown = ["还有39项未评", "还有5项未评", "6.5", "7.0"]
    assert list(answer["shown"].values()) == shown
    checked = read_back(assessment, result.read_bytes())
    assert checked.scores["001"]["1-1"] == 6_500_000
    assert checked.source.as_self == {"1-2"}


@pytest.mark.slow
@pytest.mark.program("soffice", "pdftotext", "pdfinfo")
def test_three_hundred_branches_open_print_and_come_back(tmp_path: Path) -> None:
    assessment, examined = of_many(workspace(tmp_path, BRANCHES), 300)
    marks = everything(assessment, "many")
    blank = make_workbook(assessment, assessment.panel[0], examined, OpenCells())
    filled = fill_panel(blank, marks)
    saved = resaved("libreoffice.xlsx", {"a": filled}, tmp_path / "saved")["a"]
    assert as_typed(read_back(assessment, saved)) == marks
    pdf = tmp_path / "form.pdf"
    office_prints(filled, pdf)
    printed = told_by("pdftotext", "-raw", pdf, "-").rstrip("\f").split("\f")
    pages = ["".join(page.split()) for page in printed]
    between = pages[1:-1]  # without the first and the last sheet
    assert all("党总支" in page and "编号" in page and "考评标准" in page for page in between)
    text = "".join(pages)
    for branch in assessment.roster.branches:
        assert branch.name in text
    assert min(letter_heights(pdf)) >= LEGIBLE


def office_prints(data: bytes, pdf: Path) -> None:
    source = pdf.with_suffix(".xlsx")
    source.write_bytes(data)
    converted(source, "pdf", pdf.parent)


def told_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def letter_heights(pdf: Path) -> list[float]:
    """The height of every word in points, on some of the pages."""
    boxes = told_by("pdftotext", "-bbox", "-f", "2", "-l", "12", pdf, "-")
    pairs = re.findall(r'yMin="([0-9.]+)" xMax="[0-9.]+" yMax="([0-9.]+)"', boxes)
    return [float(bottom) - float(top) for top, bottom in pairs]
