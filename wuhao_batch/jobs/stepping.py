"""A step from one stage to the next: its files are frozen, then it is recorded.

Killed in between, the period is in the stage before; the same step, taken again, finds its own
files, or those of the day before that nobody has touched, and goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.proving import clock_behind
from wuhao_batch.records.stages import Frozen, Transition, record_transition
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.writing.sealing import is_as_made

VARYING = ("run.json",)
"""Files that tell the moment at which they were made: those of a killed step may be replaced."""

DATED = ("statement.html", "statement.docx")
"""Papers that tell their day: those of a step killed on another day, while nobody changed them."""

NOTHING_BESIDE = Plan()


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: what was recorded, the files in its folder, and what is told.

    ``replaces`` is the folder of an earlier draft whose place it takes.
    """

    step: Transition
    outputs: Mapping[str, Path]
    findings: tuple[Finding, ...] = ()
    replaces: str = ""


def take(
    workspace: Workspace, step: Transition, frozen: Frozen, beside: Plan = NOTHING_BESIDE
) -> Taken:
    """Freeze the files of a step in its folder, write what belongs beside it, and record it.

    A clock that goes behind what is recorded already is told (A011).

    Raises:
        ImpossibleError: Other files lie in the folder, and nothing is recorded of them.
        OSError: Something cannot be written.
    """
    folder = workspace.root / step.folder
    paths = {name: folder / name for name in frozen.files}
    for name, path in paths.items():
        if path.exists() and not _may_be_replaced(name, path.read_bytes(), frozen):
            raise ImpossibleError(
                f"{step.folder} 里已经有别的文件（{name}），记录里却没有这一步，没有覆盖。"
                "是真办过的，请从备份里换回 records.db；不是的，请把这个文件夹移走再运行。"
            )
    files = {paths[name]: data for name, data in frozen.files.items()}
    told = tuple(clock_behind(workspace))
    apply(beside.and_then(Plan(files)))
    record_transition(workspace.records, step)
    return Taken(step, paths, told)


def _may_be_replaced(name: str, data: bytes, frozen: Frozen) -> bool:
    """True for a file that a killed step has left, as far as it is the one that would be made."""
    dated = name in DATED and is_as_made(data)
    return dated or name in VARYING or data == frozen.files[name]


def without_faults(papers: Mapping[str, bytes | Finding], called: str) -> dict[str, bytes]:
    """Return papers that could all be made.

    Raises:
        NotYetError: A template has a mistake.
    """
    faults = [each for each in papers.values() if isinstance(each, Finding)]
    if faults:
        told = f"{called}的模板有错误，没有生成。请照上面的提示改好模板，再运行一次。"
        raise NotYetError(told, faults)
    return {name: data for name, data in papers.items() if isinstance(data, bytes)}
