"""The one door to any workbook: bytes → a Book, or a Refusal.

Nothing is believed of a file but its bytes; nothing is raised for what stands in them.
"""

import io

import olefile

from wuhao_batch.reading.kinds import OLE, WORKBOOKS, refuse
from wuhao_batch.reading.limits import MAX_FILE, MIB
from wuhao_batch.reading.ods import MIMETYPE, read_ods
from wuhao_batch.reading.ooxml import main_part, read_ooxml
from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.package import Package, open_package
from wuhao_batch.reading.refusal import Reason, Refusal, RefusedError
from wuhao_batch.sheets import Book

BUILT_IN_PASSWORD = "VelvetSweatshop"  # noqa: S105  Excel's own, for workbooks that are only locked

_DOCUMENTS = (
    ("word/", Reason.FOREIGN, "Word 文档"),
    ("ppt/", Reason.FOREIGN, "演示文稿"),
    ("OFD.xml", Reason.NO_TABLE, "OFD 版式文件"),
)
_STREAMS = (
    ("WordDocument", "Word 或 WPS 文字文档"),
    ("PowerPoint Document", "演示文稿"),
    ("__properties_version1.0", "Outlook 邮件（.msg）"),
)


def read_book(data: bytes) -> Book | Refusal:
    """Read a workbook of any format, by content and not by name.

    Any fault of the file is a :class:`Refusal` (F001–F023); nothing is raised for user data, but
    .xls and .xlsb can end the process: see :mod:`wuhao_batch.reading.executor`.
    """
    try:
        return _read(data)
    except RefusedError as refused:
        return refused.refusal
    except (MemoryError, RecursionError):
        return Refusal(Reason.GIVEN_UP, {"reason": "内存不够"})
    except Exception:  # noqa: BLE001  libraries raise whatever the damage causes
        return Refusal(Reason.DAMAGED)


def _read(data: bytes) -> Book | Refusal:
    if not data.startswith(WORKBOOKS):
        return refuse(data)
    if len(data) > MAX_FILE:
        return Refusal(Reason.TOO_LARGE, {"limit": f"{MAX_FILE // MIB} MB"})
    if data.startswith(ZIP):
        return _read_package(data)
    return _read_container(data)


def _read_package(data: bytes) -> Book | Refusal:
    package = open_package(data)
    refusal = _other_document(package)
    if refusal is not None:
        return refusal
    mimetype = package.find("mimetype")
    if mimetype is not None and package.read(mimetype).strip().startswith(MIMETYPE):
        return read_ods(package)
    main = main_part(package)
    if main is not None and main.casefold().endswith(".bin"):
        from wuhao_batch.reading.xlsb import read_xlsb  # noqa: PLC0415  rare, and it loads a library

        return read_xlsb(package)
    return read_ooxml(package)


def is_workbook(package: Package) -> bool:
    """True if a zip is a document of its own, and no archive of files."""
    names = ("[Content_Types].xml", "mimetype", "OFD.xml", "xl/workbook.xml", "_rels/.rels")
    return any(package.find(name) is not None for name in names)


def _other_document(package: Package) -> Refusal | None:
    for sign, code, kind in _DOCUMENTS:
        if any(name.startswith(sign) for name in package.entries):
            return Refusal(code, {"kind": kind})
    mimetype = package.find("mimetype")
    if mimetype is None:
        return None
    text = package.read(mimetype).strip()
    other = text.startswith(b"application/") and not text.startswith(MIMETYPE)
    return Refusal(Reason.FOREIGN, {"kind": "其他文档"}) if other else None


def _read_container(data: bytes) -> Book | Refusal:
    from wuhao_batch.reading.xls import read_xls  # noqa: PLC0415  rare, and it loads a library

    if not data.startswith(OLE):
        return read_xls(data)
    streams = _streams(data)
    if streams & {"\tDRMContent", "\tDRMViewerContent"}:
        return Refusal(Reason.ENCRYPTED, {"kind": "权限管理（IRM）"})
    if "EncryptedPackage" in streams:
        return _read_package(_decrypted(data))
    if not streams & {"Workbook", "Book"}:
        kinds = (kind for stream, kind in _STREAMS if stream in streams)
        return Refusal(Reason.FOREIGN, {"kind": next(kinds, "其他程序的文件")})
    return read_xls(_decrypted(data))


def _streams(data: bytes) -> set[str]:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return {path[0] for path in container.listdir()}
    except (OSError, ValueError, IndexError, TypeError):
        raise RefusedError(Reason.DAMAGED) from None


def _decrypted(data: bytes) -> bytes:
    """Remove Excel's built-in password; other data is returned unchanged.

    Raises:
        RefusedError: It has another password (F006).
    """
    import msoffcrypto  # noqa: PLC0415  loads a cryptography library, rarely needed

    locked = False
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        locked = file.is_encrypted()
        if not locked:
            return data
        opened = io.BytesIO()
        file.load_key(password=BUILT_IN_PASSWORD)
        file.decrypt(opened)
        return opened.getvalue()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a wrong password and damage look alike here
        if locked:
            raise RefusedError(Reason.PASSWORD) from None
        return data
