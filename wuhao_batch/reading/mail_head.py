"""The head of a mail as programs leave it → a head that a parser understands.

What is recognised as a mail is what is parsed as one: both go through here. Programs put lines of
their own before or into a head, leave blank lines in it, save it with other line ends, a mark of
the encoding, the line that mailboxes separate mails by, or Apple's count of bytes.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from wuhao_batch.reading.kinds import WORKBOOKS
from wuhao_batch.reading.limits import MAX_MAIL_HEAD

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:")
_MIME = {b"content-type", b"mime-version", b"content-transfer-encoding"}
_OF_THE_POST = {b"to", b"received", b"message-id", b"return-path", b"delivered-to"}
"""Headers of a mail that was posted; a web page saved as .mht has only others."""
_OF_A_MAIL = {b"from", b"date", b"subject"} | _OF_THE_POST
_KNOWN = _OF_A_MAIL | _MIME | {b"cc", b"bcc", b"sender", b"reply-to", b"x-mailer", b"in-reply-to"}
_SEVERAL = 3
_MOST_FOREIGN = 20
"""Lines of others that may stand before a head or in it."""
_AHEAD = 5

_LIST_OF_A_MAC = re.compile(rb"<\?xml[^>]*>\s*<!DOCTYPE plist\b|<plist\b")
_SEPARATOR = re.compile(
    rb"(?:\A|(?<=[\r\n]))From [^\r\n]*\d:\d\d[^\r\n]*(?:\r\n|\r|\n)(?=[!-9;-~]+:)"
)


def as_mail(data: bytes) -> bytes | None:
    """Return a mail with a clean head, or None if it is none, or a mailbox of several."""
    if data.startswith((*WORKBOOKS, b"%PDF")) or mails_in(data):
        return None
    cleaned = clean_head(data)
    names, content_type = _names(cleaned)
    web_page = b"multipart/related" in content_type and not names & _OF_THE_POST
    known = len(names & _KNOWN) >= _SEVERAL and names & _OF_A_MAIL
    return cleaned if known and not web_page else None


def mails_in(data: bytes) -> tuple[bytes, ...]:
    """Return the mails of a mailbox saved as one file (.mbox) that holds more than one."""
    data = data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    if not data.startswith(b"From "):
        return ()
    starts = [found.start() for found in _SEPARATOR.finditer(data)]
    if len(starts) < 2:  # noqa: PLR2004  it is one mail
        return ()
    return tuple(data[start:end] for start, end in pairwise([*starts, len(data)]))


def clean_head(data: bytes) -> bytes:
    """Return a mail, or a part of one, with a head that any parser understands."""
    return _Head(_without_frame(data)).cleaned()


def _names(data: bytes) -> tuple[set[bytes], bytes]:
    """Return the names in a clean head, and what it says of the content, in small letters."""
    names, content_type, last = set(), b"", b""
    for start, end in _lines(data):
        line = data[start:end]
        if not line.strip(b"\r\n"):
            break
        header = _HEADER.match(line)
        last = header[1].lower() if header else last
        names.add(last)
        content_type += line.lower() if last == b"content-type" else b""
    return names, content_type


def _without_frame(data: bytes) -> bytes:
    """Return a mail without marks of encodings and what Apple's Mail writes around it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\r\r\n" in data[:MAX_MAIL_HEAD]:
        data = data.replace(b"\r\r\n", b"\r\n")
    first = next((data[start:end].strip() for start, end in _lines(data)), b"")
    if first.isdigit():
        found = _LIST_OF_A_MAC.search(data, max(0, data.rfind(b"<?xml")))
        data = data[: found.start()] if found else data
    return data


def _lines(data: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, as far as a head may reach."""
    while start < min(len(data), MAX_MAIL_HEAD):
        found = _LINE.match(data, start)
        if found is None:
            return
        yield start, found.end()
        start = found.end()


@dataclass
class _Head:
    """A head being cleaned: ``kept`` are its lines, ``names`` those of its headers."""

    data: bytes
    kept: list[bytes] = field(default_factory=list)
    names: set[bytes] = field(default_factory=set)
    foreign: int = 0

    def cleaned(self) -> bytes:
        """Return the data with a clean head."""
        end = 0
        for start, end in _lines(self.data):
            line = self.data[start:end]
            if self._keep(line):
                continue
            blank = not line.strip()
            if self._ends(blank=blank, after=end):
                body = end if blank else start
                return b"".join(self.kept) + self._line_end() + self.data[body:]
            self.foreign += 1
        return b"".join(self.kept) + self.data[end:]

    def _line_end(self) -> bytes:
        """Return the line end of the last header: another one after CR would make one of both."""
        last = self.kept[-1] if self.kept else b"\n"
        return last[len(last.rstrip(b"\r\n")) :]

    def _keep(self, line: bytes) -> bool:
        """Take a header, or the next line of one."""
        header = _HEADER.match(line)
        if header is not None:
            self.names.add(header[1].lower())
            self.kept.append(header[1] + b":" + line[header.end() :])
        elif self.kept and line[:1] in b" \t" and line.strip():
            self.kept.append(line)
        else:
            return False
        return True

    def _ends(self, *, blank: bool, after: int) -> bool:
        """True if a line that is no header ends the head."""
        if self.foreign >= _MOST_FOREIGN:
            return True
        if not self.kept:
            return False
        following = self._block(after)
        if following is None:
            return blank or not self._comes(after)
        lacking = _MIME - self.names and b"content-type" not in self.names
        goes_on = lacking and following & _MIME
        begins = len(self.names & _KNOWN) < _SEVERAL and following & _KNOWN
        return not (goes_on or begins or (not blank and following & _KNOWN))

    def _block(self, start: int) -> set[bytes] | None:
        """Return the names up to the next blank line, None if not all are headers."""
        names: set[bytes] = set()
        for begin, end in _lines(self.data, start):
            line = self.data[begin:end]
            header = _HEADER.match(line)
            if header is not None:
                names.add(header[1].lower())
            elif not line.strip():
                if names:
                    break
            elif not names or line[:1] not in b" \t":
                return None
        return names or None

    def _comes(self, start: int) -> bool:
        """True if a header of mails is among the next lines."""
        for number, (begin, end) in enumerate(_lines(self.data, start)):
            line = self.data[begin:end]
            header = _HEADER.match(line)
            if header is not None and header[1].lower() in _KNOWN:
                return True
            if number >= _AHEAD or not line.strip():
                return False
        return False
