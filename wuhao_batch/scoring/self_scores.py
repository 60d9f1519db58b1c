"""Checked values → scores, status and ranks, vectorised over branches.

Every score is an exact whole number of millionths of a point (pandas ``Int64``, ``<NA>`` where it
is not known), so sums and comparisons carry no rounding (design.md, How an item is scored).
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from wuhao_batch.numbers import to_points
from wuhao_batch.scoring.model import Capping, Item, Measure, Standard


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


def self_scores(standard: Standard, counts: pd.DataFrame, capping: Capping) -> pd.DataFrame:
    """The self score of every item: Int64 millionths, ``<NA>`` until all its counts are filled."""
    return pd.DataFrame(
        {item.code: _self_score(item, counts, capping) for item in standard.items},
        index=counts.index,
        dtype="Int64",
    )


def _self_score(item: Item, counts: pd.DataFrame, capping: Capping) -> pd.Series:
    if not item.measures:
        return pd.Series(pd.NA, index=counts.index, dtype="Int64")
    cap = to_points(item.cap)
    awards = _total([_points(m, counts) for m in item.measures if m.award], counts)
    losses = _total([_loss(m, counts) for m in item.measures], counts)
    if not item.earns:
        points = cap - losses
    elif capping == Capping.CAP_FIRST:
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
