"""The layout of a 复核表, shared by its writer and its reader.

One sheet a category, one row a branch, four columns an item. Each item is a table of its own for
the reader, so that a lost column costs that item alone.
"""

import re

from wuhao_batch.assessment.layout import PARTS, VETOES
from wuhao_batch.scoring.model import Category, Item
from wuhao_batch.tables import TableSpec

CODE = "编号"
OWN, REPORTED, SCORE, REASON = "自评得分", "填报情况", "考评得分", "扣分说明"

BY_CELL, AS_SELF = "逐格打分", "未填的同自评"
"""Choices above an item: what its blank scores mean."""
SAME = "同自评"
"""The word for such a score in results."""

VETO_HEADERS = (CODE, "序号", PARTS, "时间", "依据", "认定人")
VETO_CODE, GROUND, FINDER = "序号", "依据", "认定人"

_ANYTHING = re.compile(".+", re.DOTALL)


def header(item: Item, what: str) -> str:
    """Return the header of one of an item's four columns, as people see it."""
    return f"{item.code} {what}"


def key(item: Item, what: str) -> str:
    """Return the same header as the reader compares it."""
    return f"{item.code}{what}"


def item_table(category: Category, item: Item, name: str) -> TableSpec:
    """Return the table of one item: a row a branch, known by 编号 or, without that, by its name.

    ``name`` is the header over the names.
    """
    own = tuple(key(item, what) for what in (OWN, REPORTED, SCORE, REASON))
    return TableSpec(
        category.name,
        (CODE, name, *own),
        key=CODE,
        label=name,
        inputs=own[2:],
        code=_ANYTHING,
        example="01",
    )


VETO_TABLE = TableSpec(
    "一票否决",
    VETO_HEADERS,
    key=CODE,
    label=VETO_CODE,
    inputs=VETO_HEADERS[1:],
    code=_ANYTHING,
    example="01",
    begins=VETOES.begins,
)
