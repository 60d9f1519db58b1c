"""The folders of one assessment, and writing into them so that nothing is ever half written."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = "templates/score_template.xlsx"
ROSTER = "input/roster.xlsx"

FRESH_MODE = 0o666


class UnusableWorkspaceError(Exception):
    """The folder cannot serve as a workspace; the text is one Chinese sentence (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``templates/``, ``input/`` and ``output/``."""

    root: Path

    @property
    def template(self) -> Path:
        """The score template."""
        return self.root / TEMPLATE

    @property
    def roster(self) -> Path:
        """The roster workbook."""
        return self.root / ROSTER

    @property
    def templates(self) -> Path:
        """What the office may edit."""
        return self.root / "templates"

    @property
    def returned(self) -> Path:
        """Where returned workbooks are dropped, at any depth."""
        return self.root / "input" / "returned"

    @property
    def output(self) -> Path:
        """All that can be made again."""
        return self.root / "output"

    @property
    def forms(self) -> Path:
        """The issued forms."""
        return self.output / "forms"

    def relative(self, path: Path) -> str:
        """The name of a file for people: relative to the workspace where it lies inside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()

    def returned_files(self) -> Iterator[Path]:
        """Every regular file below ``input/returned/``, in the order of its relative name.

        Linked folders are not followed, pipes and devices left out: reading those would never
        end (facts/security.md §1.7).
        """
        found: list[Path] = []
        for folder, _, names in os.walk(self.returned):
            paths = (Path(folder, name) for name in names)
            found += [path for path in paths if path.is_file()]
        yield from sorted(found, key=lambda path: path.relative_to(self.returned).as_posix())


def open_workspace(root: Path, needs: tuple[str, ...] = (TEMPLATE, ROSTER)) -> Workspace:
    """The workspace in a folder.

    Raises:
        UnusableWorkspaceError: It is no folder, or a file that the command needs is missing.
    """
    if not root.is_dir():
        raise UnusableWorkspaceError(f"“{root}”不是文件夹。请用 --workspace 指定工作文件夹。")
    workspace = Workspace(root)
    for file in needs:
        if not (root / file).is_file():
            raise UnusableWorkspaceError(
                f"工作文件夹“{root.resolve()}”里没有 {file}。"
                "请换到正确的文件夹，或先用 wuhao init 新建一个。"
            )
    return workspace


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it appears complete under its name or not at all.

    Raises:
        OSError: The folder cannot be made or written to; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(FRESH_MODE & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
