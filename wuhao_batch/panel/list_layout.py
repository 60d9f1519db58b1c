"""The layout of an inspection's list, shared by its writer and its reader.

One sheet, one row a branch, one column a measure, and behind those of an item its score, which is
computed there; an item without measures has only that column, which is then filled in. Each column
that is filled in is a table of its own for the reader, so that a lost one costs nothing else.
"""

import re

from wuhao_batch.panel.layout import CODE
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item
from wuhao_batch.sheets import fold
from wuhao_batch.tables import TableSpec

LIST = "检查清单"
POINTS, TOTAL, REMARK = "得分", "合计", "备注"

_ANYTHING = re.compile(".+", re.DOTALL)


def points_header(item: Item) -> str:
    """Return the header of an item's score."""
    return f"{item.code} {POINTS}"


def measure_table(measure: Measure, name: str) -> TableSpec:
    """Return the table of a measure's quantities: its header is the code.

    ``name`` is the header over the names of branches.
    """
    return _table(measure.code, name)


def points_table(item: Item, name: str) -> TableSpec:
    """Return the table of the scores of an item without measures."""
    return _table(fold(points_header(item)), name)


def remark_table(name: str) -> TableSpec:
    """Return the table of remarks."""
    return _table(REMARK, name)


def _table(header: str, name: str) -> TableSpec:
    return TableSpec(
        LIST, (CODE, name, header), CODE, name, (header,), code=_ANYTHING, example="01"
    )
