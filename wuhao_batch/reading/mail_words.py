"""Names and words in a mail, in the spellings of Chinese mail programs (docs/reading.md)."""

import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from wuhao_batch.reading.package import decoded_name
from wuhao_batch.sheets import clean

UNNAMED = "附件"
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that do not stand for a byte of undeclared text."""


def attachment_name(part: Message) -> str:
    """Read the name of an attachment in the spellings of Chinese mail programs.

    A part without a name has none: "".
    """
    try:
        written = part.get_filename() or ""
    except (ValueError, LookupError):  # a character set that there is not
        written = ""
    return safe_name(decoded_words(written))


def safe_name(written: str) -> str:
    """Return a name on one line, without the folders that it tells."""
    name = clean(written).replace("\\", "/").rpartition("/")[2]
    name = " ".join(name.split())
    if name.startswith(".") and not name.startswith("._"):  # only Macs send hidden files
        return f"{UNNAMED}.{name.lstrip('.')}"
    return name


def decoded_words(text: str) -> str:
    """Decode encoded words; gb2312 is read as gb18030 (docs/reading.md)."""
    raw = _NO_BYTE.sub("", text).encode("utf-8", "surrogateescape")
    try:
        pieces = decode_header(text)
    except (ValueError, LookupError, MessageError):
        return guessed(raw)
    if all(isinstance(piece, str) for piece, _ in pieces):
        return guessed(raw)
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    name = (charset or "utf-8").lower()
    if name in ("gb2312", "gbk", "x-gbk", "gb18030"):
        name = "gb18030"
    try:
        return piece.decode(name)
    except (LookupError, ValueError):
        return guessed(piece)


def guessed(raw: bytes) -> str:
    """Return a text whose encoding nobody tells."""
    guessed = decoded_name(raw)
    return raw.decode("utf-8", "replace") if guessed is None else guessed
