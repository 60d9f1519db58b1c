"""A branch is its 编号: renamed, it keeps what it handed in; papers under its old name are told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.drawing import handed_in, loaded, workspace
from tests.support.edits import without_codes
from tests.support.faults import SOLO, put_panel, returned
from tools.filling import open_form
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.jobs.panel import issue_panel
from wuhao_batch.jobs.paper_states import PaperState
from wuhao_batch.jobs.run import run
from wuhao_batch.jobs.send import send_forms
from wuhao_batch.jobs.status import status
from wuhao_batch.jobs.verify import verify
from wuhao_batch.mail.dispatch import Order
from wuhao_batch.outputs.former_names import renamed_branches
from wuhao_batch.records.names import former_names, load_names, remember_names
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import unwatched
from wuhao_batch.writing.packages import to_bytes

FIRST, NEW = "机电工程系党总支", "智能制造学院党总支"
OTHER = ["02", "乙党总支", "", "", "b2@example.cn"]


def year(folder: Path, *names: str, evaluators: Sequence[Any] = (), **more: Any) -> Workspace:
    """The workspace with branches of these names, in order; all else in it stays."""
    rows = [[f"{n:02}", name, "", "", f"b{n}@example.cn"] for n, name in enumerate(names, start=1)]
    return workspace(folder, rows, evaluators=evaluators, **more)


def returns_of(place: Workspace) -> None:
    assessment = loaded(place)
    for branch in assessment.roster.branches:
        data = returned(assessment, branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(data)


def papers(place: Workspace) -> dict[str, list[str]]:
    return {
        each.branch.code: [place.relative(paper.path) for paper in each.papers]
        for each in renamed_branches(loaded(place), place)
    }


# --- its identity ---------------------------------------------------------------------------------


def test_a_return_under_the_old_name_counts_for_the_branch(tmp_path: Path) -> None:
    place = year(tmp_path, FIRST, "乙党总支")
    issue_forms(loaded(place), place)
    returns_of(place)
    place = year(tmp_path, NEW, "乙党总支")
    found = handed_in(place)
    assert found.examined.findings == ()
    outcome = judge(loaded(place), found)
    assert [(each.branch.name, each.status.value) for each in outcome.results] == [
        (NEW, "qualified"),
        ("乙党总支", "qualified"),
    ]


def names_passed_on(folder: Path) -> Workspace:
    """Two branches that handed in, and of which the first then got the name of the second."""
    place = year(folder, "甲党总支", "乙党总支", evaluators=SOLO)
    issue_forms(loaded(place), place)
    returns_of(place)
    put_panel(place)
    return year(folder, "乙党总支", "丙党总支", evaluators=SOLO)


def test_a_name_that_passed_to_another_branch_misleads_nobody(tmp_path: Path) -> None:
    """Neither the form of 02 (I019) nor its rows in a 复核表 (L011) become those of 01."""
    found = handed_in(names_passed_on(tmp_path))
    assert {each.code for each in found.findings} & {"I019", "L011"} == set()
    assert {code: len(scores) for code, scores in found.panel.scores.items()} == {
        "01": 21,
        "02": 21,
    }


def test_without_a_record_of_the_old_names_it_is_asked_about(tmp_path: Path) -> None:
    place = names_passed_on(tmp_path)
    place.records.unlink()
    next(place.root.glob(".wuhao.*")).unlink()
    assert {each.code for each in handed_in(place).findings} >= {"I019", "L011"}


def test_rows_without_codes_are_known_by_the_old_name(tmp_path: Path) -> None:
    place = year(tmp_path, FIRST, evaluators=SOLO)
    issue_forms(loaded(place), place)
    returns_of(place)
    path = put_panel(place)
    workbook = open_form(path.read_bytes())
    without_codes(workbook)
    path.write_bytes(to_bytes(workbook))
    found = handed_in(year(tmp_path, NEW, evaluators=SOLO))
    assert len(found.panel.scores["01"]) == 21


def test_what_cannot_be_read_is_known_by_the_old_name_too(tmp_path: Path) -> None:
    place = year(tmp_path, FIRST, "乙党总支")
    issue_forms(loaded(place), place)
    (place.returned / f"{FIRST}.xlsx").write_bytes(b"")
    place = year(tmp_path, NEW, "乙党总支")
    (receipt,) = handed_in(place).examined.receipts
    assert receipt.owner == "01"


# --- its papers -----------------------------------------------------------------------------------


def with_papers(folder: Path) -> Workspace:
    """A year with every kind of paper, after which the first branch was renamed."""
    place = year(folder, FIRST, "乙党总支", evaluators=SOLO)
    send_forms(loaded(place), place, Order())
    returns_of(place)
    issue_panel(loaded(place), place, latest=False, track=unwatched)
    put_panel(place)
    feedback(place, draft=True)
    return year(folder, NEW, "乙党总支", evaluators=SOLO)


def d059(findings: Sequence[Finding]) -> list[Finding]:
    return [each for each in findings if each.code == "D059"]


def test_all_papers_under_the_old_name_are_found(tmp_path: Path) -> None:
    (code, listed), *rest = papers(with_papers(tmp_path)).items()
    assert (code, rest) == ("01", [])
    stem = f"01_{FIRST}_2026"
    assert listed[0] == f"output/forms/{stem}.xlsx"
    assert {Path(file).parent.name for file in listed} == {"forms", "feedback", "mail", "panel"}
    assert sum(file.startswith(f"output/feedback/{stem}") for file in listed) == 2
    assert f"output/mail/{stem}_发表.eml" in listed


@pytest.mark.slow
def test_run_and_status_tell_them_and_record_nothing(tmp_path: Path) -> None:
    place = with_papers(tmp_path)
    before = place.records.read_bytes()
    for findings in (run(place, draft=True).findings, status(place).findings):
        (told,) = d059(findings)
        assert told.branch == "01"
        assert NEW in told.message
        assert FIRST in told.message
        assert all(word in told.remedy for word in ("wuhao issue", "wuhao feedback", "wuhao panel"))
    assert place.records.read_bytes() == before


@pytest.mark.slow
def test_made_anew_only_what_is_left_is_told(tmp_path: Path) -> None:
    place = with_papers(tmp_path)
    issued = issue_forms(loaded(place), place)
    assert "D005" not in {each.code for each in issued.findings}, "it is no stranger's"
    assert d059(issued.findings)
    feedback(place, draft=True)
    issue_panel(loaded(place), place, latest=False, track=unwatched)
    folders = {Path(file).parent.name for file in papers(place)["01"]}
    assert folders == {"forms", "mail"}, "forms and mails that may have gone out are left alone"
    for file in papers(place)["01"]:
        (place.root / file).unlink()
    assert papers(place) == {}


@pytest.mark.slow
def test_a_correction_that_somebody_worked_on_is_told(tmp_path: Path) -> None:
    place = year(tmp_path, FIRST)
    issue_forms(loaded(place), place)
    faulty = returned(loaded(place), {"考评得分": {"1-1": 99}})
    (place.returned / "a.xlsx").write_bytes(faulty)
    run(place, draft=True)
    (path,) = place.corrections.glob("*.xlsx")
    saved = datetime(2026, 12, 9, tzinfo=UTC)
    path.write_bytes(to_bytes(open_form(path.read_bytes()), saved=saved))
    place = year(tmp_path, NEW)
    run(place, draft=True)
    assert place.relative(path) in papers(place)["01"]


@pytest.mark.parametrize(
    "names", [(FIRST, "乙党总支"), (FIRST, "乙党总支", "丙党总支"), ("改过的党总支", "乙党总支")]
)
def test_nothing_is_told_where_nobody_was_renamed_or_no_paper_is_there(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    place = year(tmp_path, FIRST, "乙党总支")
    remember_names(place.records, "2026", loaded(place).roster.branches)
    assert papers(year(tmp_path, *names)) == {}


def test_renamed_back_the_name_in_between_is_the_old_one(tmp_path: Path) -> None:
    for name in (FIRST, NEW, FIRST):
        place = year(tmp_path, name)
        issue_forms(loaded(place), place)
    assert papers(place) == {"01": [f"output/forms/01_{NEW}_2026.xlsx"]}


def test_papers_of_another_year_or_of_a_longer_code_are_not_its_own(tmp_path: Path) -> None:
    place = year(tmp_path, FIRST)
    remember_names(place.records, "2026", loaded(place).roster.branches)
    place.forms.mkdir()
    for name in (f"01_{FIRST}_2025", f"011_{FIRST}_2026", f"01_{FIRST}_20261"):
        (place.forms / f"{name}.xlsx").write_bytes(b"")
    assert papers(year(tmp_path, NEW)) == {}


def test_the_command_tells_it(tmp_path: Path) -> None:
    place = year(tmp_path, FIRST)
    wuhao("issue", cwd=place.root)
    place = year(tmp_path, NEW)
    done = wuhao("issue", cwd=place.root)
    assert done.returncode == 0
    assert "D059" in done.stdout
    assert "按编号认" in done.stdout


# --- the records ----------------------------------------------------------------------------------


def test_names_are_kept_once_each_period_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    place = year(tmp_path / "w", FIRST, "乙党总支")
    branches = loaded(place).roster.branches
    for _ in range(2):
        remember_names(path, "2026", branches)
    before = snapshot(tmp_path)
    remember_names(path, "2026", branches)
    assert snapshot(tmp_path) == before, "nothing new, nothing written"
    assert load_names(path, "2026") == {"01": (FIRST,), "02": ("乙党总支",)}
    assert load_names(path, "2027") == {}
    renamed = loaded(year(tmp_path / "w", NEW, "乙党总支")).roster.branches
    assert former_names(renamed, load_names(path, "2026")) == {"01": (FIRST,)}
    remember_names(path, "2026", renamed)
    assert load_names(path, "2026")["01"] == (FIRST, NEW)


@pytest.mark.slow
def test_a_run_of_a_renamed_year_is_the_same_when_made_again(tmp_path: Path) -> None:
    """The old names are part of what results rest on; those recorded later change nothing."""
    place = names_passed_on(tmp_path)
    run(place, draft=True)
    issue_forms(loaded(place), place)
    done = verify(place)
    told = [(each.code, each.message) for each in done.findings]
    assert [each for each in told if each[0] in ("A005", "A006", "A007", "A008", "A009")] == []
    states = {each.file: each.state for each in done.papers}
    assert states["output/results.xlsx"] is PaperState.SAME
