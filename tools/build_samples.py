"""Rebuild the sample assessment (``input/``) and everything below ``examples/``.

Run from the repository's root: ``python -m tools.build_samples``. Every return is a form that
the program issued, filled in by :mod:`tools.filling`; the same run gives the same bytes.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl.workbook import Workbook

from tools.filling import Inputs, Marks, fill_form, find_cell, open_form, strip_identity, type_in
from tools.panel_sample import (
    build_forms,
    build_panel_year,
    build_year,
    examined_forms,
    fill_workbooks,
)
from tools.sample_year import (
    BRANCHES,
    EVALUATORS,
    SAME,
    SETTINGS,
    saved_at,
    year_inputs,
    year_marks,
)
from tools.stages_sample import build_stages_year
from wuhao_batch.assessment.choices import ScoredIn
from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import SCORED_IN, Settings
from wuhao_batch.assessment.template import load_template
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.numbers import json_number
from wuhao_batch.outputs.blank_roster import roster_workbook
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.workspace.plan import write_atomically
from wuhao_batch.writing.packages import to_bytes

ROOT = Path(__file__).resolve().parent.parent


def build_roster() -> bytes:
    """input/roster.xlsx of the sample."""
    return roster_workbook(BRANCHES, SETTINGS, EVALUATORS)


def build_books(assessment: Assessment) -> dict[str, bytes]:
    """File name below input/panel/ → the filled workbook; the returns have to be there."""

    def marks(evaluator: Evaluator) -> Marks:
        own = set(evaluator.items) - set(SAME.get(evaluator.code, ()))
        return {
            branch.code: {
                item: mark
                for item, mark in year_marks(assessment, branch.code).items()
                if item in own
            }
            for branch in assessment.roster.branches
        }

    examined = examined_forms(open_workspace(ROOT), assessment)
    return fill_workbooks(assessment, examined, marks, same=SAME)


def build_forms_year(templates: Path) -> dict[str, bytes]:
    """File name below examples/forms/ → the same year, with the scores in the returned forms."""
    settings = SETTINGS | {SCORED_IN: ScoredIn.FORMS}
    return dict(build_year(templates, roster_workbook(BRANCHES, settings)).files)


# --- returns with every common fault ------------------------------------------------------------

Edit = Callable[[Workbook], None]


def build_faulty(assessment: Assessment) -> dict[str, bytes]:
    """File name below examples/faulty/ → a return with the fault that its name tells."""
    standard, settings = assessment.standard, assessment.settings
    branches = assessment.roster.branches
    good = year_inputs(assessment, "09")
    when = saved_at(12, 11, 9, 0)

    def form(branch: Branch, settings: Settings = settings) -> bytes:
        return stamp(arm(assessment.template, settings, panel_apart=True), branch)

    def filled(number: int, changes: Inputs | None = None, edit: Edit | None = None) -> bytes:
        workbook = open_form(form(branches[number - 1]))
        type_in(workbook, good)
        type_in(workbook, changes or {})
        if edit is not None:
            edit(workbook)
        return to_bytes(workbook, saved=when)

    scores: Inputs = {
        "考评得分": {item.code: json_number(item.scale.full) for item in standard.items},
        "扣分说明": {"2-2": "都做到了"},
    }
    counts: Inputs = {
        "数量": {"2-1.1": -1, "2-2.1": 3, "2-3.1": 1.5, "3-1.2": "没有", "4-4.2": None},
    }
    written: Inputs = {"数量": {"4-1.1": "3次", "4-4.1": " 5 ", "4-5.1": "１８"}}
    vetoed: Inputs = {"是否存在": {"V2": "是"}, "涉及党支部": {"V2": "经管学生党支部"}}
    outsider = Branch("99", "附属中学党总支")
    last_year = Settings(year=str(int(settings.year) - 1))
    return {
        "01_自己填了考评得分.xlsx": filled(1, scores),
        "02_数量填错.xlsx": filled(2, counts),
        "03_数字写成了文字.xlsx": filled(3, written),
        "04_一票否决没有声明.xlsx": filled(4, {"是否存在": {"V2": None, "V3": "没有"}}),
        "05_选了有一票否决.xlsx": filled(5, vetoed),
        "06_什么都没有填.xlsx": form(branches[5]),
        "07_去年的表.xlsx": fill_form(form(branches[6], last_year), good, when),
        "08_旧标准的表.xlsx": fill_form(_older_form(assessment, branches[7]), good, when),
        "09_删了一行.xlsx": filled(9, edit=_delete_row),
        "10_改了分值.xlsx": filled(10, edit=_raise_cap),
        "11_名单上没有的单位.xlsx": fill_form(form(outsider), good, when),
        "12_没有识别码.xlsx": filled(1, edit=strip_identity),
        "13_两个单位的识别码.xlsx": filled(1, edit=lambda book: _graft(book, form(branches[1]))),
        "14_同一单位第一份.xlsx": filled(7),
        "15_同一单位第二份.xlsx": filled(7, {"数量": {"1-1.2": 0}}),
        "16_其实是网页.xls": "<html><table><tr><td>考评得分</td></tr></table></html>".encode(),
        "17_传坏的文件.xlsx": filled(2)[:4000],
        "18_空文件.xlsx": b"",
    }


def _older_form(assessment: Assessment, branch: Branch) -> bytes:
    workbook = open_form(assessment.template.data)
    sheet, cell = find_cell(workbook, "数量", "4-1.1")
    sheet[f"D{sheet[cell].row}"] = 1  # each commendation was worth 1 point
    older = io.BytesIO(to_bytes(workbook))
    path = ROOT / "output" / ".older.xlsx"
    write_atomically(path, older.getvalue())
    template, _ = load_template(path)
    path.unlink()
    if template is None:
        raise RuntimeError("the older template is refused")
    return stamp(arm(template, assessment.settings, panel_apart=True), branch)


def _graft(workbook: Workbook, other: bytes) -> None:
    for cell in ("A3", "E3"):
        workbook["评分表"][cell] = open_form(other)["评分表"][cell].value


def _delete_row(workbook: Workbook) -> None:
    sheet, cell = find_cell(workbook, "数量", "5-1.1")
    sheet.delete_rows(sheet[cell].row)


def _raise_cap(workbook: Workbook) -> None:
    sheet, cell = find_cell(workbook, "考评得分", "1-2")
    sheet[f"D{sheet[cell].row}"] = 5


def main() -> None:
    """Write everything."""
    write_atomically(ROOT / "input" / "roster.xlsx", build_roster())
    assessment, findings = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("\n".join(found.message for found in findings))
    for folder, files in (
        (ROOT / "input" / "returned", build_forms(assessment)),
        (ROOT / "examples" / "forms", build_forms_year(ROOT / "templates")),
        (ROOT / "examples" / "faulty", build_faulty(assessment)),
        (ROOT / "examples" / "panel", build_panel_year(ROOT / "templates")),
        (ROOT / "examples" / "stages", build_stages_year(ROOT / "templates")),
    ):
        _write(folder, files)
    _write(ROOT / "input" / "panel", build_books(assessment))


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        write_atomically(folder / name, data)
    print(f"{folder.relative_to(ROOT)}: {len(files)}")


if __name__ == "__main__":
    main()
