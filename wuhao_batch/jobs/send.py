"""``wuhao send``: the forms to every branch."""

from contextlib import nullcontext
from dataclasses import replace

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.transport import Transport, deliverer
from wuhao_batch.mail.dispatch import EVERYBODY, Dispatched, Order, dispatch, refuse_unknown
from wuhao_batch.mail.parcels import Enclosure
from wuhao_batch.records.ledger import (
    Kind,
)
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.progress import Track, unwatched


def send(
    workspace: Workspace,
    wanted: Order = EVERYBODY,
    transport: Transport | None = None,
    *,
    track: Track = unwatched,
) -> Dispatched:
    """Make the forms of all branches and write to those that have not got theirs (``wuhao send``).

    Args:
        workspace: Where forms, mails and ledger are.
        wanted: To whom, and whether once more or only to see; 编号 as a clerk writes them.
        transport: How to deliver; without it mails are composed as files.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: An unknown 编号, or a branch that gets no form; no server is set.
        UnreachableError: The server cannot be reached, trusted or logged in to.
        OSError: Something cannot be written.
    """
    with nullcontext() if wanted.dry_run else exclusive(workspace, "send"):
        assessment = load(workspace)
        way = None if wanted.dry_run else transport
        with deliverer(assessment, workspace, way, track) as deliver:
            order = replace(wanted, only=assessment.roster.codes(wanted.only), deliver=deliver)
            done = send_forms(assessment, workspace, order, track)
        return Dispatched(findings=assessment.findings).and_then(done)


def send_forms(
    assessment: Assessment,
    workspace: Workspace,
    order: Order,
    track: Track = unwatched,
) -> Dispatched:
    """Make the forms of all branches, and send them to those that have not got theirs yet.

    Args:
        assessment: Template and roster.
        workspace: Where forms, mails and ledger are.
        order: To whom and how.
        track: Shows progress.

    Raises:
        ImpossibleError: ``only`` names a branch that gets no form.
        OSError: Something cannot be written.
    """
    branches = assessment.roster.taking_part
    refuse_unknown(branches, assessment, order)
    names = form_names(branches, assessment.settings.year)
    made = Dispatched()
    forms: dict[str, bytes] = {}
    if order.dry_run:
        apart = assessment.panel_apart()
        armed = arm(assessment.template, assessment.settings, panel_apart=apart)
        for branch in track(branches, "生成评分表"):
            forms[branch.code] = stamp(armed, branch)
    else:
        issued = issue_forms(assessment, workspace, track)
        forms = {code: issued.plan.write[path] for code, path in issued.forms.items()}
        made = Dispatched(findings=issued.findings)
    enclosures = [
        Enclosure(branch, names[branch.code], data, digest(data))
        for branch in branches
        if (data := forms.get(branch.code)) is not None
    ]
    return made.and_then(dispatch(Kind.FORM, enclosures, assessment, workspace, order))
