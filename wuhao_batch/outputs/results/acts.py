"""经办记录: the decisions of the office on what was handed in, by whom and why; internal."""

from collections.abc import Iterable

from wuhao_batch.outputs.columns import Column, PaperTable, text_column
from wuhao_batch.records.acts import RecordedAct
from wuhao_batch.workspace.moments import in_china

ACTS = "经办记录"

_COLUMNS: tuple[Column[RecordedAct], ...] = (
    Column("时间", lambda row: f"{in_china(row.at):%Y-%m-%d %H:%M:%S}", 24),
    Column("编号", lambda row: row.subject),
    text_column("事项", lambda row: row.what, 50),
    text_column("经办人", lambda row: row.by or None, 12),
    text_column("理由", lambda row: row.why or None, 40),
    text_column("命令", lambda row: row.command, 20),
    Column("SHA-256", lambda row: row.sha256 or None, 13, centred=False, wrapped=False),
)

_PERIOD: Column[RecordedAct] = text_column("考核年度", lambda row: row.period or None, 14)


def acts_tables(acts: Iterable[RecordedAct]) -> tuple[PaperTable[RecordedAct], ...]:
    """Return the table of the decisions in the order of their times; none where there are none.

    A year of several rounds says of each whose it is.
    """
    rows = tuple(sorted(acts, key=lambda each: each.at))
    several = len({each.period for each in rows if each.period}) > 1
    columns = (*_COLUMNS, *([_PERIOD] if several else []))
    return (PaperTable(ACTS, columns, rows),) if rows else ()
