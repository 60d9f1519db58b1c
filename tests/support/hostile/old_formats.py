"""Compound files, .xls and .xlsb that end or mislead their readers (docs/reading.md)."""

import base64
import struct
from collections.abc import Iterator, Mapping

from tests.support.hostile.case import Hostile, case
from tests.support.hostile.crafting import (
    BOUNDSHEET,
    CONTINUE,
    DIMENSIONS,
    EOF,
    FILEPASS,
    FORMAT,
    FORMULA,
    GLOBALS,
    LABELSST,
    MULRK,
    NUMBER,
    SECTOR,
    SST,
    U32,
    XLSB_CELLS,
    XLSB_SHEET,
    XLSB_STRINGS,
    XLSB_WORKBOOK,
    begin,
    biff,
    boundsheet,
    compound,
    noise,
    record,
    record12,
    row12,
    texts,
    wide,
    xls,
    xlsb,
)

DIED = "F002 F020"
"""Damaged, or the process that read it had to be ended: both tell the unit to send it again."""


def old_formats() -> Iterator[Hostile]:
    yield from _containers()
    yield from _records()
    yield from _locked()
    yield from _binary()


# --- the container ------------------------------------------------------------------------------

TABLE, DIRECTORY, WORKBOOK_LINE = SECTOR, 2 * SECTOR, 2 * SECTOR + 128
PATCHES: tuple[tuple[str, str, int, bytes], ...] = (
    ("major_version_9", f"{DIED} I001", 26, b"\x09\0"),
    ("byte_order", f"{DIED} I001", 28, b"\xff\xfe"),
    ("sectors_of_2_to_65535", DIED, 30, b"\xff\xff"),
    ("sectors_of_1", DIED, 30, b"\0\0"),
    ("small_sectors_of_2_to_65535", f"{DIED} I001", 32, b"\xff\xff"),
    ("table_of_4294967295", f"{DIED} I001", 44, b"\xff\xff\xff\xff"),
    ("directory_at_nowhere", f"{DIED} F001", 48, b"\0\0\xff\x0f"),
    ("directory_at_table", f"{DIED} F001 I001", 48, b"\0\0\0\0"),
    ("no_directory", f"{DIED} F001", 48, b"\xfe\xff\xff\xff"),
    ("all_streams_small", f"{DIED} F001 I001", 56, b"\xff\xff\xff\xff"),
    ("second_table_loops", f"{DIED} I001", 68, b"\2\0\0\0\xff\xff\xff\x7f"),
    ("table_at_nowhere", f"{DIED} F001", 76, b"\0\0\xff\x0f"),
    ("stream_at_nowhere", f"{DIED} F001", WORKBOOK_LINE + 116, b"\0\0\xff\x0f"),
    ("stream_of_2_GiB", f"{DIED} I001", WORKBOOK_LINE + 120, b"\0\0\0\x80\0\0\0\0"),
    ("stream_of_2_to_63", f"{DIED} I001", WORKBOOK_LINE + 120, b"\0\x20\0\0\0\0\0\x80"),
    ("stream_of_nothing", f"{DIED} F001 I001", WORKBOOK_LINE + 120, bytes(8)),
    ("names_loop", f"{DIED} I001", WORKBOOK_LINE + 72, b"\1\0\0\0"),
    ("names_at_nowhere", f"{DIED} I001", WORKBOOK_LINE + 72, b"\0\0\0\x10"),
    ("name_of_65535", f"{DIED} F001 I001", WORKBOOK_LINE + 64, b"\xff\xff"),
    ("child_is_root", f"{DIED} F001 I001", DIRECTORY + 76, b"\0\0\0\0"),
)
LINKS: tuple[tuple[str, str, Mapping[int, int]], ...] = (
    ("stream_loops_at_once", DIED, {2: 2}),
    ("stream_loops_back", DIED, {9: 2}),
    ("directory_loops", f"{DIED} F001 I001", {1: 1}),
    ("table_loops", f"{DIED} I001", {0: 0}),
    ("stream_goes_nowhere", DIED, {3: 0x0FFFFFFF}),
    ("stream_into_table", f"{DIED} F023 I001", {2: 0}),
    ("stream_ends_early", f"{DIED} I001", {2: 0xFFFFFFFE}),
    ("all_free", f"{DIED} F001 I001", dict.fromkeys(range(10), U32)),
)


def _containers() -> Iterator[Hostile]:
    yield case("good.xls", "I001", xls)
    yield case("good_of_wps.et", "I001", _of_wps)
    yield case("good_with_macros.xls", "I001", _with_macros)
    yield case("good_without_container.xls", "I001 F001 F002", _bare)
    for name, codes, place, data in PATCHES:
        yield case(f"ole_{name}.xls", codes, _patched, place, data)
    for name, codes, links in LINKS:
        yield case(f"ole_{name}.xls", codes, _linked, links)
    for size in (300, 512, 1024, 1500, 3000):
        yield case(f"ole_first_{size}_bytes.xls", f"{DIED} F001 I001", _first_bytes, size)


def _of_wps() -> bytes:
    return xls(name="评分表")


def _with_macros() -> bytes:
    return compound({"Workbook": biff([("甲", b"")]), "_VBA_PROJECT_CUR": None})


def _bare() -> bytes:
    return biff([("甲", record(NUMBER, "3Hd", 0, 0, 0, 1.0))])


def _large() -> bytes:
    """One whose stream goes over many sectors."""
    return biff([("甲", b"".join(record(NUMBER, "3Hd", n, 0, 0, 1.0) for n in range(400)))])


def _patched(place: int, data: bytes) -> bytes:
    whole = xls()
    return whole[:place] + data + whole[place + len(data) :]


def _linked(links: Mapping[int, int]) -> bytes:
    return compound({"Workbook": _large()}, links)


def _first_bytes(size: int) -> bytes:
    return xls()[:size]


# --- records ------------------------------------------------------------------------------------


def _number(row: int, column: int, value: float = 1.0) -> bytes:
    return record(NUMBER, "3Hd", row, column, 1, value)


def _text(index: int) -> bytes:
    return record(LABELSST, "3HI", 0, 0, 1, index)


CELLS: tuple[tuple[str, str, bytes], ...] = (
    ("no_cells", "I001", b""),
    ("row_20000", "I001", _number(19_999, 0)),
    ("row_65536", "F017", _number(65_535, 0)),
    ("column_256", "I001", _number(0, 255)),
    ("column_65536", f"{DIED} F017", _number(0, 65_535)),
    ("corners", "F017", _number(0, 0) + _number(65_535, 255)),
    ("text_index_beyond", f"{DIED} I001", _text(99)),
    ("text_index_4294967295", f"{DIED} I001", _text(U32)),
    ("cell_twice", "F023 I001", _number(0, 0) + _number(0, 0, 2.0)),
    ("rows_descending", "F023 I001", _number(5, 0) + _number(1, 0)),
    ("no_number", "I001", record(NUMBER, "3HQ", 0, 0, 1, 0x7FF8000000000001)),
    ("infinite", "I001", record(NUMBER, "3HQ", 0, 0, 1, 0x7FF0000000000000)),
    ("number_cut_short", f"{DIED} I001", record(NUMBER, "3H", 0, 0, 1)),
    ("format_index_beyond", "F002 I001", record(NUMBER, "3Hd", 0, 0, 60_000, 1.0)),
    ("many_numbers_backwards", f"{DIED} I001", record(MULRK, "3H", 0, 9, 1)),
    ("many_numbers_of_none", f"{DIED} I001", record(MULRK)),
    ("dimensions_of_all", "I001", record(DIMENSIONS, "2I3H", 0, U32, 0, 0xFFFF, 0) + _number(0, 0)),
    ("dimensions_backwards", f"{DIED} I001", record(DIMENSIONS, "2I3H", 9, 1, 9, 1, 0)),
    ("formula_garbage", f"{DIED} I001", record(FORMULA, "3HdHIH", 0, 0, 1, 2.0, 0, 0, 9)),
    ("formula_too_long", f"{DIED} I001", record(FORMULA, "3HdHIH", 0, 0, 1, 2.0, 0, 0, 65_535)),
    (
        "formula_of_text_missing",
        f"{DIED} I001",
        record(FORMULA, "3H4B2HHIH", 0, 0, 1, 0, 0, 0, 0, 0, 0xFFFF, 0, 0, 0),
    ),
    ("record_beyond_end", f"{DIED} I001", struct.pack("<2H", NUMBER, 8000)),
    ("unknown_records", "I001", record(0x7777, more=b"?" * 500) * 50 + _number(0, 0)),
    ("ends_many_times", f"{DIED} I001", record(EOF) * 1000),
    ("begins_many_times", f"{DIED} I001", begin() * 1000),
    ("begins_without_end", f"{DIED} I001 F014", begin() * 100_000),
    ("nothing_but_zeros", f"{DIED} I001", bytes(300_000)),
    ("cells_210000", "F018", b"".join(_number(n // 20, n % 20) for n in range(210_000))),
)
SHARED: tuple[tuple[str, str, bytes], ...] = (
    ("claim_4294967295", f"{DIED} F018 I001", texts("字", claim=U32)),
    ("claim_1000001", f"{DIED} F018 I001", texts("字", claim=1_000_001)),
    ("claim_0", f"{DIED} I001", texts("字", claim=0)),
    ("text_beyond_end", f"{DIED} I001", record(SST, "2IHB", 1, 1, 65_535, 1, more=b"a\0b\0")),
    ("runs_beyond_end", f"{DIED} I001", record(SST, "2IHBH", 1, 1, 1, 9, 65_535, more=b"a\0")),
    ("sound_beyond_end", f"{DIED} I001", record(SST, "2IHBI", 1, 1, 1, 5, U32, more=b"a\0")),
    ("cut_short", f"{DIED} I001", record(SST, "I", 1)),
    ("none", f"{DIED} I001", b""),
    (
        "continued",
        f"{DIED} I001",
        record(SST, "2IHB", 1, 1, 4, 1, more=b"a\0b\0") + record(CONTINUE),
    ),
    (
        "long_continued",
        f"{DIED} F019 I001",
        record(SST, "2IHB", 1, 1, 40_000, 1, more=b"a\0" * 4000)
        + b"".join(record(CONTINUE, "B", 1, more=b"a\0" * 4000) for _ in range(9)),
    ),
    ("twice", f"{DIED} I001", texts("甲") + texts("乙")),
)
MORE: tuple[tuple[str, str, bytes], ...] = (
    ("format_garbage", f"{DIED} I001", record(FORMAT, "2HB", 165, 60_000, 1)),
    ("sheet_beyond_end", f"{DIED} F023", boundsheet("乙", 0x7FFFFFFF)),
    ("sheet_at_globals", f"{DIED} F023 I001", boundsheet("乙", 0)),
    ("sheet_of_same_name", f"{DIED} F023 I001", boundsheet("表一", 0)),
    ("sheet_name_beyond_end", f"{DIED} I001", record(BOUNDSHEET, "I4B", 0, 0, 0, 255, 1)),
    ("sheets_1000", f"{DIED} F018 F023", b"".join(boundsheet(f"表{n}", 0) for n in range(1000))),
    ("code_page_unknown", f"{DIED} I001", record(0x42, "H", 64_999)),
    ("names_of_garbage", f"{DIED} I001", record(0x18, more=b"\xff" * 40)),
)


def _records() -> Iterator[Hostile]:
    for name, codes, cells in CELLS:
        yield case(f"xls_{name}.xls", codes, xls, cells)
    for name, codes, shared in SHARED:
        yield case(f"xls_texts_{name}.xls", codes, xls, _text(0), b"", shared)
    for name, codes, more in MORE:
        yield case(f"xls_{name}.xls", codes, xls, _number(0, 0), more)
    two = [("评分表", b""), ("评分表", b"")]
    yield case("xls_two_sheets_of_one_name.xls", "F023 F002", _streams, {"Workbook": biff(two)})
    yield case("xls_no_sheets.xls", DIED, _streams, {"Workbook": biff([])})
    yield case("xls_101_sheets.xls", "F018", _sheets, 101)
    yield case("xls_empty_stream.xls", "F002 F001", _streams, {"Workbook": b""})
    yield case("xls_garbage_stream.xls", DIED, _streams, {"Workbook": noise(9000).encode()})
    yield case("xls_globals_alone.xls", DIED, _streams, {"Workbook": begin(GLOBALS)})
    both = {"Workbook": biff([("甲", b"")]), "Book": biff([("乙", b"")])}
    yield case("xls_two_books.xls", "I001 F002", _streams, both)
    letter = {"Workbook": biff([("甲", b"")]), "WordDocument": b"\xec\xa5\xc1\0"}
    yield case("xls_and_letter.xls", "F001 I001", _streams, letter)


def _streams(streams: Mapping[str, bytes | None]) -> bytes:
    return compound(streams)


def _sheets(count: int) -> bytes:
    return compound({"Workbook": biff([(f"表{each}", b"") for each in range(count)])})


# --- locked -------------------------------------------------------------------------------------

RC4 = record(FILEPASS, "3H", 1, 1, 1, more=b"\x5a" * 48)
XOR = record(FILEPASS, "3H", 0, 0x1234, 0x5678)
CRYPTO_API = record(FILEPASS, "3H", 1, 4, 2, more=b"\x5a" * 190)


def _locked() -> Iterator[Hostile]:
    for name, filepass in (("rc4", RC4), ("xor", XOR), ("crypto_api", CRYPTO_API)):
        yield case(f"locked_{name}.xls", "F006", xls, b"", filepass)
    yield case("locked_by_nothing.xls", "F002 F006", xls, b"", record(FILEPASS))
    yield case("locked.xlsx", "F006", _agile, {})
    for name, codes, told in (
        ("by_endless_spinning", "F006 F020 F002", {"spin": "4294967295"}),
        ("by_negative_spinning", "F006 F002", {"spin": "-1"}),
        ("by_unknown_hash", "F006 F002", {"hash": "SHA0"}),
        ("by_no_numbers", "F006 F002", {"salt": "?"}),
        ("by_laughs", "F006 F002 F016 F020", {"start": _laughs()}),
        ("by_huge_key", "F006 F002 F020", {"bits": "2147483647"}),
    ):
        yield case(f"locked_{name}.xlsx", codes, _agile, told)
    for name, version in (
        ("standard", b"\3\0\2\0"),
        ("extensible", b"\3\0\3\0"),
        ("unknown", b"\x63\0\x63\0"),
    ):
        info = version + b"\x24\0\0\0" + b"\xa4\0\0\0" + bytes(200)
        yield case(f"locked_{name}.xlsx", "F006 F002", _with_info, info)
    yield case(
        "locked_info_missing.xlsx", "F006 F002 F001", _streams, {"EncryptedPackage": b"?" * 99}
    )
    yield case(
        "locked_package_missing.xlsx", "F006 F002 F001", _streams, {"EncryptionInfo": b"?" * 99}
    )
    rights = {"\tDRMContent": b"?" * 99, "\x06DataSpaces": None}
    yield case("locked_by_rights.xls", "F029", _streams, rights)
    for seed, ending in enumerate(("xlsx", "xls", "pdf")):
        yield case(f"disk_encrypted.{ending}", "F007", _disk_encrypted, seed)


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    return f"<!DOCTYPE e [{entities}]><!-- -->"


def _agile(told: Mapping[str, str]) -> bytes:
    """A password-protected .xlsx as Excel writes it; no password opens this one."""
    salt = base64.b64encode(b"\x5a" * 16).decode()
    values = {"spin": "100000", "hash": "SHA512", "salt": salt, "bits": "256", "start": "", **told}
    key = (
        'saltSize="16" blockSize="16" keyBits="{bits}" hashSize="64" cipherAlgorithm="AES"'
        ' cipherChaining="ChainingModeCBC" hashAlgorithm="{hash}" saltValue="{salt}"'
    ).format(**values)
    long, short = (base64.b64encode(b"\x33" * size).decode() for size in (64, 32))
    office = "http://schemas.microsoft.com/office/2006"
    text = (
        f'{values["start"]}<encryption xmlns="{office}/encryption"'
        f' xmlns:p="{office}/keyEncryptor/password"><keyData {key}/>'
        f'<dataIntegrity encryptedHmacKey="{long}" encryptedHmacValue="{long}"/>'
        f'<keyEncryptors><keyEncryptor uri="{office}/keyEncryptor/password">'
        f'<p:encryptedKey spinCount="{values["spin"]}" {key}'
        f' encryptedVerifierHashInput="{short}" encryptedVerifierHashValue="{long}"'
        f' encryptedKeyValue="{short}"/></keyEncryptor></keyEncryptors></encryption>'
    )
    return _with_info(b"\4\0\4\0\x40\0\0\0" + text.encode().ljust(5000))


def _with_info(info: bytes) -> bytes:
    content = struct.pack("<Q", 8000) + noise(8000).encode()
    return compound({"EncryptionInfo": info, "EncryptedPackage": content})


def _disk_encrypted(seed: int) -> bytes:
    return bytes.fromhex("62142365") + b"E-SafeNet   LOCK" + noise(5000, seed).encode()


# --- .xlsb --------------------------------------------------------------------------------------

ODD_ENDS = f"{DIED} F001 F017 F018 F023 I001"
"""What a binary workbook may end in whose library hides the reason."""


def _cell(column: int, index: int) -> bytes:
    return record12(7, "3I", column, 0, index)


def _far(column: int) -> bytes:
    return record12(5, "2Id", column, 0, 1.0)


BINARY_CELLS: tuple[tuple[str, str, bytes], ...] = (
    ("no_cells", "I001", b""),
    ("text_index_beyond", ODD_ENDS, row12(0, _cell(0, 99))),
    ("text_index_4294967295", ODD_ENDS, row12(0, _cell(0, U32))),
    ("corner_of_all", f"{DIED} F017", row12(0, _far(0)) + row12(1_048_575, _far(16_383))),
    ("row_4294967295", f"{DIED} F017 I001", row12(U32, _far(0))),
    ("column_4294967295", f"{DIED} F017", row12(0, _far(U32))),
    ("rows_descending", ODD_ENDS, row12(9, _far(0)) + row12(1, _far(0))),
    ("record_of_256_MiB", ODD_ENDS, b"\x05\xff\xff\xff\x7f" + bytes(40)),
    ("text_of_4_GiB", ODD_ENDS, row12(0, record12(6, "3I", 0, 0, U32))),
    ("cell_cut_short", ODD_ENDS, row12(0, record12(5, "H", 0))),
    ("formula_garbage", ODD_ENDS, row12(0, record12(9, "2IdHI", 0, 0, 1.0, 0, U32))),
    ("garbage", ODD_ENDS, noise(3000).encode()),
)


def _binary() -> Iterator[Hostile]:
    yield case("xlsb_good.xlsb", "I001 F001", xlsb)
    for name, codes, cells in BINARY_CELLS:
        yield case(f"xlsb_{name}.xlsb", codes, xlsb, cells)
    for claim in (U32, 1_000_001, 0):
        yield case(f"xlsb_texts_claim_{claim}.xlsb", ODD_ENDS, xlsb, XLSB_CELLS, claim)
    for name, changes in (
        ("no_workbook", {XLSB_WORKBOOK: None}),
        ("empty_workbook", {XLSB_WORKBOOK: b""}),
        ("no_sheet", {XLSB_SHEET: None}),
        ("empty_sheet", {XLSB_SHEET: b""}),
        ("no_texts", {XLSB_STRINGS: None}),
        ("garbage_texts", {XLSB_STRINGS: b"\xff" * 400}),
        ("sheet_name_of_4_GiB", {XLSB_WORKBOOK: _named(struct.pack("<I", U32))}),
        ("sheet_name_no_utf16", {XLSB_WORKBOOK: _named(struct.pack("<IH", 1, 0xD800))}),
    ):
        yield case(f"xlsb_{name}.xlsb", ODD_ENDS, xlsb, XLSB_CELLS, 1, changes)


def _named(name: bytes) -> bytes:
    bundle = record12(156, "2I", 0, 1, more=wide("rId1") + name)
    return record12(131) + record12(143) + bundle + record12(144) + record12(132)
