"""The forms and the notice in the programs that their readers use."""

import random
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.drawing import loaded, workspace
from tests.support.line import random_inputs, run
from tests.support.programs import libreoffice, type_into
from tools.filling import find_cell, open_form
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.numbers import plain
from wuhao_batch.scoring.answer import YES
from wuhao_batch.workspace.folders import Workspace


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with libreoffice(tmp_path_factory.mktemp("profile")) as port:
        yield port


def points(text: str) -> str:
    """What a cell formatted 0.0##### shows, as the program writes it."""
    return text.removesuffix(".0")


@pytest.mark.program("soffice", "uno")
def test_libreoffice_fills_in_a_form_and_agrees_on_every_total(
    three: Workspace, office: int, tmp_path: Path
) -> None:
    assessment = loaded(three)
    forms = issue_forms(assessment, three).forms
    chance = random.Random(7)  # noqa: S311
    told = {}
    shown = {}
    for code, form in forms.items():
        inputs = random_inputs(assessment, chance)
        inputs["备注"] = {"1-1.1": "已补交"}
        inputs["扣分说明"] = dict.fromkeys(inputs["扣分说明"], "按规定")
        told[code] = inputs
        workbook = open_form(form.read_bytes())
        typed, read = [], []
        for header, values in inputs.items():
            for key, value in values.items():
                sheet, cell = find_cell(workbook, header, key)
                typed.append((sheet.title, cell, str(value)))
        score_sheet = workbook["评分表"]
        read = [("评分表", f"{column}32") for column in "FG"]
        read += [("评分表", find_cell(workbook, "考评得分", item.code)[1].replace("G", "F"))
                 for item in assessment.standard.items]  # fmt: skip
        assert score_sheet["C32"].value == "合计"
        result = three.returned / f"{code}.xlsx"
        answer = type_into(office, form, result, typed, read)
        shown[code] = answer["shown"]

    outcome, findings, _ = run(three)
    assert [found.message for found in findings] == []
    for branch in outcome.results:
        code = branch.branch.code
        checked = branch.checked
        assert checked is not None
        for header, values in told[code].items():
            for key, value in values.items():
                entry = checked.source.inputs[header][key]
                assert entry.cell.text == f"{value:g}" if isinstance(value, float) else str(value)
        assert dict(checked.vetoes) == {
            key: answer == YES for key, answer in told[code]["是否存在"].items()
        }
        own, panel = (points(shown[code][f"评分表.{column}32"]) for column in "FG")
        assert panel == plain(sum(branch.items.values(), Decimal()))
        assert own == plain(sum(branch.self_items.values(), Decimal()))
        workbook = open_form(forms[code].read_bytes())
        for item in assessment.standard.items:
            cell = find_cell(workbook, "考评得分", item.code)[1].replace("G", "F")
            score = branch.self_items.get(item.code)
            text = points(shown[code][f"评分表.{cell}"])
            assert text == ("" if score is None else plain(score)), item.code


@pytest.mark.program("soffice", "uno")
def test_libreoffice_shows_what_is_still_to_be_filled_in(three: Workspace, office: int) -> None:
    form = issue_forms(loaded(three), three).forms["01"]
    typed = [
        ("计分明细", "I5", "0"),
        ("计分明细", "I16", "是"),
        ("评分表", "G6", "7.5"),
        ("一票否决", "C6", "否"),
    ]
    read = [("评分表", "A3"), ("评分表", "A33"), ("计分明细", "A3"), ("一票否决", "A3")]
    answer = type_into(office, form, three.returned / "a.xlsx", typed, read)
    progress = "计分明细还有34项未填 · 考评组还有20项未评"
    assert list(answer["shown"].values()) == [progress, progress, progress, "还有2项没有声明"]


@pytest.mark.program("soffice", "uno")
def test_libreoffice_keeps_locked_cells_locked(three: Workspace, office: int) -> None:
    form = issue_forms(loaded(three), three).forms["01"]
    read = [("评分表", "D6"), ("评分表", "A2")]
    typed = [("评分表", "D6", "80"), ("评分表", "A2", "别的单位")]
    answer = type_into(office, form, three.returned / "a.xlsx", typed, read)
    assert answer["shown"]["评分表.D6"] == "8"
    assert "甲党总支" in answer["shown"]["评分表.A2"]


@pytest.mark.program("soffice", "uno", "pdftotext", "pdfinfo")
def test_a_form_prints_whole_on_a4(tmp_path: Path, office: int) -> None:
    place = workspace(tmp_path, [["01", "长名" * 30]])
    assessment = loaded(place)
    form = issue_forms(assessment, place).forms["01"]
    pdf = tmp_path / "form.pdf"
    type_into(office, form, pdf, [], [])
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, encoding="utf-8", check=True)
    assert "A4" in info.stdout
    printed = subprocess.run(
        ["pdftotext", "-raw", pdf, "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    pages = printed.rstrip("\f").split("\f")
    assert len(pages) == 5, "one page each, two for 评分表"
    words = "".join(printed.split())
    for item in assessment.standard.items:
        for text in (item.content, item.criterion):
            assert "".join(text.split()) in words
    assert sum("考评标准" in "".join(page.split()) for page in pages) == 2, "the header repeats"
    for category in assessment.standard.categories:
        on = [n for n, page in enumerate(pages) if category.items[0].code in page.split()]
        until = [n for n, page in enumerate(pages) if category.items[-1].code in page.split()]
        assert on == until, f"{category.name} is torn over a page end"
