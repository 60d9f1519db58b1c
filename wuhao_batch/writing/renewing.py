"""Papers for single branches, made anew in ``output/`` without harming anybody's work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.packages import was_never_saved

LOCK = "~$"


@dataclass(frozen=True, slots=True)
class Pair:
    """A kind of paper: a workbook, known by a document property, and a text beside it."""

    folder: Path
    workbook_suffix: str
    text_suffix: str
    mark: str

    def stems(self) -> list[str]:
        """The branches that have a file there; what a program opened keeps beside it is none."""
        return sorted(
            {
                path.name.removesuffix(suffix)
                for suffix in (self.workbook_suffix, self.text_suffix)
                for path in self.folder.glob(f"*{suffix}")
                if path.is_file() and not path.name.startswith(LOCK)
            }
        )

    def paths(self, stem: str) -> tuple[Path, Path]:
        """The two files of one branch."""
        workbook, text = (f"{stem}{suffix}" for suffix in (self.workbook_suffix, self.text_suffix))
        return self.folder / workbook, self.folder / text


def renewed(
    pair: Pair,
    made: Mapping[str, tuple[bytes, bytes]],
    workspace: Workspace,
    stems: Iterable[str],
) -> tuple[dict[Path, bytes], list[Finding]]:
    """What to write of the papers made, by their stems; those that nobody needs are taken away.

    A workbook that somebody has worked on, or that is not of our making, stays as it is (D006).
    Of texts without a workbook only those of branches, whose ``stems`` these are, are ours.
    """
    ours = set(stems)
    keep: set[str] = set()
    touched: list[Finding] = []
    for stem in pair.stems():
        workbook, text = pair.paths(stem)
        there = workbook.exists()
        if there and not was_never_saved(workbook.read_bytes(), pair.mark):
            touched.append(finding("D006", Place(workspace.relative(workbook))))
            keep.add(stem)
        elif stem not in made and (there or stem in ours):
            workbook.unlink(missing_ok=True)
            text.unlink(missing_ok=True)
    files: dict[Path, bytes] = {}
    for stem in made.keys() - keep:
        files |= dict(zip(pair.paths(stem), made[stem], strict=True))
    return files, touched
