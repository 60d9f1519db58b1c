"""Decisions of the meeting stand between the scores and the ranking, and every paper tells them."""

import io
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.support.drawing import Rows, handed_in, loaded, workspace
from tests.support.faults import SOLO, put_panel, returned, veto
from tests.support.meeting import BY, DAY, WHY, decide, decisions
from tests.support.reference_scorer import after_the_meeting
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Place
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.check import check
from wuhao_batch.jobs.feedback import give_feedback
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.run import write_papers
from wuhao_batch.numbers import from_points, to_points
from wuhao_batch.outcome.deriving import derive
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.scores import scores
from wuhao_batch.outcome.status import Status
from wuhao_batch.outcome.totalling import Round, add_up
from wuhao_batch.outcome.tracing import origin_of
from wuhao_batch.outputs.explanation.of_items import item_steps
from wuhao_batch.outputs.explanation.of_results import result_steps
from wuhao_batch.outputs.refusals import refusals
from wuhao_batch.outputs.results.frames import result_tables
from wuhao_batch.panel.meeting.decided import Decided
from wuhao_batch.panel.meeting.holding import hold_scores
from wuhao_batch.panel.meeting.reading import read_meeting
from wuhao_batch.reading.book import read_book
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import DECISIONS, Workspace

THREE = [["01", "甲党总支"], ["02", "乙党总支"], ["03", "丙党总支"]]


@dataclass(frozen=True)
class Year:
    """A workspace, and what was handed in there; the meeting is yet to come."""

    place: Workspace
    assessment: Assessment
    handed_in: HandedIn

    def after(self, on_scores: Rows = (), on_vetoes: Rows = ()) -> Outcome:
        """The outcome after a meeting with those decisions."""
        meeting = read_meeting(self.assessment, decisions(on_scores, on_vetoes))
        return judge(self.assessment, replace(self.handed_in, meeting=meeting))


def before_the_meeting(folder: Path, **chosen: Any) -> Year:
    """Three branches with all of their points; the second declared V1."""
    place = workspace(folder, THREE, **chosen)
    for branch in loaded(place).roster.branches:
        answers = {"是否存在": {"V1": "是"}, "情况说明": {"V1": "一名学生党员"}}
        inputs = answers if branch.code == "02" else {}
        data = returned(loaded(place), inputs, branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(data)
    return Year(place, loaded(place), handed_in(place))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return before_the_meeting(tmp_path_factory.mktemp("year"))


def result(outcome: Outcome, code: str) -> Result:
    return next(each for each in outcome.results if each.branch.code == code)


def codes(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.findings]


def test_a_decision_changes_score_total_and_rank(year: Year) -> None:
    outcome = year.after([["01", "1-1", 8, 6.5]])
    changed, other = result(outcome, "01"), result(outcome, "03")
    assert changed.items["1-1"] == Decimal("6.5")
    assert changed.total == other.total - Decimal("1.5")  # type: ignore[operator]
    assert (other.rank, changed.rank) == (1, 2)
    assert changed.categories != other.categories


def test_without_the_workbook_nothing_is_decided(year: Year) -> None:
    outcome = year.after()
    assert not year.handed_in.meeting.scores
    assert not any(each.decided or each.on_vetoes for each in outcome.results)
    assert "会议决定" not in result_tables(outcome, ())


def test_decisions_on_one_score_follow_on_each_other(year: Year) -> None:
    rows = [["1", "1-1", 8, 6], ["01", "1-1", 6, 7]]
    outcome = year.after(rows)
    assert result(outcome, "01").items["1-1"] == 7
    assert len(result(outcome, "01").decided["1-1"]) == 2
    assert "M001" not in codes(outcome)


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["01", "1-1", 7, 6], "M001", "C2"),
        (["01", "1-1", 8, 9], "V003", "D2"),
        (["01", "1-1", 8, -1], "V004", "D2"),
        (["01", "1-1", 8, "多"], "V002", "D2"),
        (["01", "1-1", "7.99", 7], "M001", "C2"),
        (["09", "1-1", 8, 7], "I022", "A2"),
        (["01", "1-9", 8, 7], "M005", "B2"),
        (["01", "1-1", 8, 7, "", BY, DAY], "I010", "E2"),
        (["01", "1-1", 8, 7, WHY, "", DAY], "I010", "F2"),
        (["01", "1-1", 8, 7, WHY, BY, ""], "I010", "G2"),
        (["01", "1-1", 8, 7, WHY, BY, "月底"], "V106", "G2"),
        (["01", "1-1", None, 7], "I010", "C2"),
        (["01", "", 8, 7], "I010", "B2"),
    ],
)
def test_a_row_with_a_fault_changes_nothing_and_holds_the_notice(
    year: Year, row: list[Any], code: str, cell: str
) -> None:
    outcome = year.after([row])
    (found,) = outcome.not_followed
    assert (found.code, found.place.file, found.place.cell) == (code, DECISIONS, cell)
    assert result(outcome, "01").items["1-1"] == 8
    assert "M009" in [each.code for each in refusals(outcome, "公示稿")]


def test_a_new_score_off_the_steps_is_asked_about_and_counts(year: Year) -> None:
    outcome = year.after([["01", "1-1", 8, 7.25]])
    assert "V014" in codes(outcome)
    assert result(outcome, "01").items["1-1"] == Decimal("7.25")


def test_the_same_decision_twice_counts_once(year: Year) -> None:
    row = ["01", "1-1", 8, 7]
    outcome = year.after([row, row])
    assert "M003" in codes(outcome)
    assert not outcome.not_followed
    assert len(result(outcome, "01").decided["1-1"]) == 1


def test_of_contradicting_decisions_none_counts(year: Year) -> None:
    rows = [["01", "1-1", 8, 7], ["01", "1-1", 8, 6]]
    outcome = year.after(rows)
    (found,) = outcome.not_followed
    assert (found.code, found.place.cell) == ("M004", "C3")
    assert "第2行" in found.rule
    assert result(outcome, "01").items["1-1"] == 8


def test_decisions_before_a_contradiction_count(year: Year) -> None:
    rows = [["01", "1-1", *each] for each in ((8, 5), (5, 7), (7, 4), (4, 6), (7, 3), (7, 2))]
    outcome = year.after(rows)
    told = [(found.code, found.place.cell) for found in outcome.not_followed]
    assert sorted(told) == [("M001", "C5"), ("M004", "C6"), ("M004", "C7")]
    assert result(outcome, "01").items["1-1"] == 7
    assert len(result(outcome, "01").decided["1-1"]) == 2


def test_a_score_of_counts_is_decided_on_likewise(tmp_path: Path) -> None:
    year = before_the_meeting(tmp_path, 计分依据="自评得分")
    outcome = year.after([["01", "1-1", 8, 7]])
    own = result(outcome, "01")
    assert (own.items["1-1"], own.self_items["1-1"]) == (7, 8)
    origin = origin_of(outcome, own, year.assessment.standard.item("1-1"))
    assert (origin.points, origin.found) == (7, 8)


def test_where_only_totals_are_rounded_a_decision_counts_likewise(tmp_path: Path) -> None:
    year = before_the_meeting(tmp_path, 取整="总分")
    outcome = year.after([["01", "1-1", 8, 6.5]])
    changed, other = result(outcome, "01"), result(outcome, "03")
    assert changed.items["1-1"] == Decimal("6.5")
    assert other.total is not None
    assert changed.total == other.total - Decimal("1.5")


POINTS = st.sampled_from([Fraction(each, 2) for each in (13, 14, 15)])


@given(POINTS, st.lists(st.tuples(POINTS, POINTS), max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_sequence_of_decisions_ends_where_plain_words_say(
    year: Year, found: Fraction, rows: list[tuple[Fraction, Fraction]]
) -> None:
    decided = [
        Decided(
            "01",
            "1-1",
            as_decimal(begins),
            as_decimal(ends),
            WHY,
            BY,
            DAY,
            Place(DECISIONS, "会议决定", f"C{row}"),
        )
        for row, (begins, ends) in enumerate(rows, start=2)
    ]
    given_now = {"01": {"1-1": to_points(as_decimal(found))}}
    held = hold_scores(year.assessment, decided, given_now)
    now = {"01": dict(given_now["01"])} | {code: dict(own) for code, own in held.points.items()}
    assert from_points(now["01"]["1-1"]) == as_decimal(after_the_meeting(found, rows))


def as_decimal(points: Fraction) -> Decimal:
    return Decimal(points.numerator) / points.denominator


# --- vetoes ---------------------------------------------------------------------------------------


def test_a_lifted_veto_does_not_count_and_is_asked_no_more(year: Year) -> None:
    before = year.after()
    assert result(before, "02").status is Status.VETOED
    assert "S016" in codes(before)
    outcome = year.after(on_vetoes=[["02", "V1", "存在", "不存在"]])
    lifted = result(outcome, "02")
    assert (lifted.status, lifted.vetoes, lifted.rank) == (Status.QUALIFIED, (), 1)
    assert "S016" not in codes(outcome)
    assert outcome.to_confirm == ()


def test_a_confirmed_veto_counts_and_is_asked_no_more(year: Year) -> None:
    outcome = year.after(on_vetoes=[["02", "V1", "存在", "存在"]])
    assert result(outcome, "02").status is Status.VETOED
    assert "S016" not in codes(outcome)


def test_the_meeting_finds_a_veto_that_nobody_named(year: Year) -> None:
    outcome = year.after(on_vetoes=[["03", "v2", "不存在", "存在"]])
    assert result(outcome, "03").vetoes == ("V2",)
    assert result(outcome, "03").status is Status.VETOED


def test_a_veto_of_the_panel_is_lifted_likewise(tmp_path: Path) -> None:
    place = workspace(tmp_path, THREE[:1], evaluators=SOLO)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    put_panel(place, veto("01", "V1", "", "", "通报", "张三"))
    year = Year(place, loaded(place), handed_in(place))
    assert "S013" in codes(year.after())
    outcome = year.after(on_vetoes=[["01", "V1", "存在", "不存在"]])
    assert result(outcome, "01").vetoes == ()
    assert "S013" not in codes(outcome)
    assert "考评组认定" not in str(result_tables(outcome, ())["汇总"]["备注"].tolist())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["03", "V1", "存在", "不存在"], "M001"),
        (["03", "V9", "不存在", "存在"], "V022"),
        (["03", "V1", "有", "不存在"], "V106"),
        (["03", "V1", "不存在", "存在", "", "", BY, DAY], "I010"),
    ],
)
def test_a_faulty_decision_on_a_veto_changes_nothing(year: Year, row: list[Any], code: str) -> None:
    outcome = year.after(on_vetoes=[row])
    assert [each.code for each in outcome.not_followed] == [code]
    assert result(outcome, "03").vetoes == ()


def test_a_new_veto_names_the_parts_where_only_these_are_held_down(tmp_path: Path) -> None:
    year = before_the_meeting(tmp_path, 一票否决对象="党支部")
    bare = ["03", "V1", "不存在", "存在"]
    assert [each.code for each in year.after(on_vetoes=[bare]).not_followed] == ["V018"]
    named = [*bare, "丙一支部", WHY, BY, DAY]
    outcome = year.after(on_vetoes=[named])
    assert result(outcome, "03").sub_branches == ("丙一支部",)
    assert result(outcome, "03").status is Status.QUALIFIED


# --- papers ---------------------------------------------------------------------------------------


def test_results_list_what_was_decided_and_trace_it(year: Year) -> None:
    outcome = year.after([["01", "1-1", 8, 7]], [["02", "V1", "存在", "不存在"]])
    tables = result_tables(outcome, outcome.findings)
    (row,) = tables["会议决定"].to_dict("records")
    assert (row["编号"], row["考评编号"], row["原分"], row["新分"]) == ("01", "1-1", 8, 7)
    assert (row["依据"], row["决定人"], row["日期"]) == (WHY, BY, "2026-12-16")
    assert (row["文件"], row["单元格"]) == (DECISIONS, "C2")
    (on_veto,) = tables["一票否决决定"].to_dict("records")
    assert (on_veto["原认定"], on_veto["新认定"]) == ("存在", "不存在")
    sources = tables["得分来源"]
    own = sources[(sources["编号"] == "01") & (sources["考评编号"] == "1-1")].to_dict("records")
    assert [each["文件"] for each in own] == ["input/returned/01.xlsx", DECISIONS]
    assert own[-1]["依据"] == f"会议决定由8分改为7分（{BY}，2026-12-16）：{WHY}"
    remarks = dict(zip(tables["汇总"]["编号"], tables["汇总"]["备注"], strict=True))
    assert (
        remarks["01"] == "并列第2名；会议决定1-1由8分改为7分" or "1-1由8分改为7分" in remarks["01"]
    )
    assert "会议决定一票否决V1不存在" in remarks["02"]
    (case,) = tables["一票否决"].to_dict("records")
    assert f"会议决定不存在：{WHY}" in case["情况说明"]
    frame = scores(outcome)
    traced = frame[(frame["branch"] == "01") & (frame["item"] == "1-1")]
    assert traced["file"].tolist()[-1] == DECISIONS


def test_report_and_feedback_mark_the_score(year: Year) -> None:
    place = year.place
    outcome = year.after([["01", "1-1", 8, 7]], [["02", "V1", "存在", "不存在"]])
    published = write_papers(outcome, place)
    report = published.outputs["report"].read_text("utf-8")
    assert "九、会议决定" in report
    assert WHY in report
    assert ">1※<" in report
    given = give_feedback(outcome, place, draft=False)
    page = given.workbooks["01"].with_suffix(".html").read_text("utf-8")
    assert ">7※<" in page
    assert f"会议决定由8分改为7分，依据：{WHY}" in page
    assert BY not in page, "who decided is the office's own matter"
    book = read_book(given.workbooks["01"].read_bytes())
    assert isinstance(book, Book)
    shown = [cell.seen for cell in book.sheets[0].cells.values() if "※" in cell.seen]
    assert "7※" in shown
    other = given.workbooks["03"].with_suffix(".html").read_text("utf-8")
    assert "※" not in other


def test_a_round_whose_decision_does_not_count_holds_the_notice_of_the_year(
    tmp_path: Path,
) -> None:
    year = before_the_meeting(tmp_path / "1月", 期次="1月")
    each = Round("../1月", year.after([["01", "1-1", 6, 7]]))
    done = add_up(loaded(workspace(tmp_path / "全年", THREE)), [each]).outcome
    assert [found.place.file for found in done.not_followed] == [f"../1月/{DECISIONS}"]
    assert "M009" in [found.code for found in refusals(done, "公示稿")]


def test_an_explanation_leads_to_the_decision(year: Year) -> None:
    outcome = year.after([["01", "1-1", 8, 7]], [["02", "V1", "存在", "不存在"]])
    item = outcome.assessment.standard.item("1-1")
    origin = origin_of(outcome, result(outcome, "01"), item)
    steps = list(item_steps(outcome, result(outcome, "01"), item, origin))
    (decided,) = (each.lines for each in steps if each.title == "会议决定")
    assert (decided[0].file, decided[0].cell) == (DECISIONS, "C2")
    assert "由8分改为7分" in decided[0].text
    whole = result_steps(outcome, derive(outcome, result(outcome, "02")))
    (vetoes,) = (each.lines for each in whole if each.title == "会议决定")
    assert "一票否决V1不存在" in vetoes[-1].text
    assert (vetoes[-1].file, vetoes[-1].sheet) == (DECISIONS, "一票否决决定")


def test_check_without_files_reads_the_decisions_too(tmp_path: Path) -> None:
    place = workspace(tmp_path, THREE)
    decide(place, [["01", "9-9", 8, 7]])
    assert [each.code for each in check(place, []).findings] == ["M005"]
    place.decisions.write_bytes(b"no workbook")
    assert [each.place.file for each in check(place, []).findings] == [DECISIONS]


@pytest.mark.parametrize("missing", ["会议决定", "一票否决决定"])
def test_a_sheet_that_is_missing_is_told(year: Year, missing: str) -> None:
    workbook = load_workbook(io.BytesIO(decisions()))
    del workbook[missing]
    data = io.BytesIO()
    workbook.save(data)
    meeting = read_meeting(year.assessment, data.getvalue())
    assert [each.code for each in meeting.findings] == ["L001"]
