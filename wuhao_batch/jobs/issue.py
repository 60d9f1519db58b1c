"""``wuhao issue``: write the forms of all branches into ``output/forms/``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from wuhao_batch.assessment.layout import TABLES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.forms.form import Armed, arm, stamp
from wuhao_batch.forms.live_scores import without_live_score
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.decisions_sheet import plan_anew
from wuhao_batch.jobs.foreign import foreign_files
from wuhao_batch.jobs.loading import load
from wuhao_batch.outputs.former_names import renamed_branches
from wuhao_batch.reading.book import read_book
from wuhao_batch.records.issued import remember_issued
from wuhao_batch.records.names import remember_names
from wuhao_batch.sheets import Book
from wuhao_batch.tables import Table, template_table
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import RETURNED_FOLDER, Workspace
from wuhao_batch.workspace.plan import apply, write_together
from wuhao_batch.workspace.progress import Track, unwatched

_TOGETHER = 1_000
"""Forms that are brought to the disk together."""


@dataclass(frozen=True, slots=True)
class Issued:
    """编号 → its form as it lies there now, and its digest; what stood in the way.

    ``armed`` is what they were stamped from.
    """

    forms: Mapping[str, Path]
    digests: Mapping[str, str]
    armed: Armed
    findings: tuple[Finding, ...]


@alone("issue")
def issue(workspace: Workspace, *, track: Track = unwatched) -> Issued:
    """Write one form for each branch that takes part (``wuhao issue``).

    Args:
        workspace: Template and roster, and where to write.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        OSError: Something cannot be read or written.
    """
    assessment = load(workspace)
    issued = issue_forms(assessment, workspace, track)
    return replace(issued, findings=(*assessment.findings, *issued.findings))


def issue_forms(
    assessment: Assessment,
    workspace: Workspace,
    track: Track = unwatched,
) -> Issued:
    """Write the forms of an assessment that is loaded already, and remember when each was made.

    None is made where nothing is to be filled in (S019). One that lies there as it would be written
    is left as it is, so that what was stopped half-way is gone on with. A form that somebody has
    already filled in where it lies is kept (D004); a file that belongs to no branch of the roster
    is left alone and listed (D005).

    Raises:
        OSError: A form that lies there cannot be read; the folder or ``records.db`` cannot be
            written.
    """
    apply(plan_anew(assessment, workspace))
    period = str(assessment.settings.period)
    armed = arm(assessment.template, assessment.settings, panel_apart=assessment.panel_apart())
    issued = Issued({}, {}, armed, (no_forms(assessment),))
    if assessment.asks_branches:
        issued = _issue(assessment, workspace, armed, track)
        remember_issued(workspace.records, period, issued.digests)
    remember_names(workspace.records, period, assessment.roster.branches)
    return issued


def _issue(assessment: Assessment, workspace: Workspace, armed: Armed, track: Track) -> Issued:
    branches = assessment.roster.taking_part
    names = form_names(branches, assessment.settings.period)
    folder = workspace.forms
    forms: dict[str, Path] = {}
    digests: dict[str, str] = {}
    findings = without_live_score(assessment.template, assessment.settings)
    is_anew = not any(folder.glob("*"))

    def to_write(branch: Branch) -> Iterator[tuple[Path, bytes]]:
        path, data = folder / names[branch.code], stamp(armed, branch)
        there = None if is_anew or not path.is_file() else path.read_bytes()
        if there not in (None, data) and _is_filled(there):
            place = Place(workspace.relative(path))
            findings.append(finding("D004", place, branch=branch.code, folder=RETURNED_FOLDER))
            return
        forms[branch.code], digests[branch.code] = path, digest(data)
        if there != data:
            yield path, data

    waiting = iter(track(branches, "生成评分表"))
    for _ in range(0, len(branches) + 1, _TOGETHER):  # the last one sees that there are no more
        write_together(file for branch in islice(waiting, _TOGETHER) for file in to_write(branch))
    renamed = renamed_branches(assessment, workspace)
    former = [paper.path.name for each in renamed for paper in each.papers]
    findings += foreign_files(folder, [*names.values(), *former], workspace)
    findings += [each.told(workspace) for each in renamed]
    return Issued(forms, digests, armed, tuple(findings))


def no_forms(assessment: Assessment) -> Finding:
    """Return the note that no forms go out, and why (S019)."""
    words = assessment.words
    why = f"评分表里没有要{words.unit}填的内容"
    if assessment.settings.is_inspection:
        why = f"数量由{words.panel}逐个检查填报"
    return finding("S019", why=why, **words.facts)


def _is_filled(data: bytes) -> bool:
    """True if a form has anything in its inputs, or is no form at all."""
    book = read_book(data)
    if not isinstance(book, Book):
        return True
    tables = [template_table(book, spec, "") for spec in TABLES]
    return any(
        not isinstance(table, Table)
        or any(
            not table.at(row, header).blank
            for header in table.spec.inputs
            for rows in table.keyed_rows.values()
            for row in rows
        )
        for table in tables
    )
