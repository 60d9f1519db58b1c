"""``wuhao confirm``: a veto that was declared or found is so; the office has asked."""

from dataclasses import dataclass

from wuhao_batch.assessment.identity import code_meant
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, nearest
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import judge, read
from wuhao_batch.jobs.loading import load
from wuhao_batch.outcome.claims import VetoClaim
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.records import decisions
from wuhao_batch.records.acts import Act, Deed
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A claim that is confirmed as it stands, and the findings on template and roster."""

    claim: VetoClaim
    findings: tuple[Finding, ...] = ()


@alone("confirm")
def confirm(  # noqa: PLR0913  which claim, by whom, and how it is read
    workspace: Workspace,
    branch: str,
    veto: str,
    *,
    act: Act,
    latest: bool = False,
    track: Track = unwatched,
) -> Confirmation:
    """Record that a veto is as it stands in the papers that came in (``wuhao confirm``).

    As soon as a newer paper says anything else about it, it has to be confirmed again.

    Args:
        workspace: Where all of it lies.
        branch: 编号 of the branch.
        veto: 序号 of the veto, such as V1.
        act: Who says so, and why.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: Nobody claims that veto, or the meeting has decided on it.
        OSError: Something cannot be read or written.
    """
    assessment = load(workspace)
    whose, code = assessment.roster.branch(branch), _veto(assessment, veto)
    outcome = judge(assessment, read(assessment, workspace, latest=latest, track=track))
    claim = _claim(outcome, whose, code)
    what = f"核实{whose.name}的一票否决{code}属实"
    deed = Deed("confirm", whose.code, what, claim.period, act, claim.sha256)
    decisions.confirm(workspace.records, claim.sha256, whose.code, code, deed)
    return Confirmation(claim, assessment.findings)


def _veto(assessment: Assessment, text: str) -> str:
    codes = [each.code for each in assessment.standard.vetoes]
    if code := code_meant(text.upper(), codes):
        return code
    raise ImpossibleError(f"没有序号是“{text}”的一票否决{nearest(text, codes)}。请核对，如 V1。")


def _claim(outcome: Outcome, branch: Branch, code: str) -> VetoClaim:
    for each in outcome.claims:
        if (each.branch.code, each.code) == (branch.code, code):
            return each
    result = next(each for each in outcome.results if each.branch.code == branch.code)
    if code in result.on_vetoes:
        raise ImpossibleError(f"{branch.name}的一票否决{code}，会议已经定了，不用再核实。")
    raise ImpossibleError(
        f"{branch.name}没有申报一票否决{code}，{outcome.assessment.words.panel}也没有认定，"
        "不用核实。会上认定的，用 wuhao decide 记下。"
    )
