"""Counts → self scores, vectorised over branches.

Every score is an exact whole number of millionths of a point (pandas ``Int64``, ``<NA>`` where it
is not known), so sums and comparisons carry no rounding (docs/scoring.md).
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from wuhao_batch.numbers import to_points
from wuhao_batch.scoring.labelled import Labelled
from wuhao_batch.scoring.model import Capping, Item, Standard
from wuhao_batch.scoring.rules.rule import Effect
from wuhao_batch.scoring.shares import shares


def frame(rows: Mapping[str, Mapping[str, int]], columns: Sequence[str]) -> pd.DataFrame:
    """Return branch → column → number as an Int64 frame; missing numbers are ``<NA>``."""
    table = [[values.get(column) for column in columns] for values in rows.values()]
    return pd.DataFrame(table, index=list(rows), columns=list(columns), dtype="Int64")


def known(numbers: pd.Series) -> dict[str, int]:
    """Return label → number, without unknown ones."""
    pairs = zip(numbers.index, numbers.to_list(), strict=True)
    return {str(label): int(number) for label, number in pairs if not pd.isna(number)}


def known_rows(table: pd.DataFrame) -> dict[str, Labelled[int]]:
    """Return branch → column → number, without unknown ones."""
    values = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    return {
        str(branch): Labelled(
            {
                str(column): int(number)
                for column, number in zip(table.columns, row, strict=True)
                if number is not None
            }
        )
        for branch, row in zip(table.index, values, strict=True)
    }


def self_scores(standard: Standard, counts: pd.DataFrame, capping: Capping) -> pd.DataFrame:
    """Compute all self scores: Int64 millionths, ``<NA>`` until an item's counts are filled.

    ``counts`` may be whole numbers of any width.
    """
    return pd.DataFrame(
        {item.code: _self_score(item, counts, capping) for item in standard.items},
        index=counts.index,
        copy=False,  # the columns are of our own making: millions of branches fit in memory once
    )


def _self_score(item: Item, all_counts: pd.DataFrame, capping: Capping) -> IntegerArray:
    if not item.measures:
        return IntegerArray(np.zeros(len(all_counts), "int64"), np.ones(len(all_counts), "bool"))
    scale = item.scale
    # A column at a time: to take several out of a frame is to copy them.
    counts = {each.code: all_counts[each.code].astype("Int64") for each in item.measures}
    lowest, highest = (None if end is None else to_points(end) for end in scale.limits)
    awards, losses = (_total(item, effect, counts) for effect in (Effect.EARNS, Effect.LOSES))
    raised = to_points(scale.start) + awards
    if not item.earns:
        points = raised + losses
    elif capping == Capping.CAP_FIRST:
        points = raised.clip(upper=highest) + losses
    else:
        points = (raised + losses).clip(upper=highest)
    zeroed = _total(item, Effect.ZEROES, counts) > 0
    unknown = reduce(or_, (each.isna().to_numpy() for each in counts.values()))
    values = points.clip(lower=lowest).to_numpy("int64", na_value=0)
    values[zeroed.to_numpy("bool", na_value=False)] = 0
    return IntegerArray(values, unknown)


def _total(item: Item, effect: Effect, counts: Mapping[str, pd.Series]) -> pd.Series:
    """Add up what the measures give of that effect; a condition that holds counts as 1."""
    results = [share.result(effect, counts) for share in shares(item.measures, effect)]
    return sum(results[1:], start=results[0]) if results else next(iter(counts.values())) * 0
