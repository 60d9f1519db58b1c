"""What a hostile page of the web, a hostile file or a hostile name may do to the pages: nothing.

Who is let in at all, and to what, stands in tests/test_page_door.py; here every address is tried.
"""

import asyncio
import io
import re
import socket
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.types import Message

from tests.support.commands import snapshot
from tests.support.desk import ORIGIN, PORT, Browser
from tests.support.drawing import small_template, workspace, zipped
from tests.support.serving import served
from wuhao_batch.page import uploads
from wuhao_batch.page.addresses import Address
from wuhao_batch.page.app import application
from wuhao_batch.page.pages import PAGES
from wuhao_batch.page.steps import YearStep
from wuhao_batch.workspace.folders import Workspace

BESIDE = "what lies outside is nobody's business"
OWN = {"Origin": ORIGIN, "Referer": f"{ORIGIN}/start"}

ADDRESSES = [each for own in PAGES for each in own.all]
SHOWN = [each for each in ADDRESSES if not each.is_action]
DONE = [each for each in ADDRESSES if each.is_action]

NAMES = (
    "javascript:alert(1)",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "甲\u202excod.exe",
)
"""Names of 党总支 and of files that are no names."""

PLACE = re.compile(r"\{\w+\}")
FIELDS = (
    "name", "file", "code", "item", "key", "row", "branch", "only", "number", "typed", "other",
    "like", "above", "folder", "rounds",
)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A year with hostile names, and a secret beside its folder."""
    folder = tmp_path_factory.mktemp("attacked")
    rows = [[f"{number:02}", name] for number, name in enumerate(NAMES, start=1)]
    place = workspace(folder / "w", rows, small_template())
    (folder / "secret.txt").write_text(BESIDE)
    for number, name in enumerate(NAMES):
        odd = name.replace("/", "_")
        (place.returned / f"{odd}.html").write_bytes(b"<script>alert(1)</script>%d" % number)
    return place


@pytest.fixture(scope="module")
def browser(place: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(place.root, tmp_path_factory.mktemp("recent") / "recent.json") as inside:
        yield inside


def paths_elsewhere(place: Workspace) -> list[str]:
    """Ways out of the workspace, to the secret beside it."""
    outside = place.root.parent / "secret.txt"
    return [
        "../secret.txt", "..\\secret.txt", "input/returned/../../../secret.txt", str(outside),
        f"file://{outside}", "....//secret.txt", "..%2fsecret.txt", "\0", "-1", "９９",
        "x" * 300,
    ]  # fmt: skip


def filled(address: Address, value: str) -> str:
    return PLACE.sub(lambda _: quote(value, safe=""), address.path)


# --- every address --------------------------------------------------------------------------------


@pytest.mark.parametrize("address", DONE, ids=lambda each: each.path)
def test_no_button_is_pressed_by_another_page(browser: Browser, address: Address) -> None:
    """Also in a browser that sends the cookie along wherever it is asked to."""
    path = filled(address, "01")
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": f"http://localhost:{PORT}"}):
        assert browser.client.post(path, headers=headers).status_code == 403
    assert browser.desk.work is None


@pytest.mark.slow
def test_what_is_asked_for_by_an_address_changes_nothing(
    browser: Browser, place: Workspace
) -> None:
    """A picture on another page asks like that, in a browser of some years ago."""
    before = snapshot(place.root)
    for address in SHOWN:
        assert browser.get(filled(address, "01")).status_code != 500, address.path
    assert snapshot(place.root) == before


@pytest.mark.slow
def test_no_address_leads_out_of_the_workspace(browser: Browser, place: Workspace) -> None:
    for address in SHOWN:
        for value in paths_elsewhere(place):
            path = filled(address, value)
            for query in ("", "?" + "&".join(f"{name}={quote(value)}" for name in FIELDS)):
                answer = browser.get(path + query)
                assert answer.status_code in (200, 404), (path, query)
                assert BESIDE not in answer.text, (path, query)


@pytest.mark.slow
def test_no_button_writes_out_of_the_workspace(browser: Browser, place: Workspace) -> None:
    outside = place.root.parent
    before = {name for name in snapshot(outside) if not name.startswith("w/")}
    values = cycle(("../secret.txt", "\0x", str(outside / "secret.txt"), "x" * 300))
    for address in DONE:
        if address.path in ("/prepare/open", "/results/decisions"):  # they open a program
            continue
        form = {name: next(values) for name in FIELDS}
        browser.client.post(filled(address, next(values)), data=form, headers=OWN)
        assert browser.desk.work is None or browser.desk.work.wait(600)
        came = browser.desk.work.told if browser.desk.work else None
        for told in (*browser.desk.said(), *([came] if came else [])):
            assert "程序内部错误" not in told.sentence, address.path
    assert {name for name in snapshot(outside) if not name.startswith("w/")} == before
    assert browser.desk.workspace == place


# --- names ----------------------------------------------------------------------------------------


class Marks(HTMLParser):
    """Collects what of a page could run, or lead elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script" and found.get("src") != "/static/page.js":
            self.wrong.append((tag, "src", found.get("src")))
        for name, value in attrs:
            leads = name in ("href", "src", "action", "formaction")
            if name.startswith("on") or (leads and not (value or "").startswith(("/", "#"))):
                self.wrong.append((tag, name, value))
            if leads and (value or "").startswith(("//", "/\\")):
                self.wrong.append((tag, name, value))


@pytest.mark.slow
def test_names_neither_run_nor_lead_anywhere(browser: Browser) -> None:
    """javascript: as a name, scripts in names."""
    pages = [f"/{step}" for step in YearStep]
    more = ("/start", "/collect/branch/01", "/collect/branch/02", "/collect/letters")
    for path in (*pages, *more):
        marks = Marks()
        marks.feed(browser.get(path).text)
        assert marks.wrong == [], path


def test_a_return_that_is_a_page_is_kept_and_never_shown(
    browser: Browser, place: Workspace
) -> None:
    for name in (path.name for path in place.returned.iterdir()):
        for address in ("/collect/file", "/file"):
            answer = browser.get(f"{address}?name={quote(f'input/returned/{name}')}")
            assert answer.content.startswith(b"<script>"), name
            assert answer.headers["content-disposition"].startswith("attachment;"), name
            assert answer.headers["content-type"] == "application/octet-stream"
            assert answer.headers["x-content-type-options"] == "nosniff"


# --- too much -------------------------------------------------------------------------------------


def sent(browser: Browser, headers: Mapping[str, str], body: Iterator[bytes]) -> tuple[int, int]:
    """Send a drop as a server hands it on, piece by piece; its status, and bytes that it took."""
    taken, statuses = 0, []

    async def receive() -> Message:
        nonlocal taken
        piece = next(body, b"")
        taken += len(piece)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    cookie = {"Cookie": f"{browser.door.name}={browser.door.cookie}"}
    raw = {"Host": f"127.0.0.1:{PORT}", **OWN, **cookie, **headers}
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/collect/drop", "raw_path": b"/collect/drop", "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in raw.items()],
    }  # fmt: skip
    app = application(browser.desk, browser.door, browser.presence)

    async def answer() -> None:
        await app(scope, receive, send)

    asyncio.run(answer())
    assert len(statuses) == 1
    return statuses[0], taken


MULTIPART = {"Content-Type": "multipart/form-data; boundary=b"}
HEAD = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\n'


def ten_gigabytes() -> Iterator[bytes]:
    yield HEAD
    for _ in range(10 * 2**30 // 2**16):
        yield b"x" * 2**16


def test_ten_gigabytes_are_refused_while_they_come(
    browser: Browser, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(place.root)
    monkeypatch.setattr(uploads, "MOST_BYTES", 2 * 2**20)
    status, taken = sent(browser, MULTIPART, ten_gigabytes())
    assert status == 413
    assert taken <= 3 * 2**20
    declared = {**MULTIPART, "Content-Length": str(10 * 2**30)}
    assert sent(browser, declared, ten_gigabytes()) == (413, 0)
    assert snapshot(place.root) == before


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "", "9" * 5000])
def test_a_length_that_is_none_is_refused(browser: Browser, length: str) -> None:
    headers = {**MULTIPART, "Content-Length": length}
    assert sent(browser, headers, iter([HEAD])) == (413, 0)


def test_ten_thousand_files_at_once_are_refused(browser: Browser, place: Workspace) -> None:
    before = snapshot(place.root)
    body = b"".join(HEAD.replace(b"a.xlsx", b"%d.xlsx" % n) + b"\r\n" for n in range(10_000))
    pieces = io.BytesIO(body + b"--b--\r\n")
    status, taken = sent(browser, MULTIPART, iter(lambda: pieces.read(2**16), b""))
    assert status == 413
    assert taken < len(body) / 2
    assert snapshot(place.root) == before


def bomb(depth: int) -> bytes:
    """An archive in an archive in an archive, and so on, of many megabytes of nothing."""
    data = b"\0" * 2**22
    for _ in range(depth):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(8):
                archive.writestr(f"{number}.zip", data)
        data = inner.getvalue()
    return data


@pytest.mark.slow
def test_archives_are_taken_in_as_they_are_however_much_they_hold(tmp_path: Path) -> None:
    place = workspace(tmp_path / "w", [["01", "甲党总支"]], small_template())
    outwards = {"../../out.xlsx": b"x", "/etc/out.xlsx": b"x", "C:\\out.xlsx": b"x"}
    many = zipped({f"{number}.xlsx": b"" for number in range(10_000)})
    files = [("炸.zip", bomb(6)), ("外.zip", zipped(outwards)), ("多.zip", many)]
    with Browser(place.root, tmp_path / "recent.json") as browser:
        page = browser.drop("/collect/drop", files, on="/collect")
        assert page.status_code == 200
        assert "程序内部错误" not in page.text
    assert sum(map(len, snapshot(tmp_path).values())) < 4 * sum(len(data) for _, data in files)
    assert not [path for path in tmp_path.rglob("*out*") if path.is_file()]


# --- the server itself ----------------------------------------------------------------------------


def test_neither_idle_connections_nor_web_sockets_get_anything(
    place: Workspace, tmp_path: Path
) -> None:
    """Many begin a request and never end it; one asks for a web socket from elsewhere."""
    with served(place.root, tmp_path / "recent.json") as (_, door), ExitStack() as opened:

        def ask(text: str) -> socket.socket:
            asking = opened.enter_context(socket.create_connection(("127.0.0.1", door.port), 60))
            asking.sendall(text.encode())
            return asking

        host, cookie = f"127.0.0.1:{door.port}", f"Cookie: {door.name}={door.cookie}\r\n"
        for _ in range(100):
            ask(f"POST /collect/drop HTTP/1.1\r\nHost: {host}\r\n")
        upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        evil = "Origin: http://evil.example\r\n"
        for path in ("/events", "/prepare"):
            request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{cookie}{upgrade}{key}{evil}\r\n"
            assert ask(request).recv(64).startswith(b"HTTP/1.1 403")
        twice = f"GET /prepare HTTP/1.1\r\nHost: evil.example\r\nHost: {host}\r\n{cookie}\r\n"
        assert ask(twice).recv(64).startswith(b"HTTP/1.1 400")
        own = f"GET /start HTTP/1.1\r\nHost: {host}\r\n{cookie}\r\n"
        assert ask(own).recv(64).startswith(b"HTTP/1.1 200")


def test_what_was_stolen_of_a_run_that_has_ended_is_worth_nothing(tmp_path: Path) -> None:
    with Browser(None, tmp_path / "recent.json") as first:
        stolen = first.door
    with Browser(None, tmp_path / "recent.json", inside=False) as next_run:
        assert next_run.client.get(stolen.address).status_code == 403
        cookie = {"Cookie": f"{stolen.name}={stolen.cookie}"}
        assert next_run.client.get("/start", headers=cookie).status_code == 403
        assert next_run.client.post("/end", headers={**OWN, **cookie}).status_code == 403
