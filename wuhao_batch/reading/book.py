"""The one door to any workbook: bytes → a Book, or a Refusal.

Nothing is believed of a file but its bytes; nothing is raised for what stands in them.
"""

import io

import olefile

from wuhao_batch.reading.bundles import other_program
from wuhao_batch.reading.kinds import OLE, RIGHTS, WORKBOOKS, refuse
from wuhao_batch.reading.limits import MAX_FILE, MIB, USUAL, Most
from wuhao_batch.reading.ods import MIMETYPE, read_ods
from wuhao_batch.reading.ooxml import main_part, read_ooxml
from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.package import Package, open_package
from wuhao_batch.reading.passwords import decrypted
from wuhao_batch.reading.refusal import Reason, Refusal, RefusedError
from wuhao_batch.reading.xls import STREAMS, read_xls
from wuhao_batch.reading.xlsb import read_xlsb
from wuhao_batch.sheets import Book

_MARKS = (
    "[Content_Types].xml",
    "mimetype",
    "OFD.xml",
    "xl/workbook.xml",
    "_rels/.rels",
    "META-INF/MANIFEST.MF",
    "AndroidManifest.xml",
)
"""Parts that no archive of files has."""
_DOCUMENTS = (
    ("word/", Reason.FOREIGN, "Word 文档"),
    ("ppt/", Reason.FOREIGN, "演示文稿"),
    ("visio/", Reason.FOREIGN, "Visio 图"),
    ("OFD.xml", Reason.NO_TABLE, "OFD 版式文件"),
    ("META-INF/MANIFEST.MF", Reason.FOREIGN, "程序文件"),
    ("AndroidManifest.xml", Reason.FOREIGN, "程序文件"),
)
_WRITER = b"application/vnd.oasis.opendocument.text"
_RIGHTS = {"\tDRMContent", "\tDRMViewerContent", "DRMEncryptedTransform"}
"""Streams and storages of a document that only some accounts may open."""
_STREAMS = (
    ("WordDocument", "Word 或 WPS 文字文档"),
    ("PowerPoint Document", "演示文稿"),
    ("__properties_version1.0", "Outlook 邮件（.msg）"),
)


def read_book(data: bytes, package: Package | None = None, most: Most = USUAL) -> Book | Refusal:
    """Read a workbook of any format, by content and not by name; its ``package`` if it is opened.

    Any fault of the file is a :class:`Refusal` (F001–F023); nothing is raised for user data, but
    a damaged container can loop: see :mod:`wuhao_batch.reading.executor`.
    """
    try:
        return _read(data, package, most)
    except RefusedError as refused:
        return refused.refusal
    except (MemoryError, RecursionError):
        return Refusal(Reason.GIVEN_UP, {"reason": "内存不够"})
    except Exception:  # noqa: BLE001  libraries raise whatever the damage causes
        return Refusal(Reason.DAMAGED)


def _read(data: bytes, package: Package | None, most: Most) -> Book | Refusal:
    if not data.startswith(WORKBOOKS):
        return refuse(data)
    if len(data) > MAX_FILE:
        return Refusal(Reason.TOO_LARGE, {"limit": f"{MAX_FILE // MIB} MB"})
    if data.startswith(ZIP):
        return _read_package(package or open_package(data), most)
    return _read_container(data, most)


def _read_package(package: Package, most: Most) -> Book | Refusal:
    package.check()
    refusal = _other_document(package)
    if refusal is not None:
        return refusal
    mimetype = package.find("mimetype")
    if mimetype is not None and package.read(mimetype).strip().startswith(MIMETYPE):
        return read_ods(package, most)
    main = main_part(package)
    if main is not None and main.casefold().endswith(".bin"):
        return read_xlsb(package, main, most)
    return read_ooxml(package, most)


def is_document(package: Package) -> bool:
    """True if a zip is a document of its own, and no archive of files."""
    marked = any(package.find(name) is not None for name in _MARKS)
    return marked or _of_other_program(package) is not None


def _of_other_program(package: Package) -> Refusal | None:
    root = next((each for each in package.files if each.name == "Index/Document.iwa"), None)
    return other_program(package.entries, b"" if root is None else package.head(root))


def _other_document(package: Package) -> Refusal | None:
    for sign, code, kind in _DOCUMENTS:
        if any(name.startswith(sign) for name in package.entries):
            return Refusal(code, {"kind": kind})
    mimetype = package.find("mimetype")
    if mimetype is None:
        return _of_other_program(package)
    text = package.read(mimetype).strip()
    if text.startswith(_WRITER):
        return Refusal(Reason.FOREIGN, {"kind": "OpenDocument 文字文档"})
    other = text.startswith(b"application/") and not text.startswith(MIMETYPE)
    return Refusal(Reason.FOREIGN, {"kind": "其他文档"}) if other else None


def _read_container(data: bytes, most: Most) -> Book | Refusal:
    if not data.startswith(OLE):
        return read_xls(data, most)
    paths = _paths(data)
    if any(_RIGHTS.intersection(path) for path in paths):
        return Refusal(Reason.RIGHTS, {"kind": RIGHTS})
    streams = {path[0] for path in paths}
    if "EncryptedPackage" in streams:
        return _read_package(open_package(decrypted(data)), most)
    if not any(stream.casefold() in STREAMS for stream in streams):
        kinds = (kind for stream, kind in _STREAMS if stream in streams)
        return Refusal(Reason.FOREIGN, {"kind": next(kinds, "其他程序的文件")})
    return read_xls(decrypted(data), most)


def _paths(data: bytes) -> list[list[str]]:
    """Return the streams of a container, each with the storages on the way to it."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return list(container.listdir())
    except (OSError, ValueError, IndexError, TypeError):
        raise RefusedError(Reason.DAMAGED) from None
