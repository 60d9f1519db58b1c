"""Kinds of files, recognised by their first bytes and never by their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.refusal import Reason, Refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = (b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
"""First bytes of an Excel workbook from before there were containers."""

WORKBOOKS = (ZIP, OLE, *BIFF)
"""First bytes of files that may be workbooks."""

RIGHTS = "敏感度标签或权限管理（MIP、IRM）"
"""Names for that which keeps a document to some accounts."""

_HEAD = 4096

_PICTURES = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif")
"""Brands of pictures, as telephones take them, in a container that is for videos too."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """First bytes, and the refusal of a file that begins with them."""

    magic: bytes
    reason: Reason
    kind: str


_SIGNS = (
    _Sign(b"\x62\x14\x23\x65", Reason.ENCRYPTED, "文件加密软件"),
    _Sign(b"%TSD-Header-###%", Reason.ENCRYPTED, "文件加密软件"),
    _Sign(b".pfile", Reason.RIGHTS, RIGHTS),
    _Sign(b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", Reason.RIGHTS, RIGHTS),
    _Sign(b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F", Reason.SHORTCUT, "快捷方式（.lnk）"),
    _Sign(b"book\0\0\0\0mark\0\0\0\0", Reason.SHORTCUT, "苹果电脑的替身"),
    _Sign(b"\0\0\x02\0\x06\x04", Reason.OTHER_TABLE, "Lotus 1-2-3 表格"),
    _Sign(b"\0\0\x1a\0", Reason.OTHER_TABLE, "Lotus 1-2-3 表格"),
    _Sign(b"\xff\0\x02\0\x04\x04", Reason.OTHER_TABLE, "Works 表格"),
    _Sign(b"Rar!", Reason.OTHER_ARCHIVE, "RAR 压缩包"),
    _Sign(b"7z\xbc\xaf\x27\x1c", Reason.OTHER_ARCHIVE, "7z 压缩包"),
    _Sign(b"\x1f\x8b", Reason.OTHER_ARCHIVE, "gzip 压缩包"),
    _Sign(b"BZh", Reason.OTHER_ARCHIVE, "bzip2 压缩包"),
    _Sign(b"\xfd7zXZ\x00", Reason.OTHER_ARCHIVE, "xz 压缩包"),
    _Sign(b"MSCF", Reason.OTHER_ARCHIVE, "CAB 压缩包"),
    _Sign(b"\x78\x9f\x3e\x22", Reason.OTHER_ARCHIVE, "Outlook 的 winmail.dat 附件"),
    _Sign(b"%PDF", Reason.NO_TABLE, "PDF 文件"),
    _Sign(b"\xff\xd8\xff", Reason.NO_TABLE, "图片"),
    _Sign(b"\x89PNG", Reason.NO_TABLE, "图片"),
    _Sign(b"GIF8", Reason.NO_TABLE, "图片"),
    _Sign(b"BM", Reason.NO_TABLE, "图片"),
    _Sign(b"II*\x00", Reason.NO_TABLE, "图片"),
    _Sign(b"MM\x00*", Reason.NO_TABLE, "图片"),
    _Sign(b"MZ", Reason.FOREIGN, "程序文件"),
    _Sign(b"\x7fELF", Reason.FOREIGN, "程序文件"),
    _Sign(b"{\\rtf", Reason.FOREIGN, "RTF 文档"),
    _Sign(b"SQLite format 3\x00", Reason.FOREIGN, "数据库文件"),
)
_WEBLOC = "网址快捷方式（.webloc）"
_STUB = "网上文档的入口文件（如 .gsheet）"
_POINTERS = (
    (r"(?ms)\A(\[.*^)?\[internetshortcut\]", Reason.SHORTCUT, "网址快捷方式（.url）"),
    (r"(?ms)\A(#.*^)?\[desktop entry\]", Reason.SHORTCUT, "快捷方式（.desktop）"),
    (r"(?s)<plist\b.*<key>\s*url\s*</key>", Reason.SHORTCUT, _WEBLOC),
    (r'(?s)\A\{.*"(doc_id|resource_id)"\s*:', Reason.ONLINE, _STUB),
    (r'\A\{\s*"(url|link)"\s*:\s*"https?:', Reason.ONLINE, _STUB),
    (r"\Ahttps?://\S+\Z", Reason.ONLINE, "网上文档的链接"),
)
"""Beginnings in small letters of text files that only point to something else."""
_PROPERTY_LIST = b"bplist00"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WEB_PAGE = re.compile(r"(<\?xml[^>]*>)?\s*<(!doctype html|html|head|body|table|meta)")


def refuse(data: bytes) -> Refusal:
    """Return name the kind of a file that is neither a workbook nor carries one."""
    return next(_refusals(data))


def _refusals(data: bytes) -> Iterator[Refusal]:
    if not data.strip(b"\0 \r\n\t\f\v\xef\xbb\xbf"):
        yield Refusal(Reason.EMPTY)
    for sign in _SIGNS:
        if data.startswith(sign.magic):
            yield Refusal(sign.reason, {"kind": sign.kind})
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        yield Refusal(Reason.NO_TABLE, {"kind": "图片"})
    if data[4:8] == b"ftyp":
        kind = "图片" if data[8:12] in _PICTURES else "图片或视频"
        yield Refusal(Reason.NO_TABLE, {"kind": kind})
    if data[257:262] == b"ustar":
        yield Refusal(Reason.OTHER_ARCHIVE, {"kind": "tar 压缩包"})
    if data.startswith(_PROPERTY_LIST):
        yield from _property_list(data)
    yield from _pointers(data)
    yield _text_refusal(data)


def _pointers(data: bytes) -> Iterator[Refusal]:
    head = text_head(data).lower()
    for form, reason, kind in _POINTERS:
        if re.search(form, head):
            yield Refusal(reason, {"kind": kind})


def _property_list(data: bytes) -> Iterator[Refusal]:
    """Tell what macOS leaves in place of a file: an address, or one that is still on iCloud."""
    if b"NSURLNameKey" in data[:_HEAD]:
        yield Refusal(Reason.ONLINE, {"kind": "iCloud 的占位文件"})
    if b"SURL" in data[:_HEAD]:
        yield Refusal(Reason.SHORTCUT, {"kind": _WEBLOC})


def _text_refusal(data: bytes) -> Refusal:
    head = text_head(data).lower()
    if "mime-version:" in head and "text/html" in head:
        return Refusal(Reason.TEXT, {"kind": "网页归档（MHT）"})
    if _WEB_PAGE.match(_COMMENT.sub("", head).lstrip()):
        return Refusal(Reason.TEXT, {"kind": "网页"})
    if "urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Refusal(Reason.TEXT, {"kind": "XML 表格（Excel 2003）"})
    if head.startswith("<?xml"):
        return Refusal(Reason.TEXT, {"kind": "XML 文件"})
    if "\0" in head or not _is_text(data):
        return Refusal(Reason.FOREIGN, {"kind": "无法识别的文件"})
    first = head.split("\n", 1)[0]
    return Refusal(
        Reason.TEXT, {"kind": "CSV 文本" if first.count(",") or "\t" in first else "文本"}
    )


def text_head(data: bytes) -> str:
    """Return the beginning of a text, whatever its encoding."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").strip()
    return head.decode("utf-8", "replace").removeprefix("\ufeff").strip()


def _is_text(data: bytes) -> bool:
    """True if it is printable all through, in an encoding that Chinese offices use."""
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
