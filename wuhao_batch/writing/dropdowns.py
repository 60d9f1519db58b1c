"""Drop-down lists that a cell offers and holds to."""

from collections.abc import Iterable

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet


def literal(choices: Iterable[str]) -> str:
    """Return the formula of a list that stands in the workbook itself."""
    return f'"{",".join(choices)}"'


def offer(
    worksheet: Worksheet, cells: str, choices: str, prompt: str, title: str | None = None
) -> None:
    """Let cells take a blank or one of the choices.

    Args:
        worksheet: The sheet.
        cells: A range such as ``A2:A9``.
        choices: The formula of the list: :func:`literal`, or a range.
        prompt: Shown beside a cell that is chosen.
        title: Stands above the prompt.
    """
    offered = DataValidation(
        type="list",
        formula1=choices,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle="请选择",
        error="请从列表中选。",
        promptTitle=title,
        prompt=prompt,
    )
    offered.add(cells)
    worksheet.add_data_validation(offered)
