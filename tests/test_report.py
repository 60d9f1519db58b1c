"""What the report reckons, against figures reckoned here; what it leaves to the committee."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.drawing import ROOT, workspace
from tests.support.line import put, run
from tests.support.printing import lines, printed, texts
from tests.support.programs import chromium
from wuhao_batch.numbers import plain
from wuhao_batch.outcome import analysis
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.report import charts
from wuhao_batch.outputs.report.report import make_report

SCORES: dict[str, dict[str, float]] = {
    "01": {"1-1": 8, "4-4": 15},
    "02": {"1-1": 6.5, "4-4": 12},
    "03": {"1-1": 6, "4-4": 15},
}
NAMES = {"01": "甲", "02": "乙", "03": "丙"}


def outcome_of(folder: Path, **settings: Any) -> Outcome:
    place = workspace(folder, [[code, name, "教学"] for code, name in NAMES.items()], **settings)
    for code, scores in SCORES.items():
        reasons = dict.fromkeys(scores, f"{code}的说明")
        put(place, code, {"数量": {"4-4.1": 5}, "考评得分": scores, "扣分说明": reasons})
    return run(place)[0]


def test_points_lost_add_up_by_item(tmp_path: Path) -> None:
    losses = {each.item.code: each for each in analysis.item_losses(outcome_of(tmp_path))}
    first = losses["1-1"]
    assert (first.lost, first.branches) == (Decimal("3.5"), 2)
    assert (first.mean, first.middle) == (Decimal("6.83"), Decimal("6.5"))
    assert first.share == Decimal("3.5") / 24
    order = [each.lost for each in analysis.item_losses(outcome_of(tmp_path))]
    assert order == sorted(order, reverse=True)


def test_the_widest_gap_between_branch_and_panel_comes_first(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path)
    gaps = [(gap.result.branch.name, gap.item and gap.item.code, gap.points)
            for gap in analysis.item_gaps(outcome)]  # fmt: skip
    assert gaps == [
        ("乙", "4-4", Decimal(-3)),
        ("丙", "1-1", Decimal(-2)),
        ("乙", "1-1", Decimal("-1.5")),
    ]
    totals = [(gap.result.branch.name, gap.points) for gap in analysis.total_gaps(outcome)]
    assert totals == [("乙", Decimal("-4.5")), ("丙", Decimal(-2)), ("甲", Decimal(0))]
    report = make_report(outcome, ())
    assert [each.reason for each in report.gaps] == ["02的说明", "03的说明", "02的说明"]


@given(st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=40))
def test_every_total_lies_in_one_bar_of_the_histogram(totals: list[Decimal]) -> None:
    bars = analysis.bins_of(totals)
    assert sum(each.count for each in bars) == len(totals)
    for one, other in pairwise(bars):
        assert one.high == other.low
    for each in bars[:-1]:
        assert each.count == sum(each.low <= total < each.high for total in totals)
    assert len(bars) <= analysis.BINS + 1


@pytest.mark.parametrize(
    ("quota", "proposed"),
    [(1, ["甲"]), (2, ["甲", "丙"]), (9, ["甲", "丙", "乙"])],
)
def test_proposals_are_those_within_the_quota(
    tmp_path: Path, quota: int, proposed: list[str]
) -> None:
    (line,) = analysis.quota_lines(outcome_of(tmp_path, 表彰名额=quota))
    assert [result.branch.name for result in line.proposed] == proposed
    assert line.tied == ()


def test_a_tie_across_the_line_is_left_to_the_committee(tmp_path: Path) -> None:
    place = workspace(
        tmp_path,
        [["01", "甲", "教学"], ["02", "乙", "教学"], ["03", "丙", "教学"], ["04", "丁", ""]],
        表彰名额=2,
        按类别排名="是",
    )
    for code in ("01", "02", "03", "04"):
        put(place, code, {"考评得分": {"1-1": 8 if code == "01" else 7}})
    lines = analysis.quota_lines(run(place)[0])
    told = {
        line.kind: [[result.branch.name for result in each] for each in (line.proposed, line.tied)]
        for line in lines
    }
    assert told == {"教学": [["甲"], ["乙", "丙"]], "": [["丁"], []]}


def test_a_report_of_nothing_says_so(three: Any) -> None:
    _, _, outputs = run(three)
    page = outputs["report"].read_text("utf-8")
    assert "还有3个党总支没有结果" in page
    assert page.count("还没有单位有结果。") == 3
    assert "没有设置表彰名额" in page


def test_by_self_scores_there_is_nothing_to_compare(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]], 计分依据="自评得分")
    put(place, "01")
    _, _, outputs = run(place)
    assert "没有另外的考评得分可比" in outputs["report"].read_text("utf-8")


def test_means_are_shown_half_up(tmp_path: Path) -> None:
    codes = ("01", "02", "03", "04")
    place = workspace(tmp_path, [[code, f"{code}总支"] for code in codes])
    for code in codes:
        put(place, code, {"考评得分": {"1-1": 6.5 if code == "04" else 8}})
    report = make_report(run(place)[0], ())
    assert next(each.mean for each in report.costly if each.code == "1-1") == "7.63"  # 7.625
    assert dict(report.extremes)["平均"].endswith(".63")


@pytest.mark.parametrize(("own", "panel"), [(2, 8), (8, 2)])
def test_the_hollow_mark_is_the_branchs_own(own: int, panel: int) -> None:
    drawn = ET.fromstring(charts.pair(Decimal(own), Decimal(panel), Decimal(10)))  # noqa: S314
    x = {each.get("class"): float(each.get("cx", "")) for each in drawn.iter("circle")}
    assert set(x) == {"own", "panel"}
    assert (x["own"] < x["panel"]) is (own < panel)
    page = (ROOT / "templates/report.html.j2").read_text("utf-8")
    assert re.search(r"\.own \{ fill: none;", page)
    assert re.search(r"\.panel \{ fill: var\(", page)


# --- the paragraph with which it opens -----------------------------------------------------------


def paragraph(page: str) -> str:
    """What stands first on the page, before its first part."""
    opening = page[page.index("</h1>") : page.index('id="t1"')]
    told = re.search(r'<p class="conclusions">(.*?)</p>', opening)
    assert told is not None
    return told[1]


def test_the_report_opens_with_who_leads_who_fails_and_what_to_decide(tmp_path: Path) -> None:
    names = {"01": "甲", "02": "乙", "03": "丙", "04": "丁", "05": "戊"}
    place = workspace(tmp_path, [[*each] for each in names.items()], 表彰名额=2, 达标分数线=60)
    for code, points in {"01": 8, "02": 7, "03": 7, "04": 8, "05": 0}.items():
        put(place, code, {"考评得分": {"1-1": points, **({"3-1": 0} if code == "05" else {})}})
    put(place, "04", {"是否存在": {"V2": "是"}, "情况说明": {"V2": "细节"}})
    outcome, _, outputs = run(place)
    told = paragraph(outputs["report"].read_text("utf-8"))
    total = {each.branch.name: plain(each.total) for each in outcome.results if each.total}
    assert told.startswith("参评5个，都已有结果：")
    assert f"甲居第1名，{total['甲']}分。" in told
    assert "不达标的是丁（申报一票否决V2）。" in told
    assert f"未达分数线（60分）的是戊（{total['戊']}分）。" in told
    assert "需要研究确定的有2件：（1）丁的一票否决是否属实" in told
    assert "（2）乙、丙同为第2名、跨过名额线，推荐谁" in told
    assert "细节" not in told, "the ground stands in its own part"


def test_what_has_no_result_is_said_first(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"], ["02", "乙"]])
    put(place, "01")
    put(place, "02", {"考评得分": {"1-1": 7}}, name="02a.xlsx")
    put(place, "02", {"考评得分": {"1-1": 6}}, name="02b.xlsx")
    told = paragraph(run(place)[2]["report"].read_text("utf-8"))
    assert told.startswith("参评2个，还有1个没有结果：达标1个、需更正1个。")
    assert "（1）乙交了内容不同的几份表，以哪一份为准" in told


def test_where_nothing_is_to_decide_the_paragraph_says_so(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲", "教学"], ["02", "乙", "机关"]], 按类别排名="是")
    put(place, "01")
    put(place, "02")
    told = paragraph(run(place)[2]["report"].read_text("utf-8"))
    assert "教学中，甲居第1名" in told
    assert "机关中，乙居第1名" in told
    assert told.endswith("没有需要研究确定的事项。")


def test_no_hash_stands_at_the_head_of_the_report(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path)
    page = (tmp_path / "output/report.html").read_text("utf-8")
    digest = outcome.assessment.standard.digest
    assert digest not in page[: page.index('id="t8"')]
    assert digest in page, "it stands at the foot, for whoever compares it"


def test_all_figures_of_a_table_have_the_decimals_of_the_finest(tmp_path: Path) -> None:
    report = make_report(outcome_of(tmp_path), ())
    for figures in (
        [figure for each in report.standings for figure in (*each.categories, each.total)],
        [cell.lost for row in report.heat for cell in row.cells],
        [figure for each in report.costly for figure in (each.mean, each.middle, each.lost)],
        [figure for each in report.gaps for figure in (each.own, each.panel, each.gap)],
    ):
        assert len({len(figure.partition(".")[2]) for figure in figures}) == 1
    assert {each.total[-2:] for each in report.standings} == {".0", ".5"}


@pytest.mark.program("chromium", "pdftotext")
@pytest.mark.parametrize(
    "count", [3, pytest.param(14, marks=pytest.mark.slow), pytest.param(24, marks=pytest.mark.slow)]
)
def test_the_printed_report_tears_nothing_that_belongs_together(tmp_path: Path, count: int) -> None:
    """Remarks stay on a line, the title on two, the histogram with its table."""
    names = [f"第{n}先进制造与智能装备学院党总支" for n in range(1, count + 1)]
    place = workspace(tmp_path, [[f"{n:02}", name] for n, name in enumerate(names, 1)], 表彰名额=2)
    for number in range(1, count + 1):
        put(place, f"{number:02}", {"考评得分": {"1-1": 8 - number % 4 * 0.5}})
    path = run(place)[2]["report"]
    with chromium() as browser:
        browser.goto(path.as_uri())
        pdf = printed(browser, tmp_path / "report.pdf")
    pages = texts(pdf)
    first = lines(pdf, 1)
    assert "2026年度“五好党组织”量化考核情况报告" in first
    (spread,) = [number for number, page in enumerate(pages) if "五、总分分布" in page]
    assert "个数" in pages[spread]
    assert "每一段含下限、不含上限" in pages[spread]
    tables = [line for n in range(1, len(pages) + 1) for line in lines(pdf, n)]
    rows = [line for line in tables if names[0] in line and "达标" in line and "、" not in line]
    assert rows, "a name, its scores and its verdict stand on one line"
    told = [line for line in tables if "达标" in line and "并列第1名" in line]
    assert count == 3 or told, "so does the remark"
