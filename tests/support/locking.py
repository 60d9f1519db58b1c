"""Old workbooks behind a password, in both ways that Excel locked them."""

import io
import struct
from collections.abc import Callable
from hashlib import md5, sha1

from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

from tests.support.hostile.crafting import (
    BOF,
    BOUNDSHEET,
    FILEPASS,
    SMALLEST_STREAM,
    compound,
    record,
)

SALT, VERIFIER, BITS = bytes(range(16)), b"0123456789abcdef", 128

Stream = Callable[[bytes], bytes]
"""Encrypts or decrypts, which is the same."""


def locked(biff: bytes, password: str, *, by_crypto_api: bool = False) -> bytes:
    """The .xls of a workbook stream behind a password."""

    def mixed(data: bytes) -> bytes:
        read = io.BytesIO(data)
        if by_crypto_api:
            return bytes(DocumentRC4CryptoAPI.decrypt(password, SALT, BITS, read, 1024).read())
        return bytes(DocumentRC4.decrypt(password, SALT, read, 1024).read())

    filepass = _crypto_api(mixed) if by_crypto_api else _plain_rc4(mixed)
    missing = max(4, SMALLEST_STREAM - len(biff) - len(filepass))
    filled = biff + record(0, more=bytes(missing - 4))
    return compound({"Workbook": _mixed(filled, filepass, mixed)})


def _plain_rc4(mixed: Stream) -> bytes:
    return record(FILEPASS, "3H", 1, 1, 1, more=SALT + mixed(VERIFIER + md5(VERIFIER).digest()))  # noqa: S324  as Excel did


def _crypto_api(mixed: Stream) -> bytes:
    provider = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, BITS, 1, 0, 0) + provider
    proof = mixed(VERIFIER + sha1(VERIFIER).digest())  # noqa: S324  as Excel did
    verifier = struct.pack("<I", 16) + SALT + proof[:16] + struct.pack("<I", 20) + proof[16:]
    sized = struct.pack("<2I", 4, len(header))
    return record(FILEPASS, "3H", 1, 4, 2, more=sized + header + verifier)


def _mixed(biff: bytes, filepass: bytes, mixed: Stream) -> bytes:
    """The stream with its password's record; its sheets stand further behind for that."""
    plain = bytearray()
    kept: list[range] = []
    at = 0
    while at < len(biff):
        kind, size = struct.unpack_from("<2H", biff, at)
        body = biff[at + 4 : at + 4 + size]
        if kind == BOUNDSHEET:
            body = struct.pack("<I", struct.unpack("<I", body[:4])[0] + len(filepass)) + body[4:]
        open_part = size if kind == BOF else 4 if kind == BOUNDSHEET else 0
        kept.append(range(len(plain), len(plain) + 4 + open_part))
        plain += biff[at : at + 4] + body
        if not at:
            kept.append(range(len(plain), len(plain) + len(filepass)))
            plain += filepass
        at += 4 + size
    out = bytearray(mixed(bytes(plain)))
    for part in kept:
        out[part.start : part.stop] = plain[part.start : part.stop]
    return bytes(out)
