"""One file name as mail programs write it, right and wrong."""

import base64
from urllib.parse import quote

NAME = "镕基党总支（盖章）.xlsx"


def word(text: str, charset: str, codec: str | None = None) -> bytes:
    """An encoded word of RFC 2047, labelled with that charset."""
    encoded = base64.b64encode(text.encode(codec or charset)).decode()
    return f"=?{charset}?B?{encoded}?=".encode()


def percent(text: str, charset: str) -> bytes:
    return quote(text.encode(charset), safe="").encode()


DISPOSITIONS = {
    "encoded words": b'filename="' + word(NAME, "utf-8") + b'"',
    "labelled gb2312, in truth gbk": b'filename="' + word(NAME, "gb2312", "gbk") + b'"',
    "labelled x-gbk": b'filename="' + word(NAME, "x-gbk", "gbk") + b'"',
    "an unknown label": b'filename="' + word(NAME, "x-none", "gbk") + b'"',
    "two words": b'filename="' + word(NAME[:4], "gb18030") + b"\r\n "
    + word(NAME[4:], "utf-8") + b'"',
    "percents": b"filename*=utf-8''" + percent(NAME, "utf-8"),
    "percents in gb18030": b"filename*=GB18030''" + percent(NAME, "gb18030"),
    "percents in lines": b"filename*0*=utf-8''" + percent(NAME[:3], "utf-8")
    + b";\r\n filename*1*=" + percent(NAME[3:], "utf-8"),
    "raw utf-8": f'filename="{NAME}"'.encode(),
    "raw gbk": f'filename="{NAME}"'.encode("gbk"),
}  # fmt: skip
