"""Papers that would be the same are not made again, and none is believed that only lies there."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.drawing import roster, workspace
from tests.support.faults import PLAIN, Hopeless
from tests.support.line import put
from wuhao_batch.jobs import feedback as feedback_job
from wuhao_batch.jobs import handing_in
from wuhao_batch.jobs import panel as panel_job
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.panel import panel
from wuhao_batch.jobs.run import run
from wuhao_batch.outputs import papers as run_papers
from wuhao_batch.workspace.folders import Workspace

pytestmark = pytest.mark.usefixtures("account")

BRANCHES = [["01", "甲党总支", "教学"], ["02", "乙党总支", "教学"]]

Job = Callable[[Workspace], Any]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """Two branches that have handed in, one of them with a fault."""
    made = workspace(tmp_path / "year", BRANCHES)
    put(made, "01", {"数量": {"1-1.1": "三"}})
    put(made, "02")
    return made


COMMANDS: dict[str, tuple[Job, Any, str]] = {
    "run": (partial(run, draft=True), run_papers, "make_papers"),
    "feedback": (partial(feedback, draft=True), feedback_job, "make_feedback_papers"),
    "panel": (panel, panel_job, "make_workbook"),
}


class Counted:
    """Counts how often papers are made."""

    def __init__(self, command: str, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        self._job, home, name = COMMANDS[command]
        self._place, self._times = place, 0
        real = getattr(home, name)

        def counted(*given: Any, **named: Any) -> Any:
            self._times += 1
            return real(*given, **named)

        monkeypatch.setattr(home, name, counted)

    def made(self) -> int:
        """Carry the command out; how often it made papers."""
        self._times = 0
        self._job(self._place)
        return self._times

    def settle(self) -> dict[str, bytes]:
        """Carry it out until nothing is made any more; the papers."""
        assert self.made() == 1
        self.made()  # a run that has another one before it tells what changed
        assert self.made() == 0
        return papers(self._place)


def papers(place: Workspace) -> dict[str, bytes]:
    return {
        path.relative_to(place.output).as_posix(): path.read_bytes()
        for path in place.output.rglob("*")
        if path.is_file() and path.name != "run.json" and path.parent.name != "cache"
    }


def forget(place: Workspace, which: str = "*") -> None:
    for path in (place.output / "cache").glob(which):
        path.unlink()


def another_return(place: Workspace) -> None:
    put(place, "02", {"备注": {"1-1.1": "改过"}})


def another_setting(place: Workspace) -> None:
    place.roster.write_bytes(roster(BRANCHES, 监督电话="0531-9"))


def another_template(place: Workspace) -> None:
    for path in place.templates.glob("*.html.j2"):
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")


def a_paper_gone(place: Workspace) -> None:
    for path in place.output.rglob("*.xlsx"):
        path.unlink()


def a_paper_forged(place: Workspace) -> None:
    for path in (*place.output.glob("results.xlsx"), *place.feedback.glob("*.html")):
        path.write_bytes(b"what somebody else would like")
    for path in place.panel_forms.glob("*.xlsx"):
        path.write_bytes(PLAIN)


CHANGES = (another_return, another_setting, another_template, a_paper_gone, a_paper_forged)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_what_would_be_the_same_is_not_made_and_anything_else_is(
    command: str, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(command, place, monkeypatch)
    counted.settle()
    for change in CHANGES:
        if command == "panel" and change is a_paper_forged:
            continue  # such a workbook is somebody's work, and is kept
        change(place)
        assert counted.made() == 1, change.__name__
        counted.made()
        settled = papers(place)
        forget(place)
        assert counted.made() == 1
        assert papers(place) == settled, change.__name__
        assert counted.made() == 0, change.__name__


def test_a_run_again_makes_nothing_and_says_the_same(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted("run", place, monkeypatch)
    made = counted.settle()
    before = {path: path.stat().st_mtime_ns for path in place.output.glob("*.*")}
    assert counted.made() == 0
    assert papers(place) == made
    assert {path: path.stat().st_mtime_ns for path in place.output.glob("*.*")} == before


def test_a_table_that_no_sheet_holds_is_taken_as_it_lies_there_too(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "pyarrow")
    monkeypatch.setattr("wuhao_batch.outputs.tables_workbook.MOST_ROWS", 30)
    assert "results_得分来源.parquet" in Counted("run", place, monkeypatch).settle()


@pytest.mark.slow
def test_where_a_file_was_given_up_nothing_is_taken_from_before(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted("run", place, monkeypatch)
    counted.settle()
    monkeypatch.setattr(handing_in, "_executor", lambda _place: nullcontext(Hopeless()))
    forget(place, "cases-*")
    assert [counted.made(), counted.made()] == [1, 1]
