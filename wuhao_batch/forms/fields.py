"""Fields such as ``{党总支}`` in the cells of a workbook: found, and filled in."""

from collections.abc import Iterator, Mapping

from openpyxl.cell.cell import Cell as WorkbookCell
from openpyxl.workbook import Workbook

from wuhao_batch.assessment.fields import BRACED


def fill_fields(workbook: Workbook, values: Mapping[str, str]) -> None:
    """Replace the fields in all texts; the live ones stay for the formulas to find."""
    for cell in text_cells(workbook):
        cell.value = BRACED.sub(lambda match: values.get(match[1], match[0]), str(cell.value))
        cell.data_type = "s"  # a name that begins with = stays a text


def cells_with(workbook: Workbook, name: str) -> Iterator[WorkbookCell]:
    """Yield the cells whose whole text is that field."""
    for cell in text_cells(workbook):
        if str(cell.value).strip() == f"{{{name}}}":
            yield cell


def text_cells(workbook: Workbook) -> Iterator[WorkbookCell]:
    """Yield every text cell that has a field in it."""
    for worksheet in workbook.worksheets:
        for row in worksheet.iter_rows():
            for cell in row:
                if cell.data_type == "s" and BRACED.search(str(cell.value)):
                    assert isinstance(cell, WorkbookCell)  # noqa: S101  merged cells hold nothing
                    yield cell
