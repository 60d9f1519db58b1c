"""The pages as a browser asks for them, without one."""

from pathlib import Path

import httpx2
from starlette.testclient import TestClient

from wuhao_batch.page.app import application
from wuhao_batch.page.desk import Desk
from wuhao_batch.page.door import HOST, Door
from wuhao_batch.page.presence import Presence
from wuhao_batch.workspace.recent import Recent

PORT = 8123
ORIGIN = f"http://{HOST}:{PORT}"
_LONGEST = 600
"""Seconds that work may take on a machine that others use, too."""


class Browser:
    """A browser that has come in by the first address, or stands before the door."""

    def __init__(
        self, root: Path | None, recent: Path, *, inside: bool = True, patience: float = 60
    ) -> None:
        self.desk = Desk(Recent(recent), root, patience)
        self.door, self.presence = Door(PORT), Presence()
        self.went_to = ""
        app = application(self.desk, self.door, self.presence)
        self.client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
        if inside:
            self.client.get(self.door.address)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """Ask for an address; one that is only another's is followed."""
        return self.client.get(path, headers=headers, follow_redirects=True)

    def press(self, path: str, *, on: str = "/", **fields: str | list[str]) -> httpx2.Response:
        """Press a button on a page, wait for the work behind it, and see the page that follows."""
        return self._sent(on, self.client.post(path, data=fields, headers=_from(on)))

    def drop(self, path: str, files: list[tuple[str, bytes]], *, on: str) -> httpx2.Response:
        """Let files fall on a page, wait until they are taken in, and see the page that follows."""
        sent = [("files", each) for each in files]
        return self._sent(on, self.client.post(path, files=sent, headers=_from(on)))

    def _sent(self, on: str, answer: httpx2.Response) -> httpx2.Response:
        self.went_to = answer.headers.get("location", "")
        if self.desk.work is not None:
            assert self.desk.work.wait(_LONGEST)
        return self.get(on)

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.desk.close()


def _from(page: str) -> dict[str, str]:
    return {"Origin": ORIGIN, "Referer": f"{ORIGIN}{page}"}
