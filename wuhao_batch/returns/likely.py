"""The likely owner of a file that does not say itself whose it is, or cannot be read.

Nothing of such a file counts. Its likely owner is told that it came and why it is of no use, rather
than that nothing has come.
"""

from wuhao_batch.returns.identify import Owners
from wuhao_batch.returns.senders import Sent
from wuhao_batch.sheets import fold


def likely_owner(file: str, sent: Sent, owners: Owners) -> str | None:
    """Return the branch whose address sent a file, or whose name it, or its folder, bears.

    None where that is nobody or more than one; for evaluators always: they are few, and known.
    """
    if owners.of_panel:
        return None
    by_mail = {own for own, address in owners.addresses.items() if address in sent.senders}
    if by_mail:
        return by_mail.pop() if len(by_mail) == 1 else None
    text = fold(file)
    named = [(own, fold(name)) for own, name in owners.called if fold(name) in text]
    longest = {
        own for own, name in named if not any(name in other for _, other in named if other != name)
    }
    return longest.pop() if len(longest) == 1 else None
