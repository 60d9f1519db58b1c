"""The 识别码 where nobody sees it: on a very hidden sheet and in a document property."""

from collections.abc import Mapping

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from wuhao_batch.assessment.layout import ID_LABEL, META_PROPERTY, META_SHEET


def carry_identity(workbook: Workbook, identity: str, facts: Mapping[str, str]) -> None:
    """Put a 识别码 on a very hidden sheet, with facts for people, and in a property."""
    meta = workbook.create_sheet(META_SHEET)
    meta.sheet_state = "veryHidden"
    for row, pair in enumerate(((ID_LABEL, identity), *facts.items()), start=1):
        for column, text in enumerate(pair, start=1):
            meta.cell(row, column, text).data_type = "s"
    meta.protection.sheet = True
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=META_PROPERTY, value=identity))
