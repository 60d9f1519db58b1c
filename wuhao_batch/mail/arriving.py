"""One item to take in, a mail or a file, and all that was taken in: values."""

from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place
from wuhao_batch.records.received import Arrival, Verdict
from wuhao_batch.workspace.folders import PANEL_FOLDER


@dataclass(frozen=True, slots=True)
class Arriving:
    """One file to take in.

    ``source`` is where it comes from, for the records, ``name`` where below its folder it belongs
    if it is no mail. From the mailbox ``source`` it has a ``uid``, and may not be ``whole``: of
    what is too large only the head is there. ``of_panel`` means that it is an evaluator's.
    """

    path: Path
    source: str
    name: str = ""
    uid: int | None = None
    whole: bool = True
    of_panel: bool = False

    @property
    def fetched(self) -> tuple[str, int] | None:
        """Mailbox and number of a message that was fetched."""
        return None if self.uid is None else (self.source, self.uid)

    @property
    def place(self) -> Place:
        """Its place for findings."""
        return Place(self.source if self.uid is None else None)


@dataclass(frozen=True, slots=True)
class Collected:
    """New items, earlier verdicts on known ones, findings, and whether it ended early."""

    arrivals: tuple[Arrival, ...] = ()
    known: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    stopped: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were put into the workspace, relative to it."""
        return tuple(file for each in self.arrivals for file in each.files)

    @property
    def of_panel(self) -> int:
        """How many of them were put where evaluators' workbooks belong."""
        return sum(file.startswith(f"{PANEL_FOLDER}/") for file in self.files)
