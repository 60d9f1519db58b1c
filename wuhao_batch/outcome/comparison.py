"""A run's results held against what there was: the last results that differ, and an earlier period.

What is compared is kept in files, so that the same files give the same papers again: results that
are replaced by others are put aside (``output/previous.json``) and stay while nothing changes.
"""

from dataclasses import dataclass

from wuhao_batch.outcome.changes import Changes, changes_between
from wuhao_batch.outcome.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Earlier:
    """Results that were kept: of the last run, those before them, and of another period."""

    last: Snapshot | None = None
    previous: Snapshot | None = None
    period: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The results of now held against those of before.

    ``by_this_run`` are the changes since the last run, ``since`` those since the last results that
    were not the same, ``periods`` those since another period; None where there is nothing to
    compare.
    """

    now: Snapshot
    by_this_run: Changes | None = None
    since: Changes | None = None
    periods: Changes | None = None

    @property
    def replaced(self) -> Snapshot | None:
        """The results of the last run, if those of now are others."""
        return self.by_this_run.before if self.by_this_run else None


def compare(now: Snapshot, earlier: Earlier) -> Comparison:
    """Hold results against what was kept; of last and previous ones only those of this period."""
    by_this_run = _of_this_period(earlier.last, now)
    since = by_this_run or _of_this_period(earlier.previous, now)
    periods = None if earlier.period is None else changes_between(earlier.period, now)
    return Comparison(now, by_this_run, since or None, periods)


def _of_this_period(before: Snapshot | None, now: Snapshot) -> Changes | None:
    if before is None or before.span != now.span:
        return None
    return changes_between(before, now)
