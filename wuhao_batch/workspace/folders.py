"""The folders of one assessment."""

import os
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = "templates/score_template.xlsx"


ROSTER = "input/roster.xlsx"


DECISIONS = "input/decisions.xlsx"


RETURNED_FOLDER, PANEL_FOLDER = "input/returned", "input/panel"


OBJECTIONS = "input/objections.xlsx"


CACHE = "cache"
"""The folder of ``output/`` that is safe to delete and no paper."""


class ImpossibleError(Exception):
    """The request cannot be carried out; the text is one Chinese sentence (exit code 2)."""


class UnusableWorkspaceError(ImpossibleError):
    """The folder cannot serve as a workspace; the text is one Chinese sentence (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``templates/``, ``input/`` and ``output/``.

    ``scheduler`` is the address of a cluster that sees it under the same path and reads what was
    handed in; "" for this computer alone.
    """

    root: Path
    scheduler: str = ""

    @property
    def template(self) -> Path:
        """The score template."""
        return self.root / TEMPLATE

    @property
    def roster(self) -> Path:
        """The roster workbook."""
        return self.root / ROSTER

    @property
    def decisions(self) -> Path:
        """The workbook with the decisions of the meeting."""
        return self.root / DECISIONS

    @property
    def templates(self) -> Path:
        """The templates that the office may edit."""
        return self.root / "templates"

    @property
    def returned(self) -> Path:
        """The folder for returned workbooks, at any depth."""
        return self.root / RETURNED_FOLDER

    @property
    def panel(self) -> Path:
        """The folder for the evaluators' workbooks, at any depth."""
        return self.root / PANEL_FOLDER

    @property
    def records(self) -> Path:
        """The records of decisions and mails; made once there is something to record."""
        return self.root / "records.db"

    @property
    def output(self) -> Path:
        """The folder of all that is made, most of which can be made again (docs/contracts.md)."""
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
        """The feedback to the branches."""
        return self.output / "feedback"

    @property
    def mail(self) -> Path:
        """The mails to be sent, as .eml."""
        return self.output / "mail"

    def relative(self, path: Path) -> str:
        """Return a file's name for people: relative to the workspace if it lies inside."""
        try:
            root, whole = (Path(os.path.normpath(each.absolute())) for each in (self.root, path))
            return whole.relative_to(root).as_posix()
        except ValueError:
            return path.as_posix()


def open_workspace(
    root: Path, needs: tuple[str, ...] = (TEMPLATE, ROSTER), scheduler: str = ""
) -> Workspace:
    """Open the workspace in a folder.

    Raises:
        UnusableWorkspaceError: It is no folder, or a file that the command needs is missing.
    """
    if not root.is_dir():
        raise UnusableWorkspaceError(f"“{root}”不是文件夹。请用 --workspace 指定工作文件夹。")
    workspace = Workspace(root, scheduler)
    for file in needs:
        if not (root / file).is_file():
            raise UnusableWorkspaceError(
                f"工作文件夹“{root.resolve()}”里没有 {file}。"
                "请换到正确的文件夹，或先用 wuhao init 新建一个。"
            )
    _check_apart(workspace)
    return workspace


def _check_apart(workspace: Workspace) -> None:
    """Check that nothing that is made lands among what was handed in, whatever is linked.

    Raises:
        UnusableWorkspaceError: It would.
    """
    made = (workspace.output, workspace.forms, workspace.panel_forms, workspace.corrections)
    for out in (*made, workspace.feedback, workspace.mail):
        for into in (workspace.returned, workspace.panel):
            whole = Path(os.path.realpath(out))
            if Path(os.path.realpath(into)) in (whole, *whole.parents):
                raise UnusableWorkspaceError(
                    f"{workspace.relative(out)} 和 {workspace.relative(into)} 链接到了同一处，"
                    "发出的表会混进交回的表里。请去掉链接，各用各的文件夹。"
                )
