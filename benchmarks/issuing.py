"""Issuing beside the usual openpyxl loop and beside creating the same files: ratios, not seconds.

``python -m benchmarks issuing`` issues some thousand forms into a new folder, in turns with both.
Where passing files lie (``TMPDIR``) makes a difference: to memory or to a disk.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.measuring import Round, cost
from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.workspace.folders import Workspace, open_workspace

FORMS, ROUNDS = 5_000, 5
USUAL = 5
"""Forms that the usual loop makes in a round: each takes as long as hundreds of ours."""

CELLS = (("填表说明", "C4"), ("填表说明", "C8"), ("评分表", "A2"), ("评分表", "E3"),
         ("计分明细", "A2"), ("计分明细", "F3"), ("一票否决", "A2"))  # fmt: skip


def usual_loop(assessment: Assessment, branches: list[Branch]) -> None:
    """Load the template, set the cells, save."""
    for branch in branches:
        workbook = load_workbook(io.BytesIO(assessment.template.data))
        for sheet, cell in CELLS:
            workbook[sheet][cell] = branch.name
        workbook.save(io.BytesIO())


def stamp_all(assessment: Assessment, branches: list[Branch]) -> None:
    """Make the forms and write none."""
    armed = arm(assessment.template, assessment.settings)
    for branch in branches:
        stamp(armed, branch)


def create(folder: Path, forms: list[bytes]) -> None:
    """Write the same bytes, as plainly as can be."""
    folder.mkdir()
    for number, form in enumerate(forms):
        with open(f"{folder}/{number}.xlsx", "wb") as file:  # noqa: PTH123  the plainest way
            file.write(form)


def rounds(folder: Path) -> Iterator[Round]:
    """Yield the ratios of each round."""
    assessment, _ = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    branches = [
        Branch(f"{n:06}", f"第{n}党总支", sub_branches=("一支部", "二支部")) for n in range(FORMS)
    ]
    many = replace(assessment, roster=replace(assessment.roster, branches=tuple(branches)))
    for number in range(ROUNDS):
        place = Workspace(folder / str(number))
        usual = cost(lambda: usual_loop(many, branches[:USUAL])) / USUAL
        stamped = cost(lambda: stamp_all(many, branches)) / FORMS
        issued = cost(lambda: issue_forms(many, place)) / FORMS  # noqa: B023  called at once
        again = cost(lambda: issue_forms(many, place)) / FORMS  # noqa: B023
        forms = [path.read_bytes() for path in place.forms.iterdir()]
        created = cost(lambda: create(place.root / "created", forms)) / FORMS  # noqa: B023
        yield {
            "usual loop / stamped": usual / stamped,
            "usual loop / wuhao issue": usual / issued,
            "wuhao issue / creating the same files": issued / created,
            "wuhao issue again, nothing changed / the first time": again / issued,
        }
