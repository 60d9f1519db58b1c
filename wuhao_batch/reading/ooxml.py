"""An .xlsx or .xlsm package, transitional or strict, → :class:`Book`.

No reader library shows all of a cell at once: error values and formulas without a result read as
blanks in one, strict packages and wrong dimensions as empty sheets in the other, and a rejected
style loses the whole file (docs/reading.md). So the parts are walked here, and only what decides
what a person sees is looked at.
"""

from functools import partial

from wuhao_batch.reading.beside import read_beside, read_people
from wuhao_batch.reading.colours import read_theme
from wuhao_batch.reading.fonts import Palette
from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.properties import read_properties
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.relations import Relations, of_kind, relations, sheet_parts
from wuhao_batch.reading.runs import Rich
from wuhao_batch.reading.shared import read_strings
from wuhao_batch.reading.stored import Context
from wuhao_batch.reading.styles import Style
from wuhao_batch.reading.stylesheet import read_stylesheet
from wuhao_batch.reading.worksheet import read_worksheet
from wuhao_batch.reading.xml import Attributes, by_local_name, local, walk
from wuhao_batch.sheets import Book

_SHARED = ("theme", "styles", "sharedStrings")


def read_ooxml(package: Package) -> Book:
    """Read the workbook of a package.

    Raises:
        RefusedError: F002, F014, F016–F019 or F023.
    """
    main = main_part(package)
    if main is None:
        raise RefusedError(Reason.DAMAGED)
    related = relations(package, main)
    workbook = _Workbook()
    walk(package.read(main), workbook.start)
    context = _context(package, related, since_1904=workbook.since_1904)
    people = read_people(package, related)
    gathered = Gatherer()
    for name, visible, part in sheet_parts(package, related, workbook.sheets):
        gathered.open_sheet(name, visible=visible)
        read_worksheet(package.read(part), gathered, context)
        gathered.put_beside(read_beside(package, part, people))
    if not gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(gathered.sheets), **read_properties(package))


# --- parts and relations ------------------------------------------------------------------------


def main_part(package: Package) -> str | None:
    """Return the workbook's own part, as the package's relations name it."""
    named = next(of_kind(package, relations(package, ""), "officeDocument"), None)
    return named or package.find("xl/workbook.xml")


def _context(package: Package, related: Relations, *, since_1904: bool) -> Context:
    """Read what the cells of all sheets refer to."""
    parts = {kind: next(of_kind(package, related, kind), None) for kind in _SHARED}
    palette, styles, strings = Palette(), list[Style](), list[str | Rich]()
    if (theme := parts["theme"]) is not None:
        palette = Palette(read_theme(partial(package.read, theme)))
    if (stylesheet := parts["styles"]) is not None:
        styles, palette = read_stylesheet(package.read(stylesheet), palette.theme)
    if (texts := parts["sharedStrings"]) is not None:
        strings = read_strings(package.read(texts), palette)
    by_number = {str(number): style for number, style in enumerate(styles)}
    return Context(strings, by_number, palette, since_1904, _has_cell_pictures(package))


def _has_cell_pictures(package: Package) -> bool:
    """True if Excel placed pictures in cells."""
    part = package.find("xl/richData/rdrichvaluestructure.xml")
    return part is not None and b"_localImage" in package.read(part)


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
