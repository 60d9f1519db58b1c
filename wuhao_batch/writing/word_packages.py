"""The last step over every Word file written: the same input gives the same bytes."""

from html import escape
from typing import TYPE_CHECKING, Any

from wuhao_batch.writing.packing import in_order, packed
from wuhao_batch.writing.stamps import FIXED_STAMP

if TYPE_CHECKING:
    from docx.opc.package import OpcPackage
    from docx.opc.packuri import PackURI

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_CORE = (
    _DECLARATION
    + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-'
    'properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    f'<dcterms:created xsi:type="dcterms:W3CDTF">{FIXED_STAMP.decode()}</dcterms:created>'
    f'<dcterms:modified xsi:type="dcterms:W3CDTF">{FIXED_STAMP.decode()}</dcterms:modified>'
    "</cp:coreProperties>"
)
_APP = (
    _DECLARATION + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"/>'
)


def published(word: "OpcPackage", title: str) -> bytes:
    """Return a Word package for publication, with fixed times and properties of our own.

    Args:
        word: The package in the hands of the library.
        title: The title in its properties.
    """
    parts = _word_parts(word)
    own = {
        "docProps/core.xml": _CORE.format(title=escape(title, quote=False)),
        "docProps/app.xml": _APP,
    }
    own_parts = {name: text.encode() for name, text in own.items() if name in parts}
    return packed(in_order(parts | own_parts))


def _word_parts(word: "OpcPackage") -> dict[str, bytes]:
    """Return the parts that the library would write; its own archive asks the clock."""
    from docx.opc.pkgwriter import PackageWriter  # noqa: PLC0415  workbooks do without

    collected, parts = _Collected(), word.parts
    writer: Any = PackageWriter
    for part in parts:
        part.before_marshal()  # type: ignore[no-untyped-call]
    writer._write_content_types_stream(collected, parts)
    writer._write_pkg_rels(collected, word.rels)
    writer._write_parts(collected, parts)
    return collected.parts


class _Collected:
    """Parts of a Word package, collected instead of packed."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def write(self, name: "PackURI", part: bytes) -> None:
        """Take a part."""
        self.parts[name.membername] = part
