"""Files that stand encoded in the text of a mail."""

import re
from collections.abc import Iterator

from wuhao_batch.reading.refusal import RefusedError
from wuhao_batch.reading.transfer import BEGUN, from_base64
from wuhao_batch.reading.uuencode import uuencoded

_FIRST_LINE = re.compile(
    rb"(?:^|(?<=[\r\n]))(?:"
    + b"|".join(map(re.escape, BEGUN))
    + rb")[A-Za-z0-9+/]{40,}[ \t]*[\r\n]"
)
_LINE = re.compile(rb"[A-Za-z0-9+/=]+[ \t]*(?:\r\n|\r|\n|\Z)")
_CODED = re.compile(rb"(?:(?:^|(?<=[\r\n]))[A-Za-z0-9+/]{60,}[ \t]*(?:\r\n|\r|\n)){5}")
_BEGUN = re.compile(
    rb"(?:^|[\r\n])begin(?:-base64)? [0-7]{3,4} [^\r\n]{1,255}\.\w{2,4}[ \t]*[\r\n]"
)
_CODES = (
    (re.compile(rb"-----BEGIN PGP MESSAGE-----"), "正文用 PGP 加了密"),
    (re.compile(rb"(?:^|[\r\n])=ybegin "), "正文里有 yEnc 编码的文件"),
    (re.compile(rb"must be converted with BinHex"), "正文里有 BinHex 编码的文件"),
    (_BEGUN, "正文里有编码的文件，但不完整"),
    (_CODED, "正文里有一段编码的内容"),
)


def files_in_words(text: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield name and content of each file; the content is None where it is cut off or broken.

    What stands there in base64 alone has no name: "".
    """
    yield from uuencoded(text)
    start = _FIRST_LINE.search(text)
    if start is None or b"begin-base64 " in text:
        return
    end = start.start()
    while (line := _LINE.match(text, end)) is not None and line.end() > end:
        end = line.end()
    try:
        yield b"", from_base64(text[start.start() : end])
    except RefusedError:
        yield b"", None


def not_understood(text: bytes) -> str:
    """Return what in a text looks like a file that nobody could take out; "" if nothing does."""
    return next((what for pattern, what in _CODES if pattern.search(text)), "")
