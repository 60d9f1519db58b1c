"""Forms saved again by real programs, and packed as other kinds of file.

The programs of Node.js are those of ``tests/node``, put there by ``npm ci`` in that folder.
"""

import io
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.workbook import Workbook

from tests.support.drawing import ROOT, parts_of, zipped
from tests.support.programs import converted
from tools.filling import open_form

NODE = ROOT / "tests" / "node"
EXCELS_OWN_PASSWORD = "VelvetSweatshop"  # noqa: S105  it is the same in every Excel

Save = Callable[[str, list[Path], Path], None]
"""(format, source files, target folder): save each source there under its name."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What saves, the format it saves, and the program that has to be there.

    Without ``keeps_dates`` a date is saved as a number that nothing marks as a date.
    """

    save: Save
    format: str
    program: str | None = None
    keeps_dates: bool = True


def has_node_modules() -> bool:
    """Whether ``npm ci`` has been run in tests/node."""
    return all(
        (NODE / "node_modules" / name).is_dir() for name in ("exceljs", "xlsx", "mailparser")
    )


def resaved(writer: str, forms: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Every form, opened and saved again by that writer; all in one go, names are kept."""
    sources, target = folder / "sources", folder / writer
    sources.mkdir(parents=True, exist_ok=True)
    target.mkdir()
    for name, form in forms.items():
        (sources / f"{name}.xlsx").write_bytes(form)
    used = WRITERS[writer]
    used.save(used.format, [sources / f"{name}.xlsx" for name in forms], target)
    return {name: (target / f"{name}.{used.format}").read_bytes() for name in forms}


def _libreoffice(suffix: str, sources: list[Path], target: Path) -> None:
    converted(sources[0], suffix, target, *sources[1:])


def _gnumeric(suffix: str, sources: list[Path], target: Path) -> None:
    for source in sources:
        _call(["ssconvert", source, target / f"{source.stem}.{suffix}"])


def _openpyxl(suffix: str, sources: list[Path], target: Path) -> None:
    for source in sources:
        open_form(source.read_bytes()).save(target / f"{source.stem}.{suffix}")


def _node(program: str, suffix: str, sources: list[Path], target: Path) -> None:
    files = [file for source in sources for file in (source, target / f"{source.stem}.{suffix}")]
    _call(["node", NODE / "resave.mjs", program, suffix, *files])


def _call(command: Iterable[str | Path]) -> None:
    done = subprocess.run(
        list(command), capture_output=True, encoding="utf-8", check=False, timeout=240
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


_exceljs, _sheetjs, _bare = (
    partial(_node, name) for name in ("exceljs", "sheetjs", "sheetjs-bare")
)

WRITERS: Mapping[str, Writer] = {
    "openpyxl.xlsx": Writer(_openpyxl, "xlsx"),
    "libreoffice.xlsx": Writer(_libreoffice, "xlsx", "soffice"),
    "libreoffice.xls": Writer(_libreoffice, "xls", "soffice"),
    "libreoffice.ods": Writer(_libreoffice, "ods", "soffice"),
    "gnumeric.xlsx": Writer(_gnumeric, "xlsx", "ssconvert"),
    "gnumeric.xls": Writer(_gnumeric, "xls", "ssconvert"),
    "gnumeric.ods": Writer(_gnumeric, "ods", "ssconvert"),
    "exceljs.xlsx": Writer(_exceljs, "xlsx", "node"),
    "sheetjs.xlsx": Writer(_sheetjs, "xlsx", "node"),
    "sheetjs.xls": Writer(_sheetjs, "xls", "node"),
    "sheetjs.ods": Writer(_sheetjs, "ods", "node", keeps_dates=False),
    "sheetjs.xlsb": Writer(_sheetjs, "xlsb", "node"),
    "sheetjs-bare.xlsx": Writer(_bare, "xlsx", "node", keeps_dates=False),
}


# --- the same form as another kind of file ------------------------------------------------------

_STRICT = [
    # the order matters: the longer names first
    (b"/officeDocument/2006/extended-properties", b"/officeDocument/extendedProperties"),
    (b"/officeDocument/2006/custom-properties", b"/officeDocument/customProperties"),
    (b"/officeDocument/2006/relationships/extended-properties",
     b"/officeDocument/relationships/extendedProperties"),
    (b"/officeDocument/2006/relationships/custom-properties",
     b"/officeDocument/relationships/customProperties"),
    (b"/officeDocument/2006/", b"/officeDocument/"),
    (b"/spreadsheetml/2006/", b"/spreadsheetml/"),
    (b"/drawingml/2006/", b"/drawingml/"),
]  # fmt: skip
_TRANSITIONAL = b"http://schemas.openxmlformats.org"
_MACRO_FREE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_WITH_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PROJECT = "xl/vbaProject.bin"


def strict(form: bytes) -> bytes:
    """As Excel's Strict Open XML: other namespaces, dates as texts of ISO 8601."""
    workbook: Workbook = open_form(form)
    workbook.iso_dates = True
    data = io.BytesIO()
    workbook.save(data)
    parts = parts_of(data.getvalue())
    parts = {name: _strictly(part) for name, part in parts.items()}
    return zipped(parts)


def _strictly(part: bytes) -> bytes:
    for old, new in _STRICT:
        part = part.replace(_TRANSITIONAL + old, b"http://purl.oclc.org/ooxml" + new)
    return part.replace(b"<workbook ", b'<workbook conformance="strict" ', 1)


def with_macros(form: bytes) -> bytes:
    """As .xlsm, with a part for macros that holds none."""
    parts = parts_of(form)
    types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    binary = (
        b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    project = (
        b'<Relationship Id="rIdMacros" Target="vbaProject.bin" '
        b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>'
    )
    parts[types] = parts[types].replace(_MACRO_FREE, _WITH_MACROS).replace(b"</Types>", binary)
    parts[relations] = parts[relations].replace(b"</Relationships>", project)
    return zipped(parts | {_PROJECT: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)})


def encrypted(form: bytes, password: str = EXCELS_OWN_PASSWORD) -> bytes:
    """Behind a password; Excel's own opens without anybody being asked."""
    data = io.BytesIO()
    OOXMLFile(io.BytesIO(form)).encrypt(password, data)
    return data.getvalue()


def save_in_word(path: Path, added: str = "（改）") -> None:
    """Add a word to the title of a Word file and save it, as an office program does."""
    document = Document(io.BytesIO(path.read_bytes()))
    document.paragraphs[0].add_run(added)
    document.core_properties.modified = datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
    document.save(str(path))
