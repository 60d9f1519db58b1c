"""The rounds of a year brought together: one total, one ranking, one result and one notice."""

import io
import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.support.acts import deed, remember_act
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import loaded, small_template, workspace
from tests.support.line import put
from tests.support.meeting import decide
from tests.support.notices import of_page, of_word, of_workbook
from tests.support.rounds import UNITS, Came, office, round_of
from tests.support.stages import publish_on
from wuhao_batch.assessment.choices import Accumulating, PublicScores
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.total import total as bring_together
from wuhao_batch.outcome.result import Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outcome.totalling import Total, add_up
from wuhao_batch.outputs.columns import NOTHING
from wuhao_batch.outputs.papers import make_papers_of_year
from wuhao_batch.outputs.results.rounds import rounds_tables
from wuhao_batch.records.acts import RecordedAct
from wuhao_batch.scoring.grades import Grade
from wuhao_batch.scoring.model import Capping
from wuhao_batch.workspace.folders import DECISIONS, ImpossibleError, open_workspace

MONTHS = [f"{number}月" for number in range(1, 13)]
ALL = ("01", "02", "03")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return loaded(workspace(tmp_path_factory.mktemp("year"), UNITS, small_template()))


def added(year: Assessment, *came: Came, **settings: Any) -> Total:
    """The total of rounds 1月, 2月 … that ended so."""
    roster = replace(year.roster, settings=replace(year.settings, **settings))
    rounds = [round_of(year, name, each) for name, each in zip(MONTHS, came, strict=False)]
    return add_up(replace(year, roster=roster), rounds)


def of(total: Total, code: str) -> Result:
    return next(each for each in total.outcome.results if each.branch.code == code)


def told(total: Total) -> list[tuple[str, str | None]]:
    return [(each.code, each.branch) for each in total.outcome.findings if each.code != "L105"]


# --- points ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", Accumulating)
def test_twelve_rounds_make_an_exact_total(year: Assessment, how: Accumulating) -> None:
    chance = random.Random(12)  # noqa: S311  any numbers will do
    came = [{code: Decimal(chance.randint(0, 5000)) / 100 for code in ALL} for _ in MONTHS]
    found = added(year, *came, accumulating=how)
    for code in ALL:
        whole = sum((each[code] for each in came), Decimal(0))
        mean = (whole / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
        result = of(found, code)
        assert result.total == (mean if how == Accumulating.MEAN else whole)
        assert result.items == {name: each[code] for name, each in zip(MONTHS, came, strict=True)}
    assert told(found) == []


def test_a_mean_is_rounded_once_half_up(year: Assessment) -> None:
    found = added(
        year,
        {"01": "30", "02": "30", "03": "30"},
        {"01": "30.01", "02": "30.02", "03": "30"},
    )
    assert [of(found, code).total for code in ALL] == [Decimal("30.01"), Decimal("30.01"), 30]
    assert [of(found, code).rank for code in ALL] == [1, 1, 3]


def test_settings_of_the_year_hold_for_the_total(year: Assessment) -> None:
    came = {"01": "40", "02": "30", "03": "20"}
    found = added(year, came, came, pass_mark=Decimal(25), quota=1)
    assert [of(found, code).status for code in ALL] == [
        Status.QUALIFIED,
        Status.QUALIFIED,
        Status.BELOW_LINE,
    ]
    assert [of(found, code).proposed for code in ALL] == [True, False, False]


# --- rounds without a result ----------------------------------------------------------------------


def test_a_round_without_the_unit_does_not_count_for_it_and_is_told(year: Assessment) -> None:
    found = added(
        year,
        {"01": "40", "02": "40", "03": "40"},
        {"01": "30", "02": Status.EXEMPT},
        {"01": "20", "02": "20", "03": "30"},
    )
    assert [of(found, code).total for code in ALL] == [30, 30, 35]
    assert told(found) == [("D038", "02"), ("D038", "03")]
    absent, unlisted = found.outcome.on_the_whole
    assert "2月（不参评）；按其余2期平均" in absent.message
    assert "2月（不在名单上）；按其余2期平均" in unlisted.message
    assert found.remarks["02"] == ("缺2月（不参评）",)


@pytest.mark.parametrize(
    "status", [Status.MISSING, Status.NEEDS_CORRECTION, Status.UNSCORED], ids=str
)
def test_a_unit_waits_for_a_round_without_its_result(year: Assessment, status: Status) -> None:
    found = added(
        year,
        {"01": "40", "02": "40", "03": "40"},
        {"01": status, "02": "30", "03": "30"},
    )
    assert of(found, "01").status is status
    assert of(found, "01").total is None
    assert of(found, "02").rank == 1
    (lacking,) = found.outcome.on_the_whole
    assert f"2月（{status.label}）；还没有全年的分数" in lacking.message
    assert [each.code for each in found.outcome.unsettled] == ["01"]


def test_a_veto_in_any_round_holds_for_the_year(year: Assessment) -> None:
    came = {"01": "40", "02": "40", "03": "40"}
    found = added(year, came, {**came, "02": Status.VETOED})
    assert of(found, "02").status is Status.VETOED
    assert of(found, "02").rank is None
    assert found.remarks["02"] == ("一票否决：2月",)


def test_the_year_is_graded_by_its_totals(year: Assessment) -> None:
    grades = (Grade("优秀", Decimal(39)), Grade("良好", Decimal(30)), Grade("合格"))
    standard = replace(year.standard, grades=grades)
    graded = replace(year, template=replace(year.template, standard=standard))
    january = round_of(year, "1月", {"01": "40", "02": "40", "03": "31"})
    found = add_up(graded, [january])
    assert [of(found, code).grade for code in ALL] == ["优秀", "优秀", "良好"]
    first, *others = january.outcome.results
    held = (replace(first, ceiling="良好"), *others)
    held_down = replace(january, outcome=replace(january.outcome, results=held))
    assert of(add_up(graded, [held_down]), "01").grade == "良好"
    asking = replace(standard, grades=(replace(grades[0], needs=("a1",)), *grades[1:]))
    unknown = replace(year, template=replace(year.template, standard=asking))
    without = add_up(unknown, [january])
    assert of(without, "01").grade is None, "nobody knows a1 of the year"
    assert ("D062", None) in told(without)


# --- whose rounds these are -----------------------------------------------------------------------


def test_another_name_beside_the_same_code_is_not_added_up(year: Assessment) -> None:
    came = {"01": "40", "02": "40", "03": "40"}
    january, february = round_of(year, "1月", came), round_of(year, "2月", came)
    first, *others = february.outcome.results
    renamed = replace(first, branch=replace(first.branch, name="201室"))
    february = replace(february, outcome=replace(february.outcome, results=(renamed, *others)))
    found = add_up(year, [january, february])
    assert of(found, "01").status is Status.NEEDS_CORRECTION
    assert of(found, "01").total is None
    (other,) = found.outcome.on_the_whole
    assert (other.code, other.branch, other.place.file) == (
        "D039",
        "01",
        "../2月/input/roster.xlsx",
    )
    assert "“201室”" in other.message


def test_a_code_is_the_same_with_and_without_its_zero(year: Assessment) -> None:
    came = {"01": "40", "02": "40", "03": "40"}
    january = round_of(year, "1月", came)
    first, *others = january.outcome.results
    short = replace(first, branch=replace(first.branch, code="1"))
    january = replace(january, outcome=replace(january.outcome, results=(short, *others)))
    assert of(add_up(year, [january]), "01").total == 40


def test_a_unit_that_the_year_does_not_know_is_told(year: Assessment) -> None:
    smaller = replace(year, roster=replace(year.roster, branches=year.roster.branches[:2]))
    found = add_up(smaller, [round_of(year, "1月", {"01": "40", "02": "40", "03": "40"})])
    assert told(found) == [("D044", None)]
    assert "03 103室" in found.outcome.on_the_whole[0].message


def test_rounds_by_different_standards_are_told(year: Assessment, tmp_path: Path) -> None:
    other = loaded(workspace(tmp_path, UNITS))
    came = {"01": "40", "02": "40", "03": "40"}
    rounds = [
        round_of(year, "1月", came), round_of(other, "2月", came), round_of(year, "3月", came)
    ]  # fmt: skip
    (found,) = add_up(year, rounds).outcome.on_the_whole
    assert found.code == "D040"
    ours, theirs = year.standard.digest, other.standard.digest
    assert f"1月、3月是{ours}，2月是{theirs}" in found.message


def test_how_items_are_capped_makes_no_other_standard(year: Assessment) -> None:
    turned = replace(
        year,
        roster=replace(year.roster, settings=replace(year.settings, capping=Capping.DEDUCT_FIRST)),
    )
    came = {"01": "40", "02": "40", "03": "40"}
    assert told(add_up(year, [round_of(year, "1月", came), round_of(turned, "2月", came)])) == []


# --- papers ---------------------------------------------------------------------------------------


def test_results_have_a_column_a_round_and_the_cell_of_each_number(year: Assessment) -> None:
    came = [{"01": "40", "02": Status.EXEMPT, "03": "20"}, {"01": "30", "02": "35", "03": "45"}]
    found = added(year, *came)
    summary, findings, sources = rounds_tables(found, found.outcome.findings)
    assert summary.headers == [
        "名次", "编号", "党总支", "类别", "1月", "2月", "总分", "结论", "备注"
    ]  # fmt: skip
    rows = [[column.value(row) for column in summary.columns] for row in summary.rows]
    assert [row[:2] for row in rows] == [[1, "01"], [1, "02"], [3, "03"]]
    assert rows[1][4] is NOTHING
    assert rows[1][-1] == "并列第1名；缺1月（不参评）"
    assert findings.name == "问题清单"
    assert len(sources.rows) == 5


def test_results_list_the_decisions_on_each_round_and_on_the_year(year: Assessment) -> None:
    came = {"01": "40", "02": "40", "03": "40"}
    rounds = [round_of(year, name, came) for name in ("1月", "2月")]

    def decided(period: str, day: int) -> RecordedAct:
        at = datetime(2026, 3, day, tzinfo=UTC)
        return RecordedAct(at, period, "accept", "01", f"{day}日的决定", "张三", "核实过", "")

    first, second = (str(each.outcome.assessment.settings.period) for each in rounds)
    january = replace(rounds[0], decided=(decided(first, 9), decided(second, 8)))
    february = replace(rounds[1], decided=(decided(second, 7),))
    own = decided(str(year.settings.period), 10)
    found = replace(add_up(year, [january, february]), decided=(own,))
    table = rounds_tables(found, ())[-1]
    assert table.name == "经办记录"
    told = [[column.value(row) for column in table.columns] for row in table.rows]
    assert [(row[2], row[-1]) for row in told] == [
        ("7日的决定", second), ("9日的决定", first), ("10日的决定", "2026"),
    ]  # fmt: skip
    assert table.headers[-1] == "考核年度"


def in_papers(found: Total, tmp_path: Path) -> tuple[list[str], list[str]]:
    """The columns of the notice, the same in its three forms, and the codes told."""
    place = open_workspace(tmp_path)
    papers = make_papers_of_year(found, place.templates)
    paths = {}
    for name in ("notice_html", "notice_docx", "notice_xlsx"):
        paths[name] = tmp_path / name.replace("_", ".")
        paths[name].write_bytes(papers.files[name])
    facts = [
        of_page(paths["notice_html"]),
        of_word(paths["notice_docx"]),
        of_workbook(paths["notice_xlsx"]),
    ]
    assert facts[0].table == facts[1].table == facts[2].table
    return list(facts[0].table[0]), [each.code for each in papers.findings]


def test_quarters_stand_on_the_notice_twelve_months_have_no_room(tmp_path: Path) -> None:
    year = loaded(workspace(tmp_path, UNITS, small_template(), 公示开始日期="2026-12-22"))
    came = {"01": "40.25", "02": "39.75", "03": "20.5"}
    columns, codes = in_papers(added(year, *[came] * 4), tmp_path)
    assert columns == ["名次", "党总支", *MONTHS[:4], "总分", "结论"]
    assert "D034" not in codes
    columns, codes = in_papers(added(year, *[came] * 12), tmp_path)
    assert columns == ["名次", "党总支", "总分", "结论"]
    assert "D034" in codes
    wanted = added(year, *[came] * 12, public_scores=PublicScores.TOTAL)
    assert "D034" not in in_papers(wanted, tmp_path)[1], "nobody asked for them"


# --- the command ----------------------------------------------------------------------------------


def test_the_command_reads_the_rounds_and_writes_the_year(tmp_path: Path) -> None:
    office(tmp_path, **{"1月": dict.fromkeys(ALL, 12), "2月": {"01": 11, "02": 12, "03": 10}})
    before = {name: snapshot(tmp_path / name) for name in ("1月", "2月")}
    done = wuhao("total", "1月", "2月", "--workspace", "全年", "--json", cwd=tmp_path)
    assert done.returncode == 0, done
    assert {name: snapshot(tmp_path / name) for name in before} == before
    found = json.loads(done.stdout)
    assert [each["folder"] for each in found["rounds"]] == ["../1月", "../2月"]
    ranked = {each["code"]: (each["rank"], each["total"]) for each in found["branches"]}
    best = ranked["02"][1]
    assert ranked == {"02": (1, best), "01": (2, best - 0.5), "03": (3, best - 1)}
    notice = {"notice_html", "notice_docx", "notice_xlsx"}
    assert set(found["outputs"]) == {"results", "data", *notice}
    results = tmp_path / "全年/output/results.xlsx"
    sources = pd.read_excel(results, "得分来源", dtype=str, engine="openpyxl")
    assert len(sources) == 6
    for row in sources.to_dict("records"):
        book = load_workbook(io.BytesIO((tmp_path / "全年" / row["文件"]).read_bytes()))
        assert book[row["工作表"]][row["单元格"]].value == float(row["得分"])


@pytest.mark.slow
def test_a_round_of_which_something_else_was_published_is_told(tmp_path: Path) -> None:
    place = office(tmp_path, **{"1月": dict.fromkeys(ALL, 12)})
    folder = tmp_path / "1月"
    done = bring_together(place, [folder])
    assert "D037" not in [each.code for each in done.findings]
    round_place = open_workspace(folder)
    publish_on(date(2026, 12, 22), round_place)
    put(round_place, "01", {"考评得分": {"a1": 2}, "扣分说明": {"a1": "又查"}})
    found = [each for each in bring_together(place, [folder]).findings if each.code == "D037"]
    (place_of,) = [each.place.file for each in found]
    assert place_of == "../1月/output/published/2026_1月-01"
    (folder / "output/published/2026_1月-01/notice.html").unlink()
    (broken,) = [each for each in bring_together(place, [folder]).findings if each.code == "P003"]
    assert broken.place.file == place_of


def test_what_stands_in_the_years_folder_is_told_and_listed(tmp_path: Path) -> None:
    """Decisions of the meeting, each at its cell, and what is wrong there; acts in results."""
    place = office(tmp_path, **{"1月": {"01": 12, "02": 12, "03": 12}})
    decide(place, [["01", "a1", 8, 7], ["2", "a1", 8, 6], ["77", "a1", 8, 6]])
    remember_act(place.records, deed("publish", period="2026"))
    done = bring_together(place, [tmp_path / "1月"])
    there = [each for each in done.findings if each.place.file == DECISIONS]
    told = [(each.code, each.branch, each.place.cell) for each in there]
    assert told == [("M010", "01", "C2"), ("M010", "02", "C3"), ("I022", None, "A4")]
    assert "（a1）没有采用" in there[0].message
    rows = load_workbook(place.output / "results.xlsx")["经办记录"].values
    assert [row[5] for row in rows] == ["命令", "publish"]


@pytest.mark.slow
def test_the_notice_waits_while_a_round_has_no_result(tmp_path: Path) -> None:
    office(tmp_path, **{"1月": dict.fromkeys(ALL, 12), "2月": {"01": 11, "02": 12}})
    done = wuhao("total", "1月", "2月", "--workspace", "全年", cwd=tmp_path)
    assert done.returncode == 1
    assert "D003" in done.stdout
    assert not (tmp_path / "全年/output/notice.html").exists()
    assert (tmp_path / "全年/output/results.xlsx").exists()
    done = wuhao("total", "1月", "2月", "--workspace", "全年", "--draft", cwd=tmp_path)
    assert "notice_draft.html" in done.stdout


def refused(tmp_path: Path, *folders: str) -> str:
    with pytest.raises(ImpossibleError) as caught:
        bring_together(open_workspace(tmp_path / "全年"), [tmp_path / each for each in folders])
    return str(caught.value)


def test_folders_that_are_no_rounds_are_refused_in_one_sentence(tmp_path: Path) -> None:
    office(tmp_path)
    workspace(tmp_path / "1月", UNITS, small_template(), 期次="1月")
    workspace(tmp_path / "一月", UNITS, small_template(), 期次="1月")
    workspace(tmp_path / "无", UNITS, small_template())
    workspace(tmp_path / "去年", UNITS, small_template(), 期次="1月", 考核年度="2025")
    assert "都是2026年1月的" in refused(tmp_path, "1月", "一月")
    assert "都是2026年1月的" in refused(tmp_path, "1月", "1月")
    assert "不是2026年的一期" in refused(tmp_path, "无")
    assert "2025年1月" in refused(tmp_path, "去年")
    assert "写全年结果的工作文件夹" in refused(tmp_path, "全年")
    assert "不是文件夹" in refused(tmp_path, "没有")


def test_a_fault_of_a_rounds_roster_is_told_with_its_folder(tmp_path: Path) -> None:
    office(tmp_path)
    workspace(tmp_path / "1月", UNITS, small_template(), 期次="2026年1月")
    done = wuhao("total", "1月", "--workspace", "全年", cwd=tmp_path)
    assert done.returncode == 2
    assert "V103 ../1月/input/roster.xlsx" in done.stdout
