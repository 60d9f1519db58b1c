"""A deadline that was moved: which branches know another one, and what is to be said to them.

The ledger keeps with each mail the deadline that it told. Nobody gets the first mail once more for
a date; whoever has not handed in gets a 改期通知 in place of the next 催交.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import spell
from wuhao_batch.findings.finding import Finding, Place, finding, first_of
from wuhao_batch.forms.digests import form_digests
from wuhao_batch.mail.parcels import Enclosure
from wuhao_batch.records.ledger import Ledger, Message
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace import moments
from wuhao_batch.workspace.folders import ROSTER


def otherwise_told(assessment: Assessment, ledger: Ledger) -> dict[str, Message]:
    """Return 编号 → the mail from which a branch knows another deadline than that of now.

    Nobody where there is none now or it is over: then there is nothing to look forward to.
    """
    deadline = assessment.settings.deadline
    if deadline is None or deadline < moments.today():
        return {}
    told = ((each.code, ledger.last_told(each.code)) for each in assessment.roster.taking_part)
    now = deadline.isoformat()
    return {code: mail for code, mail in told if mail is not None and mail.deadline != now}


def over_before_issue(assessment: Assessment, forms_are_out: bool) -> str:
    """Return what is to be said of a deadline that is over before any form is out, else ""."""
    deadline = assessment.settings.deadline
    if forms_are_out or not assessment.asks_branches:
        return ""
    if deadline is None or deadline >= moments.today():
        return ""
    return (
        f"报送截止日期{spell(deadline)}已经过了，写在评分表上就错了。"
        "请先改设置；照去年新建的，年度和别的日期也要改成今年的。"
    )


def new_deadline(reminder: Enclosure, told: Message, deadline: date | None) -> Enclosure:
    """Return the 改期通知 that takes the place of a reminder, for a branch that was told another.

    The form that the branch has stays good: it is enclosed once more only where something came that
    is of no use, since that is to be filled in anew.
    """
    notice = replace(reminder, content=f"{told.number} {deadline}", former=told.deadline or "")
    return notice if reminder.letter else replace(notice, file=None)


def forms_as_told(
    assessment: Assessment, ledger: Ledger, branches: Iterable[Branch]
) -> dict[str, frozenset[str]]:
    """Return 编号 → the digests of its form of now with each other deadline that came with one."""
    told = {each.code: _other_deadlines(assessment, ledger, each.code) for each in branches}
    forms = {day: _forms(assessment, day) for day in set().union(*told.values())}
    return {code: frozenset(forms[day][code] for day in days) for code, days in told.items()}


def _other_deadlines(assessment: Assessment, ledger: Ledger, code: str) -> set[date | None]:
    told = {
        date.fromisoformat(entry.deadline) if entry.deadline else None
        for entry in ledger.on(Kind.FORM, code)
        if entry.kind is Kind.FORM and entry.deadline is not None
    }
    return told - {assessment.settings.deadline}


def _forms(assessment: Assessment, deadline: date | None) -> Mapping[str, str]:
    """Return 编号 → the digest of its form with that deadline."""
    then = replace(assessment.settings, deadline=deadline)
    return form_digests(assessment, assessment.roster.taking_part, then)


def moved(assessment: Assessment, ledger: Ledger) -> tuple[Finding, ...]:
    """Return D058 where branches know another deadline than that of now."""
    told, deadline = otherwise_told(assessment, ledger), assessment.settings.deadline
    if not told or deadline is None:
        return ()
    names = [assessment.roster.branch(code).name for code in told]
    facts = {"names": first_of(names), "deadline": spell(deadline)}
    return (finding("D058", Place(ROSTER), **facts),)
