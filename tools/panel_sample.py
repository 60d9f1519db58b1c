"""The samples' evaluators at work, and whole sample workspaces, one of them with five evaluators.

What the five take off, and why, is drawn by a fixed chance.
"""

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tools.filling import Marks, choose, fill_form, open_form, type_marks, type_veto
from tools.sample_year import BRANCHES, SETTINGS, YEAR, saved_at, year_inputs
from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.handing_in import Files, Reader, files_of
from wuhao_batch.numbers import from_points, json_number
from wuhao_batch.outputs.blank_roster import roster_workbook
from wuhao_batch.panel.layout import AS_SELF
from wuhao_batch.panel.names import panel_names
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.returns.examine import Examined
from wuhao_batch.workspace.folders import (
    PANEL_FOLDER,
    RETURNED_FOLDER,
    ROSTER,
    Workspace,
    open_workspace,
)
from wuhao_batch.writing.packages import to_bytes

FIVE: list[tuple[str, ...]] = [
    ("P01", "孙书记", "2", "", "sun@example.edu.cn"),
    ("P02", "组织部王部长", "1.5", "", "zuzhi@example.edu.cn"),
    ("P03", "宣传部林部长", "", "党员队伍好、工作业绩好、师生反映好", "xuanchuan@example.edu.cn"),
    ("P04", "纪委徐书记", "", "领导班子好、2-4、工作机制好", "jiwei@example.edu.cn"),
    (
        "P05",
        "学生处何处长",
        "",
        "领导班子好、工作机制好、工作业绩好、师生反映好",
        "xuesheng@example.edu.cn",
    ),
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


@dataclass(frozen=True)
class Year:
    """A sample workspace: file name → bytes, its assessment, and its returns as they are read."""

    files: Mapping[str, bytes]
    assessment: Assessment
    examined: Examined


def build_year(templates: Path, roster: bytes) -> Year:
    """A workspace in which every branch has handed in its form of the sample year."""
    files = {
        **{f"templates/{path.name}": path.read_bytes() for path in sorted(templates.iterdir())},
        ROSTER: roster,
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, files)
        place = open_workspace(root)
        assessment, findings = load(place)
        if assessment is None:
            raise RuntimeError("\n".join(found.message for found in findings))
        forms = build_forms(assessment)
        returns = {f"{RETURNED_FOLDER}/{name}": data for name, data in forms.items()}
        _write(root, returns)
        return Year({**files, **returns}, assessment, examined_forms(place, assessment))


def build_panel_year(templates: Path) -> dict[str, bytes]:
    """File name below ``examples/panel/`` → its bytes."""
    settings = SETTINGS | {"计分方法": "加权平均"}
    year = build_year(templates, roster_workbook(BRANCHES, settings, FIVE))
    drawn = partial(_marks, year.assessment, year.examined)
    books = fill_workbooks(year.assessment, year.examined, drawn, vetoes=VETOES)
    return {**year.files, **{f"{PANEL_FOLDER}/{name}": data for name, data in books.items()}}


def build_forms(assessment: Assessment) -> dict[str, bytes]:
    """File name below ``input/returned/`` → the filled form."""
    returns = {}
    armed = arm(assessment.template, assessment.settings, panel_apart=assessment.panel_apart())
    for branch in assessment.roster.branches:
        inputs, told = year_inputs(assessment, branch.code), YEAR[branch.code]
        returns[told["file"]] = fill_form(stamp(armed, branch), inputs, saved_at(*told["saved"]))
    return returns


def examined_forms(place: Workspace, assessment: Assessment) -> Examined:
    """The returned forms of a workspace, read."""
    forms = Files(files_of(place).returned, ())
    return Reader(InProcess(), place).read(assessment, forms).examined


def fill_workbooks(
    assessment: Assessment,
    examined: Examined,
    marks: Callable[[Evaluator], Marks],
    same: Mapping[str, Sequence[str]] | None = None,
    vetoes: Mapping[str, Sequence[Sequence[Any]]] | None = None,
) -> dict[str, bytes]:
    """File name below ``input/panel/`` → the filled workbook.

    ``same`` and ``vetoes`` map 评委编号 to items left to the 自评得分 and to rows of 一票否决.
    """
    names = panel_names(assessment)
    files = {}
    for evaluator in assessment.panel:
        code = evaluator.code
        workbook = open_form(make_workbook(assessment, evaluator, examined, OpenCells()))
        type_marks(workbook, marks(evaluator))
        for item in (same or {}).get(code, ()):
            choose(workbook, item, AS_SELF)
        for row in (vetoes or {}).get(code, ()):
            type_veto(workbook, row)
        files[names[code]] = to_bytes(workbook, saved=saved_at(*SAVED[code]))
    return files


def _write(root: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


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
