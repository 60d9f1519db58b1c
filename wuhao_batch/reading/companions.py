"""Files that come along and that nobody means as forms: signatures, invitations, cards, stubs.

Only what could not be read as a table is one: a workbook of such a name is a workbook.
"""

import re

from wuhao_batch.reading.kinds import WORKBOOKS, refuse
from wuhao_batch.reading.refusal import Reason, Refusal

_NAMES = (
    (re.compile(r"(?i).*\.p7s|signature\.asc|.*\.sig"), "邮件的数字签名"),
    (re.compile(r"(?i)att\d{3,}(\.(txt|html?|png|gif|jpe?g|bmp))?"), "邮件程序附带的文件"),
    (re.compile(r"(?i).*\.(ics|vcs)"), "日程邀请"),
    (re.compile(r"(?i).*\.(vcf|vcard)"), "名片"),
)
_TYPES = {
    "application/pkcs7-signature": "邮件的数字签名",
    "application/x-pkcs7-signature": "邮件的数字签名",
    "application/pgp-signature": "邮件的数字签名",
    "application/applefile": "苹果电脑的附加信息",
    "application/ics": "日程邀请",
    "text/calendar": "日程邀请",
    "text/vcard": "名片",
    "text/x-vcard": "名片",
    "text/directory": "名片",
}
_WORDS = re.compile(r"(?i).*\.(txt|html?)")
_UNREADABLE = {Reason.TEXT, Reason.NO_TABLE, Reason.FOREIGN, Reason.EMPTY}


def as_companion(refusal: Refusal, name: str, content_type: str = "") -> Refusal:
    """Return why a companion was not read; another file's refusal as it is."""
    if refusal.reason not in _UNREADABLE:
        return refusal
    kind = _TYPES.get(content_type) or _kind(name.rpartition("/")[2])
    if not kind and refusal.reason is Reason.EMPTY and _WORDS.fullmatch(name):
        kind = "空的文本"
    return Refusal(Reason.NO_TABLE, {"kind": kind}) if kind else refusal


def may_be_companion(name: str, content_type: str) -> bool:
    """True for a file whose name or type is that of a companion: its content decides."""
    return content_type in _TYPES or bool(_kind(name) or _WORDS.fullmatch(name))


def is_companion(name: str, content_type: str, data: bytes) -> bool:
    """True for a file in a mail that nobody means as a form."""
    if data.startswith(WORKBOOKS):
        return False
    refusal = refuse(data)
    return as_companion(refusal, name, content_type) != refusal


def _kind(name: str) -> str:
    return next((kind for pattern, kind in _NAMES if pattern.fullmatch(name)), "")
