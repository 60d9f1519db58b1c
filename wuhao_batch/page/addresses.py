"""Addresses → functions: a page is a list of these."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wuhao_batch.page.answers import Answer
from wuhao_batch.page.call import Call
from wuhao_batch.page.steps import YearStep

Handler = Callable[[Call], Answer]
"""Answers one request; what it raises is told in one sentence by the frame."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address, and the function that answers there."""

    path: str
    answers: Handler
    is_action: bool
    takes_files: bool = False


@dataclass(frozen=True)
class Addresses:
    """The addresses of one step, or of none; what they show stands below that step."""

    step: YearStep | None = None
    all: list[Address] = field(default_factory=list)

    def shows(self, path: str) -> Callable[[Handler], Handler]:
        """Show what the function returns at an address; it writes nothing."""
        return self._add(path, is_action=False)

    def does(self, path: str, *, takes_files: bool = False) -> Callable[[Handler], Handler]:
        """Let a button that is sent to an address do what the function does."""
        return self._add(path, is_action=True, takes_files=takes_files)

    def _add(
        self, path: str, *, is_action: bool, takes_files: bool = False
    ) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            self.all.append(Address(path, handler, is_action, takes_files))
            return handler

        return add
