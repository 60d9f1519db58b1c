"""The inputs of a returned form as values: each with its cell, and which of them count."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from wuhao_batch.assessment.layout import COUNTS, SCORES, VETOES
from wuhao_batch.findings.finding import Finding, Place
from wuhao_batch.returns.figures import Figure
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import item_of
from wuhao_batch.sheets import BLANK, Cell, Travelling, fold


class Input(NamedTuple):
    """One input: its cell and its place.

    ``absent`` where its row or table is not in the return: its place is only where it is missed.
    """

    cell: Cell
    place: Place
    absent: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class InputColumn(Travelling, Mapping[str, Input]):
    """Code → input, for those under one header; each is put together when it is asked for.

    A form has hundreds, of which few are filled in. ``where`` is their sheet, or where all of them
    are missed; ``names`` are those of the cells, None for an absent one; ``cells`` are those in
    which anything stands.
    """

    where: Place
    names: Mapping[str, str | None]
    cells: Mapping[str, Cell]

    def __getitem__(self, code: str) -> Input:
        name = self.names[code]
        if name is None:
            return Input(BLANK, self.where, absent=True)
        place = Place(self.where.file, self.where.sheet, name)
        return Input(self.cells.get(code, BLANK), place)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def written(column: Mapping[str, Input]) -> Iterator[tuple[str, Input]]:
    """Yield the codes and inputs of a column in whose cells anything stands."""
    if isinstance(column, InputColumn):
        return ((code, column[code]) for code in column.cells)
    return ((code, entry) for code, entry in column.items() if entry.cell is not BLANK)


def is_filled(cell: Cell) -> bool:
    """True if somebody filled in a cell that is to stay as it is: blank, or with our 不考评."""
    return not cell.blank and fold(cell.text) != LEFT_OUT


def as_placed(entries: Iterable[Input]) -> Iterator[tuple[Place, Cell]]:
    """Yield place and cell of the inputs that are there."""
    return ((entry.place, entry.cell) for entry in entries if not entry.absent)


@dataclass(frozen=True)
class Return:
    """The inputs of one returned form.

    ``inputs`` maps a table's input header, such as 数量 or 考评得分, to code → entry, for every
    code of the standard. ``figures`` are the scores that the form itself shows, to compare;
    ``findings`` are those of its layout; ``replaces`` is the SHA-256 of the return that it
    corrects. ``panel_apart`` where the 考评组 scores apart: its columns here do not count. Nor does
    anything on the items ``left_out``, which do not apply to the branch.
    """

    branch: str
    file: str
    inputs: Mapping[str, Mapping[str, Input]]
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    replaces: str | None = None
    sha256: str | None = None
    panel_apart: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def counting(self) -> Mapping[str, Mapping[str, Input]]:
        """The inputs that count: no others of the panel's columns, none on items left out."""
        apart = self._apart
        counting = {h: column for h, column in self.inputs.items() if h not in apart}
        if not self.left_out:
            return counting
        return {
            header: {code: each for code, each in column.items() if not self._leaves(header, code)}
            for header, column in counting.items()
        }

    @property
    def _apart(self) -> tuple[str, ...]:
        return SCORES.inputs if self.panel_apart else ()

    def _leaves(self, header: str, code: str) -> bool:
        """True if an input is on an item that does not apply."""
        if header in VETOES.inputs:
            return False
        return (item_of(code) if header in COUNTS.inputs else code) in self.left_out

    @property
    def entries(self) -> Iterator[Input]:
        """All inputs that count."""
        return chain.from_iterable(column.values() for column in self.counting.values())

    @property
    def not_counting(self) -> list[Input]:
        """The filled inputs in columns that do not count."""
        columns = (self.inputs[header] for header in self._apart)
        entries = (entry for column in columns for _, entry in written(column))
        return [entry for entry in entries if is_filled(entry.cell)]

    @property
    def filled_beside(self) -> Mapping[str, list[Input]]:
        """Item → the inputs that are filled although it does not apply."""
        found: dict[str, list[Input]] = {}
        for header, column in self.inputs.items() if self.left_out else ():
            for code, entry in column.items():
                if header not in self._apart and self._leaves(header, code):
                    item = item_of(code) if header in COUNTS.inputs else code
                    found.setdefault(item, []).extend([entry] if is_filled(entry.cell) else [])
        return {item: entries for item, entries in found.items() if entries}

    @property
    def asks_nothing(self) -> bool:
        """True if there is nothing to fill in: such a form is complete as it is."""
        return next(self.entries, None) is None

    @property
    def is_found(self) -> bool:
        """True if at least some of the form is there."""
        return self.asks_nothing or not all(entry.absent for entry in self.entries)

    @property
    def is_blank(self) -> bool:
        """True if the form is there whole and nothing was filled in that was asked for."""
        blank = all(entry.cell.blank and not entry.absent for entry in self.entries)
        return blank and not self.asks_nothing
