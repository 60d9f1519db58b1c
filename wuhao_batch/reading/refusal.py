"""Why a file is not read: raised where it shows, caught at the one door (:mod:`.book`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finding code of group F with the facts that its text needs, and where, if it is known."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    cell: str | None = None


class RefusedError(Exception):
    """Reading ends here; never leaves the package :mod:`wuhao_batch.reading`."""

    def __init__(
        self, code: str, /, *, sheet: str | None = None, cell: str | None = None, **facts: str
    ) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, facts, sheet, cell)


DAMAGED = "F002"
