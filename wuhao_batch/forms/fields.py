"""Fields such as ``{党总支}`` in the cells of a workbook: found, and filled in."""

from collections.abc import Iterator, Mapping

from openpyxl.cell.cell import Cell as WorkbookCell
from openpyxl.workbook import Workbook

from wuhao_batch.assessment.fields import BRACED


def fill_fields(workbook: Workbook, values: Mapping[str, str]) -> list[tuple[WorkbookCell, str]]:
    """Replace the fields in all texts, and return the cells with what stood in them before.

    The live fields stay for the formulas to find.
    """
    found = [(cell, str(cell.value)) for cell in text_cells(workbook)]
    for cell, text in found:
        cell.value, cell.data_type = filled(text, values), "s"  # also a name that begins with =
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the values of its fields; others stay as they are."""
    return BRACED.sub(lambda match: values.get(match[1], match[0]), text)


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
