"""Lost records are begun anew; the new ones take their place when they are complete."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from wuhao_batch.records.database import (
    LostRecordsError,
    OlderRecordsError,
    reading,
    writing,
)
from wuhao_batch.records.witness import place_of
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.workspace.plan import write_atomically

_JOURNAL = "-journal"


def place_of_new(path: Path) -> Path:
    """Return where new records lie until they take the place of these."""
    return path.with_name(f"{path.stem}-new{path.suffix}")


@contextmanager
def renewed(path: Path) -> Iterator[Path]:
    """Give new records, and put them into the place of lost ones when the block ends.

    Sound ones that lack something go on as they are; others stay beside under another name. Until
    the last step the lost records are told as lost, also if the program is killed in between.

    Raises:
        ImpossibleError: Nothing is missing.
        OSError: Something cannot be written.
    """
    left, new = _what_is_left(path), place_of_new(path)
    _remove(new)
    try:
        if left is not None:
            write_atomically(new, left)
        with writing(new):
            pass  # there are records, whatever the block does
        yield new
        place_of(new).replace(place_of(path))  # first: from now on only the new ones are right
        _lay_aside(path)
        new.replace(path)
    finally:
        _remove(new)


def _what_is_left(path: Path) -> bytes | None:
    """Return the bytes of sound but older records; None if nothing can be used."""
    try:
        with reading(path):
            pass
    except OlderRecordsError:
        return path.read_bytes()
    except LostRecordsError:
        return None
    raise ImpossibleError("记录没有缺失，不用 --records-lost。")


def _lay_aside(path: Path) -> None:
    """Rename what is there, with the journal that belongs to it alone."""
    if not os.path.lexists(path):
        return
    names = (path.with_name(f"{path.stem}-lost-{number}{path.suffix}") for number in count(1))
    aside = next(name for name in names if not os.path.lexists(name))
    path.rename(aside)
    journal = path.with_name(path.name + _JOURNAL)
    if journal.exists():
        journal.rename(aside.with_name(aside.name + _JOURNAL))


def _remove(new: Path) -> None:
    for each in (new, place_of(new), new.with_name(new.name + _JOURNAL)):
        each.unlink(missing_ok=True)
