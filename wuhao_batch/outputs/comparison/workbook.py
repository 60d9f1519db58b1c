"""Draw output/compare.xlsx."""

from openpyxl.worksheet.header_footer import HeaderFooterItem

from wuhao_batch.outcome.changes import Changes
from wuhao_batch.outputs.comparison.tables import comparison_tables
from wuhao_batch.outputs.tables_workbook import TablesWorkbook, draw_across
from wuhao_batch.writing.printing import margin_text, page_count


def comparison_workbook(changes: Changes, unit: str, occasion: str) -> bytes:
    """Return two periods side by side as an .xlsx package.

    Args:
        changes: The results of now held against the earlier ones.
        unit: The word for what is assessed.
        occasion: The assessment as papers call it, with its period.
    """
    workbook = TablesWorkbook()
    for table in comparison_tables(changes, unit):
        worksheet = draw_across(workbook, table)
        title = f"{occasion}与{changes.before.span.words}对照：{table.name}"
        worksheet.HeaderFooter.oddHeader = HeaderFooterItem(left=margin_text(title, 10))
        worksheet.HeaderFooter.oddFooter = HeaderFooterItem(right=page_count(9))
    return workbook.to_bytes()
