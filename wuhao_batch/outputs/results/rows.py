"""Rows and cells that several papers share, and what a figure in them is traced to."""

from collections.abc import Iterator, Mapping
from datetime import date

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.outcome.judging import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.layout import CODE, FINDER, GROUND
from wuhao_batch.returns.entries import Input
from wuhao_batch.returns.settle import Receipt

Row = Mapping[str, object]


def who(branch: Branch) -> Row:
    """A branch, as every table begins with it."""
    return {"编号": branch.code, "党总支": branch.name}


def at(entry: Input) -> Row:
    """Where an entry stands."""
    place = entry.place
    return {"文件": place.file, "工作表": place.sheet, "单元格": place.cell}


def receipt_row(receipt: Receipt, deadline: date | None) -> Row:
    """What became of a file; late ones are marked."""
    saved = receipt.saved
    late = "（迟交）" if receipt.is_late(deadline) else ""
    return {
        "状态": receipt.state,
        "文件": receipt.file,
        "SHA-256": receipt.sha256,
        "回收时间": f"{saved:%Y-%m-%d %H:%M}{late}" if saved else None,
    }


def remarks_on(result: Result) -> Iterator[str]:
    """What papers say behind a branch's verdict."""
    if result.proposed:
        yield "拟推荐"
    if result.tied:
        yield f"并列第{result.rank}名"
    if result.found:
        yield f"考评组认定{'、'.join(dict.fromkeys(veto.code for veto in result.found))}"
    if result.sub_branches and result.status is not Status.VETOED:
        yield f"党支部不达标：{'、'.join(result.sub_branches)}"


def veto_rows(outcome: Outcome) -> Iterator[Row]:
    """Every veto with its ground, declared by the branch or found by the 考评组: internal."""
    texts = {veto.code: veto.text for veto in outcome.assessment.standard.vetoes}
    for result in outcome.results:
        inputs = result.checked.source.inputs if result.checked else {}
        for code in result.checked.declared if result.checked else ():
            yield {
                **who(result.branch),
                "序号": code,
                "情形": texts[code],
                **{
                    header: inputs[header][code].cell.text
                    for header in ("涉及党支部", "时间", "情况说明")
                },
            }
        for veto in result.found:
            yield {
                **who(result.branch),
                "序号": veto.code,
                "情形": texts[veto.code],
                "涉及党支部": veto.text("涉及党支部"),
                "时间": veto.text("时间"),
                "情况说明": f"{veto.text(GROUND)}（{_found_by(veto)}）",
            }


def _found_by(veto: PanelVeto) -> str:
    finder = veto.text(FINDER)
    place = veto.entries[CODE].place
    by = f"认定人：{finder}，" if finder else ""
    return f"考评组认定，{by}见 {place.file} {place}"
