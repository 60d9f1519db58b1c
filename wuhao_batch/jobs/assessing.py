"""What most jobs begin with: load the assessment, read what was handed in, judge it."""

from collections.abc import Iterable

from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.handing_in import files_of, look_at
from wuhao_batch.outcome.judging import Outcome, judge
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import Track, unwatched

FAULTY = "模板或名单有错误，请先改正。output 里如有结果和公示稿，还是上一次的。"


class FaultyAssessmentError(ImpossibleError):
    """Template or roster has errors, which are among the ``findings``."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__(FAULTY)
        self.findings = tuple(findings)


def the_assessment(workspace: Workspace) -> Assessment:
    """Load template and roster.

    Raises:
        FaultyAssessmentError: Either has an error.
        OSError: Either cannot be read.
    """
    assessment, findings = load(workspace)
    if assessment is None:
        raise FaultyAssessmentError(findings)
    return assessment


def assess(workspace: Workspace, *, latest: bool = False, track: Track = unwatched) -> Outcome:
    """Load the assessment, read all that was handed in, and judge it. Nothing is written.

    Args:
        workspace: Where all of it lies.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Returns:
        The outcome, with all findings on it.

    Raises:
        FaultyAssessmentError: Template or roster has an error.
        OSError: A file of the workspace's own cannot be read.
    """
    return judged(the_assessment(workspace), workspace, latest=latest, track=track)


def judged(assessment: Assessment, workspace: Workspace, *, latest: bool, track: Track) -> Outcome:
    """Read all that was handed in to an assessment that is loaded already, and judge it."""
    read = look_at(assessment, workspace, files_of(workspace), latest=latest, track=track)
    return judge(assessment, read.examined, read.panel)
