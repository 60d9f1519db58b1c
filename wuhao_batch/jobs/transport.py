"""Ways out for mails: through the server of the settings, at a polite rate, or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.mail.delivering import Pace, Sender
from wuhao_batch.mail.dispatch import Deliver
from wuhao_batch.mail.server import PATIENCE, AskFor, smtp_server
from wuhao_batch.mail.smtp import Outgoing
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import Track, unwatched

RATE = 20
"""Messages a minute, unless the clerk asks for another rate."""


@dataclass(frozen=True, slots=True)
class Transport:
    """Delivery through the SMTP server of the settings.

    ``ask`` gives the password, ``rate`` is in messages a minute; ``plain`` does without encryption,
    for a server on this computer only.
    """

    ask: AskFor
    rate: int = RATE
    plain: bool = False


@contextmanager
def deliverer(
    assessment: Assessment,
    workspace: Workspace,
    transport: Transport | None,
    track: Track = unwatched,
) -> Iterator[Deliver | None]:
    """Give the function that sends letters; None if no transport is wanted.

    Raises:
        ImpossibleError: The settings name no server, or ``plain`` is asked of a distant one.
    """
    if transport is None:
        yield None
        return
    server = smtp_server(assessment.settings, plain=transport.plain)
    with Outgoing(server, transport.ask(server), PATIENCE) as outgoing:
        sender = Sender(workspace, assessment.settings, outgoing, Pace(transport.rate))
        yield lambda letters: sender.send(letters, track)
