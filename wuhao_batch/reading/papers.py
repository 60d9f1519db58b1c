"""Papers that come along with forms, told by their kind alone: pictures, PDF, OFD, Word."""

import struct
from collections.abc import Iterable, Iterator
from enum import StrEnum

from wuhao_batch.reading.refusal import Reason, Refusal


class PaperKind(StrEnum):
    """The kind of a paper, as its first bytes tell it."""

    PICTURE = "picture"
    PDF = "pdf"
    OFD = "ofd"
    WORD = "word"

    @property
    def label(self) -> str:
        """The word that people use for such a file."""
        return _LABELS[self]

    @property
    def word(self) -> str:
        """The word for what it stands for, beside a form."""
        return "Word 件" if self is PaperKind.WORD else "扫描件"


_LABELS = {
    PaperKind.PICTURE: "图片",
    PaperKind.PDF: "PDF",
    PaperKind.OFD: "OFD",
    PaperKind.WORD: "Word",
}
_KINDS = {
    "图片": PaperKind.PICTURE,
    "PDF 文件": PaperKind.PDF,
    "OFD 版式文件": PaperKind.OFD,
    "Word 文档": PaperKind.WORD,
    "Word 或 WPS 文字文档": PaperKind.WORD,
    "RTF 文档": PaperKind.WORD,
    "OpenDocument 文字文档": PaperKind.WORD,
}
"""The words of refusals for files that are papers."""

_SMALL, _NARROW = 300, 100
"""Pixels: smaller than that both ways, or than this one way, is no scan of a page."""

_HEADS = (
    (b"\x89PNG\r\n\x1a\n", struct.Struct(">16xII")),
    (b"GIF8", struct.Struct("<6xHH")),
    (b"BM", struct.Struct("<18xii")),
)
"""First bytes of pictures, and where their width and height stand."""
_JPEG = b"\xff\xd8"
_SEGMENT, _FRAME = struct.Struct(">cBH"), struct.Struct(">5xHH")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""Markers of the segments of a JPEG that tell its size."""
_SEGMENTS = 200


def paper_kind(refusal: Refusal) -> PaperKind | None:
    """Return the kind of paper that was refused as a table; None if it is none."""
    if refusal.reason not in (Reason.NO_TABLE, Reason.FOREIGN):
        return None
    return _KINDS.get(refusal.facts.get("kind", ""))


def in_words(kinds: Iterable[PaperKind]) -> str:
    """Return the words for papers of those kinds, each once."""
    kinds = set(kinds)
    return "、".join(dict.fromkeys(kind.word for kind in PaperKind if kind in kinds))


def is_ornament(data: bytes) -> bool:
    """True for a picture that is too small for a page, such as the logo of a signature."""
    try:
        size = next(_sizes(data), None)
    except struct.error:  # cut off
        return False
    return size is not None and (max(size) < _SMALL or min(size) < _NARROW)


def _sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield width and height of a picture, in pixels, where its head tells them."""
    for magic, head in _HEADS:
        if data.startswith(magic):
            width, height = head.unpack_from(data)
            yield abs(width), abs(height)
    place = len(_JPEG)
    for _ in range(_SEGMENTS if data.startswith(_JPEG) else 0):
        begin, marker, length = _SEGMENT.unpack_from(data, place)
        if begin != b"\xff":
            return
        if marker in _FRAMES:
            yield _FRAME.unpack_from(data, place)
        place += 2 + length
