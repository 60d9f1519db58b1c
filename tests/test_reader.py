"""What the one reader shows of a workbook, and reader libraries hide.

Packages are drawn here part by part: no library writes most of these.
"""

import struct
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.support.drawing import parts_of, zipped
from tests.support.faults import PLAIN, changed_package, with_part
from tests.support.hostile.crafting import WORKBOOK_RELS, compound, relations
from tests.support.hostile.crafting import sheet as worksheet
from tests.support.packing import (
    first_cell,
    ods,
    old_formula,
    old_label,
    old_number,
    old_special,
    old_stream,
    ooxml,
    opened,
    refused,
    shared,
    styles,
    table,
)
from tests.support.programs import converted
from tests.support.resaving import strict
from wuhao_batch.reading.formats.showing import MOMENT
from wuhao_batch.reading.limits import MAX_ROWS
from wuhao_batch.reading.looks import Hidden
from wuhao_batch.sheets import PICTURE, Book, Cell, CellAddress, Sheet

# --- one cell of a sheet ------------------------------------------------------------------------


def cell(xml: str, **parts: Any) -> Cell:
    """The cell A1 that is written so."""
    return first_cell(zipped(ooxml(worksheet(f'<row r="1">{xml}</row>'), **parts)))


def text_item(item: str) -> Any:
    """The text of a shared string that is written so."""
    return cell('<c r="A1" t="s"><v>0</v></c>', sharedStrings=shared(item)).value


def number_cell(
    value: str, number_format: int, code: str | None = None, properties: str = ""
) -> Cell:
    """A number in that format."""
    codes = {} if code is None else {number_format: code}
    found = styles([0, number_format], codes)
    return cell(f'<c r="A1" s="1"><v>{value}</v></c>', styles=found, properties=properties)


def number(value: str, number_format: int, code: str | None = None, properties: str = "") -> Any:
    """The value of a number in that format."""
    return number_cell(value, number_format, code, properties).value


ERRORS = [
    "#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA", "#PYTHON!",
    "#EXTERNAL!",
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_is_an_error_and_not_a_blank(error: str) -> None:
    found = cell(f'<c r="A1" t="e"><v>{error}</v></c>')
    assert found == Cell(error, error=True)
    assert found.has_no_result
    assert not found.blank


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', Cell(2, "=1+1")),
        ('<c r="A1"><f>1+1</f></c>', Cell(None, "=1+1")),
        ('<c r="A1"><f>1+1</f><v></v></c>', Cell(None, "=1+1")),
        ('<c r="A1" t="str"><f>A2&amp;""</f><v>甲</v></c>', Cell("甲", '=A2&""')),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', Cell("", '=""')),
        ('<c r="A1" t="b"><f>1=1</f><v>1</v></c>', Cell(True, "=1=1")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Cell("#DIV/0!", "=1/0", error=True)),
        ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', Cell(3, "=…")),
        ('<c r="A1"><f t="array" ref="A1:A2">{1}</f><v>1</v></c>', Cell(1, "={1}")),
    ],
)
def test_a_formula_is_told_from_its_stored_result(xml: str, expected: Cell) -> None:
    assert cell(xml) == expected


def test_a_formula_without_a_result_is_not_blank_and_one_with_an_empty_text_has_a_result() -> None:
    without = cell('<c r="A1"><f>1+1</f></c>')
    empty = cell('<c r="A1" t="str"><f>""</f><v></v></c>')
    assert (without.has_no_result, without.blank) == (True, False)
    assert (empty.has_no_result, empty.blank) == (False, False)


@pytest.mark.parametrize(
    ("number_format", "code"),
    [(14, None), (22, None), (57, None), (164, "yyyy-mm-dd"), (165, 'yyyy"年"m"月"'), (14, "d.m.")],
)
def test_a_number_in_a_date_format_is_a_date_from_1950_on_only(
    number_format: int, code: str | None
) -> None:
    assert number("7.5", number_format, code) == 7.5
    assert number("0", number_format, code) == 0
    assert number("46000", number_format, code) == datetime(2025, 12, 9)
    assert number("46000.25", number_format, code) == datetime(2025, 12, 9, 6)


@pytest.mark.parametrize(
    ("number_format", "code"),
    [
        (0, None),
        (2, None),
        (164, "General"),
        (164, '0.0#"分 (day)"'),
        (164, "[Red]0.00"),
        (164, "[$-804]0"),
        (164, "0\\d"),
        (14, "0.00"),  # the file's own code for an id that is built in
        (50, "0.0#"),  # as Gnumeric writes it into .xls
    ],
)
def test_a_number_in_another_format_stays_a_number(number_format: int, code: str | None) -> None:
    assert number("46000", number_format, code) == 46000


def test_a_date_may_count_from_1904() -> None:
    for value in ("1", "true"):
        day = number("44538", 14, properties=f'date1904="{value}"')
        assert day == datetime(2025, 12, 9)
    assert number("7.5", 14, properties='date1904="1"') == 7.5


@pytest.mark.parametrize("value", ["2958465.999999", "2958466", "-1", "1e300", "-1e300"])
def test_a_date_that_no_calendar_has_is_a_number(value: str) -> None:
    assert number(value, 14) == float(value)


@pytest.mark.parametrize(
    ("value", "number_format", "code", "shown"),
    [
        ("0.5", 9, None, "50%"),
        ("0.955", 10, None, "95.50%"),
        ("0.07", 164, "0.0%", "7.0%"),
        ("1", 9, None, "100%"),
        ("-0.5", 9, None, "-50%"),
    ],
)
def test_a_percentage_is_the_number_stored_and_tells_what_its_cell_shows(
    value: str, number_format: int, code: str | None, shown: str
) -> None:
    found = number_cell(value, number_format, code)
    assert (found.value, found.shown) == (float(value), shown)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7.5", 7.5),
        ("2", 2),
        (" 2 ", 2),
        ("1E+2", 100.0),
        ("-0", 0),
        ("9<!-- 8 -->5", 95),
        ("NaN", "NaN"),
        ("1e400", "1e400"),
        ("INF", "INF"),
        ("1_000", "1_000"),
        ("七", "七"),
        ("", None),
    ],
)
def test_what_is_no_finite_number_is_a_text(value: str, expected: Any) -> None:
    found = cell(f'<c r="A1"><v>{value}</v></c>')
    assert found.value == expected
    assert type(found.value) is type(expected)


@pytest.mark.parametrize("style", ["9", "-1", "x", "1.5"])
def test_a_cell_format_that_is_not_there_costs_nothing(style: str) -> None:
    found = cell(f'<c r="A1" s="{style}"><v>46000</v></c>', styles=styles([14]))
    assert found == Cell(46000)


def test_a_boolean_is_no_number() -> None:
    for stored, value in (("1", True), ("0", False), ("true", True)):
        found = cell(f'<c r="A1" t="b"><v>{stored}</v></c>')
        assert found.value is value
        assert found.number is None


def test_a_date_of_strict_files_is_a_date_and_near_the_epoch_a_number() -> None:
    found = [
        cell(f'<c r="A1" t="d"><v>{stored}</v></c>').value
        for stored in ("2026-05-04", "2026-05-04T08:30:00Z", "1900-01-07T12:00:00", "五月")
    ]
    assert found == [datetime(2026, 5, 4), datetime(2026, 5, 4, 8, 30), 7.5, "五月"]


# --- texts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["NA", "N/A", "null", "None", "nan", "TRUE", "#N/A", "007", "=1"])
def test_a_text_stays_the_text_that_it_is(text: str) -> None:
    assert cell(f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>') == Cell(text)
    assert text_item(f"<t>{text}</t>") == text
    assert cell(f'<c r="A1" t="str"><v>{text}</v></c>') == Cell(text)


def test_rich_runs_are_joined_and_phonetic_runs_left_out() -> None:
    runs = (
        '<r><rPr><b/></rPr><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r>'
        '<rPh sb="0" eb="1"><t>jiǎ</t></rPh><phoneticPr fontId="1"/>'
    )
    assert text_item(runs) == "甲 乙"
    assert cell(f'<c r="A1" t="inlineStr"><is>{runs}</is></c>').value == "甲 乙"


def test_every_shared_string_keeps_its_own_place() -> None:
    strings = shared("<t>一</t>", "", "<t></t>", "<r><t>四</t></r>")
    for place, text in enumerate(["一", "", "", "四"]):
        found = cell(f'<c r="A1" t="s"><v>{place}</v></c>', sharedStrings=strings)
        assert found.value == text


@pytest.mark.parametrize("index", ["1", "-1", "0.5", "abc", "1e20"])
def test_a_shared_string_that_is_not_there_is_no_other_one(index: str) -> None:
    sheet = worksheet(f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>')
    assert refused(zipped(ooxml(sheet, sharedStrings=shared("<t>甲</t>")))) == "F002"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("甲_x000D__x000A_乙", "甲\n乙"),
        ("甲_x000D_乙", "甲\n乙"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x003D_1", "=1"),
        ("甲_x0000_乙", "甲 乙"),
        ("_x41_ _X0041_", "_x41_ _X0041_"),
    ],
)
def test_escaped_characters_are_read(stored: str, text: str) -> None:
    assert text_item(f"<t>{stored}</t>") == text
    assert cell(f'<c r="A1" t="inlineStr"><is><t>{stored}</t></is></c>').value == text


@pytest.mark.parametrize(
    ("signs", "left"),
    [("\u200b\u200e\u2060\ufeff", "甲乙"), ("\u202e\u2066\x7f\x85\ufdd0", "甲 乙")],
)
def test_characters_that_nobody_sees_are_dropped_but_for_those_that_part_words(
    signs: str, left: str
) -> None:
    for sign in signs:
        assert text_item(f"<t>甲{sign}乙</t>") == left
        assert text_item(f"<t>{sign}甲乙{sign}</t>") == "甲乙"
        assert opened(zipped(ooxml_of_text(f"甲{sign}乙"))).sheets[0].at(1, 1) == Cell(left)


def ooxml_of_text(text: str) -> dict[str, bytes]:
    return ods(table(f"<table:table-row>{text_cell(text)}</table:table-row>"))


def text_cell(text: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


# --- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    ['_xlfn.DISPIMG("ID_1",1)', 'DISPIMG("ID_1",1)', '_xlfn.IMAGE("a.png")', '=DISPIMG("ID_1",1)'],
)
def test_a_picture_of_a_formula_is_a_picture(formula: str) -> None:
    found = cell(f'<c r="A1" t="str"><f>{formula}</f><v>=DISPIMG("ID_1",1)</v></c>')
    assert found == Cell(PICTURE)
    assert found.picture


def with_pictures(cells: str) -> Sheet:
    parts = ooxml(worksheet(f'<row r="1">{cells}</row>'))
    structure = b'<rvStructures><s t="_localImage"><k n="_rvRel:LocalImageIdentifier"/></s>'
    parts["xl/richData/rdrichvaluestructure.xml"] = structure + b"</rvStructures>"
    return opened(zipped(parts)).sheets[0]


def test_a_picture_placed_in_a_cell_is_a_picture_and_an_error_beside_it_an_error() -> None:
    sheet = with_pictures(
        '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c><c r="B1" t="e"><v>#N/A</v></c>'
        '<c r="C1" t="e" vm="2"><f>D1:D9</f><v>#VALUE!</v></c>'
    )
    assert sheet.at(1, 1) == Cell(PICTURE)
    assert sheet.at(1, 2) == Cell("#N/A", error=True)
    assert sheet.at(1, 3) == Cell("#VALUE!", "=D1:D9", error=True), "a #SPILL! that Excel stored"


# --- where cells are ----------------------------------------------------------------------------


def cells(data: bytes) -> dict[tuple[int, int], Any]:
    return {place: found.value for place, found in opened(data).sheets[0].cells.items()}


@pytest.mark.parametrize("dimension", ["", '<dimension ref="A1"/>', '<dimension ref="ZZ9:A1"/>'])
def test_what_a_sheet_says_of_its_own_size_is_not_believed(dimension: str) -> None:
    rows = '<row r="2"><c r="B2"><v>1</v></c></row><row r="9"><c r="AA9"><v>2</v></c></row>'
    assert cells(zipped(ooxml(worksheet(rows, before=dimension)))) == {(2, 2): 1, (9, 27): 2}


def test_cells_and_rows_without_an_address_follow_each_other() -> None:
    rows = (
        "<row><c><v>1</v></c><c/><c><v>2</v></c></row>"
        '<row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    )
    found = {(1, 1): 1, (1, 3): 2, (4, 3): 3, (4, 4): 4, (5, 1): 5}
    assert cells(zipped(ooxml(worksheet(rows)))) == found


def test_cells_and_rows_without_an_address_follow_blank_ones_too() -> None:
    rows = (
        '<row r="4" ht="9"><c r="C4" s="1"/><c><v>1</v></c></row><row r="7"/>'
        "<row><c><v>2</v></c></row>"
    )
    found = {(4, 4): 1, (8, 1): 2}
    assert cells(zipped(ooxml(worksheet(rows)))) == found


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A9"><v>1</v></c></row>',
        '<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
        '<row r="1"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    ],
)
def test_places_that_programs_would_read_differently_are_refused(rows: str) -> None:
    assert refused(zipped(ooxml(worksheet(rows)))) == "F023"


@pytest.mark.parametrize("row", ["0", "-1", "1.5", "x", ""])
def test_a_row_that_is_no_number_is_damage(row: str) -> None:
    assert refused(zipped(ooxml(worksheet(f'<row r="{row}"><c><v>1</v></c></row>')))) == "F002"


def test_only_filled_cells_count_towards_the_bounds() -> None:
    styled = '<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'
    sheet = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>' + styled)
    assert cells(zipped(ooxml(sheet))) == {(1, 1): 1}
    beyond = worksheet('<row r="1048577"><c><v>1</v></c></row>')
    assert refused(zipped(ooxml(beyond))) == "F017"


def test_counts_that_a_file_declares_are_bounded() -> None:
    strings = b'<sst uniqueCount="4294967295"/>'
    assert refused(zipped(ooxml(worksheet(""), sharedStrings=strings))) == "F018"


# --- time ---------------------------------------------------------------------------------------


def test_nothing_that_a_file_says_takes_long_to_be_understood() -> None:
    started = time.process_time()
    assert refused(b"<!---->" * 24 + b"x") == "F010"
    assert number("7.5", 164, "[" * 40_000) == 7.5
    assert time.process_time() - started < 2


# --- parts of a package -------------------------------------------------------------------------

ONE = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')
TEXT = worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')


def test_strict_namespaces_are_read() -> None:
    assert opened(strict(PLAIN)).sheets == opened(PLAIN).sheets


@pytest.mark.parametrize(
    "target",
    ["/xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml", "./a/../worksheets/SHEET1.xml"],
)
def test_a_part_is_found_however_it_is_referred_to(target: str) -> None:
    parts = ooxml(ONE) | {WORKBOOK_RELS: relations(("worksheet", target, ""))}
    assert first_cell(zipped(parts)) == Cell(1)


def test_entries_may_be_named_with_backslashes_and_in_any_case() -> None:
    parts = ooxml(TEXT, sharedStrings=shared("<t>甲</t>"))
    odd = {name.replace("/", "\\").replace("shared", "SHARED"): parts[name] for name in parts}
    assert first_cell(zipped(odd)) == Cell("甲")


@pytest.mark.parametrize("name", ["/xl/evil.xml", "../evil.xml", "xl/../../evil.xml", "C:evil"])
def test_an_entry_that_leaves_its_package_is_refused(name: str) -> None:
    assert refused(with_part(PLAIN, name, b"")) == "F015"


@pytest.mark.parametrize(
    ("target", "mode"),
    [("worksheets/none.xml", ""), ("../../sheet1.xml", ""), ("sheet1.xml", "External")],
)
def test_a_sheet_whose_part_is_not_inside_is_no_empty_sheet(target: str, mode: str) -> None:
    found = relations(("worksheet", target, f'TargetMode="{mode}"'))
    assert refused(zipped(ooxml(ONE) | {WORKBOOK_RELS: found})) == "F002"


def test_chart_sheets_are_skipped() -> None:
    parts = ooxml(ONE, b"<chartsheet/>", ONE)
    sheet = b'worksheet" Target="worksheets/sheet2'
    parts[WORKBOOK_RELS] = parts[WORKBOOK_RELS].replace(sheet, b'chartsheet" Target="x/y')
    assert [sheet.name for sheet in opened(zipped(parts)).sheets] == ["表1", "表3"]


def test_hidden_and_very_hidden_sheets_are_read_and_flagged() -> None:
    book = opened(zipped(ooxml(ONE, ONE, ONE, states=["visible", "hidden", "veryHidden"])))
    assert [sheet.visible for sheet in book.sheets] == [True, False, False]
    assert all(sheet.at(1, 1) == Cell(1) for sheet in book.sheets)


@pytest.mark.parametrize(
    ("entry", "carried"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/macrosheets/sheet1.xml", "宏"),
        ("xl/externalLinks/externalLink1.xml", "外部链接"),
        ("xl/connections.xml", "数据连接"),
        ("xl/queryTables/queryTable1.xml", "数据连接"),
        ("xl/embeddings/oleObject1.bin", "嵌入的对象"),
        ("xl/activeX/activeX1.bin", "嵌入的对象"),
    ],
)
def test_what_is_carried_along_is_named(entry: str, carried: str) -> None:
    assert opened(PLAIN).carried == ()
    assert opened(with_part(PLAIN, entry, b"")).carried == (carried,)


CORE = b"""<coreProperties xmlns:dcterms="http://purl.org/dc/terms/">
    <dcterms:modified>2026-12-07T10:00:00+08:00</dcterms:modified></coreProperties>"""
APP = b"<Properties><Application>Microsoft Excel</Application></Properties>"
CUSTOM = """<Properties xmlns:vt="urn:v">
    <property name="wuhao.form">
        <vt:lpwstr> WH-1 </vt:lpwstr>
    </property><property name="空"><vt:lpwstr/></property>
</Properties>""".encode()


def with_properties(**parts: bytes) -> Book:
    own = {f"docProps/{name}.xml": part for name, part in parts.items()}
    return opened(zipped(ooxml(ONE) | own))


def test_properties_are_read_without_the_white_space_around_them() -> None:
    book = with_properties(core=CORE, app=APP, custom=CUSTOM)
    assert book.properties["wuhao.form"] == "WH-1"
    assert "WH-1" in book.texts
    assert book.saved == datetime(2026, 12, 7, 2)
    assert book.program == "Microsoft Excel"


@pytest.mark.parametrize("damage", [b"", b"<a", b"\0", b"<a>&b;</a>", b"<a><b></a>"])
def test_damaged_properties_cost_nothing_but_themselves(damage: bytes) -> None:
    for name in ("core", "app", "custom"):
        book = with_properties(**{"core": CORE, "app": APP, "custom": CUSTOM} | {name: damage})
        assert book.sheets[0].at(1, 1) == Cell(1)
    assert with_properties(core=CORE, app=damage, custom=CUSTOM).saved == datetime(2026, 12, 7, 2)


def test_properties_that_do_not_unpack_cost_nothing_either() -> None:
    data = bytearray(PLAIN)
    place = data.index(b"docProps/core.xml") + len("docProps/core.xml")
    data[place + 20] ^= 0xFF
    assert opened(bytes(data)).sheets[0].at(1, 1) == Cell("word")


@pytest.mark.parametrize("stamp", ["", "yesterday", "0000-00-00", "9999-12-31T23:59:59-12:00"])
def test_a_saved_time_that_is_none_is_left_out(stamp: str) -> None:
    assert (
        with_properties(core=CORE.replace(b"2026-12-07T10:00:00+08:00", stamp.encode())).saved
        is None
    )


# --- OpenDocument -------------------------------------------------------------------------------


def ods_rows(rows: str) -> dict[tuple[int, int], Any]:
    return cells(zipped(ods(table(rows))))


def ods_cell(attributes: str, inside: str = "") -> Cell:
    xml = f"<table:table-cell {attributes}>{inside}</table:table-cell>"
    return first_cell(zipped(ods(table(f"<table:table-row>{xml}</table:table-row>"))))


@pytest.mark.parametrize(
    ("attributes", "inside", "expected"),
    [
        ('office:value-type="float" office:value="7.5"', "7.5分",
         Cell(7.5, shown="7.5分")),
        ('office:value-type="currency" office:value="3"', "￥3.00",
         Cell(3, shown="￥3.00")),
        ('office:value-type="percentage" office:value="0.5"', "50%",
         Cell(0.5, shown="50%")),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", Cell(True)),
        ('office:value-type="boolean" office:boolean-value="false"', "FALSE", Cell(False)),
        (
            'office:value-type="date" office:date-value="2026-05-04"',
            "5月4日",
            Cell(datetime(2026, 5, 4), shown="5月4日"),
        ),
        ('office:value-type="date" office:date-value="1900-01-06T12:00:00"', "7",
         Cell(7.5, shown="7", look=MOMENT)),
        ('office:value-type="float" office:value="NaN"', "甲", Cell("甲")),
        ('office:value-type="time" office:time-value="PT1H"', "01:00",
         Cell(1 / 24, shown="01:00", look=MOMENT)),
        ('office:value-type="time" office:time-value="一小时"', "01:00", Cell("01:00")),
        ('office:value-type="string" office:string-value="乙"', "甲",
         Cell("乙", shown="甲")),
        ('office:value-type="string"', "NA", Cell("NA")),
        ("", "甲", Cell("甲")),
        (
            'office:value-type="string" calcext:value-type="error"',
            "#N/A",
            Cell("#N/A", error=True),
        ),
        (
            'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"',
            "#DIV/0!",
            Cell("#DIV/0!", "=1/0", error=True),
        ),
        ('table:formula="of:=[.A2]+1" office:value-type="float" office:value="2"', "2",
         Cell(2, "=[.A2]+1")),
        ('table:formula="of:=1"', "", Cell(None, "=1")),
        ('table:formula="of:=T(1)"', "<text:p/>", Cell("", "=T(1)")),  # as LibreOffice saves it
    ],
)  # fmt: skip
def test_a_cell_of_opendocument_is_read_by_its_type(
    attributes: str, inside: str, expected: Cell
) -> None:
    paragraph = inside if inside.startswith("<") else f"<text:p>{inside}</text:p>"
    assert ods_cell(attributes, paragraph if inside else "") == expected


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<text:p>甲<text:s text:c="3"/>乙<text:s/>丙</text:p>', "甲   乙 丙"),
        ("<text:p>甲<text:line-break/>乙<text:tab/>丙</text:p>", "甲\n乙\t丙"),
        ("<text:p>甲</text:p><text:p/><text:p>乙</text:p>", "甲\n\n乙"),
        ("<text:p><text:span>甲</text:span><text:a>乙</text:a></text:p>", "甲乙"),
        ("<office:annotation><text:p>批注</text:p></office:annotation><text:p>甲</text:p>", "甲"),
        ("<text:p>甲</text:p><draw:frame><text:p>图</text:p></draw:frame>", "甲"),
        (
            "<text:p><text:ruby><text:ruby-base>甲</text:ruby-base>"
            "<text:ruby-text>jiǎ</text:ruby-text></text:ruby></text:p>",
            "甲",
        ),
    ],
)
def test_a_text_of_opendocument_is_what_stands_in_the_cell(inside: str, text: str) -> None:
    assert ods_cell('office:value-type="string"', inside).value == text


def test_repeated_cells_and_rows_are_counted() -> None:
    filled = '<table:table-cell table:number-columns-repeated="2" office:value-type="float"'
    rows = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2">'
        f'<table:table-cell table:number-columns-repeated="4"/>{filled} office:value="1"/>'
        f"{text_cell('甲')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    row = {5: 1, 6: 1, 7: "甲"}
    assert ods_rows(rows) == {(r, c): value for r in (4, 5) for c, value in row.items()}


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_rows_repeated_a_million_times_hide_no_more_than_is_read(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: list[int] = []
    applied = Hidden.applied

    def counted(own: Hidden, cells: Mapping[CellAddress, Cell]) -> dict[CellAddress, Cell]:
        hidden.append(max(map(len, (own.rows, own.filtered))))
        return applied(own, cells)

    monkeypatch.setattr(Hidden, "applied", counted)
    repeated = f'table:visibility="{how}" table:number-rows-repeated="1048000"'
    assert ods_rows(f"<table:table-row {repeated}><table:table-cell/></table:table-row>") == {}
    assert hidden == [MAX_ROWS]


def test_a_merged_cell_covers_others_without_moving_them() -> None:
    rows = (
        '<table:table-row><table:table-cell table:number-columns-spanned="3"'
        ' office:value-type="float" office:value="1"/>'
        '<table:covered-table-cell table:number-columns-repeated="2"/>'
        f"{text_cell('甲')}</table:table-row>"
    )
    assert ods_rows(rows) == {(1, 1): 1, (1, 4): "甲"}


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        ('table:number-rows-repeated="1048577"', "", "F017"),
        ('table:number-rows-repeated="30000"', "", "F017"),
        ("", 'table:number-columns-repeated="600"', "F017"),
        ('table:number-rows-repeated="20000"', 'table:number-columns-repeated="512"', "F018"),
        ('table:number-rows-repeated="-1"', "", "F002"),
        ("", 'table:number-columns-repeated="1e9"', "F002"),
        ("", 'table:number-columns-repeated="١"', "F002"),
    ],
)
def test_repeats_are_bounded_before_anything_is_repeated(row: str, cell: str, code: str) -> None:
    filled = f'<table:table-cell {cell} office:value-type="float" office:value="1"/>'
    rows = f"<table:table-row {row}>{filled}</table:table-row>"
    assert refused(zipped(ods(table(rows)))) == code


def test_spaces_that_are_only_counted_are_bounded() -> None:
    space = '<text:s text:c="999999999"/>'
    rows = f"<table:table-row>{text_cell(space)}</table:table-row>"
    assert refused(zipped(ods(table(rows)))) == "F019"


def test_a_table_of_a_hidden_style_is_hidden() -> None:
    style = (
        '<style:style style:name="{}" style:family="table">'
        '<style:table-properties table:display="{}"/></style:style>'
    )
    found = style.format("ta1", "true") + style.format("ta2", "false")
    names = [table("", "甲", "ta1"), table("", "乙", "ta2"), table("", "丙", "ta3")]
    sheets = opened(zipped(ods(*names, styles=found))).sheets
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [
        ("甲", True),
        ("乙", False),
        ("丙", True),
    ]


def test_properties_of_opendocument_are_read() -> None:
    meta = """<dc:date>2026-12-07T10:00:00.123456789</dc:date>
        <meta:generator>LibreOffice/7.4</meta:generator>
        <meta:user-defined meta:name="wuhao.form">  WH-1
        </meta:user-defined><meta:user-defined meta:name="别的">x</meta:user-defined>"""
    book = opened(zipped(ods(table(""), meta=meta)))
    assert book.properties == {"wuhao.form": "WH-1", "别的": "x"}
    assert book.saved == datetime(2026, 12, 7, 10)
    assert book.program == "LibreOffice/7.4"
    assert book.carried == ()


def test_damaged_properties_of_opendocument_cost_nothing() -> None:
    for damage in (b"", b"<a", b"\0"):
        parts = ods(table(f"<table:table-row>{text_cell('甲')}</table:table-row>"))
        assert first_cell(zipped(parts | {"meta.xml": damage})) == Cell("甲")


def test_macros_of_opendocument_are_named() -> None:
    assert opened(zipped(ods(table("")) | {"Basic/script-lc.xml": b""})).carried == ("宏",)


def test_an_encrypted_opendocument_is_refused_as_that() -> None:
    manifest = {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    assert refused(zipped(ods(table("")) | manifest)) == "F006"


# --- .xls ---------------------------------------------------------------------------------------


def special(kind: int, value: int = 0) -> bytes:
    """The stored result of a formula that is no number."""
    return bytes((kind, 0, value, 0, 0, 0, 0xFF, 0xFF))


def old_workbook(*sheets: bytes, **about: Any) -> bytes:
    return compound({"Workbook": old_stream(*sheets, **about)})


def first_row(*records: bytes, **about: Any) -> list[Cell]:
    sheet = opened(old_workbook(b"".join(records), **about)).sheets[0]
    return [sheet.at(1, column) for column in range(1, len(records) + 1)]


def test_plain_cells_of_an_old_workbook_are_read() -> None:
    found = first_row(
        old_number(0, 0, 7.5),
        old_number(0, 1, 2),
        old_label(0, 2, "NA"),
        old_special(0, 3, 1, error=False),
        old_special(0, 4, 0x2A, error=True),
        old_number(0, 5, float("nan")),
    )
    assert found == [
        Cell(7.5),
        Cell(2),
        Cell("NA"),
        Cell(True),
        Cell("#N/A", error=True),
        Cell("nan"),
    ]
    assert found[3].number is None


def test_formulas_of_an_old_workbook_are_told_from_their_results() -> None:
    found = first_row(
        old_formula(0, 0, struct.pack("<d", 3)),
        old_formula(0, 1, special(0), "甲"),
        old_formula(0, 2, special(1, 1)),
        old_formula(0, 3, special(2, 7)),
        old_formula(0, 4, special(3)),
        old_formula(0, 5, special(0), '=DISPIMG("ID_1",1)'),
        old_number(0, 6, 3),
    )
    assert found[:5] == [
        Cell(3, "=…"),
        Cell("甲", "=…"),
        Cell(True, "=…"),
        Cell("#DIV/0!", "=…", error=True),
        Cell("", "=…"),
    ]
    assert found[5:] == [Cell(PICTURE), Cell(3)]


def test_formulas_of_an_old_workbook_are_told_sheet_by_sheet() -> None:
    first = old_number(0, 0, 1) + old_formula(4, 2, special(3))
    second = old_formula(0, 0, special(3)) + old_number(4, 2, 1)
    sheets = opened(old_workbook(first, second)).sheets
    formulas = [{place for place, found in each.cells.items() if found.formula} for each in sheets]
    assert formulas == [{(5, 3)}, {(1, 1)}]


def test_numbers_of_an_old_workbook_are_read_by_their_formats() -> None:
    row = [old_number(0, place, value, 1) for place, value in enumerate((46000, 7.5, 0))]
    assert [found.value for found in first_row(*row, formats=[0, 14])] == [
        datetime(2025, 12, 9),
        7.5,
        0,
    ]
    assert first_row(old_number(0, 0, 0.5, 1), formats=[0, 9]) == [Cell(0.5, shown="50%")]
    (since_1904,) = first_row(old_number(0, 0, 44538, 1), formats=[0, 14], since_1904=True)
    assert since_1904.value == datetime(2025, 12, 9)


def test_hidden_sheets_of_an_old_workbook_are_flagged() -> None:
    data = old_workbook(b"", b"", b"")
    for state, name in ((1, "S2"), (2, "S3")):
        about = bytes((0, 0, 2, 1)) + name.encode("utf-16-le")
        assert data.count(about) == 1
        data = data.replace(about, bytes((state,)) + about[1:])
    assert [sheet.visible for sheet in opened(data).sheets] == [True, False, False]


def test_chart_sheets_of_an_old_workbook_are_skipped() -> None:
    data = old_workbook(old_number(0, 0, 1), b"", old_formula(0, 0, special(3)))
    about = bytes((0, 0, 2, 1)) + "S2".encode("utf-16-le")
    data = data.replace(about, bytes((0, 2)) + about[2:])
    assert [sheet.at(1, 1) for sheet in opened(data).sheets] == [Cell(1), Cell("", "=…")]


def test_a_small_old_workbook_without_a_container_is_no_name_of_a_file() -> None:
    stream = old_stream(old_number(0, 0, 1))
    assert len(stream) < 1000
    assert first_cell(stream) == Cell(1)


# --- the same values in every format that LibreOffice saves --------------------------------------

VALUES: dict[str, Any] = {
    "A1": 7.5, "A2": 2, "A3": "NA", "A4": "=1/0", "A5": "=NA()", "A6": "=1+1",
    "A7": '=""', "A8": datetime(2026, 5, 4), "A9": 0.5, "A10": "甲\n乙",
    "A11": 7.5,
}  # fmt: skip
FORMATS = {"A8": "yyyy-mm-dd", "A9": "0%", "A11": "yyyy-mm-dd"}
READ = [
    (7.5, "number"), (2, "number"), ("NA", "other"), ("#DIV/0!", "error"),
    ("#N/A", "error"), (2, "formula"), ("", "formula"),
    (datetime(2026, 5, 4), "other"), (0.5, "number"), ("甲\n乙", "other"), (7.5, "number"),
]  # fmt: skip


def kind(found: Cell) -> str:
    if found.error:
        return "error"
    return "formula" if found.formula else "number" if found.number is not None else "other"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the same workbook in every format."""
    folder = tmp_path_factory.mktemp("saved")
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for name, value in VALUES.items():
        sheet[name] = value
        sheet[name].number_format = FORMATS.get(name, "General")
    workbook.create_sheet("藏").sheet_state = "hidden"
    workbook.save(folder / "a.xlsx")
    for suffix in ("xls", "ods", "xlsx"):
        converted(folder / "a.xlsx", suffix, folder / suffix)
    return folder


@pytest.mark.program("soffice")
@pytest.mark.parametrize("suffix", ["xls", "ods", "xlsx"])
def test_every_format_shows_the_same_values(saved: Path, suffix: str) -> None:
    book = opened((saved / suffix / f"a.{suffix}").read_bytes())
    column = [book.sheets[0].at(row, 1) for row in range(1, len(VALUES) + 1)]
    assert [(found.value, kind(found)) for found in column] == READ
    assert column[8].shown == "50%"
    assert [sheet.visible for sheet in book.sheets] == [True, False]


def test_the_package_of_a_test_is_what_openpyxl_would_write() -> None:
    """The helpers of this file write what another writer's reader takes as well."""
    assert opened(zipped(parts_of(PLAIN))) == opened(PLAIN)
    assert changed_package(PLAIN, "xl/workbook.xml") == zipped(parts_of(PLAIN))
