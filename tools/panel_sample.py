"""A full sample year with five evaluators: the workspace ``examples/panel/``.

The branches' forms come without panel scores; the evaluators score in their own workbooks, each on
the items that are his or hers. What they take off, and why, is drawn by a fixed chance.
"""

import random
import tempfile
from pathlib import Path
from typing import Any

from tools.filling import fill_form, fill_panel
from tools.sample_year import BRANCHES, SETTINGS, YEAR, saved_at, year_inputs
from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.handing_in import Files, Reader, files_of
from wuhao_batch.numbers import from_points, json_number
from wuhao_batch.outputs.blank_roster import roster_workbook
from wuhao_batch.panel.names import panel_names
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.returns.examine import Examined
from wuhao_batch.workspace.folders import PANEL_FOLDER, RETURNED_FOLDER, ROSTER, open_workspace

EVALUATORS: list[tuple[str, ...]] = [
    ("P01", "孙书记", "2", ""),
    ("P02", "组织部王部长", "1.5", ""),
    ("P03", "宣传部林部长", "", "党员队伍好、工作业绩好、师生反映好"),
    ("P04", "纪委徐书记", "", "领导班子好、2-4、工作机制好"),
    ("P05", "学生处何处长", "", "领导班子好、工作机制好、工作业绩好、师生反映好"),
]

SAVED = {
    "P01": (12, 17, 9, 30),
    "P02": (12, 17, 15, 12),
    "P03": (12, 16, 16, 48),
    "P04": (12, 18, 8, 25),
    "P05": (12, 17, 11, 5),
}

REASONS = (
    "现场查看材料不全",
    "与党办台账不一致",
    "座谈会上有意见",
    "材料补交，酌情扣分",
    "影像资料不清，按缺一份计",
)

VETOES = {"P04": [("06", "V2", "艺术教工党支部", "2026年4月", "纪委通报", "徐书记")]}

WIDE_APART = {("P05", "02", "4-2"): (0.5, "活动没有留下总结，不予认定")}
"""Scores that the meeting will talk about."""


def build_panel_year(templates: Path) -> dict[str, bytes]:
    """File name below ``examples/panel/`` → its bytes."""
    settings = SETTINGS | {"计分方法": "加权平均"}
    files = {
        **{f"templates/{path.name}": path.read_bytes() for path in sorted(templates.iterdir())},
        ROSTER: roster_workbook(BRANCHES, settings, EVALUATORS),
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, files)
        place = open_workspace(root)
        assessment, findings = load(place)
        if assessment is None:
            raise RuntimeError("\n".join(found.message for found in findings))
        returns = _forms(assessment)
        _write(root, returns)
        forms = Files(files_of(place).returned, ())
        examined = Reader(InProcess(), place).read(assessment, forms).examined
    return {**files, **returns, **_workbooks(assessment, examined)}


def _write(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


def _forms(assessment: Assessment) -> dict[str, bytes]:
    files = {}
    armed = arm(assessment.template, assessment.settings)
    for branch in assessment.roster.branches:
        told = YEAR[branch.code]
        inputs = year_inputs(assessment, branch.code) | {"考评得分": {}, "扣分说明": {}}
        form = stamp(armed, branch)
        filled = fill_form(form, inputs, saved_at(*told["saved"]))
        files[f"{RETURNED_FOLDER}/{told['file']}"] = filled
    return files


def _workbooks(assessment: Assessment, examined: Examined) -> dict[str, bytes]:
    names = panel_names(assessment)
    files = {}
    for evaluator in assessment.panel:
        blank = make_workbook(assessment, evaluator, examined, OpenCells())
        marks = _marks(assessment, examined, evaluator)
        vetoes = VETOES.get(evaluator.code, [])
        saved = saved_at(*SAVED[evaluator.code])
        filled = fill_panel(blank, marks, vetoes, saved)
        files[f"{PANEL_FOLDER}/{names[evaluator.code]}"] = filled
    return files


def _marks(
    assessment: Assessment, examined: Examined, evaluator: Evaluator
) -> dict[str, dict[str, Any]]:
    """Mostly what the counts give; now and then a step or two less, with a reason."""
    chance = random.Random(f"2026 {evaluator.code}")  # noqa: S311  a sample, no secret
    marks: dict[str, dict[str, Any]] = {}
    for branch, own in examined.self_items.items():
        for code in evaluator.items:
            score = from_points(own[code])
            steps = chance.choices((0, 1, 2), (85, 12, 3))[0]
            off, reason = steps * assessment.standard.step, chance.choice(REASONS)
            drawn = (json_number(score - off), reason) if 0 < off <= score else json_number(score)
            wide = WIDE_APART.get((evaluator.code, branch, code))
            marks.setdefault(branch, {})[code] = wide or drawn
    return marks
