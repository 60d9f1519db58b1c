"""Workbooks whose cells, sheets or additions are odd (docs/reading.md, G10, G12, G16)."""

from collections.abc import Iterator

from tests.support.hostile.case import Hostile, case
from tests.support.hostile.crafting import (
    CONTENT_TYPES,
    MAIN_NS,
    ROOT_RELS,
    SHEET,
    STRICT_NS,
    STRINGS,
    STYLES,
    WORKBOOK,
    WORKBOOK_RELS,
    WORKBOOK_TARGETS,
    base,
    content_types,
    inline,
    noise,
    number,
    odd,
    relations,
    rows,
    sheet,
    strings,
    styles,
    typed,
    with_rows,
    with_sheets,
    workbook,
    xml,
)

LAST = "XFD1048576"


def sheets() -> Iterator[Hostile]:
    yield from _bounds()
    yield from _amounts()
    yield from _references()
    yield from _values()
    yield from _parts()
    yield from _additions()


def row(place: object, content: str = "", more: str = "") -> str:
    return f'<row r="{place}" {more}>{content}</row>'


# --- bounds -------------------------------------------------------------------------------------

BOUNDS: tuple[tuple[str, str, str], ...] = (
    ("corner_of_all", "F017", row(1, number("A1", 1)) + row(1048576, number(LAST, 1))),
    ("Z1048576_and_A1", "F017", row(1, number("A1", 1)) + row(1048576, number("Z1048576", 1))),
    ("row_20000", "I001", row(20_000, number("A20000", 1))),
    ("row_20001", "F017", row(20_001, number("A20001", 1))),
    ("column_512", "I001", row(1, number("SR1", 1))),
    ("column_513", "F017", row(1, number("SS1", 1))),
    (
        "corner_of_ours",
        "F017 F018 I001",
        row(1, number("A1", 1)) + row(20_000, number("SR20000", 1)),
    ),
    ("column_XFE", "F002 F017", row(1, number("XFE1", 1))),
    ("column_of_9_letters", "F002 F017", row(1, number("AAAAAAAAA1", 1))),
    ("row_1048577", "F017", row(1_048_577, number("A1048577", 1))),
    ("row_4294967295", "F017", row(4_294_967_295, number("A4294967295", 1))),
    ("row_of_30_digits", "F002 F017", row("9" * 30, number("A" + "9" * 30, 1))),
    ("row_of_5000_digits", "F002 F017", row("9" * 5000)),
    ("blank_row_1e9", "F017", row(1_000_000_000, "", 's="1" customFormat="1"')),
    ("blank_last_row", "I001", row(1) + row(1048576, f'<c r="{LAST}" s="0"/>')),
    ("formula_far_away", "F017", row(30_000, '<c r="A30000"><f>1</f></c>')),
)


def _bounds() -> Iterator[Hostile]:
    for name, codes, content in BOUNDS:
        yield case(f"bounds_{name}.xlsx", codes, with_rows, content)
    yield case("bordered_column.xlsx", "I001", _bordered_column)
    for name, before in (
        ("dimension_A1", '<dimension ref="A1"/>'),
        ("dimension_of_all", f'<dimension ref="A1:{LAST}"/>'),
        ("dimension_of_nothing", '<dimension ref=""/>'),
        ("columns_of_all", '<cols><col min="1" max="16384" width="9"/></cols>'),
        ("columns_4294967295", '<cols><col min="1" max="4294967295" width="9"/></cols>'),
    ):
        content = rows(number("A1", 1) + number("B1", 2), number("A2", 3))
        yield case(f"{name}.xlsx", "I001", with_rows, content, before)
    for name, after in (
        ("merge_of_all", f'<mergeCells><mergeCell ref="A1:{LAST}"/></mergeCells>'),
        ("merge_A1_Z100000", '<mergeCells><mergeCell ref="A1:Z100000"/></mergeCells>'),
        ("link_of_all", f'<hyperlinks><hyperlink ref="A1:{LAST}" location="A1"/></hyperlinks>'),
        (
            "validation_of_all",
            f'<dataValidations><dataValidation sqref="A1:{LAST}"/></dataValidations>',
        ),
        ("format_of_all", f'<conditionalFormatting sqref="A1:{LAST}"/>'),
    ):
        yield case(f"{name}.xlsx", "I001", with_rows, rows(number("A1", 1)), "", after)
    yield case("merges_100000.xlsx", "F018 I001", _merges)


def _bordered_column() -> bytes:
    return with_rows(
        "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(1, 1_048_577))
    )


def _merges() -> bytes:
    many = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_001))
    return with_rows(rows(number("A1", 1)), "", f"<mergeCells>{many}</mergeCells>")


# --- amounts ------------------------------------------------------------------------------------


def _grid(height: int, width: int) -> bytes:
    letters = [chr(65 + each) for each in range(width)]
    lines = (
        "".join(f'<c r="{letter}{each}"><v>{each}</v></c>' for letter in letters)
        for each in range(1, height + 1)
    )
    return with_rows(rows(*lines))


def _amounts() -> Iterator[Hostile]:
    yield case("cells_100000.xlsx", "I001", _grid, 5_000, 20)
    yield case("cells_100020.xlsx", "F018", _grid, 5_001, 20)
    yield case("cells_1000000.xlsx", "F017 F018", _grid, 100_000, 10)
    yield case("cells_of_formulas_210000.xlsx", "F018", _formulas)
    yield case("text_32767.xlsx", "I001", _text, noise(32_767))
    yield case("text_32768.xlsx", "F019", _text, noise(32_768))
    yield case("text_32768_shared.xlsx", "F019", odd, {STRINGS: strings("字" * 32_768)})
    yield case("text_32768_of_references.xlsx", "F019", _text, "&#x4e00;" * 32_768)
    yield case("text_40000_of_breaks.xlsx", "F019 I001", _text, "&#10;" * 40_000)
    yield case("text_40000_in_runs.xlsx", "F019", _runs)
    yield case("text_40000_phonetic.xlsx", "I001 F019", _phonetic)
    yield case("text_20000_beyond_16_bits.xlsx", "F019 I001", _text, "\U0001f600" * 20_000)
    yield case("text_9MB.xlsx", "F019", _text, noise(9_000_000))
    yield case("text_40000_of_formula.xlsx", "F019 I001", _formula, noise(40_000))
    yield case("text_40000_by_formula.xlsx", "F019", _by_formula)
    yield case("texts_9900000.xlsx", "I001", _texts, 330)
    yield case("texts_12000000.xlsx", "F018", _texts, 400)
    yield case("text_used_1000_times.xlsx", "F018", _one_text, 1_000)
    yield case("text_used_199999_times.xlsx", "F018", _one_text, 199_999)
    yield case("digits_9MB.xlsx", "I001 F002 F013 F019 F018", _digits, "9")
    yield case("digits_5000.xlsx", "I001 F002", with_rows, rows(number("A1", "9" * 5000)))
    yield case("sheet_name_31.xlsx", "I001", with_sheets, "甲" * 31)
    yield case("sheet_name_40000.xlsx", "F002 F019 I001", with_sheets, "甲" * 40_000)


def _formulas() -> bytes:
    lines = (
        "".join(f'<c r="{x}{n}"><f>1</f></c>' for x in "ABCDEFGHIJKLMN") for n in range(1, 15_001)
    )
    return with_rows(rows(*lines))


def _text(text: str) -> bytes:
    return with_rows(rows(inline("A1", text)))


def _runs() -> bytes:
    runs = "".join(f"<r><t>{noise(100, each)}</t></r>" for each in range(400))
    return odd({STRINGS: xml(f'<sst xmlns="{MAIN_NS}"><si>{runs}</si></sst>')})


def _phonetic() -> bytes:
    sound = f'<rPh sb="0" eb="1"><t>{noise(40_000)}</t></rPh>'
    return odd({STRINGS: xml(f'<sst xmlns="{MAIN_NS}"><si><t>字</t>{sound}</si></sst>')})


def _formula(text: str) -> bytes:
    return with_rows(rows(f'<c r="A1"><f>"{text}"</f><v>1</v></c>'))


def _by_formula() -> bytes:
    return with_rows(rows(f'<c r="A1" t="str"><f>A2</f><v>{noise(40_000)}</v></c>'))


def _texts(count: int) -> bytes:
    return with_rows(rows(*(inline(f"A{n}", noise(30_000, n)) for n in range(1, count + 1))))


def _one_text(times: int) -> bytes:
    """A small file in which one long text stands again and again."""
    width = 20
    places = (divmod(each, width) for each in range(times))
    lines: dict[int, str] = {}
    for line, column in places:
        cell = f'<c r="{chr(65 + column)}{line + 1}" t="s"><v>0</v></c>'
        lines[line] = lines.get(line, "") + cell
    return odd({SHEET: sheet(rows(*lines.values())), STRINGS: strings(noise(30_000))})


def _digits(digit: str) -> bytes:
    return with_rows(rows(number("A1", digit * 9_000_000)))


# --- references ---------------------------------------------------------------------------------

PLACES = {
    "no_row": "A", "no_column": "1", "row_0": "A0", "negative": "A-1", "fraction": "A1.5",
    "swapped": "1A", "fixed": "$A$1", "range": "A1:B2", "blank_within": "A 1", "full_width": "Ａ１",
    "arabic": "A\u0661", "r1c1": "R1C1", "other_sheet": "Sheet2!A1", "greek": "Α1", "sign": "A+1",
    "underscore": "A1_0",
}  # fmt: skip
ROWS = {"word": "abc", "0": "0", "negative": "-1", "fraction": "1.5", "full_width": "１", "": ""}
ROW_SPELLINGS = {"1e0": "1e0", "1.0": "1.0", "blank": " 1", "plus": "+1", "zero": "01"}

ORDERS: tuple[tuple[str, str, str], ...] = (
    ("row_twice", "F023", row(1, number("A1", 1)) + row(1, number("A1", 2))),
    ("row_twice_other_cells", "F023", row(1, number("A1", 1)) + row(1, number("B1", 2))),
    ("rows_descending", "F023", row(2, number("A2", 1)) + row(1, number("A1", 2))),
    ("cell_twice", "F023", row(1, number("A1", 1) + number("A1", 2))),
    ("cell_twice_apart", "F023", row(1, number("A1", 1) + number("B1", 1) + number("A1", 2))),
    ("cells_descending", "F023", row(1, number("B1", 1) + number("A1", 2))),
    ("cell_of_row_9", "F023", row(1, number("A9", 1))),
    ("cell_of_earlier_row", "F023", row(5, number("A5", 1)) + row(6, number("A4", 1))),
    ("implied_then_said", "F023", row(1, "<c><v>1</v></c>" + number("A1", 2))),
    (
        "two_data_sections",
        "F002 F023 I001",
        row(1, number("A1", 1)) + "</sheetData><sheetData>" + row(1),
    ),
    ("row_in_row", "F002 F023 I001", row(1, row(2, number("A2", 1)))),
    ("cell_in_cell", "F002 F023 I001", row(1, f'<c r="A1">{number("B1", 1)}</c>')),
    ("cell_without_row", "F002 F023 I001", number("A1", 1)),
    ("all_implied", "I001", "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/></row>"),
    ("lower_case", "F002 I001", row(1, number("a1", 1))),
    ("no_cells", "I001", ""),
)
INDEXES = {
    "1": "F002", "-1": "F002", "abc": "F002", "0.5": "F002", "1e20": "F002", "0x0": "F002",
    "99999999999999999999": "F002", "NaN": "F002", "\uff10": "F002", "true": "F002",
    "0 0": "F002", "1_0": "F002", "": "F002 I001", "0.0": "F002 I001", "+0": "F002 I001",
    " 0 ": "I001 F002", "00": "I001 F002",
}  # fmt: skip


def _references() -> Iterator[Hostile]:
    for name, place in PLACES.items():
        content = row(1, number(place, 1))
        yield case(f"place_{name}.xlsx", "F002 F023", with_rows, content)
    for name, place in ROWS.items():
        yield case(f"row_{name or 'empty'}.xlsx", "F002 F023", with_rows, row(place))
    for name, place in ROW_SPELLINGS.items():
        yield case(f"row_spelt_{name}.xlsx", "F002 I001", with_rows, row(place, number("A1", 1)))
    for name, codes, content in ORDERS:
        yield case(f"order_{name}.xlsx", codes, with_rows, content)
    for each, (value, codes) in enumerate(INDEXES.items()):
        content = rows(typed("A1", "s", value))
        yield case(f"text_index_{each}.xlsx", codes, with_rows, content)
    missing = {STRINGS: None, WORKBOOK_RELS: relations(WORKBOOK_TARGETS[0])}
    yield case("text_index_without_texts.xlsx", "F002", odd, missing)
    yield case("texts_missing_but_listed.xlsx", "F002", odd, {STRINGS: None})


# --- values -------------------------------------------------------------------------------------

ERRORS = [
    "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!",
    "#EXTERNAL!", "#什么",
]  # fmt: skip
NUMBERS = [
    "NaN", "INF", "-INF", "1e309", "-0", "1e-400", "abc", "1,5", "１", "0x10", "1_000", " 7 ", "",
]  # fmt: skip
VALUES: dict[str, str] = {
    "hidden_rows": row(1, number("A1", 1), 'hidden="1"') + row(2, number("A2", 1), 'ht="0"'),
    "errors": rows(*(typed(f"A{n}", "e", each) for n, each in enumerate(ERRORS, 1))),
    "numbers": rows(*(number(f"A{n}", each) for n, each in enumerate(NUMBERS, 1))),
    "booleans": rows(
        *(typed(f"A{n}", "b", v) for n, v in enumerate(("1", "0", "2", "true", ""), 1))
    ),
    "iso_dates": rows(
        *(
            typed(f"A{n}", "d", each)
            for n, each in enumerate(("2026-01-05", "0000-00-00", "9999999-1-1", "昨天"), 1)
        )
    ),
    "unknown_kind": rows(typed("A1", "q", "1")),
    "two_values": rows('<c r="A1"><v>1</v><v>2</v></c>'),
    "value_and_inline": rows('<c r="A1" t="inlineStr"><v>1</v><is><t>甲</t></is></c>'),
    "comment_in_value": rows('<c r="A1"><v>9<!-- -->5</v></c>'),
    "character_data": rows('<c r="A1" t="str"><v><![CDATA[=1+1 <b>]]></v></c>'),
    "style_out_of_range": rows('<c r="A1" s="99999999"><v>1</v></c>'),
    "style_negative": rows('<c r="A1" s="-1"><v>1</v></c>'),
    "formula_without_result": rows('<c r="A1"><f>SUM(B1:B9)</f></c>'),
    "formula_that_runs": rows("<c r='A1'><f>cmd|' /c calc'!A0</f><v>1</v></c>"),
    "formula_shared": rows('<c r="A1"><f t="shared" si="0" ref="A1:XFD1048576">1</f><v>1</v></c>'),
    "formula_array": rows(f'<c r="A1"><f t="array" ref="A1:{LAST}">1</f><v>1</v></c>'),
    "texts_like_formulas": rows(*(inline(f"A{n}", t) for n, t in enumerate(("=1", "@a", "+1"), 1))),
    "escapes": rows(inline("A1", "_x003D_1 _x0000_ _xD800_ _xFFFF_")),
    "unseen_signs": rows(inline("A1", "\u202egnp.exe\u200b\ufeff\u2066 \ue000")),
    "breaks": rows(inline("A1", "甲&#13;&#10;&#9;&#10;乙" * 300)),
    "picture_in_cell": rows('<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG</v></c>'),
    "dates_of_all_ages": rows(*(number(f"A{n}", v) for n, v in enumerate((-1, 0, 60, 3e9), 1))),
}


def _values() -> Iterator[Hostile]:
    for name, content in VALUES.items():
        yield case(f"values_{name}.xlsx", "I001", with_rows, content)
    dates = styles('<cellXfs><xf numFmtId="14"/></cellXfs>')
    days = sheet(VALUES["dates_of_all_ages"])
    yield case("values_as_dates.xlsx", "I001", odd, {STYLES: dates, SHEET: days})
    since_1904 = base()[WORKBOOK].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    changes = {STYLES: dates, SHEET: days, WORKBOOK: since_1904}
    yield case("values_since_1904.xlsx", "I001", odd, changes)
    long = styles(f'<numFmts><numFmt numFmtId="164" formatCode="{"[" * 100_000}"/></numFmts>')
    yield case("format_of_100000_brackets.xlsx", "I001 F019", odd, {STYLES: long})
    quotes = "&quot;" * 99_999 + "\\" * 50_000
    other = styles(
        f'<numFmts><numFmt numFmtId="164" formatCode="{quotes}"/></numFmts>'
        '<cellXfs><xf numFmtId="164"/></cellXfs>'
    )
    yield case("format_of_100000_quotes.xlsx", "I001 F019", odd, {STYLES: other})


# --- parts --------------------------------------------------------------------------------------


def _parts() -> Iterator[Hostile]:
    for name, codes, changes in (
        ("no_content_types", "F001 F002 F021 I001", {CONTENT_TYPES: None}),
        ("no_root_relations", "F002 I001", {ROOT_RELS: None}),
        ("no_workbook", "F001 F002", {WORKBOOK: None}),
        ("no_workbook_relations", "F002", {WORKBOOK_RELS: None}),
        ("no_sheet", "F002", {SHEET: None}),
        ("no_styles", "I001", {STYLES: None}),
        ("another_kind", "F001 F002 I001", {CONTENT_TYPES: content_types("text/plain")}),
        ("a_template", "I001", {CONTENT_TYPES: content_types(_kind("template"))}),
        ("with_macros_by_kind", "I001", {CONTENT_TYPES: content_types(_kind("macro"))}),
    ):
        yield case(f"parts_{name}.xlsx", codes, odd, changes)
    for name, codes, listed in (
        ("none", "F002", []),
        ("dangling", "F002", [("甲", 'r:id="rId77"')]),
        ("without_relation", "F002", [("甲", "")]),
        ("relation_of_styles", "F002", [("甲", 'r:id="rId3"')]),
        ("nameless", "F002 I001", [("", 'r:id="rId1"')]),
        ("hidden", "I001", [("甲", 'state="hidden" r:id="rId1"')]),
        ("very_hidden", "I001", [("甲", 'state="veryHidden" r:id="rId1"')]),
        ("unknown_state", "I001 F002", [("甲", 'state="odd" r:id="rId1"')]),
        ("twice_the_same", "F023", [("甲", 'r:id="rId1"'), ("甲", 'r:id="rId1"')]),
        ("one_part_twice", "F023 I001", [("甲", 'r:id="rId1"'), ("乙", 'r:id="rId1"')]),
        ("one_good_one_dangling", "F002 I001", [("甲", 'r:id="rId1"'), ("乙", 'r:id="rId9"')]),
    ):
        yield case(f"sheets_{name}.xlsx", codes, odd, {WORKBOOK: workbook(listed)})
    yield case("sheets_of_one_name.xlsx", "F023", with_sheets, "评分表", "评分表")
    yield case("sheets_of_one_name_in_case.xlsx", "F023", with_sheets, "Sheet", "SHEET")
    yield from _targets()


def _kind(what: str) -> str:
    if what == "macro":
        return "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"


TARGETS: tuple[tuple[str, str, tuple[str, str, str]], ...] = (
    ("absolute", "I001", ("worksheet", "/xl/worksheets/sheet1.xml", "")),
    ("with_dots", "I001", ("worksheet", "../xl/worksheets/./sheet1.xml", "")),
    ("other_case", "I001", ("worksheet", "Worksheets/SHEET1.xml", "")),
    ("backslash", "I001 F002", ("worksheet", "worksheets\\sheet1.xml", "")),
    ("escaping", "F002 F015", ("worksheet", "../../../../etc/passwd", "")),
    ("a_file", "F002 F015", ("worksheet", "file:///etc/passwd", "")),
    ("external", "F002", ("worksheet", "http://127.0.0.1:9/a.xml", 'TargetMode="External"')),
    ("nowhere", "F002", ("worksheet", "worksheets/sheet7.xml", "")),
    ("empty", "F002", ("worksheet", "", "")),
    ("the_workbook", "F002 I001", ("worksheet", "workbook.xml", "")),
    ("chart_sheet_only", "F002", ("chartsheet", "worksheets/sheet1.xml", "")),
    ("dialog_sheet_only", "F002 I001", ("dialogsheet", "worksheets/sheet1.xml", "")),
    ("macro_sheet_only", "F002 I001", ("xlMacrosheet", "worksheets/sheet1.xml", "")),
    ("unknown_kind", "F002 I001", ("nothing", "worksheets/sheet1.xml", "")),
)


def _targets() -> Iterator[Hostile]:
    for name, codes, target in TARGETS:
        part = relations(target, *WORKBOOK_TARGETS[1:])
        yield case(f"target_{name}.xlsx", codes, odd, {WORKBOOK_RELS: part})
    doubled = relations(*WORKBOOK_TARGETS).replace(b'Id="rId3"', b'Id="rId1"')
    yield case("target_id_twice.xlsx", "F002 F023 I001", odd, {WORKBOOK_RELS: doubled})
    itself = relations(("officeDocument", "_rels/.rels", ""))
    yield case("target_of_package_is_itself.xlsx", "F002 F001 I001", odd, {ROOT_RELS: itself})
    two = relations(("officeDocument", "xl/nothing.xml", ""), ("officeDocument", WORKBOOK, ""))
    yield case("target_of_package_twice.xlsx", "F002 I001", odd, {ROOT_RELS: two})


# --- additions ----------------------------------------------------------------------------------

ADDITIONS: dict[str, str] = {
    "macros.xlsm": "xl/vbaProject.bin",
    "external_links.xlsx": "xl/externalLinks/externalLink1.xml",
    "embedded_object.xlsx": "xl/embeddings/oleObject1.bin",
    "active_x.xlsx": "xl/activeX/activeX1.bin",
    "connections.xlsx": "xl/connections.xml",
    "query.xlsx": "xl/queryTables/queryTable1.xml",
    "old_macro_sheet.xlsx": "xl/macrosheets/sheet1.xml",
    "custom_parts.xlsx": "customXml/item1.xml",
    "threaded_comments.xlsx": "xl/threadedComments/threadedComment1.xml",
    "printer_settings.xlsx": "xl/printerSettings/printerSettings1.bin",
    "signed.xlsx": "_xmlsignatures/sig1.xml",
    "ribbon.xlsx": "customUI/customUI14.xml",
}
LINKS = (
    '<externalBook xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalBook>'
    '<oleLink progId="Package"/>'
)


def _additions() -> Iterator[Hostile]:
    for name, part in ADDITIONS.items():
        yield case(f"with_{name}", "I001", odd, {part: OLE_LIKE})
    yield case(
        "with_dde_link.xlsx", "I001", odd, {"xl/externalLinks/externalLink1.xml": xml(LINKS)}
    )
    other_case = {STRINGS: None, "xl/SharedStrings.xml": base()[STRINGS]}
    yield case("with_texts_in_other_case.xlsx", "I001", odd, other_case)
    strict = {
        WORKBOOK: workbook([("表一", 'r:id="rId1"')], namespace=STRICT_NS),
        SHEET: sheet(rows(number("A1", 1)), namespace=STRICT_NS),
    }
    yield case("strict.xlsx", "I001", odd, strict)
    names = "".join(f'<definedName name="n{n}">A1</definedName>' for n in range(100_000))
    book = base()[WORKBOOK].replace(
        b"</workbook>", f"<definedNames>{names}</definedNames>".encode()
    )
    yield case("with_100000_names.xlsx", "I001", odd, {WORKBOOK: book + b"</workbook>"})
    author = xml(
        "<comments><commentList><comment ref='A1'><text/></comment></commentList></comments>"
    )
    yield case("with_comment_of_nobody.xlsx", "I001", odd, {"xl/comments1.xml": author})
    locked = base()[WORKBOOK].replace(
        b"<sheets>", b'<workbookProtection lockStructure="1"/><sheets>'
    )
    yield case("with_locked_structure.xlsx", "I001", odd, {WORKBOOK: locked})


OLE_LIKE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
