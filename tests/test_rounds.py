"""A year of several rounds (期次): no form of one is taken for another's."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.drawing import handed_in, loaded, roster, workspace
from tests.support.faults import returned
from tools.filling import fill_panel
from wuhao_batch.assessment.identity import find_identities
from wuhao_batch.assessment.roster import read_roster
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.jobs.panel import issue_panel
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.papers import make_papers
from wuhao_batch.panel.names import panel_names
from wuhao_batch.reading.book import read_book
from wuhao_batch.records.issued import load_issued
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import unwatched

TWO = [["01", "甲党总支"], ["02", "乙党总支"]]


def round_of(root: Path, named: str, **settings: Any) -> Workspace:
    return workspace(root, TWO, 期次=named, **settings)


def texts_of(data: bytes) -> str:
    found = read_book(data)
    assert isinstance(found, Book)
    return "\n".join(found.visible_texts)


def test_a_form_of_january_handed_in_in_february_is_told_for_what_it_is(tmp_path: Path) -> None:
    january = loaded(round_of(tmp_path / "1", "1月"))
    place = round_of(tmp_path / "2", "2月")
    (place.returned / "a.xlsx").write_bytes(returned(january))
    found = handed_in(place).examined
    assert not found.accepted
    (told,) = [each for each in found.findings if each.code == "I027"]
    assert told.branch == "01"
    assert "2026年1月" in told.message
    assert "2026年2月" in told.message


def test_it_is_a_finished_matter_once_the_one_of_february_is_there(tmp_path: Path) -> None:
    january = loaded(round_of(tmp_path / "1", "1月"))
    place = round_of(tmp_path / "2", "2月")
    (place.returned / "a.xlsx").write_bytes(returned(january))
    (place.returned / "b.xlsx").write_bytes(returned(loaded(place)))
    found = handed_in(place).examined
    assert list(found.accepted) == ["01"]
    assert [each.code for each in found.findings if each.place.file == "input/returned/a.xlsx"] == [
        "I026"
    ]


@pytest.mark.parametrize(("own", "other"), [("1月", ""), ("", "1月"), ("1月", "11月")])
def test_a_form_with_a_round_is_none_without_or_of_a_longer_name(
    own: str, other: str, tmp_path: Path
) -> None:
    form = returned(loaded(round_of(tmp_path / "1", own)))
    place = round_of(tmp_path / "2", other)
    (place.returned / "a.xlsx").write_bytes(form)
    assert "I027" in [each.code for each in handed_in(place).examined.findings]


def test_a_workbook_of_the_panel_belongs_to_its_round_too(tmp_path: Path) -> None:
    first, second = (
        round_of(tmp_path / each, each, 考评得分填在="复核表") for each in ("1月", "2月")
    )
    for place in (first, second):
        (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    issued = issue_panel(loaded(first), first, latest=False, track=unwatched)
    data = fill_panel(issued.workbooks["考评组"].read_bytes(), {"01": {"1-1": 1}})
    (second.panel / "p.xlsx").write_bytes(data)
    assert "I027" in [each.code for each in handed_in(second).books.findings]


def test_the_round_stands_in_identities_names_and_titles(tmp_path: Path) -> None:
    place = round_of(tmp_path, "第一季度")
    assessment = loaded(place)
    form = issue_forms(assessment, place).forms["01"]
    assert form.name == "01_甲党总支_2026_第一季度.xlsx"
    read = read_book(form.read_bytes())
    assert isinstance(read, Book)
    (identity,), _, _ = find_identities(read)
    assert str(identity).startswith("WH-2026(第一季度)-01-")
    assert "量化考核评分表（第一季度）" in texts_of(form.read_bytes())
    assert panel_names(assessment) == {"考评组": "考评组_第一季度.xlsx"}
    assert form_names(assessment.roster.branches[:1], assessment.settings.period)["01"] == form.name


def test_the_round_stands_in_the_notice_and_the_results(tmp_path: Path) -> None:
    place = round_of(tmp_path, "3月", 公示开始日期="2026-12-22")
    assessment = loaded(place)
    for branch in assessment.roster.branches:
        data = returned(assessment, branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(data)
    found = handed_in(place)
    outcome = judge(assessment, found.examined, found.panel)
    assert {each.status for each in outcome.results} == {Status.QUALIFIED}
    papers = make_papers(outcome, place.templates)
    page = re.sub(r"<[^>]+>|\s", "", papers.files["notice_html"].decode())
    assert "关于2026年3月“五好党组织”量化考核结果的公示" in page
    assert "2026年3月“五好党组织”量化考核情况报告" in papers.files["report"].decode()


def test_the_records_know_of_each_round_apart(tmp_path: Path) -> None:
    place = round_of(tmp_path, "1月")
    issue_forms(loaded(place), place)
    assert {code for code, _ in load_issued(place.records, "2026(1月)")} == {"01", "02"}
    assert not load_issued(place.records, "2026(2月)")
    assert not load_issued(place.records, "2026")


@pytest.mark.parametrize("text", ["1月", "第一季度", "上半年", "第12周", "1-3月", "１月", " 1 月 "])
def test_a_round_is_a_short_text(text: str) -> None:
    found, findings = _settings(text)
    assert not findings
    assert found == text.translate({0xFF11: "1"}).replace(" ", "")


@pytest.mark.parametrize(
    "text", ["1", "2026年1月", "一/二", "(1)", "一期。", "很长很长很长的一个期次", 3]
)
def test_what_is_no_name_of_a_round_is_told(text: str | int) -> None:
    found, findings = _settings(text)
    assert findings == ["V103"]
    assert found == ""


def _settings(text: str | int) -> tuple[str, list[str]]:
    data = read_book(roster(TWO, 期次=text))
    assert isinstance(data, Book)
    read, findings = read_roster(data, "r.xlsx")
    return read.settings.round, [each.code for each in findings]
