"""Driving the real programs: LibreOffice through UNO, browsers through Playwright."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.installed import SYSTEM_PYTHON

TYPIST = Path(__file__).with_name("libreoffice_typist.py")
STOCK_FIREFOX = Path(__file__).with_name("stock_firefox.py")
CHROMIUM = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def libreoffice(profile: Path) -> Iterator[int]:
    """A LibreOffice of our own without a window; gives the loopback port on which it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            f"--accept=socket,host=127.0.0.1,port={port};urp",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        office.terminate()
        try:
            office.wait(30)
        except subprocess.TimeoutExpired:
            office.kill()
            office.wait()


def converted(source: Path, suffix: str, folder: Path, *more: Path) -> Path:
    """What LibreOffice makes of a file, and of more files in the same start, in a folder."""
    profile = folder.parent / f"{folder.name}-profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", suffix, "--outdir", str(folder)]
    subprocess.run([*command, source, *more], capture_output=True, check=True, timeout=240)
    return folder / f"{source.stem}.{suffix}"


def type_into(
    port: int,
    form: Path,
    result: Path,
    typed: list[tuple[str, str, str]],
    read: list[tuple[str, str]],
) -> dict[str, Any]:
    """Open a form, type, recalculate, save under another name; the texts shown in ``read``."""
    done = subprocess.run(
        [SYSTEM_PYTHON, TYPIST, str(port), form, result],
        input=json.dumps({"type": typed, "read": read}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


BROWSERS = ("chromium", "firefox-esr")
"""Debian's names of them."""


@contextmanager
def chromium(width: int = 1280, height: int = 1000) -> Iterator[Page]:
    """A page in Debian's Chromium, with a fresh profile."""
    with browsing("chromium", width, height) as page:
        yield page


@contextmanager
def browsing(program: str, width: int = 1280, height: int = 1000) -> Iterator[Page]:
    """A page in one of ``BROWSERS``, with a fresh profile."""
    with sync_playwright() as playwright:
        start = _chromium if program == "chromium" else _firefox
        browser = start(playwright)
        page = browser.new_page(viewport={"width": width, "height": height})
        yield page
        browser.close()


def _chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=CHROMIUM, chromium_sandbox=False
    )


def _firefox(playwright: Playwright) -> Browser:
    ours_first = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=STOCK_FIREFOX,
        env={**os.environ, "PATH": ours_first},
    )
