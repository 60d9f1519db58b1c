"""Plan papers for single branches, made anew in ``output/`` without harming anybody's work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan
from wuhao_batch.writing.stamps import was_never_saved

LOCK = "~$"


@dataclass(frozen=True, slots=True)
class Pair:
    """A kind of paper: a workbook, known by a document property, and a text beside it."""

    folder: Path
    workbook_suffix: str
    text_suffix: str
    mark: str

    def stems(self) -> list[str]:
        """Return the stems of the branches' files there, without lock files of office programs."""
        return sorted(
            {
                path.name.removesuffix(suffix)
                for suffix in (self.workbook_suffix, self.text_suffix)
                for path in self.folder.glob(f"*{suffix}")
                if path.is_file() and not path.name.startswith(LOCK)
            }
        )

    def workbooks(self) -> dict[str, bytes]:
        """Return stem → workbook, of those that are there.

        Raises:
            OSError: One cannot be read.
        """
        paths = ((stem, self.paths(stem)[0]) for stem in self.stems())
        return {stem: path.read_bytes() for stem, path in paths if path.is_file()}

    def paths(self, stem: str) -> tuple[Path, Path]:
        """Return the workbook and the text of one branch."""
        workbook, text = (f"{stem}{suffix}" for suffix in (self.workbook_suffix, self.text_suffix))
        return self.folder / workbook, self.folder / text

    def placed(self, both: Mapping[str, tuple[bytes, bytes]]) -> dict[Path, bytes]:
        """Return path → bytes of the workbooks and texts of these stems."""
        pairs = (zip(self.paths(stem), own, strict=True) for stem, own in both.items())
        return dict(chain.from_iterable(pairs))

    def both(
        self, files: Mapping[Path, bytes], stems: Iterable[str]
    ) -> dict[str, tuple[bytes, bytes]]:
        """Return stem → workbook and text, of those stems whose files are among these."""
        paths = {stem: self.paths(stem) for stem in stems}
        return {
            stem: (files[workbook], files[text])
            for stem, (workbook, text) in paths.items()
            if workbook in files
        }


def plan_renewal(
    pair: Pair,
    made: Mapping[str, tuple[bytes, bytes]],
    workspace: Workspace,
    stems: Iterable[str],
) -> tuple[Plan, list[Finding]]:
    """Plan to write the papers made, by their stems, and to remove those that nobody needs.

    A workbook that somebody has worked on, or that is not of our making, is kept with its text
    (D006). Of texts without a workbook only those of branches, whose ``stems`` these are, are ours.

    Raises:
        OSError: A workbook there cannot be read.
    """
    ours = set(stems)
    keep: dict[str, Path] = {}
    remove: list[Path] = []
    for stem in pair.stems():
        workbook, text = pair.paths(stem)
        there = workbook.exists()
        if there and not was_never_saved(workbook.read_bytes(), pair.mark):
            keep[stem] = workbook
        elif stem not in made and (there or stem in ours):
            remove += [workbook, text]
    write: dict[Path, bytes] = {}
    for stem in made.keys() - keep:
        write |= dict(zip(pair.paths(stem), made[stem], strict=True))
    kept = tuple(path for stem in keep for path in pair.paths(stem))
    touched = [finding("D006", Place(workspace.relative(path))) for path in keep.values()]
    return Plan(write, tuple(remove), kept), touched
