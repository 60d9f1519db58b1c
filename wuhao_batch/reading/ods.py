"""An OpenDocument spreadsheet (.ods) → :class:`Book`.

No kept reader takes the files of all writers (docs/reading.md), and none shows errors and
formulas; ``content.xml`` is short enough to walk.
"""

from typing import Any

from wuhao_batch.reading.limits import USUAL, Most
from wuhao_batch.reading.numbers import iso_time
from wuhao_batch.reading.ods_styles import Styles
from wuhao_batch.reading.ods_table import TableReader
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.xml import Attributes, by_local_name, local, walk, walk_if_sound
from wuhao_batch.sheets import Book, clean

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def read_ods(package: Package, most: Most = USUAL) -> Book:
    """Read an .ods package.

    Raises:
        RefusedError: F002, F006, F014 or F016–F019, F023.
    """
    manifest = package.find("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in package.read(manifest):
        raise RefusedError(Reason.PASSWORD)
    content = package.find("content.xml")
    if content is None:
        raise RefusedError(Reason.DAMAGED)
    styles = Styles()
    template = package.find("styles.xml")
    if template is not None:
        walk_if_sound(package.read_if_sound(template), styles.take)
    reader = TableReader(styles, most, zeros_shown=_zeros_shown(package))
    walk(package.read(content), reader.start, reader.end, reader.text)
    if not reader.gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(reader.gathered.sheets), **_properties(package))


def _zeros_shown(package: Package) -> bool:
    """True unless the settings say that cells with a zero are left empty."""
    name, texts = "", dict[str, str]()

    def start(_element: str, attributes: Attributes) -> None:
        nonlocal name
        name = by_local_name(attributes).get("name", "")

    def text(text: str) -> None:
        texts[name] = texts.get(name, "") + text

    settings = package.find("settings.xml")
    if settings is not None:
        walk_if_sound(package.read_if_sound(settings), start, text)
    return texts.get("ShowZeroValues", "").strip() != "false"


def _properties(package: Package) -> dict[str, Any]:
    """Read properties, saved time and program from meta.xml, as :class:`Book` has them."""
    properties: dict[str, str] = {}
    texts: dict[str, str] = {}
    name = ""
    own = False

    def start(element: str, attributes: Attributes) -> None:
        nonlocal name, own
        own = local(element) == "user-defined"
        name = by_local_name(attributes).get("name", "") if own else local(element)

    def text(text: str) -> None:
        into = properties if own else texts
        into[name] = into.get(name, "") + text

    meta = package.find("meta.xml")
    if meta is not None:
        walk_if_sound(package.read_if_sound(meta), start, text)
    carried = any(entry.startswith("Basic/") for entry in package.entries)
    return {
        "properties": {key: clean(value).strip() for key, value in properties.items()},
        "saved": iso_time(texts.get("date", "")),
        "program": texts.get("generator", "").strip(),
        "carried": ("宏",) if carried else (),
    }
