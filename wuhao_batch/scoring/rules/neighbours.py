"""The columns of 计分明细 that go together, and those that exclude each other."""

from dataclasses import dataclass

from wuhao_batch.scoring.answer import YES_NO_UNIT, quoted
from wuhao_batch.scoring.rules.headers import UNIT
from wuhao_batch.scoring.rules.row import Row


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The columns that stand filled in, or blank, beside the column ``header``.

    ``needs``: of each group of columns at least one is filled in too; ``apart``: none of these is.
    ``countable``: the measure is not answered with 是 or 否.
    """

    header: str
    needs: tuple[tuple[str, ...], ...] = ()
    apart: tuple[str, ...] = ()
    countable: bool = False

    def hold(self, row: Row) -> None:
        """Report what may not be filled in beside the column (L118), or is missing (L119)."""
        if not row.filled(self.header):
            return
        others = quoted(header for header in self.apart if row.filled(header))
        if self.countable and row.unit == YES_NO_UNIT:
            others = f"“{UNIT}”里的“{YES_NO_UNIT}”"
        if others:
            row.report("L118", self.header, header=self.header, others=others)
            return
        for group in self.needs:
            if not any(row.filled(header) for header in group):
                needed = "或".join(f"“{header}”" for header in group)
                row.report("L119", self.header, header=self.header, needed=needed)
