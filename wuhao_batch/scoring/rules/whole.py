"""Every whole n of a difference: every 3 percentage points below, each one above."""

from typing import TYPE_CHECKING

from wuhao_batch.scoring.answer import Answer, Quantity

if TYPE_CHECKING:
    import pandas as pd


def times(difference: "pd.Series", answer: Answer, each: Quantity) -> "pd.Series":
    """Return how often ``each`` fits into differences of counts; never into negative ones."""
    return difference.clip(lower=0) // answer.count(each)


def times_of(difference: int, answer: Answer, each: Quantity) -> int:
    """Return the same for one difference of counts."""
    return max(0, difference) // answer.count(each)


def times_formula(difference: str, answer: Answer, each: Quantity, stated: str) -> str:
    """Return the same as a formula.

    Args:
        difference: A formula for the difference, in units.
        answer: What the measure takes.
        each: So many units.
        stated: A formula for them.
    """
    if not answer.places:
        return f"INT(MAX(0,{difference})/{stated})"
    # In whole parts, because (87-86.4)/0.2 is 2.9999999999999716.
    return f"INT(ROUND(MAX(0,{difference})*{answer.scale},0)/{answer.count(each)})"
