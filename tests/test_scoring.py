"""Scoring: the boundary cases of the rules, and a separately written reference."""

import random
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import reference_scorer
from tests.support.drawing import TEMPLATE
from tests.support.vocabulary import counts_of, random_answers, random_sheets, standard_of
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.template import load_template
from wuhao_batch.numbers import from_points
from wuhao_batch.outcome.ranking import Entries, score
from wuhao_batch.outcome.status import Status
from wuhao_batch.scoring.explaining import explain, steps
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Category, Item, Standard
from wuhao_batch.scoring.rules.per_unit import PerUnit
from wuhao_batch.scoring.rules.zeroing import Zeroing
from wuhao_batch.scoring.self_scores import frame, known, known_rows, self_scores


@pytest.fixture(scope="module")
def college() -> Standard:
    template, _ = load_template(TEMPLATE)
    assert template is not None
    return template.standard


def own(
    standard: Standard, item: str, /, capping: Capping = Capping.CAP_FIRST, **counts: int
) -> Decimal | None:
    """The self score of one item whose measures have those counts (``_1`` is measure .1)."""
    told = {f"{item}.{number.removeprefix('_')}": count for number, count in counts.items()}
    table = frame({"x": told}, [measure.code for measure in standard.measures])
    points = known_rows(self_scores(standard, table, capping))["x"].get(item)
    return None if points is None else from_points(points)


@pytest.mark.parametrize(
    ("item", "counts", "points"),
    [
        ("4-5", {"_1": 0}, "0"),  # 0 − 2 falls below nothing
        ("4-5", {"_1": 3}, "1"),  # 少于4次 loses at 3
        ("4-5", {"_1": 4}, "4"),  # and keeps at 4
        ("4-5", {"_1": 15}, "15"),
        ("4-5", {"_1": 40}, "15"),  # capped
        ("2-2", {"_1": 0, "_2": 4, "_3": 0}, "3"),  # 未超过4次 loses at 4
        ("2-2", {"_1": 0, "_2": 5, "_3": 0}, "5"),  # and keeps at 5
        ("2-2", {"_1": 2, "_2": 0, "_3": 9}, "0"),
        ("4-4", {"_1": 6, "_2": 2, "_3": 0}, "14"),  # capped first, then two papers missing
        ("4-4", {"_1": 5, "_2": 0, "_3": 1}, "14"),
        ("4-4", {"_1": 0, "_2": 2, "_3": 1}, "0"),
        ("1-1", {"_1": 0, "_2": 3}, "6.5"),
        ("1-1", {"_1": 1, "_2": 0}, "0"),  # an accident takes the whole item
        ("1-3", {"_1": 10, "_2": 0}, "0"),  # ten papers at 0.5 against 3 points
        ("1-3", {"_1": 0, "_2": 1}, "0"),
        ("3-2", {"_1": 2}, "0"),
        ("5-3", {"_1": 1, "_2": 1, "_3": 0}, "1"),
        ("5-3", {"_1": 0, "_2": 0, "_3": 1}, "0"),
        ("4-1", {"_1": 0}, "0"),  # earns from nothing
        ("4-1", {"_1": 1}, "2"),
    ],
)
def test_boundary_cases_of_the_rules(
    college: Standard, item: str, counts: dict[str, int], points: str
) -> None:
    assert own(college, item, Capping.CAP_FIRST, **counts) == Decimal(points)


def test_deducting_first_lets_surplus_awards_cover_losses(college: Standard) -> None:
    assert own(college, "4-4", Capping.DEDUCT_FIRST, _1=6, _2=2, _3=0) == 15
    assert own(college, "4-4", Capping.DEDUCT_FIRST, _1=5, _2=2, _3=0) == 14


def test_a_zeroing_event_takes_awards_too() -> None:
    item = Item(
        "1-1",
        "内容",
        Decimal(10),
        "标准",
        (
            Measure("1-1.1", "加分", "次", (PerUnit(Decimal(3)),)),
            Measure("1-1.2", "事故", "起", (Zeroing(),)),
        ),
    )
    standard = Standard((Category("项目", (item,)),))
    assert own(standard, "1-1", _1=3, _2=0) == 9
    assert own(standard, "1-1", _1=3, _2=1) == 0


def test_half_filled_items_have_no_score(college: Standard) -> None:
    assert own(college, "4-4", _1=6, _2=2) is None
    assert own(college, "4-4") is None


def test_every_branch_has_its_scores_whether_an_item_has_measures_or_not() -> None:
    """An item without measures has none, also where nothing of the branch is known."""
    awards = Measure("1-1.1", "加分", "次", (PerUnit(Decimal(3)), Zeroing()))
    items = (
        Item("1-1", "内容", Decimal(10), "标准", (awards,)),
        Item("1-2", "评议", Decimal(5), "标准"),
    )
    standard = Standard((Category("项目", items),))
    counts = frame({"甲": {}, "乙": {"1-1.1": 0}}, ["1-1.1"])
    scores = self_scores(standard, counts, Capping.CAP_FIRST)
    assert [str(kind) for kind in (*counts.dtypes, *scores.dtypes)] == ["Int64"] * 3
    assert (list(scores.index), list(scores.columns)) == (["甲", "乙"], ["1-1", "1-2"])
    assert known_rows(scores) == {"甲": {}, "乙": {"1-1": 0}}


def test_a_standard_without_items_scores_nobody() -> None:
    scores = self_scores(Standard(()), frame({"甲": {}}, []), Capping.CAP_FIRST)
    assert known_rows(scores) == {"甲": {}}


# --- against the reference ----------------------------------------------------------------------


@given(st.randoms(use_true_random=False))
def test_self_scores_equal_the_reference(chance: random.Random) -> None:
    standard = standard_of(random_sheets(chance))
    capping = chance.choice(list(Capping))
    told = {f"b{n}": random_answers(chance, standard, blank=0.1) for n in range(4)}
    counts = {branch: counts_of(standard, answers) for branch, answers in told.items()}
    table = frame(counts, [measure.code for measure in standard.measures])
    found = known_rows(self_scores(standard, table, capping))
    for branch, answers in told.items():
        for item in standard.items:
            expected = reference_scorer.own_score(
                item, answers, cap_first=capping == Capping.CAP_FIRST
            )
            assert _fraction(found[branch].get(item.code)) == expected, (item, answers)


@given(st.data())
def test_totals_statuses_and_ranks_equal_the_reference(data: st.DataObject) -> None:
    standard = standard_of(random_sheets(data.draw(st.randoms(use_true_random=False))))
    branches = [f"b{number}" for number in range(data.draw(st.integers(1, 8)))]
    # Few different scores, so that ties are common.
    panel = {
        branch: {
            item.code: data.draw(st.sampled_from([-500_000, 0, 500_000, 1_000_000]))
            for item in standard.items
        }
        for branch in branches
    }
    vetoed = {branch: data.draw(st.booleans()) for branch in branches}
    standing = {
        branch: data.draw(st.sampled_from([Status.QUALIFIED] * 3 + [Status.NEEDS_CORRECTION]))
        for branch in branches
    }
    kind = {branch: data.draw(st.sampled_from(["甲类", "乙类", ""])) for branch in branches}
    line = data.draw(st.none() | st.sampled_from([Decimal(1), Decimal(3)]))
    by_kind = data.draw(st.booleans())
    scores = score(
        standard,
        Settings(year="2026", pass_mark=line, by_kind=by_kind),
        Entries(
            counts=frame({b: {} for b in branches}, [m.code for m in standard.measures]),
            panel=frame(panel, [item.code for item in standard.items]),
            vetoed=pd.Series(vetoed, dtype=bool),
            kind=pd.Series(kind, dtype=object),
            standing=pd.Series(standing, dtype=object),
        ),
    )
    expected_total = {}
    expected_status = {}
    for branch in branches:
        given_scores = {code: _fraction(points) for code, points in panel[branch].items()}
        total = reference_scorer.weighed_total(standard, given_scores)
        assert total is not None
        if standing[branch] is Status.NEEDS_CORRECTION:
            expected_status[branch] = Status.NEEDS_CORRECTION
            continue
        expected_total[branch] = total
        if vetoed[branch]:
            expected_status[branch] = Status.VETOED
        elif line is not None and total < line:
            expected_status[branch] = Status.BELOW_LINE
        else:
            expected_status[branch] = Status.QUALIFIED
    assert {b: Status(scores.status[b]) for b in branches} == expected_status
    assert {b: _fraction(p) for b, p in known(scores.total).items()} == expected_total

    expected_ranks: dict[str, int] = {}
    for group in {kind[branch] if by_kind else "" for branch in branches}:
        ranked = {
            branch: total
            for branch, total in expected_total.items()
            if not vetoed[branch] and (not by_kind or kind[branch] == group)
        }
        expected_ranks |= reference_scorer.ranks(ranked)
    assert known(scores.rank) == expected_ranks


def _fraction(points: int | None) -> Fraction | None:
    return None if points is None else Fraction(points, 1_000_000)


def test_scores_are_exact_where_binary_fractions_are_not() -> None:
    items = tuple(Item(f"1-{n}", "内容", Decimal(1), "标准") for n in range(1, 4))
    standard = Standard((Category("项目", items),))
    panel = frame({"x": {"1-1": 100_000, "1-2": 100_000, "1-3": 100_000}}, ["1-1", "1-2", "1-3"])
    entries = Entries(
        counts=frame({"x": {}}, []),
        panel=panel,
        vetoed=pd.Series({"x": False}),
        kind=pd.Series({"x": ""}),
        standing=pd.Series({"x": Status.QUALIFIED}),
    )
    line = Settings(year="2026", pass_mark=Decimal("0.3"))
    assert score(standard, line, entries).status["x"] == Status.QUALIFIED


# --- steps --------------------------------------------------------------------------------------


@given(st.randoms(use_true_random=False))
def test_the_steps_of_any_item_add_up_to_its_score(chance: random.Random) -> None:
    standard = standard_of(random_sheets(chance))
    capping = chance.choice(list(Capping))
    counts = counts_of(standard, random_answers(chance, standard))
    table = frame({"x": counts}, [measure.code for measure in standard.measures])
    scores = known_rows(self_scores(standard, table, capping))["x"]
    for item in (item for item in standard.items if item.measures):
        changes = [step.points for step in steps(item, counts)]
        won = sum((points for points in changes if points and points > 0), Decimal(0))
        lost = sum((points for points in changes if points and points < 0), Decimal(0))
        lowest, highest = item.scale.limits
        start = item.scale.start
        kept = start + won + (0 if capping == Capping.CAP_FIRST else lost)
        kept = kept if highest is None else min(kept, highest)
        reached = kept + (lost if capping == Capping.CAP_FIRST else 0)
        score = from_points(scores[item.code])
        if None in changes:
            assert score == 0
            continue
        assert score == (reached if lowest is None else max(lowest, reached)), (item, counts)
        told = explain(item, counts, capping)
        floor = [text for text in told if text.startswith("扣完为止")]
        assert bool(floor) == (lowest is not None and reached < lowest)
