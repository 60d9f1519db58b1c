"""Looking at the pages in Chromium: coming in, and what everybody must be able to read."""

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.support.resaving import NODE
from wuhao_batch.page.door import Door

AXE = NODE / "node_modules" / "axe-core" / "axe.min.js"


def inside(browser: Page, door: Door) -> list[str]:
    """Come in by the first address; what goes wrong from then on is listed."""
    wrong: list[str] = []
    browser.on("pageerror", lambda error: wrong.append(str(error)))
    browser.on("console", lambda message: wrong.append(message.text))
    browser.on("dialog", lambda dialog: dialog.accept())
    browser.goto(door.address)
    assert "token" not in browser.url
    return wrong


def address(door: Door, path: str) -> str:
    return f"http://127.0.0.1:{door.port}{path}"


def look_at_all(browser: Page, door: Door, paths: Iterable[str], width: int) -> None:
    """Come in and look at each page: it fits, has one heading, and axe finds nothing serious."""
    wrong = inside(browser, door)
    for path in paths:
        browser.goto(address(door, path))
        told = (path, width)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width, told
        look(browser, told)
    assert [each for each in wrong if "404" not in each] == []


def look(browser: Page, told: object) -> None:
    """Look at the page that is shown: it has one heading, and axe finds nothing serious."""
    assert browser.locator("h1").count() == 1, told
    found = browser.evaluate(f"() => {{ {AXE.read_text('utf-8')}; return axe.run(document); }}")
    serious = [
        (each["id"], [node["html"][:90] for node in each["nodes"][:3]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == [], told
