"""The last step over every workbook written: the same input gives the same bytes.

openpyxl stores no formula results and the time of day in two places. Here results are put in, so
that previews and Protected View show them, times are fixed, and the parts come in the usual order
(docs/writing.md).
"""

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from wuhao_batch.workspace.moments import FIXED_TIME
from wuhao_batch.writing.packing import Part, in_order, packed
from wuhao_batch.writing.strips import TableRows

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_VARIANTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"

Results = Mapping[str, Mapping[str, str]]
"""Sheet name → cell → the text that its formula gives."""


def to_bytes(
    workbook: Workbook,
    results: Results | None = None,
    saved: datetime = FIXED_TIME,
    rows: Mapping[str, TableRows] | None = None,
) -> bytes:
    """Return the workbook as an .xlsx package.

    Args:
        workbook: What to write.
        results: Stored results of its formulas, as texts.
        saved: The time of saving that stands in its properties.
        rows: What stands on its sheets below the head, by their names.
    """
    written = parts_of(workbook, results, saved)
    parts: dict[str, Part] = dict(written)
    for name, part in _sheet_parts(written).items() if rows else ():
        if rows and name in rows:
            rows[name].into(parts, part)
    return packed(in_order(parts))


def parts_of(
    workbook: Workbook, results: Results | None = None, saved: datetime = FIXED_TIME
) -> dict[str, bytes]:
    """Return the parts of that package, by name, in their order."""
    workbook.properties.modified = FIXED_TIME.replace(tzinfo=None)
    archive = _Archive()
    _Writer(workbook, archive).save()
    parts = {name: _spelled_out(part) for name, part in archive.parts.items()}
    parts["docProps/core.xml"] = _timed(parts["docProps/core.xml"], saved)
    for name, part in _sheet_parts(parts).items():
        if name in (results or {}):
            parts[part] = _with_results(parts[part], (results or {})[name])
    if "docProps/custom.xml" in parts:
        parts["docProps/custom.xml"] = _conventional(parts["docProps/custom.xml"])
    return in_order(parts)


class _Archive:
    """Parts of a workbook, collected instead of packed: an archive in the making asks the clock."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def writestr(self, name: str, part: str | bytes) -> None:
        """Take a part."""
        self.parts[name] = part.encode() if isinstance(part, str) else part

    def namelist(self) -> list[str]:
        """Return the names of the parts so far."""
        return list(self.parts)

    def close(self) -> None:
        """Do nothing: there is no file."""


class _Writer(ExcelWriter):
    """The library's writer, but that a sheet goes through no file on the disk."""

    def __init__(self, workbook: Workbook, archive: _Archive) -> None:
        super().__init__(workbook, archive)  # type: ignore[arg-type]
        self._parts = archive

    def write_worksheet(self, ws: Any) -> None:
        """Put in a sheet, as the library does."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        out = io.BytesIO()
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels
        self._parts.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


def _spelled_out(part: bytes) -> bytes:
    """Replace references such as ``&#22909;`` by the characters they stand for.

    openpyxl writes them where lxml is installed, and SheetJS misreads those beyond 16 bits.
    """
    return _REFERENCES.sub(_signs, part)


_CODE = rb"(?:12[89]|1[3-9]\d|[2-9]\d\d|\d{4,});"
_REFERENCES = re.compile(rb"&#%b(?:&#%b)*" % (_CODE, _CODE))
"""Of characters beyond ASCII; what begins with a mark is looked for quickly."""


def _signs(references: re.Match[bytes]) -> bytes:
    codes = references[0][2:-1].split(b";&#")
    return "".join(map(chr, map(int, codes))).encode()


def _timed(core: bytes, saved: datetime) -> bytes:
    stamp = saved.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, core)


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return sheet name → the name of its part."""
    relations = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314  just written
    targets = {
        relation.get("Id"): str(relation.get("Target")).lstrip("/")
        for relation in relations.iter(f"{{{_PACKAGE_RELATIONS}}}Relationship")
    }
    sheets = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314  just written
    return {
        str(sheet.get("name")): targets[sheet.get(f"{{{_RELATIONS}}}id")]
        for sheet in sheets.iter(f"{{{_MAIN}}}sheet")
    }


def _with_results(part: bytes, results: Mapping[str, str]) -> bytes:
    root = ET.fromstring(part)  # noqa: S314  just written
    for cell in root.iter(f"{{{_MAIN}}}c"):
        if cell.find(f"{{{_MAIN}}}f") is not None and cell.get("r") in results:
            value = cell.find(f"{{{_MAIN}}}v")
            if value is None:
                value = ET.SubElement(cell, f"{{{_MAIN}}}v")
            cell.set("t", "str")
            value.text = results[str(cell.get("r"))]
    return _serialized(root, {_MAIN: "", _RELATIONS: "r"})


def _conventional(custom: bytes) -> bytes:
    """Declare namespaces on the root: some readers look nowhere else."""
    root = ET.fromstring(custom)  # noqa: S314  just written
    return _serialized(root, {_CUSTOM: "", _VARIANTS: "vt"})


def _serialized(root: ET.Element, prefixes: Mapping[str, str]) -> bytes:
    """Return the part with these prefixes, by namespace, declared on its root where they are used.

    Names are shortened before serialising: ElementTree takes prefixes only from a registry that
    the whole process shares. ``root`` is changed.
    """
    used: set[str] = set()

    def short(name: str) -> str:
        namespace, _, local = name.removeprefix("{").rpartition("}")
        if namespace not in prefixes:
            return name
        used.add(namespace)
        return f"{prefixes[namespace]}:{local}".removeprefix(":")

    for element in root.iter():
        element.tag = short(element.tag)
        named = {short(name): value for name, value in element.items()}
        element.attrib.clear()
        element.attrib.update(named)
    declared = {f"xmlns:{prefixes[each]}".removesuffix(":"): each for each in used}
    own = dict(root.items())
    root.attrib.clear()
    root.attrib.update({**dict(sorted(declared.items())), **own})
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))
