"""The folders of one assessment, and writing into them so that nothing is ever half written."""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = "templates/score_template.xlsx"
ROSTER = "input/roster.xlsx"
RETURNED_FOLDER, PANEL_FOLDER = "input/returned", "input/panel"

FRESH_MODE = 0o666

_PASSING, _PASSING_SUFFIX = ".wuhao-", ".tmp"
"""How a file is named until it is complete."""


class ImpossibleError(Exception):
    """What was asked for cannot be done; the text is one Chinese sentence (exit code 2)."""


class UnusableWorkspaceError(ImpossibleError):
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
        return self.root / RETURNED_FOLDER

    @property
    def panel(self) -> Path:
        """Where the evaluators' workbooks are dropped, at any depth."""
        return self.root / PANEL_FOLDER

    @property
    def records(self) -> Path:
        """What was decided; made when there is something to remember."""
        return self.root / "records.db"

    @property
    def output(self) -> Path:
        """All that can be made again."""
        return self.root / "output"

    @property
    def forms(self) -> Path:
        """The issued forms."""
        return self.output / "forms"

    @property
    def panel_forms(self) -> Path:
        """The workbooks for the evaluators."""
        return self.output / "panel"

    @property
    def corrections(self) -> Path:
        """The forms that go back with their faults marked."""
        return self.output / "corrections"

    @property
    def feedback(self) -> Path:
        """What each branch is told of its result."""
        return self.output / "feedback"

    @property
    def mail(self) -> Path:
        """The mails to be sent, as .eml."""
        return self.output / "mail"

    def relative(self, path: Path) -> str:
        """The name of a file for people: relative to the workspace where it lies inside."""
        try:
            root, whole = (Path(os.path.normpath(each.absolute())) for each in (self.root, path))
            return whole.relative_to(root).as_posix()
        except ValueError:
            return path.as_posix()


def files_below(folder: Path) -> list[Path]:
    """Everything below a folder that is no folder, in the order of its relative name.

    Linked folders are not followed: reading those would never end (facts/security.md §1.7). They
    and the folders that cannot be read are listed themselves, so that nothing is left out silently.
    """
    if not folder.exists():
        return []
    found: list[Path] = []

    def unreadable(fault: OSError) -> None:
        found.append(Path(fault.filename))

    for inner, folders, names in os.walk(folder, onerror=unreadable):
        links = [name for name in folders if _is_link(Path(inner, name))]
        found += [Path(inner, name) for name in (*links, *names)]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:  # a path that is too long to ask about
        return False


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


@contextmanager
def taking_away(paths: Iterable[Path]) -> Iterator[None]:
    """Take files away first; what cannot be taken away keeps nothing else from being done.

    Raises:
        OSError: At the end, for the first file that is still there.
    """
    faults: list[OSError] = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            fault.filename = str(path)
            faults.append(fault)
    yield
    if faults:
        raise faults[0]


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it appears complete under its name or not at all.

    Raises:
        OSError: The folder cannot be made or written to; nothing is left behind.
    """
    write_together({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: each complete or not at all, none before all are ready.

    What a killed run has left half written under passing names is cleared away first.

    Raises:
        OSError: A file cannot be written; ``filename`` is its final name.
    """
    ready: dict[Path, Path] = {}
    path = Path()
    try:
        for folder in {path.parent for path in files}:
            for left in folder.glob(f"{_PASSING}*{_PASSING_SUFFIX}"):
                left.unlink(missing_ok=True)
        for path, data in files.items():
            ready[path] = _write_beside(path, data)
        for path, written in ready.items():
            written.replace(path)
    except OSError as fault:
        fault.filename, fault.filename2 = str(path), None
        raise
    finally:
        for written in ready.values():
            written.unlink(missing_ok=True)


def _write_beside(path: Path, data: bytes) -> Path:
    """Write under a passing name in the same folder."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PASSING, suffix=_PASSING_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(FRESH_MODE & ~_umask())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_REASONS = {
    errno.EEXIST: "同名的文件已经存在",
    errno.ENOTDIR: "路径里有一段是文件而不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EISDIR: "那里是一个文件夹",
    errno.ENOENT: "找不到",
    errno.ENOSPC: "磁盘已满",
    errno.EBUSY: "正被别的程序占用",
    errno.ENAMETOOLONG: "文件名太长",
}


def reason_of(fault: OSError) -> str:
    """Why the system refused, in Chinese where it is a common reason."""
    return _REASONS.get(fault.errno or 0, fault.strerror or type(fault).__name__)
