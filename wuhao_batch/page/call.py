"""One request, as the functions of pages see it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from wuhao_batch.page.answers import Go
from wuhao_batch.page.desk import Desk
from wuhao_batch.page.local import open_locally
from wuhao_batch.page.uploads import Upload
from wuhao_batch.page.work import Told
from wuhao_batch.records.acts import Act
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import Track

R = TypeVar("R")

_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Call:
    """A request: parts of its address, and the fields and files of its form.

    ``back`` is the page from which a button was pressed.
    """

    desk: Desk
    back: str = "/"
    path: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()

    def one(self, name: str) -> str:
        """Return the value of a field, "" if it was not sent."""
        return next(iter(self.every(name)), "").strip()

    def every(self, name: str) -> Sequence[str]:
        """Return all values of a field."""
        return self.fields.get(name, ())

    def text(self, name: str) -> str:
        """Return the text of a field of several lines, as it is kept in files."""
        return self.one(name).replace("\r\n", "\n")

    def has(self, name: str) -> bool:
        """True if a box is ticked."""
        return bool(self.one(name))

    def act(self) -> Act:
        """Return who decides and why, and remember the name for the next decision.

        Raises:
            ImpossibleError: One of the two is blank.
        """
        act = Act(self.one("by"), self.one("why"))
        self.desk.clerk = act.by
        return act

    def begin(
        self, title: str, job: Callable[[Workspace, Track], R], tell: Callable[[R], Told]
    ) -> Go:
        """Begin long work and go back to the page, which shows how far it is."""
        self.desk.begin(title, job, tell, self.back)
        return Go(self._place)

    def told(self, told: Told) -> Go:
        """Go back to the page with an answer."""
        self.desk.say(told)
        return Go(told.to or self._place)

    def opened(self, path: Path) -> Go:
        """Open a file in the program that this computer has for it, and say so on the page.

        Raises:
            ImpossibleError: It is not there, or there is no such program.
        """
        open_locally(path)
        told = f"正在打开“{path.name}”，稍等一下；没有打开的，请到工作文件夹里双击它。"
        return self.told(Told(told))

    @property
    def _place(self) -> str:
        """The place on the page from which a button was pressed, if its form names one."""
        at = self.one("at")
        return f"{self.back}#{at}" if _NAME.fullmatch(at) else self.back
