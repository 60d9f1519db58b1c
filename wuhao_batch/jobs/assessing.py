"""The steps that most jobs begin with: load the assessment, read what was handed in, judge it."""

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.handing_in import HandedIn, files_of, read_returns
from wuhao_batch.jobs.loading import load
from wuhao_batch.outcome import judging
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import Track, unwatched


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
    return judged(load(workspace), workspace, latest=latest, track=track)


def judged(assessment: Assessment, workspace: Workspace, *, latest: bool, track: Track) -> Outcome:
    """Read all that was handed in to an assessment that is loaded already, and judge it."""
    return judge(assessment, read(assessment, workspace, latest=latest, track=track))


def judge(assessment: Assessment, handed_in: HandedIn) -> Outcome:
    """Score the branches, rank them and propose for 表彰.

    Args:
        assessment: Standard, branches and settings.
        handed_in: What :func:`read` gave for it.

    Returns:
        The outcome: a result for each branch, points as Decimals, with all findings on it.
    """
    return judging.judge(
        assessment,
        handed_in.examined,
        handed_in.panel,
        handed_in.meeting,
        handed_in.confirmed,
    )


def read(
    assessment: Assessment,
    workspace: Workspace,
    *,
    latest: bool = False,
    track: Track = unwatched,
) -> HandedIn:
    """Read and check all returns and all workbooks of the 考评组, in child processes.

    Args:
        assessment: What they are held against.
        workspace: Where they lie, and where decisions are remembered.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Returns:
        The returns that count, the workbooks that count, and the scores that come of both.

    Raises:
        OSError: ``records.db`` cannot be read.
    """
    return read_returns(assessment, workspace, files_of(workspace), latest=latest, track=track)
