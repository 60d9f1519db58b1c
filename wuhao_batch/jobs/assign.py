"""``wuhao assign``: whose a file is that does not say so itself."""

from dataclasses import replace
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.deciding import Decision, expected_for
from wuhao_batch.jobs.loading import load
from wuhao_batch.reading.isolated import child_processes
from wuhao_batch.records import decisions
from wuhao_batch.returns.intake import INSIDE, Received, receive
from wuhao_batch.returns.whose import read_identity
from wuhao_batch.workspace.folders import ImpossibleError, Workspace


@alone("assign")
def assign(workspace: Workspace, name: str, code: str) -> Decision:
    """Remember whose a file is that does not say so itself (``wuhao assign``).

    Args:
        workspace: Where it lies, and where decisions are remembered.
        name: The file as the clerk writes it.
        code: 编号 of the branch, or 评委编号 for a file below ``input/panel/``.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: No such file or owner, or there is nothing to decide.
    """
    assessment = load(workspace)
    decision = assign_file(assessment, workspace, name, code)
    return replace(decision, findings=assessment.findings)


def assign_file(assessment: Assessment, workspace: Workspace, name: str, code: str) -> Decision:
    """Remember whose a file is that has no clear 识别码.

    A file below ``input/panel/`` is an evaluator's, any other one a branch's.

    Raises:
        ImpossibleError: No such file or owner, or the workbook says itself whose it is.
    """
    received = _receive_one(workspace, name)
    expected = expected_for(assessment, received.file)
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
    decisions.assign(workspace.records, received.sha256, expected.mark(owner))
    return Decision(received.file, received.sha256, owner, expected.names[owner], expected.of_panel)


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
