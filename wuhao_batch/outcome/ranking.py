"""Scores, statuses and ranks of all branches at once, in pandas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pandas as pd

from wuhao_batch.assessment.choices import Basis, VetoTarget
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.numbers import to_points
from wuhao_batch.outcome.status import Status
from wuhao_batch.scoring.left_out import LeftOut, scale_up
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.rounding import Rounded, Sums, summed
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores
from wuhao_batch.scoring.weights import weigh

LeftOutItems = Mapping[str, tuple[str, ...]]
"""编号 → the codes of the items that do not apply, of the branches that have such ones."""


@dataclass(frozen=True)
class Entries:
    """The inputs of scoring, one row a branch in roster order.

    Attributes:
        counts: Int64, a column a measure.
        panel: Int64 millionths of a point, a column an item.
        vetoed: bool, whether any veto was declared 是.
        kind: the branch's 类别.
        standing: the Status known before scoring (exempt, missing, needs_correction, unscored),
            or qualified where nothing stands in the way.
        left_out: the branches to which some items do not apply, with the codes of these.
        exact: branch → item code → the score of the 考评组 in millionths before it was rounded.
    """

    counts: pd.DataFrame
    panel: pd.DataFrame
    vetoed: pd.Series
    kind: pd.Series
    standing: pd.Series
    left_out: LeftOutItems = field(default_factory=dict)
    exact: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)


@dataclass(frozen=True)
class Scores:
    """The results, one row a branch in roster order; points in millionths.

    ``items`` are the scores that count, ``self_items`` those computed from the counts;
    ``categories`` are sums as they stand, which enter ``total`` by their shares. ``total`` is
    ``<NA>`` unless the branch is settled, ``rank`` unless it is ranked; so is an item that does
    not apply to a branch, and a category of which none does.
    """

    items: pd.DataFrame
    self_items: pd.DataFrame
    categories: pd.DataFrame
    total: pd.Series
    status: pd.Series
    rank: pd.Series


@dataclass(frozen=True)
class ItemScores:
    """The scores of all items, a column an item: those that count, and those by the counts.

    ``exact`` are those that count before they were rounded, where only totals are.
    """

    items: pd.DataFrame
    self_items: pd.DataFrame
    exact: Mapping[str, Mapping[str, Fraction]]

    def but(self, points: Mapping[str, Mapping[str, int]]) -> "ItemScores":
        """Return the same with other scores that count, 编号 → item code → millionths."""
        if not points:
            return self
        items, exact = self.items.copy(), dict(self.exact)
        for branch, own in points.items():
            for code, score in own.items():
                items.loc[branch, code] = score
            if branch in exact:
                exact[branch] = {**exact[branch], **{each: Fraction(own[each]) for each in own}}
        return replace(self, items=items, exact=exact)


def item_scores(standard: Standard, settings: Settings, entries: Entries) -> ItemScores:
    """Return the scores of all items as counts or the 考评组 give them."""
    self_items = self_scores(standard, entries.counts, settings.capping)
    if settings.basis != Basis.SELF:
        return ItemScores(entries.panel, self_items, entries.exact)
    rounds_late = settings.rounding.of is Rounded.TOTAL
    return ItemScores(self_items, self_items, _as_they_stand(self_items) if rounds_late else {})


def score(
    standard: Standard, settings: Settings, entries: Entries, own: ItemScores | None = None
) -> Scores:
    """Score all branches at once, by the scores of items that are given or by those of entries."""
    own = own or item_scores(standard, settings, entries)
    add_up = _of_exact if settings.rounding.of is Rounded.TOTAL else _of_items
    categories, total = add_up(standard, settings, entries, own)
    return Scores(own.items, own.self_items, categories, *place(total, entries, settings))


def _of_items(
    standard: Standard, settings: Settings, entries: Entries, own: ItemScores
) -> tuple[pd.DataFrame, pd.Series]:
    """Return categories and totals of the scores of items as they are."""
    counted = _with_left_out(standard, settings.left_out, own.items, entries.left_out)
    categories = _categories(standard, counted)
    total = _total(standard, categories)
    if entries.left_out:
        total = _scaled(standard, settings, counted, total, entries.left_out)
        categories = _without_empty(standard, settings.left_out, categories, entries.left_out)
    return categories, total


def _of_exact(
    standard: Standard, settings: Settings, entries: Entries, own: ItemScores
) -> tuple[pd.DataFrame, pd.Series]:
    """Return categories and totals of scores that were not rounded, rounded only now."""
    sums: dict[str, Sums] = {}
    for branch, points in own.exact.items():
        codes = entries.left_out.get(branch, ())
        if len(points) == len(standard.without(codes).items):
            sums[branch] = summed(standard, points, settings.rounding, settings.left_out, codes)
    names = [category.name for category in standard.categories]
    index = own.items.index
    parts = {branch: sums[branch].categories if branch in sums else {} for branch in index}
    totals = [sums[branch].total if branch in sums else None for branch in index]
    return frame(parts, names), pd.Series(totals, index=index, dtype="Int64")


def _as_they_stand(items: pd.DataFrame) -> dict[str, dict[str, Fraction]]:
    rows = known_rows(items).items()
    return {branch: {code: Fraction(each) for code, each in row.items()} for branch, row in rows}


def place(
    total: pd.Series, entries: Entries, settings: Settings
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return the totals that count, the statuses and the ranks."""
    status = _status(entries, total, settings)
    total = total.where(status.isin([each for each in Status if each.is_settled]))
    ranked = total.where(status.isin([each for each in Status if each.is_ranked]))
    return total, status, _rank(ranked, entries.kind, settings)


def _categories(standard: Standard, items: pd.DataFrame) -> pd.DataFrame:
    """Add up the items of each category as they stand."""
    sums = {
        each.name: _sum((items[item.code] for item in each.items), items.index)
        for each in standard.categories
    }
    return pd.DataFrame(sums, index=items.index, copy=False)


# --- items that do not apply ----------------------------------------------------------------------


def _alike(left_out: LeftOutItems) -> dict[tuple[str, ...], list[str]]:
    """Return the items that do not apply → the branches of which that holds."""
    found: dict[tuple[str, ...], list[str]] = {}
    for branch, codes in left_out.items():
        found.setdefault(codes, []).append(branch)
    return found


def _with_left_out(
    standard: Standard, how: LeftOut, items: pd.DataFrame, left_out: LeftOutItems
) -> pd.DataFrame:
    """Return the scores with what the items that do not apply bring to their categories."""
    if not left_out:
        return items
    counted = items.copy()
    for codes, branches in _alike(left_out).items():
        for code in codes:
            counted.loc[branches, code] = how.points(standard, code)
    return counted


def _scaled(
    standard: Standard,
    settings: Settings,
    counted: pd.DataFrame,
    total: pd.Series,
    left_out: LeftOutItems,
) -> pd.Series:
    """Return the totals, those scaled up to which not all items apply."""
    beside = [item.code for item in standard.items if not item.is_ordinary]
    for codes, branches in _alike(left_out).items():
        known = total.loc[branches].dropna()
        if settings.left_out.scales(standard, codes) and len(known):
            ordinary = counted.loc[known.index].copy()
            ordinary[beside] = 0
            points = _total(standard, _categories(standard, ordinary))
            total = total.copy()
            unit = settings.rounding.unit
            total.loc[known.index] = scale_up(standard, points, known - points, codes, unit)
    return total


def _without_empty(
    standard: Standard, how: LeftOut, categories: pd.DataFrame, left_out: LeftOutItems
) -> pd.DataFrame:
    """Return the categories, unknown where none of its items applies and none counts."""
    categories = categories.copy()
    for codes, branches in _alike(left_out).items():
        for each in standard.without(codes).categories if how is not LeftOut.FULL else ():
            if not each.items:
                categories.loc[branches, each.name] = pd.NA
    return categories


# --- the whole ------------------------------------------------------------------------------------


def _total(standard: Standard, categories: pd.DataFrame) -> pd.Series:
    """Add up the categories, each by its share."""
    weighed = (weigh(categories[each.name], each.weight) for each in standard.categories)
    return _sum(weighed, categories.index)


def _sum(columns: Iterable[pd.Series], index: pd.Index) -> pd.Series:
    """Add up columns one by one: adding along rows would make a label for every number."""
    return sum(columns, start=pd.Series(0, index=index, dtype="Int64"))


def _status(entries: Entries, total: pd.Series, settings: Settings) -> pd.Series:
    status = entries.standing.copy()
    open_ = status == Status.QUALIFIED
    if settings.veto_target == VetoTarget.BRANCH:
        status = status.mask(open_ & entries.vetoed, Status.VETOED)
    if settings.pass_mark is not None:
        below = (total < to_points(settings.pass_mark)).fillna(False).astype(bool)
        status = status.mask((status == Status.QUALIFIED) & below, Status.BELOW_LINE)
    return status


def _rank(points: pd.Series, kind: pd.Series, settings: Settings) -> pd.Series:
    ranked = points.groupby(kind, dropna=False) if settings.by_kind else points
    ranks = ranked.rank(method="min", ascending=False)
    return ranks.astype("Int64")
