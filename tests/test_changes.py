"""Two results held against each other: units matched, scores compared where rules are the same."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.kept import ITEMS, kept, ranked, unit
from wuhao_batch.outcome.changes import Changes, changes_between
from wuhao_batch.outcome.snapshot import Snapshot, SnapshotUnit

TOTALS = st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.integers(0, 100))


def _by_names(before: Snapshot, after: Snapshot) -> dict[tuple[str, str], Decimal | None]:
    return {
        (each.before.name if each.before else "", each.after.name if each.after else ""): each.gain
        for each in changes_between(before, after).units
    }


def matched(changes: Changes) -> list[tuple[str | None, str | None]]:
    """编号 and name of each unit before and after."""

    def told(each: SnapshotUnit | None) -> str | None:
        return None if each is None else f"{each.code} {each.name}"

    return [(told(each.before), told(each.after)) for each in changes.units]


@given(totals=TOTALS)
def test_a_result_differs_in_nothing_from_itself(totals: dict[str, int]) -> None:
    changes = changes_between(ranked(totals), ranked(totals))
    assert not changes
    assert changes.changed == ()
    assert [each.after.name for each in changes.units if each.after] == list(totals)


@given(before=TOTALS, after=TOTALS, year=st.sampled_from(["2025", "2026"]))
def test_every_unit_of_either_stands_there_once(
    before: dict[str, int], after: dict[str, int], year: str
) -> None:
    changes = changes_between(ranked(before, year), ranked(after))
    olds = [each.before for each in changes.units if each.before]
    news = [each.after for each in changes.units if each.after]
    assert sorted(each.name for each in olds) == sorted(before)
    assert [each.name for each in news] == list(after)


@given(before=TOTALS, after=TOTALS)
def test_held_the_other_way_round_gains_are_losses(
    before: dict[str, int], after: dict[str, int]
) -> None:
    old, new = ranked(before, "2025"), ranked(after)
    there, back = _by_names(old, new), _by_names(new, old)
    assert {(b, a): None if gain is None else -gain for (a, b), gain in back.items()} == there


def test_a_score_that_changed_changes_total_and_ranks() -> None:
    def year(points: int) -> Snapshot:
        first = unit("01", "甲", 1 if points > 35 else 2, 50 + points, i1_1=50, i1_2=points)
        second = unit("02", "乙", 2 if points > 35 else 1, 85, i1_1=50, i1_2=35)
        return kept(first, second)

    changes = changes_between(year(30), year(40))
    first, second = changes.changed
    assert (first.gain, first.climbed) == (10, 1)
    assert [(e.item.code, e.before, e.after, e.gain) for e in first.items] == [("1-2", 30, 40, 10)]
    assert (second.gain, second.climbed, second.items) == (0, -1, ())


def test_a_place_among_the_others_is_not_a_units_own() -> None:
    """A rank, a proposal, a 编号 written otherwise are not; name, verdict, total and items are."""
    was = unit("01", "甲", 1, 90, i1_1=50)

    def its_own(**changed: object) -> bool:
        (only,) = changes_between(kept(was), kept(replace(was, **changed))).units  # type: ignore[arg-type]
        return only.is_its_own

    for changed in ({"rank": 2}, {"proposed": True}, {"code": "1"}):
        assert not its_own(**changed)
    assert its_own(name="乙")
    assert its_own(verdict="不达标")
    assert its_own(total=Decimal(1))
    assert its_own(items={"1-1": Decimal(49), "1-2": Decimal(41)})
    assert changes_between(kept(), kept(was)).units[0].is_its_own


def test_a_result_that_was_not_there_has_no_gain() -> None:
    changes = changes_between(kept(unit("01", "甲", None, None)), ranked({"甲": 90}))
    (only,) = changes.changed
    assert (only.gain, only.climbed) == (None, None)


def test_a_score_that_comes_or_goes_is_told() -> None:
    changes = changes_between(
        kept(unit("01", "甲", 1, 90, i1_1=50)), kept(unit("01", "甲", 1, 90, i1_2=40))
    )
    (only,) = changes.changed
    assert [(e.item.code, e.before, e.after) for e in only.items] == [
        ("1-1", 50, None),
        ("1-2", None, 40),
    ]


def test_within_a_year_a_unit_is_its_number() -> None:
    changes = changes_between(ranked({"甲": 90, "乙": 80}), ranked({"乙": 90, "甲": 80}))
    assert matched(changes) == [("01 甲", "01 乙"), ("02 乙", "02 甲")]
    assert all(each.renamed for each in changes.units)
    other = changes_between(kept(unit("1", "甲", 1, 90)), ranked({"甲": 90}))
    assert matched(other) == [("1 甲", "01 甲")]


def test_between_years_a_unit_is_its_name_and_else_its_number() -> None:
    last = ranked({"甲": 90, "乙": 80, "丙": 70}, "2025")
    changes = changes_between(last, ranked({"乙": 90, "丁": 80, "丙": 70, "戊": 60}))
    assert matched(changes) == [
        ("02 乙", "01 乙"),
        (None, "02 丁"),
        ("03 丙", "03 丙"),
        (None, "04 戊"),
        ("01 甲", None),
    ]
    renamed = changes_between(last, ranked({"甲": 90, "乙新": 80, "丙": 70}))
    assert matched(renamed)[1] == ("02 乙", "02 乙新")


def test_items_scored_otherwise_are_marked_and_not_compared() -> None:
    def of(item: int, **changed: object) -> Snapshot:
        items = [*ITEMS]
        items[item] = replace(items[item], **changed)  # type: ignore[arg-type]
        return replace(kept(unit("01", "甲", 1, 90, i1_1=50, i1_2=40)), items=tuple(items))

    before = kept(unit("01", "甲", 1, 80, i1_1=45, i1_2=35))
    for changed in ({"cap": Decimal(50)}, {"rules_digest": "cc"}, {"name": "别的"}):
        changes = changes_between(before, of(0, **changed))
        assert [each.item.code for each in changes.revised] == ["1-1"]
        assert [each.item.code for each in changes.changed[0].items] == ["1-2"]
    assert changes_between(before, of(0, name=" 按时 学习")).revised == ()
    assert changes_between(before, of(0, category="别的")).revised == ()


def test_items_that_came_or_went_are_revisions() -> None:
    whole = ranked({"甲": 90})
    less = replace(whole, items=ITEMS[:1])
    (went,) = changes_between(whole, less).revised
    assert (went.item, went.after) == (ITEMS[1], None)
    (came,) = changes_between(less, whole).revised
    assert (came.item, came.before) == (ITEMS[1], None)
    assert not came.renamed
    assert not came.recapped


def test_another_method_is_a_change() -> None:
    assert changes_between(ranked({"甲": 90}), replace(ranked({"甲": 90}), method="自评得分"))
