"""``wuhao assign``: name the owner of a file that does not say so itself."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.deciding import Decision, as_printed, owners_for
from wuhao_batch.jobs.loading import load
from wuhao_batch.reading.executor import ChildProcesses
from wuhao_batch.records import decisions
from wuhao_batch.records.acts import Act
from wuhao_batch.records.decisions import NOBODYS
from wuhao_batch.returns.examine_one import identify_one
from wuhao_batch.returns.identify import Identified
from wuhao_batch.returns.intake import INSIDE, Received, receive
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import ImpossibleError, Workspace


@alone("assign")
def assign(workspace: Workspace, name: str, code: str, *, act: Act) -> Decision:
    """Record the owner of a file that does not say so itself (``wuhao assign``).

    Args:
        workspace: Where it lies, and where decisions are remembered.
        name: The file as the clerk writes it.
        code: 编号 of the branch, or 评委编号 for a file below ``input/panel/``; ``-`` for nobody.
        act: Who says so, and why.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: No such file or owner, or there is nothing to decide.
    """
    assessment = load(workspace)
    decision = assign_file(assessment, workspace, name, code, act)
    return replace(decision, findings=assessment.findings)


def assign_file(
    assessment: Assessment, workspace: Workspace, name: str, code: str, act: Act
) -> Decision:
    """Record the owner of a file that has no clear 识别码, or of a branch's scan or paper.

    A file below ``input/panel/`` is an evaluator's, any other one a branch's. With ``-`` for a code
    it is nobody's, and is put away, even if it cannot be read.

    Raises:
        ImpossibleError: No such file or owner, or the workbook says itself whose it is.
    """
    received = _receive_one(assessment, workspace, name)
    owners = owners_for(assessment, received.file)
    nobodys = code.strip() == NOBODYS
    owner = NOBODYS if nobodys else owners.owner(code)
    if owner is None:
        where = "“评委”表里没有评委编号" if owners.of_panel else "名单里没有编号"
        raise ImpossibleError(f"{where}“{code}”。请核对 roster.xlsx。")
    paper = received.paper is not None and not owners.of_panel
    readable = received.body is not None or paper or nobodys
    if received.sha256 is None or not readable:
        raise ImpossibleError(f"“{received.file}”读不出来，不能指定。请先用 wuhao check 查看原因。")
    own = received.body.owner if received.body else None
    if own is not None:
        raise ImpossibleError(
            f"“{received.file}”的识别码是{own}的，不用指定。认错了表请让对方重填。"
        )
    name = owners.names.get(owner, "")
    decision = Decision(received.file, received.sha256, owner, name, owners.of_panel)
    deed = decision.deed("assign", decision.ownership, assessment, act)
    mark = NOBODYS if nobodys else owners.mark(owner)
    decisions.assign(workspace.records, received.sha256, mark, deed)
    return decision


def _receive_one(assessment: Assessment, workspace: Workspace, name: str) -> Received[Identified]:
    """Receive the one file of that name; inside an archive or mail, by the name in findings."""
    path, inner = _on_disk(workspace, name)
    wanted = workspace.relative(path) + inner
    owners = owners_for(assessment, workspace.relative(path))
    with ChildProcesses() as executor:
        found = list(receive([path], workspace, executor, partial(identify_one, owners=owners)))
    exact = [one for one in found if one.file == wanted]
    alike = [one for one in found if as_printed(one.file) == as_printed(wanted)]
    if len(exact or alike) == 1:
        return (exact or alike)[0]
    inside = "、".join(one.file for one in found)
    raise ImpossibleError(f"“{name}”里有几个文件，请写明是哪一个：{inside}。")


def _on_disk(workspace: Workspace, name: str) -> tuple[Path, str]:
    """Return the file there, by its own or its workspace's folder, and the name inside it."""
    outer, sign, inner = name.partition(INSIDE)
    for text, rest in ((name, ""), (outer, sign + inner)):
        for path in (Path(text), workspace.root / text):
            if path.exists():
                return path, rest
        alike = [path for path in _handed_in(workspace) if _is_shown_as(path, workspace, text)]
        if len(alike) == 1:
            return alike[0], rest
    return Path(outer), sign + inner


def _handed_in(workspace: Workspace) -> list[Path]:
    return [*files_below(workspace.returned), *files_below(workspace.panel)]


def _is_shown_as(path: Path, workspace: Workspace, text: str) -> bool:
    return as_printed(workspace.relative(path)) == as_printed(text)
