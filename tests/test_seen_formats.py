"""What a person sees of a cell in .xls, .xlsb and .ods: looks, formats, hiding, what lies beside.

Most workbooks are drawn record by record or element by element; one is saved by LibreOffice.
"""

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from tests.support.drawing import zipped
from tests.support.hostile.crafting import (
    FONT,
    FORMAT,
    MULRK,
    XF,
    XLSB_SHEET,
    biff,
    compound,
    record,
    record12,
    relations,
    row12,
    wide,
    xls,
    xlsb,
)
from tests.support.packing import ods, old_formula, old_label, old_number, opened, table
from tests.support.programs import converted
from wuhao_batch.reading.formats.showing import MOMENT
from wuhao_batch.reading.looks import (
    COVERED,
    FILTERED_ROW,
    HIDDEN_COLUMN,
    HIDDEN_ROW,
    SAME_COLOURS,
    UNKNOWN_FORMAT,
    ZERO_NOT_SHOWN,
)
from wuhao_batch.sheets import Beside, Cell, Sheet

Kind = tuple[bool, int, bool]
"""How a run is set: struck; 1 raised, 2 lowered; in white."""

KINDS: list[Kind] = [
    (struck, script, white)
    for struck in (False, True)
    for script in (0, 1, 2)
    for white in (False, True)
]
PLAIN: Kind = (False, 0, False)
Runs = Sequence[tuple[str, Kind]]


def sheet_of(data: bytes) -> Sheet:
    return opened(data).sheets[0]


def first(data: bytes) -> Cell:
    return sheet_of(data).at(1, 1)


def marks(runs: Runs, number: Callable[[Kind], int]) -> list[tuple[int, int]]:
    """Where in UTF-16 the font changes, and to which."""
    found, place = [], 0
    for text, kind in runs:
        found.append((place, number(kind)))
        place += len(text.encode("utf-16-le")) // 2
    return found


def words(runs: Runs) -> str:
    return "".join(text for text, _ in runs)


# --- .xls -----------------------------------------------------------------------------------------

WHITE, AUTOMATIC = 9, 0x7FFF


def old_font(kind: Kind) -> bytes:
    struck, script, white = kind
    colour = WHITE if white else AUTOMATIC
    told = (220, 8 if struck else 0, colour, 400, script, 0, 0, 0, 0)
    return record(FONT, "5H4B", *told, more=b"\x05\0Arial")


def old_font_number(kind: Kind) -> int:
    """There is no font of number 4."""
    place = KINDS.index(kind)
    return place + (place > 3)


def old_format(number: int = 0, kind: Kind = PLAIN, ground: int | None = None) -> bytes:
    fill = 0 if ground is None else 1 << 26
    colours = 64 if ground is None else ground
    told = (old_font_number(kind), number, 1, fill, colours)
    return record(XF, "3H8xIH", *told)


def old_book(cells: bytes, formats: bytes = b"", more: bytes = b"") -> bytes:
    """A workbook with one font of each kind; its formats begin with ``formats``."""
    return xls(cells, b"".join(map(old_font, KINDS)) + more + formats)


def old_runs(runs: Runs) -> bytes:
    text = words(runs).encode("utf-16-le")
    found = marks(runs, old_font_number)
    more = b"\1" + text + struct.pack("<H", len(found))
    more += b"".join(struct.pack("<2H", *mark) for mark in found)
    return old_book(record(0xD6, "4H", 0, 0, 0, len(text) // 2, more=more))


def old_cell(number_format: int = 0, kind: Kind = PLAIN, value: float = 3, **more: Any) -> Cell:
    return first(old_book(old_number(0, 0, value), old_format(number_format, kind), **more))


def test_the_names_of_the_streams_of_an_old_workbook_mind_no_case() -> None:
    stream = biff([("甲", old_number(0, 0, 7.5))])
    for name in ("WORKBOOK", "BOOK", "workbook"):
        assert first(compound({name: stream})) == Cell(7.5)


def test_what_lies_behind_the_end_of_an_old_workbook_is_nothing() -> None:
    stream = biff([("甲", old_number(0, 0, 7.5))])
    for more in (bytes(7), b"\x3c", b"\xff" * 30):
        assert first(compound({"Workbook": stream + more})) == Cell(7.5)


def test_the_format_of_an_old_number_is_known_however_odd_another_record_is() -> None:
    odd = record(0x0092, "H", 0) + record(0x0293, "2H", 0xFFFF, 0xFFFF)  # a palette, a style
    assert old_cell(9, value=0.5, more=odd) == Cell(0.5, shown="50%")
    assert old_cell(60_000, value=0.5) == Cell(0.5), "an id that nobody described is General"


def test_the_own_codes_of_an_old_workbook_are_read() -> None:
    code = '"约"0'
    described = record(FORMAT, "2HB", 170, len(code), 1, more=code.encode("utf-16-le"))
    assert old_cell(170, value=4, more=described) == Cell(4, shown="约4")


def test_packed_numbers_of_an_old_workbook_are_seen_in_their_formats() -> None:
    cells = record(MULRK, "3HIHIH", 0, 0, 0, (50 << 2) | 3, 1, (6000 << 2) | 2, 1)
    sheet = sheet_of(old_book(cells, old_format(9) + old_format(20)))
    assert sheet.at(1, 1) == Cell(0.5, shown="50%")
    assert (sheet.at(1, 2).value, sheet.at(1, 2).look) == (6000, MOMENT)


def test_rows_and_columns_of_an_old_workbook_are_hidden_by_flag_size_and_filter() -> None:
    def row(number: int, height: int, flags: int) -> bytes:
        return record(0x0208, "6HI", number, 0, 9, height, 0, 0, flags)

    cells = [old_number(place, 0, place + 1) for place in range(4)] + [old_number(0, 5, 9)]
    about = row(0, 300, 0) + row(1, 300, 0x20) + row(2, 0, 0) + row(3, 300, 0)
    columns = record(0x7D, "6H", 5, 5, 2000, 0, 1, 0)
    sheet = sheet_of(old_book(about + columns + b"".join(cells)))
    assert [sheet.at(place, 1).unseen for place in range(1, 5)] == ["", HIDDEN_ROW, HIDDEN_ROW, ""]
    assert sheet.at(1, 6).unseen == HIDDEN_COLUMN
    filtered = sheet_of(old_book(record(0x9B) + about + b"".join(cells)))
    assert filtered.at(2, 1).unseen == FILTERED_ROW


def test_a_cell_under_a_merge_of_an_old_workbook_is_covered() -> None:
    merge = record(0xE5, "5H", 1, 0, 1, 0, 1)
    cells = old_number(0, 0, 1) + old_number(1, 1, 2) + old_number(2, 0, 3)
    sheet = sheet_of(old_book(cells + merge))
    found = [sheet.at(*place).unseen for place in ((1, 1), (2, 2), (3, 1))]
    assert found == ["", COVERED, ""]


def test_a_zero_that_an_old_sheet_does_not_show_is_not_shown() -> None:
    window = record(0x023E, "H", 0x02A6)
    sheet = sheet_of(old_book(old_number(0, 0, 0) + old_number(0, 1, 2) + window))
    assert sheet.at(1, 1) == Cell(0, shown="", look=ZERO_NOT_SHOWN)
    assert sheet.at(1, 2) == Cell(2)


def anchored(row: int, column: int) -> bytes:
    """The record before an object that begins in that cell."""
    place = struct.pack("<9H", 0, column, 0, row, 0, column + 1, 0, row + 1, 0)
    return record(0xEC, more=struct.pack("<2HI", 0, 0xF010, 18) + place)


def worded(text: str) -> bytes:
    """The record with the words of an object."""
    told = record(0x01B6, "2H6x2H4x", 0, 0, len(text), 16)
    return told + record(0x3C, "B", 1, more=text.encode("utf-16-le")) + record(0x3C, more=bytes(16))


def test_what_lies_over_the_cells_of_an_old_sheet_is_told() -> None:
    def thing(kind: int, number: int) -> bytes:
        return record(0x5D, "4H", 0x15, 18, kind, number)

    drawn = anchored(4, 2) + thing(6, 1) + worded("应为12") + anchored(0, 7) + thing(8, 2)
    drawn += anchored(9, 0) + thing(0x14, 3)  # the arrow of a filter
    drawn += anchored(2, 3) + thing(0x19, 4) + worded("此处应为12分")
    drawn += record(0x1C, "4H", 1, 1, 0, 4) + record(0x1C, "H", 1)  # and one that is cut short
    sheet = sheet_of(old_book(old_number(0, 0, 1) + drawn))
    assert set(sheet.beside) == {
        Beside("文本框", 5, 3, "应为12"),
        Beside("图片", 1, 8),
        Beside("批注", 2, 2, "此处应为12分"),
    }
    assert sheet.at(1, 1) == Cell(1)


def test_a_text_over_several_records_keeps_its_characters() -> None:
    head = record(0xFC, "2IHB", 1, 1, 6, 1, more="甲乙".encode("utf-16-le"))
    narrow = record(0x3C, "B", 0, more=b"ab") + record(
        0x3C, "B", 1, more="丙丁".encode("utf-16-le")
    )
    data = xls(record(0xFD, "3HI", 0, 0, 0, 0), shared=head + narrow)
    assert first(data) == Cell("甲乙ab丙丁")


def test_a_formula_whose_text_never_came_has_no_result() -> None:
    waiting = bytes((0, 0, 0, 0, 0, 0, 0xFF, 0xFF))
    sheet = sheet_of(xls(old_formula(0, 0, waiting) + old_label(0, 1, "甲")))
    assert sheet.at(1, 1).has_no_result
    assert sheet.at(1, 2) == Cell("甲")


# --- .xlsb ----------------------------------------------------------------------------------------


def colour12(rgb: int | None) -> bytes:
    if rgb is None:
        return bytes(8)
    return struct.pack("<2Bh", 5, 0, 0) + rgb.to_bytes(3, "big") + b"\xff"


def font12(kind: Kind) -> bytes:
    struck, script, white = kind
    more = colour12(0xFFFFFF if white else None) + b"\0" + wide("宋体")
    return record12(43, "4H4B", 220, 8 if struck else 0, 400, script, 0, 0, 0, 0, more=more)


def binary_book(
    *cells: bytes, number: int = 0, kind: Kind = PLAIN, code: str = "", after: bytes = b""
) -> bytes:
    """A workbook with cells of row 1; the second cell format is of that number and kind."""
    fills = record12(45, "I", 0, more=colour12(None) * 2)
    formats = [(0, 0), (number, KINDS.index(kind))]
    xfs = b"".join(record12(47, "5H6x", 0, told, font, 0, 0) for told, font in formats)
    codes = record12(44, "H", number, more=wide(code)) if code else b""
    fonts = b"".join(map(font12, KINDS))
    # a cell format between other marks is one of the named styles
    named = record12(626) + record12(47, "5H6x", 0, 14, 1, 0, 0) + record12(627)
    styles = codes + fonts + fills + named + record12(617, "I", 2) + xfs + record12(618)
    parts = [("worksheet", "worksheets/sheet1.bin", ""), ("styles", "styles.bin", "")]
    changes = {
        "xl/styles.bin": styles,
        "xl/_rels/workbook.bin.rels": relations(*parts),
    }
    return xlsb(row12(0, *cells) + after, changes=changes)


def binary_runs(runs: Runs) -> bytes:
    found = marks(runs, KINDS.index)
    rich = b"\1" + wide_utf16(words(runs)) + struct.pack("<I", len(found))
    rich += b"".join(struct.pack("<2H", *mark) for mark in found)
    return binary_book(record12(62, "2I", 0, 0, more=rich))


def wide_utf16(text: str) -> bytes:
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def real12(value: float) -> bytes:
    return record12(5, "2Id", 0, 1, value)


def test_numbers_of_a_binary_workbook_are_seen_in_their_formats() -> None:
    assert first(binary_book(real12(0.5), number=9)) == Cell(0.5, shown="50%")
    assert first(binary_book(real12(0.5), number=20)) == Cell(0.5, shown="12:00", look=MOMENT)
    assert first(binary_book(real12(4), number=170, code='"约"0')) == Cell(4, shown="约4")
    assert first(binary_book(record12(2, "3I", 0, 1, (50 << 2) | 3), number=9)).shown == "50%"
    short = record12(13, "2I", 1, (50 << 2) | 3)
    assert first(binary_book(short, number=9)) == Cell(0.5, shown="50%")


def test_formulas_and_errors_of_a_binary_workbook_are_seen() -> None:
    cells = (
        record12(9, "2Id", 0, 0, 3.0),
        record12(8, "2I", 1, 0, more=wide("甲")),
        record12(10, "2IB", 2, 0, 1),
        record12(11, "2IB", 3, 0, 7),
        record12(3, "2IB", 4, 0, 0x2A),
        record12(8, "2I", 5, 0, more=wide('=DISPIMG("ID_1",1)')),
    )
    sheet = sheet_of(binary_book(*cells))
    assert [sheet.at(1, column) for column in range(1, 6)] == [
        Cell(3, "=…"),
        Cell("甲", "=…"),
        Cell(True, "=…"),
        Cell("#DIV/0!", "=…", error=True),
        Cell("#N/A", error=True),
    ]
    assert sheet.at(1, 6).picture


def test_what_hides_cells_of_a_binary_workbook_is_told() -> None:
    def row(number: int, height: int, flags: int) -> bytes:
        return record12(0, "2IH3BI", number, 0, height, 0, flags, 0, 0) + real12(number)

    after = row(1, 300, 0x10) + row(2, 0, 0) + row(3, 300, 0) + row(4, 300, 0)
    after += record12(176, "4I", 3, 4, 0, 0)
    columns = record12(60, "4IH", 5, 5, 2000, 0, 1)
    data = binary_book(columns, real12(1), record12(5, "2Id", 5, 0, 9.0), after=after)
    sheet = sheet_of(data)
    found = [sheet.at(row, 1).unseen for row in range(1, 6)]
    assert found == ["", HIDDEN_ROW, HIDDEN_ROW, "", COVERED]
    assert sheet.at(1, 6).unseen == HIDDEN_COLUMN
    filtered = sheet_of(binary_book(real12(1), after=after + record12(163, "2I", 0, 0)))
    assert filtered.at(2, 1).unseen == FILTERED_ROW


def test_a_zero_that_a_binary_sheet_does_not_show_is_not_shown() -> None:
    view = record12(137, "H", 0x8C)
    assert first(binary_book(view, real12(0))) == Cell(0, shown="", look=ZERO_NOT_SHOWN)


def test_notes_on_a_binary_sheet_are_told_and_damage_costs_only_them() -> None:
    note = record12(635, "5I", 0, 2, 2, 3, 3, more=bytes(16))
    note += record12(637, "B", 0, more=wide("此处应为12分"))
    related = {
        "xl/worksheets/_rels/sheet1.bin.rels": relations(("comments", "../comments1.bin", ""))
    }
    for part in (note, note + b"\xff", note + record12(635)):
        sheet = sheet_of(xlsb(changes={**related, "xl/comments1.bin": part}))
        assert sheet.beside == (Beside("批注", 3, 4, "此处应为12分"),)
        assert sheet.at(1, 2) == Cell(7.5)


def test_a_binary_sheet_that_is_cut_short_is_refused() -> None:
    whole = row12(0, real12(1))
    assert opened(xlsb(whole)).sheets[0].at(1, 1) == Cell(1)
    cut = {XLSB_SHEET: whole[:-3]}
    with pytest.raises(AssertionError, match="F002"):
        opened(xlsb(changes=cut))


# --- .ods -----------------------------------------------------------------------------------------

SCRIPTS = ("0% 100%", "super 58%", "sub 58%")


def text_properties(kind: Kind) -> str:
    struck, script, white = kind
    line = "solid" if struck else "none"
    return (
        f'<style:text-properties style:text-line-through-style="{line}" '
        f'style:text-position="{SCRIPTS[script]}" fo:color="{"#ffffff" if white else "#000000"}"/>'
    )


def style(name: str, inside: str, family: str = "table-cell", more: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{inside}</style:style>'


FLOAT = 'office:value-type="float" office:value="{}"'


def ods_cell(attributes: str, text: str | None, styles: str = "", cell: str = "table-cell") -> str:
    paragraph = "" if text is None else f"<text:p>{text}</text:p>"
    return f"<table:{cell} {attributes}>{paragraph}</table:{cell}>"


def ods_book(*cells: str, styles: str = "", row: str = "", before: str = "") -> bytes:
    rows = f"{before}<table:table-row {row}>{''.join(cells)}</table:table-row>"
    return zipped(ods(table(rows), styles=styles))


def ods_runs(runs: Runs) -> bytes:
    found = "".join(
        style(f"T{number}", text_properties(kind), "text") for number, kind in enumerate(KINDS)
    )
    spans = "".join(
        f'<text:span text:style-name="T{KINDS.index(kind)}">{text}</text:span>'
        for text, kind in runs
    )
    return ods_book(ods_cell('office:value-type="string"', spans), styles=found)


def test_a_style_of_opendocument_has_the_look_of_its_parents() -> None:
    found = style("a", text_properties((True, 0, False)))
    found += style("b", "", more='style:parent-style-name="a"')
    found += style("c", text_properties(PLAIN), more='style:parent-style-name="b"')
    cells = [ods_cell(f'table:style-name="{name}" {FLOAT.format(2)}', "2") for name in "abc"]
    sheet = sheet_of(ods_book(*cells, styles=found))
    struck = Cell(2, shown="", look="“2”已划去")
    assert [sheet.at(1, column) for column in (1, 2, 3)] == [struck, struck, Cell(2)]


def test_styles_of_opendocument_that_are_each_others_parents_end() -> None:
    found = "".join(
        style(one, "", more=f'style:parent-style-name="{other}"') for one, other in ("ab", "ba")
    )
    cell = ods_cell(f'table:style-name="a" {FLOAT.format(2)}', "2")
    assert first(ods_book(cell, styles=found)) == Cell(2)


def test_a_cell_of_opendocument_takes_the_style_of_its_row_or_column() -> None:
    found = style("s", text_properties((True, 0, False)))
    cell = ods_cell(FLOAT.format(2), "2")
    column = '<table:table-column table:default-cell-style-name="s"/>'
    assert first(ods_book(cell, styles=found, before=column)).shown == ""
    assert first(ods_book(cell, styles=found, row='table:default-cell-style-name="s"')).shown == ""


def test_the_template_of_an_opendocument_workbook_counts_and_its_damage_does_not() -> None:
    cell = ods_cell(f'table:style-name="s" {FLOAT.format(2)}', "2")
    parts = ods(table(f"<table:table-row>{cell}</table:table-row>"))
    named = ods(styles=style("s", text_properties((True, 0, False))))["content.xml"]
    assert first(zipped(parts | {"styles.xml": named})).shown == ""
    assert first(zipped(parts | {"styles.xml": b"<a>"})) == Cell(2)


def test_white_on_white_is_unseen_and_white_on_red_is_not() -> None:
    white = text_properties((False, 0, True))
    ground = '<style:table-cell-properties fo:background-color="#ff0000"/>'
    found = style("w", white) + style("r", white + ground)
    cells = [ods_cell(f'table:style-name="{name}" {FLOAT.format(2)}', "2") for name in "wr"]
    sheet = sheet_of(ods_book(*cells, styles=found))
    assert [sheet.at(1, column).unseen for column in (1, 2)] == [SAME_COLOURS, ""]


@pytest.mark.parametrize(
    ("inside", "look"),
    [
        ("<number:number/>", ""),
        ("<number:number/><number:text>分</number:text>", UNKNOWN_FORMAT),
        ('<number:number number:display-factor="1000"/>', UNKNOWN_FORMAT),
        ("<number:scientific-number/>", UNKNOWN_FORMAT),
    ],
)
def test_a_number_whose_text_was_left_out_is_told_where_its_format_changes_it(
    inside: str, look: str
) -> None:
    found = f'<number:number-style style:name="N1">{inside}</number:number-style>'
    found += style("s", "", more='style:data-style-name="N1"')
    attributes = f'table:style-name="s" {FLOAT.format(6000)}'
    assert first(ods_book(ods_cell(attributes, None), styles=found)) == Cell(6000, look=look)
    assert first(ods_book(ods_cell(attributes, "6"), styles=found)) == Cell(6000, shown="6")


def test_what_hides_cells_of_opendocument_is_told() -> None:
    cell = ods_cell(FLOAT.format(2), "2")
    assert first(ods_book(cell, row='table:visibility="collapse"')).unseen == HIDDEN_ROW
    assert first(ods_book(cell, row='table:visibility="filter"')).unseen == FILTERED_ROW
    column = '<table:table-column table:visibility="collapse"/>'
    assert first(ods_book(cell, before=column)).unseen == HIDDEN_COLUMN
    flat = style("f", '<style:table-row-properties style:row-height="0.01cm"/>', "table-row")
    assert first(ods_book(cell, styles=flat, row='table:style-name="f"')).unseen == HIDDEN_ROW
    covered = ods_cell(FLOAT.format(3), "3", cell="covered-table-cell")
    assert sheet_of(ods_book(cell, covered)).at(1, 2).unseen == COVERED


def test_a_zero_that_opendocument_does_not_show_is_not_shown() -> None:
    parts = ods(table(f"<table:table-row>{ods_cell(FLOAT.format(0), '0')}</table:table-row>"))
    settings = b'<a><b name="ShowZeroValues">false</b></a>'
    assert first(zipped(parts | {"settings.xml": settings})).shown == ""
    assert first(zipped(parts | {"settings.xml": b"<a>"})) == Cell(0)


def test_what_lies_over_the_cells_of_opendocument_is_told() -> None:
    note = "<office:annotation><text:p>应为</text:p><text:p>12</text:p></office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>15</text:p></draw:text-box></draw:frame>"
    picture = "<draw:frame><draw:image/></draw:frame>"
    chart = "<draw:frame><draw:object/><draw:image/></draw:frame>"
    shapes = f"<table:shapes><draw:g><draw:rect/>{picture}</draw:g></table:shapes>"
    inside = f"{note}<text:p>2</text:p>{box}"
    cells = [
        f"<table:table-cell {FLOAT.format(2)}>{inside}</table:table-cell>",
        f"<table:table-cell>{chart}</table:table-cell>",
    ]
    sheet = sheet_of(ods_book(*cells, before=shapes))
    assert set(sheet.beside) == {
        Beside("批注", 1, 1, "应为\n12"),
        Beside("文本框", 1, 1, "15"),
        Beside("图表", 1, 2),
        Beside("图形", 1, 1),
        Beside("图片", 1, 1),
    }
    assert sheet.at(1, 1) == Cell(2)


# --- runs, in every format ------------------------------------------------------------------------

WRITERS = {"xls": old_runs, "xlsb": binary_runs, "ods": ods_runs}
Pieces = st.lists(
    st.tuples(st.sampled_from(["1", "20", ".5", "分", "是", "𠮷"]), st.sampled_from(KINDS)),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("name", WRITERS)
@given(Pieces)
def test_a_text_in_runs_is_plain_only_if_every_run_is(name: str, runs: Runs) -> None:
    found = first(WRITERS[name](runs))
    assert found.value == words(runs)
    kinds = {kind for _, kind in runs}
    if kinds == {PLAIN}:
        assert found == Cell(words(runs))
        return
    assert found.look or found.unseen
    faint = all(white for _, _, white in kinds)
    left = words([run for run in runs if not run[1][0] and (faint or not run[1][2])])
    assert (found.value if found.shown is None else found.shown) == left
    assert (found.unseen == SAME_COLOURS) == faint
    for text, (struck, script, white) in runs:
        told = struck or (white and not faint) or script
        assert not told or text in found.look


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != PLAIN])
def test_a_number_that_is_set_in_one_look_is_told(kind: Kind) -> None:
    struck, script, white = kind
    data = {
        "xls": old_book(old_number(0, 0, 3), old_format(0, kind)),
        "xlsb": binary_book(real12(3), kind=kind),
        "ods": ods_book(
            ods_cell(f'table:style-name="s" {FLOAT.format(3)}', "3"),
            styles=style("s", text_properties(kind)),
        ),
    }
    look = "“3”已划去" if struck else ("", "“3”是上标", "“3”是下标")[script]
    wanted = Cell(3, shown="" if struck else None, look=look, unseen=SAME_COLOURS if white else "")
    for name, book in data.items():
        assert first(book) == wanted, name


def test_white_on_a_fill_is_seen_in_an_old_workbook() -> None:
    kind = (False, 0, True)
    red, white = old_format(0, kind, 10), old_format(0, kind, 9)
    assert first(old_book(old_number(0, 0, 3), red)) == Cell(3)
    assert first(old_book(old_number(0, 0, 3), white)).unseen == SAME_COLOURS


# --- as LibreOffice saves it ----------------------------------------------------------------------


def drawn() -> Workbook:
    """A workbook with each peculiarity in a row of its own."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    struck, raised = InlineFont(strike=True), InlineFont(vertAlign="superscript")
    sheet["A1"] = CellRichText(TextBlock(struck, "2"), TextBlock(InlineFont(), "0"))
    sheet["A2"] = CellRichText(TextBlock(InlineFont(), "5"), TextBlock(raised, "1"))
    for place, value in enumerate((14, 3, 0.5, 6000, 0.5, 13.5, 2, 8, 4), start=3):
        sheet.cell(place, 1).value = value
    sheet["A3"].font = Font(strike=True)
    sheet["A4"].font = Font(color="FFFFFF")
    for name, code in {"A5": "0%", "A6": "0,", "A7": "h:mm", "A8": "0", "A9": '"合格"'}.items():
        sheet[name].number_format = code
    sheet.row_dimensions[10].hidden = True
    sheet["A11"].font = Font(color="FFFFFF")
    sheet["A11"].fill = PatternFill("solid", "FF0000")
    sheet["C1"], sheet["C2"] = 1, 2
    sheet.column_dimensions["C"].hidden = True
    sheet["A1"].comment = Comment("应为12", "甲")
    return workbook


SEEN = {
    "A1": Cell("20", shown="0", look="“2”已划去"),
    "A2": Cell("51", look="“1”是上标"),
    "A3": Cell(14, shown="", look="“14”已划去"),
    "A4": Cell(3, unseen=SAME_COLOURS),
    "A5": Cell(0.5, shown="50%"),
    "A6": Cell(6000, shown="6"),
    "A7": Cell(0.5, shown="12:00", look=MOMENT),
    "A8": Cell(13.5, shown="14"),
    "A9": Cell(2, shown="合格"),
    "A10": Cell(8, unseen=HIDDEN_ROW),
    "A11": Cell(4),
    "C1": Cell(1, unseen=HIDDEN_COLUMN),
}


@pytest.mark.program("soffice")
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_what_libreoffice_saves_is_seen_as_it_was_drawn(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / "a.xlsx"
    drawn().save(source)
    sheet = sheet_of(converted(source, suffix, tmp_path / suffix).read_bytes())
    found = {name: sheet.at(int(name[1:]), " ABC".index(name[0])) for name in SEEN}
    assert found == SEEN
    assert [(each.kind, each.row, each.column) for each in sheet.beside] == [("批注", 1, 1)]
    assert "应为12" in sheet.beside[0].text
