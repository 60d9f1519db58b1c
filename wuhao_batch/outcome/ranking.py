"""Scores, statuses and ranks of all branches at once, in pandas."""

from dataclasses import dataclass

import pandas as pd

from wuhao_batch.assessment.settings import Basis, Settings, VetoTarget
from wuhao_batch.numbers import to_points
from wuhao_batch.outcome.status import Status
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.self_scores import self_scores
from wuhao_batch.scoring.weights import weigh


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
    """

    counts: pd.DataFrame
    panel: pd.DataFrame
    vetoed: pd.Series
    kind: pd.Series
    standing: pd.Series


@dataclass(frozen=True)
class Scores:
    """The results, one row a branch in roster order; points in millionths.

    ``items`` are the scores that count, ``self_items`` those computed from the counts;
    ``categories`` are sums as they stand, which enter ``total`` by their shares. ``total`` is
    ``<NA>`` unless the branch is settled, ``rank`` unless it is ranked.
    """

    items: pd.DataFrame
    self_items: pd.DataFrame
    categories: pd.DataFrame
    total: pd.Series
    status: pd.Series
    rank: pd.Series


def score(standard: Standard, settings: Settings, entries: Entries) -> Scores:
    """Score all branches at once."""
    self_items = self_scores(standard, entries.counts, settings.capping)
    items = self_items if settings.basis == Basis.SELF else entries.panel
    categories = pd.DataFrame(
        {
            category.name: _sum(items, [item.code for item in category.items])
            for category in standard.categories
        },
        index=items.index,
    )
    total = _total(standard, categories)
    return Scores(items, self_items, categories, *place(total, entries, settings))


def place(
    total: pd.Series, entries: Entries, settings: Settings
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return the totals that count, the statuses and the ranks."""
    status = _status(entries, total, settings)
    total = total.where(status.isin([each for each in Status if each.is_settled]))
    ranked = total.where(status.isin([each for each in Status if each.is_ranked]))
    return total, status, _rank(ranked, entries.kind, settings)


def _total(standard: Standard, categories: pd.DataFrame) -> pd.Series:
    """Add up the categories, each by its share."""
    weighed = {each.name: weigh(categories[each.name], each.weight) for each in standard.categories}
    return _sum(pd.DataFrame(weighed, index=categories.index), list(weighed))


def _sum(items: pd.DataFrame, codes: list[str]) -> pd.Series:
    return items[codes].sum(axis="columns", skipna=False).astype("Int64")


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
    groups = kind if settings.by_kind else pd.Series("", index=points.index)
    ranks = points.groupby(groups, dropna=False).rank(method="min", ascending=False)
    return ranks.astype("Int64")
