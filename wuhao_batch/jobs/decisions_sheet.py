"""``input/decisions.xlsx`` before anything is decided: it offers the codes that there are."""

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import load
from wuhao_batch.outputs.blank_decisions import blank_decisions
from wuhao_batch.panel.meeting.layout import BLANK_PROPERTY
from wuhao_batch.workspace.folders import DECISIONS, ImpossibleError, Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.writing.stamps import was_never_saved


def blank(assessment: Assessment) -> bytes:
    """Return the workbook without a decision."""
    branches = assessment.roster.taking_part
    return blank_decisions(assessment.standard, branches, assessment.words)


def plan_anew(assessment: Assessment, workspace: Workspace) -> Plan:
    """Plan it with the codes of now, where it lies there and nobody has saved anything in it.

    Raises:
        OSError: It cannot be read.
    """
    path = workspace.decisions
    untouched = path.is_file() and was_never_saved(path.read_bytes(), BLANK_PROPERTY)
    return Plan({path: blank(assessment)} if untouched else {})


@alone("decide")
def lay_out(workspace: Workspace) -> None:
    """Write it where there is none yet (``wuhao decide`` without a decision).

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: There is one.
        OSError: It cannot be written.
    """
    assessment = load(workspace)
    if workspace.decisions.exists():
        raise ImpossibleError(
            f"{DECISIONS} 已经有了。请在里面填写，或写明决定：wuhao decide 编号 考评编号 新分。"
        )
    apply(Plan({workspace.decisions: blank(assessment)}))
