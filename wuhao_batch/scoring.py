"""Checked values → scores, status and ranks, vectorised over branches.

Every score is an exact whole number of millionths of a point (pandas ``Int64``, ``<NA>`` where it
is not known), so sums and comparisons carry no rounding (design.md, How an item is scored).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from wuhao_batch.model import Item, Measure, Standard
from wuhao_batch.numbers import to_points
from wuhao_batch.settings import BASIS_SELF, CAP_FIRST, VETO_BRANCH, Settings


class Status(StrEnum):
    """A branch's status: the first that holds, in this order (design.md, Ranking)."""

    EXEMPT = "exempt"
    MISSING = "missing"
    NEEDS_CORRECTION = "needs_correction"
    UNSCORED = "unscored"
    VETOED = "vetoed"
    BELOW_LINE = "below_line"
    QUALIFIED = "qualified"

    @property
    def label(self) -> str:
        """The word that people read."""
        return _LABELS[self]

    @property
    def is_settled(self) -> bool:
        """The branch has its result and can be published."""
        return self in (Status.VETOED, Status.BELOW_LINE, Status.QUALIFIED)

    @property
    def is_ranked(self) -> bool:
        """The branch stands in the ranking."""
        return self in (Status.BELOW_LINE, Status.QUALIFIED)


_LABELS = {
    Status.EXEMPT: "不参评",
    Status.MISSING: "未交",
    Status.NEEDS_CORRECTION: "需更正",
    Status.UNSCORED: "待考评",
    Status.VETOED: "不达标",
    Status.BELOW_LINE: "未达分数线",
    Status.QUALIFIED: "达标",
}


@dataclass(frozen=True)
class Entries:
    """What scoring needs, one row a branch in roster order.

    Attributes:
        counts: Int64, a column a measure.
        panel: Int64 millionths of a point, a column an item.
        vetoed: bool, whether any veto was declared 是.
        kind: the branch's 类别.
        standing: the Status known before scoring (exempt, missing, needs_correction, unscored),
            or qualified where nothing stands in the way.
    """

    counts: pd.DataFrame
    panel: pd.DataFrame
    vetoed: pd.Series
    kind: pd.Series
    standing: pd.Series


@dataclass(frozen=True)
class Scores:
    """The results, one row a branch in roster order; points in millionths.

    ``items`` are the scores that count, ``self_items`` those computed from the counts. ``total``
    is ``<NA>`` unless the branch is settled, ``rank`` unless it is ranked.
    """

    items: pd.DataFrame
    self_items: pd.DataFrame
    categories: pd.DataFrame
    total: pd.Series
    status: pd.Series
    rank: pd.Series


def frame(rows: Mapping[str, Mapping[str, int]], columns: Sequence[str]) -> pd.DataFrame:
    """Branch → column → number as an Int64 frame, ``<NA>`` where there is none."""
    table = [[values.get(column) for column in columns] for values in rows.values()]
    return pd.DataFrame(table, index=list(rows), columns=list(columns), dtype="Int64")


def known(numbers: pd.Series) -> dict[str, int]:
    """Label → number, those that are known."""
    pairs = zip(numbers.index, numbers.to_list(), strict=True)
    return {str(label): int(number) for label, number in pairs if not pd.isna(number)}


def known_rows(table: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Branch → column → number, those that are known."""
    values = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    return {
        str(branch): {
            str(column): int(number)
            for column, number in zip(table.columns, row, strict=True)
            if number is not None
        }
        for branch, row in zip(table.index, values, strict=True)
    }


def score(standard: Standard, settings: Settings, entries: Entries) -> Scores:
    """Score all branches at once."""
    self_items = self_scores(standard, entries.counts, settings.capping)
    items = self_items if settings.basis == BASIS_SELF else entries.panel
    categories = pd.DataFrame(
        {
            category.name: _sum(items, [item.code for item in category.items])
            for category in standard.categories
        },
        index=items.index,
    )
    total = _sum(items, [item.code for item in standard.items])
    status = _status(entries, total, settings)
    total = total.where(status.isin([each for each in Status if each.is_settled]))
    ranked = total.where(status.isin([each for each in Status if each.is_ranked]))
    rank = _rank(ranked, entries.kind, settings)
    return Scores(items, self_items, categories, total, status, rank)


def self_scores(standard: Standard, counts: pd.DataFrame, capping: str) -> pd.DataFrame:
    """The self score of every item: Int64 millionths, ``<NA>`` until all its counts are filled."""
    return pd.DataFrame(
        {item.code: _self_score(item, counts, capping) for item in standard.items},
        index=counts.index,
        dtype="Int64",
    )


def _self_score(item: Item, counts: pd.DataFrame, capping: str) -> pd.Series:
    if not item.measures:
        return pd.Series(pd.NA, index=counts.index, dtype="Int64")
    cap = to_points(item.cap)
    awards = _total([_points(m, counts) for m in item.measures if m.award], counts)
    losses = _total([_loss(m, counts) for m in item.measures], counts)
    if not item.earns:
        points = cap - losses
    elif capping == CAP_FIRST:
        points = awards.clip(upper=cap) - losses
    else:
        points = (awards - losses).clip(upper=cap)
    zeroed = _total(
        [(counts[m.code] > 0).astype("Int64") for m in item.measures if m.zeroing], counts
    )
    filled = counts[[measure.code for measure in item.measures]].notna().all(axis="columns")
    return points.clip(lower=0).mask((zeroed > 0).fillna(False), 0).where(filled)


def _points(measure: Measure, counts: pd.DataFrame) -> pd.Series:
    return counts[measure.code] * (0 if measure.points is None else to_points(measure.points))


def _loss(measure: Measure, counts: pd.DataFrame) -> pd.Series:
    loss = 0 * counts[measure.code] if measure.award else -_points(measure, counts)
    if measure.minimum is not None and measure.shortfall is not None:
        short = (counts[measure.code] < measure.minimum).astype("Int64")
        loss = loss + short * to_points(measure.shortfall)
    return loss


def _total(parts: Sequence[pd.Series], like: pd.DataFrame) -> pd.Series:
    nothing = pd.Series(0, index=like.index, dtype="Int64")
    return sum(parts, start=nothing)


def _sum(items: pd.DataFrame, codes: list[str]) -> pd.Series:
    return items[codes].sum(axis="columns", skipna=False).astype("Int64")


def _status(entries: Entries, total: pd.Series, settings: Settings) -> pd.Series:
    status = entries.standing.copy()
    open_ = status == Status.QUALIFIED
    if settings.veto_target == VETO_BRANCH:
        status = status.mask(open_ & entries.vetoed, Status.VETOED)
    if settings.pass_mark is not None:
        below = (total < to_points(settings.pass_mark)).fillna(False).astype(bool)
        status = status.mask((status == Status.QUALIFIED) & below, Status.BELOW_LINE)
    return status


def _rank(points: pd.Series, kind: pd.Series, settings: Settings) -> pd.Series:
    groups = kind if settings.by_kind else pd.Series("", index=points.index)
    ranks = points.groupby(groups, dropna=False).rank(method="min", ascending=False)
    return ranks.astype("Int64")
