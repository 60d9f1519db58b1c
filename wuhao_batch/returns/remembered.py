"""Cases of earlier commands: a file that was read before, on the same ground, is not read again.

All that :func:`.examine_one.examine_one` sees stands in the key: the file's bytes, name and time,
all that it is held against, the program. What the records say of single files is known only with
the file itself, and is compared behind.
"""

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Generic, cast

from wuhao_batch.reading.files import Content, Source, read_bytes
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.records.decisions import UNDECIDED
from wuhao_batch.returns.case import Case, F
from wuhao_batch.returns.examine_one import Expected
from wuhao_batch.workspace.cache import Cache
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.value_digest import digest_of

CASES = "cases"
"""The name of their cache."""


class Remembered(Generic[F]):
    """The cases of files held against the same expectations by the same program."""

    def __init__(self, cache: Cache, expected: Expected[F], program: object) -> None:
        self._cache, self._expected = cache, expected
        shared = replace(expected, decisions=UNDECIDED, sent={})
        self._ground = digest_of((program, shared))
        self._last: tuple[Path, str | None, float] | None = None

    def content(self, source: Source) -> Content[Case[F]] | None:
        """Return what came of a source when it was read; None if it has to be read."""
        if self._cache.is_empty:
            return None
        on_disk, modified = self._look_at(source.path)
        data = on_disk and self._cache.get(self._key(source, on_disk, modified))
        if not data:
            return None
        own, content = cast("tuple[bytes, Content[Case[F]]]", pickle.loads(data))  # noqa: S301  sealed
        return content if own == self._own(content) else None

    def keep(self, source: Source, content: Content[Case[F]]) -> None:
        """Keep what came of a source, unless it may be otherwise the next time."""
        if content.on_disk is None or _by_chance(content.body):
            return
        key = self._key(source, content.on_disk, content.modified)
        self._cache.add(key, pickle.dumps((self._own(content), content)))

    def _look_at(self, path: Path) -> tuple[str | None, float]:
        """Return a file's SHA-256, None if it cannot be had, and its time."""
        if self._last is None or self._last[0] != path:
            try:
                data, modified = read_bytes(path)
                self._last = path, digest(data), modified
            except OSError:
                self._last = path, None, 0.0
        return self._last[1:]

    def _key(self, source: Source, on_disk: str, modified: float) -> bytes:
        return digest_of((self._ground, on_disk, source.inner, source.name, modified))

    def _own(self, content: Content[Case[F]]) -> bytes:
        """Return a digest of what the records say of this one file."""
        sha256 = content.sha256 or ""
        assigned = self._expected.decisions.assigned.get(sha256)
        return digest_of((assigned, self._expected.sent.get(sha256)))


def _by_chance(body: object) -> bool:
    """True for a refusal that another machine, or another moment, would not give."""
    return isinstance(body, Refusal) and body.reason is Reason.GIVEN_UP
