"""Zip packages that lie about themselves (docs/reading.md, G3–G7)."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.support.hostile.case import Hostile, case
from tests.support.hostile.crafting import (
    A_LINK,
    DEFLATED,
    DESCRIPTOR,
    ENCRYPTED,
    KIB,
    MIB,
    PATCHED,
    SHEET,
    STORED,
    STRINGS,
    U32,
    UTF8,
    Input,
    base,
    changed,
    deflated,
    entries_of,
    noise,
    number,
    odd,
    package,
    repeated,
    rows,
    sheet,
    strings,
    thinned,
    zip64,
    zipped,
)


def packages() -> Iterator[Hostile]:
    yield from _directories()
    yield from _positions()
    yield from _names()
    yield from _data()
    yield from _sizes()


def with_entry(*entries: Input) -> bytes:
    """The small workbook with further entries."""
    return package(base(), *entries)


def claimed(part: str, claims: dict[str, Any]) -> bytes:
    """The small workbook with a lie about one part."""
    return zipped(
        replace(entry, **claims) if entry.name == part.encode() else entry
        for entry in entries_of(base())
    )


# --- the directory ------------------------------------------------------------------------------


def _directories() -> Iterator[Hostile]:
    yield case("zip_1000_entries.xlsx", "I001", _many, 1000)
    yield case("zip_1001_entries.xlsx", "F011", _many, 1001)
    yield case("zip_65000_entries.xlsx", "F011", _many, 65_000)
    yield case("zip64_100000_entries.xlsx", "F002 F011 F015", _very_many, 100_000)
    for count, codes in ((2, "F002 F015"), (1001, "F002 F011 F015"), (0, "F002 F015 F021")):
        yield case(f"zip_claims_{count}_entries.xlsx", codes, _ended, {"entries": count})
    yield case("zip_of_two_disks.xlsx", "F002 F015", _ended, {"disk": 1})
    yield case("zip_directory_elsewhere.xlsx", "F002 F015", _ended, {"start": 5})
    yield case("zip_directory_beyond_end.xlsx", "F002 F015", _ended, {"start": U32 - 9})
    yield case("zip_directory_too_long.xlsx", "F002 F015", _ended, {"size": U32 - 9})
    yield case("zip_directory_of_no_length.xlsx", "F002 F015 F021", _ended, {"size": 0})
    yield case("zip64_claims_500000.xlsx", "F002 F011 F015", _claiming, 500_000)
    yield case("zip64_claims_all.xlsx", "F002 F011 F015", _claiming, 2**63)
    yield case("zip64_written_by_a_stream.xlsx", "I001", _streamed, True)
    yield case("zip_written_by_a_stream.xlsx", "I001", _streamed, False)
    yield case("zip_descriptors.xlsx", "I001", claimed, SHEET, {"flags": DESCRIPTOR | UTF8})
    yield case("zip_comment.xlsx", "I001", _commented, "一句话".encode())
    yield case("zip_longest_comment.xlsx", "I001", _commented, b"x" * 65_535)
    yield case(
        "zip_end_within_comment.xlsx", "F002 F015 F021 I001", _commented, b"PK\5\6" + bytes(18)
    )
    yield case("zip_second_zip_in_comment.xlsx", "F002 F015", _second_zip_in_comment)


def _many(count: int) -> bytes:
    more = count - len(base())
    return with_entry(*(Input(b"xl/media/%d" % each, b"", STORED) for each in range(more)))


def _very_many(count: int) -> bytes:
    return zip64([Input(b"%d" % each, b"", STORED) for each in range(count)], count)


def _claiming(count: int) -> bytes:
    return zip64(entries_of(base()), count)


def _ended(end: dict[str, int]) -> bytes:
    return zipped(entries_of(base()), end=end)


def _commented(comment: bytes) -> bytes:
    return zipped(entries_of(base()), comment=comment)


def _second_zip_in_comment() -> bytes:
    other = odd({SHEET: sheet(rows(number("A1", 99)))})
    return zipped(entries_of(base()), comment=other)


def _streamed(large: bool) -> bytes:
    """As programs write that cannot go back: sizes stand behind the data."""

    class OneWay(io.BytesIO):
        def seekable(self) -> bool:
            return False

    written = OneWay()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in base().items():
            with opened.open(zipfile.ZipInfo(name), "w", force_zip64=large) as part:
                part.write(data)
    return written.getvalue()


# --- where entries lie --------------------------------------------------------------------------


def _positions() -> Iterator[Hostile]:
    yield case("zip_behind_junk.xlsx", "F001 F002 F010 F015", _behind, b"junk" * 30)
    yield case("zip_behind_program.xlsx", "F001 F015", _behind, b"MZ\x90\0" + bytes(100))
    yield case("zip_behind_page.xlsx", "F010 F015", _behind, b"<html>" + b" " * 100)
    yield case(
        "zip_behind_picture.xlsx", "F001 F004 F015", _behind, b"\x89PNG\r\n\x1a\n" + bytes(40)
    )
    yield case("zip_behind_hidden_entry.xlsx", "F002 F015", _hidden_entry, True)
    yield case("zip_with_hidden_entry.xlsx", "F002 F015 I001", _hidden_entry, False)
    yield case("zip_unadjusted_junk.xlsx", "F001 F002 F010 F015", _in_front_of_zip, b"junk" * 30)
    yield case("zip_two_in_one.xlsx", "F002 F015", _in_front_of_zip, odd({STRINGS: strings("甲")}))
    yield case("zip_newline_behind.xlsx", "F002 F015 I001", _with_tail, b"\r\n")
    yield case("zip_junk_behind.xlsx", "F002 F015 I001", _with_tail, noise(3000).encode())
    yield case("zip_70KB_behind.xlsx", "F002 F015 I001", _with_tail, noise(70 * KIB).encode())
    yield case("zip_gap_before_end.xlsx", "F002 F015 I001", _gap_before_end)
    yield case("zip_one_data_two_names.xlsx", "F002 F015", _overlapping_names)
    yield case("zip_entry_within_entry.xlsx", "F002 F015", _quoted)
    yield case("zip_overlap_bomb.xlsx", "F002 F011 F012 F013 F015", _overlap_bomb)
    yield case("zip_entry_beyond_end.xlsx", "F002 F015", claimed, SHEET, {"offset": U32 - 99})
    yield case("zip_entry_at_nowhere.xlsx", "F002 F015", claimed, SHEET, {"offset": 7})
    yield case("zip_entry_without_data.xlsx", "F002 F015", claimed, SHEET, {"present": False})


def _behind(prefix: bytes) -> bytes:
    return zipped(entries_of(base()), prefix=prefix)


def _in_front_of_zip(start: bytes) -> bytes:
    return start + odd({})


def _with_tail(tail: bytes) -> bytes:
    return odd({}) + tail


def _gap_before_end() -> bytes:
    return zipped(entries_of(base()), before_end=noise(500).encode())


def _hidden_entry(first: bool) -> bytes:
    hidden = Input(SHEET.encode(), sheet(rows(number("A1", 99))), listed=False)
    entries = entries_of(base())
    return zipped([hidden, *entries] if first else [*entries, hidden])


def _overlapping_names() -> bytes:
    entries = entries_of(base())
    again = replace(entries[0], name=b"xl/again.xml", present=False, offset=0)
    return zipped([*entries, again])


def _quoted() -> bytes:
    """An entry that lies inside the data of another, as in the overlapping bombs."""
    inner = Input(b"xl/inner.xml", b"<a/>")
    within = zipped([inner])[: 30 + len(inner.name) + len(inner.content())]
    outer = Input(b"xl/outer.xml", within, STORED)
    place = len(zipped(entries_of(base()))) - _end_size()
    return with_entry(outer, replace(inner, present=False, offset=place + 30 + len(outer.name)))


def _end_size() -> int:
    return len(zipped([replace(entry, present=False) for entry in entries_of(base())]))


def _overlap_bomb() -> bytes:
    """900 lines of the directory that unfold the same 1 MiB."""
    kernel = repeated("k", b"", bytes(MIB), 1, b"")
    names = (b"k%d" % each for each in range(900))
    more = (replace(kernel, name=name, present=False, offset=0) for name in names)
    return zipped([kernel, *more, *entries_of(base())])


# --- names --------------------------------------------------------------------------------------

NAMES: tuple[tuple[str, str, bytes], ...] = (
    ("parent", "F015", b"../xl/workbook.xml"),
    ("parent_inside", "F015", b"xl/../xl/workbook.xml"),
    ("parent_backslash", "F015", b"..\\..\\evil.dll"),
    ("absolute", "F015", b"/etc/cron.d/evil"),
    ("drive", "F015", b"C:\\Windows\\evil.dll"),
    ("drive_relative", "F015", b"c:evil.dll"),
    ("server", "F015", b"\\\\server\\share\\evil"),
    ("nul", "F002 F015", b"xl/a.xml\0.png"),
    ("empty", "F002 F015 I001", b""),
    ("dot", "F015 I001", b"./xl/extra.xml"),
    ("long", "F015", b"xl/" + b"a" * 300),
    ("65535_bytes", "F015", b"a" * 65_535),
    ("doubled", "F015", SHEET.encode()),
    ("doubled_in_case", "F015", SHEET.upper().encode()),
    ("doubled_in_slashes", "F015", SHEET.replace("/", "\\").encode()),
    ("gbk", "I001", "xl/media/图片.png".encode("gbk")),
    ("newline", "F015 I001", b"xl/a\n\x1b[31m.xml"),
    ("bidi", "F015 I001", "xl/a\u202egnp.exe".encode()),
    ("stream", "F015 I001", b"xl/workbook.xml:evil"),
    ("folder", "I001", b"xl/media/"),
)


def _names() -> Iterator[Hostile]:
    for name, codes, entry in NAMES:
        yield case(f"zip_name_{name}.xlsx", codes, with_entry, Input(entry, b""))
    no_text = Input(b"xl/\xff\xfe.xml", b"<a/>", flags=UTF8)
    yield case("zip_name_no_utf8.xlsx", "F002 F015 I001", with_entry, no_text)
    link = Input(b"xl/link.xml", b"/etc/passwd", mode=A_LINK)
    yield case("zip_link.xlsx", "F015", with_entry, link)
    device = Input(b"xl/zero", b"", mode=0o020666)
    yield case("zip_device.xlsx", "F015 I001", with_entry, device)
    other = {"local_name": b"xl/worksheets/sheet9.xml"}
    yield case("zip_local_name_differs.xlsx", "F002 F015", claimed, SHEET, other)
    yield case("zip_unicode_path_differs.xlsx", "F015 I001", _unicode_path)
    yield case("zip_backslashes.xlsx", "F002 F015 I001", _backslashes)


def _unicode_path() -> bytes:
    """An extra field that gives an entry a second name."""
    second = b"\1\0\0\0\0xl/workbook.xml"
    extra = b"\x75\x70" + len(second).to_bytes(2, "little") + second
    return with_entry(Input(b"xl/other.xml", b"<a/>", extra=extra))


def _backslashes() -> bytes:
    return package({name.replace("/", "\\"): data for name, data in base().items()})


# --- data ---------------------------------------------------------------------------------------

METHODS = {"deflate64": 9, "bzip2": 12, "lzma": 14, "zstd": 93, "aes": 99, "unknown": 200}


def _data() -> Iterator[Hostile]:
    for name, method in METHODS.items():
        claims = {"method": method, "packed": noise(200).encode()}
        yield case(f"zip_method_{name}.xlsx", "F002 F006 F008", claimed, SHEET, claims)
    for name, lie in (
        ("crc", {"crc": 0x12345678}),
        ("garbage", {"packed": b"\xff" * 500}),
        ("cut_short", {"packed": deflated(base()[SHEET])[:-30]}),
        ("stored_claim", {"method": STORED, "packed": deflated(base()[SHEET])}),
        ("deflated_claim", {"method": DEFLATED, "packed": base()[SHEET]}),
        ("size_too_small", {"size": 20}),
        ("packed_size_too_large", {"packed_size": 10 * MIB}),
        ("packed_size_0", {"packed_size": 0}),
    ):
        yield case(f"zip_{name}.xlsx", "F002 F015", claimed, SHEET, lie)
    yield case("zip_size_too_large.xlsx", "F002 F015 I001", claimed, SHEET, {"size": 5000})
    locked = {"flags": ENCRYPTED, "packed": noise(300).encode()}
    yield case("zip_locked_part.xlsx", "F006", claimed, SHEET, locked)
    yield case("zip_all_locked.xlsx", "F006", _all_locked)
    yield case("zip_patched.xlsx", "F002 F008 F015", claimed, SHEET, {"flags": PATCHED})
    yield case("zip_strongly_locked.xlsx", "F006 F002 F008", claimed, SHEET, {"flags": 0x41})


def _all_locked() -> bytes:
    return zipped(replace(entry, flags=ENCRYPTED) for entry in entries_of(base()))


# --- sizes --------------------------------------------------------------------------------------


def bloated(part: str, block: bytes, times: int, **claims: Any) -> bytes:
    """The small workbook with a block many times over in one of its parts."""
    shells = {SHEET: sheet("@"), STRINGS: strings("@"), "xl/media/a.bin": b"@"}
    start, end = shells[part].split(b"@")
    entry = replace(repeated(part, start, block, times, end), **claims)
    return zipped([*entries_of(changed(base(), {part: None})), entry])


ROW = b"<row><c><v>1</v></c></row>"


def _rows_of_a_MiB() -> bytes:  # noqa: N802
    return ROW * (MIB // len(ROW))


def _sizes() -> Iterator[Hostile]:
    block = MIB * b" "
    yield case("bomb_65MiB.xlsx", "F012", _part_of, 65)
    yield case("bomb_64MiB_thinned.xlsx", "I001 F012", _part_of, 63)
    yield case("bomb_3_parts.xlsx", "F012", _three_parts)
    yield case("bomb_ratio.xlsx", "F013", bloated, SHEET, block, 12)
    yield case("bomb_ratio_unread_part.xlsx", "F013", bloated, "xl/media/a.bin", block, 12)
    yield case("tight_but_small.xlsx", "I001", bloated, SHEET, block, 9)
    yield case("bomb_1GiB_rows.xlsx", "F012", _bomb_of_rows, 1024)
    yield case("bomb_60MiB_rows.xlsx", "F013", _bomb_of_rows, 60)
    yield case("bomb_1GiB_text.xlsx", "F012", bloated, STRINGS, b"x" * MIB, 1024)
    yield case("bomb_1GiB_unread.xlsx", "F012", bloated, "xl/media/a.bin", bytes(MIB), 1024)
    for size in (1000, 60 * MIB):
        yield case(f"bomb_claims_{size}.xlsx", "F002 F012 F013 F015", _lying_bomb, size)
    yield case("bomb_claims_4GiB.xlsx", "F012", claimed, SHEET, {"size": U32 - 9})
    yield case("bomb_claims_4GiB_unread.xlsx", "F012", _claimed_unread)
    yield case("bomb_bit_64_sizes.xlsx", "F002 F012 F015", claimed, SHEET, {"size": U32})


def _part_of(mebibytes: int) -> bytes:
    """A part that is honest but for its length."""
    blank = thinned(64 * KIB).replace(b"x", b" ")
    return bloated("xl/media/a.bin", blank, mebibytes * 16)


def _three_parts() -> bytes:
    block = thinned(64 * KIB)
    parts = (repeated(f"xl/media/{each}", b"", block, 43 * 16, b"") for each in range(3))
    return with_entry(*parts)


def _bomb_of_rows(times: int) -> bytes:
    return bloated(SHEET, _rows_of_a_MiB(), times)


def _lying_bomb(size: int) -> bytes:
    return bloated(SHEET, _rows_of_a_MiB(), 1024, size=size)


def _claimed_unread() -> bytes:
    return with_entry(Input(b"xl/media/a.bin", b"1", size=U32 - 9))
