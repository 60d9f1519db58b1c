"""``wuhao standard``: read the template's standard and check it."""

from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.settings import read_words
from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.assessment.template import load_template
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.loading import FaultyAssessmentError
from wuhao_batch.reading.book import read_book
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace


@dataclass(frozen=True, slots=True)
class ReadStandard:
    """The standard of a template, and what is doubtful in it or probably a slip."""

    standard: Standard
    findings: tuple[Finding, ...]


def standard(workspace: Workspace) -> ReadStandard:
    """Read the standard from the template; a roster is not needed (``wuhao standard``).

    Where there is one, it says what the units are called.

    Raises:
        FaultyAssessmentError: The template has an error.
        OSError: It cannot be read.
    """
    template, findings = load_template(workspace.template, words=_words(workspace.roster))
    if template is None:
        raise FaultyAssessmentError(findings)
    return ReadStandard(template.standard, (*findings, *probable_slips(template)))


def _words(roster: Path) -> Words:
    book = read_book(roster.read_bytes()) if roster.is_file() else None
    return read_words(book) if isinstance(book, Book) else USUAL
