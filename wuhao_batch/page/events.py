"""News for open tabs, by server-sent events: how far work is, and that something has changed."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from wuhao_batch.jobs.overview import Stamp, stamp
from wuhao_batch.page.desk import Desk
from wuhao_batch.page.presence import Presence
from wuhao_batch.workspace.disk import digest

PAUSE = 0.5
"""Seconds between two looks at the work."""
LOOKS = 4
"""Looks at the work for each look at the files."""


def mark(seen: Stamp) -> str:
    """Return a mark of what a page shows: another one means that it is out of date."""
    return digest(repr(seen).encode("utf-8", "surrogateescape"))[:16]


def _mark_of(desk: Desk) -> str:
    return mark(stamp(desk.workspace)) if desk.is_open else ""


async def listen(request: Request, desk: Desk, presence: Presence) -> Response:
    """Answer a tab that wants to hear of changes; 204 tells it not to ask again."""
    if presence.is_full or presence.ending:
        return Response(status_code=204)
    return StreamingResponse(_news(request, desk, presence), media_type="text/event-stream")


async def _news(request: Request, desk: Desk, presence: Presence) -> AsyncIterator[str]:
    with presence.tab():
        said, round_ = "", 0
        marked = await run_in_threadpool(_mark_of, desk)
        while not (presence.ending or await request.is_disconnected()):
            if round_ % LOOKS == 0 and not desk.is_busy:
                marked = await run_in_threadpool(_mark_of, desk)
            work = desk.work.as_json() if desk.work else None
            news = json.dumps({"mark": marked, "work": work}, ensure_ascii=False)
            if news != said:
                yield f"data: {news}\n\n"
                said = news
            elif round_ % 30 == 0:
                yield ": \n\n"
            round_ += 1
            await asyncio.sleep(PAUSE)
