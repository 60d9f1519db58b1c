"""An .xlsb package → :class:`Book`.

Its parts are packed and related as those of an .xlsx, but cells and what they refer to stand in
binary records; no library shows all of them (docs/reading.md).
"""

from collections.abc import Iterator

from wuhao_batch.reading.beside import read_beside, read_people
from wuhao_batch.reading.biff12 import Record12, records12
from wuhao_batch.reading.biff12_shared import read_styles, read_texts
from wuhao_batch.reading.biff12_sheet import read_notes12, read_sheet12
from wuhao_batch.reading.binary import Shared
from wuhao_batch.reading.colours import OFFICE_THEME, read_theme
from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import USUAL, Most
from wuhao_batch.reading.looks import NOTE
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.properties import read_properties
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.relations import (
    Relations,
    of_kind,
    relations,
    sheet_parts,
    sound_relations,
)
from wuhao_batch.sheets import Beside, Book

_PROPERTIES, _SHEET = 153, 156


def read_xlsb(package: Package, main: str, most: Most = USUAL) -> Book:
    """Read an .xlsb workbook, whose own part is named.

    Raises:
        RefusedError: F002, F017–F019 or F023.
    """
    related = relations(package, main)
    workbook = _Workbook12()
    for record in records12(package.read(main)):
        workbook.take(record)
    shared = _shared(package, related, since_1904=workbook.since_1904)
    gathered = Gatherer(most)
    people = read_people(package, related)
    for name, visible, part in sheet_parts(package, related, workbook.sheets):
        gathered.open_sheet(name, visible=visible)
        read_sheet12(package.read(part), gathered, shared)
        beside = tuple(read_beside(package, part, people))
        gathered.put_beside((*beside, *_own_notes(package, part, beside)))
    if not gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(gathered.sheets), **read_properties(package))


class _Workbook12:
    """The list of sheets as (name, relation, visible), and the epoch of dates."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def take(self, record: Record12) -> None:
        """Take a record of the workbook's own part."""
        if record.kind == _PROPERTIES:
            self.since_1904 = bool(record.number("I") & 1)
        elif record.kind == _SHEET:
            state, _number = record.numbers("2I")
            relation, name = record.text(), record.text()
            self.sheets.append((name, relation, not state))


def _shared(package: Package, related: Relations, *, since_1904: bool) -> Shared:
    """Read what the cells of all sheets refer to."""
    shared = Shared(since_1904=since_1904)
    theme = next(of_kind(package, related, "theme"), None)
    colours = OFFICE_THEME if theme is None else read_theme(package.read_if_sound(theme))
    for part in of_kind(package, related, "styles"):
        shared.fonts, shared.styles = read_styles(package.read(part), colours)
    for part in of_kind(package, related, "sharedStrings"):
        shared.texts = read_texts(package.read(part))
    return shared


def _own_notes(package: Package, sheet: str, others: tuple[Beside, ...]) -> Iterator[Beside]:
    """Yield the notes of a sheet, but those that only say that there is a threaded comment."""
    told = {(each.row, each.column) for each in others if each.kind == NOTE}
    for part in of_kind(package, sound_relations(package, sheet), "comments"):
        for note in read_notes12(package.read(part)):
            if (note.row, note.column) not in told:
                yield note
