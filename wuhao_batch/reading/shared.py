"""Texts and number formats that the cells of all sheets of an OOXML package refer to."""

import re

from wuhao_batch.reading.limits import MAX_DECLARED, MAX_FORMATS
from wuhao_batch.reading.numbers import kind_of_format, parse_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.xml import Attributes, local, walk
from wuhao_batch.sheets import clean

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _declared(attributes: Attributes, *names: str) -> None:
    """Refuse a declared count for which a reader would reserve too much memory."""
    for name in names:
        count = parse_number(attributes.get(name, "0"))
        if not isinstance(count, int) or count > MAX_DECLARED:
            raise RefusedError(Reason.TOO_MUCH, what="声明的文字", limit=str(MAX_DECLARED))


def read_strings(data: bytes) -> list[str]:
    """Read the texts that cells refer to by number."""
    reader = _Strings()
    walk(data, reader.start, reader.end, reader.text)
    return reader.strings


class _Strings:
    """Texts with their rich runs joined and phonetic runs left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._phonetic = self._inside = False

    def start(self, element: str, attributes: Attributes) -> None:
        name = local(element)
        if name == "sst":
            _declared(attributes, "count", "uniqueCount")
        elif name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._inside = not self._phonetic

    def end(self, element: str) -> None:
        name = local(element)
        if name == "si":
            self.strings.append(unescape("".join(self._parts)))
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


def unescape(text: str) -> str:
    """Return text as a person sees it, with ``_x000D_`` and the like as characters."""
    return clean(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text)


def read_formats(data: bytes) -> dict[str, str]:
    """Return number of a cell format → what it shows (:func:`kind_of_format`)."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(element: str, attributes: Attributes) -> None:
        nonlocal inside
        name = local(element)
        if name == "numFmt":
            number = parse_number(attributes.get("numFmtId", ""))
            if isinstance(number, int):
                codes[number] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            _declared(attributes, "count")
            inside = True
        elif name == "xf" and inside:
            number = parse_number(attributes.get("numFmtId", "0"))
            formats.append(number if isinstance(number, int) else 0)
        if len(formats) > MAX_FORMATS or len(codes) > MAX_FORMATS:
            raise RefusedError(Reason.TOO_MUCH, what="单元格样式", limit=str(MAX_FORMATS))

    def end(element: str) -> None:
        nonlocal inside
        inside = inside and local(element) != "cellXfs"

    walk(data, start, end)
    kinds = {number: kind_of_format(number, codes.get(number)) for number in set(formats)}
    return {str(style): kinds[number] for style, number in enumerate(formats)}
