"""Papers that went out or lie ready, and that template, roster or returns have overtaken."""

from dataclasses import dataclass

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.rescheduling import forms_as_told, moved
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.outputs.status.progress import BranchState
from wuhao_batch.records.issued import load_issued
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The branches that were given another form than that of now, and other stale papers."""

    forms: tuple[Branch, ...]
    findings: tuple[Finding, ...]


def overtaken(known: Known, workspace: Workspace) -> Overtaken:
    """Hold what was made against what would be made now. Nothing is written.

    Raises:
        OSError: A paper, or ``records.db``, cannot be read.
    """
    stale = check_papers(known.outcome, workspace, Plan()).findings
    others = {*changed_since_issued(known, workspace), *sent_otherwise(known)}
    forms = tuple(each for each in known.assessment.roster.taking_part if each in others)
    return Overtaken(forms, (*moved(known.assessment, known.ledger), *stale))


def changed_since_issued(known: Known, workspace: Workspace) -> tuple[Branch, ...]:
    """Return the branches that have yet to hand in, and never had a form as it would be now.

    Raises:
        OSError: ``records.db`` cannot be read.
    """
    issued = load_issued(workspace.records, str(known.assessment.settings.period))
    made = {code for code, _ in issued}
    out = [each for each in _yet_to_hand_in(known) if each.code in made]
    return tuple(each for each in out if (each.code, known.forms_now[each.code]) not in issued)


def to_make_anew(known: Known, workspace: Workspace) -> tuple[Branch, ...]:
    """Return the branches that have yet to hand in, and whose form lies there as it was before.

    One that somebody has filled in where it lies is kept by whoever makes forms, and is not here.

    Raises:
        OSError: A form, or ``records.db``, cannot be read.
    """
    branches, period = _yet_to_hand_in(known), known.assessment.settings.period
    issued = load_issued(workspace.records, str(period))
    names = form_names(known.assessment.roster.taking_part, period)
    paths = {each: workspace.forms / names[each.code] for each in branches}
    lying = {each: digest(path.read_bytes()) for each, path in paths.items() if path.is_file()}
    return tuple(
        each
        for each, sha256 in lying.items()
        if sha256 != known.forms_now[each.code] and (each.code, sha256) in issued
    )


def sent_otherwise(known: Known) -> tuple[Branch, ...]:
    """Return the branches that have yet to hand in, and were sent another form than that of now.

    A form that differs by a deadline that came with it is no other one: that is told by itself.
    """
    sent: dict[Branch, str] = {}
    for each in _yet_to_hand_in(known):
        mails = (mail for mail in known.ledger.on(Kind.FORM, each.code) if mail.kind is Kind.FORM)
        if gone := [mail.about[each.code] for mail in mails if mail.state is State.SENT]:
            sent[each] = gone[-1]
    same = forms_as_told(known.assessment, known.ledger, [*sent])
    return tuple(
        each
        for each, sha256 in sent.items()
        if sha256 not in ("", known.forms_now[each.code], *same[each.code])
    )


def _yet_to_hand_in(known: Known) -> list[Branch]:
    """Return the branches that take part and of which no good form has come."""
    return [
        each.branch
        for each in known.report.branches
        if each.branch.takes_part and each.standing is not BranchState.ACCEPTED
    ]
