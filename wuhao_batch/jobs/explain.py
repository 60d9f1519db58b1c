"""``wuhao explain``: how a number came about, down to the cells that it comes from."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from wuhao_batch.assessment.identity import code_meant
from wuhao_batch.findings.finding import nearest
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.outcome.deriving import Derivation, derive
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.explanation.explanation import Explanation, make_explanation
from wuhao_batch.outputs.explanation.page import MARK, explanation_page
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.scoring.model import Item, Standard, Veto
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import Track, unwatched
from wuhao_batch.writing.sealing import is_as_made


@dataclass(frozen=True)
class Traced:
    """The derivation of a result, the same in sentences, and the page if one was written."""

    derivation: Derivation
    explanation: Explanation
    page: Path | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The result of a branch by its 编号, or one of its items or vetoes by its code, as typed."""

    code: str
    item: str | None = None


def explain(
    workspace: Workspace,
    question: Question,
    *,
    page: Path | None = None,
    latest: bool = False,
    track: Track = unwatched,
) -> Traced:
    """Explain the result of a branch, or one of its items or vetoes (``wuhao explain``).

    Nothing is written but the page that is asked for.

    Args:
        workspace: Where all of it lies.
        question: What is to be explained.
        page: The file for a page to be printed.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: A page is asked for, and another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: There is no such branch, item or veto, or the page would take the place of
            a file that is not ours or that somebody changed.
        OSError: Something cannot be read or written.
    """
    if page is not None:
        _check_page(page, workspace)
    with nullcontext() if page is None else exclusive(workspace, "explain"):
        outcome = assess(workspace, latest=latest, track=track)
        explained = answer(outcome, question)
        return explained if page is None else _with_page(explained, page)


def answer(outcome: Outcome, question: Question) -> Traced:
    """Answer a question about an outcome that is known already.

    Raises:
        ImpossibleError: There is no such branch, item or veto.
    """
    branch = outcome.assessment.roster.branch(question.code)
    result = next(each for each in outcome.results if each.branch.code == branch.code)
    asked = None if question.item is None else _asked(outcome.assessment.standard, question.item)
    derivation = derive(outcome, result)
    return Traced(derivation, make_explanation(outcome, derivation, asked))


def _asked(standard: Standard, code: str) -> Item | Veto:
    known: dict[str, Item | Veto] = {each.code: each for each in standard.vetoes}
    known |= {each.code: each for each in standard.items}
    meant = code_meant(code, known) or code_meant(code.upper(), known)
    if meant is None:
        raise ImpossibleError(
            f"评分表和一票否决里都没有编号“{code}”{nearest(code, known)}。"
            "用 wuhao standard 查看各项的编号。"
        )
    return known[meant]


# --- the page -------------------------------------------------------------------------------------


def _check_page(page: Path, workspace: Workspace) -> None:
    """Check that the page harms nobody's work.

    Raises:
        ImpossibleError: It would, or its name is that of something else.
    """
    if page.suffix.casefold() not in (".html", ".htm"):
        raise ImpossibleError(f"得分说明是网页，文件名要以 .html 结尾，不能是“{page.name}”。")
    for folder in (workspace.root / "input", workspace.templates):
        if folder.resolve() in page.resolve().parents:
            where = workspace.relative(folder)
            raise ImpossibleError(f"{where} 里放的是程序要读取的，得分说明请写到别的文件夹。")
    output = workspace.output.resolve()
    within = page.resolve().parents
    if output in within and (within[0] != output or page.name.casefold() in PAPERS.values()):
        raise ImpossibleError(
            f"{workspace.relative(page)} 是程序自己用的，得分说明请写到别的文件夹，或换一个文件名。"
        )
    if not page.absolute().parent.is_dir():
        raise ImpossibleError(f"没有文件夹“{page.parent}”，请先新建，或换一个文件夹。")
    if page.exists() and (page.is_dir() or MARK not in page.read_bytes()):
        raise ImpossibleError(f"“{page}”已经有了，而且不是得分说明。请换一个文件名。")
    if page.exists() and not is_as_made(page.read_bytes()):
        raise ImpossibleError(f"“{page}”有人改动过，没有覆盖。请换一个文件名，或移走它。")


def _with_page(explained: Traced, page: Path) -> Traced:
    apply(Plan({page: explanation_page(explained.explanation)}))
    return replace(explained, page=page)
