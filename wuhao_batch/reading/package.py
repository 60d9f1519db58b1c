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
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

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
from wuhao_batch.reading.remembering import LONGEST, by_bytes

MAGIC = b"PK\x03\x04"
END = b"PK\x05\x06"
"""Beginning of a package's end record, and so of a package without entries."""

_CHUNK = 64 * 1024
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_END_64, _END_64_SIZE = b"PK\x06\x06", 56
_ENCRYPTED = 0x1
_UTF8 = 0x800
_ESCAPING = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\0")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file in a package: its name, with ``/`` between folders, and what is wrong with that.

    ``doubt`` says why whoever unpacks it could be deceived; blank if nobody could.
    """

    name: str
    info: zipfile.ZipInfo
    doubt: str = ""


@dataclass(frozen=True)
class Package:
    """The files in a package, in the order of its directory; folders are left out."""

    data: bytes
    zip: zipfile.ZipFile
    files: tuple[PackedFile, ...]

    @cached_property
    def entries(self) -> Mapping[str, zipfile.ZipInfo]:
        """The files by name."""
        return {entry.name: entry.info for entry in self.files}

    def check(self) -> None:
        """Check that no two programs can see two documents in it, and none writes outside.

        Raises:
            RefusedError: F015.
        """
        for entry in self.files:
            if entry.doubt:
                raise RefusedError(Reason.UNTRUSTED_PACKAGE, what=f"部件的{entry.doubt}")
        names = Counter(entry.name.casefold() for entry in self.files)
        if any(times > 1 for times in names.values()):
            raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="部件重名")

    def find(self, name: str) -> str | None:
        """Find an entry by name, whatever its case."""
        return name if name in self.entries else self._folded.get(name.casefold())

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """The names by how they read whatever their case; of several the first."""
        return {name.casefold(): name for name in reversed(list(self.entries))}

    def read(self, name: str) -> bytes:
        """Unpack one entry. Raises RefusedError (F002) if its bytes are not as declared."""
        info = self.entries[name]
        at_once = _at_once(self.data, info)
        return self._unpack(info, MAX_PART) if at_once is None else at_once

    def read_if_sound(self, name: str) -> bytes:
        """Unpack one entry of which nothing depends: a damaged one is blank."""
        try:
            return self.read(name)
        except RefusedError:
            return b""

    def read_file(self, entry: PackedFile) -> bytes:
        """Unpack one of the files, as :meth:`read` does. Raises RefusedError (F027) on a doubt."""
        if entry.doubt:
            raise RefusedError(Reason.UNTRUSTED_MEMBER, what=entry.doubt)
        return self._unpack(entry.info, MAX_PART)

    def head(self, entry: PackedFile) -> bytes:
        """Return the first bytes of a file, which tell its kind."""
        return self._unpack(entry.info, _CHUNK)

    def _unpack(self, info: zipfile.ZipInfo, most: int) -> bytes:
        """Unpack up to that many bytes in steps: the declared size may be a lie."""
        unpacked = bytearray()
        try:
            with self.zip.open(info) as entry:
                while len(unpacked) < most and (chunk := entry.read(_CHUNK)):
                    unpacked += chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
            raise RefusedError(Reason.DAMAGED) from None
        return bytes(unpacked)


def open_package(data: bytes) -> Package:
    """Open a package; what its files are called is left to :meth:`Package.check`.

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
    for info in infos:
        _check_packing(info)
    _check_spans(data, infos)
    return Package(data, opened, tuple(_files(infos)))


_USUAL_FLAGS = _UTF8 | 0xE
"""Of an entry: how hard it was tried to pack it, and that its sizes stand behind it."""


def _at_once(data: bytes, info: zipfile.ZipInfo) -> bytes | None:
    """Unpack a small entry about which nothing is odd; None for any other."""
    if info.file_size > LONGEST or info.flag_bits & ~_USUAL_FLAGS:
        return None
    start = info.header_offset + 30
    name, extra = struct.unpack_from("<2H", data, start - 4)
    if data[start : start + name] != info.orig_filename.encode("ascii", "replace"):
        return None
    start += name + extra
    packed = data[start : start + info.compress_size]
    return _inflated(packed, info.compress_type, info.file_size, info.CRC)


@by_bytes
def _inflated(packed: bytes, method: int, size: int, checksum: int) -> bytes | None:
    """Return what is packed if it is of that size and has that checksum, else None."""
    unpacked = packed
    if method == zipfile.ZIP_DEFLATED:
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = inflating.decompress(packed, size + 1)
        except zlib.error:
            return None
        if not inflating.eof or inflating.unused_data:
            return None
    return unpacked if len(unpacked) == size and zlib.crc32(unpacked) == checksum else None


def _files(infos: Iterable[zipfile.ZipInfo]) -> Iterable[PackedFile]:
    for info in infos:
        name = entry_name(info).replace("\\", "/")
        if doubt := _doubt(info, name):
            yield PackedFile(name, info, doubt)
        elif not name.endswith("/"):
            yield PackedFile(name, info)


def _doubt(info: zipfile.ZipInfo, name: str) -> str:
    if _ESCAPING.search(name):
        return "路径指向文件夹之外"
    if len(name) > MAX_ENTRY_NAME:
        return "路径太长"
    return "内容是指向别处的链接" if stat.S_ISLNK(info.external_attr >> 16) else ""


def _counted_at_the_end(data: bytes) -> int:
    """Read the number of entries from the end records, before anything walks the directory."""
    start = data.rfind(END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if start < 0 or len(data) - start < _END_SIZE:
        raise RefusedError(Reason.DAMAGED)
    disk, directory_disk, here, count, size, offset = struct.unpack_from("<4H2I", data, start + 4)
    if data[max(0, start - _LOCATOR_SIZE) : start].startswith(_LOCATOR):
        here, count = _counted_in_64_bits(data, start, (here, count, size, offset))
    if disk or directory_disk or here != count:
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="分卷压缩")
    if count > MAX_ENTRIES:
        raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_ENTRIES))
    return int(count)


def _counted_in_64_bits(data: bytes, end: int, short: tuple[int, ...]) -> tuple[int, int]:
    """Read the counts of the long end record, which stands before the short one at ``end``.

    The short record may leave a fact to the long one, but not contradict it: some programs believe
    the one, some the other.
    """
    place = end - _LOCATOR_SIZE - _END_64_SIZE
    disk, where, disks = struct.unpack_from("<IQI", data, end - _LOCATOR_SIZE + 4)
    if place < 0 or not data.startswith(_END_64, place) or where != place:
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="目录的位置不对")
    of_record, of_directory, *long = struct.unpack_from("<2I4Q", data, place + 16)
    if disk or disks > 1 or of_record or of_directory:
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="分卷压缩")
    left_open = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    if any(a not in (b, left) for a, b, left in zip(short, long, left_open, strict=True)):
        raise RefusedError(Reason.UNTRUSTED_PACKAGE, what="目录里的个数不对")
    return long[0], long[1]


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_ENTRIES))
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED or any(info.file_size > MAX_PART for info in infos):
        raise RefusedError(Reason.UNPACKED_TOO_LARGE, limit=f"{MAX_UNPACKED // MIB} MB")
    packed = sum(info.compress_size for info in infos)
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise RefusedError(Reason.PACKED_TOO_TIGHTLY, limit=str(MAX_RATIO))


def _check_packing(info: zipfile.ZipInfo) -> None:
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
