"""The pages from a server of their own in this process, for real browsers."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from wuhao_batch.page.app import application
from wuhao_batch.page.desk import Desk
from wuhao_batch.page.door import HOST, Door
from wuhao_batch.page.presence import Presence
from wuhao_batch.workspace.recent import Recent


@contextmanager
def served(root: Path | None, recent: Path) -> Iterator[tuple[Desk, Door]]:
    """Serve the pages while the block runs."""
    desk, presence = Desk(Recent(recent), root, patience=60), Presence()
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        door = Door(listening.getsockname()[1])
        config = uvicorn.Config(
            application(desk, door, presence), loop="asyncio", http="h11", ws="none",
            lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        listening.listen()
        thread.start()
        try:
            yield desk, door
        finally:
            presence.ending = server.should_exit = True
            thread.join()
            desk.close()
