"""kill -9 of the pages in the middle of each kind of work: opened again, the year goes on.

Whatever the pages do is done in one year (tests/support/work_of_a_year.py). Each of these works is
killed at some of its writes to the disk, and its button pressed once more.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.support.commands import snapshot
from tests.support.killing import in_a_fork, kill_at, watching
from tests.support.work_of_a_year import YEAR, Button, begun, opened
from wuhao_batch.page.steps import StepState, YearStep, step_lines
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.holder import LOCK

MOST = 4
"""Writes of one work at which it is killed."""

OF_RECORDS = ("records.db", ".wuhao.records")
RECENT = "recent.json"
MARK = re.compile("[0-9a-f]{32}")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system"),
]


@dataclass(frozen=True)
class Stretch:
    """One work in its year: the folder before it and after it, and how often it wrote."""

    button: Button
    before: Path
    after: Path
    writes: int


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stretch]:
    folder = tmp_path_factory.mktemp("year") / "0"
    place, stretches = begun(folder / "w"), {}
    for number, (name, button) in enumerate(YEAR.items(), start=1):
        ready, after = folder.with_name(f"{number} ready"), folder.with_name(str(number))
        shutil.copytree(folder, ready)
        button.before(Workspace(ready / "w"))
        shutil.copytree(ready, after)
        place, wrote = Workspace(after / "w"), Counter()
        with watching(wrote.one):
            assert "told good" in button.press(place).text, name
        stretches[name] = Stretch(button, ready, after, wrote.count)
        folder = after
    return stretches


class Counter:
    count = 0

    def one(self) -> None:
        self.count += 1


@pytest.mark.parametrize("name", YEAR)
def test_work_that_is_killed_is_done_again_to_the_same_end(
    name: str, year: dict[str, Stretch], tmp_path: Path
) -> None:
    work = year[name]
    before, done = left_in(work.before), left_in(work.after)
    assert before != done
    for step in moments(work.writes):
        place = Workspace(Path(shutil.copytree(work.before, tmp_path / str(step))) / "w")
        assert in_a_fork(partial(killed_at, step, work.button, place)), f"no write {step}"
        seen = left_in(place.root.parent)
        for file, content in seen.items():
            assert is_between(content, before.get(file), done.get(file)), f"{file} at write {step}"
        assert before.keys() & done.keys() <= seen.keys(), f"lost at write {step}"
        if seen != done:
            shown = finished(place) - finished(Workspace(work.before / "w"))
            assert work.button.step not in shown, step
            assert "told good" in work.button.press(place).text, step
        assert left_in(place.root.parent) == done, f"not the same end after write {step}"


def is_between(seen: object, before: object, done: object) -> bool:
    """True of a file as before or as done; of records that have a part of what is added."""
    if isinstance(seen, list):
        assert isinstance(done, list)
        old = set(before) if isinstance(before, list) else set()
        return old & set(done) <= set(seen) <= old | set(done)
    return seen in (before, done)


def moments(writes: int) -> list[int]:
    """Some of so many writes, the first and the last one among them."""
    assert writes
    return sorted({1 + (writes - 1) * number // (MOST - 1) for number in range(MOST)})


def killed_at(step: int, button: Button, place: Workspace) -> None:
    kill_at(step)
    button.press(place)


def finished(place: Workspace) -> set[YearStep]:
    """The steps that the pages show as done."""
    with opened(place) as browser:
        assert browser.get("/prepare").status_code == 200
        lines = step_lines(browser.desk.overview())
    return {each.step for each in lines if each.state is StepState.DONE}


def left_in(folder: Path) -> dict[str, object]:
    """What is there under its final name, of the records what they say; no lock of the killed."""
    files = snapshot(folder)
    return {
        name: list(said_by(folder / name)) if name.endswith("records.db") else data
        for name, data in files.items()
        if not name.endswith((".tmp", "-journal", ".wuhao.records", RECENT, LOCK))
    }


def said_by(records: Path) -> Iterator[str]:
    """All that stands in records, but for the marks that are drawn anew."""
    with closing(sqlite3.connect(records)) as file:
        for line in file.iterdump():
            yield MARK.sub("-", line)
