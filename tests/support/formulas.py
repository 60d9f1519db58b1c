"""Conditions of a form on one cell, computed as spreadsheet programs compute them."""

import re
from collections.abc import Callable
from functools import total_ordering
from typing import Any


@total_ordering
class Value:
    """A cell's value as spreadsheets compare it: any text is larger than any number."""

    def __init__(self, value: object) -> None:
        self.value: Any = value.value if isinstance(value, Value) else value

    @property
    def rank(self) -> tuple[bool, Any]:
        return isinstance(self.value, str), self.value

    def __eq__(self, other: object) -> bool:
        return self.rank == Value(other).rank

    def __lt__(self, other: object) -> bool:
        return self.rank < Value(other).rank

    def __hash__(self) -> int:
        return hash(self.value)


FUNCTIONS: dict[str, Callable[..., object]] = {
    "IF": lambda condition, yes, no: yes if condition else no,
    "OR": lambda *conditions: any(conditions),
    "AND": lambda *conditions: all(conditions),
    "ISNUMBER": lambda value: not isinstance(value.value, str),
    "ROUND": lambda value, places: Value(
        value.value if isinstance(value.value, str) else round(value.value, places)
    ),
    "INT": lambda value: value if isinstance(value.value, str) else Value(int(value.value // 1)),
}


def holds(formula: str, cell: str, value: object) -> bool:
    """Whether a formula over one cell is true while that value stands in it."""
    python = formula.replace("<>", "!=")
    python = re.sub(r"(?<![<>!])=", "==", python).replace(cell, "cell")
    names = {"cell": Value(value), "TRUE": True, "FALSE": False, "__builtins__": {}}
    return bool(eval(python, FUNCTIONS | names))  # noqa: S307  our own formula
