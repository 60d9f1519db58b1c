"""A real filled form with one thing wrong: what happens to files between two offices."""

import base64
from collections.abc import Callable, Iterator

from tests.support.hostile.case import Hostile, case
from tests.support.hostile.crafting import (
    DECLARATION,
    changed,
    filled_form,
    form_parts,
    noise,
    package,
)

SCORES = "xl/worksheets/sheet2.xml"
COUNTS = "xl/worksheets/sheet3.xml"
HIDDEN = "xl/worksheets/sheet5.xml"
PROPERTIES = "docProps/custom.xml"


def forms() -> Iterator[Hostile]:
    yield from _whole_files()
    yield from _edited()


# --- the whole file -----------------------------------------------------------------------------


def _half(data: bytes) -> int:
    return len(data) // 2


WAYS: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("good.xlsx", "I006", bytes),
    ("good_named.xls", "I006", bytes),
    ("good_named.pdf", "I006", bytes),
    ("good_without_ending", "I006", bytes),
    ("half.xlsx", "F002", lambda data: data[: _half(data)]),
    ("without_last_byte.xlsx", "F002 I006", lambda data: data[:-1]),
    ("without_last_100.xlsx", "F002", lambda data: data[:-100]),
    ("without_first_byte.xlsx", "F001 F002", lambda data: data[1:]),
    ("without_first_100.xlsx", "F001 F002", lambda data: data[100:]),
    ("without_middle.xlsx", "F002 F015", lambda data: data[:9000] + data[9500:]),
    ("second_half_nul.xlsx", "F002", lambda data: data[: _half(data)] + bytes(_half(data))),
    ("first_half_nul.xlsx", "F001 F002", lambda data: bytes(_half(data)) + data[_half(data) :]),
    ("all_nul.xlsx", "F009", lambda data: bytes(len(data))),
    ("newlines_turned.xlsx", "F002 F015", lambda data: data.replace(b"\n", b"\r\n")),
    ("newlines_lost.xlsx", "F002 F015", lambda data: data.replace(b"\r", b"").replace(b"\n", b"")),
    ("read_as_text.xlsx", "F002 F015", lambda data: data.decode("utf-8", "replace").encode()),
    ("as_base64.xlsx", "F010 F001", base64.encodebytes),
    ("as_hex.xlsx", "F010 F001", lambda data: data.hex().encode()),
    ("twice.xlsx", "F002 F015 I006", lambda data: data + data),
    ("with_page_behind.xlsx", "F002 F015 I006", lambda data: data + b"<html>404</html>"),
    ("with_nul_behind.xlsx", "F002 F015 I006", lambda data: data + bytes(512)),
    (
        "with_headers_before.xlsx",
        "F001 F010 F021 F015",
        lambda data: b"HTTP/1.1 200 OK\r\n\r\n" + data,
    ),
    ("disk_encrypted.xlsx", "F007", lambda data: bytes.fromhex("62142365") + data[4:]),
    ("bits_turned.xlsx", "F001", lambda data: bytes(255 - each for each in data)),
)


def _whole_files() -> Iterator[Hostile]:
    for name, codes, way in WAYS:
        yield case(f"form_{name}", codes, _treated, way)


def _treated(way: Callable[[bytes], bytes]) -> bytes:
    return way(filled_form())


# --- one part -----------------------------------------------------------------------------------

FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
AGAIN = b'<row r="6"><c r="G6"><v>9</v></c></row></sheetData>'
MERGES = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
DOCTYPE = DECLARATION + b"<!DOCTYPE worksheet SYSTEM 'file:///etc/passwd'>"
LONG = f'<row r="900"><c r="A900" t="str"><v>{noise(33_000)}</v></c></row></sheetData>'.encode()

EDITS: tuple[tuple[str, str, str, bytes, bytes], ...] = (
    ("no_number", "I006", SCORES, b"<v>7.5</v>", b"<v>NaN</v>"),
    ("400_digits", "I006", SCORES, b"<v>7.5</v>", b"<v>" + b"9" * 400 + b"</v>"),
    ("formula", "I006", SCORES, b"<v>7.5</v>", b"<f>5+2.5</f>"),
    ("error", "I006", SCORES, b"<v>7.5</v>", b"<v>#SPILL!</v>"),
    ("index_without_texts", "F002", SCORES, b't="n"><v>7.5</v>', b't="s"><v>7</v>'),
    ("row_again", "F023", SCORES, b"</sheetData>", AGAIN),
    ("cell_far_away", "F017", SCORES, b"</sheetData>", FAR),
    ("long_text", "F019", COUNTS, b"</sheetData>", LONG),
    ("merge_of_all", "I006", COUNTS, b"</sheetData>", MERGES),
    ("dimension_A1", "I006", SCORES, b'<dimension ref="A1:H34"', b'<dimension ref="A1"'),
    ("end_missing", "F002", HIDDEN, b"</worksheet>", b""),
    ("dtd", "F016", SCORES, b"<worksheet", DOCTYPE + b"<worksheet"),
    ("dtd_hidden", "F016", HIDDEN, b"<worksheet", DOCTYPE + b"<worksheet"),
    ("negative_rows", "F002", COUNTS, b'<row r="', b'<row r="-'),
    ("sheets_of_one_name", "F023", "xl/workbook.xml", "计分明细".encode(), "评分表".encode()),
    ("sheet_listed_only", "F002 I006", "xl/workbook.xml", b'r:id="rId3"', b'r:id="rId33"'),
)


def _edited() -> Iterator[Hostile]:
    for name, codes, part, old, new in EDITS:
        yield case(f"form_with_{name}.xlsx", codes, _with_edit, part, old, new)
    for part, codes in (
        (SCORES, "F002"),
        (HIDDEN, "F002"),
        ("xl/workbook.xml", "F001 F002"),
        ("xl/styles.xml", "I006 F002"),
        (PROPERTIES, "I006"),
        ("xl/theme/theme1.xml", "I006"),
        ("docProps/core.xml", "I006"),
        ("[Content_Types].xml", "I006 F001 F002 F021"),
    ):
        name = part.rpartition("/")[2].replace("[", "").replace("]", "")
        yield case(f"form_without_{name}.xlsx", codes, _without, part)
    yield case("form_with_macros.xlsm", "I006", _with_part, "xl/vbaProject.bin")
    yield case("form_with_object.xlsx", "I006", _with_part, "xl/embeddings/oleObject1.bin")
    yield case("form_with_link.xlsx", "I006", _with_part, "xl/externalLinks/externalLink1.xml")


def _with_edit(part: str, old: bytes, new: bytes) -> bytes:
    parts = form_parts()
    data = parts[part].removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    if old not in data:
        raise LookupError(f"{old!r} is not in {part}")
    return package(changed(parts, {part: data.replace(old, new)}))


def _without(part: str) -> bytes:
    return package(changed(form_parts(), {part: None}))


def _with_part(part: str) -> bytes:
    return package(changed(form_parts(), {part: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)}))
