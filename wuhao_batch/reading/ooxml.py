"""An .xlsx or .xlsm package, transitional or strict, → :class:`Book`.

No reader library shows all of a cell at once: error values and formulas without a result read as
blanks in one, strict packages and wrong dimensions as empty sheets in the other, and a rejected
style loses the whole file (docs/reading.md). So the parts are walked here, and only what decides
what a person sees is looked at.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from wuhao_batch.reading.beside import read_beside, read_people
from wuhao_batch.reading.colours import OFFICE_THEME, read_theme
from wuhao_batch.reading.fonts import Palette
from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.known import Formats, KnownBook, UnusualError, known_book
from wuhao_batch.reading.known_cells import known_sheet
from wuhao_batch.reading.known_texts import known_texts
from wuhao_batch.reading.limits import USUAL, Most
from wuhao_batch.reading.looks import Colour
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.properties import read_properties
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.relations import Relations, of_kind, relations, sheet_parts
from wuhao_batch.reading.remembering import by_bytes
from wuhao_batch.reading.runs import Rich
from wuhao_batch.reading.shared import read_strings
from wuhao_batch.reading.stored import Context
from wuhao_batch.reading.stylesheet import read_stylesheet
from wuhao_batch.reading.worksheet import read_worksheet
from wuhao_batch.reading.xml import Attributes, by_local_name, local, walk
from wuhao_batch.sheets import Book

_SHARED = ("theme", "styles", "sharedStrings")


def read_ooxml(package: Package, most: Most = USUAL) -> Book:
    """Read the workbook of a package.

    Raises:
        RefusedError: F002, F014, F016–F019 or F023.
    """
    main = main_part(package)
    if main is None:
        raise RefusedError(Reason.DAMAGED)
    related = relations(package, main)
    workbook = _workbook(package.read(main))
    context, known = _context(package, related, since_1904=workbook.since_1904)
    people = read_people(package, related)
    gathered = Gatherer(most)
    for name, visible, part in sheet_parts(package, related, workbook.sheets):
        gathered.open_sheet(name, visible=visible)
        _read_sheet(package.read(part), gathered, context, known)
        gathered.put_beside(read_beside(package, part, people))
    if not gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(gathered.sheets), **read_properties(package))


def _read_sheet(part: bytes, gathered: Gatherer, context: Context, known: KnownBook | None) -> None:
    """Read the cells of one sheet, by what is known of others like it if that tells all of it."""
    if known is not None:
        with suppress(UnusualError):
            cells, characters, hidden = known_sheet(known, part)
            if gathered.put_all(cells, characters):
                gathered.hide(hidden)
                return
    read_worksheet(part, gathered, context)


# --- parts and relations ------------------------------------------------------------------------


def main_part(package: Package) -> str | None:
    """Return the workbook's own part, as the package's relations name it."""
    named = next(of_kind(package, relations(package, ""), "officeDocument"), None)
    return named or package.find("xl/workbook.xml")


def _context(
    package: Package, related: Relations, *, since_1904: bool
) -> tuple[Context, KnownBook | None]:
    """Read what the cells of all sheets refer to, and take what is known of workbooks like it."""
    parts = {kind: next(of_kind(package, related, kind), None) for kind in _SHARED}
    theme, styles, texts = (parts[kind] for kind in _SHARED)
    colours = OFFICE_THEME if theme is None else read_theme(package.read_if_sound(theme))
    formats = Formats({}, Palette(colours))
    if styles is not None:
        formats = _formats(package.read(styles), colours)
    context = Context((), formats.styles, formats.palette, since_1904, _has_cell_pictures(package))
    known = known_book(context, formats)
    if texts is None:
        return context, known
    strings, known = _strings(package.read(texts), context, known)
    return replace(context, strings=strings), known


def _strings(
    part: bytes, context: Context, known: KnownBook | None
) -> tuple[list[str | Rich], KnownBook | None]:
    """Return the shared texts; what refers to them is known only if they are."""
    if known is not None:
        with suppress(UnusualError):
            return known_texts(known, part), known
    return read_strings(part, context.palette), None


@by_bytes
def _formats(part: bytes, colours: Sequence[Colour]) -> Formats:
    styles, palette = read_stylesheet(part, colours)
    return Formats({str(number): style for number, style in enumerate(styles)}, palette)


def _has_cell_pictures(package: Package) -> bool:
    """True if Excel placed pictures in cells."""
    part = package.find("xl/richData/rdrichvaluestructure.xml")
    return part is not None and b"_localImage" in package.read(part)


@by_bytes
def _workbook(part: bytes) -> "_Workbook":
    workbook = _Workbook()
    walk(part, workbook.start)
    return workbook


class _Workbook:
    """The list of sheets, and the epoch of dates."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, element: str, attributes: Attributes) -> None:
        name, own = local(element), by_local_name(attributes)
        if name == "sheet":
            visible = own.get("state", "visible") == "visible"
            self.sheets.append((own.get("name", ""), own.get("id", ""), visible))
        elif name == "workbookPr":
            self.since_1904 = own.get("date1904", "0") in ("1", "true")
