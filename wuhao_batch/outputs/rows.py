"""Rows that several tables of results.xlsx share, and what a cell of them is traced to."""

from collections.abc import Mapping
from datetime import date

from wuhao_batch.returns.entries import Entry
from wuhao_batch.returns.settle import Receipt
from wuhao_batch.roster import Branch

Row = Mapping[str, object]


def who(branch: Branch) -> Row:
    """A branch, as every table begins with it."""
    return {"编号": branch.code, "党总支": branch.name}


def at(entry: Entry) -> Row:
    """Where an entry stands."""
    place = entry.place
    return {"文件": place.file, "工作表": place.sheet, "单元格": place.cell}


def receipt_row(receipt: Receipt, deadline: date | None) -> Row:
    """What became of a file; late ones are marked."""
    saved = receipt.saved
    late = "（迟交）" if deadline and saved and saved.date() > deadline else ""
    return {
        "状态": receipt.state,
        "文件": receipt.file,
        "SHA-256": receipt.sha256,
        "回收时间": f"{saved:%Y-%m-%d %H:%M}{late}" if saved else None,
    }
