"""Parts whose XML attacks its reader or is none (docs/reading.md, G8, G9)."""

from collections.abc import Iterator

from tests.support.hostile.case import Hostile, case
from tests.support.hostile.crafting import (
    CONTENT_TYPES,
    CORE,
    DECLARATION,
    KIB,
    MAIN_NS,
    MIB,
    ROOT_RELS,
    SHEET,
    STRINGS,
    STYLES,
    U32,
    WORKBOOK,
    WORKBOOK_RELS,
    base,
    changed,
    entries_of,
    inline,
    noise,
    number,
    odd,
    ods,
    ods_cell,
    ods_content,
    ods_row,
    ods_table,
    repeated,
    rows,
    sheet,
    strings,
    styles,
    with_rows,
    with_sheets,
    xml,
    zipped,
)


def xml_parts() -> Iterator[Hostile]:
    yield from _document_types()
    yield from _depths()
    yield from _wide()
    yield from _malformed()
    yield from _encodings()
    yield from _declared_counts()


# --- document types -----------------------------------------------------------------------------

LAUGHS = "".join(
    f'<!ENTITY l{each} "{f"&l{each - 1};" * 10 if each else "ha" * 10}">' for each in range(10)
)
DOCUMENT_TYPES = {
    "bare": "<!DOCTYPE x>",
    "unused_entity": '<!DOCTYPE x [<!ENTITY a "b">]>',
    "laughs": f"<!DOCTYPE x [{LAUGHS}]>",
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>',
    "file": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "device": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///dev/random">]>',
    "network": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://127.0.0.1:9/x">]>',
    "external": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    "attribute_list": "<!DOCTYPE x [<!ATTLIST c t CDATA 's'>]>",
}
READ_PARTS = (CONTENT_TYPES, ROOT_RELS, WORKBOOK, WORKBOOK_RELS, STRINGS, STYLES)


def _document_types() -> Iterator[Hostile]:
    for name, text in DOCUMENT_TYPES.items():
        yield case(f"dtd_{name}.xlsx", "F016", _declared_in, SHEET, text)
    for part in READ_PARTS:
        codes = "F016 I001" if part == CONTENT_TYPES else "F016"
        name = part.rpartition("/")[2].replace("[", "").replace("]", "")
        yield case(f"dtd_in_{name}.xlsx", codes, _declared_in, part, DOCUMENT_TYPES["laughs"])
    yield case("dtd_used_in_texts.xlsx", "F016", _laughing, STRINGS)
    yield case("dtd_used_in_sheet.xlsx", "F016", _laughing, SHEET)
    yield case("dtd_used_in_sheet_name.xlsx", "F016", _laughing, WORKBOOK)
    yield case("dtd_in_properties.xlsx", "F016 I001", _unread, CORE)
    yield case("dtd_in_part_never_read.xlsx", "F016 I001", _unread, "xl/theme/theme9.xml")
    yield case("dtd_in_utf16.xlsx", "F016 F002", _utf16_document_type)
    yield case("dtd_behind_comments.xlsx", "F016", _declared_in, SHEET, _behind_comments())
    yield case("dtd_in_content.ods", "F016", _ods_document_type, "content.xml")
    yield case("dtd_in_macro.ods", "F016 I001", _ods_document_type, "Basic/Standard/a.xml")


def _declared_in(part: str, text: str) -> bytes:
    return odd({part: _with_document_type(base()[part], text)})


def _with_document_type(data: bytes, text: str) -> bytes:
    return DECLARATION + text.encode() + data.removeprefix(DECLARATION)


def _laughing(part: str) -> bytes:
    laughing = {
        STRINGS: strings("&l9;"),
        SHEET: sheet(rows(inline("A1", "&l9;"))),
        WORKBOOK: base()[WORKBOOK].replace("表一".encode(), b"&l5;"),
    }
    return odd({part: _with_document_type(laughing[part], DOCUMENT_TYPES["laughs"])})


def _unread(part: str) -> bytes:
    return odd({part: _with_document_type(xml("<a/>"), DOCUMENT_TYPES["laughs"])})


def _utf16_document_type() -> bytes:
    text = _with_document_type(base()[SHEET], DOCUMENT_TYPES["laughs"]).decode()
    return odd({SHEET: text.replace("UTF-8", "UTF-16").encode("utf-16")})


def _behind_comments() -> str:
    return f"<!-- {noise(9000)} --><?page a?>" + DOCUMENT_TYPES["laughs"]


def _ods_document_type(part: str) -> bytes:
    content = ods_content(ods_table(ods_row(ods_cell())))
    data = content if part == "content.xml" else xml("<a/>")
    return ods(
        ods_table(ods_row(ods_cell())), {part: _with_document_type(data, "<!DOCTYPE x SYSTEM 'y'>")}
    )


# --- depth, breadth, length ---------------------------------------------------------------------


def _nested(depth: int) -> str:
    return "<extLst>" + "<a>" * depth + "</a>" * depth + "</extLst>"


def _depths() -> Iterator[Hostile]:
    yield case("deep_80.xlsx", "I001", _deep, SHEET, 80)
    for depth in (110, 100_000, 900_000):
        yield case(f"deep_{depth}.xlsx", "F014", _deep, SHEET, depth)
    for part in (WORKBOOK, STRINGS, STYLES, WORKBOOK_RELS):
        name = part.rpartition("/")[2]
        yield case(f"deep_in_{name}.xlsx", "F014", _deep, part, 3000)
    yield case("deep_unclosed.xlsx", "F002 F014", _unclosed)
    yield case("deep_text.ods", "F014", _deep_text)


def _deep(part: str, depth: int) -> bytes:
    data = base()[part]
    end = data.rindex(b"</")
    return odd({part: data[:end] + _nested(depth).encode() + data[end:]})


def _unclosed() -> bytes:
    return odd({SHEET: sheet("@").split(b"@")[0] + b"<a>" * 5000})


def _deep_text() -> bytes:
    return ods(ods_table(ods_row(ods_cell("<text:span>" * 500 + "</text:span>" * 500))))


def _wide() -> Iterator[Hostile]:
    yield case("attributes_900.xlsx", "I001", _attributes, 900)
    yield case("attributes_2000.xlsx", "F002 F014 F018 I001", _attributes, 2000)
    yield case("attributes_300000.xlsx", "F002 F014 F018 I001", _attributes, 300_000)
    yield case("attribute_of_50MB.xlsx", "F013", _repeated, b"<a b='", b"x" * MIB, 50, b"'/>")
    yield case("attribute_of_9MB.xlsx", "I001 F019", _repeated, b"<a b='", b"x" * MIB, 9, b"'/>")
    lengths = "I001 F002 F013 F018 F019 F020"
    for name, start, end in (
        ("comment", b"<!--", b"-->"),
        ("tag_name", b"<a", b"/>"),
        ("attribute", b"<a b='", b"'/>"),
        ("instruction", b"<?a ", b"?>"),
    ):
        block = noise(KIB).encode().replace(b"/", b"x").replace(b"+", b"x").ljust(60 * KIB, b"x")
        make = (start, block, 1000, end)
        yield case(f"token_of_60MB_{name}.xlsx", lengths, _repeated, *make)
    for name, block in (("tags", b"<a/>"), ("attributes", b"<a b='1'/>"), ("entities", b"&lt;")):
        yield case(f"very_many_{name}.xlsx", lengths, _very_many, block)
    yield case("one_part_as_100_sheets.xlsx", lengths + " F023", _one_part_as_100_sheets)


def _attributes(count: int) -> bytes:
    many = " ".join(f'a{each}="1"' for each in range(count))
    return with_rows("", after=f"<extLst><a {many}/></extLst>")


def _repeated(start: bytes, block: bytes, times: int, end: bytes) -> bytes:
    """A sheet with so long an element behind its data."""
    first, last = sheet(rows(number("A1", 1)), after="@").split(b"@")
    entry = repeated(SHEET, first + start, block, times, end + last)
    return zipped([*entries_of(changed(base(), {SHEET: None})), entry])


def _very_many(block: bytes) -> bytes:
    """60 MB of elements, packed no tighter than honest ones."""
    filler = b"<a>" + noise(KIB).encode() + b"</a>"
    return _repeated(b"<extLst>", filler + block * (60 * KIB // len(block)), 950, b"</extLst>")


def _one_part_as_100_sheets() -> bytes:
    block = (b"<a>" + noise(KIB).encode() + b"</a>") + b"<a/>" * 15_000
    first, last = sheet(rows(number("A1", 1)), after="<extLst>@</extLst>").split(b"@")
    names = [(f"表{each}", 'r:id="rId1"') for each in range(100)]
    listed = "".join(f'<sheet name="{name}" sheetId="1" {more}/>' for name, more in names)
    book = base()[WORKBOOK].replace(b"<sheets>", b"<sheets>" + listed.encode())
    entry = repeated(SHEET, first, block, 500, last)
    return zipped([*entries_of(changed(base(), {SHEET: None, WORKBOOK: book})), entry])


# --- malformed ----------------------------------------------------------------------------------

MALFORMED: tuple[tuple[str, str, bytes], ...] = (
    ("no_bytes", "F002", b""),
    ("no_xml", "F002", b"hello"),
    ("declaration_alone", "F002", DECLARATION),
    ("unclosed", "F002", sheet("@").split(b"@")[0]),
    ("crossed_tags", "F002", sheet("<row r='1'><c r='A1'><v>1</c></v></row>")),
    ("second_root", "F002", sheet("") + b"<a/>"),
    ("text_behind_root", "F002", sheet("") + b"tail"),
    ("unknown_entity", "F002", sheet("<row r='1'><c r='A1'><v>&x;</v></c></row>")),
    ("lone_ampersand", "F002", sheet("<row r='1'><c r='A1'><v>A & B</v></c></row>")),
    ("doubled_attribute", "F002", sheet("<row r='1' r='2'/>")),
    ("unquoted_attribute", "F002", sheet("<row r=1/>")),
    ("raw_nul", "F002", sheet("<row r='1'><c r='A1' t='str'><v>a\0b</v></c></row>")),
    ("raw_control", "F002", sheet("<row r='1'><c r='A1' t='str'><v>a\x07b</v></c></row>")),
    ("surrogate", "F002", sheet("<row r='1'><c r='A1' t='str'><v>&#xD800;</v></c></row>")),
    ("character_0", "F002", sheet("<row r='1'><c r='A1' t='str'><v>&#0;</v></c></row>")),
    ("character_too_large", "F002", sheet("<row r='1'><c r='A1'><v>&#x110000;</v></c></row>")),
    (
        "no_utf8",
        "F002",
        sheet("<row r='1'><c r='A1'><v>@</v></c></row>").replace(b"@", b"\xff\xfe"),
    ),
    ("unbound_prefix", "F002 I001", sheet("<row r='1'><q:c r='A1'/></row>")),
    ("a_page", "F002", b"<html><body><p>404</body></html>"),
    ("another_root", "F002 I001", xml("<html/>")),
    ("blank_line_before_declaration", "F002", b"\r\n" + sheet("")),
)


def _malformed() -> Iterator[Hostile]:
    for name, codes, data in MALFORMED:
        yield case(f"xml_{name}.xlsx", codes, odd, {SHEET: data})
    for part in (WORKBOOK, WORKBOOK_RELS, STRINGS, STYLES, CONTENT_TYPES, ROOT_RELS):
        name = part.rpartition("/")[2].replace("[", "").replace("]", "")
        codes = "F002 F001 F021 I001" if part in (CONTENT_TYPES, ROOT_RELS) else "F002"
        yield case(f"xml_broken_{name}.xlsx", codes, odd, {part: base()[part][:-9]})
    yield case("xml_broken_properties.xlsx", "I001 F002", odd, {CORE: b"<cp:core"})


# --- encodings ----------------------------------------------------------------------------------


def _encodings() -> Iterator[Hostile]:
    yield case("utf16.xlsx", "I001", _encoded, "utf-16", "UTF-16")
    yield case("utf8_with_mark.xlsx", "I001", _encoded, "utf-8-sig", "UTF-8")
    yield case("latin_1.xlsx", "I001", _encoded, "latin-1", "ISO-8859-1")
    yield case("gbk.xlsx", "F002 I001", _encoded, "gbk", "GBK")
    yield case("utf7.xlsx", "F002 I001", _encoded, "utf-7", "UTF-7")
    yield case("unknown_encoding.xlsx", "F002", _encoded, "utf-8", "x-nothing")
    yield case("utf16_claimed.xlsx", "F002", _encoded, "utf-8", "UTF-16")
    yield case("utf32.xlsx", "F002 I001", _encoded, "utf-32", "UTF-32")


def _encoded(codec: str, told: str) -> bytes:
    text = base()[SHEET].decode().replace("UTF-8", told)
    return odd({SHEET: text.encode(codec)})


# --- declared counts ----------------------------------------------------------------------------


def _declared_counts() -> Iterator[Hostile]:
    for name in ("uniqueCount", "count"):
        for value, codes in (
            (U32, "F018"),
            (2**64 - 1, "F018"),
            (1_000_001, "F018"),
            (1_000_000, "I001"),
            (-1, "F002 F018 I001"),
            ("many", "F002 F018 I001"),
            ("1" * 5000, "F002 F018"),
        ):
            told = str(value)[:12]
            part = strings("一个词", claim=f'{name}="{value}"')
            yield case(f"texts_{name}_{told}.xlsx", codes, odd, {STRINGS: part})
    for value in (U32, 2**64 - 1):
        part = styles(f'<cellXfs count="{value}"><xf/></cellXfs>')
        yield case(f"styles_claim_{value}.xlsx", "F018", odd, {STYLES: part})
        merges = f'<mergeCells count="{value}"><mergeCell ref="A1:B1"/></mergeCells>'
        yield case(f"merges_claim_{value}.xlsx", "F018 I001", with_rows, "", "", merges)
    yield case("texts_1000001.xlsx", "F018 I001", _very_many_texts)
    yield case("styles_1000001.xlsx", "F018 F013", _very_many_styles)
    yield case("sheets_100.xlsx", "I001", _sheets, 100)
    yield case("sheets_101.xlsx", "F018", _sheets, 101)
    yield case("sheets_100000_without_part.xlsx", "F002 F018", _sheets_without_part)


def _very_many_texts() -> bytes:
    inner = "".join(f"<si><t>{each}</t></si>" for each in range(1_000_001))
    return odd({STRINGS: xml(f'<sst xmlns="{MAIN_NS}">{inner}</sst>')})


def _very_many_styles() -> bytes:
    return odd({STYLES: styles(f"<cellXfs>{'<xf/>' * 1_000_001}</cellXfs>")})


def _sheets(count: int) -> bytes:
    return with_sheets(*(f"表{each}" for each in range(count)))


def _sheets_without_part() -> bytes:
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="x{n}"/>' for n in range(100_000))
    book = base()[WORKBOOK].replace(b"<sheets>", b"<sheets>" + listed.encode())
    return odd({WORKBOOK: book})
