"""An .xlsx or .xlsm package, transitional or strict, → :class:`Book`.

No reader library shows all of a cell at once: error values and formulas without a result read as
blanks in one, strict packages and wrong dimensions as empty sheets in the other, and a rejected
style loses the whole file (docs/reading.md). So the parts are walked
here, and only what decides a cell's value is looked at.
"""

import posixpath
from collections.abc import Mapping
from typing import Any

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import MAX_SHEETS
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.properties import read_properties
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.shared import read_formats, read_strings
from wuhao_batch.reading.worksheet import Context, read_worksheet
from wuhao_batch.reading.xml import Attributes, by_local_name, local, walk
from wuhao_batch.sheets import Book


def read_ooxml(package: Package) -> Book:
    """Read the workbook of a package.

    Raises:
        RefusedError: F002, F014, F016–F019 or F023.
    """
    main = main_part(package)
    if main is None:
        raise RefusedError(Reason.DAMAGED)
    related = _relations(package, main)
    workbook = _Workbook()
    walk(package.read(main), workbook.start)
    context = Context(
        strings=_first(package, related, "sharedStrings", read_strings, []),
        formats=_first(package, related, "styles", read_formats, {}),
        since_1904=workbook.since_1904,
        pictures=_has_cell_pictures(package),
    )
    gathered = Gatherer()
    if len(workbook.sheets) > MAX_SHEETS:
        raise RefusedError(Reason.TOO_MUCH, what="工作表", limit=str(MAX_SHEETS))
    for name, relation, visible in workbook.sheets:
        kind, part = related.get(relation, ("worksheet", ""))
        if kind != "worksheet":
            continue
        found = package.find(part)
        if found is None:
            raise RefusedError(Reason.DAMAGED)
        gathered.open_sheet(name, visible=visible)
        read_worksheet(package.read(found), gathered, context)
    if not gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(gathered.sheets), **read_properties(package))


# --- parts and relations ------------------------------------------------------------------------


def main_part(package: Package) -> str | None:
    """Return the workbook's own part, as the package's relations name it."""
    for kind, part in _relations(package, "").values():
        found = package.find(part)
        if kind == "officeDocument" and found is not None:
            return found
    return package.find("xl/workbook.xml")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return id → (last word of the type, name of the part) for a part's inner references."""
    folder, name = posixpath.split(part)
    found = package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    related: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            related[attributes.get("Id", "")] = (kind, posixpath.normpath(inside).lstrip("/"))

    if found is not None:
        walk(package.read(found), start)
    return related


def _first(
    package: Package, related: Mapping[str, tuple[str, str]], wanted: str, read: Any, nothing: Any
) -> Any:
    for kind, part in related.values():
        found = package.find(part)
        if kind == wanted and found is not None:
            return read(package.read(found))
    return nothing


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
