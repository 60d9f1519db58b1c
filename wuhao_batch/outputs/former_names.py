"""Papers in ``output/`` that were made for a branch before it was renamed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, Place, finding, first_of
from wuhao_batch.reading.book import read_book
from wuhao_batch.records.names import former_names, load_names
from wuhao_batch.sheets import Book, fold
from wuhao_batch.workspace.folders import ROSTER, Workspace
from wuhao_batch.writing.file_names import safe_stem

_ENDS = (".", "_", "等")
"""Signs that may follow the stem of a branch's papers in a file's name."""


@dataclass(frozen=True, slots=True)
class FormerPaper:
    """A paper under an earlier name of a branch, and the command that makes it anew."""

    path: Path
    command: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A branch that was renamed: its earlier names, and the papers that bear one of them."""

    branch: Branch
    names: tuple[str, ...]
    papers: tuple[FormerPaper, ...]

    def told(self, workspace: Workspace) -> Finding:
        """Return D059."""
        return finding(
            "D059",
            Place(ROSTER),
            branch=self.branch.code,
            name=self.branch.name,
            former="”“".join(self.names),
            files=first_of([workspace.relative(each.path) for each in self.papers]),
            commands="、".join(dict.fromkeys(each.command for each in self.papers)),
        )


def renamed_branches(assessment: Assessment, workspace: Workspace) -> tuple[Renamed, ...]:
    """Return the branches that have papers under an earlier name in ``output/``.

    Raises:
        OSError: A folder or ``records.db`` cannot be read.
    """
    known = load_names(workspace.records, str(assessment.settings.period))
    former = former_names(assessment.roster.branches, known)
    in_panel = list(_panel(former, assessment, workspace)) if former else []
    found = (
        Renamed(
            assessment.roster.branch(code),
            names,
            (
                *_by_name(code, names, assessment, workspace),
                *(paper for owner, paper in in_panel if owner == code),
            ),
        )
        for code, names in former.items()
    )
    return tuple(each for each in found if each.papers)


def tell_former_names(assessment: Assessment, workspace: Workspace) -> list[Finding]:
    """Return D059 for each renamed branch that has papers under an earlier name.

    Raises:
        OSError: A folder or ``records.db`` cannot be read.
    """
    return [each.told(workspace) for each in renamed_branches(assessment, workspace)]


def _by_name(
    code: str, names: tuple[str, ...], assessment: Assessment, workspace: Workspace
) -> Iterator[FormerPaper]:
    """Yield the papers whose file names bear an earlier name."""
    when = assessment.settings.period.in_names
    stems = tuple(safe_stem(f"{code}_{name}_{when}") for name in names)
    begins = tuple(f"{stem}{end}" for stem in stems for end in _ENDS)
    folders = {
        workspace.forms: "wuhao issue",
        workspace.corrections: "wuhao run",
        workspace.feedback: "wuhao feedback",
        workspace.mail: "wuhao send 或 wuhao remind",
    }
    for folder, command in folders.items():
        for path in sorted(folder.glob("*")):
            if path.name.startswith(begins) and path.is_file():
                yield FormerPaper(path, command)


def _panel(
    former: Mapping[str, tuple[str, ...]], assessment: Assessment, workspace: Workspace
) -> Iterator[tuple[str, FormerPaper]]:
    """Yield 编号 and the evaluators' workbooks that print an earlier name that is nobody's now."""
    now = {fold(branch.name) for branch in assessment.roster.branches}
    wanted = {code: {fold(name) for name in names} - now for code, names in former.items()}
    for path in sorted(workspace.panel_forms.glob("*.xlsx")):
        book = read_book(path.read_bytes())
        texts = {fold(text) for text in book.visible_texts} if isinstance(book, Book) else set()
        for code, names in wanted.items():
            if names & texts:
                yield code, FormerPaper(path, "wuhao panel")
