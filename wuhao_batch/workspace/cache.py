"""Work of earlier commands, in ``output/cache/``: safe to delete, and not believed without a seal.

Each entry carries a seal over its key and its bytes, made with the account's own secret. What
somebody else has put there, or what is damaged, is as good as not there.
"""

import hmac
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from io import FileIO
from pathlib import Path

from wuhao_batch.workspace.folders import CACHE, Workspace
from wuhao_batch.workspace.lock import has
from wuhao_batch.workspace.plan import written_at_once
from wuhao_batch.workspace.secret import own_secret

_HEAD = struct.Struct("<32sI32sI")
"""Key, length of what follows, seal; checksum of these."""
_CHECKED = _HEAD.size - 4
_LONGEST = 64 * 1024 * 1024
"""Bytes of an entry: more is neither kept nor read."""
_LARGE = 16 * 1024 * 1024
"""Bytes of a file from which it is worth the while to make it smaller."""


class Cache:
    """Entries by key, in one file that only grows until most of it is of no use any more.

    Nothing is raised: what cannot be read is not there, what cannot be written is not kept.

    Args:
        file: The file, to be read and, if entries are added, written.
        secret: Of the account.
        adds: True if entries are added.
    """

    def __init__(self, file: FileIO, secret: bytes, *, adds: bool) -> None:
        self._file, self._secret, self._adds = file, secret, adds
        self._places: dict[bytes, int] = {}
        self._used: dict[bytes, int] = {}
        self._end = 0
        with suppress(OSError):
            self._look_through()

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to be had."""
        return not self._places

    def get(self, key: bytes) -> bytes | None:
        """Return what this account has kept under a key; None if there is nothing sound."""
        place = self._places.get(key)
        if place is None:
            return None
        try:
            self._file.seek(place)
            _, length, seal, _ = _HEAD.unpack(self._file.read(_HEAD.size))
            data = self._file.read(length)
        except (OSError, struct.error):
            return None
        if not hmac.compare_digest(seal, self._seal(key, data)):
            return None
        self._used[key] = place
        return data

    def add(self, key: bytes, data: bytes) -> None:
        """Keep something under a key."""
        if not self._adds or len(data) > _LONGEST:
            return
        head = key + len(data).to_bytes(4, "little") + self._seal(key, data)
        entry = head + zlib.crc32(head).to_bytes(4, "little") + data
        try:
            self._file.seek(self._end)
            whole = self._file.write(entry) == len(entry)
        except OSError:
            whole = False
        if not whole:
            self._adds = False  # the next command cuts off what is half there
            return
        self._places[key] = self._used[key] = self._end
        self._end += len(entry)

    def is_mostly_useless(self) -> bool:
        """True if it is large, and most of its bytes were not asked for."""
        large = self._adds and self._end > _LARGE
        return large and 2 * sum(map(self._length, self._used.values())) < self._end

    def useful(self) -> Iterator[bytes]:
        """Yield the entries that were asked for or added."""
        for place in sorted(self._used.values()):
            length = self._length(place)
            self._file.seek(place)
            yield self._file.read(length)

    def _seal(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(self._secret, key + data, "sha256")

    def _length(self, place: int) -> int:
        self._file.seek(place)
        return _HEAD.size + int(_HEAD.unpack(self._file.read(_HEAD.size))[1])

    def _look_through(self) -> None:
        """Note the places of all entries up to the first that cannot be one."""
        size = os.fstat(self._file.fileno()).st_size
        while len(head := self._read_head()) == _HEAD.size:
            key, length, _, check = _HEAD.unpack(head)
            end = self._end + _HEAD.size + length
            if check != zlib.crc32(head[:_CHECKED]) or length > _LONGEST or end > size:
                break
            self._places[key], self._end = self._end, end
        if self._adds and self._end < size:
            self._file.truncate(self._end)

    def _read_head(self) -> bytes:
        self._file.seek(self._end)
        return self._file.read(_HEAD.size)


@contextmanager
def cache_of(workspace: Workspace, name: str) -> Iterator[Cache | None]:
    """Give the account's cache of that name in a workspace; None where there can be none.

    Entries are added only by who has the workspace for himself, and what is of no use any more goes
    at the end.
    """
    secret, adds = own_secret(), has(workspace)
    path = _path(workspace, name, secret) if secret else None
    file = _opened(path, adds=adds) if path else None
    if secret is None or path is None or file is None:
        yield None
        return
    with closing(file):
        cache = Cache(file, secret, adds=adds)
        yield cache
        with suppress(OSError):
            if cache.is_mostly_useless():
                with written_at_once(path) as smaller:
                    smaller.writelines(cache.useful())
                    file.close()


def _path(workspace: Workspace, name: str, secret: bytes) -> Path:
    """Return a file of the account's own: of another's no byte would count."""
    return workspace.output / CACHE / f"{name}-{sha256(secret).hexdigest()[:16]}"


def _opened(path: Path, *, adds: bool) -> FileIO | None:
    """Open a plain file with one name, so that nothing is written elsewhere; None if it is none."""
    flags = (os.O_RDWR | os.O_CREAT) if adds else os.O_RDONLY
    for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, flag, 0)
    try:
        if adds:
            path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags, 0o600)
    except OSError:
        return None
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or path.is_symlink():
        os.close(handle)
        return None
    return FileIO(handle, "r+" if adds else "r")
