"""``wuhao accept``: choose one of several versions of somebody's workbook."""

import os
from dataclasses import replace
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.deciding import Decision, as_printed, owners_for
from wuhao_batch.jobs.handing_in import files_of, read_returns
from wuhao_batch.jobs.loading import load
from wuhao_batch.records import decisions
from wuhao_batch.records.acts import Act
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.workspace.folders import ImpossibleError, Workspace


@alone("accept")
def accept(workspace: Workspace, name: str, *, act: Act) -> Decision:
    """Record which version of somebody's workbook counts (``wuhao accept``).

    Args:
        workspace: Where it lies, and where decisions are remembered.
        name: The file as findings name it, as a path, or its last part.
        act: Who says so, and why.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: No such file or owner, or there is nothing to decide.
    """
    assessment = load(workspace)
    decision = accept_file(assessment, workspace, name, act)
    return replace(decision, findings=assessment.findings)


def accept_file(assessment: Assessment, workspace: Workspace, name: str, act: Act) -> Decision:
    """Record that one version of somebody's workbook was chosen over all others there now.

    Raises:
        ImpossibleError: It is not below ``input/returned/`` or ``input/panel/``, or no workbook
            that could count.
    """
    handed_in = read_returns(assessment, workspace, files_of(workspace))
    returned, panel = handed_in.examined.receipts, handed_in.books.receipts
    receipt = _find((*returned, *panel), workspace, name)
    if not receipt.state.is_version or receipt.owner is None or receipt.sha256 is None:
        raise ImpossibleError(
            f"“{receipt.file}”不能选定，它的状态是“{receipt.state.label}”。"
            "请先用 wuhao check 查看原因。"
        )
    others = [
        each.sha256
        for each in (panel if receipt in panel else returned)
        if each.owner == receipt.owner and each.state.is_version and each.sha256
    ]
    expected, owner = owners_for(assessment, receipt.file), receipt.owner
    decision = Decision(
        receipt.file, receipt.sha256, owner, expected.names[owner], expected.of_panel
    )
    deed = decision.deed("accept", f"选定“{decision.file}”作为{decision.name}的表", assessment, act)
    decisions.accept(workspace.records, owner, receipt.sha256, others, deed)
    return decision


def _is_shown_as(file: str, printed: str) -> bool:
    return f"/{as_printed(file)}".endswith(f"/{printed}")


def _find(receipts: tuple[Receipt, ...], workspace: Workspace, name: str) -> Receipt:
    """Return the receipt of that name: as findings write it, as a path, or only its last part."""
    outer, sign, inner = name.partition(INSIDE)
    path = Path(os.path.normpath(Path(outer).absolute()))
    written = {name, workspace.relative(path) + sign + inner}
    endings = tuple(f"/{each}" for each in written)
    inside = tuple(f"{each}{INSIDE}" for each in written)
    whole = [receipt for receipt in receipts if receipt.file in written]
    part = [
        receipt
        for receipt in receipts
        if receipt.file.endswith(endings) or receipt.file.startswith(inside)
    ]
    printed = as_printed(name)
    alike = [receipt for receipt in receipts if _is_shown_as(receipt.file, printed)]
    found = whole or part or alike
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"“{receipt.file}”" for receipt in found)
        raise ImpossibleError(f"“{name}”不止一份，请写明是哪一份：{names}。")
    raise ImpossibleError(
        f"input/returned 和 input/panel 里没有收到“{name}”。"
        "请照“回收情况”或提示里的文件名填写，有空格的加引号。"
    )
