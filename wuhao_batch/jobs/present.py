"""The results as they are now beside what was published of them: the ground of every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.proving import load_run
from wuhao_batch.jobs.total import brought_together
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.totalling import Total
from wuhao_batch.outputs.paper_names import Papers
from wuhao_batch.outputs.papers import make_papers, make_papers_of_year
from wuhao_batch.outputs.proof.run_record import RUN_FILE
from wuhao_batch.outputs.publication.due import Due, what_is_due
from wuhao_batch.outputs.publication.issue import Issue, Standing, load_standing
from wuhao_batch.records.acts import Act, acts_of, load_acts
from wuhao_batch.records.stages import Course, load_course
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import Track, unwatched

AGAIN = "请在设置里填好新的落款日期和公示开始日期，更正公示；或者查明现在的材料为什么不同。"


@dataclass(frozen=True, kw_only=True)
class StepOptions:
    """The options of a step from one stage to the next: who takes it, and what it is taken on.

    ``rounds`` are the workspaces of the rounds, for the notice of a year of several; those of the
    last total if none are named. With ``latest`` the newest of several versions counts where
    nothing else decides.
    """

    act: Act
    rounds: Sequence[Path] = ()
    latest: bool = False
    track: Track = unwatched


@dataclass(frozen=True)
class Present:
    """The results now, and the steps taken so far.

    ``total`` is that of a year of several rounds, else None. ``due`` tells what differs from the
    issue that stands.
    """

    workspace: Workspace
    outcome: Outcome
    total: Total | None
    course: Course
    standing: Standing
    due: Due

    @property
    def command(self) -> str:
        """The command that makes the papers anew."""
        return "wuhao run" if self.total is None else "wuhao total"

    def papers(self) -> Papers:
        """Make all papers as that command would now."""
        place, period = self.workspace, self.outcome.assessment.settings.period
        if self.total is not None:
            return make_papers_of_year(self.total, place.templates, standing=self.standing)
        acts = acts_of(load_acts(place.records), str(period))
        return make_papers(self.outcome, place.templates, acts=acts, standing=self.standing)

    def shown(self) -> Issue:
        """Return the issue that stands, complete and still what the results are.

        Raises:
            NotYetError: There is none, or it is not.
        """
        if self.standing is None:
            raise NotYetError("还没有公示。请先运行 wuhao publish。")
        if isinstance(self.standing, Finding):
            raise NotYetError("已公示的与记录不符，先不能往下办。", [self.standing])
        if self.due.findings:
            told = f"现在的结果与已公示的（{self.standing.step.name}）不同，先不能往下办。{AGAIN}"
            raise NotYetError(told, self.due.findings)
        return self.standing


def load_present(workspace: Workspace, options: StepOptions) -> Present:
    """Judge what was handed in, or the rounds of a year, beside what was published of it.

    Where no rounds are named they are those of the last run, if that was of rounds.

    Raises:
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: A folder is no round of this year.
        OSError: Something cannot be read.
    """
    total, latest, track = None, options.latest, options.track
    if folders := options.rounds or _rounds_before(workspace):
        total, _ = brought_together(workspace, folders, latest=latest, track=track)
    outcome = total.outcome if total else assess(workspace, latest=latest, track=track)
    course = load_course(workspace.records, outcome.assessment.settings.period)
    standing = load_standing(workspace, course)
    return Present(workspace, outcome, total, course, standing, what_is_due(outcome, standing))


def _rounds_before(workspace: Workspace) -> list[Path]:
    """Return the rounds that the results in ``output/`` come from."""
    record = load_run(workspace.output / RUN_FILE)
    return [workspace.root / folder for folder in record.asked.rounds] if record else []
