"""Texts that the cells of all sheets of an OOXML package refer to by number."""

from wuhao_batch.reading.fonts import Palette, without_unread
from wuhao_batch.reading.runs import TAKEN, Rich, RunReader
from wuhao_batch.reading.stylesheet import check_declared
from wuhao_batch.reading.xml import Attributes, local, walk


def read_strings(part: bytes, palette: Palette) -> list[str | Rich]:
    """Read the shared texts in order.

    Raises:
        RefusedError: It declares too many (F018), or as :func:`wuhao_batch.reading.xml.walk`.
    """
    strings: list[str | Rich] = []
    reader = RunReader(palette)

    def start(element: str, attributes: Attributes) -> None:
        name = local(element)
        if name == "sst":
            check_declared(attributes, "count", "uniqueCount")
        elif name == "si":
            reader.begin()
        elif name in TAKEN:
            reader.start(name, attributes)

    def end(element: str) -> None:
        name = local(element)
        if name == "si":
            strings.append(reader.finish())
        elif name in TAKEN:
            reader.end(name)

    walk(without_unread(part), start, end, reader.text)
    return strings
