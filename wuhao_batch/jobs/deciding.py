"""The clerk's decisions on single files: whose a file is, and which version counts."""

import os
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.handing_in import files_of, look_at
from wuhao_batch.reading.isolated import child_processes
from wuhao_batch.records.decisions import accept, assign
from wuhao_batch.returns.intake import INSIDE, Received, receive
from wuhao_batch.returns.settle import VERSIONS, Receipt
from wuhao_batch.returns.whose import Expected, expected_forms, expected_workbooks, read_identity
from wuhao_batch.workspace.folders import PANEL_FOLDER, ImpossibleError, Workspace


@dataclass(frozen=True, slots=True)
class Decision:
    """What was remembered: the file, by its hash, and whose it is: a branch's or an evaluator's."""

    file: str
    sha256: str
    owner: str
    name: str
    of_panel: bool


def assign_file(assessment: Assessment, workspace: Workspace, name: str, code: str) -> Decision:
    """Remember whose a file is that has no clear 识别码.

    A file below ``input/panel/`` is an evaluator's, any other one a branch's.

    Raises:
        ImpossibleError: No such file or owner, or the workbook says itself whose it is.
    """
    received = _receive_one(workspace, name)
    expected = _expected(assessment, received.file)
    owner = expected.owner(code)
    if owner is None:
        where = "“评委”表里没有评委编号" if expected.of_panel else "名单里没有编号"
        raise ImpossibleError(f"{where}“{code}”。请核对 roster.xlsx。")
    if received.book is None or received.sha256 is None:
        raise ImpossibleError(f"“{received.file}”读不出来，不能指定。请先用 wuhao check 查看原因。")
    own, _ = read_identity(received.book, received.file, expected)
    if own is not None:
        raise ImpossibleError(
            f"“{received.file}”的识别码是{own}的，不用指定。认错了表请让对方重填。"
        )
    assign(workspace.records, received.sha256, expected.mark(owner))
    return Decision(received.file, received.sha256, owner, expected.names[owner], expected.of_panel)


def _expected(assessment: Assessment, file: str) -> Expected:
    of_panel = file.startswith(f"{PANEL_FOLDER}/")
    return expected_workbooks(assessment) if of_panel else expected_forms(assessment)


def _receive_one(workspace: Workspace, name: str) -> Received:
    """The one file of that name; inside an archive or mail by the name that findings show."""
    path, inner = _on_disk(workspace, name)
    wanted = workspace.relative(path) + inner
    with child_processes(files=1) as reader:
        found = list(receive([path], workspace, reader))
    for one in found:
        if one.file == wanted:
            return one
    inside = "、".join(one.file for one in found)
    raise ImpossibleError(f"“{name}”里有几个文件，请写明是哪一个：{inside}。")


def _on_disk(workspace: Workspace, name: str) -> tuple[Path, str]:
    """The file there, by its own or by its workspace's folder, and what is named inside it."""
    outer, sign, inner = name.partition(INSIDE)
    for text, rest in ((name, ""), (outer, sign + inner)):
        for path in (Path(text), workspace.root / text):
            if path.exists():
                return path, rest
    return Path(outer), sign + inner


def accept_file(assessment: Assessment, workspace: Workspace, name: str) -> Decision:
    """Remember that one version of somebody's workbook was chosen over all that are there now.

    Raises:
        ImpossibleError: It is not below ``input/returned/`` or ``input/panel/``, or no workbook
            that could count.
    """
    handed_in = look_at(assessment, workspace, files_of(workspace))
    returned, panel = handed_in.examined.receipts, handed_in.books.receipts
    receipt = _find((*returned, *panel), workspace, name)
    if receipt.state not in VERSIONS or receipt.owner is None or receipt.sha256 is None:
        raise ImpossibleError(
            f"“{receipt.file}”不能选定，它的状态是“{receipt.state}”。请先用 wuhao check 查看原因。"
        )
    others = [
        each.sha256
        for each in (panel if receipt in panel else returned)
        if each.owner == receipt.owner and each.state in VERSIONS and each.sha256
    ]
    accept(workspace.records, receipt.owner, receipt.sha256, others)
    expected, owner = _expected(assessment, receipt.file), receipt.owner
    return Decision(receipt.file, receipt.sha256, owner, expected.names[owner], expected.of_panel)


def _find(receipts: tuple[Receipt, ...], workspace: Workspace, name: str) -> Receipt:
    """The receipt of that name: as findings write it, as a path, or only its last part."""
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
    found = whole or part
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"“{receipt.file}”" for receipt in found)
        raise ImpossibleError(f"“{name}”不止一份，请写明是哪一份：{names}。")
    raise ImpossibleError(
        f"input/returned 和 input/panel 里没有收到“{name}”。"
        "请照“回收情况”或提示里的文件名填写，有空格的加引号。"
    )
