"""Stamped forms: their parts are those of a form that is drawn, whatever branch and template."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook

from tests.support.drawing import loaded, small_template, workspace
from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import Armed, arm, draw, stamp
from wuhao_batch.forms.stamping import Drawn
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.writing.stencils import Stencil

SAMPLES = [
    ".",
    *(f"examples/templates/{path.name}" for path in (ROOT / "examples/templates").iterdir()),
]
ODD = [
    Branch("A&B", 'A&B<C>"\''),
    Branch("02", "字" * 80, "教学", "书记", "a@example.cn"),
    Branch("03", "  前后有空格 "),
    Branch("04", "𠮷𡈽😀 e\u0301 \u3000％%s{0}", sub_branches=("甲&乙", "<丙>", "𠮷")),
    Branch("05", "党支部很多", sub_branches=tuple(f"第{n}党支部" for n in range(100))),
    Branch("06", "=1+1", sub_branches=('有"号',)),
    Branch("07", "{进度}"),
    Branch("08", "两行\n的名称\t"),
    Branch("字" * 60, "编号很长"),
    Branch("09", "长" * 3000),
    Branch("10", "W" * 300),
    Branch("11", "回车\r"),
    Branch("&[Tab]", "页脚里的记号"),
]  # fmt: skip


def of_sample(folder: str) -> Assessment:
    return loaded(open_workspace(ROOT / folder))


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def assert_as_drawn(armed: Armed, branches: Iterable[Branch]) -> None:
    for branch in branches:
        assert parts(stamp(armed, branch)) == parts(draw(armed, branch).to_bytes()), branch.code


@pytest.mark.parametrize("folder", SAMPLES)
def test_a_stamped_form_has_the_parts_of_a_drawn_one(folder: str) -> None:
    assessment = of_sample(folder)
    apart = assessment.panel_apart()
    armed = arm(assessment.template, assessment.settings, panel_apart=apart)
    assert_as_drawn(armed, assessment.roster.taking_part[:3])


def test_odd_branches_too() -> None:
    assessment = of_sample(".")
    assert_as_drawn(arm(assessment.template, assessment.settings), ODD)


def test_items_that_do_not_apply_give_a_layout_of_their_own() -> None:
    assessment = of_sample(".")
    first, second, *_ = (item.code for item in assessment.standard.items)
    branches = [
        Branch("21", "甲", left_out=(first,)),
        Branch("22", "乙" * 50, left_out=(first, second), sub_branches=("甲", "乙")),
        Branch("23", "丙", left_out=(first,)),
    ]
    armed = arm(assessment.template, assessment.settings, panel_apart=True)
    assert_as_drawn(armed, branches)


def test_where_texts_of_a_branch_ask_for_rows_breaks_and_type(tmp_path: Path) -> None:
    template = load_workbook(io.BytesIO(small_template()))
    sheet = template["说明"]
    texts = ["{党总支}，{党支部}。{书记}（{识别码}）", "{书记}", "{类别}{党总支}100%", "{党支部}"]
    for row, text in enumerate(texts * 2, start=2):
        cell = sheet.cell(row, 1, text)
        cell.alignment = Alignment(wrap_text=True, textRotation=90 if row == 9 else 0)
    sheet.merge_cells("A4:B6")
    sheet.column_dimensions["A"].width = 9
    data = io.BytesIO()
    template.save(data)
    place = workspace(tmp_path, [["01", "甲"]], data.getvalue())
    assessment = loaded(place)
    assert_as_drawn(arm(assessment.template, assessment.settings), ODD)


def test_forms_of_one_layout_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Drawn] = []
    real = Drawn.laid_out

    def counted(form: Drawn) -> Workbook:
        drawn.append(form)
        return real(form)

    monkeypatch.setattr(Drawn, "laid_out", counted)
    assessment = of_sample(".")
    armed = arm(assessment.template, assessment.settings)
    forms = {stamp(armed, Branch(f"{n:03}", f"第{n}党总支")) for n in range(50)}
    assert (len(forms), len(drawn)) == (50, 1)
    stamp(armed, Branch("051", "长" * 100))
    stamp(armed, Branch("052", "有党支部", sub_branches=("甲", "乙")))
    assert len(drawn) == 3


def test_a_text_is_made_once_for_all_cells_that_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []

    def kept(_: Stencil, texts: Sequence[bytes]) -> bytes:
        made.extend(texts)
        return b""

    monkeypatch.setattr(Stencil, "filled", kept)
    assessment = of_sample(".")
    stamp(arm(assessment.template, assessment.settings), Branch("01", "甲"))
    assert sum("甲" in text.decode() for text in made) == 2, "alone, and below all three titles"


@given(st.lists(st.binary(max_size=100), min_size=2, max_size=4), st.sampled_from((0, 70_000)))
def test_a_stencil_filled_is_a_package_of_the_same_parts(texts: list[bytes], more: int) -> None:
    gap, texts[0] = re.compile(rb"<(\d)>"), texts[0] + b"x" * more
    pattern = {"a": b"always", "b": b"<0>and<1><0>", "c": b"", "d": b"abc" * 1000 + b"<1>"}
    filled = Stencil(pattern, gap).filled(texts)
    expected = {
        name: gap.sub(lambda found: texts[int(found[1])], part) for name, part in pattern.items()
    }
    assert parts(filled) == expected
