"""Take the pictures of the manual anew: ``python -m tools.take_pictures``.

A sample year is brought from step to step in a scratch folder, and each page is looked at in
Chromium when its step has something to show.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from wuhao_batch.page.steps import YearStep

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
SAMPLE = ROOT / "examples" / "panel"
FAULTY = ROOT / "examples" / "faulty"
SIGNED = ("--by", "李老师", "--why", "12月21日党委会")
COMMANDS: dict[YearStep, tuple[tuple[str, ...], ...]] = {
    YearStep.ISSUE: (("issue",), ("send",)),
    YearStep.PANEL: (("panel",),),
    YearStep.RESULTS: (("run",),),
    YearStep.FEEDBACK: (("publish", *SIGNED), ("feedback",)),
    YearStep.ARCHIVE: (("archive",),),
}
"""What is done before the picture of a step is taken."""
SIZE = ViewportSize(width=1100, height=1100)


def take() -> None:
    """Write ``docs/images/step_1.png`` to ``step_8.png``."""
    with tempfile.TemporaryDirectory() as above:
        year, come = Path(above) / "2026年考核", Path(above) / "come"
        shutil.copytree(SAMPLE, year)
        for folder in ("returned", "panel"):
            shutil.move(year / "input" / folder, come / folder)
        with _page(year) as (page, address):
            for number, step in enumerate(YearStep, 1):
                _bring(year, come, step)
                page.goto(f"{address}/{step}", wait_until="load")
                page.wait_for_selector("main > section.next", timeout=120_000)
                page.evaluate(_HIDE, year.name)
                page.screenshot(path=IMAGES / f"step_{number}.png")


_HIDE = "name => document.querySelector('header .where').textContent = name"
"""In place of the scratch folder."""


def _bring(year: Path, come: Path, step: YearStep) -> None:
    """Let happen what happens before a step has something to show."""
    if step is YearStep.COLLECT:
        _hand_in(come / "returned", year / "input" / "returned")
    if step is YearStep.PANEL:
        shutil.rmtree(year / "input" / "returned")
        shutil.copytree(come, year / "input", dirs_exist_ok=True)
    for command in COMMANDS.get(step, ()):
        _wuhao(year, *command)


def _hand_in(come: Path, returned: Path) -> None:
    """Let most forms come in, with some of the usual faults."""
    shutil.copytree(come, returned)
    for path in sorted(returned.rglob("*.xlsx"))[-3:]:
        path.unlink()
    for name in ("02_数量填错", "12_没有识别码", "14_同一单位第一份", "15_同一单位第二份"):
        shutil.copy(FAULTY / f"{name}.xlsx", returned)


def _wuhao(year: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "wuhao_batch", *command, "--workspace", year],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=False,
    )


@contextmanager
def _page(year: Path) -> Iterator[tuple[Page, str]]:
    """Give a browser that has been let in, and the address below which the pages lie."""
    served = subprocess.Popen(
        [sys.executable, "-m", "wuhao_batch", "open", "--no-browser", "--workspace", year],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        lines = served.stdout or ()
        first = next(found[0] for line in lines if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
            )
            page = browser.new_page(viewport=SIZE)
            page.goto(first)
            yield page, first.split("/?")[0]
            browser.close()
    finally:
        served.terminate()
        served.wait()


if __name__ == "__main__":
    take()
