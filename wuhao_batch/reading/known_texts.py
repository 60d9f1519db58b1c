"""The shared texts of a workbook by what is known (:mod:`.known`), each looked up by its bytes."""

import re

from wuhao_batch.reading.known import (
    KnownBook,
    SharedText,
    UnusualError,
    plain,
    root_of,
    usually,
)
from wuhao_batch.reading.runs import Rich, together, unescape
from wuhao_batch.reading.shared import read_strings
from wuhao_batch.reading.styles import Font

_COUNTS = re.compile(rb'\s(?:c|uniqueC)ount="[^"<>]*+"')
_PLAIN_TEXTS = (b"<si><t>", b'<si><t xml:space="preserve">')
_RUN_END = b"</t></r>"


def known_texts(book: KnownBook, part: bytes) -> list[str | Rich]:
    """Return the shared texts in order; the book's cells refer to them from now on.

    Raises:
        UnusualError: Only the usual reader can tell.
    """
    book.texts = usually(_TextsInPieces(book).read, part)
    return [text.value for text in book.texts]


class _TextsInPieces:
    """Read the part of the shared texts."""

    def __init__(self, book: KnownBook) -> None:
        self._book, self._known = book, book.known

    def read(self, part: bytes) -> list[SharedText]:
        root = root_of(part)
        *pieces, end = part[len(root) :].split(b"</si>")
        if end.strip() != b"</sst>" or read_strings(root + end, self._known.context.palette):
            raise UnusualError
        root = _COUNTS.sub(b"", root)
        among = self._known.texts.setdefault(root, {})
        return [among.get(piece) or self._text(among, root, piece) for piece in pieces]

    def _text(self, among: dict[bytes, SharedText], root: bytes, piece: bytes) -> SharedText:
        text = SharedText(self._value(root, piece))
        return self._known.keep(among, piece, text, len(piece))

    def _value(self, root: bytes, piece: bytes) -> str | Rich:
        for start in _PLAIN_TEXTS:
            if piece.startswith(start) and piece.endswith(b"</t>"):
                words = plain(piece[len(start) : -len(b"</t>")])
                if words is not None:
                    return unescape(words)
        runs = self._runs(root, piece)
        return self._alone(root, piece) if runs is None else together(runs)

    def _alone(self, root: bytes, piece: bytes) -> str | Rich:
        """Return a text that is walked alone."""
        self._book.count()
        values = read_strings(root + piece + b"</si></sst>", self._known.context.palette)
        if len(values) != 1 or not piece.startswith(b"<si"):
            raise UnusualError
        return values[0]

    def _runs(self, root: bytes, piece: bytes) -> list[tuple[str, Font | None]] | None:
        """Return the runs of a text, if each is plain words in a font."""
        if not piece.startswith(b"<si><r>") or not piece.endswith(_RUN_END):
            return None
        found: list[tuple[str, Font | None]] = []
        for run in piece[len(b"<si>") : -len(_RUN_END)].split(_RUN_END):
            head, _, content = run.rpartition(b">")
            words = plain(content)
            if words is None:
                return None
            found.append((words, self._font(root, head)))
        return [(words, font) for words, font in found if words]

    def _font(self, root: bytes, head: bytes) -> Font | None:
        """Return the font of a run that begins so."""
        among = self._known.fonts.setdefault(root, {})
        if head in among:
            return among[head]
        value = self._alone(root, b"<si>" + head + b">x" + _RUN_END)
        if value != "x" and (isinstance(value, str) or [words for words, _ in value] != ["x"]):
            raise UnusualError
        font = None if isinstance(value, str) else value[0][1]
        return self._known.keep(among, head, font, len(head))
