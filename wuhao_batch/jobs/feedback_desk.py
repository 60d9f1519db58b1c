"""The feedback to the branches as a page shows it: what lies there, and what no longer holds."""

from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.names import form_stems
from wuhao_batch.jobs.overview import Known
from wuhao_batch.outputs.feedback.papers import PAPER
from wuhao_batch.outputs.pairs import feedback_pair
from wuhao_batch.outputs.refusals import refusals
from wuhao_batch.workspace.folders import ImpossibleError, Workspace


@dataclass(frozen=True, slots=True)
class FeedbackOf:
    """The feedback to one branch: its workbook and its page, None without one.

    ``stale`` tells why it no longer holds, "" while it does.
    """

    branch: Branch
    workbook: Path | None
    page: Path | None
    stale: str


@dataclass(frozen=True)
class FeedbackDesk:
    """The feedback to all branches, and the reasons for which none can be final yet."""

    rows: tuple[FeedbackOf, ...]
    refused: tuple[Finding, ...]

    @property
    def made(self) -> tuple[FeedbackOf, ...]:
        """Those that lie there."""
        return tuple(each for each in self.rows if each.workbook is not None)

    @property
    def stale(self) -> tuple[FeedbackOf, ...]:
        """Those that no longer hold."""
        return tuple(each for each in self.rows if each.stale)

    def of(self, code: str) -> FeedbackOf:
        """Return the feedback to one branch.

        Raises:
            ImpossibleError: There is none.
        """
        for each in self.made:
            if each.branch.code == code:
                return each
        raise ImpossibleError("这个单位的反馈意见还没有生成。")


def look_at_feedback(known: Known, workspace: Workspace) -> FeedbackDesk:
    """Look at the feedback."""
    assessment, pair = known.assessment, feedback_pair(workspace)
    stems = form_stems(assessment)
    stale = {each.path: each.why for each in known.on_disk.feedback}
    rows = []
    for branch in assessment.roster.taking_part:
        workbook, page = pair.paths(stems[branch.code])
        there = workbook in stale
        rows.append(
            FeedbackOf(
                branch,
                workbook if there else None,
                page if there and page.is_file() else None,
                stale.get(workbook, ""),
            )
        )
    return FeedbackDesk(tuple(rows), tuple(refusals(known.outcome, PAPER)))
