"""Writing the forms of all branches into ``output/forms/``."""

from dataclasses import dataclass, replace
from pathlib import Path

from wuhao_batch.assessment.layout import TABLES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.forms.form import make_form
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs.assessing import the_assessment
from wuhao_batch.reading.book import read_book
from wuhao_batch.records.issued import remember_issued
from wuhao_batch.sheets import Book
from wuhao_batch.tables import Table, the_table
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import RETURNED_FOLDER, Workspace
from wuhao_batch.workspace.plan import write_atomically
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True)
class Issued:
    """编号 → the form that was written, and what stood in the way."""

    forms: dict[str, Path]
    findings: tuple[Finding, ...]


def issue(workspace: Workspace, *, track: Track = unwatched) -> Issued:
    """Write one form for each branch that takes part (``wuhao issue``).

    Args:
        workspace: Template and roster, and where to write.
        track: Shows progress.

    Raises:
        FaultyAssessmentError: Template or roster has an error.
        OSError: Something cannot be read or written.
    """
    assessment = the_assessment(workspace)
    issued = issue_forms(assessment, workspace, track)
    return replace(issued, findings=(*assessment.findings, *issued.findings))


def issue_forms(
    assessment: Assessment,
    workspace: Workspace,
    track: Track = unwatched,
) -> Issued:
    """Write one form for each branch that takes part.

    A form that somebody has already filled in where it lies is never written over (D004); a file
    that belongs to no branch of the roster is left alone and listed (D005).

    Args:
        assessment: Template and roster.
        workspace: Where to write.
        track: Shows progress.

    Raises:
        OSError: The folder cannot be written, or ``records.db``, where it is remembered when each
            form was first made.
    """
    branches = assessment.roster.taking_part
    names = form_names(branches, assessment.settings.year)
    folder = workspace.forms
    forms: dict[str, Path] = {}
    made: dict[str, str] = {}
    findings: list[Finding] = []
    for branch in track(branches, "生成评分表"):
        path = folder / names[branch.code]
        data = make_form(assessment.template, branch, assessment.settings)
        there = path.read_bytes() if path.is_file() else data
        if there != data and _is_filled(there):
            place = Place(workspace.relative(path))
            findings.append(finding("D004", place, branch=branch.code, folder=RETURNED_FOLDER))
            continue
        write_atomically(path, data)
        forms[branch.code], made[branch.code] = path, digest(data)
    remember_issued(workspace.records, assessment.settings.year, made)
    known = {folder / name for name in names.values()}
    findings += [
        finding("D005", Place(workspace.relative(path)))
        for path in sorted(folder.glob("*.xlsx"))
        if path not in known
    ]
    return Issued(forms, tuple(findings))


def _is_filled(data: bytes) -> bool:
    """Whether a form has anything in its inputs. What is no form at all counts as filled."""
    book = read_book(data)
    if not isinstance(book, Book):
        return True
    tables = [the_table(book, spec, "") for spec in TABLES]
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
