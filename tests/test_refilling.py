"""Forms made again with what was filled in: they are those that the library would draw."""

import io

import pytest
from openpyxl import load_workbook

from tests.support.drawing import loaded
from tests.support.drawn_corrections import drawn_correction
from tests.support.looks import looks
from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import arm
from wuhao_batch.forms.refilling import At, First, PutBack, Refills
from wuhao_batch.outputs.corrections.corrections import COLOURS, STYLES, prepare
from wuhao_batch.tables import RowKind
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.writing.paper import HEAD, Look
from wuhao_batch.writing.rows import PaperRows

PLAIN = Branch("01", "甲党总支", sub_branches=("一支部",))
ODD = [
    PLAIN,
    Branch("A&B", "乙" * 60),
    Branch("02", " 丙 ", sub_branches=("一支部", "<二>")),
    Branch("03", "&[Tab]"),
]
VALUES = (3, 0.5, "=1+1", "有一项\n没有做", "材料不全。" * 20, " 前后有空格 ", None, "理由" * 900)


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return loaded(open_workspace(ROOT))


def seen(form: bytes) -> dict[str, dict[str, object]]:
    return looks(load_workbook(io.BytesIO(form)))


def inputs(assessment: Assessment) -> list[At]:
    return [
        (table.sheet.name, table.cell_name(row, header))
        for table in assessment.template.tables.values()
        for row in table.rows_of_kind(RowKind.ITEM)
        for header in table.spec.inputs
    ]


def entries(assessment: Assessment, start: int) -> dict[At, PutBack]:
    """Every value in some input, with and without each colour."""
    colours = (None, *COLOURS)
    some = enumerate(inputs(assessment), start=start)
    return {at: PutBack(VALUES[n % 8], colours[n // 8 % 3]) for n, at in some}


def explained(width: float, faults: int) -> First:
    rows = PaperRows((width, 20, 46, 40))
    rows.across(1, "退回说明", Look("黑体", 18, horizontal="center"))
    rows.heading(2, ["位置", "现值", "问题", "请这样改"])
    for row in range(3, faults + 3):
        rows.in_a_row(row, ("计分明细 I6", "=1+1", "不是数字。" * row, ""), [Look()] * 4)
    assert HEAD in {each.look for each in rows.styles}
    return First(rows, {3: "'计分明细'!I6"}, (f"更正码<{faults}>",))


@pytest.mark.parametrize("panel_apart", [True, False])
def test_a_form_filled_in_again_looks_as_one_that_is_drawn(
    assessment: Assessment, panel_apart: bool
) -> None:
    armed = arm(assessment.template, assessment.settings, panel_apart=panel_apart)
    refills = Refills(armed, COLOURS, prepare, STYLES)
    for number, branch in enumerate(ODD):
        filled, first = entries(assessment, number), explained(18 + number, number + 1)
        made = refills.form(branch, filled, first)
        assert seen(made) == seen(drawn_correction(armed, branch, filled, first)), branch.code


def test_forms_of_one_layout_are_drawn_once(assessment: Assessment) -> None:
    refills = Refills(arm(assessment.template, assessment.settings), COLOURS, prepare, STYLES)
    made = {
        refills.form(Branch(f"{n:02}", "甲"), {at: PutBack(n) for at in inputs(assessment)}, first)
        for n in range(20)
        for first in (explained(18 + n, 1 + n),)
    }
    assert (len(made), len(refills.moulds)) == (20, 1)
