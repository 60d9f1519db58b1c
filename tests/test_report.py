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
from wuhao_batch.outcome import analysis
from wuhao_batch.outcome.judging import Outcome
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
    assert "还有3个单位没有结果" in page
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
