"""The parts of a mail → the files among them, and what could not be understood."""

from collections.abc import Callable
from dataclasses import dataclass
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from functools import partial

from wuhao_batch.reading.companions import is_companion, may_be_companion
from wuhao_batch.reading.embedded import Embedded
from wuhao_batch.reading.in_words import files_in_words, not_understood
from wuhao_batch.reading.kinds import WORKBOOKS
from wuhao_batch.reading.mail_parts import body, is_words, parts
from wuhao_batch.reading.mail_words import UNNAMED, attachment_name, guessed, safe_name
from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.refusal import Reason, RefusedError

_ELSEWHERE = {
    "message-external-body": "附件没有随信发来，存放在别处",
    "message-partial": "这只是分成几段发送的邮件中的一段",
    "text/x-moz-deleted": "附件已从邮件里删去，只剩名字",
}
_CUT_OFF = "邮件不完整，后面的部分没有收到"
_NO_BOUNDARY = "分不清邮件的各个部分"
_BROKEN = "正文的编码不完整"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_FIRST = 100


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside: its name for display, and how to get its bytes.

    It is ``meant`` unless it is a picture in the text of a mail, as signatures have.
    """

    name: str
    read: Callable[[], bytes]
    meant: bool = True


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files in a mail, and what in it was not understood, if anything."""

    files: tuple[Member, ...]
    unclear: str


def gathered(data: bytes) -> Gathered:
    """Gather the files in a mail.

    Raises:
        RefusedError: There are too many parts (F011), or one in another too deep (F014).
    """
    files: list[Member] = []
    unclear: list[str] = []
    embedded = Embedded()
    for part in parts(data):
        if part.is_multipart():
            embedded.note_group(part)
            cut_off = any(isinstance(each, CloseBoundaryNotFoundDefect) for each in part.defects)
            unclear += [_CUT_OFF] if cut_off else []
        elif part.get_content_maintype() == "multipart":
            unclear.append(_NO_BOUNDARY)
        elif is_words(part):
            found, what = _in_text(part, embedded)
            files += found
            unclear += [what] if what else []
        else:
            files += _attached(part, embedded)
    return Gathered(tuple(files), next(iter(unclear), ""))


def _in_text(part: Message, embedded: Embedded) -> tuple[list[Member], str]:
    """Return the files in a text of the message, and what in it was not understood."""
    try:
        text = body(part)
    except RefusedError:
        return [], _BROKEN
    if text.startswith(WORKBOOKS):
        return [_held("", text)], ""
    embedded.note_text(text)
    found = [_held(guessed(name), content) for name, content in files_in_words(text)]
    return found, "" if found else not_understood(text)


def _held(name: str, content: bytes | None) -> Member:
    """Return a file that was found in a text; None as its content stands for a broken one."""
    if content is None:
        return Member(safe_name(name) or UNNAMED, partial(_refuse, Reason.DAMAGED))
    return Member(safe_name(name) or _unnamed(content), partial(bytes, content))


def _attached(part: Message, embedded: Embedded) -> list[Member]:
    """Return the file that a part is, if it is one that anybody means."""
    kind, name = part.get_content_type(), attachment_name(part)
    if kind in _ELSEWHERE:
        why = partial(_refuse, Reason.NOT_UNDERSTOOD, what=_ELSEWHERE[kind])
        return [Member(name or UNNAMED, why)]
    picture = part.get_content_maintype() == "image"
    if not name:
        return [] if picture and not _begins_as_workbook(part) else [_nameless(part)]
    if may_be_companion(name, kind) and _is_companion(part, name, kind):
        return []
    return [Member(name, partial(body, part), meant=not embedded.holds(part))]


def _nameless(part: Message) -> Member:
    try:
        return _held("", body(part))
    except RefusedError:
        return _held("", None)


def _begins_as_workbook(part: Message) -> bool:
    try:
        return body(part).startswith(WORKBOOKS)
    except RefusedError:
        return False


def _is_companion(part: Message, name: str, kind: str) -> bool:
    try:
        data = body(part)
    except RefusedError:
        return True
    return is_companion(name, kind, data)


def _unnamed(content: bytes) -> str:
    """Return a name for a file that has none, with the ending of its kind."""
    if content.startswith(ZIP):
        document = ".ods" if _OPEN_DOCUMENT in content[:_FIRST] else ".zip"
        return UNNAMED + (".xlsx" if b"xl/" in content else document)
    return UNNAMED + (".xls" if content.startswith(WORKBOOKS) else "")


def _refuse(reason: Reason, **facts: str) -> bytes:
    raise RefusedError(reason, **facts)
