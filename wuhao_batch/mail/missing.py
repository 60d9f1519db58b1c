"""A mail without a workbook → what there is in it instead, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from wuhao_batch.findings.finding import finding, first_of
from wuhao_batch.reading.files import Content
from wuhao_batch.reading.limits import MAX_CARRIER, MIB
from wuhao_batch.reading.links import Link
from wuhao_batch.reading.mail import MailHead
from wuhao_batch.reading.refusal import Reason, Refusal

_UNDERSTOOD = {Reason.NOTHING_INSIDE, Reason.ONLY_A_LINK}


_ATTACHED, _LINKED = "附件是", "正文里是"


@dataclass(frozen=True, slots=True)
class Missing:
    """The contents of a mail without a workbook.

    ``names`` are its attachments; ``unclear`` is what was not understood, "" if nothing; of a mail
    that is not ``whole`` only the head is there.
    """

    head: MailHead
    names: tuple[str, ...]
    unclear: str
    whole: bool

    @property
    def link(self) -> Link | None:
        """The places that its text links to."""
        return self.head.link

    @property
    def words(self) -> str:
        """The words for people."""
        link = f"{_LINKED}{self.link.service}的链接" if self.link else ""
        if not self.whole:
            return f"超过{MAX_CARRIER // MIB}MB"
        if self.names:
            return "，".join(filter(None, (f"{_ATTACHED}{first_of(self.names)}", link)))
        return self.unclear or link or self.head.hint or "没有附件"


def is_attempt(note: str) -> bool:
    """True if such words tell of something that was meant to be handed in."""
    return note.startswith((_ATTACHED, _LINKED))


def missing(
    content: Content[str], head: MailHead, why: Mapping[str, str], *, whole: bool
) -> Missing:
    """Return what there is in place of a workbook; ``why`` tells of attachments that are broken."""
    body = content.body
    names = body if isinstance(body, tuple) else ()
    names = tuple("：".join(filter(None, (name, why.get(name)))) for name in names)
    unclear = _said(body) if isinstance(body, Refusal) else ""
    return Missing(head, names, unclear, whole)


def _said(refusal: Refusal) -> str:
    """Return what was not understood; the rule where it is not of mails alone; "" if nothing."""
    if refusal.reason in _UNDERSTOOD:
        return ""
    if refusal.reason is Reason.NOT_UNDERSTOOD:
        return refusal.facts["what"]
    return finding(refusal.code, **refusal.facts).rule.rstrip("。")
