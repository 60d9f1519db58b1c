"""性质, 起评, 最高得分 and shares in a template: what is taken, what is refused, how it is said."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.drawing import COUNTS, TEMPLATE, small_template, template_of
from tests.support.worked import Category, template
from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.findings.finding import Finding
from wuhao_batch.reading.book import read_book
from wuhao_batch.scoring.model import Standard, describe
from wuhao_batch.sheets import Book

LOSS, AWARD = ["1-1.1", "缺项", "项", -2], ["1-1.2", "表彰", "次", 3]
ZERO = ["1-1.3", "事故", "起", None, "是"]

TAKEN: list[tuple[list[Any], list[list[Any]], tuple[Any, Any, Any, Any], str]] = [
    # 考评分数, 性质, 起评, 最高得分; measures; start, full, lowest and highest; in words
    ([10], [LOSS], (10, 10, 0, 10), "从满分扣起，最低0分，最高10分"),
    ([10], [LOSS, AWARD], (0, 10, 0, 10), "从0分加起，最低0分，最高10分"),
    ([10], [], (10, 10, 0, 10), "没有计分指标，由评分的人评定，最低0分，最高10分"),
    ([10, None, "满分"], [LOSS, AWARD], (10, 10, 0, 10), "从满分扣起，最低0分，最高10分"),
    ([10, None, "0分"], [LOSS, AWARD], (0, 10, 0, 10), "从0分加起，最低0分，最高10分"),
    ([10, None, "满分", 15], [LOSS, AWARD], (10, 10, 0, 15), "从满分扣起，最低0分，最高15分"),
    ([10, None, "满分", "不封顶"], [AWARD], (10, 10, 0, None), "从满分扣起，最低0分，不封顶"),
    ([10, None, None, "不封顶"], [AWARD], (0, 10, 0, None), "从0分加起，最低0分，不封顶"),
    ([10, None, None, 10], [LOSS], (10, 10, 0, 10), "从满分扣起，最低0分，最高10分"),
    ([10, None, None, 12], [], (10, 10, 0, 12), "没有计分指标，由评分的人评定，最低0分，最高12分"),
    ([10, "加分"], [AWARD], (0, 0, 0, 10), "从0分加起，最低0分，最高10分，另外加，不占总分"),
    ([None, "加分"], [AWARD, LOSS], (0, 0, 0, None), "从0分加起，最低0分，不封顶，另外加"),
    ([None, "加分", "0分"], [AWARD, ZERO], (0, 0, 0, None), "不封顶，另外加，不占总分"),
    (
        [None, "加分", None, "不封顶"],
        [],
        (0, 0, 0, None),
        "没有计分指标，由评分的人评定，最低0分，不封顶",
    ),
    ([20, "扣分"], [LOSS], (0, 0, -20, 0), "从0分扣起，最低-20分，最高0分，从总分里扣"),
    ([None, "扣分"], [LOSS], (0, 0, None, 0), "从0分扣起，扣分没有上限，最高0分，从总分里扣"),
    (
        [None, "扣分", "0分"],
        [],
        (0, 0, None, 0),
        "没有计分指标，由评分的人评定，扣分没有上限，最高0分",
    ),
]

REFUSED: list[tuple[list[Any], list[list[Any]], list[str]]] = [
    # 考评分数, 性质, 起评, 最高得分; measures; the findings at their cells
    ([None], [LOSS], ["L103 D2"]),
    ([0, "加分"], [AWARD], ["L103 D2"]),
    ([-20, "扣分"], [LOSS], ["L103 D2"]),
    (["很多", "加分"], [AWARD], ["L103 D2"]),
    ([10, "奖励"], [AWARD], ["L107 I2"]),
    ([10, None, "一半"], [LOSS], ["L107 J2"]),
    ([10, None, 0], [LOSS], ["L107 J2"]),
    ([10, None, None, "无"], [LOSS], ["L107 K2"]),
    ([10, None, None, 0], [LOSS], ["L107 K2"]),
    (["十", "奖励", "一半", "无"], [LOSS], ["L107 I2", "L107 J2", "L107 K2", "L103 D2"]),
    ([10, None, None, 9], [AWARD], ["L123 K2"]),  # less than full marks
    ([10, None, "0分"], [LOSS], ["L123 J2"]),  # nothing that could be won
    ([10, None, "0分"], [ZERO], ["L123 J2"]),
    ([10, "加分"], [LOSS], ["L123 I2"]),
    ([10, "加分", "满分"], [AWARD], ["L123 J2"]),  # a bonus has no full marks
    ([10, "加分", None, 12], [AWARD], ["L123 K2"]),  # two limits
    ([None, "加分", None, 12], [AWARD], ["L123 K2"]),  # the limit of a bonus is its 考评分数
    ([10, "加分", None, "不封顶"], [AWARD], ["L123 K2"]),
    ([10, "扣分"], [LOSS, AWARD], ["L123 I2"]),  # a negative list gives nothing back
    ([10, "扣分"], [LOSS, ZERO], ["L123 I2"]),  # 0 is the best of it
    ([10, "扣分", "满分"], [LOSS], ["L123 J2"]),
    ([10, "扣分", None, 5], [LOSS], ["L123 K2"]),
    ([None, "扣分", "满分", "不封顶"], [AWARD], ["L123 J2", "L123 K2", "L123 I2"]),
]


def read(data: bytes) -> tuple[Standard | None, list[Finding]]:
    book = read_book(data)
    assert isinstance(book, Book)
    return read_standard(book, "t.xlsx")


def told(findings: list[Finding]) -> list[str]:
    return [f"{found.code} {found.place.cell}" for found in findings if found.code != "L105"]


def of_one(terms: list[Any], measures: list[list[Any]]) -> bytes:
    """A template with one item and, below it, an ordinary category of 100."""
    apart = terms[1:2] in (["加分"], ["扣分"])
    points = terms[0] if isinstance(terms[0], int) else 10
    heading = "项目一" if apart else f"项目一（{points}）"
    return template([(heading, [("1-1", *terms)]), ("其他（100）", [("2-1", 100)])], measures)


@pytest.mark.parametrize(("terms", "measures", "scale", "words"), TAKEN)
def test_an_item_has_the_scale_that_its_columns_say(
    terms: list[Any], measures: list[list[Any]], scale: tuple[Any, ...], words: str
) -> None:
    standard, findings = read(of_one(terms, measures))
    assert standard is not None, findings
    own = standard.item("1-1").scale
    assert (own.start, own.full, own.lowest, own.highest) == scale
    assert f"计分：{words}" in describe(standard) or f"，{words}" in describe(standard)


@pytest.mark.parametrize(("terms", "measures", "expected"), REFUSED)
def test_what_makes_no_sense_is_refused_at_its_cell(
    terms: list[Any], measures: list[list[Any]], expected: list[str]
) -> None:
    standard, findings = read(of_one(terms, measures))
    assert standard is None
    assert told(findings) == expected
    assert {found.place.sheet for found in findings} == {"评分表"}


# --- categories ----------------------------------------------------------------------------------

ORDINARY, BONUS, PENALTY = ("1-1", 60), ("2-1", 5, "加分"), ("3-1", None, "扣分")


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["党建（60）", "加分项（5）", "负面清单"], []),
        (["党建（60分，占100%）", "加分项", "负面清单"], []),
        (["党建(60分、权重100％)", "加分项（5分）", "负面清单"], []),
        (["党建（60 占比：100%）", "加分项", "负面清单"], []),
        (["党建", "加分项", "负面清单"], ["L108 A2"]),
        (["党建（60，占20）", "加分项", "负面清单"], ["L108 A2"]),
        (["党建（占20%）", "加分项", "负面清单"], ["L108 A2"]),
        (["党建（60）", "加分项（最多5分）", "负面清单"], ["L108 A4"]),
        (["党建（60）", "党建", "负面清单"], ["L108 A4"]),
        (["党建（60）", "加分项（6）", "负面清单"], ["L104 A4"]),
        (["党建（60）", "加分项", "负面清单（20）"], ["L123 A6"]),
        (["党建（60）", "加分项（5分，占5%）", "负面清单"], ["L125 A2", "L125 A4", "L126 A4"]),
        (["党建（60分，占0%）", "加分项", "负面清单"], ["L125 A2", "L126 A2"]),
        (["党建（60分，占120%）", "加分项", "负面清单"], ["L125 A2", "L126 A2"]),
        (["党建（60分，占33.333%）", "加分项", "负面清单"], ["L125 A2", "L126 A2"]),
    ],
)
def test_headings_say_points_and_shares(headings: list[str], expected: list[str]) -> None:
    items = ([ORDINARY], [BONUS], [PENALTY])
    _, findings = read(template(list(zip(headings, items, strict=True))))
    assert told(findings) == expected


def test_either_all_categories_of_the_sheet_have_a_share_or_none() -> None:
    parts = [("甲（50，占50%）", [("1-1", 50)]), ("乙（50）", [("2-1", 50)])]
    standard, findings = read(template(parts))
    assert standard is None
    assert told(findings) == ["L125 A4", "L126 A2"]
    assert "没有写" in findings[0].message


def test_shares_that_do_not_add_up_are_told_and_taken() -> None:
    parts = [("甲（100，占20%）", [("1-1", 100)]), ("乙（50，占70%）", [("2-1", 50)])]
    standard, findings = read(template(parts))
    assert standard is not None
    assert told(findings) == ["L126 A2"]
    assert "90%" in findings[0].message
    assert standard.total == 55  # what the points give, whatever the shares were meant to be


def test_a_share_of_points_that_no_total_can_hold_is_refused() -> None:
    tiny: Category = ("甲（0.001分，占33.33%）", [("1-1", 0.001)])
    standard, findings = read(template([tiny, ("乙（100分，占66.67%）", [("2-1", 100)])]))
    assert standard is None
    assert told(findings) == ["L125 A2"]


def test_printed_sums_leave_bonus_and_negative_list_out() -> None:
    items = [("1-1", 60), ("1-2", 5, "加分"), ("1-3", None, "扣分")]
    standard, findings = read(template([("党建（60）", items)]))
    assert standard is not None
    assert told(findings) == []
    assert (standard.total, standard.categories[0].total) == (60, 60)
    _, (found,) = read(template([("党建（65）", items)]))
    assert found.rule == "党建后面印的是65分，加分、扣分不计，各项考评分数合计是60分。"


def test_a_sheet_of_awards_alone_has_no_hundred_to_reach() -> None:
    standard, findings = read(template([("参政议政", [("1-1", None, "加分")])]))
    assert standard is not None
    assert findings == []
    assert standard.total == 0


def test_the_digest_knows_what_scores_otherwise_and_nothing_else() -> None:
    def digest(terms: list[Any], heading: str = "项目一（10）") -> str:
        standard, _ = read(template([(heading, [("1-1", *terms)])], [LOSS, AWARD]))
        assert standard is not None
        return standard.digest

    usual = digest([10])
    assert digest([10, None, "0分", 10]) == usual, "said in full, and the same"
    assert digest([10], "换了名称（10分）") == usual
    others = [
        digest([10, None, "满分"]),
        digest([10, None, None, 12]),
        digest([10, None, None, "不封顶"]),
        digest([10, "加分"], "项目一"),
        digest([None, "加分"], "项目一"),
        digest([10], "项目一（10分，占100%）"),
        digest([10], "项目一（10分，占50%）"),
    ]
    assert len({usual, *others}) == 8


# --- probable slips ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "measures", "doubtful"),
    [
        ([10], [LOSS, AWARD], True),  # the deduction comes first
        ([10, None, "0分"], [LOSS, AWARD], False),  # it is said
        ([10, None, "满分"], [LOSS, AWARD], False),
        ([10], [["1-1.1", *AWARD[1:]], ["1-1.2", *LOSS[1:]]], True),  # the column is there, blank
        ([10], [AWARD], False),
        ([10], [LOSS], False),
        ([None, "加分"], [LOSS, AWARD], False),
    ],
)
def test_an_award_that_makes_an_item_start_from_nothing_is_asked_about(
    terms: list[Any], measures: list[list[Any]], doubtful: bool, tmp_path: Path
) -> None:
    slips = probable_slips(template_of(of_one(terms, measures), tmp_path))
    assert [found.code for found in slips] == ["L127"] * doubtful


@pytest.mark.parametrize(
    ("award", "loss", "doubtful"), [(2, -0.5, False), (1, -1, True), (1, -2, True)]
)
def test_without_the_column_only_what_looks_like_a_full_item_is_asked_about(
    award: float, loss: float, doubtful: bool, tmp_path: Path
) -> None:
    measures: list[list[Any]] = [
        COUNTS,
        ["a1.1", "活动", "次", award],
        ["a1.2", "缺材料", "份", loss],
    ]
    made = template_of(small_template(数一数=measures), tmp_path)
    assert [found.code for found in probable_slips(made)] == ["L127"] * doubtful


def test_nothing_of_the_college_looks_like_a_slip(tmp_path: Path) -> None:
    assert probable_slips(template_of(TEMPLATE.read_bytes(), tmp_path)) == []
