"""Files that stand uuencoded in a text, as programs sent them before there were attachments."""

import binascii
import re
from collections.abc import Callable, Iterator

_START, _END = rb"(?:^|(?<=[\r\n]))", rb"[ \t]*(?=[\r\n]|\Z)"
_BEGIN = re.compile(_START + rb"begin(-base64)? [0-7]{3,4} ([^\r\n]+?)" + _END)
_LINE = re.compile(rb"[\r\n]*([^\r\n]*)")
_LAST = {b"end", b"===="}

Decode = Callable[[bytes], bytes]


def uuencoded(text: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield name and content of each file; the content is None where it is cut off or broken."""
    start = 0
    while (begin := _BEGIN.search(text, start)) is not None:
        lines: list[bytes] = []
        start, whole = begin.end(), False
        while start < len(text) and not whole:
            found = _LINE.match(text, start)
            if found is None or _BEGIN.match(text, found.start(1)):
                break
            start, whole = found.end(), found[1].strip() in _LAST
            lines.append(found[1])
        decode: Decode = binascii.a2b_base64 if begin[1] else _decoded
        if lines and _fits(decode, lines[0]):
            yield begin[2], _content(decode, lines[:-1]) if whole else None


def _fits(decode: Decode, line: bytes) -> bool:
    """True if a line can be decoded: words after a line that begins like a file are no file."""
    try:
        return bool(decode(line))
    except binascii.Error:
        return False


def _content(decode: Decode, lines: list[bytes]) -> bytes | None:
    try:
        return b"".join(map(decode, lines))
    except binascii.Error:
        return None


def _decoded(line: bytes) -> bytes:
    """Decode a line; the spaces that programs cut off from its end stand for zeros."""
    count = (line[0] - 32) & 63 if line else 0
    letters = -(-count // 3) * 4
    return binascii.a2b_uu(line[:1] + line[1 : 1 + letters].ljust(letters)) if count else b""
