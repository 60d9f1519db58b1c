"""``wuhao run``: files to results and notice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.forms.names import form_stems
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.jobs.comparing import compared, put_aside
from wuhao_batch.jobs.proving import Ground, ground_of, proved
from wuhao_batch.jobs.unchanged import Made, Unchanged, unchanged_since
from wuhao_batch.outcome.changes import Changes
from wuhao_batch.outcome.comparison import Comparison
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.former_names import tell_former_names
from wuhao_batch.outputs.pairs import correction_pair
from wuhao_batch.outputs.paper_names import PAPERS, Papers, file_of
from wuhao_batch.outputs.proof.run_record import Asked
from wuhao_batch.outputs.publication.issue import load_standing, unrecorded
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.outputs.standing import papers_written, plan_papers
from wuhao_batch.records.acts import acts_of, load_acts
from wuhao_batch.records.stages import NO_STEPS, Course, load_course
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.plan import apply
from wuhao_batch.workspace.progress import Track, unwatched
from wuhao_batch.writing.renewing import Pair, plan_renewal


@dataclass(frozen=True, slots=True)
class Publication:
    """The files of a run, name of the output → path, and the findings of publishing.

    ``comparison`` holds the results against earlier ones, ``course`` is what was published before.
    """

    outputs: dict[str, Path]
    findings: tuple[Finding, ...]
    comparison: Comparison | None = None
    course: Course = NO_STEPS

    @property
    def changes(self) -> Changes | None:
        """The changes since the last run; None if there was none."""
        return self.comparison.by_this_run if self.comparison else None


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its outcome, what was published, and whether a draft was asked for."""

    outcome: Outcome
    publication: Publication
    draft: bool = False

    @property
    def outputs(self) -> dict[str, Path]:
        """Name of an output → the file written."""
        return self.publication.outputs

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings: those of the outcome, then those of publishing."""
        return (*self.outcome.findings, *self.publication.findings)

    @property
    def has_notice(self) -> bool:
        """True if a formal notice was made, or a 更正公示: one for the board."""
        return not self.draft and not {"notice_html", "correction_html"}.isdisjoint(self.outputs)

    @property
    def against_notice(self) -> tuple[Finding, ...]:
        """The reasons for which there is no formal notice, though one was asked for."""
        if self.draft:
            return ()
        return tuple(each for each in self.publication.findings if each.severity is Severity.ERROR)


@alone("run")
def run(
    workspace: Workspace,
    *,
    draft: bool = False,
    latest: bool = False,
    track: Track = unwatched,
) -> Run:
    """Read, check, score and rank what was handed in, and publish it (``wuhao run``).

    Args:
        workspace: Where all of it lies.
        draft: Publish a 征求意见稿 instead of the notice, also while branches have no result.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        OSError: Something cannot be read or written.
    """
    ground = ground_of(workspace, Asked("run", draft, latest))
    outcome = assess(workspace, latest=latest, track=track)
    written = write_papers(outcome, workspace, draft=draft, ground=ground)
    return Run(outcome, written, draft)


def write_papers(
    outcome: Outcome,
    workspace: Workspace,
    *,
    draft: bool = False,
    ground: Ground | None = None,
) -> Publication:
    """Write results, report, notice and corrections, and beside them what they were made from.

    Without ``draft`` a notice is refused while a branch has no result (D003), a veto of the 考评组
    is not clear (D007) or a date is not known (D009, D011); with or without it where its template
    has a mistake (L113, L114). Once a notice was published only a 更正公示 of it is made, and what
    differs from it is told (P001–P004), and any of which nothing is recorded (P020). A form of it
    that somebody changed is kept (D041, D042).
    Everything is made before anything is written.

    Args:
        outcome: The results.
        workspace: Where to write.
        draft: Publish a 征求意见稿 instead of the notice.
        ground: The inputs as they were before they were read; None: as they are now.

    Raises:
        BusyError: Another command is writing in the workspace.
        OSError: ``output/`` cannot be read or written.
    """
    course = load_course(workspace.records, outcome.assessment.settings.period)
    standing = load_standing(workspace, course)
    acts = acts_of(load_acts(workspace.records), str(outcome.assessment.settings.period))
    comparison, unknown = compared(outcome, workspace)
    pair = correction_pair(workspace)
    stems = form_stems(outcome.assessment).values()

    def make() -> Papers:
        from wuhao_batch.outputs.papers import make_papers  # noqa: PLC0415  if they are not there

        return make_papers(
            outcome,
            workspace.templates,
            draft=draft,
            acts=acts,
            comparison=comparison,
            standing=standing,
        )

    with unchanged_since(ground, outcome.findings, workspace) as unchanged:
        papers = _again(unchanged, make, pair, stems)
    ground = ground or ground_of(workspace, Asked("run", draft))
    with exclusive(workspace, "run"):
        corrections, touched = plan_renewal(pair, papers.corrections, workspace, stems)
        planned = plan_papers(papers.files, workspace.output, standing, draft=draft)
        aside = put_aside(comparison, workspace)
        plan = aside.and_then(planned.plan).and_then(corrections)
        written = proved(plan, outcome, workspace, ground)
        stale = check_papers(outcome, workspace, plan)
        apply(written.plan.and_then(stale.plan))
    outputs = papers_written(planned.plan, workspace.output)
    if corrections.write:
        outputs["corrections"] = workspace.corrections
    findings = (
        *papers.findings,
        *planned.findings,
        *unrecorded(workspace, course, outcome.assessment.settings.period),
        *stale.findings,
        *tell_former_names(outcome.assessment, workspace),
        *touched,
        *unknown,
        *written.findings,
    )
    return Publication(outputs, findings, comparison, course)


def _again(
    unchanged: Unchanged, make: Callable[[], Papers], pair: Pair, stems: Iterable[str]
) -> Papers:
    """Return the papers of a run, made only if they would be others than those that lie there."""
    output = unchanged.workspace.output
    keys = {output / file: name for name, file in PAPERS.items()}

    def made() -> Made:
        papers = make()
        files = {output / file_of(name): data for name, data in papers.files.items()}
        return files | pair.placed(papers.corrections), papers.findings

    files, findings = unchanged.again("run", made)
    own = {keys.get(path, path.name): data for path, data in files.items() if path.parent == output}
    return Papers(own, pair.both(files, stems), findings)
