"""Properties of an OOXML package: its own, its saved time and program, what it carries along."""

from collections.abc import Iterator, Mapping
from typing import Any

from wuhao_batch.reading.numbers import iso_time
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.remembering import by_bytes
from wuhao_batch.reading.xml import Attributes, local, walk_if_sound
from wuhao_batch.sheets import clean

_CARRIED = {
    "宏": ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/"),
    "外部链接": ("xl/externallinks/",),
    "数据连接": ("xl/connections.xml", "xl/querytables/"),
    "嵌入的对象": ("xl/embeddings/", "xl/activex/", "xl/ctrlprops/"),
}


def read_properties(package: Package) -> dict[str, Any]:
    """Read properties, saved time, program and what is carried, as :class:`Book` has them.

    A fault in these parts costs nothing but what it hides.
    """
    texts = {name: _texts(package, f"docProps/{name}.xml") for name in ("core", "app")}
    return {
        "properties": dict(_texts(package, "docProps/custom.xml")),
        "saved": iso_time(texts["core"].get("modified", "")),
        "program": texts["app"].get("Application", ""),
        "carried": tuple(_carried(package)),
    }


def _texts(package: Package, name: str) -> Mapping[str, str]:
    part = package.find(name)
    if part is None:
        return {}
    return _texts_in(package.read_if_sound(part), own_names=part.endswith("custom.xml"))


@by_bytes
def _texts_in(part: bytes, *, own_names: bool) -> Mapping[str, str]:
    """Return element (or custom property) name → the text inside."""
    found: dict[str, list[str]] = {}
    current = ""

    def start(element: str, attributes: Attributes) -> None:
        nonlocal current
        if not own_names:
            current = local(element)
        elif local(element) == "property":
            current = attributes.get("name", "")

    def text(text: str) -> None:
        found.setdefault(current, []).append(text)

    walk_if_sound(part, start, text)
    return {key: clean("".join(parts)).strip() for key, parts in found.items()}


def _carried(package: Package) -> Iterator[str]:
    names = [name.casefold() for name in package.entries]
    for kind, signs in _CARRIED.items():
        if any(sign in name for name in names for sign in signs):
            yield kind
