"""The clerk's decisions on single files: whose a file is, and which version counts."""

import os
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment import Assessment
from wuhao_batch.reading.isolated import child_processes
from wuhao_batch.records import accept, assign, load_decisions
from wuhao_batch.returns.entries import read_identity
from wuhao_batch.returns.examine import Receipt, examine_files
from wuhao_batch.returns.intake import INSIDE, Received, receive
from wuhao_batch.returns.settle import VERSIONS
from wuhao_batch.roster import Branch
from wuhao_batch.sheets import fold
from wuhao_batch.workspace import ImpossibleError, Workspace, files_below


@dataclass(frozen=True, slots=True)
class Decision:
    """What was remembered: the file, by its hash, and the branch that it is of."""

    file: str
    sha256: str
    branch: Branch


def assign_file(assessment: Assessment, workspace: Workspace, name: str, code: str) -> Decision:
    """Remember that a file without a clear 识别码 is that branch's.

    Raises:
        ImpossibleError: No such file or branch, or the form says itself whose it is.
    """
    branch = assessment.roster.by_code.get(fold(code))
    if branch is None:
        raise ImpossibleError(f"名单里没有编号“{code}”。请核对 roster.xlsx。")
    received = _receive_one(workspace, name)
    if received.book is None or received.sha256 is None:
        raise ImpossibleError(f"“{received.file}”读不出来，不能指定。请先用 wuhao check 查看原因。")
    own, _ = read_identity(received.book, received.file, assessment.standard, assessment.roster)
    if own is not None:
        raise ImpossibleError(
            f"“{received.file}”的识别码是{own}的，不用指定。认错了表请让该单位重填。"
        )
    assign(workspace.records, received.sha256, branch.code)
    return Decision(received.file, received.sha256, branch)


def _receive_one(workspace: Workspace, name: str) -> Received:
    """The one file of that name; inside an archive or mail by the name that findings show."""
    path = Path(name.partition(INSIDE)[0])
    if not path.exists() and (workspace.root / path).exists():
        path = workspace.root / path
    wanted = workspace.relative(path) + "".join(name.partition(INSIDE)[1:])
    with child_processes() as reader:
        found = list(receive([path], workspace, reader))
    for one in found:
        if one.file == wanted:
            return one
    inside = "、".join(one.file for one in found)
    raise ImpossibleError(f"“{name}”里有几个文件，请写明是哪一个：{inside}。")


def accept_file(assessment: Assessment, workspace: Workspace, name: str) -> Decision:
    """Remember that one version of a branch's return was chosen over all that are there now.

    Raises:
        ImpossibleError: It is not below ``input/returned/``, or no return that could count.
    """
    examined = examine_files(
        assessment, workspace, files_below(workspace.returned), load_decisions(workspace.records)
    )
    receipt = _find(examined.receipts, workspace, name)
    if receipt.state not in VERSIONS or receipt.branch is None or receipt.sha256 is None:
        raise ImpossibleError(
            f"“{receipt.file}”不能选定，它的状态是“{receipt.state}”。请先用 wuhao check 查看原因。"
        )
    others = [
        each.sha256
        for each in examined.receipts
        if each.branch == receipt.branch and each.state in VERSIONS and each.sha256
    ]
    accept(workspace.records, receipt.branch, receipt.sha256, others)
    return Decision(receipt.file, receipt.sha256, assessment.roster.by_code[fold(receipt.branch)])


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
        f"input/returned 里没有收到“{name}”。请照“回收情况”或提示里的文件名填写，有空格的加引号。"
    )
