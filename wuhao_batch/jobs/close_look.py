"""One branch's files, looked at closely: its faults in their cells, its versions side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wuhao_batch.assessment.layout import TABLES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, shorten
from wuhao_batch.findings.grouping import Cause, by_branch
from wuhao_batch.jobs.overview import Known
from wuhao_batch.outcome.result import Result
from wuhao_batch.outputs.corrections.faults import FaultsOfForm
from wuhao_batch.reading.executor import Executor
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.excerpts import (
    Excerpt,
    Texts,
    excerpts_of,
    folded,
    place_of_cell,
    texts_of,
)
from wuhao_batch.returns.intake import INSIDE, receive
from wuhao_batch.workspace.folders import PANEL_FOLDER, Workspace

_FIRST_COLUMNS, _LONGEST_ROW = ("A", "B"), 40
_MOST_CELLS = 8
"""Cells that one excerpt shows; the sentence names them all."""


@dataclass(frozen=True, slots=True)
class ShownCause:
    """One cause with its places, and the part of the sheet that it is about, if there is one."""

    cause: Cause
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class DifferingCell:
    """A cell that differs between versions: what it says in each, "" where it is blank.

    ``row`` are the first texts of its row: the code and what is asked there.
    """

    sheet: str
    cell: str
    row: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """Files of one branch that say different things, and the cells in which they differ."""

    receipts: tuple[Receipt, ...]
    differences: tuple[DifferingCell, ...]


@dataclass(frozen=True, slots=True)
class CloseLook:
    """All that is known of one branch's files.

    ``of_branch`` are the causes that the branch has to mend, ``of_panel`` those of the 考评组.
    ``versions`` is None where there are not several.
    """

    result: Result
    receipts: tuple[Receipt, ...]
    of_branch: tuple[ShownCause, ...]
    of_panel: tuple[ShownCause, ...]
    versions: Versions | None


def look_closely(
    known: Known, workspace: Workspace, branch: Branch, executor: Executor
) -> CloseLook:
    """Look at the files of one branch; those that are shown in part are read again.

    Args:
        known: What is known of the assessment.
        workspace: Where the files lie.
        branch: Whose files.
        executor: Reads them.

    Raises:
        OSError: A file cannot be read.
    """
    outcome = known.outcome
    result = next(each for each in outcome.results if each.branch.code == branch.code)
    receipts = outcome.examined.receipts_of(branch.code)
    own = [each for each in outcome.findings if each.branch == branch.code]
    causes = [cause for concern in by_branch(own, [branch.code]) for cause in concern.causes]
    excerpts = _excerpts(causes, workspace, executor)
    shown = [ShownCause(each, excerpts.get(_key(each))) for each in causes]
    on_forms = _of_the_panel(known.assessment, result)
    theirs = [each for each in shown if _is_theirs(each.cause.first, on_forms)]
    several = [each for each in receipts if each.state.is_version and each.sha256]
    apart = {each.sha256: each for each in several}
    return CloseLook(
        result,
        receipts,
        tuple(each for each in shown if each not in theirs),
        tuple(theirs),
        _versions(tuple(apart.values()), workspace, executor) if len(apart) > 1 else None,
    )


def _of_the_panel(assessment: Assessment, result: Result) -> Sequence[Finding]:
    """Return the findings on what the 考评组 fills in."""
    if result.checked is None:
        return ()
    faults = FaultsOfForm(assessment, result.branch, result.checked)
    return [each for each in result.checked.findings if faults.is_of_the_panel(each)]


def _is_theirs(found: Finding, on_forms: Sequence[Finding]) -> bool:
    return found in on_forms or (found.place.file or "").startswith(f"{PANEL_FOLDER}/")


def _excerpts(
    causes: Iterable[Cause], workspace: Workspace, executor: Executor
) -> Mapping[str, Excerpt]:
    wanted: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
    for cause in causes:
        place = cause.first.place
        own = not (place.file or "").startswith(f"{PANEL_FOLDER}/")
        if own and place.file and place.sheet and place.cell:
            more = (each.place for each in cause.others if each.place.sheet == place.sheet)
            cells = (*place.cells, *(cell for each in more for cell in each.cells))
            key = _key(cause)
            wanted.setdefault(place.file, {})[key] = {place.sheet: cells[:_MOST_CELLS]}
    headers = folded(header for spec in TABLES for header in spec.headers)
    task = partial(excerpts_of, wanted=wanted, headers=headers)
    found: dict[str, Excerpt] = {}
    for one in receive(_on_disk(wanted, workspace), workspace, executor, task):
        found |= one.body or {}
    return found


def _key(cause: Cause) -> str:
    return f"{cause.first.place.file} {cause.first.code}"


def _versions(receipts: tuple[Receipt, ...], workspace: Workspace, executor: Executor) -> Versions:
    found: dict[str, Texts] = {}
    paths = _on_disk([each.file for each in receipts], workspace)
    for one in receive(paths, workspace, executor, texts_of):
        if one.body is not None:
            found[one.file] = one.body
    texts = [found.get(each.file, {}) for each in receipts]
    merged = {cell: text for each in reversed(texts) for cell, text in each.items()}
    sheets = list(dict.fromkeys(sheet for sheet, _ in merged))
    cells = sorted(merged, key=lambda cell: (sheets.index(cell[0]), *place_of_cell(cell[1])))
    compared = ((cell, tuple(each.get(cell, "") for each in texts)) for cell in cells)
    return Versions(
        receipts,
        tuple(
            DifferingCell(*cell, _row(cell, merged), own)
            for cell, own in compared
            if len(set(own)) > 1
        ),
    )


def _row(cell: tuple[str, str], texts: Texts) -> str:
    """Return the code of the row that a cell stands in, and what is asked there."""
    number, _ = place_of_cell(cell[1])
    first = (texts.get((cell[0], f"{column}{number}"), "") for column in _FIRST_COLUMNS)
    return shorten(" ".join(text for text in first if text), _LONGEST_ROW)


def _on_disk(files: Iterable[str], workspace: Workspace) -> list[Path]:
    """Return the files on the disk in which these are, each once."""
    names = dict.fromkeys(file.partition(INSIDE)[0] for file in files)
    return [workspace.root / name for name in names if (workspace.root / name).is_file()]
