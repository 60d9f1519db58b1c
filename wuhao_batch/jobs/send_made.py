"""``wuhao send --panel`` and ``--feedback``: what was made into ``output/`` goes out."""

from collections.abc import Sequence

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.made import made_feedback, made_panel
from wuhao_batch.mail.dispatch import Dispatched, Order, dispatch, refuse_unknown
from wuhao_batch.mail.parcels import Recipient
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.folders import Workspace


def send_made(
    assessment: Assessment, workspace: Workspace, handed_in: HandedIn, order: Order
) -> Dispatched:
    """Send the evaluators' workbooks, or the feedback, to those that have not got theirs yet.

    Args:
        assessment: Template and roster.
        workspace: Where papers, mails and ledger are.
        handed_in: What the papers were made from.
        order: Which paper (PANEL or FEEDBACK), to whom and how.

    Raises:
        ImpossibleError: ``only`` names somebody that gets no such paper.
        OSError: Something cannot be read or written.
    """
    what = order.what
    if what is Kind.PANEL:
        people: Sequence[Recipient] = assessment.panel
        made = made_panel(assessment, workspace, handed_in)
    else:
        people = assessment.roster.taking_part
        made = made_feedback(judge(assessment, handed_in), workspace)
    refuse_unknown(what, people, assessment, order)
    made = made.only_to(order.chosen(people))
    told = Dispatched(findings=made.told)
    return told.and_then(dispatch(what, made.enclosures, assessment, workspace, order))
