"""Write one decision into ``input/decisions.xlsx``."""

from collections.abc import Mapping

from wuhao_batch.assessment.written_rows import OfficeBook, WrittenRow
from wuhao_batch.panel.meeting.layout import BLANK_PROPERTY, DecisionSheet
from wuhao_batch.workspace.folders import DECISIONS


def with_row(data: bytes, sheet: DecisionSheet, values: Mapping[str, object]) -> WrittenRow:
    """Return a workbook with a decision below the last one.

    Args:
        data: The workbook as it lies there.
        sheet: The sheet that the decision belongs on.
        values: Header → text, Decimal or date.

    Raises:
        ImpossibleError: It cannot be read, or could not be written again without a loss.
    """
    return OfficeBook(DECISIONS, sheet.name, sheet.required, BLANK_PROPERTY).with_row(data, values)
