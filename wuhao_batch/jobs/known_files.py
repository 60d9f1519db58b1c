"""Files that a front may give away: those that are known, by the names that findings use."""

from collections.abc import Iterator
from pathlib import Path

from wuhao_batch.jobs.overview import Known
from wuhao_batch.outputs.publication.commendation import COMMENDATION_FILES
from wuhao_batch.outputs.publication.issue import FILES
from wuhao_batch.outputs.publication.statement import STATEMENT_FILES
from wuhao_batch.records.stages import Stage, Transition
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.workspace.folders import (
    DECISIONS,
    OBJECTIONS,
    ROSTER,
    TEMPLATE,
    ImpossibleError,
    Workspace,
)

OWN = (TEMPLATE, ROSTER, DECISIONS, OBJECTIONS)
"""The workbooks that the office fills in itself."""

_FROZEN = {
    Stage.SHOWN: FILES,
    Stage.CLOSED: (*STATEMENT_FILES, "objections.xlsx"),
    Stage.COMMENDED: COMMENDATION_FILES,
}
"""Stage → the files that a step to it freezes."""


def known_file(known: Known, workspace: Workspace, name: str) -> Path:
    """Return a file that was handed in, or that the office fills in itself.

    Of one inside an archive or a mail it is that archive or mail.

    Raises:
        ImpossibleError: No file of that name is known, or it is not there any more.
    """
    outer = name.partition(INSIDE)[0]
    if outer not in {*OWN, *_handed_in(known)}:
        raise ImpossibleError("收到的文件里没有这一个，可能已经移走或改名。")
    path = workspace.root / outer
    if not path.is_file():
        raise ImpossibleError(f"“{outer}”不在了，可能已经移走或改名。")
    return path


def _handed_in(known: Known) -> Iterator[str]:
    outcome = known.outcome
    for each in (*outcome.examined.receipts, *outcome.panel.receipts):
        yield each.file.partition(INSIDE)[0]


def frozen_files(workspace: Workspace, step: Transition) -> dict[str, Path]:
    """Return the files of a step by their names, as far as they are there."""
    folder = workspace.root / step.folder
    paths = {name: folder / name for name in _FROZEN.get(step.stage, ())}
    return {name: path for name, path in paths.items() if path.is_file()}
