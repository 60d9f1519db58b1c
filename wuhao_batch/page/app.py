"""The application: a request → the function of its page → an answer."""

from pathlib import Path
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from wuhao_batch.jobs.loading import FaultyAssessmentError
from wuhao_batch.page.addresses import Address
from wuhao_batch.page.answers import Answer, Download, Go, Next, PaperView, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.desk import Desk, NoWorkspaceError, StillReadingError
from wuhao_batch.page.door import PAPER_POLICY, Door, Guarded
from wuhao_batch.page.events import listen
from wuhao_batch.page.pages import PAGES
from wuhao_batch.page.presence import Presence
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.uploads import OverlongRequestError, form_of
from wuhao_batch.page.views import HERE, render
from wuhao_batch.page.work import Told, is_ours, told_of
from wuhao_batch.records.database import LostRecordsError

_STATIC = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
_READING = Told("还在读取，请等一等再点一次。", good=False)
_TOO_MUCH = "一次送来的太多了，没有收下。请退回上一页，分几次来。"
_MISSING = Told("没有这个页面：可能是地址写错了，或者文件已经不在了。", good=False)


def application(desk: Desk, door: Door, presence: Presence) -> ASGIApp:
    """Return the application behind its door."""
    routes: list[BaseRoute] = [_route(each, own.step, desk) for own in PAGES for each in own.all]

    async def events(request: Request) -> Response:
        return await listen(request, desk, presence)

    async def end(_request: Request) -> Response:
        presence.ending = True
        return HTMLResponse(render(View("ended.html", values={"over": True}), desk, None))

    async def missing(_request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 404
        return await run_in_threadpool(_response, _fault(_MISSING, status), desk, None)

    app = Starlette(
        routes=[
            *routes,
            Route("/events", events),
            Route("/static/{name}", _static),
            Route("/end", end, methods=["POST"]),
        ],
        exception_handlers={404: missing, 405: missing},
    )
    app.router.redirect_slashes = False
    return Guarded(app, door, presence)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404)
    return FileResponse(HERE / "static" / name, media_type=_STATIC[name])


def _route(address: Address, step: YearStep | None, desk: Desk) -> Route:
    async def answer(request: Request) -> Response:
        try:
            fields, files = await form_of(request, files=address.takes_files)
        except OverlongRequestError:
            return PlainTextResponse(_TOO_MUCH, 413)
        call = Call(desk, _back(request), request.path_params, fields, files)
        try:
            return await run_in_threadpool(_answered, address, call, step)
        finally:
            for each in files:
                each.file.close()

    return Route(address.path, answer, methods=["POST" if address.is_action else "GET"])


def _back(request: Request) -> str:
    """Return the page of ours from which a request came."""
    before = urlsplit(request.headers.get("referer", ""))
    own = before.netloc == request.headers.get("host") and not before.path.startswith("//")
    query = f"?{before.query}" if before.query else ""
    return f"{before.path}{query}" if own and before.path else "/"


def _answered(address: Address, call: Call, step: YearStep | None) -> Response:
    try:
        answer = address.answers(call)
    except NoWorkspaceError:
        answer = Go("/")
    except StillReadingError as fault:
        waiting = View("reading.html", values={"reading": fault.reading})
        answer = call.told(_READING) if address.is_action else waiting
    except FaultyAssessmentError as fault:
        answer = call.told(told_of(fault)) if address.is_action else _faulty(fault)
    except Exception as fault:  # noqa: BLE001  the last boundary of a page
        told = told_of(fault)
        status = 500 if is_ours(fault) else 200
        lost = isinstance(fault, LostRecordsError)
        answer = call.told(told) if address.is_action else _fault(told, status, lost=lost)
    return _response(answer, call.desk, step)


def _faulty(fault: FaultyAssessmentError) -> View:
    """Return the page of a step that has to wait until template and roster are right."""
    wait = Next("模板或名单有错误，请先在“准备”页里改好。", "去准备", f"/{YearStep.PREPARE}")
    told = Told("错误在这里：", fault.findings, good=False)
    return View("fault.html", wait, {"told": told, "lost_records": False})


def _fault(told: Told, status: int = 200, *, lost: bool = False) -> View:
    return View("fault.html", values={"told": told, "lost_records": lost}, status=status)


def _response(answer: Answer, desk: Desk, step: YearStep | None) -> Response:
    match answer:
        case View():
            return HTMLResponse(render(answer, desk, step), answer.status)
        case Go():
            return RedirectResponse(quote(answer.to, safe="/?&=%#"), 303)
        case Download(name, data) if isinstance(data, Path):
            return FileResponse(data, media_type=_BINARY, headers=_kept(name))
        case Download(name, data):
            return Response(data, media_type=_BINARY, headers=_kept(name))
        case PaperView(data):
            return HTMLResponse(data, headers={"Content-Security-Policy": PAPER_POLICY})


_BINARY = "application/octet-stream"


def _kept(name: str) -> dict[str, str]:
    """Return the headers of a file to keep: never shown by the browser, whatever it is."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
