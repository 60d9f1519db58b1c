"""All texts that a file shows to somebody, whatever kind of file it is."""

import io
import re
import zipfile
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path


def all_text(path: Path) -> str:
    """The texts of a file: parts of packages, of mails with their attachments, or the file."""
    return _text(path.name, path.read_bytes())


def _text(name: str, data: bytes) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "\n".join(_text(each, package.read(each)) for each in package.namelist())
    if name.endswith(".eml"):
        mail = message_from_bytes(data, policy=policy.default)
        parts = [
            _text(part.get_filename() or "", bytes(payload))
            for part in mail.walk()
            if isinstance(payload := part.get_payload(decode=True), bytes)
        ]
        return "\n".join([*map(str, mail.values()), *parts])
    text = data.decode("utf-8", "replace")
    return unescape(re.sub(r"<[^>]*>", "", text) + " " + text)
