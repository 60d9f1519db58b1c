"""The 考评组 counts (数量填报): one list, a row a unit, and no forms go out."""

import random
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.commands import wuhao
from tests.support.drawing import (
    COUNTS,
    SCORES,
    TEMPLATE,
    VETOES,
    Rows,
    book,
    loaded,
    small_template,
)
from tests.support.faults import returned
from tests.support.inspections import (
    CLEAN,
    ROOMS,
    RULES,
    hand_over,
    inspection,
    list_of,
    room,
)
from tests.support.programs import converted
from tests.support.schemes import judged
from tests.support.vocabulary import (
    LATER,
    counts_of,
    measure_row,
    random_answers,
    random_sheets,
    typed,
)
from tools.filling import cell_of, fill_list, open_form, type_veto
from wuhao_batch.assessment.loading import load
from wuhao_batch.jobs.total import total
from wuhao_batch.numbers import from_points
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.report.report import make_report
from wuhao_batch.outputs.results.frames import result_tables
from wuhao_batch.panel.list_layout import LIST
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores
from wuhao_batch.workspace.folders import Workspace

SEEN = {
    "101": room(r1_1_1=1, r1_2_1=1, r1_3_1=1),
    "102": room(r1_1_1=2, r1_4_1="是"),
    "103": room(r1_4_4=1),
}
"""Rooms with 85, 50 and 80 points."""

TWO = [["甲", "张老师"], ["乙", "李老师"]]


def codes(found: Outcome) -> list[tuple[str, str | None]]:
    """The findings but for what only the papers of a run need."""
    return [(each.code, each.place.cell) for each in found.findings if each.code != "L105"]


def totals(found: Outcome) -> dict[str, Any]:
    return {each.branch.code: each.total for each in found.results}


# --- the list -------------------------------------------------------------------------------------


def test_rooms_pass_fail_and_pass(tmp_path: Path) -> None:
    place = inspection(tmp_path)
    hand_over(place, SEEN)
    found = judged(place)
    assert codes(found) == []
    assert totals(found) == {"101": 85, "102": 50, "103": 80}
    assert [each.status for each in found.results] == [
        Status.QUALIFIED,
        Status.BELOW_LINE,
        Status.QUALIFIED,
    ]
    assert found.panel.progress[0].scored == found.panel.progress[0].assigned == 48


def test_each_score_comes_from_cells_of_the_list(tmp_path: Path) -> None:
    place = inspection(tmp_path)
    hand_over(place, SEEN)
    found = judged(place)
    tables = result_tables(found, found.findings)
    rows = tables["得分来源"]
    first = rows[(rows["编号"] == "101") & (rows["考评编号"] == "1-2")].iloc[0]
    assert first["文件"] == "input/panel/考评组.xlsx"
    assert first["工作表"] == LIST
    workbook = load_workbook(place.panel / "考评组.xlsx")
    for code, cell in zip(("1-2.1", "1-2.2"), first["单元格"].split("、"), strict=False):
        assert cell_of(workbook, "101", code).coordinate == cell
    assert first["依据"] == "数量 1-2.1=1、1-2.2=0、1-2.3=0、1-2.4=0"
    assert tables["回收情况"].empty, "nobody hands in"


def test_only_quantities_and_remarks_are_open(tmp_path: Path) -> None:
    sheet = open_form(list_of(inspection(tmp_path)))[LIST]
    assert sheet.protection.sheet
    heads = {cell.column: cell.value for cell in sheet[4]}
    opened = {
        heads[cell.column]
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if not cell.protection.locked
    }
    assert opened == {*CLEAN, "备注"}


def test_the_list_is_one_landscape_page_wide_with_upright_heads(tmp_path: Path) -> None:
    sheet = open_form(list_of(inspection(tmp_path)))[LIST]
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.scale or 100) >= 70
    assert not sheet.col_breaks.brk
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$4", "$A:$B")
    upright = {str(cell.value).replace("\n", "") for cell in sheet[3] if cell.value}
    assert {name for _, name, _, _ in RULES} <= {text.partition("（")[0] for text in upright}
    assert {cell.alignment.textRotation for cell in sheet[3]} == {90}


def test_a_wide_list_breaks_between_items(tmp_path: Path) -> None:
    place = inspection(tmp_path, TEMPLATE.read_bytes(), [["01", "甲"]])
    sheet = open_form(list_of(place))[LIST]
    assert (sheet.page_setup.scale or 100) >= 60
    heads = {cell.column: str(cell.value) for cell in sheet[4]}
    breaks = [each.id for each in sheet.col_breaks.brk]
    assert breaks
    assert all(heads[column].endswith("得分") for column in breaks)


# --- what stands there ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "typed_in", "told"),
    [
        ("1-1.1", -1, "V010"),
        ("1-1.1", 1.5, "V011"),
        ("1-1.1", 10_000, "V012"),
        ("1-1.1", "很多", "V002"),
        ("1-2.2", "有", "V009"),
        ("1-1.1", "=1+1", "V005"),
    ],
)
def test_a_quantity_is_held_to_the_rules_of_forms(
    code: str, typed_in: Any, told: str, tmp_path: Path
) -> None:
    place = inspection(tmp_path)
    hand_over(place, SEEN | {"102": CLEAN | {code: typed_in}})
    found = judged(place)
    cell = cell_of(load_workbook(place.panel / "考评组.xlsx"), "102", code).coordinate
    assert codes(found) == [(told, cell)]
    assert found.results[1].status is Status.UNSCORED
    assert totals(found) == {"101": 85, "102": None, "103": 80}


def test_a_blank_is_not_0(tmp_path: Path) -> None:
    place = inspection(tmp_path)
    hand_over(place, SEEN | {"102": CLEAN | {"1-1.2": None}, "103": dict.fromkeys(CLEAN)})
    found = judged(place)
    (gaps,) = [each for each in found.findings if each.code == "L142"]
    assert "还有17格没有填：102（1-1.2）、103。" in gaps.message
    assert [each.status for each in found.results] == [
        Status.QUALIFIED,
        Status.UNSCORED,
        Status.UNSCORED,
    ]


def test_a_remark_that_is_asked_for_stands_in_the_row(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "计分明细": [
            [*COUNTS, *LATER],
            measure_row("1-1.1", "违纪", "次", 每单位加减分=-1, 须附说明="是"),
        ],
    }
    place = inspection(tmp_path, template=one_item(**sheets))
    hand_over(
        place, {"101": {"1-1.1": 2}, "102": {"1-1.1": 2, "备注": "张三"}, "103": {"1-1.1": 0}}
    )
    found = judged(place)
    assert [code for code, _ in codes(found)] == ["V026"]
    assert totals(found) == {"101": None, "102": 98, "103": 100}


def one_item(**changed: Rows) -> bytes:
    item = ["考核（100分）", "1-1", "内容", 100, "按办法计分"]
    scores: Rows = [SCORES, item, [None, None, "小计"], [None, None, "合计"]]
    sheets: dict[str, Rows] = {"评分表": scores, "一票否决": [VETOES, ["V1", "重大事故"]]}
    return book(**(sheets | changed))


def test_a_veto_that_an_inspector_found_counts(tmp_path: Path) -> None:
    place = inspection(tmp_path)
    workbook = open_form(fill_list(list_of(place), SEEN))
    type_veto(workbook, ["101", "V1", None, "3月", "失火", "保卫处"])
    workbook.save(place.panel / "a.xlsx")
    found = judged(place)
    assert found.results[0].status is Status.VETOED
    assert "S013" in [code for code, _ in codes(found)]


def test_an_item_without_measures_is_scored_in_the_list(tmp_path: Path) -> None:
    place = inspection(tmp_path, template=small_template(), units=[["01", "甲"]], 达标分数线=None)
    standard = loaded(place).standard
    counts = {m.code: "否" if m.yes_no else 0 for m in standard.measures}
    hand_over(place, {"01": counts | {"b3得分": 4.5}})
    found = judged(place)
    assert codes(found) == []
    assert found.results[0].items["b3"] == Decimal("4.5")
    assert found.results[0].status is Status.QUALIFIED
    hand_over(place, {"01": counts | {"b3得分": 6}})
    assert "V003" in [code for code, _ in codes(judged(place))]


# --- several inspectors ---------------------------------------------------------------------------


def test_inspectors_may_share_the_rooms(tmp_path: Path) -> None:
    place = inspection(tmp_path, evaluators=TWO)
    hand_over(place, {code: SEEN[code] for code in ("101", "102")}, "甲")
    hand_over(place, {"103": SEEN["103"]}, "乙")
    found = judged(place)
    assert codes(found) == []
    assert totals(found) == {"101": 85, "102": 50, "103": 80}
    assert [(each.scored, each.assigned) for each in found.panel.progress] == [(32, 32), (16, 16)]


def test_what_two_have_counted_alike_counts_once(tmp_path: Path) -> None:
    place = inspection(tmp_path, evaluators=TWO)
    hand_over(place, SEEN, "甲")
    hand_over(place, SEEN, "乙")
    assert totals(judged(place)) == {"101": 85, "102": 50, "103": 80}


def test_what_two_have_counted_differently_is_told_and_not_averaged(tmp_path: Path) -> None:
    place = inspection(tmp_path, evaluators=TWO)
    hand_over(place, SEEN, "甲")
    hand_over(place, SEEN | {"101": room(r1_1_1=3, r1_2_1=1, r1_3_1=1)}, "乙")
    found = judged(place)
    (dispute,) = [each for each in found.findings if each.code == "L140"]
    assert dispute.place.file == "input/panel/乙.xlsx"
    assert "李老师（乙）填的是3床，张老师（甲）填的是1床" in dispute.message
    assert totals(found) == {"101": None, "102": 50, "103": 80}
    assert found.results[0].status is Status.UNSCORED


def test_an_inspector_sees_only_the_own_items(tmp_path: Path) -> None:
    own = [["甲", "张老师", None, "1-1、1-2"], ["乙", "李老师", None, "1-3、1-4"]]
    place = inspection(tmp_path, evaluators=own)
    heads = [cell.value for cell in open_form(list_of(place, "甲"))[LIST][4]]
    assert heads[2:] == [
        *[code for code in CLEAN if code[:3] == "1-1"], "1-1 得分",
        *[code for code in CLEAN if code[:3] == "1-2"], "1-2 得分", "备注",
    ]  # fmt: skip
    for who, items in (("甲", ("1-1", "1-2")), ("乙", ("1-3", "1-4"))):
        part = {
            unit: {code: n for code, n in seen.items() if code[:3] in items}
            for unit, seen in SEEN.items()
        }
        hand_over(place, part, who)
    found = judged(place)
    assert codes(found) == []
    assert totals(found) == {"101": 85, "102": 50, "103": 80}


def test_an_item_that_does_not_apply_is_grey_and_needs_nothing(tmp_path: Path) -> None:
    rows: Rows = [*ROOMS[:2], ["103", "103寝室", *[None] * 5, "1-4"]]
    place = inspection(tmp_path, units=rows, 不考评的分="满分")
    workbook = open_form(list_of(place))
    assert cell_of(workbook, "103", "1-4得分").value == "不考评"
    assert cell_of(workbook, "103", "1-4.1").protection.locked
    assert not cell_of(workbook, "102", "1-4.1").protection.locked
    seen = {code: count for code, count in SEEN["103"].items() if code[:3] != "1-4"}
    hand_over(place, SEEN | {"103": seen})
    found = judged(place)
    assert codes(found) == []
    assert totals(found) == {"101": 85, "102": 50, "103": 100}
    hand_over(place, SEEN)
    assert {code for code, _ in codes(judged(place))} == {"L133"}


def test_a_list_is_issued_again_with_what_came_back(tmp_path: Path) -> None:
    place = inspection(tmp_path)
    hand_over(place, {"101": SEEN["101"] | {"备注": "窗户没有关"}, "102": {"1-1.1": "两床"}})
    workbook = open_form(list_of(place))
    assert {code: cell_of(workbook, "101", code).value for code in CLEAN} == SEEN["101"]
    assert cell_of(workbook, "101", "备注").value == "窗户没有关"
    assert cell_of(workbook, "102", "1-1.1").value == "两床"


# --- groups of inspectors -------------------------------------------------------------------------

GROUPS: Rows = [
    ["甲", "张老师", None, None, None, "领导"],
    ["乙", "李老师", None, None, None, "部门"],
    ["丙", "王老师", None, "b3", None, "部门"],
]
"""One of a group alone, two of another; 丙 gives marks for b3 alone."""


UNITS: Rows = [["01", "甲"], ["02", "乙"]]


def in_groups(
    root: Path, evaluators: Rows = GROUPS, units: Rows = UNITS, **settings: Any
) -> Workspace:
    """An inspection in which only b3 has no measures, so that marks are given for it."""
    own = {"组别权重": "领导=60、部门=40", "达标分数线": None} | settings
    return inspection(root, small_template(), units, evaluators, **own)


def nothing_happened(place: Workspace) -> dict[str, Any]:
    measures = loaded(place).standard.measures
    return {measure.code: "否" if measure.yes_no else 0 for measure in measures}


def test_shares_of_groups_count_for_marks_and_never_for_counts(tmp_path: Path) -> None:
    place = in_groups(tmp_path, 小数位数=1)
    counts = nothing_happened(place) | {"b1.1": 3, "b2.1": 11}
    hand_over(place, {unit: counts | {"b3得分": 5} for unit in ("01", "02")}, "甲")
    hand_over(place, {"01": {"b3得分": 4}, "02": {"b3得分": 4}}, "乙")
    hand_over(place, {"01": {"b3得分": 3.6}, "02": {"b3得分": 4.5}}, "丙")
    found = judged(place)
    assert codes(found) == []
    marked = {each.branch.code: each.items["b3"] for each in found.results}
    assert marked == {"01": Decimal("4.5"), "02": Decimal("4.7")}, (
        "60 % of 5, 40 % of 3.8 and of 4.25"
    )
    assert found.results[0].items["b2"] == Decimal("2.2")
    assert found.method == (
        "考评组查到的数量和对其余各项的打分，3位评委，领导占60%、部门占40%，每组平均，每项保留1位小数"
    )
    rows = result_tables(found, found.findings)["得分来源"]
    told = rows[rows["编号"] == "01"].groupby("考评编号")["依据"].agg(list)
    assert told["b1"] == ["数量 b1.1=3、b1.2=0"]
    assert told["b3"] == [
        "领导占60%，甲评5分",
        "部门占40%，2位评委平均，乙评4分",
        "部门占40%，2位评委平均，丙评3.6分",
    ]


@pytest.mark.parametrize(("rounded", "total"), [("每项", "49.14"), ("总分", "49")])
def test_what_is_counted_stays_exact_until_a_total_is_rounded(
    tmp_path: Path, rounded: str, total: str
) -> None:
    template = small_template(
        数一数=[
            COUNTS,
            *[[f"{item}.1", "起数", "起", -0.43] for item in ("a1", "a2", "c1", "c2")],
            *[[f"{item}.1", "次数", "次", 9] for item in ("b1", "b2")],
        ]
    )
    people: Rows = [["甲", "张老师"], ["乙", "李老师"]]
    place = inspection(
        tmp_path, template, ROOMS[:1], people, 达标分数线=None, 小数位数=0, 取整=rounded
    )
    counts = {"a1.1": 1, "a2.1": 1, "b1.1": 1, "b2.1": 1, "c1.1": 0, "c2.1": 0}
    hand_over(place, {"101": counts | {"b3得分": 5}}, "甲")
    hand_over(place, {"101": {"b3得分": 4.5}}, "乙")
    (result,) = judged(place).results
    assert result.items["a1"] == Decimal("11.57")
    assert result.items["b3"] == 5, "a mean of 4.75"
    assert result.total == Decimal(total)


def test_an_item_that_does_not_apply_waits_for_no_group(tmp_path: Path) -> None:
    place = in_groups(tmp_path, units=[UNITS[0], [*UNITS[1], *[None] * 5, "b3"]])
    counts = nothing_happened(place)
    hand_over(place, {"01": counts | {"b3得分": 5}, "02": counts}, "甲")
    for who in ("乙", "丙"):
        hand_over(place, {"01": {"b3得分": 5}}, who)
    found = judged(place)
    assert codes(found) == []
    assert [each.status for each in found.results] == [Status.QUALIFIED, Status.QUALIFIED]
    assert "b3" not in found.results[1].items


def test_a_group_that_has_not_marked_leaves_the_unit_without_a_result(tmp_path: Path) -> None:
    place = in_groups(tmp_path)
    counts = nothing_happened(place)
    hand_over(place, {unit: counts | {"b3得分": 5} for unit in ("01", "02")}, "甲")
    hand_over(place, {unit: {"b3得分": 5} for unit in ("01", "02")}, "乙")
    hand_over(place, {"01": {"b3得分": 5}}, "丙")
    found = judged(place)
    assert [each.code for each in found.findings if each.code != "L105"] == ["L142"]
    assert [each.status for each in found.results] == [Status.QUALIFIED, Status.UNSCORED]


def roster_faults(place: Workspace) -> list[str]:
    return [each.code for each in load(place)[1] if each.code != "L105"]


def test_a_group_need_not_count_what_another_counts(tmp_path: Path) -> None:
    own: Rows = [GROUPS[0], GROUPS[2]]
    assert roster_faults(in_groups(tmp_path, own)) == []


def test_shares_mean_nothing_where_everything_is_counted(tmp_path: Path) -> None:
    people: Rows = [GROUPS[0], GROUPS[1]]
    place = inspection(tmp_path, evaluators=people, 组别权重="领导=60、部门=40")
    (found,) = (each for each in load(place)[1] if each.code != "L105")
    assert found.code == "L136"
    assert "各项都按查到的数量计分" in found.rule


def test_nobody_reports_so_a_share_of_own_scores_is_refused(tmp_path: Path) -> None:
    place = in_groups(tmp_path, 组别权重="领导=40、部门=40、自评=20")
    assert roster_faults(place) == ["S022"]


def test_two_inspectors_suffice_for_counts_whatever_the_method(tmp_path: Path) -> None:
    assert roster_faults(inspection(tmp_path, evaluators=TWO, 计分方法="去掉最高最低后平均")) == []
    people: Rows = [row[:4] for row in GROUPS]
    marks = in_groups(tmp_path / "marks", people, 计分方法="去掉最高最低后平均", 组别权重=None)
    (found,) = (each for each in load(marks)[1] if each.code != "L105")
    assert (found.code, "b3" in found.message, "b1" in found.message) == ("S005", True, False)


def test_whatever_the_basis_somebody_has_to_count_each_item(tmp_path: Path) -> None:
    own: Rows = [["甲", "张老师", None, "1-1、1-2、1-3"]]
    assert roster_faults(inspection(tmp_path, evaluators=own, 计分依据="自评得分")) == ["S006"]


def test_a_report_of_counts_compares_nothing(tmp_path: Path) -> None:
    place = inspection(tmp_path)
    hand_over(place, SEEN)
    found = judged(place)
    report = make_report(found, found.findings)
    assert (report.compared, report.basis) == (False, "考评组查到的数量")


# --- no forms -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["issue", "send", "send --dry-run", "remind"])
def test_commands_on_forms_point_to_the_list(command: str, tmp_path: Path) -> None:
    place = inspection(tmp_path)
    done = wuhao(*command.split(), cwd=place.root)
    assert done.returncode == 0, done
    assert "S019" in done.stdout
    assert "数量由考评组逐个检查填报" in done.stdout
    assert "wuhao panel" in done.stdout
    assert not list(place.output.rglob("*.xlsx"))


def test_a_form_that_comes_all_the_same_is_told(tmp_path: Path) -> None:
    place = inspection(tmp_path)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    hand_over(place, SEEN)
    found = judged(place)
    assert codes(found) == [("L141", None)]
    assert totals(found) == {"101": 85, "102": 50, "103": 80}


def test_a_rooms_inspection_speaks_its_own_words(tmp_path: Path) -> None:
    place = inspection(tmp_path, 被考评单位="寝室", 考评机构="宿管科")
    sheet = open_form(list_of(place, "宿管科"))[LIST]
    assert [cell.value for cell in sheet[4]][:2] == ["编号", "寝室"]
    hand_over(place, SEEN, "宿管科")
    assert totals(judged(place)) == {"101": 85, "102": 50, "103": 80}


def test_mails_to_inspectors_speak_of_the_list(tmp_path: Path) -> None:
    place = inspection(tmp_path, evaluators=[["甲", "张老师", None, None, "z@example.cn"]])
    assert wuhao("panel", cwd=place.root).returncode == 0
    assert wuhao("send", "--panel", cwd=place.root).returncode == 0
    (path,) = place.mail.glob("*.eml")
    letter = message_from_bytes(path.read_bytes(), policy=default)
    body = letter.get_body(("plain",))
    assert body is not None
    text = letter["subject"] + body.get_content()
    assert "检查清单" in text
    assert "填写查到的数量" in text
    assert "复核表" not in text


def test_the_weeks_of_a_year_make_one_total(tmp_path: Path) -> None:
    for week, seen in (("第1周", SEEN), ("第2周", dict.fromkeys(SEEN, CLEAN))):
        hand_over(inspection(tmp_path / week, 期次=week), seen)
    year = inspection(tmp_path / "全年", 公示开始日期="2026-12-22")
    done = total(year, [tmp_path / "第1周", tmp_path / "第2周"])
    assert totals(done.total.outcome) == {"101": Decimal("92.5"), "102": 75, "103": 90}
    assert done.total.outcome.results[1].status is Status.BELOW_LINE
    assert "notice_html" in done.publication.outputs


def test_the_whole_way_by_commands(tmp_path: Path) -> None:
    place = inspection(tmp_path, 公示开始日期="2026-12-22")
    done = wuhao("panel", cwd=place.root)
    assert done.returncode == 0, done
    assert "1份检查清单" in done.stdout
    (path,) = place.panel_forms.glob("*.xlsx")
    (place.panel / "a.xlsx").write_bytes(fill_list(path.read_bytes(), SEEN))
    done = wuhao("run", cwd=place.root)
    assert done.returncode == 0, done
    assert "考评组查到的数量" in done.stdout
    assert wuhao("feedback", cwd=place.root).returncode == 0


# --- live scores ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.program("soffice")
def test_libreoffice_computes_the_live_scores_of_lists(tmp_path: Path) -> None:
    """Rooms, and random standards over the whole vocabulary, three units each."""
    chance = random.Random(8)  # noqa: S311
    lists: dict[Path, tuple[Workspace, dict[str, dict[str, Any]]]] = {}
    for number in range(12):
        template = None if not number else book(**random_sheets(chance))
        place = inspection(tmp_path / f"{number}", template, 达标分数线=None)
        standard = loaded(place).standard
        told = {
            code: random_answers(chance, standard, blank=0.05 if code == "103" else 0)
            for code, _ in ROOMS
        }
        path = tmp_path / f"list{number}.xlsx"
        cells = {code: typed(standard, each) for code, each in told.items()}
        path.write_bytes(fill_list(list_of(place), cells))
        lists[path] = place, told
    first, *more = lists
    converted(first, "xlsx", tmp_path / "out", *more)
    for path, (place, told) in lists.items():
        assessment = loaded(place)
        standard = assessment.standard
        counts = {code: counts_of(standard, each) for code, each in told.items()}
        table = frame(counts, [measure.code for measure in standard.measures])
        scores = known_rows(self_scores(standard, table, assessment.settings.capping))
        book_ = load_workbook(tmp_path / "out" / path.name, data_only=True)
        for code, own in scores.items():
            points = {item: from_points(each) for item, each in own.items()}
            for item in (each for each in standard.items if each.measures):
                live = cell_of(book_, code, f"{item.code}得分").value
                known = points.get(item.code)
                assert (live or None if live == "" else live) == (
                    None if known is None else pytest.approx(float(known))
                ), (path.name, code, item.code)
            whole = all(item.code in points for item in standard.items)
            total = cell_of(book_, code, "合计").value
            if whole:
                assert total == pytest.approx(float(standard.total_of(points)))
            else:
                assert total in (None, "")
