"""Whole workbooks drawn by hand: what no writer library would write."""

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from tests.support.hostile.crafting import (
    BOOLERR,
    FORMULA,
    MAIN_NS,
    NUMBER,
    ROOT_RELS,
    STRING,
    WORKBOOK,
    WORKBOOK_RELS,
    XF,
    biff,
    record,
    relations,
    workbook,
)
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.sheets import BLANK, Book, Cell, Sheet

Parts = dict[str, bytes]


def opened(data: bytes) -> Book:
    """What must be a workbook."""
    book = read_book(data)
    assert isinstance(book, Book), book
    return book


def refused(data: bytes) -> str:
    """The code with which what is no workbook is refused."""
    refusal = read_book(data)
    assert isinstance(refusal, Refusal), refusal
    return refusal.code


# --- OOXML --------------------------------------------------------------------------------------


def shared(*items: str) -> bytes:
    """The shared strings; an item is what stands within its ``<si>``."""
    found = "".join(f"<si>{item}</si>" for item in items)
    return f'<sst xmlns="{MAIN_NS}">{found}</sst>'.encode()


def styles(formats: Iterable[int], codes: Mapping[int, str] | None = None) -> bytes:
    """Cell formats by the numbers of their number formats; ``codes`` are the file's own."""
    own = "".join(
        f"<numFmt numFmtId='{number}' formatCode={quoteattr(code)}/>"
        for number, code in (codes or {}).items()
    )
    found = "".join(f'<xf numFmtId="{number}"/>' for number in formats)
    return (
        f'<styleSheet xmlns="{MAIN_NS}"><numFmts>{own}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{found}</cellXfs></styleSheet>'
    ).encode()


def ooxml(
    *sheets: bytes,
    states: Sequence[str] = (),
    properties: str = "",
    **parts: bytes,
) -> Parts:
    """The parts of a workbook with those sheets, named 表1, 表2, ….

    Args:
        sheets: Their parts, as :func:`tests.support.hostile.crafting.sheet` makes them.
        states: Their states in the workbook, such as ``hidden``; visible where left out.
        properties: The attributes of ``<workbookPr>``.
        parts: The parts ``sharedStrings`` and ``styles``.
    """
    numbers = range(1, len(sheets) + 1)
    shown = dict(zip(numbers, states, strict=False))
    listed = [
        (f"表{number}", f'r:id="rId{number}" state="{shown.get(number, "visible")}"')
        for number in numbers
    ]
    targets = [("worksheet", f"worksheets/sheet{number}.xml", "") for number in numbers]
    targets += [(name, f"{name}.xml", "") for name in parts]
    return {
        ROOT_RELS: relations(("officeDocument", WORKBOOK, "")),
        WORKBOOK: workbook(listed, f"<workbookPr {properties}/>"),
        WORKBOOK_RELS: relations(*targets),
        **{f"xl/worksheets/sheet{number}.xml": sheets[number - 1] for number in numbers},
        **{f"xl/{name}.xml": part for name, part in parts.items()},
    }


def first_cell(package: bytes) -> Cell:
    """A1 of the first sheet."""
    return opened(package).sheets[0].at(1, 1)


# --- OpenDocument -------------------------------------------------------------------------------

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("meta", "meta"), ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("number", "datastyle"),
    )
)  # fmt: skip
_CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_DUBLIN = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def table(rows: str, name: str = "表1", style: str = "") -> str:
    """A table of OpenDocument."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def ods(*tables: str, styles: str = "", meta: str = "") -> Parts:
    """The parts of an .ods workbook."""
    return {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": (
            f"<office:document-content {_NAMESPACES} {_CALCEXT}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet>"
            "</office:body></office:document-content>"
        ).encode(),
        "meta.xml": (
            f"<office:document-meta {_NAMESPACES} {_DUBLIN}>"
            f"<office:meta>{meta}</office:meta></office:document-meta>"
        ).encode(),
    }


def ods_of(book: Book) -> Parts:
    """The same workbook as .ods: its cells and its own properties."""
    meta = "".join(
        f"<meta:user-defined meta:name={quoteattr(name)}>{escape(text)}</meta:user-defined>"
        for name, text in book.properties.items()
    )
    return ods(*(table(_ods_rows(sheet), sheet.name) for sheet in book.sheets), meta=meta)


def _ods_rows(sheet: Sheet) -> str:
    rows = ""
    reached = 0
    for number, row in sheet.rows.items():
        rows += "<table:table-row/>" * (number - reached - 1)
        cells = (_ods_cell(row.get(column, BLANK)) for column in range(1, max(row) + 1))
        rows += f"<table:table-row>{''.join(cells)}</table:table-row>"
        reached = number
    return rows


def _ods_cell(cell: Cell) -> str:
    formula = f"table:formula={quoteattr('of:' + cell.formula)}" if cell.formula else ""
    if cell.value is None:
        return f"<table:table-cell {formula}/>"
    if cell.number is not None:
        kind = f'office:value-type="float" office:value="{cell.number!r}"'
    else:
        kind = 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.text.split("\n"))
    return f"<table:table-cell {formula} {kind}>{lines}</table:table-cell>"


# --- .xls ---------------------------------------------------------------------------------------

_DATEMODE, _LABEL = 0x22, 0x0204


def old_stream(*sheets: bytes, formats: Sequence[int] = (), since_1904: bool = False) -> bytes:
    """The stream of an .xls workbook with those records on its sheets, named S1, S2, ….

    ``formats`` are the built-in number formats of its first cell formats.
    """
    head = record(_DATEMODE, "H", since_1904)
    head += b"".join(record(XF, "3H", 0, number, 1, more=bytes(14)) for number in formats)
    return biff([(f"S{number}", cells) for number, cells in enumerate(sheets, start=1)], head)


def old_number(row: int, column: int, value: float, xf: int = 0) -> bytes:
    return record(NUMBER, "3Hd", row, column, xf, value)


def old_label(row: int, column: int, text: str) -> bytes:
    return record(_LABEL, "4HB", row, column, 0, len(text), 1, more=text.encode("utf-16-le"))


def old_special(row: int, column: int, value: int, *, error: bool) -> bytes:
    """A boolean, or the code of an error value."""
    return record(BOOLERR, "3H2B", row, column, 0, value, error)


def old_formula(row: int, column: int, result: bytes, text: str | None = None) -> bytes:
    """A formula (``=1``) with the eight bytes of its stored result, or the text of it."""
    tokens = b"\x1e\x01\x00"
    found = record(FORMULA, "3H", row, column, 0, more=result + bytes(6) + b"\x03\x00" + tokens)
    if text is not None:
        found += record(STRING, "HB", len(text), 1, more=text.encode("utf-16-le"))
    return found
