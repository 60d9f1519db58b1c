"""Carriers of workbooks, a zip archive or a mail saved as .eml, → the files inside.

A name inside only ever serves for display; nothing is unpacked to disk (docs/reading.md, G25).
"""

from functools import partial

from wuhao_batch.reading.book import is_workbook
from wuhao_batch.reading.kinds import WORKBOOKS, is_mail, refuse
from wuhao_batch.reading.limits import MAX_MEMBERS
from wuhao_batch.reading.mail import Member, attachments
from wuhao_batch.reading.package import END, Package, open_package
from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import clean

_SUFFIXES = tuple(
    f".{name}"
    for name in ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "zip", "rar", "7z", "eml"]
)
_CONTENT_TYPES = b"[Content_Types].xml"


def unpack(data: bytes) -> tuple[Member, ...] | None:
    """Return the files that an archive or a mail carries; None if it is neither.

    Raises:
        RefusedError: Opening it would cost too much or cannot be trusted (F002, F008–F015).
    """
    if data.startswith((ZIP, END)):
        return _from_zip(data)
    return attachments(data) if is_mail(data) else None


def _from_zip(data: bytes) -> tuple[Member, ...] | None:
    try:
        package = open_package(data)
    except RefusedError as refused:
        if refused.refusal.reason is Reason.PASSWORD and _CONTENT_TYPES not in data:
            raise RefusedError(Reason.OTHER_ARCHIVE, kind="加了密码的压缩包") from None
        raise
    if is_workbook(package):
        return None
    if len(package.entries) > MAX_MEMBERS:
        raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_MEMBERS))
    if not any(_may_be_meant(package, name) for name in package.entries):
        return ()
    return tuple(Member(clean(name), partial(package.read, name)) for name in package.entries)


def _may_be_meant(package: Package, name: str) -> bool:
    """True for a workbook, or a file sent in place of one, which deserves its own finding."""
    if name.casefold().endswith(_SUFFIXES):
        return True
    head = package.head(name)
    return head.startswith(WORKBOOKS) or refuse(head).reason is Reason.NO_TABLE
