"""``wuhao send``: the forms to every branch, the workbooks to evaluators, the feedback."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs.issue import issue_forms, no_forms
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.rescheduling import forms_as_told, moved
from wuhao_batch.jobs.transport import Transport, deliverer
from wuhao_batch.mail.dispatch import EVERYBODY, Dispatched, Order, dispatch, refuse_unknown
from wuhao_batch.mail.parcels import Attachment, Enclosure, named
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.progress import Track, unwatched


def send(
    workspace: Workspace,
    wanted: Order = EVERYBODY,
    transport: Transport | None = None,
    *,
    latest: bool = False,
    track: Track = unwatched,
) -> Dispatched:
    """Write to those that have not got a paper yet (``wuhao send``).

    The forms are made on the way. The evaluators' workbooks and the feedback to branches are sent
    as they lie in ``output/``, and only where that is what would be made now (D051, D052).

    Args:
        workspace: Where papers, mails and ledger are.
        wanted: Which paper (FORM, PANEL or FEEDBACK) to whom, and whether once more or only to see;
            codes as a clerk writes them.
        transport: How to deliver; without it mails are composed as files.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: An unknown code, or one that gets no such paper; no server is set.
        UnreachableError: The server cannot be reached, trusted or logged in to.
        OSError: Something cannot be read or written.
    """
    with nullcontext() if wanted.dry_run else exclusive(workspace, "send"):
        assessment, what = load(workspace), wanted.what
        way = None if wanted.dry_run else transport
        with deliverer(assessment, workspace, way, track) as deliver:
            order = replace(wanted, only=named(what, assessment, wanted.only), deliver=deliver)
            if what is Kind.FORM:
                done = send_forms(assessment, workspace, order, track)
            else:
                # Forms go out without anything that reads and scores.
                from wuhao_batch.jobs.assessing import read  # noqa: PLC0415
                from wuhao_batch.jobs.send_made import send_made  # noqa: PLC0415

                handed_in = read(assessment, workspace, latest=latest, track=track)
                done = send_made(assessment, workspace, handed_in, order)
        return Dispatched(findings=assessment.findings).and_then(done)


def send_forms(
    assessment: Assessment,
    workspace: Workspace,
    order: Order,
    track: Track = unwatched,
) -> Dispatched:
    """Make the forms of all branches, and send them to those that have not got theirs yet.

    None goes out where nothing is to be filled in (S019).

    Args:
        assessment: Template and roster.
        workspace: Where forms, mails and ledger are.
        order: To whom and how.
        track: Shows progress.

    Raises:
        ImpossibleError: ``only`` names a branch that gets no form.
        OSError: Something cannot be written.
    """
    if not assessment.asks_branches:
        return Dispatched(findings=(no_forms(assessment),))
    branches = assessment.roster.taking_part
    refuse_unknown(Kind.FORM, branches, assessment, order)
    names = form_names(branches, assessment.settings.period)
    made = Dispatched()
    if order.dry_run:
        armed = arm(assessment.template, assessment.settings, panel_apart=assessment.panel_apart())
        digests: Mapping[str, str] = {
            each.code: digest(stamp(armed, each)) for each in track(branches, "生成评分表")
        }
    else:
        issued = issue_forms(assessment, workspace, track)
        armed, digests = issued.armed, issued.digests
        made = Dispatched(findings=issued.findings)
    ledger = load_ledger(workspace.records, str(assessment.settings.period))
    as_told = forms_as_told(assessment, ledger, branches) if digests else {}
    enclosures = [
        Enclosure(
            branch,
            Attachment(names[branch.code], partial(stamp, armed, branch)),
            digests[branch.code],
            same=as_told[branch.code],
        )
        for branch in branches
        if branch.code in digests
    ]
    made = made.and_then(Dispatched(findings=moved(assessment, ledger)))
    return made.and_then(dispatch(Kind.FORM, enclosures, assessment, workspace, order))
