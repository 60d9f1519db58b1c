"""Take one mail or file into ``input/returned/``, and record it.

Of a mail that holds a workbook all attachments are put there as files, as they came; who sent them
when goes into ``records.db``. Every other mail is listed by sender and subject.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.mail.missing import Missing, missing
from wuhao_batch.moments import in_china
from wuhao_batch.reading.executor import Executor
from wuhao_batch.reading.files import Source, fetch_source, read_bytes, try_source
from wuhao_batch.reading.mail import UNKNOWN, MailHead
from wuhao_batch.reading.mail_dates import UNTOLD, may_be
from wuhao_batch.reading.package import decoded_name
from wuhao_batch.records.issued import load_issued
from wuhao_batch.records.received import Arrival, Verdict, load_journal, remember
from wuhao_batch.returns.intake import INSIDE, Received, is_meant, receive
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.writing.file_names import safe_stem

_NO_DATE = "无日期"


_MARK = 8  # characters


_MEANT = re.compile(r"(?i)\.(xls|et|ods|rar|7z|zip|csv|docx?)|评分表")
"""Names of attachments that may have been meant for us, whoever sent them."""


_SUFFIX = ".abcdefghijklmnopqrstuvwxyz0123456789"


_LONGEST_SUFFIX = 6


@dataclass(frozen=True, slots=True)
class Arriving:
    """One file to take in.

    ``source`` is where it comes from, for the records, ``name`` where below ``input/returned`` it
    belongs if it is no mail. From the mailbox ``source`` it has a ``uid``, and may not be
    ``whole``: of what is too large only the head is there.
    """

    path: Path
    source: str
    name: str = ""
    uid: int | None = None
    whole: bool = True

    @property
    def fetched(self) -> tuple[str, int] | None:
        """Mailbox and number of a message that was fetched."""
        return None if self.uid is None else (self.source, self.uid)

    @property
    def place(self) -> Place:
        """Its place for findings."""
        return Place(self.source if self.uid is None else None)


@dataclass(frozen=True, slots=True)
class Collected:
    """New items, earlier verdicts on known ones, findings, and whether it ended early."""

    arrivals: tuple[Arrival, ...] = ()
    known: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    stopped: bool = False


class Taking:
    """Takes in one mail or file after another."""

    def __init__(self, assessment: Assessment, workspace: Workspace) -> None:
        self._workspace = workspace
        branches = assessment.roster.branches
        self._deadline = assessment.settings.deadline
        self._branches = {branch.address: branch for branch in branches if branch.address}
        self._verdicts = load_journal(workspace.records).verdicts
        issued = load_issued(workspace.records, assessment.settings.year)
        self._issued = frozenset(sha256 for _, sha256 in issued)
        self._arrivals: list[Arrival] = []
        self._known: list[Verdict] = []
        self.findings: list[Finding] = []

    def result(self) -> Collected:
        """Return everything taken in so far."""
        return Collected(tuple(self._arrivals), tuple(self._known), tuple(self.findings))

    def take(self, item: Arriving, executor: Executor) -> None:
        """Take in a mail with its attachments, or a file as it is."""
        content = executor.begin(try_source, Source(item.path))()
        received = list(receive([item.path], self._workspace, executor, try_source))
        if content.head is None and item.uid is None:
            self._take_file(item, received)
            return
        head = content.head or MailHead("", UNKNOWN, "", None)
        times = head.sent.isoformat() if head.sent else ""
        key = _hash(head.sender, times, *sorted(one.sha256 for one in received if one.sha256))
        verdict = _verdict(head)
        arrival = Arrival(
            head.message_id, key, head.sender, head.subject, head.sent, item.source, verdict
        )
        names = content.body if isinstance(content.body, tuple) else ()
        if arrival.key in self._verdicts:
            self._known.append(self._verdicts[arrival.key])
            remember(self._workspace.records, arrival, item.fetched)
        elif self._filled(received, verdict):
            files = self._attachments(item, executor, arrival, names)
            self._keep(arrival, files, received, item)
            self._tell_beside(arrival, head, item)
        else:
            note = self._list(
                arrival, missing(content, head, _why(received), whole=item.whole), item
            )
            self._note(replace(arrival, note=note), item)

    def _filled(self, received: Iterable[Received[bool]], verdict: Verdict) -> bool:
        """True if it holds a workbook; in our own mails and in 退信, one that we did not send."""
        known = frozenset() if verdict is Verdict.UNREADABLE else self._issued
        return any(sha256 not in known for sha256 in _workbooks(received))

    def _take_file(self, item: Arriving, received: list[Received[bool]]) -> None:
        if not _workbooks(received):
            self.findings += [found for one in received for found in one.findings]
            return
        data, _ = read_bytes(item.path)
        sha256 = digest(data)
        arrival = Arrival("", sha256, "", "", None, item.source, Verdict.UNREADABLE)
        if arrival.key in self._verdicts:
            self._known.append(self._verdicts[arrival.key])
            return
        self._keep(arrival, {self._target(item.name, data, sha256): data}, received, item)

    def _target(self, name: str, data: bytes, sha256: str) -> Path:
        """Return its own name if that is free, else one with a mark; never outside the folder."""
        returned = self._workspace.returned
        path = returned / name
        marked = path.with_name(f"{path.stem}_{sha256[:_MARK]}{path.suffix}")
        for target in (path, marked):
            inside = target.parent.resolve().is_relative_to(returned.resolve())
            if inside and _is_free(target, data, returned):
                return target
        return returned / sha256[:_MARK] / path.name

    def _attachments(
        self, item: Arriving, executor: Executor, arrival: Arrival, names: tuple[str, ...]
    ) -> dict[Path, bytes]:
        """Return path → bytes for each attachment."""
        date = in_china(arrival.sent).date().isoformat() if arrival.sent else _NO_DATE
        mark = _hash(*arrival.key)[:_MARK]
        folder = safe_stem(f"{date}_{arrival.sender}_{mark}")
        files: dict[Path, bytes] = {}
        for number, name in enumerate(names):
            if not is_meant(name):
                continue
            raw = executor.begin(fetch_source, Source(item.path, (number,)))().body
            if isinstance(raw, bytes):
                files[self._workspace.returned / folder / _distinct(name, files)] = raw
            else:
                self._report(arrival, f"附件“{name}”不完整", item)
        return files

    def _keep(
        self,
        arrival: Arrival,
        files: Mapping[Path, bytes],
        received: list[Received[bool]],
        item: Arriving,
    ) -> None:
        apply(Plan(files))
        kept = replace(
            arrival,
            verdict=Verdict.COLLECTED,
            files=tuple(self._workspace.relative(path) for path in files),
            workbooks=tuple(dict.fromkeys(_workbooks(received))),
        )
        self._note(kept, item)

    def _note(self, arrival: Arrival, item: Arriving) -> None:
        """Record the mail once its files are in place: a run cut short takes it in again."""
        remember(self._workspace.records, arrival, item.fetched)
        self._verdicts[arrival.key] = arrival.verdict
        self._arrivals.append(arrival)

    def _tell_beside(self, arrival: Arrival, head: MailHead, item: Arriving) -> None:
        """Tell what a mail with a form says beside it, and whether it may be late."""
        if head.link is not None and not head.own:
            self._find("D033", arrival, item, service=head.link.service)
        deadline, span = self._deadline, may_be(head.moment)
        if deadline is None or span is None or head.sent is None:
            return
        first, last = (in_china(each).date() > deadline for each in span)
        if first != last:
            zone = head.doubt if head.doubt == UNTOLD else f"的时区写作“{head.doubt}”"
            when = f"{in_china(head.sent):%Y-%m-%d %H:%M}"
            self._find("D032", arrival, item, zone=zone, when=when)

    def _list(self, arrival: Arrival, instead: Missing, item: Arriving) -> str:
        """Record a mail without a workbook; return a note on what it holds instead."""
        if arrival.verdict is Verdict.BOUNCED:
            known = [address for address in instead.head.failed or () if address in self._branches]
            for address in known:
                branch = self._branches[address].code
                self.findings.append(finding("D023", branch=branch, address=address))
            if known:
                return "、".join(known)
            return self._report(arrival, "是退信，没有写明是哪个邮箱", item)
        if arrival.verdict is Verdict.OWN:
            return ""
        link = instead.link
        if arrival.sender in self._branches and instead.unclear:
            self._find("D031", arrival, item, what=instead.unclear)
        elif arrival.sender in self._branches and link is not None:
            self._find("D030", arrival, item, service=link.service, ask=link.ask)
        else:
            return self._report(arrival, instead.words, item)
        return instead.words

    def _report(self, arrival: Arrival, what: str, item: Arriving) -> str:
        meant = arrival.sender in self._branches or _MEANT.search(what)
        self._find("D021" if meant else "D022", arrival, item, what=what)
        return what

    def _find(self, code: str, arrival: Arrival, item: Arriving, **facts: str) -> None:
        branch = self._branches.get(arrival.sender)
        told = {"sender": arrival.sender, "subject": arrival.subject, **facts}
        quiet = {name: _quiet(text) for name, text in told.items()}
        code_of_branch = branch.code if branch else None
        self.findings.append(finding(code, item.place, branch=code_of_branch, **quiet))


def _is_free(target: Path, data: bytes, root: Path) -> bool:
    """True if the path is free, or holds the same file, and no file is in the way of a folder."""
    above = [folder for folder in target.parents if folder.is_relative_to(root)]
    if any(folder.exists() and not folder.is_dir() for folder in above):
        return False
    if target.is_symlink():
        return False
    return not target.exists() or (target.is_file() and target.read_bytes() == data)


def readable(name: str) -> str:
    """Decode a name whose bytes are no UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        return decoded_name(raw) or raw.decode("utf-8", "replace")
    return name


def _verdict(head: MailHead) -> Verdict:
    """Return the verdict on a mail before its attachments are looked at."""
    if head.own:
        return Verdict.OWN
    return Verdict.UNREADABLE if head.failed is None else Verdict.BOUNCED


def _why(received: Iterable[Received[bool]]) -> dict[str, str]:
    """Return name → reason for the attachments that cannot be read but should."""
    return {
        one.file.rpartition(INSIDE)[2]: one.findings[0].rule.removesuffix("。")
        for one in received
        if has_errors(one.findings)
    }


def _workbooks(received: Iterable[Received[bool]]) -> list[str]:
    return [one.sha256 for one in received if one.body and one.sha256]


def _hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()


def _quiet(text: str) -> str:
    """Return a foreign text fit to stand in a sentence of ours."""
    return text.replace("。", "；").replace(INSIDE, " ")


def _distinct(name: str, files: Mapping[Path, bytes]) -> str:
    """Return a file name that every system takes and that is not taken yet."""
    suffix = PurePath(name).suffix.lower()
    known = len(suffix) <= _LONGEST_SUFFIX and not set(suffix) - set(_SUFFIX)
    stem, suffix = (PurePath(name).stem, suffix) if known else (name, "")
    taken = {path.name.casefold() for path in files}
    made, number = safe_stem(stem) + suffix, 1
    while made.casefold() in taken:
        number += 1
        made = f"{safe_stem(stem)}（{number}）{suffix}"
    return made
