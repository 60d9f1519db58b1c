"""``wuhao feedback``: the points that each branch lost, the rules and the reasons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.names import form_stems
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.jobs.proving import Ground, ground_of
from wuhao_batch.jobs.unchanged import Made, Unchanged, unchanged_since
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.feedback.papers import FeedbackPapers, make_feedback_papers
from wuhao_batch.outputs.former_names import tell_former_names
from wuhao_batch.outputs.pairs import feedback_pair
from wuhao_batch.outputs.proof.run_record import Asked
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.records.names import remember_names
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import apply
from wuhao_batch.workspace.progress import Track, unwatched
from wuhao_batch.writing.renewing import Pair, plan_renewal


@dataclass(frozen=True, slots=True)
class FedBack:
    """编号 → the workbook written, the page lies beside it; and the findings."""

    workbooks: dict[str, Path]
    findings: tuple[Finding, ...]


@alone("feedback")
def feedback(
    workspace: Workspace,
    *,
    draft: bool = False,
    latest: bool = False,
    track: Track = unwatched,
) -> FedBack:
    """Report to each branch with a result what it lost and why (``wuhao feedback``).

    Args:
        workspace: Where all of it lies.
        draft: Mark it 征求意见稿 and do not wait for the other branches.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        OSError: Something cannot be read or written.
    """
    ground = ground_of(workspace, Asked("feedback", draft, latest))
    outcome = assess(workspace, latest=latest, track=track)
    given = give_feedback(outcome, workspace, draft=draft, track=track, ground=ground)
    return replace(given, findings=(*outcome.findings, *given.findings))


def give_feedback(
    outcome: Outcome,
    workspace: Workspace,
    *,
    draft: bool,
    track: Track = unwatched,
    ground: Ground | None = None,
) -> FedBack:
    """Write workbook and page for every branch that has its result.

    Without ``draft`` all are refused, and none is left standing, while a branch has none (D003) or
    a veto is not clear (D007), since ranks and medians may still change.

    Args:
        outcome: The results.
        workspace: Where to write.
        draft: Mark it 征求意见稿 and do not wait for the other branches.
        track: Shows progress.
        ground: The inputs as they were before they were read; with it nothing is made that would
            be the same.

    Raises:
        OSError: ``output/`` cannot be written.
    """
    stems = form_stems(outcome.assessment)
    pair = feedback_pair(workspace)
    make = partial(make_feedback_papers, outcome, workspace.templates, draft=draft, track=track)
    with unchanged_since(ground, outcome.findings, workspace) as unchanged:
        papers = _again(unchanged, make, pair, stems.values())
    plan, touched = plan_renewal(pair, papers.files, workspace, stems.values())
    standing = check_papers(outcome, workspace, plan)
    apply(plan.and_then(standing.plan))
    assessment = outcome.assessment
    remember_names(workspace.records, str(assessment.settings.period), assessment.roster.branches)
    workbooks = {code: pair.paths(stem)[0] for code, stem in stems.items()}
    return FedBack(
        {code: path for code, path in workbooks.items() if path in plan.write},
        (*papers.findings, *touched, *tell_former_names(assessment, workspace)),
    )


def _again(
    unchanged: Unchanged, make: Callable[[], FeedbackPapers], pair: Pair, stems: Iterable[str]
) -> FeedbackPapers:
    """Return the papers, made only if they would be others than those that lie there."""

    def made() -> Made:
        papers = make()
        return pair.placed(papers.files), papers.findings

    files, findings = unchanged.again("feedback", made)
    return FeedbackPapers(pair.both(files, stems), findings)
