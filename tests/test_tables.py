"""Tables of papers: what is written row by row as text is what openpyxl writes cell by cell."""

import importlib
import io
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.drawing import parts_of
from wuhao_batch.findings.finding import Place
from wuhao_batch.outputs import tables_workbook
from wuhao_batch.outputs.columns import NOTHING, Column, PaperTable, text_column
from wuhao_batch.outputs.links import link_to
from wuhao_batch.outputs.results.long_tables import long_tables
from wuhao_batch.outputs.standing import papers_written, plan_papers
from wuhao_batch.outputs.tables_workbook import BOXED, LINKED, TablesWorkbook
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import Look, write
from wuhao_batch.writing.plain_text import workbook_text
from wuhao_batch.writing.row_heights import fit_rows

ODD: tuple[object, ...] = (
    None,
    NOTHING,
    "",
    0,
    -3,
    12.5,
    Decimal("7.50"),
    Decimal(100),
    10**15,
    "甲党总支",
    "=1+1",
    "-1",
    "@a",
    " 前后有空格 ",
    "两行\n字",
    "回车\r换行",
    "\t制表",
    "<b>&amp;\"'",
    "_x0041_",
    "\x00\x1f\u202e",
    "𠮷\u3000",
    "长" * 40,
    "长" * 33_000,
    "7.5",
)
RED, YELLOW = "F6D5D1", "FFE699"


def place_of(value: object) -> Place:
    shown = value is not None and workbook_text(str(value))
    return Place(f"input/{value!s:.9}.xlsx" if shown else None, "表 '1'", "B2")


def fill_of(value: object) -> str | None:
    return {0: RED, -3: YELLOW}.get(value) if isinstance(value, int) else None


TABLE: PaperTable[Any] = PaperTable(
    "表",
    (
        Column("居中", lambda row: row, 12),
        text_column("文字", lambda row: row, 9),
        text_column("文件", lambda row: row, 30, link=place_of),
        Column("颜色", lambda row: row, fill=fill_of),
        Column("不换行", lambda row: row, 13, wrapped=False),
        Column("分", lambda row: Decimal("0.25") if row else None),
        Column("数", lambda row: 3 if row else None),
    ),
    ODD,
)


def look_of(column: Column[Any], value: object) -> Look:
    look = BOXED.cell(column).but(wrapped=column.wrapped)
    formats = {"分": "0.00", "数": "0"}
    look = look.but(number_format=formats.get(column.header, "0.00"))
    if column.link and place_of(value).file:
        look = look.but(color=LINKED, underlined=True)
    fill = column.fill(value) if column.fill else None
    return look.but(fill=PatternFill("solid", fgColor=fill)) if fill else look


def cell_by_cell() -> bytes:
    """The same table, drawn by openpyxl alone."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = TABLE.name
    for number, column in enumerate(TABLE.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        write(sheet, 1, number, column.header, BOXED.head(column))
        for row, value in enumerate(TABLE.rows, start=2):
            cell: Any = write(sheet, row, number, column.value(value), look_of(column, value))
            if column.link and place_of(value).file:
                target, at = link_to(place_of(value))
                cell.hyperlink = Hyperlink(ref=cell.coordinate, target=target, location=at)
    fit_rows(sheet)
    return to_bytes(workbook)


def as_text() -> bytes:
    workbook = TablesWorkbook()
    workbook.draw(TABLE)
    return workbook.to_bytes()


def seen(sheet: Worksheet, row: int, number: int) -> tuple[object, ...]:
    """Everything that a person sees of a cell, and where it leads."""
    cell: Any = sheet.cell(row, number)
    link = cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location)
    looks = (cell.font, cell.fill, cell.border, cell.alignment, cell.number_format)
    return cell.value, cell.data_type, link, cell.quotePrefix, *map(repr, looks)


@pytest.fixture(scope="module")
def both() -> tuple[Worksheet, Worksheet]:
    ways = (load_workbook(io.BytesIO(data)) for data in (as_text(), cell_by_cell()))
    ours, theirs = (workbook[TABLE.name] for workbook in ways)
    assert isinstance(ours, Worksheet)
    assert isinstance(theirs, Worksheet)
    return ours, theirs


@pytest.mark.parametrize("row", range(1, len(ODD) + 2))
def test_every_cell_is_the_one_that_openpyxl_writes(
    both: tuple[Worksheet, Worksheet], row: int
) -> None:
    ours, theirs = both
    for number in range(1, len(TABLE.columns) + 1):
        assert seen(ours, row, number) == seen(theirs, row, number), TABLE.columns[number - 1]
    assert ours.row_dimensions[row].height == theirs.row_dimensions[row].height


def test_the_sheet_knows_its_extent(both: tuple[Worksheet, Worksheet]) -> None:
    ours, theirs = both
    assert ours.dimensions == theirs.dimensions == ours.auto_filter.ref
    assert ours.freeze_panes == "A2"


def test_the_rows_themselves_are_the_same_bytes_but_for_numbers_of_styles() -> None:
    def rows(data: bytes) -> bytes:
        sheet = parts_of(data)["xl/worksheets/sheet1.xml"]
        rows = sheet[sheet.index(b"<sheetData>") : sheet.index(b"</sheetData>")]
        return b"".join(part.partition(b'"')[2] for part in rows.split(b' s="'))

    assert rows(as_text()) == rows(cell_by_cell())


def test_files_are_named_once_however_often_they_are_linked_to() -> None:
    table = PaperTable("表", (text_column("文件", str, 30, link=lambda _row: Place("a")),), (1, 2))
    workbook = TablesWorkbook()
    workbook.draw(table)
    parts = parts_of(workbook.to_bytes())
    assert parts["xl/worksheets/_rels/sheet1.xml.rels"].count(b"<Relationship ") == 1
    assert parts["xl/worksheets/sheet1.xml"].count(b"<hyperlink ") == 2


def test_an_empty_table_has_a_head() -> None:
    workbook = TablesWorkbook()
    workbook.draw(PaperTable("表", (text_column("文件", str, 30),), ()))
    (sheet,) = load_workbook(io.BytesIO(workbook.to_bytes())).worksheets
    assert [cell.value for cell in sheet[1]] == ["文件"]
    assert sheet.max_row == 1


# --- longer than a sheet --------------------------------------------------------------------------

LONG: PaperTable[int] = PaperTable(
    "得分来源",
    (
        Column("得分", lambda row: Decimal(row) / 4 if row else None),
        Column("名次", lambda row: row or None),
        Column("编号", lambda row: f"{row:02}"),
        Column("各样", lambda row: (NOTHING, "不考评", Decimal("7.50"))[row % 3]),
    ),
    tuple(range(5)),
)
SHORT = PaperTable("汇总", LONG.columns, (1, 2, 3))


def test_a_sheet_has_the_first_rows_of_a_table_that_it_does_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables_workbook, "MOST_ROWS", 3)
    workbook = TablesWorkbook()
    workbook.draw(LONG)
    (sheet,) = load_workbook(io.BytesIO(workbook.to_bytes())).worksheets
    assert [cell.value for cell in sheet["C"]] == ["编号", "00", "01", "02"]


def test_all_of_it_is_in_parquet_with_exact_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pyarrow")
    parquet = importlib.import_module("pyarrow.parquet")
    monkeypatch.setattr(tables_workbook, "MOST_ROWS", 3)
    monkeypatch.setattr("wuhao_batch.outputs.results.long_tables._PIECE", 2)
    files, _ = long_tables([LONG, SHORT])
    assert list(files) == ["results_得分来源.parquet"]
    table = parquet.read_table(io.BytesIO(files["results_得分来源.parquet"])).to_pydict()
    assert table == {
        "得分": [None, *(Decimal(row) / 4 for row in range(1, 5))],
        "名次": [None, 1, 2, 3, 4],
        "编号": ["00", "01", "02", "03", "04"],
        "各样": [None, "不考评", "7.5", None, "不考评"],
    }
    assert long_tables([LONG])[0] == files, "the same bytes again"


def test_what_was_longer_than_a_sheet_goes_with_the_run_that_needs_it_no_more(
    tmp_path: Path,
) -> None:
    old, now = tmp_path / "results_旧表.parquet", tmp_path / "results_得分来源.parquet"
    old.write_bytes(b"")
    plan = plan_papers({now.name: b"PAR1"}, tmp_path, None, draft=False).plan
    assert plan.write == {now: b"PAR1"}
    assert old in plan.remove
    assert papers_written(plan, tmp_path) == {now.name: now}
