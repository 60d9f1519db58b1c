"""The server of ``wuhao open``: on this computer only, until somebody quits or nobody is left."""

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import uvicorn

from wuhao_batch.page.app import application
from wuhao_batch.page.desk import Desk
from wuhao_batch.page.door import HOST, Door
from wuhao_batch.page.incoming import sweep
from wuhao_batch.page.presence import Presence
from wuhao_batch.workspace.recent import recent_of_this_user

_LOOKS = 0.5
"""Seconds between two looks whether it is time to end."""
_GRACE = 3
"""Seconds that open answers are waited for."""
_FINISHING = 20.0
"""Seconds that work under way is given to stop at a good place."""


def serve(root: Path | None, started: Callable[[str], None]) -> None:
    """Serve the pages until they are no longer wanted.

    Args:
        root: The workspace to open; None offers those there are.
        started: Is told the first address, which lets in whoever has it.

    Raises:
        UnusableWorkspaceError: The folder is no workspace.
        OSError: This computer gives no port.
    """
    sweep()
    desk, presence = Desk(recent_of_this_user(), root), Presence()
    with socket.socket() as listening:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would let another program in beside us
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        listening.bind((HOST, 0))
        door = Door(listening.getsockname()[1])
        config = uvicorn.Config(
            application(desk, door, presence),
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        server, ended = uvicorn.Server(config), Event()
        Thread(target=_watch, args=(server, desk, presence, ended), daemon=True).start()
        listening.listen()
        started(door.address)
        try:
            server.run(sockets=[listening])
        finally:
            presence.ending = True
            ended.set()
            _finish(desk)


def show_in_browser(address: str) -> bool:
    """Open the browser; False if there is none."""
    return webbrowser.open(address)


def _watch(server: uvicorn.Server, desk: Desk, presence: Presence, ended: Event) -> None:
    """End the server once somebody has quit, or nobody has been there for hours."""
    while not ended.wait(_LOOKS):
        presence.ending |= server.should_exit
        if presence.ending or (presence.is_alone() and not desk.is_busy):
            server.should_exit = presence.ending = True


def _finish(desk: Desk) -> None:
    if desk.work is not None:
        desk.work.stop()
        desk.work.wait(_FINISHING)
    desk.close()
