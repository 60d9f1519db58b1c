"""One mail with one form in it, in the shapes in which programs, gateways and people pass it on."""

import base64
import binascii
from collections.abc import Callable

Mangle = Callable[[bytes], bytes]

HEAD = (
    b"From: =?utf-8?B?55Sy?= <a@example.cn>\r\nTo: office@example.cn\r\nSubject: form\r\n"
    b"Date: Mon, 07 Dec 2026 10:30:00 +0800\r\nMessage-ID: <1@example.cn>\r\n"
)
MIME = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_b"\r\n'
WORDS = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "报表见附件。".encode() + b"\r\n"


def lines(data: bytes, width: int = 76) -> bytes:
    text = base64.b64encode(data)
    return b"".join(text[at : at + width] + b"\r\n" for at in range(0, len(text), width))


def quoted(data: bytes) -> bytes:
    return binascii.b2a_qp(data, istext=False).replace(b"=\n", b"=\r\n")


def uu(data: bytes, name: bytes = b"a.xlsx", *, trimmed: bool = False) -> bytes:
    made = [binascii.b2a_uu(data[at : at + 45])[:-1] for at in range(0, len(data), 45)]
    made = (
        [line.rstrip() for line in made] if trimmed else [line.replace(b" ", b"`") for line in made]
    )
    return b"begin 644 " + name + b"\r\n" + b"\r\n".join(made) + b"\r\n`\r\nend\r\n"


def pieces(data: bytes) -> bytes:
    """Base64 of pieces whose length leaves padding inside."""
    return b"".join(lines(data[at : at + 1000]) for at in range(0, len(data), 1000))


def part(head: bytes, body: bytes, encoding: bytes = b"base64") -> bytes:
    told = b"Content-Transfer-Encoding: " + encoding + b"\r\n" if encoding else b""
    return head + told + b"\r\n" + body


TYPE = b"Content-Type: application/octet-stream\r\n"
TEXT = b"Content-Type: text/plain\r\n"
NAMED = TYPE + b'Content-Disposition: attachment; filename="a.xlsx"\r\n'

CARRIED: dict[str, Mangle] = {
    "base64": lambda data: part(NAMED, lines(data)),
    "base64, spelt otherwise": lambda data: part(NAMED, lines(data), b" BASE64 "),
    "base64 in pieces": lambda data: part(NAMED, pieces(data)),
    "base64 without padding": lambda data: part(NAMED, lines(data).replace(b"=", b"")),
    "base64 on one line": lambda data: part(NAMED, base64.b64encode(data) + b"\r\n"),
    "base64 quoted": lambda data: part(NAMED, b"> " + lines(data).replace(b"\r\n", b"\r\n> ")),
    "base64 broken by a gateway": lambda data: part(
        NAMED, lines(data, 900).replace(b"\r\n", b"!\r\n ")
    ),
    "base64 and words after it": lambda data: part(
        NAMED, lines(data) + b"\r\n____________\r\nSent by the list of the office\r\n"
    ),
    "base64 of base64": lambda data: part(NAMED, lines(lines(data))),
    "base64 labelled nothing": lambda data: part(NAMED, lines(data), b""),
    "base64 labelled 7bit": lambda data: part(NAMED, lines(data), b"7bit"),
    "base64 labelled otherwise": lambda data: part(NAMED, lines(data), b"x-unknown"),
    "quoted-printable": lambda data: part(
        NAMED, quoted(data), b"quoted-printable"
    ),
    "uuencode": lambda data: part(NAMED, uu(data), b"x-uuencode"),
    "uuencode in the text": lambda data: part(
        b"Content-Type: text/plain\r\n", b"See file.\r\n\r\n" + uu(data), b"7bit"
    ),
    "uuencode, its spaces cut off": lambda data: part(
        TEXT, uu(data, "评分表.xlsx".encode("gbk"), trimmed=True), b"8bit"
    ),
    "base64 in the text": lambda data: part(
        b"Content-Type: text/plain\r\n",
        b"begin-base64 644 a.xlsx\r\n" + lines(data) + b"====\r\n",
        b"7bit",
    ),
    "base64 bare in the text": lambda data: part(
        TEXT, b"See below.\r\n\r\n" + lines(data) + b"\r\nBye.\r\n", b"7bit"
    ),
    "no name": lambda data: part(TYPE, lines(data)),
    "a text without name": lambda data: part(b"Content-Type: text/plain\r\n", lines(data)),
    "a picture without name": lambda data: part(b"Content-Type: image/png\r\n", lines(data)),
    "a stub's name": lambda data: part(
        b'Content-Type: text/plain; name="ATT00001.txt"\r\n', lines(data)
    ),
    "no type": lambda data: part(b"", lines(data)),
    "a blank line before its head": lambda data: b"\r\n" + part(NAMED, lines(data)),
}  # fmt: skip


def mixed(*inner: bytes, boundary: bytes = b"=_b") -> bytes:
    bodies = b"".join(b"--" + boundary + b"\r\n" + each + b"\r\n" for each in inner)
    return b"\r\n" + bodies + b"--" + boundary + b"--\r\n"


def whole(carried: bytes) -> bytes:
    return HEAD + MIME + mixed(WORDS, carried)


def grouped(kind: bytes, *inner: bytes) -> bytes:
    head = b"Content-Type: multipart/" + kind + b'; boundary="=_i"\r\n'
    return head + mixed(*inner, boundary=b"=_i")


def forwarded(carried: bytes, encode: Mangle = bytes, encoding: bytes = b"") -> bytes:
    inner = (HEAD + MIME).replace(b"=_b", b"=_f") + mixed(carried, boundary=b"=_f")
    return part(b"Content-Type: message/rfc822\r\n", encode(inner), encoding)


FORK = part(
    b'Content-Type: application/applefile; name="a.xlsx"\r\n', lines(b"\0\5\x16\7" + bytes(40))
)
SIGNATURE = part(
    b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n', lines(bytes(range(256)))
)

LAID: dict[str, Mangle] = {
    "beside the text": lambda carried: carried,
    "as an alternative": lambda carried: grouped(b"alternative", WORDS, carried),
    "with a picture": lambda carried: grouped(b"related", WORDS, carried),
    "with what a Mac adds": lambda carried: grouped(b"appledouble", FORK, carried),
    "signed": lambda carried: grouped(b"signed", carried, SIGNATURE),
    "in a digest": lambda carried: grouped(b"digest", forwarded(carried)),
    "forwarded": forwarded,
    "forwarded in base64": lambda carried: forwarded(carried, lines, b"base64"),
    "forwarded in quoted-printable": lambda carried: forwarded(
        carried, quoted, b"quoted-printable"
    ),
    "forwarded, a banner above": lambda carried: forwarded(
        carried, lambda data: b"Microsoft Mail Internet Headers Version 2.0\r\n" + data
    ),
    "forwarded, a line of a mailbox above": lambda carried: forwarded(
        carried, lambda data: b">From a@example.cn Mon Dec  7 10:00:00 2026\r\n" + data
    ),
    "forwarded as text": lambda carried: part(b"Content-Type: text/plain\r\n", whole(carried), b""),
}


def within(data: bytes, added: bytes, before: bytes) -> bytes:
    return data.replace(before, added + before, 1)


HEADS: dict[str, Mangle] = {
    "as it should be": bytes,
    "a banner above": lambda data: b"Microsoft Mail Internet Headers Version 2.0\r\n" + data,
    "three lines above": lambda data: b"***\r\nThis mail was checked.\r\n***\r\n\r\n" + data,
    "a banner within": lambda data: within(data, b"[checked by a gateway]\r\n", b"Message-ID"),
    "a Chinese banner within": lambda data: within(data, "外部邮件\r\n".encode(), b"MIME-Version"),
    "blank lines above": lambda data: b"\r\n\r\n" + data,
    "a blank line within": lambda data: within(data, b"\r\n", b"MIME-Version"),
    "a blank line before the type": lambda data: within(data, b"\r\n", b"Content-Type"),
    "two blank lines within": lambda data: within(data, b"\r\n\r\n", b"MIME-Version"),
    "a mailbox's line": lambda data: b"From a@example.cn Mon Dec  7 10:00:00 2026\r\n" + data,
    "a mailbox's line, quoted": lambda data: b">From a Mon Dec  7 10:00:00 2026\r\n" + data,
    "blanks before colons": lambda data: data.replace(b"From:", b"From :", 1),
    "no boundary told": lambda data: data.replace(b'; boundary="=_b"', b"", 1),
    "another boundary told": lambda data: data.replace(b'boundary="=_b"', b'boundary="=_c"', 1),
    "no type told": lambda data: data.replace(MIME, b"", 1),
}


def in_emlx(data: bytes) -> bytes:
    listed = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD">\n'
    return b"%d      \n" % len(data) + data + listed + b'<plist version="1.0"><dict/></plist>\n'


FRAMES: dict[str, Mangle] = {
    "none": bytes,
    "LF": lambda data: data.replace(b"\r\n", b"\n"),
    "CR": lambda data: data.replace(b"\r\n", b"\r"),
    "CR twice": lambda data: data.replace(b"\r\n", b"\r\r\n"),
    "a mark of UTF-8": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode("latin-1").encode("utf-16"),
    ".emlx": in_emlx,
    ".emlx of LF": lambda data: in_emlx(data.replace(b"\r\n", b"\n")),
}
