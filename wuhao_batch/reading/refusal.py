"""Reasons for not reading a file: raised where found, caught at the one door (:mod:`.book`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """A reason for not reading a file; the value is the code of its finding."""

    FOREIGN = "F001"
    DAMAGED = "F002"
    TOO_LARGE = "F003"
    NO_TABLE = "F004"
    NOT_OPENED = "F005"
    PASSWORD = "F006"  # noqa: S105  no password, but the code for one
    ENCRYPTED = "F007"
    OTHER_ARCHIVE = "F008"
    EMPTY = "F009"
    TEXT = "F010"
    TOO_MANY_FILES = "F011"
    UNPACKED_TOO_LARGE = "F012"
    PACKED_TOO_TIGHTLY = "F013"
    NESTED_TOO_DEEPLY = "F014"
    UNTRUSTED_PACKAGE = "F015"
    DOCUMENT_TYPE = "F016"
    OUT_OF_BOUNDS = "F017"
    TOO_MUCH = "F018"
    TEXT_TOO_LONG = "F019"
    GIVEN_UP = "F020"
    NOTHING_INSIDE = "F021"
    CONTRADICTION = "F023"
    ONLY_A_LINK = "F024"
    NOT_UNDERSTOOD = "F025"
    UNTRUSTED_MEMBER = "F027"
    OTHER_TABLE = "F028"
    RIGHTS = "F029"
    SHORTCUT = "F030"
    ONLINE = "F031"
    PARTIAL = "F032"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason with the facts that its text needs, and where in the workbook, if that is known."""

    reason: Reason
    facts: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    cell: str | None = None

    @property
    def code(self) -> str:
        """The code of its finding, of group F."""
        return self.reason.value


class RefusedError(Exception):
    """Ends the reading of a file; never leaves the package :mod:`wuhao_batch.reading`."""

    def __init__(
        self, reason: Reason, /, *, sheet: str | None = None, cell: str | None = None, **facts: str
    ) -> None:
        super().__init__(reason)
        self.refusal = Refusal(reason, facts, sheet, cell)
