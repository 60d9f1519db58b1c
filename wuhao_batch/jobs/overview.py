"""All that is known of a workspace at one moment, read once: the ground of every page."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from wuhao_batch.assessment import loading
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.digests import form_digests
from wuhao_batch.jobs.archive import FOLDER as ARCHIVES
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.handing_in import HandedIn, Reader, files_of
from wuhao_batch.jobs.last_run import NO_RUN, LastRun, look_at_feedback_papers, look_at_last_run
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.stale.paper import StandingPaper
from wuhao_batch.outputs.status.progress import StatusReport, status_of
from wuhao_batch.reading.executor import Executor
from wuhao_batch.records.decisions import Decisions, load_decisions
from wuhao_batch.records.ledger import Ledger
from wuhao_batch.records.names import load_names
from wuhao_batch.records.received import Journal, load_journal
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.records.stages import Course, load_course
from wuhao_batch.returns.remembered import CASES
from wuhao_batch.workspace.cache import cache_of
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import CACHE, Workspace
from wuhao_batch.workspace.lock import BusyError, exclusive
from wuhao_batch.workspace.moments import today
from wuhao_batch.workspace.progress import Track, unwatched

Stamp = tuple[tuple[str, int, int], ...]
"""Name, size and time of each file: equal as long as nobody has saved or moved one."""


@dataclass(frozen=True)
class OnDisk:
    """Papers in ``output/``: those of the last run, feedback, and the names of archives."""

    last_run: LastRun = NO_RUN
    feedback: tuple[StandingPaper, ...] = ()
    archives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """An assessment as far as it has come."""

    assessment: Assessment
    handed_in: HandedIn
    outcome: Outcome
    report: StatusReport
    ledger: Ledger
    course: Course
    on_disk: OnDisk

    @cached_property
    def forms_now(self) -> Mapping[str, str]:
        """编号 → the digest of the form that would be made now; stamped when first asked for."""
        return form_digests(self.assessment, self.assessment.roster.taking_part)


@dataclass(frozen=True)
class Overview:
    """All that is known, and the findings on template and roster; None while these have errors.

    ``stamp`` is that of the files as they were read.
    """

    stamp: Stamp
    known: Known | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Ground:
    """Everything that reading what was handed in depends on."""

    files: Stamp
    decisions: Decisions
    names: tuple[tuple[str, tuple[str, ...]], ...]
    journal: Journal


@dataclass(frozen=True)
class _Judged:
    ground: _Ground
    handed_in: HandedIn
    outcome: Outcome


class Onlooker:
    """Looks at a workspace again and again, and reads anew only what has changed."""

    def __init__(self, workspace: Workspace, executor: Executor) -> None:
        self._workspace, self._executor = workspace, executor
        self._loaded: tuple[Stamp, Assessment | None, tuple[Finding, ...]] | None = None
        self._judged: _Judged | None = None
        self._seen: tuple[tuple[Stamp, date], Overview] | None = None

    @property
    def last(self) -> Overview | None:
        """The last overview, whatever has changed since."""
        return self._seen[1] if self._seen else None

    @property
    def fresh(self) -> Overview | None:
        """The last overview, if nothing has changed since; else None."""
        if self._seen is None or self._seen[0] != (stamp(self._workspace), today()):
            return None
        return self._seen[1]

    def look(self, track: Track = unwatched) -> Overview:
        """Read what has changed.

        Raises:
            OSError: Something cannot be read.
            LostRecordsError: The records are missing or damaged.
        """
        now = stamp(self._workspace), today()
        if self._seen is None or self._seen[0] != now:
            self._seen = now, self._overview(now[0], track)
        return self._seen[1]

    def _overview(self, seen: Stamp, track: Track) -> Overview:
        place = self._workspace
        own = _stamp([*files_below(place.templates), place.roster], place)
        if self._loaded is None or self._loaded[0] != own:
            assessment, findings = loading.load(place)
            self._loaded = own, assessment, tuple(findings)
            self._judged = None
        _, assessment, found = self._loaded
        known = self._known(assessment, track) if assessment is not None else None
        return Overview(seen, known, found)

    def _known(self, assessment: Assessment, track: Track) -> Known:
        place, period = self._workspace, assessment.settings.period
        ground = _ground(place, str(period))
        if self._judged is None or self._judged.ground != ground:
            with _alone_if_free(place), cache_of(place, CASES) as cache:
                reader = Reader(self._executor, place, track=track, cache=cache)
                handed_in = reader.read(assessment, files_of(place))
            self._judged = _Judged(ground, handed_in, judge(assessment, handed_in))
        judged = self._judged
        return Known(
            assessment,
            judged.handed_in,
            judged.outcome,
            status_of(judged.outcome, place),
            load_ledger(place.records, str(period)),
            load_course(place.records, period),
            _on_disk(judged.outcome, place),
        )


@contextmanager
def _alone_if_free(workspace: Workspace) -> Iterator[None]:
    """Have the workspace while the block reads, so that what it reads is remembered, if it is free.

    Whoever has it meanwhile is not waited for: the block writes nothing else.
    """
    with ExitStack() as stack:
        with suppress(BusyError):
            stack.enter_context(exclusive(workspace, "open", patience=0))
        yield


def stamp(workspace: Workspace) -> Stamp:
    """Return what tells whether anybody has saved, put, made or recorded anything."""
    root = workspace.root
    records = sorted(root.glob(f"{workspace.records.name}*"))
    folders = (workspace.templates, root / "input", workspace.output)
    own = workspace.output / CACHE
    files = (path for each in folders for path in files_below(each) if path.parent != own)
    return _stamp((*records, *files), workspace)


def _ground(workspace: Workspace, period: str) -> _Ground:
    records = workspace.records
    files = _stamp(files_below(workspace.root / "input"), workspace)
    names = tuple(sorted(load_names(records, period).items()))
    return _Ground(files, load_decisions(records), names, load_journal(records))


def _stamp(paths: Iterable[Path], workspace: Workspace) -> Stamp:
    return tuple(_stamps(paths, workspace))


def _stamps(paths: Iterable[Path], workspace: Workspace) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            yield path.as_posix(), -1, 0
        else:
            yield workspace.relative(path), status.st_size, status.st_mtime_ns


def _on_disk(outcome: Outcome, workspace: Workspace) -> OnDisk:
    return OnDisk(
        look_at_last_run(outcome, workspace),
        look_at_feedback_papers(outcome, workspace),
        tuple(path.name for path in files_below(workspace.output / ARCHIVES)),
    )
