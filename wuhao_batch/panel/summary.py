"""填报情况: a branch's report on one item, in short."""

from collections.abc import Iterator

from wuhao_batch.findings.finding import shorten
from wuhao_batch.returns.checks import Checked
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item
from wuhao_batch.tables import shown

LONGEST = 240
LONGEST_NAME, LONGEST_REMARK = 22, 60
NOT_RETURNED = "（未交表）"


def reported(checked: Checked | None, item: Item) -> str:
    """Return counts that are not 0 with their remarks, and the others in a word."""
    if checked is None:
        return NOT_RETURNED
    told = list(_told(checked, item))
    if not item.measures:
        return ""
    if not told:
        return "各项均为0"
    rest = "其余为0" if len(told) < len(item.measures) else ""
    return shorten("；".join([*told, rest] if rest else told), LONGEST)


def _told(checked: Checked, item: Item) -> Iterator[str]:
    counts, remarks = checked.counts, checked.source.inputs["备注"]
    for measure in item.measures:
        count = counts.get(measure.code)
        remark = remarks[measure.code].cell.seen.strip()
        if count == 0 and measure.idle_at_zero and not remark:
            continue
        name = shorten(measure.name.partition("（")[0], LONGEST_NAME)
        told = f"{name} {_count(checked, measure, count)}"
        yield f"{told}（{shorten(remark, LONGEST_REMARK)}）" if remark else told


def _count(checked: Checked, measure: Measure, count: int | None) -> str:
    if count is None:
        typed = shown(checked.source.inputs["数量"][measure.code].cell).strip()
        return f"“{shorten(typed, LONGEST_NAME)}”待更正" if typed else "未填"
    return measure.answer.spoken(count)
