"""A run ends by saying what came out, what the notice waits for, and what to do next."""

from pathlib import Path

import pytest

from tests.support.commands import wuhao
from tests.support.drawing import loaded, workspace
from tests.support.faults import returned
from tests.support.line import put
from tools.filling import strip_identity
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.findings.grouping import by_branch
from wuhao_batch.workspace.folders import Workspace

MOST_LINES = 5


def ending(place: Workspace, *options: str) -> list[str]:
    """What stands below the tables."""
    lines = wuhao("run", *options, cwd=place.root).stdout.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("已写出"))
    assert len(lines) - first <= MOST_LINES
    return lines[first:]


def test_those_who_have_to_hand_in_or_to_correct_are_written_to(three: Workspace) -> None:
    put(three, "01")
    put(three, "02", {"考评得分": {"1-1": 9}})
    written, notice, *steps = ending(three)
    assert written == "已写出：output/results.xlsx、output/report.html、output/corrections"
    assert notice.startswith("公示稿：还有2个党总支没有结果（乙党总支、丙党总支）")
    assert steps == ["接下来1. 催交1个（丙党总支）；退回更正1个（乙党总支） → wuhao remind"]


def test_whose_and_which_come_before_the_letters(three: Workspace) -> None:
    put(three, "01", {"备注": {"1-1.1": "一"}}, "a.xlsx")
    put(three, "01", {"备注": {"1-1.1": "二"}}, "b.xlsx")
    nameless = returned(loaded(three), edit=strip_identity)
    (three.returned / "02.xlsx").write_bytes(nameless)
    _written, _notice, *steps = ending(three)
    assert steps == [
        "接下来1. 1个文件认不出是谁的，没有采用（input/returned/02.xlsx），查明后指定"
        " → wuhao assign 文件 编号",
        "接下来2. 甲党总支交了内容不同的几份，请选定一份 → wuhao accept 文件",
        "接下来3. 催交2个（乙党总支、丙党总支） → wuhao remind",
    ]


def test_a_published_notice_is_followed_by_feedback(three: Workspace) -> None:
    for code in ("01", "02", "03"):
        put(three, code)
    written, *steps = ending(three)
    assert "output/notice.docx" in written
    assert [step.partition(" → ")[2] for step in steps] == [
        "打开 output/report.html、output/notice.docx，再 wuhao publish",
        "wuhao feedback，再 wuhao send --feedback",
    ]


@pytest.mark.parametrize("address", ["", "p@example.cn"])
def test_evaluators_are_written_to_where_they_have_an_address(tmp_path: Path, address: str) -> None:
    place = workspace(
        tmp_path, [["01", "甲党总支"]], evaluators=[["P1", "王部长", "", "", address]]
    )
    put(place, "01")
    *_, step = ending(place)
    by_mail = "，再 wuhao send --panel" if address else ""
    told = "把复核表发给王部长（P1），交回后放进 input/panel"
    assert step == f"接下来1. {told} → wuhao panel{by_mail}"


def test_a_draft_is_no_notice_for_the_board(three: Workspace) -> None:
    for code in ("01", "02", "03"):
        put(three, code)
    _written, *steps = ending(three, "--draft")
    assert not any("wuhao publish" in step for step in steps)


def test_findings_stand_with_their_branch_and_each_cause_once(three: Workspace) -> None:
    put(three, "02", {"考评得分": {"1-1": 9, "1-2": 9}})
    put(three, "01")
    told = wuhao("run", cwd=three.root).stdout
    assert "02 乙党总支（错误2）\n错误 V003（共2处） input/returned/02.xlsx\n" in told
    assert "另见评分表·G7。" in told
    assert told.count("V003") == 1
    assert wuhao("run", "--all", cwd=three.root).stdout.count("V003") == 2


# --- grouping -------------------------------------------------------------------------------------


def at(cell: str, branch: str | None = "01", code: str = "V007") -> Finding:
    place = Place("a.xlsx", "评分表", cell)
    return finding(code, place, branch=branch, code="1-1", panel="考评组")


def test_no_finding_is_lost_by_grouping() -> None:
    cells = [f"G{row}" for row in range(5, 30)]
    (concern,) = by_branch([at(cell) for cell in cells])
    (cause,) = concern.causes
    assert (cause.count, len(cause.others), concern.counts) == (25, 24, "错误25")
    assert cause.elsewhere.endswith("G16、G17等")


def test_the_whole_comes_first_then_the_roster_then_the_unknown() -> None:
    found = [at("G5", "99"), at("G5", "02"), at("G5", "01"), at("G5", None)]
    assert [each.branch for each in by_branch(found, ["01", "02", "03"])] == [
        None, "01", "02", "99",
    ]  # fmt: skip


def test_errors_of_a_branch_come_before_its_notes() -> None:
    note = finding("V001", Place("a.xlsx", "评分表", "G5"), branch="01", read="3")
    (concern,) = by_branch([note, at("G6")])
    assert [cause.first.code for cause in concern.causes] == ["V007", "V001"]
    assert concern.counts == "错误1、说明1"
