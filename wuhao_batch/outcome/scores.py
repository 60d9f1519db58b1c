"""All scores of an outcome as one plain frame, down to the cells that they come from."""

import pandas as pd

from wuhao_batch.numbers import json_number
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.tracing import origins

COLUMNS = ("branch", "name", "category", "item", "cap", "points", "own", "file", "sheet", "cell")


def scores(outcome: Outcome) -> pd.DataFrame:
    """Return the scores that count, one row for each cell that one comes from.

    The rows stand in the order of roster and standard; an item that several evaluators have scored,
    or that is counted from several cells, has several rows with the same points.

    Returns:
        ``branch`` is the 编号, ``item`` its code; ``cap`` (None without a limit), ``points`` and
        ``own`` (the self score, None while counts are missing) are in points, whole numbers where
        they are whole. ``file`` is relative to the workspace, ``cell`` is like G5.
    """
    categories = {
        item.code: category.name
        for category in outcome.assessment.standard.categories
        for item in category.items
    }
    rows = (
        (
            origin.branch.code,
            origin.branch.name,
            categories[origin.item.code],
            origin.item.code,
            None if origin.item.cap is None else json_number(origin.item.cap),
            json_number(origin.points),
            None if origin.own is None else json_number(origin.own),
            place.file,
            place.sheet,
            place.cell,
        )
        for origin in origins(outcome)
        for place in origin.places
    )
    return pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)
