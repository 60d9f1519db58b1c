"""Archives and mails that carry workbooks, or pretend to (docs/reading.md, G25)."""

from collections.abc import Iterator
from dataclasses import replace

from tests.support.hostile.case import Hostile, case, given
from tests.support.hostile.crafting import (
    A_LINK,
    ENCRYPTED,
    MAIL_HEADERS,
    MIB,
    STORED,
    WORDS,
    Input,
    archive,
    attachment,
    content_types,
    entries_of,
    filled_form,
    mail,
    multipart,
    noise,
    number,
    ods,
    ods_cell,
    ods_row,
    ods_table,
    package,
    repeated,
    rows,
    thinned,
    with_rows,
    xls,
    xml,
    zipped,
)
from tests.support.hostile.foreign import WORD
from tests.support.hostile.old_formats import RC4
from tests.support.hostile.packages import bloated


def carriers() -> Iterator[Hostile]:
    yield from _archives()
    yield from _lying_archives()
    yield from _mails()
    yield from _mail_structure()
    yield from _attachment_names()


def _foreign(value: int = 1) -> bytes:
    """A readable workbook that is no form."""
    return with_rows(rows(number("A1", value)))


def _locked_book() -> bytes:
    return xls(b"", RC4)


def _letter() -> bytes:
    return package({"[Content_Types].xml": content_types(WORD), "word/document.xml": xml("<d/>")})


# --- archives -----------------------------------------------------------------------------------


def _archives() -> Iterator[Hostile]:
    yield case("zip_of_a_workbook.zip", "I001", _archived, "表.xlsx", _foreign())
    yield case("zip_of_a_form.zip", "I006", _archived_form, 1)
    yield case("zip_in_zip.zip", "I006", _archived_form, 2)
    yield case("zip_in_zip_in_zip.zip", "F014", _archived_form, 3)
    yield case("zip_of_40_levels.zip", "F014", _archived_form, 40)
    yield case("zip_named_workbook.xlsx", "I001 F001 F021", _archived, "表.xlsx", _foreign(2))
    yield case("zip_of_old_workbook.zip", "I001", _archived, "a.XLS", xls())
    table = ods_table(ods_row(ods_cell()))
    yield case("zip_of_ods.zip", "I001", _archived, "a.ods", ods(table))
    for name, codes, member, data in (
        ("words", "F010 F021", "说明.txt", "见附件".encode()),
        ("scan", "F004 F021", "a.pdf", b"%PDF-1.7\n"),
        ("letter", "F001 F021", "a.docx", _letter()),
        ("locked_workbook", "F006", "a.xls", _locked_book()),
        ("cut_workbook", "F002", "a.xlsx", _foreign()[:-60]),
        ("empty_workbook", "F009 F021", "a.xlsx", b""),
        ("page", "F010 F021", "a.xls", b"<html><table></table></html>"),
        ("rar", "F008 F021", "a.rar", b"Rar!\x1a\7\1\0" + bytes(40)),
        ("disk_encrypted", "F007", "a.xlsx", bytes.fromhex("62142365") + bytes(400)),
        ("junk_of_mac", "F021 F004", "__MACOSX/._a.xlsx", _foreign()),
        ("lock_file", "F021 F004", "~$a.xlsx", bytes(165)),
        ("parent_name", "F027", "../../a.xlsx", _foreign(3)),
        ("absolute_name", "F027", "/tmp/a.xlsx", _foreign(4)),  # noqa: S108  never written
        ("drive_name", "F027", "C:\\a.xlsx", _foreign(5)),
        ("escape_codes_in_name", "I001 F015", "\x1b[31m\n甲.xlsx", _foreign(6)),
        ("formula_name", "I001", "=cmd|'calc'!A0.xlsx", _foreign(7)),
        ("folders", "I001", "一/二/三/四/甲.xlsx", _foreign(8)),
        ("mail", "I001 F014 F021", "a.eml", mail(attachment(_foreign(9)))),
        ("bomb", "F012 F013", "a.xlsx", _bomb()),
        ("killer", "F017", "a.xlsx", _sparse()),
    ):
        yield case(f"zip_of_{name}.zip", codes, _archived, member, data)
    yield case("zip_of_nothing.zip", "F002 F009 F021", _archived_nothing)
    yield case("zip_of_empty_folder.zip", "F021", _archived, "甲/", b"")


def _archived(name: str, data: bytes) -> bytes:
    return archive((name, data))


def _archived_nothing() -> bytes:
    return archive()


def _archived_form(levels: int) -> bytes:
    data = filled_form()
    for level in range(levels):
        data = archive(("外单位.xlsx" if level == 0 else f"{level}.zip", data))
    return data


def _bomb() -> bytes:
    return bloated("xl/sharedStrings.xml", b"x" * MIB, 200)


def _sparse() -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return with_rows(rows(number("A1", 1)) + far)


def _lying_archives() -> Iterator[Hostile]:
    workbook = Input("甲.xlsx".encode("gbk"), _foreign())
    yield case("zip_with_gbk_name.zip", "I001", _zipped, workbook)
    locked = replace(workbook, flags=ENCRYPTED, packed=noise(900).encode())
    yield case("zip_with_password.zip", "F008", _zipped, locked)
    strong = replace(locked, method=99)
    yield case("zip_with_strong_password.zip", "F008", _zipped, strong)
    for method in (9, 12, 14, 93):
        special = replace(workbook, method=method, packed=noise(900).encode())
        yield case(f"zip_of_method_{method}.zip", "F008", _zipped, special)
    link = Input(b"a.xlsx", b"/etc/passwd", mode=A_LINK)
    yield case("zip_of_a_link.zip", "F027", _zipped, link)
    yield case("zip_of_one_name_twice.zip", "I001", _zipped, workbook, workbook)
    damaged = replace(workbook, crc=1)
    yield case("zip_of_wrong_sum.zip", "F002", _zipped, damaged)
    yield case("zip_cut_short.zip", "F002", _cut_short)
    yield case("zip_of_1001_words.zip", "F011 F021", _many_words, 1001)
    yield case("zip_of_900_words.zip", "F011 F021", _many_words, 900)
    yield case("zip_of_130_MiB.zip", "F012", _long_archive, 130)
    yield case("zip_of_tight_30_MiB.zip", "F013", _tight_archive)
    yield case("zip_of_zips_of_zips.zip", "F011 F012 F014 F021", _tree, 10, 4)
    yield case("zip_of_300_zips_of_300.zip", "F011 F012 F014 F018 F021", _tree, 300, 2)
    yield case("zip_of_30_bombs.zip", "F002 F011 F012 F013", _many_bombs)


def _zipped(*entries: Input) -> bytes:
    return zipped(entries)


def _cut_short() -> bytes:
    return _archived_form(1)[:-200]


def _many_words(count: int) -> bytes:
    return archive(*((f"{each}.txt", b"1") for each in range(count)))


def _long_archive(mebibytes: int) -> bytes:
    block = thinned(64 * 1024)
    long = (repeated(f"{n}.bin", b"", block, 160, b"") for n in range(mebibytes // 10))
    return zipped([*entries_of({"a.xlsx": _foreign()}), *long])


def _tight_archive() -> bytes:
    long = repeated("a.bin", b"", bytes(MIB), 30, b"")
    return zipped([*entries_of({"a.xlsx": _foreign()}), long])


def _tree(width: int, levels: int) -> bytes:
    """Archives within archives: a small file that unfolds to width to the power of levels."""
    data = archive(*((f"{each}.txt", b"1") for each in range(width)))
    for _ in range(levels - 1):
        data = archive(*((f"{each}.zip", data) for each in range(width)))
    return data


def _many_bombs() -> bytes:
    """Each below every limit by itself."""
    parts = repeated("xl/media/a.bin", b"", thinned(64 * 1024), 900, b"")
    one = zipped([*entries_of({"xl/workbook.xml": xml("<workbook/>")}), parts])
    return zipped([Input(b"%d.xlsx" % each, one, STORED) for each in range(30)])


# --- mails --------------------------------------------------------------------------------------


def _mails() -> Iterator[Hostile]:
    yield case("mail_of_a_form.eml", "I006", _mail_of_form, 0)
    yield case("mail_of_a_zip.eml", "I006", _mail_of_form, 1)
    yield case("mail_of_zip_in_zip.eml", "I006 F014", _mail_of_form, 2)
    yield case("mail_of_3_levels.eml", "F014", _mail_of_form, 3)
    for name, codes, part in (
        ("words", "F021", WORDS),
        ("scan", "F004 F021", attachment(b"%PDF-1.7\n", b'filename="a.pdf"')),
        ("letter", "F001 F021", attachment(_letter(), b'filename="a.docx"')),
        ("page", "F010 F021", attachment(b"<html></html>", b'filename="a.xls"')),
        ("locked_workbook", "F006", attachment(_locked_book(), b'filename="a.xls"')),
        ("cut_workbook", "F002", attachment(_foreign()[:-60])),
        (
            "winmail",
            "F008 F021",
            attachment(b"\x78\x9f\x3e\x22" + bytes(60), b'filename="winmail.dat"'),
        ),
        ("locked_zip", "F008 F021", attachment(_locked_zip(), b'filename="a.zip"')),
        ("rar", "F008 F021", attachment(b"Rar!\x1a\7\1\0" + bytes(60), b'filename="a.rar"')),
        ("empty_workbook", "F009 F021", attachment(b"")),
        ("bomb", "F012 F013", attachment(_bomb())),
        ("bad_base64", "F001 F002 F009 F010 F021", attachment(b"", body=b"!!!not base64!!!\r\n")),
        ("cut_base64", "F002", attachment(b"", body=_base64_cut())),
        ("unknown_encoding", "I001", attachment(_foreign(), encoding=b"x-nothing")),
        ("mime_workbook", "I001", _by_kind()),
    ):
        yield case(f"mail_of_{name}.eml", codes, mail, part)


def _mail_of_form(levels: int) -> bytes:
    data = filled_form() if levels == 0 else _archived_form(levels)
    name = b'filename="a.xlsx"' if levels == 0 else b'filename="a.zip"'
    return mail(WORDS, attachment(data, name))


def _locked_zip() -> bytes:
    return _zipped(Input(b"a.xlsx", b"", flags=ENCRYPTED, packed=noise(900).encode()))


def _base64_cut() -> bytes:
    sent = attachment(_foreign()).partition(b"\r\n\r\n")[2]
    return sent[: len(sent) // 2]


def _by_kind() -> bytes:
    """A workbook that has a type but no name."""
    return (
        attachment(_foreign())
        .replace(b"attachment; ", b"inline")
        .replace(b'filename="a.xlsx"', b"")
    )


# --- structure of mails -------------------------------------------------------------------------

DATE = b"Mon, 05 Jan 2026 10:00:00 +0800"
DATES = {
    "year_9999": b"Fri, 31 Dec 9999 23:59:59 -2300",
    "year_0": b"1 Jan 0 0:0:0 +0000",
    "no_date": b"Mon, 99 Xxx 2026 99:99:99 +9999",
    "zone_of_30_digits": b"Mon, 05 Jan 2026 10:00:00 +" + b"9" * 30,
    "encoded_date": b"=?utf-8?B?A?=",
}
LIMITED = "F002 F003 F011 F014 F018 F020 F021 I001"
"""Beyond what a mail should be, yet with a workbook that a patient reader finds."""


def _mail_structure() -> Iterator[Hostile]:
    good = attachment(_foreign())
    for name, codes, headers in (
        ("plain", "I001", b""),
        ("header_of_1_MiB", LIMITED, b"X-A: " + b"a" * MIB + b"\r\n"),
        ("headers_100000", LIMITED, b"X-A: b\r\n" * 100_000),
        ("header_of_brackets", LIMITED, b"Cc: " + b"(" * 3000 + b"\r\n"),
        ("header_of_words", LIMITED, b"X-Subject: " + b"=?utf-8?B?5a2X?= " * 20_000 + b"\r\n"),
        ("header_of_addresses", LIMITED, b"Cc: " + b"a@b.cn, " * 20_000 + b"\r\n"),
        ("header_raw_gbk", "I001", b"X-A: " + "评分表".encode("gbk") + b"\r\n"),
        ("header_nul", "I001 F001 F010", b"X-A: a\0b\r\n"),
        ("header_without_colon", "I001", b"nothing here\r\n"),
    ):
        yield case(f"mail_{name}.eml", codes, _mail_with, headers, good)
    yield case("mail_of_1000_parts.eml", LIMITED, _mail_of_parts, 1000)
    yield case("mail_of_100000_parts.eml", LIMITED, _mail_of_parts, 100_000)
    yield case("mail_of_60_workbooks.eml", "F011 I001", _mail_of_workbooks, 60)
    for depth, codes in ((5, "I001"), (25, f"F014 {LIMITED}"), (1000, "F014 F020 F021 F002")):
        yield case(f"mail_of_{depth}_levels.eml", codes, _nested, depth)
        yield case(f"mail_in_mail_{depth}.eml", codes, _forwarded, depth)
    whole = mail(good)
    for name, codes, data in (
        ("with_mark", "I001", b"\xef\xbb\xbf" + whole),
        ("of_a_mailbox", "I001", b"From a@b.cn Mon Jan  5 10:00:00 2026\r\n" + whole),
        ("of_lf", "I001", whole.replace(b"\r\n", b"\n")),
        ("of_cr", "I001", whole.replace(b"\r\n", b"\r")),
        ("of_headers_alone", "F021 F010", MAIL_HEADERS),
        ("cut_in_body", "F002 F021 I001", whole[:-600]),
        ("without_boundary", "I001", whole.replace(b"boundary=", b"b=")),
        ("of_empty_boundary", "I001", whole.replace(b'"=_part"', b'""')),
        ("of_other_boundary", "I001", whole.replace(b'"=_part"', b'"=_x"')),
        ("without_end", "I001", whole.removesuffix(b"--=_part--\r\n")),
        ("of_unknown_charset", "F021", mail(WORDS.replace(b"gbk", b"x-\0-nothing"))),
        ("of_long_charset", "F021", mail(WORDS.replace(b"gbk", b"x" * 9000))),
    ):
        yield case(f"mail_{name}.eml", codes, given, data)
    yield case("mail_named_workbook.xlsx", "I001 F010 F001", given, mail(attachment(_foreign(11))))
    for name, date in DATES.items():
        yield case(f"mail_of_{name}.eml", "I001", given, whole.replace(DATE, date))
    signs = b"Content-Type: " + b";" * 2 * MIB + b"\r\n\r\n"
    yield case("mail_of_semicolons.eml", LIMITED, mail, signs, good)
    yield case("mail_over_40_MiB.eml", "F003", _long_mail)


def _mail_with(headers: bytes, part: bytes) -> bytes:
    return mail(part, headers=headers)


def _mail_of_parts(count: int) -> bytes:
    return mail(*(b"\r\n",) * count, attachment(_foreign()))


def _mail_of_workbooks(count: int) -> bytes:
    names = (b'filename="%d.xlsx"' % each for each in range(count))
    return mail(*(attachment(_foreign(each), name) for each, name in enumerate(names)))


def _nested(depth: int) -> bytes:
    part = attachment(_foreign())
    for level in range(depth):
        part = multipart(part, boundary=b"=_%d" % level)
    return mail(part)


def _forwarded(depth: int) -> bytes:
    inner = mail(attachment(_foreign()))
    for level in range(depth):
        part = b"Content-Type: message/rfc822\r\n\r\n" + inner
        inner = mail(part, boundary=b"=_m%d" % level)
    return inner


def _long_mail() -> bytes:
    return mail(WORDS + b"x" * 41 * MIB, attachment(_foreign()))


# --- names of attachments -----------------------------------------------------------------------

GBK = "镕评分表.xlsx".encode("gbk")
ATTACHMENT_NAMES = {
    "chinese": 'filename="评分表.xlsx"'.encode(),
    "raw_gbk": b'filename="' + GBK + b'"',
    "encoded_word": b'filename="=?utf-8?B?6K+E5YiG6KGoLnhsc3g=?="',
    "encoded_gb2312": b'filename="=?gb2312?B?6UbGwLfWse0ueGxzeA==?="',
    "continued": b"filename*0*=utf-8''%E8%AF%84; filename*1*=%E5%88%86.xlsx",
    "continuation_missing": b"filename*1*=utf-8''%E8%AF%84; filename*7=a.xlsx",
    "encoded_badly": b'filename="=?utf-8?B?A?="',
    "encoded_by_nul": b'filename="=?x\0y?B?QUJD?="',
    "encoded_by_8_bits": b'filename="=?\xe2x?B?QUJD?="',
    "encoded_by_undefined": b'filename="=?undefined?B?QUJD?="',
    "encoded_by_rot13": b'filename="=?rot13?B?QUJD?="',
    "encoded_by_escapes": b'filename="=?unicode_escape?B?XHVkODAw?="',
    "unknown_charset": b"filename*=x-nothing''%FF%FE.xlsx",
    "charset_punycode": b"filename*=punycode''%FF%FE.xlsx",
    "charset_undefined": b"filename*=undefined''%FF.xlsx",
    "charset_nul": b"filename*=x\0y''%FF.xlsx",
    "charset_alone": b"filename*=''",
    "continued_20000_times": b"; ".join(b"filename*%d=a" % each for each in range(20_000)),
    "escaping": b'filename="../../../../tmp/evil.xlsx"',
    "drive": b'filename="C:\\\\Windows\\\\evil.xlsx"',
    "nul": b'filename="a\0.xlsx"',
    "unquoted": b"filename=a b c.xlsx",
    "unclosed": b'filename="a.xlsx',
    "empty": b'filename=""',
    "long": b'filename="' + b"a" * 60_000 + b'.xlsx"',
    "escape_codes": b'filename="\x1b[31m.xlsx"',
    "bidi": 'filename="a\u202excod.xlsx"'.encode(),
    "backslashes": b'filename="' + b"\\" * 5001 + b'.xlsx"',
    "none": b"size=1",
    "of_a_picture": b'filename="photo.jpg"',
}


def _attachment_names() -> Iterator[Hostile]:
    hidden = attachment(_foreign(), b'filename=".xlsx"')
    yield case("mail_name_hidden.eml", "F004 I001", mail, hidden)
    for name, told in ATTACHMENT_NAMES.items():
        yield case(f"mail_name_{name}.eml", "I001", mail, attachment(_foreign(), told))
