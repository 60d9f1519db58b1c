"""All messages of a mailbox, one by one: one at which the server hangs up holds up no other."""

from collections import deque
from collections.abc import Iterable, Iterator

from wuhao_batch.mail.mailbox import Fetched, Mailbox, Withheld
from wuhao_batch.mail.server import UnreachableError

IN_A_ROW = 5
"""So many messages in a row at which the connection is lost are the server's matter."""


def each_message(mailbox: Mailbox, uids: Iterable[int]) -> Iterator[tuple[int, Fetched | Withheld]]:
    """Yield every message with its UID, once.

    Where the connection is lost, the message has to wait until all others are in, and is tried once
    more then. The others are gone on with from their other end: what comes next may do the same.

    Raises:
        UnreachableError: The connection cannot be had again, or is lost again and again.
    """
    left, late, lost = deque(uids), list[int](), 0
    while left:
        uid = left.popleft()
        try:
            message = mailbox.fetch(uid)
        except UnreachableError:
            lost += 1
            if lost == IN_A_ROW:
                raise
            late.append(uid)
            left.reverse()
            mailbox.again()
        else:
            lost = 0
            yield uid, message
    connected = True
    for uid in late:
        if not connected:
            mailbox.again()
        try:
            message, connected = mailbox.fetch(uid), True
        except UnreachableError as fault:
            message, connected = Withheld(f"（{fault}）"), False
        yield uid, message
