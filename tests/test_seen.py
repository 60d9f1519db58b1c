"""What a person sees of an .xlsx sheet, and what nobody sees: fonts, colours, hiding, notes."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.support.drawing import zipped
from tests.support.hostile.crafting import MAIN_NS, relations
from tests.support.hostile.crafting import sheet as worksheet
from tests.support.packing import first_cell, ooxml, opened, refused, shared
from tests.support.programs import converted
from tests.support.survival import good
from wuhao_batch.reading.limits import MAX_BESIDE, MAX_COLUMNS, MAX_ROWS
from wuhao_batch.sheets import Beside, Cell, Sheet

STRUCK, RAISED, LOWERED, BOLD = (
    "<strike/>",
    '<vertAlign val="superscript"/>',
    '<vertAlign val="subscript"/>',
    "<b/>",
)
WHITE = '<color rgb="FFFFFFFF"/>'
SAME = "字的颜色与底色相同"


def run(text: str, look: str = "") -> str:
    """A run of a text; without a look it is set as its cell."""
    described = f"<rPr>{look}</rPr>" if look else ""
    return f'<r>{described}<t xml:space="preserve">{text}</t></r>'


def stylesheet(font: str = "", fill: str = "", code: str = "General", more: str = "") -> bytes:
    """A part of styles whose only cell format has that font, that fill and that code."""
    return (
        f'<styleSheet xmlns="{MAIN_NS}"><numFmts><numFmt numFmtId="170" formatCode="{code}"/>'
        f"</numFmts><fonts><font>{font}</font></fonts><fills><fill>{fill}</fill></fills>"
        '<cellXfs><xf numFmtId="170" fontId="0" fillId="0"/></cellXfs>'
        f'<dxfs><dxf><font>{STRUCK}</font><fill><patternFill patternType="solid"/></fill></dxf>'
        f"</dxfs>{more}</styleSheet>"
    ).encode()


def text_cell(item: str, **parts: Any) -> Cell:
    """A cell with that shared text; it is the same where the text stands in the cell itself."""
    by_number = worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    inside = worksheet(f'<row r="1"><c r="A1" t="inlineStr"><is>{item}</is></c></row>')
    found = first_cell(zipped(ooxml(by_number, sharedStrings=shared(item), **parts)))
    assert first_cell(zipped(ooxml(inside, **parts))) == found
    return found


def number_cell(value: str = "5", **parts: Any) -> Cell:
    return first_cell(
        zipped(ooxml(worksheet(f'<row r="1"><c r="A1"><v>{value}</v></c></row>'), **parts))
    )


# --- runs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (run("2", STRUCK) + run("0"), Cell("20", shown="0", look="“2”已划去")),
        (run("5") + run("1", RAISED), Cell("51", look="“1”是上标")),
        (run("H") + run("2", LOWERED) + run("O"), Cell("H2O", look="“2”是下标")),
        (run("是", STRUCK), Cell("是", shown="", look="“是”已划去")),
        (
            run("一", STRUCK) + run("二", STRUCK) + run("三") + run("四", STRUCK),
            Cell("一二三四", shown="三", look="“一二”已划去，“四”已划去"),
        ),
        (run("5", BOLD) + run("5"), Cell("55")),
        (run("5", '<strike val="0"/>') + run("5", '<vertAlign val="baseline"/>'), Cell("55")),
        (run("5") + run(" ", STRUCK), Cell("5 ")),
        ("<t>7</t>" + run("5", STRUCK), Cell("75", shown="7", look="“5”已划去")),
        (run("3") + run("_x000B_5", BOLD), Cell("3 5")),
        (run("1", WHITE) + run("4"), Cell("14", shown="4", look=f"“1”{SAME}")),
        (run("1", WHITE) + run("4", WHITE), Cell("14", unseen=SAME)),
    ],
)
def test_struck_raised_and_invisible_runs_are_told(runs: str, expected: Cell) -> None:
    phonetic = "<rPh><t>yī</t></rPh>"
    assert text_cell(runs + phonetic) == expected


LOOKS = st.sampled_from([STRUCK, RAISED, LOWERED, BOLD, WHITE, ""])
DIGITS = st.text("0123456789. 是否", min_size=1, max_size=3)


@given(st.lists(st.tuples(DIGITS, LOOKS), min_size=1, max_size=5))
def test_a_text_with_struck_or_raised_runs_never_passes_for_a_plain_one(
    runs: list[tuple[str, str]],
) -> None:
    found = text_cell("".join(run(text, look) for text, look in runs))
    filled = [(text, look) for text, look in runs if text.strip()]
    assert found.value == "".join(text for text, _ in runs)
    odd = {look for _, look in filled} & {STRUCK, RAISED, LOWERED}
    white = {look == WHITE for _, look in filled}
    assert bool(found.look) == bool(odd or white == {True, False})
    assert bool(found.unseen) == (white == {True})
    seen = "".join(text for text, look in runs if not text.strip() or look not in (STRUCK, WHITE))
    if white != {True}:
        assert (found.value if found.shown is None else found.shown) == seen


# --- fonts of whole cells -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        (STRUCK, Cell(5, shown="", look="“5”已划去")),
        (RAISED, Cell(5, look="“5”是上标")),
        (LOWERED, Cell(5, look="“5”是下标")),
        (BOLD, Cell(5)),
    ],
)
def test_a_cell_may_be_struck_or_raised_as_a_whole(font: str, expected: Cell) -> None:
    assert number_cell(styles=stylesheet(font)) == expected


def test_a_run_without_a_look_of_its_own_is_set_as_its_cell() -> None:
    found = text_cell(run("5") + run("1", BOLD), styles=stylesheet(STRUCK))
    assert found == Cell("51", shown="1", look="“5”已划去")


def test_a_blank_that_is_struck_is_a_blank() -> None:
    assert text_cell("<t> </t>", styles=stylesheet(STRUCK)) == Cell(" ")


def test_look_and_number_format_are_both_told() -> None:
    found = number_cell("0.5", styles=stylesheet(RAISED, code="0%"))
    assert found == Cell(0.5, shown="50%", look="“50%”是上标")


def test_a_text_is_shown_by_the_format_for_texts() -> None:
    words = stylesheet(code="0;0;0;&quot;约&quot;@")
    assert text_cell("<t>五</t>", styles=words) == Cell("五", shown="约五")
    struck = text_cell(run("五", STRUCK) + run("六"), styles=words)
    assert struck == Cell("五六", shown="约六", look="“五”已划去")


def test_zeros_may_be_left_out_on_a_whole_sheet() -> None:
    view = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    zeros = '<c r="A1"><v>0</v></c><c r="B1" t="str"><v>0</v></c><c r="C1"><v>5</v></c>'
    sheet = one_sheet(f'<row r="1">{zeros}</row>', before=view)
    assert sheet.at(1, 1) == Cell(0, shown="", look="工作表设置成不显示0")
    assert (sheet.at(1, 2), sheet.at(1, 3)) == (Cell("0"), Cell(5))


# --- colours ------------------------------------------------------------------------------------


def solid(colour: str) -> str:
    return (
        f'<patternFill patternType="solid"><fgColor {colour}/><bgColor indexed="64"/></patternFill>'
    )


def pattern(name: str) -> str:
    return f'<patternFill patternType="{name}"/>'


OWN_COLOURS = "".join(f'<rgbColor rgb="00{colour}"/>' for colour in ["112233", "FEFEFE"])
OWN = f"<colors><indexedColors>{OWN_COLOURS}</indexedColors></colors>"


@pytest.mark.parametrize(
    ("colour", "fill"),
    [
        ('rgb="FFFFFFFF"', ""),
        ('rgb="00FFFFFF"', pattern("none")),
        ('rgb="FFFDFDFE"', solid('rgb="FFFFFFFF"')),
        ('theme="0"', ""),
        ('theme="1" tint="1"', solid('theme="0"')),
        ('theme="0" tint="-0.25"', solid('rgb="FFBFBFBF"')),
        ('indexed="9"', ""),
        ('indexed="65"', pattern("none")),
        ('indexed="1"', solid('rgb="FFFEFEFE"')),
        ('indexed="13"', solid('rgb="FFFFFF00"')),
        ('rgb="FF000000"', solid('indexed="64"')),
        ('auto="1"', solid('theme="1"')),
    ],
)
def test_a_cell_in_the_colour_of_its_ground_is_not_seen(colour: str, fill: str) -> None:
    found = stylesheet(f"<color {colour}/>", fill, more=OWN)
    assert number_cell(styles=found) == Cell(5, unseen=SAME)
    assert text_cell("<t>五</t>", styles=found) == Cell("五", unseen=SAME)


@pytest.mark.parametrize(
    ("colour", "fill"),
    [
        ('rgb="FFFFFFFF"', solid('rgb="FFC00000"')),
        ('rgb="FFFFFFFF"', pattern("darkGray")),
        ('rgb="FFFFFFFF"', "<gradientFill><stop><color theme='1'/></stop></gradientFill>"),
        ('rgb="FFD9D9D9"', ""),
        ('theme="1"', ""),
        ('theme="0" tint="-0.5"', ""),
        ('theme="99"', ""),
        ('indexed="8"', ""),
        ('auto="1"', ""),
        ('rgb="nonsense"', ""),
        ("", solid('rgb="FFFFFF00"')),
    ],
)
def test_a_cell_in_another_colour_is_seen(colour: str, fill: str) -> None:
    assert number_cell(styles=stylesheet(f"<color {colour}/>", fill)) == Cell(5)


THEME = (
    '<a:theme xmlns:a="urn:a"><a:clrScheme><a:dk1><a:srgbClr val="FFFFFF"/></a:dk1><a:lt1>'
    '<a:sysClr val="window" lastClr="101010"/></a:lt1>'
    + '<a:x><a:srgbClr val="00AA00"/></a:x>' * 10
    + "</a:clrScheme></a:theme>"
).encode()


@pytest.mark.parametrize(("theme", "unseen"), [(THEME, SAME), (b"<damaged", "")])
def test_the_colours_of_a_theme_are_the_files_own(theme: bytes, unseen: str) -> None:
    found = stylesheet('<color theme="1"/>')
    assert number_cell(styles=found, theme=theme) == Cell(5, unseen=unseen)


def test_a_colour_of_the_number_format_goes_before_that_of_the_font() -> None:
    assert number_cell(styles=stylesheet(code="[White]0")).unseen == SAME
    assert number_cell(styles=stylesheet(WHITE, code="[Red]0")).unseen == ""


# --- hidden and covered cells -------------------------------------------------------------------


def one_sheet(rows: str, before: str = "", after: str = "") -> Sheet:
    return opened(zipped(ooxml(worksheet(rows, before, after)))).sheets[0]


def grid(*rows: str) -> str:
    """Rows 1, 2, … with those attributes and three cells each."""
    return "".join(
        f'<row r="{number}" {attributes}>'
        + "".join(f'<c r="{letter}{number}"><v>5</v></c>' for letter in "ABC")
        + "</row>"
        for number, attributes in enumerate(rows, start=1)
    )


def unseen(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {place: cell.unseen for place, cell in sheet.cells.items() if cell.unseen}


def in_row(number: int, reason: str) -> dict[tuple[int, int], str]:
    return {(number, column): reason for column in (1, 2, 3)}


@pytest.mark.parametrize(
    "attributes",
    [
        'hidden="1"',
        'hidden="true"',
        'ht="0" customHeight="1"',
        'ht="0.75"',
        'outlineLevel="1" hidden="1"',
    ],
)
def test_cells_of_a_hidden_row_are_not_seen(attributes: str) -> None:
    found = one_sheet(grid('hidden="0"', attributes, 'ht="15"'))
    assert unseen(found) == in_row(2, "所在的行已隐藏")
    assert found.at(2, 1).value == 5


def test_rows_that_a_filter_hides_are_told_from_others() -> None:
    rows = grid("", "", 'hidden="1"', "", 'hidden="1"')
    active = '<autoFilter ref="A2:C4"><filterColumn colId="0"/></autoFilter>'
    found = {**in_row(3, "所在的行被筛选隐藏"), **in_row(5, "所在的行已隐藏")}
    assert unseen(one_sheet(rows, after=active)) == found
    resting = one_sheet(rows, after='<autoFilter ref="A2:C4"/>')
    assert set(unseen(resting).values()) == {"所在的行已隐藏"}
    advanced = one_sheet(rows, before='<sheetPr filterMode="1"/>')
    assert set(unseen(advanced).values()) == {"所在的行被筛选隐藏"}


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ('<cols><col min="2" max="2" hidden="1"/></cols>', {2}),
        ('<cols><col min="2" max="16384" width="0"/></cols>', {2, 3}),
        ('<cols><col min="1" max="1" width="0.1" customWidth="1"/></cols>', {1}),
        ('<cols><col min="1" max="3" width="2"/></cols>', set()),
        (
            '<sheetFormatPr defaultColWidth="0"/><cols><col min="3" max="3" width="9"/></cols>',
            {1, 2},
        ),
        ('<cols><col min="x" max="3" hidden="1"/></cols>', set()),
    ],
)
def test_cells_of_a_hidden_column_are_not_seen(before: str, columns: set[int]) -> None:
    found = unseen(one_sheet(grid(""), before=before))
    assert found == {(1, column): "所在的列已隐藏" for column in columns}


def test_cells_under_a_merge_are_not_seen_but_the_first_is() -> None:
    merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C3"/></mergeCells>'
    found = unseen(one_sheet(grid("", "", ""), after=merges))
    assert found == dict.fromkeys([(1, 2), (2, 1), (2, 2)], "被合并的单元格盖住")


def test_a_cell_that_is_hidden_twice_is_told_once() -> None:
    merges = '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
    found = unseen(
        one_sheet(grid("", 'hidden="1"'), '<cols><col min="3" max="3" hidden="1"/></cols>', merges)
    )
    assert found[2, 3] == "所在的行已隐藏"
    assert found[1, 3] == "所在的列已隐藏"


# --- beside the cells ---------------------------------------------------------------------------

NS = 'xmlns:xdr="urn:x" xmlns:a="urn:a" xmlns:mc="urn:mc"'


def beside(people: str = "", **parts: tuple[str, str]) -> list[Beside]:
    """What is beside the cells of a sheet with those related parts, (kind, content) each."""
    own: dict[str, Any] = {"person": people.encode()} if people else {}
    found = ooxml(worksheet(grid("")), **own)
    targets = [(kind, f"../{name}.xml", "") for name, (kind, _) in parts.items()]
    found["xl/worksheets/_rels/sheet1.xml.rels"] = relations(*targets)
    found |= {f"xl/{name}.xml": content.encode() for name, (_, content) in parts.items()}
    book = opened(zipped(found))
    assert book.sheets[0].at(1, 1) == Cell(5)
    return ordered(book.sheets[0].beside)


def ordered(found: Iterable[Beside]) -> list[Beside]:
    return sorted(found, key=lambda each: (each.row, each.column, each.kind, each.text))


def notes(*said: tuple[str, str]) -> tuple[str, str]:
    listed = "".join(
        f'<comment ref="{place}"><text>{text}</text></comment>' for place, text in said
    )
    return "comments", f"<comments><commentList>{listed}</commentList></comments>"


def threads(*said: tuple[str, str, str]) -> tuple[str, str]:
    listed = "".join(
        f'<threadedComment ref="{place}" personId="{{{person}}}"><text>{text}</text>'
        "</threadedComment>"
        for place, person, text in said
    )
    return "threadedComment", f"<ThreadedComments>{listed}</ThreadedComments>"


def anchored(shape: str, column: int = 6, row: int = 24) -> str:
    start = f"<xdr:col>{column}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{row}</xdr:row>"
    end = "<xdr:col>99</xdr:col><xdr:row>99</xdr:row>"
    place = f"<xdr:from>{start}</xdr:from><xdr:to>{end}</xdr:to>"
    return f"<xdr:twoCellAnchor>{place}{shape}<xdr:clientData/></xdr:twoCellAnchor>"


def drawing(*anchors: str) -> tuple[str, str]:
    return "drawing", f"<xdr:wsDr {NS}>{''.join(anchors)}</xdr:wsDr>"


def shape(text: str, properties: str = "", name: str = "<xdr:cNvPr id='2'/>") -> str:
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    head = f"<xdr:nvSpPr>{name}<xdr:cNvSpPr {properties}/></xdr:nvSpPr>"
    return f"<xdr:sp>{head}<xdr:txBody>{lines}</xdr:txBody></xdr:sp>"


PICTURE = "<xdr:pic><xdr:nvPicPr><xdr:cNvPr id='3'/></xdr:nvPicPr></xdr:pic>"


def test_a_note_is_told_with_its_cell() -> None:
    found = beside(
        a=notes(("G25", "<r><t>张三:</t></r><r><t>\n应为12</t></r>"), ("B2", "<t>好</t>"))
    )
    assert found == [Beside("批注", 2, 2, "好"), Beside("批注", 25, 7, "张三:\n应为12")]


def test_a_threaded_comment_is_told_once_with_who_said_it() -> None:
    people = '<personList><person displayName="张三" id="{1}"/></personList>'
    mirror = notes(("G25", "<t>[线程批注] 你的 Excel 版本…</t>"), ("B2", "<t>好</t>"))
    said = threads(("G25", "1", "应改为12"), ("G25", "2", "同意"))
    found = beside(people, a=mirror, b=said)
    assert found == [Beside("批注", 2, 2, "好"), Beside("批注", 25, 7, "张三：应改为12\n同意")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (shape("12", 'txBox="1"'), [Beside("文本框", 25, 7, "12")]),
        (shape("应为\n12"), [Beside("图形", 25, 7, "应为\n12")]),
        (shape(""), [Beside("图形", 25, 7)]),
        ("<xdr:cxnSp><xdr:nvCxnSpPr/></xdr:cxnSp>", [Beside("图形", 25, 7)]),
        (PICTURE, [Beside("图片", 25, 7)]),
        (
            f"<xdr:grpSp>{PICTURE}{shape('甲')}</xdr:grpSp>",
            [Beside("图片", 25, 7), Beside("图形", 25, 7, "甲")],
        ),
        (
            f"<mc:AlternateContent><mc:Choice>{shape('甲')}</mc:Choice>"
            f"<mc:Fallback>{PICTURE}{shape('乙')}</mc:Fallback></mc:AlternateContent>",
            [Beside("图形", 25, 7, "甲")],
        ),
        ("<xdr:graphicFrame><a:graphic/></xdr:graphicFrame>", [Beside("图表", 25, 7)]),
        (shape("藏", name="<xdr:cNvPr id='2' hidden='1'/>"), []),
    ],
)
def test_what_is_drawn_over_the_cells_is_told(content: str, expected: list[Beside]) -> None:
    assert beside(a=drawing(anchored(content))) == ordered(expected)


def test_a_drawing_without_a_cell_is_told_at_the_first() -> None:
    lone = f"<xdr:absoluteAnchor><xdr:pos/>{PICTURE}</xdr:absoluteAnchor>"
    odd = anchored(PICTURE, column=-7, row=10**12)
    found = beside(a=drawing(anchored(PICTURE), lone), b=drawing(odd))
    assert found == [Beside("图片", 1, 1), Beside("图片", 25, 7)]


def test_old_controls_are_told_and_notes_among_them_are_not_told_twice() -> None:
    def old(kind: str, text: str, style: str = "") -> str:
        return (
            f'<v:shape style="{style}"><v:textbox><div>{text}</div></v:textbox>'
            f'<x:ClientData ObjectType="{kind}"><x:Anchor>6, 1, 24, 2, 7, 3, 25, 4</x:Anchor>'
            "</x:ClientData></v:shape>"
        )

    shapes = [old("Note", "批"), old("Checkbox", "同意"), old("Pict", "")]
    shapes.append(old("Button", "藏", "visibility:hidden"))
    vml = f'<xml xmlns:v="urn:v" xmlns:x="urn:x">{"".join(shapes)}</xml>'
    box = drawing(anchored(shape("同意")))
    found = beside(a=notes(("G25", "<t>批</t>")), b=box, c=("vmlDrawing", vml))
    note, control = Beside("批注", 25, 7, "批"), Beside("图形", 25, 7, "同意")
    assert found == ordered([note, control, Beside("图片", 25, 7)])


@pytest.mark.parametrize("damage", ["", "<a", "\0", "<a>&b;</a>"])
def test_damage_beside_the_cells_costs_only_what_it_hides(damage: str) -> None:
    for kind in ("comments", "threadedComment", "drawing", "vmlDrawing"):
        found = beside(a=(kind, damage), b=notes(("A1", "<t>好</t>")))
        assert found == [Beside("批注", 1, 1, "好")]
    parts = ooxml(worksheet(grid(""))) | {"xl/worksheets/_rels/sheet1.xml.rels": damage.encode()}
    assert opened(zipped(parts)).sheets[0].beside == ()


def test_what_is_beside_the_cells_is_bounded() -> None:
    many = notes(*((f"A{row}", "<t>好</t>") for row in range(1, MAX_BESIDE + 50)))
    assert len(beside(a=many)) == MAX_BESIDE


# --- far away -----------------------------------------------------------------------------------

FAR = [("XFD1", 1), (f"A{MAX_ROWS + 1}", MAX_ROWS + 1)]


@pytest.mark.parametrize(("place", "row"), FAR)
@pytest.mark.parametrize("content", ["<is><t> </t></is>", "<is><t>　\n</t></is>", "<is/>"])
def test_white_space_far_away_is_nothing(place: str, row: int, content: str) -> None:
    near = '<c r="A1"><v>5</v></c>' if row == 1 else ""
    blank = f'<row r="{row}">{near}<c r="{place}" t="inlineStr">{content}</c></row>'
    assert set(one_sheet(blank).cells) == ({(1, 1)} if near else set())


@pytest.mark.parametrize(("place", "row"), FAR)
@pytest.mark.parametrize("content", ["<v>0</v>", "<f>1</f>", "<f>1</f><v> </v>"])
def test_what_is_filled_far_away_is_refused(place: str, row: int, content: str) -> None:
    far = f'<row r="{row}"><c r="{place}">{content}</c></row>'
    assert refused(zipped(ooxml(worksheet(far)))) == "F017"
    assert row > MAX_ROWS or MAX_COLUMNS < 16_384


@pytest.mark.parametrize("content", ["<v/>", "<v></v>", "<v> </v>", ""])
def test_a_cell_for_a_shared_text_that_names_none_is_blank(content: str) -> None:
    cells = f'<row r="1"><c r="A1" t="s">{content}</c><c r="B1"><v>5</v></c></row>'
    assert set(one_sheet(cells).cells) == {(1, 2)}


# --- programs, and what we write ourselves ------------------------------------------------------


def edited(edits: Iterable[tuple[str, Any]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for place, value in edits:
        sheet[place] = value
    sheet["A2"].font = Font(strike=True)
    sheet["A3"].font = Font(color="FFFFFFFF")
    sheet["A4"].comment = Comment("应为12", "张三")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A7:B8")
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


@pytest.mark.program("soffice")
def test_another_program_writes_it_otherwise_and_it_is_seen_alike(tmp_path: Any) -> None:
    rich = CellRichText(TextBlock(InlineFont(strike=True), "2"), "0")
    cells = [(f"A{row}", row) for row in range(1, 8)] + [("A6", rich), ("C1", 1)]
    (tmp_path / "a.xlsx").write_bytes(edited(cells))
    ours = opened((tmp_path / "a.xlsx").read_bytes()).sheets[0]
    theirs = opened(converted(tmp_path / "a.xlsx", "xlsx", tmp_path / "saved").read_bytes()).sheets[
        0
    ]
    for sheet in (ours, theirs):
        looks = [
            (cell.shown, cell.look, cell.unseen)
            for cell in (sheet.at(row, 1) for row in (1, 2, 3, 6))
        ]
        struck, white = ("", "“2”已划去", ""), (None, "", SAME)
        assert looks == [(None, "", ""), struck, white, ("0", "“2”已划去", "")]
        assert (sheet.at(5, 1).unseen, sheet.at(1, 3).unseen) == (
            "所在的行已隐藏",
            "所在的列已隐藏",
        )
        ((kind, row, column),) = [(each.kind, each.row, each.column) for each in sheet.beside]
        assert (kind, row, column) == ("批注", 4, 1)


def test_in_a_form_of_ours_everything_is_in_plain_sight() -> None:
    for sheet in opened(good("form.xlsx")).sheets:
        assert sheet.beside == ()
        assert not [cell for cell in sheet.cells.values() if cell.unseen or cell.look]


def test_a_chart_over_the_cells_is_told() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append([1, 2])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, max_col=2, min_row=1))
    sheet.add_chart(chart, "D5")
    data = io.BytesIO()
    workbook.save(data)
    (beside,) = opened(data.getvalue()).sheets[0].beside
    assert (beside.kind, beside.row, beside.column) == ("图表", 5, 4)
