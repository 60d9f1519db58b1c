"""Build packages, compound files and mails by hand, so that any one thing in them can be a lie."""

import base64
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.support.faults import make_form_of
from tools.filling import fill_form
from wuhao_batch.assessment.roster import Branch

KIB, MIB = 1024, 1024 * 1024
U32 = 0xFFFFFFFF

# --- zip ----------------------------------------------------------------------------------------

STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR, PATCHED, UTF8 = 0x1, 0x8, 0x20, 0x800
A_LINK = 0o120777


@dataclass(frozen=True, slots=True)
class Input:
    """One entry of a zip. What is None is told truly.

    ``packed`` are its bytes as they lie in the archive; ``offset`` is where the directory says
    that it begins; ``present`` and ``listed`` say whether it has data and a line in the directory.
    """

    name: bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    packed: bytes | None = None
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    local_name: bytes | None = None
    offset: int | None = None
    mode: int = 0
    extra: bytes = b""
    present: bool = True
    listed: bool = True

    def content(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == DEFLATED else self.data

    def claims(self, packed: bytes) -> tuple[int, int, int]:
        """CRC, packed size and size as they are told."""
        return (
            zlib.crc32(self.data) if self.crc is None else self.crc,
            len(packed) if self.packed_size is None else self.packed_size,
            len(self.data) if self.size is None else self.size,
        )


def zipped(
    entries: Iterable[Input],
    *,
    prefix: bytes = b"",
    comment: bytes = b"",
    before_end: bytes = b"",
    end: Mapping[str, int] | None = None,
) -> bytes:
    """A zip of those entries; ``end`` replaces disk, entries, size or start in its last record."""
    body, directory, listed = bytearray(prefix), bytearray(), 0
    for entry in entries:
        packed = entry.content()
        claims = entry.claims(packed)
        fields = struct.pack("<4HH", 20, entry.flags, entry.method, 0, 0x21)
        start = len(body) if entry.offset is None else entry.offset
        if entry.listed:
            listed += 1
            lengths = (len(entry.name), len(entry.extra), 0, 0, 0)
            directory += b"PK\1\2\x14\3" + fields + struct.pack("<3I", *claims)
            directory += struct.pack("<5HII", *lengths, entry.mode << 16, start)
            directory += entry.name + entry.extra
        if entry.present:
            body += _local(entry, fields, claims) + packed
            if entry.flags & DESCRIPTOR:
                body += b"PK\7\x08" + struct.pack("<3I", *claims)
    told = {"disk": 0, "entries": listed, "size": len(directory), "start": len(body), **(end or {})}
    last = struct.pack("<2H", told["disk"], told["disk"])
    last += struct.pack(
        "<2H2IH", *(told["entries"],) * 2, told["size"], told["start"], len(comment)
    )
    return bytes(body + directory) + before_end + b"PK\5\6" + last + comment


def _local(entry: Input, fields: bytes, claims: tuple[int, int, int]) -> bytes:
    name = entry.name if entry.local_name is None else entry.local_name
    told = (0, 0, 0) if entry.flags & DESCRIPTOR else claims
    lengths = struct.pack("<2H", len(name), len(entry.extra))
    return b"PK\3\4" + fields + struct.pack("<3I", *told) + lengths + name + entry.extra


def deflated(data: bytes) -> bytes:
    press = zlib.compressobj(6, zlib.DEFLATED, -15)
    return press.compress(data) + press.flush()


def repeated(name: str, start: bytes, block: bytes, times: int, end: bytes) -> Input:
    """An entry that holds a block many times over, made without ever unfolding it."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = press.compress(start) + press.flush(zlib.Z_FULL_FLUSH)
    middle = press.compress(block) + press.flush(zlib.Z_FULL_FLUSH)
    last = press.compress(end) + press.flush()
    crc = zlib.crc32(start)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    return Input(
        name.encode(),
        packed=first + middle * times + last,
        size=len(start) + len(block) * times + len(end),
        crc=zlib.crc32(end, crc),
    )


Parts = Mapping[str, bytes]


def entries_of(parts: Parts) -> list[Input]:
    return [Input(name.encode(), data, flags=UTF8) for name, data in parts.items()]


def package(parts: Parts, *more: Input) -> bytes:
    """A zip of those parts and entries."""
    return zipped([*entries_of(parts), *more])


def zip64(entries: Sequence[Input], count: int) -> bytes:
    """A zip with an end of 64 bits that claims so many entries."""
    plain = zipped(entries, end={"entries": 0xFFFF})
    place, (size, start) = len(plain) - 22, struct.unpack_from("<2I", plain, len(plain) - 10)
    end = b"PK\6\6" + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, count, count, size, start)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, place, 1)
    return zipped(entries, before_end=end + locator, end={"entries": 0xFFFF})


def archive(*members: tuple[str, bytes]) -> bytes:
    """A zip of files, as somebody packs them."""
    return package(dict(members))


# --- .xlsx --------------------------------------------------------------------------------------

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES, ROOT_RELS = "[Content_Types].xml", "_rels/.rels"
WORKBOOK, WORKBOOK_RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
CORE = "docProps/core.xml"

MAIN_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_NS = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_SCHEMAS = "http://schemas.openxmlformats.org"
_OFFICE_RELS = f"{_SCHEMAS}/officeDocument/2006/relationships"
_PACKAGE = f"{_SCHEMAS}/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xml(text: str) -> bytes:
    return DECLARATION + text.encode()


def sheet(rows: str, before: str = "", after: str = "", namespace: str = MAIN_NS) -> bytes:
    """A sheet part with those rows, and what stands before and after its data."""
    data = f"{before}<sheetData>{rows}</sheetData>{after}"
    names = f'xmlns="{namespace}" xmlns:r="{_OFFICE_RELS}"'
    return xml(f"<worksheet {names}>{data}</worksheet>")


def rows(*lines: str) -> str:
    """Rows 1, 2, … with that content."""
    return "".join(f'<row r="{number}">{line}</row>' for number, line in enumerate(lines, 1))


def number(place: str, value: object) -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


def typed(place: str, kind: str, value: object) -> str:
    return f'<c r="{place}" t="{kind}"><v>{value}</v></c>'


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def strings(*items: str, claim: str = "") -> bytes:
    """A part of shared strings; ``claim`` are its attributes."""
    inner = "".join(f"<si><t>{item}</t></si>" for item in items)
    return xml(f'<sst xmlns="{MAIN_NS}" {claim}>{inner}</sst>')


def styles(formats: str = '<cellXfs count="1"><xf numFmtId="0"/></cellXfs>') -> bytes:
    return xml(f'<styleSheet xmlns="{MAIN_NS}">{formats}</styleSheet>')


def workbook(sheets: Iterable[tuple[str, str]], more: str = "", namespace: str = MAIN_NS) -> bytes:
    """A workbook part: (name, further attributes, r:id among them) of each sheet."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{each}" {attributes}/>'
        for each, (name, attributes) in enumerate(sheets, 1)
    )
    names = f'xmlns="{namespace}" xmlns:r="{_OFFICE_RELS}"'
    return xml(f"<workbook {names}>{more}<sheets>{listed}</sheets></workbook>")


def relations(*targets: tuple[str, str, str], office: str = _OFFICE_RELS) -> bytes:
    """A part of relations rId1, rId2, …: (kind, target, further attributes) of each."""
    inner = "".join(
        f'<Relationship Id="rId{each}" Type="{office}/{kind}" Target="{target}" {more}/>'
        for each, (kind, target, more) in enumerate(targets, 1)
    )
    return xml(f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>')


def content_types(main: str = f"{_SPREADSHEET}.sheet.main+xml", more: str = "") -> bytes:
    defaults = (
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.main"/>'
    )
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>'
        for part, kind in (
            (WORKBOOK, main),
            (SHEET, f"{_SPREADSHEET}.worksheet+xml"),
            (STRINGS, f"{_SPREADSHEET}.sharedStrings+xml"),
            (STYLES, f"{_SPREADSHEET}.styles+xml"),
        )
    )
    return xml(f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}{more}</Types>')


WORKBOOK_TARGETS = (
    ("worksheet", "worksheets/sheet1.xml", ""),
    ("sharedStrings", "sharedStrings.xml", ""),
    ("styles", "styles.xml", ""),
)


def base() -> dict[str, bytes]:
    """The parts of a small workbook that is in order: a text, a number and a formula."""
    return {
        CONTENT_TYPES: content_types(),
        ROOT_RELS: relations(("officeDocument", WORKBOOK, "")),
        WORKBOOK: workbook([("表一", 'r:id="rId1"')]),
        WORKBOOK_RELS: relations(*WORKBOOK_TARGETS),
        SHEET: sheet(rows(typed("A1", "s", 0), number("A2", 7.5), "<c r='A3'><f>1+1</f></c>")),
        STRINGS: strings("一个词", claim='count="1" uniqueCount="1"'),
        STYLES: styles(),
    }


def changed(parts: Parts, changes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """Parts with others in their place; None takes one away."""
    laid = {**parts, **changes}
    return {name: data for name, data in laid.items() if data is not None}


def odd(changes: Mapping[str, bytes | None]) -> bytes:
    """The small workbook with those parts changed."""
    return package(changed(base(), changes))


def with_rows(content: str, before: str = "", after: str = "") -> bytes:
    """The small workbook with those rows on its sheet."""
    return odd({SHEET: sheet(content, before, after)})


def with_sheets(*names: str, more: str = "") -> bytes:
    """The small workbook with that many sheets."""
    parts = [f"worksheets/sheet{each}.xml" for each in range(1, len(names) + 1)]
    targets = [*WORKBOOK_TARGETS, *(("worksheet", part, "") for part in parts[1:])]
    ids = [1, *range(len(WORKBOOK_TARGETS) + 1, len(targets) + 1)]
    listed = [(name, f'r:id="rId{each}"') for name, each in zip(names, ids, strict=True)]
    changes = {f"xl/{part}": sheet(rows(number("A1", 1))) for part in parts}
    changes[WORKBOOK] = workbook(listed, more)
    changes[WORKBOOK_RELS] = relations(*targets)
    return odd({**changes})


@cache
def filled_form() -> bytes:
    """A good return of a branch 99 that is on no roster."""
    inputs: dict[str, dict[str, Any]] = {
        "考评得分": {"1-1": 7.5, "1-2": 2},
        "扣分说明": {"1-1": "两次缺席"},
        "数量": {"1-1.1": 1},
        "是否存在": {"V1": "否"},
    }
    return fill_form(make_form_of(Branch("99", "外单位")), inputs)


def form_parts(data: bytes | None = None) -> dict[str, bytes]:
    """The parts of a real filled form (:func:`filled_form`)."""
    with zipfile.ZipFile(io.BytesIO(data or filled_form())) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


# --- .ods ---------------------------------------------------------------------------------------

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MIMETYPE, CONTENT, MANIFEST = "mimetype", "content.xml", "META-INF/manifest.xml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def ods_content(tables: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="{_ODF}:{short}:1.0"' for short in ("office", "table", "text", "style")
    )
    inner = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return xml(
        f'<office:document-content {names} office:version="1.2">{inner}</office:document-content>'
    )


def ods_table(content: str, name: str = "表一") -> str:
    return f'<table:table table:name="{name}">{content}</table:table>'


def ods_row(content: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{content}</table:table-row>"


def ods_cell(text: str = "字", attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def manifest(inner: str = "") -> bytes:
    root = (
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE.decode()}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{inner}</manifest:file-entry>"
    )
    return xml(
        f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">{root}</manifest:manifest>'
    )


def ods(tables: str, changes: Mapping[str, bytes | None] | None = None) -> bytes:
    """An .ods with those tables; its type stands first, unpacked, as it should."""
    parts = {CONTENT: ods_content(tables), MANIFEST: manifest()}
    laid = changed({MIMETYPE: ODS_TYPE, **parts}, changes or {})
    return zipped(
        Input(name.encode(), data, STORED if name == MIMETYPE else DEFLATED)
        for name, data in laid.items()
    )


# --- compound files (OLE) -----------------------------------------------------------------------

SECTOR, SMALLEST_STREAM = 512, 4096
FREE_SECTOR, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
STORAGE, STREAM, ROOT_STORAGE = 1, 2, 5


def compound(streams: Mapping[str, bytes | None], links: Mapping[int, int] | None = None) -> bytes:
    """A compound file with those streams, None standing for a storage.

    The table of sectors comes first, then the directory, then the streams in the order of their
    names; ``links`` replaces what follows a sector.
    """
    ordered = sorted(streams.items(), key=lambda each: (len(each[0]), each[0].upper()))
    padded = {
        name: data.ljust(SMALLEST_STREAM, b"\0") for name, data in ordered if data is not None
    }
    chains = [_sectors(padded[name]) for name in padded]
    directory_size = -(-(1 + len(ordered)) // 4)
    used = directory_size + sum(map(len, chains))
    table_size = next(n for n in range(1, 110) if (used + n) * 4 <= n * SECTOR)
    follows = [FAT_SECTOR] * table_size
    starts: dict[str, int] = {}
    for name, length in (("", directory_size), *zip(padded, map(len, chains), strict=True)):
        starts[name] = len(follows)
        follows += [*range(len(follows) + 1, len(follows) + length), END_OF_CHAIN]
    for sector, following in (links or {}).items():
        follows[sector] = following
    follows += [FREE_SECTOR] * (table_size * SECTOR // 4 - len(follows))
    directory = _directory([(name, data, starts.get(name)) for name, data in ordered], padded)
    table = struct.pack(f"<{len(follows)}I", *follows)
    return _header(table_size) + table + directory + b"".join(b"".join(each) for each in chains)


def _sectors(data: bytes) -> list[bytes]:
    return [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]


def _header(table_size: int) -> bytes:
    start = struct.pack("<8s16x5H6x", OLE_MAGIC, 0x3E, 3, 0xFFFE, 9, 6)
    counts = (0, table_size, table_size, 0, SMALLEST_STREAM, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    tables = [*range(table_size), *[FREE_SECTOR] * (109 - table_size)]
    return start + struct.pack("<9I109I", *counts, *tables)


def _directory(
    entries: Sequence[tuple[str, bytes | None, int | None]], padded: Mapping[str, bytes]
) -> bytes:
    nothing = {"following": FREE_SECTOR, "child": FREE_SECTOR}
    root = {"following": FREE_SECTOR, "child": 1}
    lines = [_line("Root Input", ROOT_STORAGE, **root, start=END_OF_CHAIN, size=0)]
    for each, (name, data, start) in enumerate(entries, 1):
        following = each + 1 if each < len(entries) else FREE_SECTOR
        kind = STORAGE if data is None else STREAM
        size = len(padded.get(name, b""))
        links = nothing | {"following": following}
        lines.append(_line(name, kind, **links, start=start or 0, size=size))
    blank = _line("", 0, **nothing, start=0, size=0)
    return b"".join(lines + [blank] * (-len(lines) % 4))


def _line(name: str, kind: int, *, following: int, child: int, start: int, size: int) -> bytes:
    told = name.encode("utf-16-le")
    length = len(told) + 2 if name else 0
    tree = struct.pack("<HBB3I", length, kind, 1, FREE_SECTOR, following, child)
    return told.ljust(64, b"\0") + tree + bytes(36) + struct.pack("<IQ", start, size)


# --- .xls (BIFF8) -------------------------------------------------------------------------------

BOF, EOF, BOUNDSHEET, SST, CONTINUE, FILEPASS = 0x0809, 0x0A, 0x85, 0xFC, 0x3C, 0x2F
DIMENSIONS, LABELSST, NUMBER, FORMULA, BOOLERR = 0x0200, 0xFD, 0x0203, 0x06, 0x0205
CODEPAGE, FORMAT, XF, FONT, MULRK, STRING = 0x42, 0x041E, 0xE0, 0x31, 0xBD, 0x0207
GLOBALS, WORKSHEET = 0x0005, 0x0010


def record(kind: int, layout: str = "", *values: object, more: bytes = b"") -> bytes:
    """One record: its fields by a layout of :mod:`struct`, then further bytes."""
    body = struct.pack(f"<{layout}", *values) + more
    return struct.pack("<2H", kind, len(body)) + body


def begin(kind: int = WORKSHEET) -> bytes:
    return record(BOF, "4H2I", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6)


def texts(*items: str, claim: int | None = None) -> bytes:
    """The table of shared texts; ``claim`` is the count that it tells."""
    told = len(items) if claim is None else claim
    body = b"".join(struct.pack("<HB", len(each), 1) + each.encode("utf-16-le") for each in items)
    return record(SST, "2I", told, told, more=body)


def boundsheet(name: str, place: int) -> bytes:
    return record(BOUNDSHEET, "I4B", place, 0, 0, len(name), 1, more=name.encode("utf-16-le"))


def biff(
    sheets: Sequence[tuple[str, bytes]], more: bytes = b"", shared: bytes | None = None
) -> bytes:
    """A workbook stream: the globals, then (name, records) of each sheet."""
    font = record(FONT, "5H4B", 220, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, more=b"\x05\0Arial")
    general = record(FORMAT, "2HB", 164, 3, 0, more=b"0.0")
    xfs = record(XF, "3H", 0, 0, 0xFFF5, more=bytes(14)) + record(XF, "3H", 0, 0, 1, more=bytes(14))
    head = begin(GLOBALS) + more + record(CODEPAGE, "H", 1200) + font * 4 + general + xfs
    tail = (texts("一个词") if shared is None else shared) + record(EOF)
    contents = [begin() + records + record(EOF) for _, records in sheets]
    names = [name for name, _ in sheets]
    place = len(head) + sum(len(boundsheet(name, 0)) for name in names) + len(tail)
    bounds = b""
    for name, content in zip(names, contents, strict=True):
        bounds += boundsheet(name, place)
        place += len(content)
    return head + bounds + tail + b"".join(contents)


XLS_CELLS = b"".join(
    (
        record(DIMENSIONS, "2I3H", 0, 4, 0, 2, 0),
        record(LABELSST, "3HI", 0, 0, 1, 0),
        record(NUMBER, "3Hd", 1, 0, 1, 7.5),
        record(FORMULA, "3HdHIH", 2, 0, 1, 2.0, 0, 0, 3, more=b"\x1e\x02\x00"),
        record(BOOLERR, "3H2B", 3, 0, 1, 0x2A, 1),
        record(MULRK, "3HIHIH", 3, 1, 1, 0x3FF00000, 1, 0x40000000, 2),
    )
)


def xls(
    cells: bytes = XLS_CELLS, more: bytes = b"", shared: bytes | None = None, name: str = "表一"
) -> bytes:
    """An .xls with one sheet of those records."""
    return compound({"Workbook": biff([(name, cells)], more, shared)})


# --- .xlsb (BIFF12) -----------------------------------------------------------------------------

XLSB_WORKBOOK, XLSB_SHEET, XLSB_STRINGS = (
    "xl/workbook.bin",
    "xl/worksheets/sheet1.bin",
    "xl/sharedStrings.bin",
)


def record12(kind: int, layout: str = "", *values: object, more: bytes = b"") -> bytes:
    """One record of a binary part."""
    body = struct.pack(f"<{layout}", *values) + more
    name = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return name + _varying(len(body)) + body


def _varying(count: int) -> bytes:
    out = bytearray()
    while count > 0x7F:
        out.append(count & 0x7F | 0x80)
        count >>= 7
    return bytes([*out, count])


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row12(row: int, *cells: bytes) -> bytes:
    head = record12(0, "2IH3BI", row, 0, 300, 0, 0, 0, 0)
    return head + b"".join(cells)


XLSB_CELLS = row12(
    0,
    record12(7, "3I", 0, 0, 0),
    record12(5, "2Id", 1, 0, 7.5),
)


def xlsb(
    cells: bytes = XLSB_CELLS, claim: int = 1, changes: Mapping[str, bytes | None] | None = None
) -> bytes:
    """An .xlsb with one sheet of those records; ``claim`` is its told count of shared texts."""
    bundle = record12(156, "2I", 0, 1, more=wide("rId1") + wide("表一"))
    bounds = record12(148, "4I", 0, 0, 0, 1)
    parts = {
        CONTENT_TYPES: content_types(),
        ROOT_RELS: relations(("officeDocument", XLSB_WORKBOOK, "")),
        XLSB_WORKBOOK: record12(131) + record12(143) + bundle + record12(144) + record12(132),
        "xl/_rels/workbook.bin.rels": relations(
            ("worksheet", "worksheets/sheet1.bin", ""), ("sharedStrings", "sharedStrings.bin", "")
        ),
        XLSB_SHEET: record12(129) + bounds + record12(145) + cells + record12(146) + record12(130),
        XLSB_STRINGS: record12(159, "2I", claim, claim)
        + record12(19, "B", 0, more=wide("一个词"))
        + record12(160),
    }
    return package(changed(parts, changes or {}))


# --- mail ---------------------------------------------------------------------------------------

MAIL_HEADERS = (
    b"From: =?utf-8?B?5aSW5Y2V5L2N?= <a@example.cn>\r\nTo: b@example.cn\r\n"
    b"Subject: =?gb2312?B?xsC31rHt?=\r\nDate: Mon, 05 Jan 2026 10:00:00 +0800\r\n"
)


def attachment(
    data: bytes,
    name: bytes = b'filename="a.xlsx"',
    encoding: bytes = b"base64",
    body: bytes | None = None,
) -> bytes:
    """A part of a mail that carries a file; ``body`` are its bytes as they are sent."""
    sent = base64.encodebytes(data).replace(b"\n", b"\r\n") if body is None else body
    head = b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; " + name
    return head + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + sent


WORDS = b"Content-Type: text/plain; charset=gbk\r\n\r\n\xbc\xfb\xb8\xbd\xbc\xfe\r\n"


def mail(*parts: bytes, headers: bytes = b"", boundary: bytes = b"=_part") -> bytes:
    """A mail of those parts."""
    return MAIL_HEADERS + headers + b"MIME-Version: 1.0\r\n" + multipart(*parts, boundary=boundary)


def multipart(*parts: bytes, boundary: bytes = b"=_part") -> bytes:
    inner = b"".join(b"\r\n--" + boundary + b"\r\n" + part for part in parts)
    head = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n'
    return head + inner + b"\r\n--" + boundary + b"--\r\n"


# --- content ------------------------------------------------------------------------------------


def noise(count: int, seed: int = 0) -> str:
    """That many letters that no program can pack tightly."""
    data = random.Random(seed).randbytes(count)  # noqa: S311  reproducible, not secret
    return base64.b64encode(data).decode()[:count]


def thinned(size: int) -> bytes:
    """Bytes that are packed some fifty times tighter: below the ratio that is refused."""
    return noise(size // 64).encode().ljust(size, b"x")
