"""Inputs that count although nobody sees them: in hidden rows, below a merge, white on white."""

from collections.abc import Iterable, Iterator

from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.returns.entries import Input
from wuhao_batch.sheets import spans


def tell_unseen(entries: Iterable[Input], branch: str | None) -> Iterator[Finding]:
    """Report filled inputs that nobody sees: one finding (L014) a sheet and cause."""
    causes: dict[tuple[str | None, str], list[Input]] = {}
    for entry in entries:
        if entry.cell.unseen and not entry.cell.blank and not entry.absent:
            causes.setdefault((entry.place.sheet, entry.cell.unseen), []).append(entry)
    for (_, why), hidden in causes.items():
        cells = "、".join(spans(entry.place.cell or "" for entry in hidden))
        first = hidden[0]
        value = first.cell.text if len(hidden) == 1 else None
        yield finding("L014", first.place, value=value, branch=branch, cells=cells, why=why)
