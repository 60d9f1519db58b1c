"""``wuhao standard``: read the template's standard and check it."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.settings_sheet import read_step, read_words
from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.assessment.template import load_template
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.live_scores import without_live_score
from wuhao_batch.jobs.loading import FaultyAssessmentError
from wuhao_batch.reading.book import read_book
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace


@dataclass(frozen=True, slots=True)
class ReadStandard:
    """The standard of a template, and what is doubtful in it or probably a slip.

    ``step`` is the 得分步长 that the roster's workbook sets, None where it sets none.
    """

    standard: Standard
    findings: tuple[Finding, ...]
    step: Decimal | None = None


def standard(workspace: Workspace) -> ReadStandard:
    """Read the standard from the template; a roster is not needed (``wuhao standard``).

    Where there is one, it says what the units are called, and the step of scores.

    Raises:
        FaultyAssessmentError: The template has an error.
        OSError: It cannot be read.
    """
    roster = _roster(workspace.roster)
    words = USUAL if roster is None else read_words(roster)
    template, findings = load_template(workspace.template, words=words)
    if template is None:
        raise FaultyAssessmentError(findings)
    doubtful = [*probable_slips(template), *without_live_score(template, Settings())]
    step = None if roster is None else read_step(roster)
    return ReadStandard(template.standard, (*findings, *doubtful), step)


def _roster(path: Path) -> Book | None:
    book = read_book(path.read_bytes()) if path.is_file() else None
    return book if isinstance(book, Book) else None
