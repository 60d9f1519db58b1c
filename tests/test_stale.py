"""Papers made from other results than the present ones are named, wherever somebody would look."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.drawing import handed_in, loaded, workspace
from tests.support.faults import put_panel
from tests.support.line import put, run
from tools.filling import Inputs, open_form
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.panel import issue_panel
from wuhao_batch.jobs.remind import remind_branches, remind_panel
from wuhao_batch.jobs.run import write_papers
from wuhao_batch.jobs.send_made import send_made
from wuhao_batch.jobs.settling import Word
from wuhao_batch.mail.dispatch import Order
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.stale.listing import LISTING
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import unwatched

CHANGED: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}
FAULTY: Inputs = {"数量": {"1-1.1": "很多"}}
STALE = {"D043", "D054", "D055", "D056", "D057"}
WITH_MAIL = [["01", "甲党总支", "", "", "a@example.cn"], ["02", "乙党总支", "", "", "b@example.cn"]]
TOLD: dict[str, Any] = {"报送截止日期": "2026-12-21", "联系人": "李老师", "发件人": "党委办公室"}


def stale(findings: list[Finding]) -> dict[str, str]:
    """Code → message of the findings on papers that no longer hold."""
    return {found.code: found.message for found in findings if found.code in STALE}


def ran(place: Workspace) -> dict[str, str]:
    _, findings, _ = run(place)
    return stale(findings)


def told_by_status(place: Workspace) -> set[str]:
    done = json.loads(wuhao("status", "--json", cwd=place.root).stdout)
    return {found["code"] for found in done["findings"]} & STALE


def listed(folder: Path) -> tuple[list[str], list[str]]:
    """The files that the listing calls stale, and those that it calls good."""
    text = (folder / LISTING).read_text("utf-8")
    blocks = text.split("\n\n")[1:]
    names = {
        block[0]: [line.split("　")[0].strip() for line in block.splitlines()[1:]]
        for block in blocks
    }
    return names.get("不", []), names.get("一", [])


def outcome_of(place: Workspace) -> Outcome:
    found = handed_in(place)
    return judge(loaded(place), found.examined, found.panel)


@pytest.fixture
def finished(three: Workspace) -> Workspace:
    """Three branches with results and feedback."""
    for code in ("01", "02", "03"):
        put(three, code)
    assert ran(three) == {}
    feedback(three)
    return three


# --- feedback and the papers of a run -------------------------------------------------------------


def test_what_holds_is_told_nowhere_and_listed_as_good(finished: Workspace) -> None:
    assert ran(finished) == {}
    assert told_by_status(finished) == set()
    bad, good = listed(finished.feedback)
    assert bad == []
    assert good == [
        f"{n}_{name}党总支_2026_反馈.xlsx" for n, name in (("01", "甲"), ("02", "乙"), ("03", "丙"))
    ]


def test_feedback_of_other_scores_is_named_by_run_by_status_and_in_its_folder(
    finished: Workspace,
) -> None:
    put(finished, "01", CHANGED)
    assert told_by_status(finished) == {"D043", "D056"}
    assert "01" in ran(finished)["D043"]
    bad, _ = listed(finished.feedback)
    assert "01_甲党总支_2026_反馈.xlsx" in bad
    feedback(finished)
    assert listed(finished.feedback)[0] == []
    assert ran(finished) == {}
    assert told_by_status(finished) == set()


def test_the_table_for_the_meeting_is_named_until_it_is_made_anew(finished: Workspace) -> None:
    put(finished, "01", CHANGED)
    done = wuhao("status", cwd=finished.root)
    assert "D056" in done.stdout
    assert "results.xlsx（含会议用表）" in done.stdout
    assert listed(finished.output)[0] == ["results.xlsx", "report.html"]
    ran(finished)
    assert "D056" not in wuhao("status", cwd=finished.root).stdout
    assert listed(finished.output) == ([], ["results.xlsx", "report.html"])


def test_results_that_nobody_can_read_any_more_are_stale(finished: Workspace) -> None:
    (finished.output / "results.json").write_bytes(b"{}")
    assert told_by_status(finished) == {"D056"}


def test_a_folder_without_papers_needs_no_listing(finished: Workspace) -> None:
    for path in finished.feedback.glob("*.*ml*"):
        path.unlink()
    for path in finished.feedback.glob("*.xlsx"):
        path.unlink()
    ran(finished)
    assert list(finished.feedback.iterdir()) == []


# --- the evaluators' workbooks --------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    """Two branches, of which one has handed in, and workbooks for two evaluators."""
    panel = [["P1", "甲评委"], ["P2", "乙评委"]]
    place = workspace(tmp_path, WITH_MAIL, evaluators=panel, **TOLD)
    put(place, "01")
    issue_panel(loaded(place), place, latest=False, track=unwatched)
    return place


def test_a_workbook_that_shows_other_reports_is_named(two: Workspace) -> None:
    assert ran(two) == {}
    assert listed(two.panel_forms) == ([], ["P1_甲评委.xlsx", "P2_乙评委.xlsx"])
    put(two, "02")
    assert "甲评委（P1）、乙评委（P2）" in ran(two)["D054"]
    assert listed(two.panel_forms)[0] == ["P1_甲评委.xlsx", "P2_乙评委.xlsx"]
    assert "D054" in told_by_status(two)
    issue_panel(loaded(two), two, latest=False, track=unwatched)
    assert ran(two) == {}


def test_the_same_report_in_another_file_changes_nothing(two: Workspace) -> None:
    (two.returned / "01.xlsx").rename(two.returned / "另一个名字.xlsx")
    assert ran(two) == {}


def test_a_workbook_that_does_not_say_what_it_shows_is_named(two: Workspace) -> None:
    path = two.panel_forms / "P1_甲评委.xlsx"
    workbook = open_form(path.read_bytes())
    workbook.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    workbook.save(path)
    assert "P1" in ran(two)["D054"]


# --- forms that went back, and letters ------------------------------------------------------------


def test_a_correction_that_somebody_keeps_is_named_once_the_form_came_again(tmp_path: Path) -> None:
    place = workspace(tmp_path, WITH_MAIL)
    put(place, "01", FAULTY)
    assert ran(place) == {}
    (form,) = place.corrections.glob("*.xlsx")
    assert listed(place.corrections) == ([], [form.name])
    open_form(form.read_bytes()).save(form)
    assert ran(place) == {}
    put(place, "01")
    assert "01" in ran(place)["D055"]
    assert listed(place.corrections) == ([form.name], [])


def test_a_reminder_to_somebody_who_has_handed_in_since_is_named(tmp_path: Path) -> None:
    place = workspace(tmp_path, WITH_MAIL, **TOLD)
    remind_branches(outcome_of(place), place, Order())
    assert ran(place) == {}
    put(place, "01")
    assert "01" in ran(place)["D057"]
    bad, good = listed(place.mail)
    assert [len(bad), len(good)] == [1, 1]
    assert "D057" in told_by_status(place)


@pytest.mark.slow
def test_a_letter_with_feedback_that_no_longer_holds_is_named_unless_it_has_gone(
    tmp_path: Path,
) -> None:
    place = workspace(tmp_path, WITH_MAIL, **TOLD)
    for code in ("01", "02"):
        put(place, code)
    ran(place)
    feedback(place)
    send_made(loaded(place), place, handed_in(place), Order(what=Kind.FEEDBACK))
    assert ran(place) == {}
    put(place, "01", CHANGED)
    assert "01" in ran(place)["D057"]
    wuhao(
        "send",
        "--feedback",
        "--settle",
        "01,02",
        Word.SENT.value,
        "--by",
        "李",
        "--why",
        "已发",
        cwd=place.root,
    )
    assert set(ran(place)) == {"D043"}


def test_a_letter_with_another_workbook_than_lies_there_is_named(tmp_path: Path) -> None:
    panel = [["P1", "甲评委", None, None, "p@example.cn"]]
    place = workspace(tmp_path, WITH_MAIL, evaluators=panel, **TOLD)
    issue_panel(loaded(place), place, latest=False, track=unwatched)
    send_made(loaded(place), place, handed_in(place), Order(what=Kind.PANEL))
    assert ran(place) == {}
    put(place, "01")
    assert set(ran(place)) == {"D054", "D057"}
    issue_panel(loaded(place), place, latest=False, track=unwatched)
    assert set(ran(place)) == {"D057"}


def test_a_reminder_to_an_evaluator_who_has_scored_since_is_named(tmp_path: Path) -> None:
    panel = [["P1", "甲评委", None, None, "p@example.cn"]]
    place = workspace(tmp_path, WITH_MAIL, evaluators=panel, **TOLD)
    put(place, "01")
    issue_panel(loaded(place), place, latest=False, track=unwatched)
    remind_panel(loaded(place), place, handed_in(place), Order())
    assert ran(place) == {}
    assert len(listed(place.mail)[1]) == 1
    put_panel(place)
    assert "P1" in ran(place)["D057"]


# --- planned before the disk is touched -----------------------------------------------------------


def test_the_disk_after_a_plan_is_what_is_there_after_it(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(name.encode())
    plan = Plan({tmp_path / "c.txt": b"c", tmp_path / "a.txt": b"new"}, (tmp_path / "b.txt",))
    after = After(plan)
    seen = {path.name: after.read(path) for path in after.files(tmp_path, "*.txt")}
    assert after.read(tmp_path / "b.txt") is None
    apply(plan)
    assert seen == snapshot(tmp_path)


def test_a_run_writes_its_listings_with_its_papers(finished: Workspace) -> None:
    put(finished, "01", CHANGED)
    write_papers(outcome_of(finished), finished)
    once = snapshot(finished.output)
    write_papers(outcome_of(finished), finished)
    again = snapshot(finished.output)
    assert {name: data for name, data in again.items() if name.endswith(LISTING)} == {
        name: data for name, data in once.items() if name.endswith(LISTING)
    }
