"""What a file really is, by its first bytes and never by its name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.refusal import Refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = (b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
"""An Excel workbook from before there were containers."""

WORKBOOKS = (ZIP, OLE, *BIFF)
"""How a file begins that may be a workbook."""
HARMLESS = "F004"

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class _Sign:
    """First bytes, and how a file that begins with them is refused."""

    magic: bytes
    code: str
    kind: str


_SIGNS = (
    _Sign(b"\x62\x14\x23\x65", "F007", "文件加密软件"),
    _Sign(b"%TSD-Header-###%", "F007", "文件加密软件"),
    _Sign(b"Rar!", "F008", "RAR 压缩包"),
    _Sign(b"7z\xbc\xaf\x27\x1c", "F008", "7z 压缩包"),
    _Sign(b"\x1f\x8b", "F008", "gzip 压缩包"),
    _Sign(b"BZh", "F008", "bzip2 压缩包"),
    _Sign(b"\xfd7zXZ\x00", "F008", "xz 压缩包"),
    _Sign(b"MSCF", "F008", "CAB 压缩包"),
    _Sign(b"\x78\x9f\x3e\x22", "F008", "Outlook 的 winmail.dat 附件"),
    _Sign(b"%PDF", "F004", "PDF 文件"),
    _Sign(b"\xff\xd8\xff", "F004", "图片"),
    _Sign(b"\x89PNG", "F004", "图片"),
    _Sign(b"GIF8", "F004", "图片"),
    _Sign(b"BM", "F004", "图片"),
    _Sign(b"II*\x00", "F004", "图片"),
    _Sign(b"MM\x00*", "F004", "图片"),
    _Sign(b"MZ", "F001", "程序文件"),
    _Sign(b"\x7fELF", "F001", "程序文件"),
    _Sign(b"{\\rtf", "F001", "RTF 文档"),
    _Sign(b"SQLite format 3\x00", "F001", "数据库文件"),
)
_MAIL_HEADER = re.compile(
    rb"(?im)^(received|from|to|date|subject|mime-version|message-id|return-path):"
)
_HEADER_LINE = re.compile(rb"[!-9;-~]+:")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WEB_PAGE = re.compile(r"(<\?xml[^>]*>)?\s*<(!doctype html|html|head|body|table|meta)")
_SEVERAL = 3
_OF_THE_POST = {b"to", b"received", b"message-id", b"return-path"}
"""A web page saved as .mht has the other headers too, but was never posted."""


def refuse(data: bytes) -> Refusal:
    """Say what a file is that is neither a workbook nor carries one."""
    return next(_refusals(data))


def _refusals(data: bytes) -> Iterator[Refusal]:
    if not data.strip(b"\0 \r\n\t\f\v\xef\xbb\xbf"):
        yield Refusal("F009")
    for sign in _SIGNS:
        if data.startswith(sign.magic):
            yield Refusal(sign.code, {"kind": sign.kind})
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        yield Refusal("F004", {"kind": "图片"})
    if data[4:8] == b"ftyp":
        yield Refusal("F004", {"kind": "图片或视频"})
    if data[257:262] == b"ustar":
        yield Refusal("F008", {"kind": "tar 压缩包"})
    yield _text_refusal(data)


def _text_refusal(data: bytes) -> Refusal:
    head = text_head(data).lower()
    if "mime-version:" in head and "text/html" in head:
        return Refusal("F010", {"kind": "网页归档（MHT）"})
    if _WEB_PAGE.match(_COMMENT.sub("", head).lstrip()):
        return Refusal("F010", {"kind": "网页"})
    if "urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Refusal("F010", {"kind": "XML 表格（Excel 2003）"})
    if head.startswith("<?xml"):
        return Refusal("F010", {"kind": "XML 文件"})
    if "\0" in head or not _is_text(data):
        return Refusal("F001", {"kind": "无法识别的文件"})
    first = head.split("\n", 1)[0]
    return Refusal("F010", {"kind": "CSV 文本" if first.count(",") or "\t" in first else "文本"})


def text_head(data: bytes) -> str:
    """The beginning of a text, whatever its encoding."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").strip()
    return head.decode("utf-8", "replace").removeprefix("\ufeff").strip()


def _is_text(data: bytes) -> bool:
    """Printable all through, in an encoding that Chinese offices use."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = head.decode(encoding, "strict" if len(data) <= _HEAD else "ignore")
        except UnicodeDecodeError:
            continue
        return all(sign.isprintable() or sign in "\r\n\t\f" for sign in text)
    return False


def is_mail(data: bytes) -> bool:
    """An e-mail as a file: header lines from the first one on, several of them a mail's own."""
    block = re.split(
        rb"\r?\n\r?\n", data[: 1 << 16].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), maxsplit=1
    )[0]
    known = {name.lower() for name in _MAIL_HEADER.findall(block)}
    web_page = b"multipart/related" in block.lower() and not known & _OF_THE_POST
    return len(known) >= _SEVERAL and not web_page and _HEADER_LINE.match(block) is not None
