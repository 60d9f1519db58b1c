"""The feedback to the branches, as bytes: a workbook and a page each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.names import form_stems
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.feedback.feedback import FEEDBACK_TEMPLATE, Feedback, make_feedback
from wuhao_batch.outputs.feedback.workbook import feedback_workbook
from wuhao_batch.outputs.refusals import refusals
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.progress import Track, unwatched
from wuhao_batch.writing.templating import fill_page

PAPER = "反馈意见"

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class FeedbackPapers:
    """Stem of a branch's file names → workbook and page; nothing is written yet."""

    files: Mapping[str, tuple[bytes, bytes]]
    findings: tuple[Finding, ...]


def make_feedback_papers(
    outcome: Outcome,
    templates: Path,
    *,
    draft: bool = False,
    track: Track = unwatched,
) -> FeedbackPapers:
    """Make workbook and page for every branch that has its result.

    Without ``draft`` none is made while a branch has no result (D003) or a veto is not clear
    (D007), since ranks and medians may still change. A mistake in the template (L113, L114) is
    reported once.

    Args:
        outcome: The results.
        templates: The folder of the templates that the office may edit.
        draft: Mark them 征求意见稿 and do not wait for the other branches.
        track: Shows progress.
    """
    stems = form_stems(outcome.assessment)
    made, findings = _each(outcome, templates, _both, draft=draft, track=track)
    return FeedbackPapers({stems[code]: both for code, both in made.items()}, findings)


def feedback_digests(
    outcome: Outcome, templates: Path
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Return 编号 → SHA-256 of the workbook that would be made now, and what stands in the way.

    One is in memory at a time.
    """
    return _each(outcome, templates, lambda workbook, _: digest(workbook))


def _both(workbook: bytes, page: bytes) -> tuple[bytes, bytes]:
    return workbook, page


def _each(
    outcome: Outcome,
    templates: Path,
    keep: Callable[[bytes, bytes], Kept],
    *,
    draft: bool = False,
    track: Track = unwatched,
) -> tuple[dict[str, Kept], tuple[Finding, ...]]:
    """Return 编号 → what is kept of workbook and page, and what stands in the way."""
    faults = [] if draft else refusals(outcome, PAPER)
    telling = {} if faults else make_feedback(outcome, draft=draft)
    kept: dict[str, Kept] = {}
    broken: list[Finding] = []
    for code in track(list(telling), "生成反馈意见"):
        page = _page(telling[code], templates)
        if isinstance(page, Finding):
            broken.append(page)
        else:
            kept[code] = keep(feedback_workbook(telling[code], code), page)
    return kept, (*faults, *broken[:1])


def _page(feedback: Feedback, templates: Path) -> bytes | Finding:
    return fill_page(FEEDBACK_TEMPLATE, templates, PAPER, feedback.facts, feedback=feedback)
