"""Files and mails of a branch that cannot be used → the part of a reminder that says so."""

from collections import Counter
from collections.abc import Iterable, Iterator

from wuhao_batch.assessment.roster import Roster
from wuhao_batch.findings.asking import asked_of_branch
from wuhao_batch.findings.finding import first_of, shorten
from wuhao_batch.mail.missing import is_attempt
from wuhao_batch.records.received import Arrival, Verdict
from wuhao_batch.returns.case import Receipt
from wuhao_batch.workspace.moments import in_china

TOLD = 5
"""Number of reasons, and of files with one reason, that a letter tells."""
LONGEST_NOTE = 120


def mails_without_form(roster: Roster, arrivals: Iterable[Arrival]) -> dict[str, list[Arrival]]:
    """Return 编号 → the mails of a branch that hold a picture, a link or the like and no form.

    None where several branches share its address: nobody knows of whom they are.
    """
    sharing = Counter(each.address for each in roster.branches)
    found: dict[str, list[Arrival]] = {}
    for each in arrivals:
        if each.verdict is Verdict.UNREADABLE and is_attempt(each.note):
            found.setdefault(each.sender, []).append(each)
    return {
        branch.code: found[branch.address]
        for branch in roster.branches
        if sharing[branch.address] == 1 and branch.address in found
    }


def came_letter(receipts: Iterable[Receipt], mails: Iterable[Arrival]) -> str:
    """Return what came, when as far as that is known, why it is of no use and what to do.

    Args:
        receipts: Files of a branch that cannot be used.
        mails: Its mails without a form.

    Returns:
        Lines for a mail; "" if nothing came.
    """
    reasons: dict[tuple[str, str], list[Receipt]] = {}
    for each in receipts:
        if each.reason is not None:
            reasons.setdefault((each.reason.code, each.reason.rule), []).append(each)
    lines = [*_lines(reasons), *map(_of_mail, list(mails)[-TOLD:])]
    if not lines:
        return ""
    return "\n".join(("　　收到了下面的内容，但不能采用。", *lines))


def _of_mail(arrival: Arrival) -> str:
    when = f"（{in_china(arrival.sent):%Y-%m-%d %H:%M}）" if arrival.sent else ""
    held = shorten(arrival.note, LONGEST_NOTE)
    return f"　　邮件《{shorten(arrival.subject)}》{when}：{held}。{asked_of_branch('F021')}"


def _lines(reasons: dict[tuple[str, str], list[Receipt]]) -> Iterator[str]:
    for (code, rule), same in list(reasons.items())[:TOLD]:
        files = first_of([_file(each) for each in same], TOLD)
        yield f"　　{files}：{rule}{asked_of_branch(code)}"


def _file(receipt: Receipt) -> str:
    """Return a file's own name, and when it was sent or saved."""
    name = receipt.file.rpartition(" › ")[2].rpartition("/")[2]
    when = f"（{receipt.saved:%Y-%m-%d %H:%M}）" if receipt.saved else ""
    return f"“{shorten(name)}”{when}"
