#!/usr/bin/env python3
"""A Firefox as it is installed, started by Playwright in place of one of Playwright's own.

Playwright asks every Firefox for one thing that only its own can do: to prefer light or dark.
Between the two stands this program, which says yes to that and hands on everything else.
"""

import asyncio
import json
import sys

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketClientConnection, WebSocketHandler, websocket_connect

FIREFOX = "firefox-esr"
LISTENING = "WebDriver BiDi listening on "
UNKNOWN = "emulation.setMediaFeaturesOverride"
LARGEST = 2**28


class Between(WebSocketHandler):
    """One conversation of Playwright with Firefox."""

    firefox: WebSocketClientConnection

    def initialize(self, address: str) -> None:
        self._address = address

    async def open(self, *_: str, **__: str) -> None:
        self.firefox = await websocket_connect(
            f"{self._address}/session", max_message_size=LARGEST, on_message_callback=self.answer
        )

    def answer(self, message: str | bytes | None) -> None:
        if message is None:
            self.close()
        else:
            self.write_message(message)

    def on_message(self, message: str | bytes) -> None:
        asked = json.loads(message)
        if asked["method"] == UNKNOWN:
            self.answer(json.dumps({"type": "success", "id": asked["id"], "result": {}}))
        else:
            self.firefox.write_message(message)

    def on_close(self) -> None:
        self.firefox.close()


async def main() -> int:
    running = await asyncio.create_subprocess_exec(
        FIREFOX, *sys.argv[1:], stderr=asyncio.subprocess.PIPE
    )
    assert running.stderr is not None
    async for line in running.stderr:
        told = line.decode().strip()
        if told.startswith(LISTENING):
            own = bind_sockets(0, "127.0.0.1")
            address = told.removeprefix(LISTENING)
            between = Application(
                [("/session", Between, {"address": address})],
                websocket_max_message_size=LARGEST,
            )
            HTTPServer(between).add_sockets(own)
            told = f"{LISTENING}ws://127.0.0.1:{own[0].getsockname()[1]}"
        sys.stderr.write(f"{told}\n")
    return await running.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
