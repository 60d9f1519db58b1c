"""Carriers of workbooks, a zip archive or a mail saved as .eml, → the files inside.

A name inside only ever serves for display; nothing is unpacked to disk (docs/reading.md, G25).
"""

from functools import partial

from wuhao_batch.reading.book import is_document
from wuhao_batch.reading.bundles import bundle_of, bundles
from wuhao_batch.reading.kinds import WORKBOOKS, refuse
from wuhao_batch.reading.limits import MAX_MEMBERS
from wuhao_batch.reading.mail import attachments
from wuhao_batch.reading.mail_files import Member
from wuhao_batch.reading.mail_head import as_mail, mails_in
from wuhao_batch.reading.package import END, Package, PackedFile, open_package
from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.refusal import Reason, Refusal, RefusedError
from wuhao_batch.sheets import clean

_SUFFIXES = tuple(
    f".{name}"
    for name in ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "zip", "rar", "7z", "eml"]
)
_IN_PLACE_OF_A_TABLE = {
    Reason.NO_TABLE,
    Reason.ENCRYPTED,
    Reason.RIGHTS,
    Reason.SHORTCUT,
    Reason.ONLINE,
    Reason.OTHER_TABLE,
}
_CONTENT_TYPES = b"[Content_Types].xml"


def unpack(data: bytes) -> tuple[Member, ...] | None:
    """Return the files that an archive or a mail carries; None if it is neither.

    Raises:
        RefusedError: As for :func:`opened`.
    """
    found = opened(data)
    return None if isinstance(found, Package) else found


def opened(data: bytes) -> tuple[Member, ...] | Package | None:
    """Open what may carry files: return these, the package of a document, or None for the rest.

    Raises:
        RefusedError: Opening it would cost too much or cannot be trusted (F002, F008–F015).
    """
    if data.startswith((ZIP, END)):
        return _from_zip(data)
    several = mails_in(data)
    if several:
        return _from_mailbox(several)
    mail = as_mail(data)
    return None if mail is None else attachments(mail)


def _from_mailbox(mails: tuple[bytes, ...]) -> tuple[Member, ...]:
    if len(mails) > MAX_MEMBERS:
        raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_MEMBERS))
    return tuple(
        Member(f"第{number}封.eml", partial(bytes, mail)) for number, mail in enumerate(mails, 1)
    )


def _from_zip(data: bytes) -> tuple[Member, ...] | Package:
    try:
        package = open_package(data)
    except RefusedError as refused:
        if refused.refusal.reason is Reason.PASSWORD and _CONTENT_TYPES not in data:
            raise RefusedError(Reason.OTHER_ARCHIVE, kind="加了密码的压缩包") from None
        raise
    if is_document(package):
        return package
    files = _without_forks(package.files)
    found = bundles(entry.name for entry in files)
    members = [Member(clean(name), partial(_refuse, why)) for name, why in found.items()]
    loose = [entry for entry in files if bundle_of(entry.name, found) is None]
    if len(members) + len(loose) > MAX_MEMBERS:
        raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_MEMBERS))
    if not members and not any(_may_be_meant(package, entry) for entry in loose):
        return ()
    members += [Member(clean(entry.name), partial(package.read_file, entry)) for entry in loose]
    return tuple(members)


def _without_forks(files: tuple[PackedFile, ...]) -> list[PackedFile]:
    """Leave out what macOS packs beside each file about its icon and colour."""
    forks = {_fork(entry.name) for entry in files}
    return [entry for entry in files if entry.name not in forks]


def _fork(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    return f"__MACOSX/{folder}{slash}._{last}"


def _refuse(refusal: Refusal) -> bytes:
    raise RefusedError(refusal.reason, **refusal.facts)


def _may_be_meant(package: Package, entry: PackedFile) -> bool:
    """True for a workbook, or a file sent in place of one, which deserves its own finding."""
    if entry.doubt or entry.name.casefold().endswith(_SUFFIXES):
        return True
    head = package.head(entry)
    return head.startswith(WORKBOOKS) or refuse(head).reason in _IN_PLACE_OF_A_TABLE
