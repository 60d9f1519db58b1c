"""Changes in plain Chinese: on the whole, unit by unit, item by item."""

from dataclasses import replace
from decimal import Decimal

from tests.support.kept import ITEMS, kept, ranked, unit
from wuhao_batch.outcome.changes import changes_between
from wuhao_batch.outcome.changes_in_words import headline, revision_lines, unit_lines

OLD = kept(
    unit("01", "甲", 1, 90, i1_1=50, i1_2=40),
    unit("02", "乙", 2, Decimal("80.5"), i1_1=50, i1_2=30),
    unit("03", "丙", None, None),
)
NEW = kept(
    unit("01", "甲", 2, 90, i1_1=50, i1_2=40),
    unit("02", "乙学院", 1, 95, i1_1=55, i1_2=40),
    unit("04", "丁", None, None),
)


def test_each_unit_has_a_line_with_all_that_changed() -> None:
    assert unit_lines(changes_between(OLD, NEW)) == [
        "01 甲：第1名→第2名",
        "02 乙学院：原名“乙”，第2名→第1名，总分80.5→95（+14.5），各项：1-1 50→55、1-2 30→40",
        "04 丁：新列入，未交",
        "03 丙：不再列入，原来未交",
    ]


def test_the_whole_is_counted() -> None:
    assert headline(changes_between(OLD, NEW), "党总支") == (
        "1个党总支新列入，1个党总支不再列入，1个党总支总分上升，1个党总支名次上升，1个党总支名次下降。"
    )
    assert headline(changes_between(OLD, OLD), "党总支") == "没有变化。"
    renamed = changes_between(ranked({"甲": 90}), ranked({"乙": 90}))
    assert headline(renamed, "班级") == "1个班级其他有变。"


def test_what_has_no_result_yet_is_named() -> None:
    before, after = kept(unit("01", "甲", None, None)), kept(unit("01", "甲", 1, 90))
    assert unit_lines(changes_between(before, after)) == [
        "01 甲：没有名次→第1名，总分没有得分→90，结论由“未交”改为“达标”"
    ]


def test_proposals_kinds_and_methods_are_told() -> None:
    before = kept(unit("01", "甲", 1, 90))
    (only,) = before.units
    after = kept(replace(only, kind="教学", proposed=True))
    assert unit_lines(changes_between(before, after)) == ["01 甲：类别由“”改为“教学”，列入拟推荐"]
    other = replace(before, method="自评得分")
    assert headline(changes_between(before, other), "班级") == (
        "计分依据由“考评得分”改为“自评得分”。"
    )


def test_items_that_are_not_compared_say_why() -> None:
    old = replace(kept(), items=(*ITEMS, replace(ITEMS[0], code="1-3")))
    new = replace(
        kept(),
        items=(
            replace(ITEMS[0], cap=None, rules_digest="zz"),
            replace(ITEMS[1], name="别的"),
            replace(ITEMS[0], code="1-4"),
        ),
    )
    assert revision_lines(changes_between(old, new)) == [
        "1-1 考评分数由60改为不封顶，计分办法有改动，不作比较",
        "1-2 考评内容原为“参加活动”，不作比较",
        "1-3 已经取消的考评内容，不作比较",
        "1-4 新增的考评内容，不作比较",
    ]
