"""Encodings in which mails carry files, undone with care: base64, quoted-printable, uuencode."""

import base64
import binascii
import quopri
import re

from wuhao_batch.reading.kinds import OLE, WORKBOOKS
from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.uuencode import uuencoded

_UUENCODED = {"x-uuencode", "uuencode", "x-uue", "uue"}
BEGUN = tuple(base64.b64encode(magic)[:4] for magic in (ZIP, OLE))
"""First letters of a workbook in base64."""

_LINE_OF_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]+={0,2})+|={1,2}")
_QUOTED = re.compile(rb"^(?:>[ \t]?)+", re.MULTILINE)
_BROKEN_LINE = re.compile(rb"!\r?\n[ \t]")
"""The sign that old programs put into lines that are too long."""
_LONE_CR = re.compile(rb"\r(?!\n)")
_PIECE = re.compile(rb"([A-Za-z0-9+/]+)=*")
_SHORTEST_LINE = 40  # letters: shorter ones are words, or the last line
_MOST_TIMES = 2
_FIRST = 64


def decoded(raw: bytes, encoding: str) -> bytes:
    """Return bytes that are encoded as told or, where that is wrong, as is seen.

    Raises:
        RefusedError: They were cut off or are broken (F002).
    """
    data = _as_told(raw, encoding)
    for _ in range(_MOST_TIMES):
        if not data[:_FIRST].lstrip().startswith(BEGUN):
            break
        data = from_base64(data)
    return data


def _as_told(raw: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return raw if raw.startswith(WORKBOOKS) else from_base64(raw)
    if encoding == "quoted-printable":
        return quopri.decodestring(_LONE_CR.sub(b"\n", raw))
    if encoding in _UUENCODED:
        for _, content in uuencoded(raw):
            if content is not None:
                return content
        raise RefusedError(Reason.DAMAGED)
    return raw


def from_base64(raw: bytes) -> bytes:
    """Decode base64, that put together from several pieces too, and leave out words after it.

    Raises:
        RefusedError: It was cut off, or something else stands in it (F002).
    """
    try:
        return binascii.a2b_base64(raw.translate(None, b"\r\n").strip(), strict_mode=True)
    except binascii.Error:
        letters = _letters(raw)
    try:
        return b"".join(
            binascii.a2b_base64(found[1] + b"=" * (-len(found[1]) % 4))
            for found in _PIECE.finditer(letters)
        )
    except binascii.Error:
        raise RefusedError(Reason.DAMAGED) from None


def _letters(raw: bytes) -> bytes:
    text = _BROKEN_LINE.sub(b"", raw)
    text = _QUOTED.sub(b"", text) if text.lstrip().startswith(b">") else text
    lines = [line for line in re.split(rb"[\r\n]+", text) if line.strip()]
    sound = [_is_base64(line) for line in lines]
    end = sound.index(False) if False in sound else len(lines)
    more = any(
        fits and len(line) >= _SHORTEST_LINE
        for line, fits in zip(lines[end:], sound[end:], strict=True)
    )
    if more or (lines and not end):
        raise RefusedError(Reason.DAMAGED)
    return b"".join(b"".join(lines[:end]).split())


def _is_base64(line: bytes) -> bool:
    """True for a line of base64; several words are one if they are too long for words."""
    words = line.split()
    long = all(len(word) >= _SHORTEST_LINE for word in words[:-1])
    return long and all(_LINE_OF_BASE64.fullmatch(word) for word in words)
