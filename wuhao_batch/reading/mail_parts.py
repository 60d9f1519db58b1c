"""A mail → its parts, those of mails inside it included, however its structure was mangled."""

import email
import re
from collections.abc import Iterator
from email.message import Message
from email.policy import Compat32

from wuhao_batch.reading.limits import MAX_MAILS_DEEP, MAX_PARTS_OF_MAIL
from wuhao_batch.reading.mail_head import as_mail, clean_head
from wuhao_batch.reading.mail_words import attachment_name
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.transfer import decoded

INNER_MAIL = "application/x-inner-mail"
"""The type that a mail inside another has here: its head is cleaned before it is parsed."""

_INNER = {"message/rfc822", "message/global", "message/news"}
_KEPT_AS_TEXT = {"message/partial", "message/external-body"}
_ENCODING = re.compile(r"[\w-]+")
_BOUNDARY = re.compile(
    r"(?:^|(?<=[\r\n]))--([^\r\n]{1,100}?)[ \t]{0,9}(?:\r\n|\r|\n)+"
    r"(?=(?i:Content-)[A-Za-z-]+[ \t]*:)"
)
_PART_HEAD = re.compile(r"\s*Content-[A-Za-z-]+[ \t]*:", re.IGNORECASE)


class AsItStands(Compat32):
    """Headers unchanged: the library would replace the bytes of undeclared Chinese."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the value as it is."""
        return value


POLICY = AsItStands()


class _Part(Message):
    """A part in which a mail stays text: it may be encoded, against the rules, and its head odd."""

    def get_content_type(self) -> str:
        """Return a type of one part where the library would look for parts in it."""
        kind = super().get_content_type()
        if kind in _INNER:
            return INNER_MAIL
        return kind.replace("/", "-") if kind in _KEPT_AS_TEXT else kind


def parts(data: bytes) -> Iterator[Message]:
    """Yield all parts of a mail in their order, those that hold others first.

    Raises:
        RefusedError: There are too many (F011), or one in another too deep (F014).
    """
    try:
        for number, part in enumerate(_walk(clean_head(data), 0)):
            if number >= MAX_PARTS_OF_MAIL:
                raise _too_many()
            yield part
    except RecursionError:
        raise _too_deep() from None


def _too_many() -> RefusedError:
    return RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_PARTS_OF_MAIL))


def _too_deep() -> RefusedError:
    return RefusedError(Reason.NESTED_TOO_DEEPLY, what="邮件嵌套太深")


def _walk(data: bytes, depth: int) -> Iterator[Message]:
    if depth > MAX_MAILS_DEEP:
        raise _too_deep()
    for part in email.message_from_bytes(data, _class=_Part, policy=POLICY).walk():
        hidden = list(_hidden(part))
        if not hidden or part.is_multipart():
            yield part
        for inner in hidden:
            yield from _walk(inner, depth + 1)


def _hidden(part: Message) -> Iterator[bytes]:
    """Yield the mails or groups of parts that the parser took for text."""
    if part.is_multipart():
        for text in (part.preamble, part.epilogue):
            yield from _group(text or "")
    elif part.get_content_type() == INNER_MAIL:
        yield _inner_mail(part)
    elif is_words(part) or part.get_content_maintype() == "multipart":
        text = raw(part).decode("ascii", "surrogateescape")
        if "Content-Type" not in part and _PART_HEAD.match(text):
            yield clean_head(_bytes(text))
        else:
            yield from _group(text)


def _group(text: str) -> Iterator[bytes]:
    """Yield the parts that stand between boundaries that no head tells."""
    found = _BOUNDARY.search(text)
    if found is None:
        return
    if text.count(f"--{found[1]}") > MAX_PARTS_OF_MAIL + 1:  # before the parser makes them all
        raise _too_many()
    boundary = re.sub(r'(["\\])', r"\\\1", found[1])
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n'
    yield _bytes(head + text[found.start() :])


def _inner_mail(part: Message) -> bytes:
    written = raw(part)
    try:
        data = decoded(written, encoding_of(part))
    except RefusedError:
        data = written
    mail = as_mail(data) or as_mail(written)
    return clean_head(data) if mail is None else mail


def is_words(part: Message) -> bool:
    """True for a text that belongs to the message itself, as far as its head tells."""
    return part.get_content_maintype() == "text" and not attachment_name(part)


def encoding_of(part: Message) -> str:
    """Return the encoding that a part tells, in small letters, without what is put around it."""
    found = _ENCODING.search(str(part.get("Content-Transfer-Encoding", "")))
    return found[0].lower() if found else ""


def raw(part: Message) -> bytes:
    """Return the bytes of a part as they stand in the mail."""
    told = part.get_all("Content-Transfer-Encoding", [])
    del part["Content-Transfer-Encoding"]  # else the library would undo it, in its own way
    payload = part.get_payload(decode=True)
    for each in told:
        part["Content-Transfer-Encoding"] = each
    return payload if isinstance(payload, bytes) else b""


def body(part: Message) -> bytes:
    """Return the content of a part.

    Raises:
        RefusedError: What it is encoded in was cut off or is broken (F002).
    """
    return decoded(raw(part), encoding_of(part))


def _bytes(text: str) -> bytes:
    return text.encode("ascii", "surrogateescape")
