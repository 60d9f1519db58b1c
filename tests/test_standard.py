"""The standard: read from the workbook, word for word the opinion's, held to its invariants."""

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.drawing import COUNTS, TEMPLATE, VETOES, small_template, template_of, workspace
from tests.support.vocabulary import as_book
from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.assessment.template import load_template
from wuhao_batch.jobs.standard import standard
from wuhao_batch.reading.book import read_book
from wuhao_batch.scoring.model import Standard, describe
from wuhao_batch.scoring.rules.rule import Stated
from wuhao_batch.sheets import Book

REFERENCE = Path(__file__).parent / "reference"


@pytest.fixture
def college() -> Standard:
    template, findings = load_template(TEMPLATE)
    assert template is not None
    assert findings == []
    return template.standard


def test_the_college_scores_five_categories_of_15_15_20_40_10(college: Standard) -> None:
    assert [(category.name, category.total) for category in college.categories] == [
        ("领导班子好", 15),
        ("党员队伍好", 15),
        ("工作机制好", 20),
        ("工作业绩好", 40),
        ("师生反映好", 10),
    ]
    assert (len(college.items), len(college.measures), len(college.vetoes)) == (21, 36, 3)
    assert college.total == 100
    assert college.step == Decimal("0.5")


def test_items_that_earn_are_the_four_with_awards(college: Standard) -> None:
    assert [item.code for item in college.items if item.earns] == ["4-1", "4-2", "4-4", "4-5"]


def opinion_table() -> list[tuple[str, str, int, str]]:
    """Code, content, points and criterion of each item, as the opinion document prints them."""
    text = (REFERENCE / "opinion.txt").read_text(encoding="utf-8")
    table = text[text.index("考评得分") + 4 : text.index("党支部有以下情况")]
    lines = [line.strip() for line in table.splitlines() if line.strip()]
    rows = []
    for number, line in enumerate(lines):
        match = re.match(r"(\d-\d)\s*(.*)", line)
        if match:
            rows.append((match[1], match[2], int(lines[number + 1]), lines[number + 2]))
    return rows


def test_texts_are_the_opinions_word_for_word(college: Standard) -> None:
    printed = describe(college)
    rows = opinion_table()
    assert len(rows) == 21
    for code, content, points, criterion in rows:
        assert f"{code} {content}（{points}分）\n      考评标准：{criterion}\n" in printed
    assert printed.count("考评标准：") == 21


def test_vetoes_are_the_opinions_word_for_word(college: Standard) -> None:
    text = (REFERENCE / "opinion.txt").read_text(encoding="utf-8")
    grounds = re.findall(r"^（\d）(.+)$", text, re.MULTILINE)
    assert [veto.text for veto in college.vetoes] == [ground.strip() for ground in grounds]


def test_measures_are_those_of_the_rules(college: Standard) -> None:
    lines = (REFERENCE / "measures.md").read_text(encoding="utf-8").splitlines()
    wanted = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if "." in line[:8]]

    def number(value: Stated, sign: str = "") -> str:
        return "" if value is None else f"{value:{sign}}"

    found = [
        [
            measure.code,
            measure.name,
            measure.unit,
            number(stated["每单位加减分"], sign="+"),
            "是" if stated["出现即为0分"] else "",
            number(stated["最少数量"]),
            number(stated["不足扣分"]),
            number(stated["最多数量"]),
        ]
        for measure in college.measures
        for stated in [measure.stated]
    ]
    assert found == wanted
    assert len(found) == 36


def test_another_template_is_another_standard(tmp_path: Path) -> None:
    standard = template_of(small_template(), tmp_path).standard
    assert [category.name for category in standard.categories] == ["学习", "实践", "纪律"]
    assert (len(standard.items), standard.total, standard.step) == (7, 50, Decimal("0.1"))


def test_another_total_than_100_is_a_warning() -> None:
    _, findings = read_standard(_book(small_template()), "t.xlsx")
    assert [(found.code, str(found.place)) for found in findings] == [("L105", "打分·E14")]


def test_digest_covers_rules_but_not_wording(tmp_path: Path) -> None:
    def digest(sheet: str, cell: str, value: str | int) -> str:
        workbook = load_workbook(TEMPLATE)
        workbook[sheet][cell] = value
        data = io.BytesIO()
        workbook.save(data)
        return template_of(data.getvalue(), tmp_path).standard.digest

    ours = template_of(TEMPLATE.read_bytes(), tmp_path).standard.digest
    assert digest("评分表", "C6", "换一种说法") == ours
    assert digest("计分明细", "B5", "换一种说法") == ours
    assert digest("计分明细", "D6", -1) != ours
    assert digest("计分明细", "C5", "是否") != ours


def _book(data: bytes) -> Book:
    read = read_book(data)
    assert isinstance(read, Book)
    return read


SCORES = ["编号", "项目", "考评标准", "考评内容", "考评分数", "考评得分", "扣分说明", "自评得分"]
GOOD: list[list[Any]] = [
    ["a1", "学习（20）", "标准", "内容", 20],
    [None, None, None, "小计", 20],
    [None, None, None, "合计", 20],
]
MEASURE = ["a1.1", "次数", "次", -2]


@pytest.mark.parametrize(
    ("scores", "counts", "expected"),
    [
        ([["a1", "学习（20）", "标准", "内容", -20], *GOOD[1:]], [MEASURE], [("L103", "打分·E2")]),
        ([["a1", "学习（20）", "标准", "内容", "多"], *GOOD[1:]], [MEASURE], [("L103", "打分·E2")]),
        ([["a1", "学习（21）", "标准", "内容", 20], *GOOD[1:]], [MEASURE], [("L104", "打分·B2")]),
        (
            [["a1", "学习（20）", "标准", "内容", 21], *GOOD[1:]],
            [MEASURE],
            [("L104", "打分·B2"), ("L104", "打分·E3"), ("L104", "打分·E4")],
        ),
        ([GOOD[0], [None, None, None, "小计", 19], GOOD[2]], [MEASURE], [("L104", "打分·E3")]),
        ([*GOOD[:2], [None, None, None, "合计", 21]], [MEASURE], [("L104", "打分·E4")]),
        ([["a1", "学习", "标准", "内容", 20], *GOOD[1:]], [MEASURE], [("L108", "打分·B2")]),
        ([["a1", None, "标准", "内容", 20], *GOOD[1:]], [MEASURE], [("L108", "打分·B2")]),
        ([GOOD[0], GOOD[2]], [MEASURE], [("L109", "打分·D3")]),
        (GOOD[:2], [MEASURE], [("L109", "打分·D3")]),
        ([["a1", "学习（20）", None, "内容", 20], *GOOD[1:]], [MEASURE], [("I010", "打分·C2")]),
        ([[7, "学习（20）", "标准", "内容", 20], *GOOD[1:]], [], [("L102", "打分·A2")]),
        (
            [GOOD[0], ["a1", None, "标准", "内容", 5], *GOOD[1:]],
            [MEASURE],
            [("L101", "打分·A3")],
        ),
        (
            [*GOOD, ["a2", None, "标准", "内容", 5]],
            [MEASURE],
            [("L109", "打分·A5")],
        ),
        ([["a1", "总分（20）", "标准", "内容", 20], *GOOD[1:]], [MEASURE], [("L108", "打分·B2")]),
        ([["a1", "学习（20）", "标准", "内容", 1e7], *GOOD[1:]], [MEASURE], [("L103", "打分·E2")]),
        (GOOD, [["a9.1", "次数", "次", -2]], [("L106", "数一数·A2")]),
        (GOOD, [MEASURE, MEASURE], [("L101", "数一数·A3")]),
        (GOOD, [["a1.1", "次数", "次", "两分"]], [("L107", "数一数·D2")]),
        (GOOD, [["a1.1", "次数", "次", -2, "可能"]], [("L107", "数一数·E2")]),
        (GOOD, [["a1.1", "次数", "次", None, None, 5]], [("L111", "数一数·A2")]),
        (GOOD, [["a1.1", "次数", "次"]], [("L111", "数一数·A2")]),
        (GOOD, [[*MEASURE, None, None, None, 2.5]], [("L107", "数一数·H2")]),
    ],
)
def test_a_broken_template_is_refused_at_its_cell(
    scores: list[list[object]], counts: list[list[object]], expected: list[tuple[str, str]]
) -> None:
    drawn = small_template(打分=[SCORES, *scores], 数一数=[COUNTS, *counts], 否决=[VETOES])
    standard, findings = read_standard(_book(drawn), "t.xlsx")
    assert standard is None
    assert [(found.code, str(found.place)) for found in findings] == expected
    assert all(found.remedy.startswith("请") for found in findings)


def test_a_hidden_item_of_the_template_counts_and_is_told(tmp_path: Path) -> None:
    workbook = load_workbook(TEMPLATE)
    workbook["评分表"].row_dimensions[7].hidden = True
    data = io.BytesIO()
    workbook.save(data)
    standard, findings = read_standard(_book(data.getvalue()), "t.xlsx")
    assert standard is not None
    assert len(standard.items) == 21
    assert [(found.code, str(found.place)) for found in findings] == [("L014", "评分表·B7")]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            ["a1.1", "次数", "次", "两分"],
            "【数一数·D2】现填“两分”。“每单位加减分”应为数字或空白。请改正，不适用的留空。",
        ),
        (
            ["a1.1", "次数", "次", -2, "可能"],
            "【数一数·E2】现填“可能”。“出现即为0分”应为“是”或空白。请改正，不适用的留空。",
        ),
        (
            ["a1.1", "次数", "次", None, None, -1, 1],
            "【数一数·F2】现填“-1”。“最少数量”应为0或正整数。请改正，不适用的留空。",
        ),
        (
            ["a1.1", "次数", "次", -2, None, None, None, 2.5],
            "【数一数·H2】现填“2.5”。“最多数量”应为0或正整数。请改正，不适用的留空。",
        ),
        (
            ["a1.1", "次数", "次"],
            "【数一数·A2】现填“a1.1”。这条计分指标对得分没有任何影响。",
        ),
        (
            ["a1.1", "次数", "次", -2, None, 5],
            "【数一数·A2】现填“a1.1”。这条计分指标的最少数量和不足扣分要一起填。",
        ),
        (
            ["a1.1", "次数", "次", -2, None, None, 1],
            "【数一数·A2】现填“a1.1”。这条计分指标的最少数量和不足扣分要一起填。",
        ),
        (
            ["a1.1", "次数", "次", None, None, 5, -0.5],
            "【数一数·A2】现填“a1.1”。这条计分指标的不足扣分应为大于0的数。",
        ),
    ],
)
def test_what_a_row_may_not_state_is_told_in_a_sentence(counts: list[Any], expected: str) -> None:
    drawn = small_template(打分=[SCORES, *GOOD], 数一数=[COUNTS, counts], 否决=[VETOES])
    _, (found,) = read_standard(_book(drawn), "t.xlsx")
    assert (found.message + found.remedy).startswith(expected)
    assert found.place.file == "t.xlsx"


@pytest.mark.parametrize(
    "row",
    [
        ["a1.1", "次数", "次", 2.123456],  # as many decimals as a score has
        ["a1.1", "次数", "次", -100_000],
        ["a1.1", "次数", "次", -2, None, None, None, 0],  # none is allowed
        ["a1.1", "次数", "次", None, None, 1, 0.5],
    ],
)
def test_the_ends_of_what_a_row_may_state_are_taken(row: list[Any]) -> None:
    drawn = small_template(打分=[SCORES, *GOOD], 数一数=[COUNTS, row], 否决=[VETOES])
    standard, _ = read_standard(_book(drawn), "t.xlsx")
    assert standard is not None
    (measure,) = standard.measures
    stated = [measure.stated[header] for header in COUNTS[3:8]]
    padded = [*row[3:], *[None] * (8 - len(row))]
    assert stated == [Decimal(str(padded[0])) if padded[0] else None, False, *padded[2:]]


def test_a_standard_reads_as_text(tmp_path: Path) -> None:
    text = describe(template_of(small_template(), tmp_path).standard)
    assert text.startswith(
        "学习（20）\n"
        "  a1 按时学习（12分）\n"
        "      考评标准：每少一次扣2分\n"
        "      计分：从满分扣起，最低0分，最高12分\n"
        "      a1.1 缺少的次数；单位：次；每次扣2分\n"
        "      a1.2 从未学习；单位：是否；出现即此项为0分\n"
        "  a2 诚信（8分）\n"
    )
    assert "，最高4分\n      b2.1 稿件；单位：篇；每篇得0.2分；少于2篇扣1分（只扣一次）\n" in text
    assert "      计分：没有计分指标，由评分的人评定，最低0分，最高5分\n" in text
    assert "      c1.1 缺勤；单位：次；每次扣1.5分；最多填20次\n" in text
    assert text.endswith(
        "\n一票否决\n  V1 重大事故\n  V2 弄虚作假\n"
        "共7项，9个计分指标，合计50分，得分以0.1分为一档，标准摘要 30DC6688\n"
    )


def test_shares_and_points_beside_the_hundred_are_read_back() -> None:
    scores: list[list[Any]] = [
        [*SCORES, "性质"],
        ["1-1", "党建（50分，占40%）", "按时", "学习", 50],
        [None, None, None, "小计"],
        ["2-1", "业务（100分，占80%）", "无事故", "安全", 100],
        ["2-2", None, "每项1分", "获奖", 5, None, None, None, "加分"],
        [None, None, None, "小计"],
        [None, None, None, "合计"],
    ]
    standard, findings = read_standard(
        as_book(评分表=scores, 计分明细=[COUNTS], 一票否决=[VETOES]), "t.xlsx"
    )
    assert standard is not None, findings
    told = describe(standard)
    assert "党建（50，占40%）\n  得分的40%计入总分，满分计20分\n" in told
    assert "  得分的80%计入总分，满分计80分\n" in told
    assert "\n没有一票否决的情形\n共3项，0个计分指标，合计" in told
    assert "（加分、扣分不计），得分以5分为一档，" in told


def test_a_measure_without_a_unit_shows_a_dash(tmp_path: Path) -> None:
    rows: list[list[Any]] = [COUNTS, ["a1.1", "次数", None, -2]]
    drawn = small_template(打分=[SCORES, *GOOD], 数一数=rows, 否决=[VETOES])
    assert "a1.1 次数；单位：—；每个扣2分\n" in describe(template_of(drawn, tmp_path).standard)


def test_the_word_for_a_total_in_an_input_column_drops_no_row(tmp_path: Path) -> None:
    for sheet, cell in (
        ("计分明细", "J10"),
        ("计分明细", "C6"),
        ("一票否决", "F7"),
        ("评分表", "H9"),
    ):
        workbook = load_workbook(TEMPLATE)
        workbook[sheet][cell] = "合计"
        data = io.BytesIO()
        workbook.save(data)
        standard = template_of(data.getvalue(), tmp_path).standard
        assert (len(standard.items), len(standard.measures), len(standard.vetoes)) == (21, 36, 3)


def test_a_missing_table_is_named_with_its_headers() -> None:
    standard, findings = read_standard(_book(small_template(否决=[["序号", "情形"]])), "t.xlsx")
    assert standard is None
    assert [found.code for found in findings] == ["L001"]
    assert "是否存在" in findings[0].message


@pytest.mark.parametrize(
    ("sheet", "cell", "shown_as", "seen"),
    [
        ("计分明细", "D6", "+0;-0", "-1"),
        ("评分表", "D7", "0,", "0"),
        ("评分表", "D7", ";;;", None),
    ],
)
def test_a_figure_of_the_template_that_shows_another_is_refused_at_its_cell(
    tmp_path: Path, sheet: str, cell: str, shown_as: str, seen: str | None
) -> None:
    workbook = load_workbook(TEMPLATE)
    figure = workbook[sheet][cell]
    stored = figure.value
    figure.number_format = shown_as
    path = tmp_path / "template.xlsx"
    workbook.save(path)
    _, findings = load_template(path)
    (found,) = (found for found in findings if found.code == "V024")
    assert (found.place.sheet, found.place.cell, found.value) == (sheet, cell, seen)
    assert f"“{stored}”" in found.rule


def test_the_standard_is_read_with_the_step_that_is_set(tmp_path: Path) -> None:
    template = small_template()
    for step, told in (("", "得分以0.1分为一档"), ("0.5", "得分以0.5分为一档")):
        read = standard(
            workspace(tmp_path / (step or "own"), [["01", "甲"]], template, 得分步长=step)
        )
        assert told in describe(read.standard, read.step)
