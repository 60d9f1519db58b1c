"""The whole line: awkward branches issued, filled, run, against an independent calculation."""

import json
import os
import random
import time
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.support import reference_scorer
from tests.support.drawing import good_inputs, handed_in, loaded, merged, small_template, workspace
from tests.support.faults import make_form_of, returned
from tests.support.line import put, random_inputs, run
from tools.filling import Inputs, find_cell, open_form, type_in
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.cli.printing import outcome_json
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.paper_names import CORRECTION, DRAFT, PAPERS
from wuhao_batch.reading.files import Source
from wuhao_batch.returns.case import Case
from wuhao_batch.returns.examine import Examined, expected_forms
from wuhao_batch.returns.examine_one import examine_one
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.packages import to_bytes

AWKWARD = [
    "甲 党总支", "甲  党总支", "<b>乙</b>&\"'", "丙/丁\\戊", "字" * 60, "=SUM(A1)", "己\u3000庚",
    "{进度}", "A&B<C>", "辛'壬\"癸", "con", "a.b. ",
]  # fmt: skip


def expected_of(assessment: Assessment, inputs: Inputs) -> dict[str, Any]:
    """Scores by the reference."""
    standard = assessment.standard
    panel: dict[str, Fraction | None] = {
        code: Fraction(score).limit_denominator(1000) for code, score in inputs["考评得分"].items()
    }
    answers = {"是": 1, "否": 0}
    counts = {
        measure.code: answers.get(count, count)
        if (count := inputs["数量"].get(measure.code)) is not None
        else None
        for measure in standard.measures
    }
    own = {item.code: reference_scorer.own_score(item, counts) for item in standard.items}
    return {
        "items": panel,
        "self_items": own,
        "categories": reference_scorer.category_totals(standard, panel),
        "total": reference_scorer.total(panel),
        "vetoes": [code for code, answer in inputs["是否存在"].items() if answer == "是"],
    }


def as_fractions(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_fractions(each) for key, each in value.items()}
    if isinstance(value, int | float):
        return Fraction(value).limit_denominator(1000)
    return value


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
@pytest.mark.parametrize("small", [False, True], ids=["college", "small"])
def test_twelve_awkward_branches(tmp_path: Path, seed: int, small: bool) -> None:
    chance = random.Random(seed)  # noqa: S311
    rows = [[f"{n:02}", name, chance.choice(["教学", "机关"])] for n, name in enumerate(AWKWARD, 1)]
    place = workspace(tmp_path, rows, small_template() if small else None)
    assessment = loaded(place)
    forms = issue_forms(assessment, place).forms
    assert len(set(forms.values())) == 12
    told = {}
    for code, form in forms.items():
        told[code] = random_inputs(assessment, chance)
        workbook = open_form(form.read_bytes())
        for header, values in told[code].items():
            for key, value in values.items():
                sheet, cell = find_cell(workbook, header, key)
                sheet[cell] = value
                if isinstance(value, str):
                    sheet[cell].data_type = "s"
        (place.returned / f"{chance.random()}.xlsx").write_bytes(to_bytes(workbook))

    outcome, findings, outputs = run(place)
    assert {found.code for found in findings} <= {"L105", "S016"}
    assert set(outputs) == set(PAPERS) - {*CORRECTION, *DRAFT, "compare"}
    found = {branch["code"]: branch for branch in outcome_json(outcome)["branches"]}
    expected = {code: expected_of(assessment, inputs) for code, inputs in told.items()}
    for code, wanted in expected.items():
        for field, value in wanted.items():
            assert as_fractions(found[code][field]) == value, (code, field)
        assert found[code]["name"] == AWKWARD[int(code) - 1].strip()
        assert found[code]["status"] == ("vetoed" if wanted["vetoes"] else "qualified")
    to_confirm = [found.branch for found in findings if found.code == "S016"]
    declared = [code for code, wanted in expected.items() for _ in wanted["vetoes"]]
    assert sorted(to_confirm) == sorted(declared)
    ranked = {code: wanted["total"] for code, wanted in expected.items() if not wanted["vetoes"]}
    ranks = reference_scorer.ranks(ranked)
    assert {code: branch["rank"] for code, branch in found.items()} == {
        code: ranks.get(code) for code in told
    }


PLANTED: list[tuple[str, str, str, Any, str]] = [
    # code, header, item, what is typed, severity
    ("V001", "考评得分", "1-1", "7.5分", "note"),
    ("V002", "考评得分", "1-2", "满分", "error"),
    ("V003", "考评得分", "1-3", 3.5, "error"),
    ("V004", "考评得分", "1-4", -0.5, "error"),
    ("V005", "考评得分", "2-1", "=5", "error"),
    ("V006", "考评得分", "2-2", "#DIV/0!", "error"),
    ("V007", "考评得分", "2-3", None, "error"),
    ("V014", "考评得分", "2-4", 1.7, "warning"),
    ("V010", "数量", "3-1.1", -2, "error"),
    ("V009", "数量", "3-1.2", "有", "error"),
    ("V011", "数量", "3-3.2", 0.5, "error"),
    ("V012", "数量", "3-2.1", 4, "error"),
    ("V013", "数量", "4-4.3", None, "error"),
    ("V008", "是否存在", "V3", None, "error"),
    ("V009", "是否存在", "V2", "不清楚", "error"),
]


def test_every_planted_fault_is_reported_once_at_its_cell(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    assessment = loaded(place)
    explained = {"扣分说明": {item.code: "说明" for item in assessment.standard.items}}
    planted: dict[str, dict[str, Any]] = {}
    for _, header, code, value, _ in PLANTED:
        planted.setdefault(header, {})[code] = value
    (branch,) = assessment.roster.branches
    data = returned(assessment, merged(explained, planted), branch=branch)
    (place.returned / "甲.xlsx").write_bytes(data)
    workbook = open_form(data)
    _, findings, outputs = run(place)
    wanted = set()
    for code, header, key, _, severity in PLANTED:
        sheet, cell = find_cell(workbook, header, key)
        wanted.add((code, severity, "01", "input/returned/甲.xlsx", sheet.title, cell))
    found = [
        (f.code, f.severity.value, f.branch, f.place.file, f.place.sheet, f.place.cell)
        for f in findings
        if f.code != "D003"
    ]
    assert sorted(found) == sorted(wanted)
    assert set(outputs) == {"results", "report", "data", "corrections"}


# --- statuses ---------------------------------------------------------------------------------


def statuses(place: Workspace, **kwargs: Any) -> dict[str, tuple[str, int | None]]:
    outcome, _, _ = run(place, **kwargs)
    return {r.branch.code: (r.status.value, r.rank) for r in outcome.results}


def test_each_status_in_its_order(tmp_path: Path) -> None:
    rows = [[f"{n:02}", f"{n}总支"] for n in range(1, 8)]
    rows[6] += ["", "", "", "", "否"]
    place = workspace(tmp_path, rows, 达标分数线=70)
    item_codes = [item.code for item in loaded(place).standard.items]
    full = {
        "数量": {"4-1.1": 2, "4-2.1": 1, "4-4.1": 5, "4-5.1": 15, "2-2.2": 5},
        "考评得分": {"4-1": 4, "4-2": 2, "4-4": 15, "4-5": 15, "2-2": 5},
    }
    put(place, "01", full)
    put(place, "02")
    put(place, "03", merged(full, {"是否存在": {"V2": "是"}}))
    put(place, "04", {"考评得分": dict.fromkeys(item_codes)})
    put(place, "05", {"考评得分": {"1-1": 9}, "是否存在": {"V1": "是"}})
    assert statuses(place) == {
        "01": ("qualified", 1),
        "02": ("below_line", 2),
        "03": ("vetoed", None),
        "04": ("unscored", None),
        "05": ("needs_correction", None),
        "06": ("missing", None),
        "07": ("exempt", None),
    }


def test_a_vetoed_branch_keeps_its_total_inside(three: Workspace) -> None:
    put(three, "01", {"是否存在": {"V1": "是"}})
    outcome, _, _ = run(three)
    assert outcome.results[0].total is not None
    assert outcome.results[0].vetoes == ("V1",)


def test_a_veto_on_sub_branches_leaves_the_branch_in_the_ranking(tmp_path: Path) -> None:
    rows = [["01", "甲", "", "", "", "一支部、二支部"]]
    place = workspace(tmp_path, rows, 一票否决对象="党支部")
    put(place, "01", {"是否存在": {"V1": "是"}, "涉及党支部": {"V1": "二支部"}})
    outcome, findings, outputs = run(place)
    (result,) = outcome.results
    assert (result.status, result.rank, result.sub_branches) == (Status.QUALIFIED, 1, ("二支部",))
    assert [found.code for found in findings] == ["S016"]
    assert "二支部" in outputs["notice_html"].read_text("utf-8")


def test_two_different_returns_stand_aside_until_one_is_chosen(three: Workspace) -> None:
    put(three, "01")
    put(three, "01", {"备注": {"1-1.1": "另一份"}}, name="另一份.xlsx")
    outcome, findings, _ = run(three)
    assert outcome.results[0].status is Status.NEEDS_CORRECTION
    assert outcome.results[0].checked is None
    assert [found.code for found in findings if found.branch == "01"] == ["I007"]
    (three.returned / "另一份.xlsx").unlink()
    assert statuses(three)["01"] == ("qualified", 1)


def test_a_blank_form_beside_a_filled_one_does_no_harm(three: Workspace) -> None:
    put(three, "01")
    form = issue_forms(loaded(three), three).forms["01"]
    (three.returned / "空表.xlsx").write_bytes(form.read_bytes())
    assert statuses(three)["01"] == ("qualified", 1)


def test_scores_by_self_assessment(three: Workspace, tmp_path: Path) -> None:
    place = workspace(tmp_path / "self", [["01", "甲"], ["02", "乙"]], 计分依据="自评得分")
    codes = [item.code for item in loaded(place).standard.items]
    put(place, "01", {"考评得分": dict.fromkeys(codes)})
    put(place, "02", {"数量": {"4-5.1": 4}, "扣分说明": {"4-5": "已核"}})
    outcome, findings, _ = run(place)
    totals = [result.total for result in outcome.results]
    assert totals == [62, 66]
    assert not [found for found in findings if found.code != "V016"]


def test_quota_proposes_and_leaves_ties_over_the_line(tmp_path: Path) -> None:
    place = workspace(tmp_path, [[f"{n}", f"{n}总支"] for n in range(1, 5)], 表彰名额=2)
    put(place, "1", {"数量": {"4-1.1": 1}, "考评得分": {"4-1": 2}})
    for code in "234":
        put(place, code)
    outcome, findings, outputs = run(place)
    assert [result.proposed for result in outcome.results] == [True, False, False, False]
    assert [found.code for found in findings] == ["S002"]
    assert "拟推荐" not in outputs["notice_html"].read_text("utf-8")


def test_ranking_within_kinds(tmp_path: Path) -> None:
    rows = [["1", "甲", "教学"], ["2", "乙", "机关"], ["3", "丙", "教学"]]
    place = workspace(tmp_path, rows, 按类别排名="是")
    for row in rows:
        put(place, row[0])
    put(place, "1", {"数量": {"4-1.1": 1}, "考评得分": {"4-1": 2}})
    assert statuses(place) == {
        "1": ("qualified", 1),
        "2": ("qualified", 1),
        "3": ("qualified", 2),
    }


# --- tolerance of what people and programs do -------------------------------------------------


def examined(place: Workspace, edit: Any) -> Examined:
    assessment = loaded(place)
    workbook = open_form(returned(assessment))
    edit(workbook)
    (place.returned / "a.xlsx").write_bytes(to_bytes(workbook))
    return handed_in(place).examined


def insert_rows(workbook: Any) -> None:
    # openpyxl moves no merges, so only a sheet without merged inputs is cut apart here.
    workbook["计分明细"].insert_rows(20)


def insert_columns(workbook: Any) -> None:
    workbook["计分明细"].insert_cols(2)


def rename_and_reorder(workbook: Any) -> None:
    workbook["评分表"].title = "打分 (2)"
    workbook.move_sheet("计分明细", 2)


def break_headers(workbook: Any) -> None:
    workbook["评分表"]["G5"] = " 考评 \n得分 "


@pytest.mark.parametrize("edit", [insert_rows, insert_columns, rename_and_reorder, break_headers])
def test_cells_are_found_by_header_and_code(three: Workspace, edit: Any) -> None:
    result = examined(three, edit)
    assert {found.code for found in result.findings} <= {"L016"}, "merged cells were left behind"
    expected = good_inputs(loaded(three))
    checked = result.accepted["01"]
    assert checked.counts == {
        code: {"是": 1, "否": 0}.get(count, count) for code, count in expected["数量"].items()
    }
    assert len(checked.panel) == 21


# --- what must not be taken for something else ------------------------------------------------


def test_a_number_of_400_digits_stops_nobody(three: Workspace) -> None:
    put(three, "02")
    put(three, "01", {"考评得分": {"1-1": 123456789}})
    path = three.returned / "01.xlsx"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part.replace(b"<v>123456789</v>", b"<v>%s</v>" % (b"9" * 400)))
    outcome, findings, _ = run(three)
    assert [found.code for found in findings if found.branch == "01"] == ["V002"]
    assert outcome.results[1].status is Status.QUALIFIED


@pytest.mark.parametrize("header", ["备注", "扣分说明", "情况说明"])
@pytest.mark.parametrize("word", ["合计", "小计"])
def test_the_word_for_a_total_in_a_remark_is_a_remark(
    three: Workspace, header: str, word: str
) -> None:
    code = {"备注": "1-1.1", "扣分说明": "1-2", "情况说明": "V1"}[header]
    put(three, "01", {header: {code: word}})
    outcome, findings, _ = run(three)
    assert [found for found in findings if found.branch == "01"] == []
    assert outcome.results[0].status is Status.QUALIFIED


def test_a_ground_written_beside_a_sub_branch_is_never_published(tmp_path: Path) -> None:
    rows = [["01", "甲", "", "", "", "一支部"], ["02", "乙"]]
    place = workspace(tmp_path, rows, 一票否决对象="党支部")
    veto = {"是否存在": {"V1": "是"}}
    put(place, "01", merged(veto, {"涉及党支部": {"V1": "一支部，因群访"}}))
    put(place, "02", merged(veto, {"涉及党支部": {"V1": "某支部 2026年5月群访"}}))
    _, findings, outputs = run(place)
    assert [found.code for found in findings] == ["S016", "V017"] * 2
    page = outputs["notice_html"].read_text("utf-8")
    assert "一支部" in page
    assert "群访" not in page


def test_a_count_under_a_date_format_is_a_finding_with_the_day_that_is_seen(
    three: Workspace,
) -> None:
    def as_in_1904(workbook: Any) -> None:
        workbook.epoch = CALENDAR_MAC_1904
        sheet, cell = find_cell(workbook, "数量", "1-1.2")
        sheet[cell] = 2
        sheet[cell].number_format = "yyyy-mm-dd"

    result = examined(three, as_in_1904)
    assert "1-1.2" not in result.accepted["01"].counts
    (found,) = (found for found in result.findings if found.code == "V024")
    assert found.value == "1904-01-03"
    assert "存的是“2”" in found.rule


def test_another_spelling_of_the_same_inputs_is_the_same_return(three: Workspace) -> None:
    put(three, "01")
    respelt = {"数量": {"1-1.2": "0次"}, "考评得分": {"1-1": "8.0分"}}
    put(three, "01", respelt, name="另存.xlsx")
    outcome, findings, _ = run(three)
    assert [f.code for f in findings if f.branch == "01"].count("I008") == 1
    assert outcome.results[0].status is Status.QUALIFIED


def test_a_changed_rule_in_a_return_is_reported_and_ours_is_used(three: Workspace) -> None:
    def never_zero(workbook: Any) -> None:
        workbook["计分明细"]["E5"] = "否"

    result = examined(three, never_zero)
    assert [(f.code, f.place.cell) for f in result.findings] == [("L005", "E5")]


def test_files_that_cannot_be_read_are_listed(three: Workspace) -> None:
    os.mkfifo(three.returned / "管道.xlsx")
    (three.returned / "断了的链接.xlsx").symlink_to("没有这个文件")
    (three.returned / "自己").symlink_to(three.returned)
    _, findings, _ = run(three)
    listed = {found.place.file for found in findings if found.code == "F005"}
    names = ("管道.xlsx", "断了的链接.xlsx", "自己")
    assert listed == {f"input/returned/{name}" for name in names}


def test_a_code_that_looks_like_the_end_of_an_identity_comes_back(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["A-20260101-1", "甲"]])
    put(place, "A-20260101-1", name="a.xlsx")
    assert statuses(place) == {"A-20260101-1": ("qualified", 1)}


def test_a_text_full_of_beginnings_costs_no_time(three: Workspace) -> None:
    put(three, "01", {"情况说明": {"V1": "WH-2026-" * 4000}})
    source = Source(three.returned / "01.xlsx", name="01.xlsx")
    started = time.process_time()
    content = examine_one(source, expected_forms(loaded(three)))
    assert time.process_time() - started < 5
    assert isinstance(content.body, Case)
    assert content.body.state is ReturnState.ACCEPTED


def test_the_same_run_prints_the_same_object(three: Workspace) -> None:
    for branch in loaded(three).roster.branches:
        put(three, branch.code)
    first, second = (json.dumps(outcome_json(run(three)[0])) for _ in range(2))
    assert first == second


def test_nothing_in_a_return_becomes_our_rule(three: Workspace) -> None:
    def raise_everything(workbook: Any) -> None:
        workbook["评分表"]["D6"] = 80
        workbook["评分表"]["G6"] = 80
        workbook["评分表"]["G32"] = 900
        workbook["计分明细"]["D27"] = 50

    result = examined(three, raise_everything)
    codes = sorted(found.code for found in result.findings)
    assert codes == ["L005", "L005", "V003"]
    assert not result.accepted["01"].is_sound


def test_type_in_refuses_codes_that_are_not_there() -> None:
    workbook = open_form(make_form_of(Branch("01", "甲")))
    with pytest.raises(LookupError):
        type_in(workbook, {"数量": {"9-9.9": 1}})
