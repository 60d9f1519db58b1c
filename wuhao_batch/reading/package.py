"""A zip package, opened with suspicion: its directory's claims are checked against its bytes.

Readers of zip files disagree on doubled names, hidden entries and overlapping data; a package in
which two programs could see two contents is refused (docs/reading.md, G3–G7).
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from wuhao_batch.reading.limits import (
    MAX_ENTRIES,
    MAX_ENTRY_NAME,
    MAX_PART,
    MAX_RATIO,
    MAX_UNPACKED,
    MIB,
    RATIO_FROM,
)
from wuhao_batch.reading.refusal import Reason, RefusedError

MAGIC = b"PK\x03\x04"
END = b"PK\x05\x06"
"""Beginning of a package's end record, and so of a package without entries."""

_CHUNK = 64 * 1024
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1
_UTF8 = 0x800
_ESCAPING = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\0")


@dataclass(frozen=True)
class Package:
    """The entries of a package by name; folders are left out, a backslash reads as ``/``."""

    zip: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]

    def find(self, name: str) -> str | None:
        """Find an entry by name, whatever its case."""
        if name in self.entries:
            return name
        wanted = name.casefold()
        return next((entry for entry in self.entries if entry.casefold() == wanted), None)

    def read(self, name: str) -> bytes:
        """Unpack one entry. Raises RefusedError (F002) if its bytes are not as declared."""
        return self._unpack(name, MAX_PART)

    def head(self, name: str) -> bytes:
        """Return the first bytes of an entry, which tell its kind."""
        return self._unpack(name, _CHUNK)

    def _unpack(self, name: str, most: int) -> bytes:
        """Unpack up to that many bytes in steps: the declared size may be a lie."""
        unpacked = bytearray()
        try:
            with self.zip.open(self.entries[name]) as entry:
                while len(unpacked) < most and (chunk := entry.read(_CHUNK)):
                    unpacked += chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
            raise RefusedError(Reason.DAMAGED) from None
        return bytes(unpacked)


def open_package(data: bytes) -> Package:
    """Open a package.

    Raises:
        RefusedError: F002, F006, F008, F011–F013 or F015.
    """
    count = _counted_at_the_end(data)
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error, IndexError):
        raise RefusedError(Reason.DAMAGED) from None
    infos = opened.infolist()
    _check_sizes(infos)
    if len(infos) != count:
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="目录里的个数不对")
    entries: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for info in infos:
        name = entry_name(info).replace("\\", "/")
        _check_entry(info, name)
        if name.casefold() in folded:
            raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="部件重名")
        folded.add(name.casefold())
        if not name.endswith("/"):
            entries[name] = info
    _check_spans(data, infos)
    return Package(opened, entries)


def _counted_at_the_end(data: bytes) -> int:
    """Read the number of entries from the end record, before anything walks the directory."""
    start = data.rfind(END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if start < 0 or len(data) - start < _END_SIZE:
        raise RefusedError(Reason.DAMAGED)
    disk, directory_disk, here, count = struct.unpack_from("<4H", data, start + 4)
    if disk or directory_disk or here != count:
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="分卷压缩")
    if count > MAX_ENTRIES:
        raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_ENTRIES))
    return int(count)


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_ENTRIES))
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED or any(info.file_size > MAX_PART for info in infos):
        raise RefusedError(Reason.UNPACKED_TOO_LARGE, limit=f"{MAX_UNPACKED // MIB} MB")
    packed = sum(info.compress_size for info in infos)
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise RefusedError(Reason.PACKED_TOO_TIGHTLY, limit=str(MAX_RATIO))


def _check_entry(info: zipfile.ZipInfo, name: str) -> None:
    if _ESCAPING.search(name) or len(name) > MAX_ENTRY_NAME:
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="部件的路径越界")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="部件是链接")
    if info.flag_bits & _ENCRYPTED:
        raise RefusedError(Reason.PASSWORD)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedError(Reason.OTHER_ARCHIVE, kind="用了特殊压缩方式的压缩包")


def _check_spans(data: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """Check that the first entry stands at the beginning and none reaches into the next."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    if ordered and ordered[0].header_offset != 0:
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="压缩包前面夹带了别的内容")
    reached = 0
    for info in ordered:
        start = info.header_offset
        if start < reached:
            raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="部件互相重叠")
        header = data[start : start + 30]
        if len(header) < 30 or not header.startswith(MAGIC):  # noqa: PLR2004  a local header
            raise RefusedError(Reason.DAMAGED)
        name, extra = struct.unpack_from("<2H", header, 26)
        reached = start + 30 + name + extra + info.compress_size
    if reached > len(data):
        raise RefusedError(Reason.DAMAGED)


def entry_name(info: zipfile.ZipInfo) -> str:
    """Decode an entry's name; Chinese Windows writes GBK without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    guessed = decoded_name(raw)
    return info.filename if guessed is None else guessed


def decoded_name(raw: bytes) -> str | None:
    """Decode a name from the encodings that Chinese programs use undeclared; None if none fits."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
