"""The columns of an inspection's list: 编号, name, an item beside the other, total, remark."""

from dataclasses import dataclass
from functools import cached_property

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item, Standard

ABOUT, CONTENT, UPRIGHT, HEADER = 1, 2, 3, 4
"""The rows above the branches; codes stand in the last of them."""
FIRST = HEADER + 1
KEY_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """An item and its columns: the first, one for each measure, then that of its score."""

    item: Item
    first: int

    @property
    def points(self) -> int:
        """The column of the score."""
        return self.first + len(self.item.measures)

    def of(self, measure: Measure) -> int:
        """Return the column of a measure."""
        return self.first + self.item.measures.index(measure)


@dataclass(frozen=True)
class ListColumns:
    """The columns for the items that an evaluator scores."""

    standard: Standard
    evaluator: Evaluator

    @cached_property
    def items(self) -> list[ItemColumns]:
        """The items with their columns."""
        found: list[ItemColumns] = []
        column = KEY_COLUMNS + 1
        for item in self.standard.items:
            if item.code in self.evaluator.items:
                found.append(ItemColumns(item, column))
                column = found[-1].points + 1
        return found

    @cached_property
    def measures(self) -> dict[str, int]:
        """Measure → its column."""
        return {
            measure.code: each.of(measure) for each in self.items for measure in each.item.measures
        }

    @property
    def is_whole(self) -> bool:
        """True if all items are there, so that there is a total."""
        return len(self.items) == len(self.standard.items)

    @property
    def remark(self) -> int:
        """The column of the remark, the last one; the total stands before it."""
        return self.items[-1].points + (2 if self.is_whole else 1)
