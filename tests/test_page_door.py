"""Who may ask for a page, and what a browser may do with it."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import ORIGIN, PORT, Browser
from tests.support.drawing import workspace
from wuhao_batch.page import uploads
from wuhao_batch.page.door import Door
from wuhao_batch.page.incoming import sweep
from wuhao_batch.page.uploads import Upload, safe_path, store
from wuhao_batch.workspace.processes import this_process

OWN = {"Origin": ORIGIN, "Referer": f"{ORIGIN}/start"}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("door")
    with Browser(None, folder / "recent.json") as inside:
        yield inside


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Browser]:
    with Browser(None, tmp_path / "recent.json", inside=False) as stranger:
        yield stranger


def test_nobody_comes_in_without_the_token(outside: Browser) -> None:
    for path in (
        "/",
        "/start",
        "/events",
        "/static/page.js",
        "/?token=",
        "/?token=wrong",
        "/?token=%ff",
    ):
        assert outside.client.get(path).status_code == 403, path


def test_the_first_address_gives_a_cookie_and_leaves_the_address(outside: Browser) -> None:
    answer = outside.client.get(outside.door.address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert outside.door.token not in answer.headers["set-cookie"]


def test_an_address_of_another_run_lets_nobody_in(outside: Browser) -> None:
    assert outside.client.get(Door(PORT).address).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": f"evil.example:{PORT}"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_request_of_another_page_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    assert browser.client.get("/start", headers=headers).status_code == 403
    assert browser.client.post("/seen", headers=OWN | headers).status_code in (303, 403)


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", f"https://127.0.0.1:{PORT}"]
)
def test_no_button_is_pressed_from_elsewhere(browser: Browser, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    assert browser.client.post("/end", headers=headers).status_code == 403
    assert not browser.presence.ending


def test_other_methods_are_refused(browser: Browser) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert browser.client.request(method, "/start").status_code == 405, method


def test_every_answer_says_what_a_browser_may_do(browser: Browser) -> None:
    for path in ("/start", "/static/page.css", "/nothing"):
        headers = browser.client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py",
        "/static/page.css/", "/%2fevil.example/", "/etc/passwd", "/static/%00",
    ],
)  # fmt: skip
def test_no_address_leads_to_a_file_of_the_computer(browser: Browser, path: str) -> None:
    answer = browser.client.get(path)
    assert answer.status_code == 404, path
    assert "import" not in answer.text


def test_a_page_of_ours_is_gone_back_to_and_no_other(browser: Browser) -> None:
    for before, to in (
        (f"{ORIGIN}/start?folder=/tmp", "/start?folder=/tmp"),
        ("http://evil.example/x", "/"),
        (f"{ORIGIN}//evil.example", "/"),
    ):
        answer = browser.client.post("/seen", headers={"Origin": ORIGIN, "Referer": before})
        assert answer.headers["location"] == to


def test_a_form_larger_than_any_of_ours_is_not_taken_in(browser: Browser) -> None:
    big = b"a=" + b"x" * (3 * 1024 * 1024)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/open", content=big, headers=OWN | form).status_code == 413
    declared = OWN | form | {"Content-Length": str(10 * 2**30)}
    assert browser.client.post("/open", content=b"a=1", headers=declared).status_code == 413
    parts = (b"x" * 2**16 for _ in range(64))
    assert browser.client.post("/open", content=parts, headers=OWN | form).status_code == 413
    files = [("files", (f"{n}.xlsx", b"")) for n in range(3)]
    assert browser.client.post("/open", files=files, headers=OWN).status_code == 413


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("甲/乙/表.xlsx", "甲/乙/表.xlsx"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x.xlsx", "C：/Windows/x.xlsx"),
        ("..\\..\\x.xlsx", "x.xlsx"),
        ("con.xlsx", "_con.xlsx"),
        ("a\0b\n.xlsx", "ab.xlsx"),
        ("javascript:alert(1)", "javascript：alert(1)"),
        ("<img src=x>.html", "＜img src=x＞.html"),
        ("", "_"),
        ("...", "_"),
    ],
)
def test_names_of_uploads_lead_nowhere_else(name: str, safe: str) -> None:
    assert safe_path(name).as_posix() == safe


def test_a_name_is_never_longer_than_a_file_system_takes() -> None:
    deep = safe_path("/".join(["很长的文件夹名称" * 40] * 30) + "/" + "长" * 300 + ".xlsx")
    assert len(deep.parts) <= 8
    assert all(len(part.encode()) <= 255 for part in deep.parts)


def test_the_bounds_of_an_upload_are_those_of_the_page() -> None:
    assert uploads.MOST_BYTES >= 512 * 2**20 > 0
    assert uploads.MOST_FILES >= 1000


def test_a_workspace_is_offered_again(tmp_path: Path) -> None:
    place = workspace(tmp_path / "甲年", [["01", "甲党总支"]])
    with Browser(place.root, tmp_path / "recent.json"):
        pass
    with Browser(None, tmp_path / "recent.json") as again:
        assert str(place.root) in again.get("/").text


def test_files_are_stored_inside_their_folder_each_under_a_name_of_its_own(tmp_path: Path) -> None:
    names = ["../../逃.xlsx", "/etc/passwd", "a/b.xlsx", "a\\b.xlsx", "A/../a/b.xlsx", "a"]
    folder = tmp_path / "in"
    stored = store([Upload(name, io.BytesIO(name.encode())) for name in names], folder)
    assert [path.read_bytes().decode() for path in stored] == names
    assert len(set(stored)) == len(names)
    assert all(path.resolve().is_relative_to(folder.resolve()) for path in stored)
    assert sorted(tmp_path.iterdir()) == [folder]


def test_what_a_killed_program_was_sent_is_deleted_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    own = str(this_process())
    dead = own.replace(f"-{os.getpid()}-", f"-{ended.pid}-")
    for process in (own, dead):
        (tmp_path / f"网页放入-{process}-abc").mkdir()
    sweep()
    assert [path.name for path in tmp_path.iterdir()] == [f"网页放入-{own}-abc"]
