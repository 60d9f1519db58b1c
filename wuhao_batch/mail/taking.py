"""Take one mail or file into ``input/returned/``, and record it.

Of a mail that holds a workbook all attachments are put there as files, as they came; of a branch's
mail without one the scans and papers are. What says itself that it is an evaluator's, or comes from
one and does not say, is put into ``input/panel/``.
Who sent them when goes into ``records.db``. Every other mail is listed by sender and subject.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wuhao_batch.assessment import evaluators, roster
from wuhao_batch.assessment.identity import PANEL
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, finding, first_of, has_errors
from wuhao_batch.mail.arriving import Arriving, Collected
from wuhao_batch.mail.carried import Attached, Carried, carried
from wuhao_batch.mail.missing import Missing, missing
from wuhao_batch.mail.parcels import SEND
from wuhao_batch.mail.places import MARK, distinct, free_place
from wuhao_batch.reading.executor import Executor, ask
from wuhao_batch.reading.files import Source, fetch_source, read_bytes
from wuhao_batch.reading.mail import UNKNOWN, MailHead
from wuhao_batch.reading.mail_dates import UNTOLD, may_be
from wuhao_batch.reading.papers import in_words, is_ornament
from wuhao_batch.records.issued import load_issued
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.records.received import Arrival, Verdict, load_journal, remember
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.returns.examine_one import kind_one
from wuhao_batch.returns.intake import INSIDE, Received, receive
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import in_china
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.writing.file_names import safe_stem

_NO_DATE = "无日期"


_MEANT = re.compile(r"(?i)\.(xls|et|ods|rar|7z|zip|csv|docx?)|评分表")
"""Names of attachments that may have been meant for us, whoever sent them."""


class Taking:
    """Takes in one mail or file after another.

    With ``panel`` all of it is the evaluators' that does not itself say otherwise.
    """

    def __init__(
        self, assessment: Assessment, workspace: Workspace, *, panel: bool = False
    ) -> None:
        self._workspace, self._panel = workspace, panel
        branches = assessment.roster.branches
        self._deadline = assessment.settings.deadline
        self._branches = {branch.address: branch for branch in branches if branch.address}
        addresses = {each.address for each in assessment.panel if each.address}
        self._evaluators = addresses - self._branches.keys()
        self._verdicts = load_journal(workspace.records).verdicts
        period = str(assessment.settings.period)
        issued = (sha256 for _, sha256 in load_issued(workspace.records, period))
        sent = load_ledger(workspace.records, period).entries
        about = (content for entry in sent for content in entry.about.values())
        self._issued = frozenset((*issued, *about))
        self._arrivals: list[Arrival] = []
        self._known: list[Verdict] = []
        self.findings: list[Finding] = []

    def result(self) -> Collected:
        """Return everything taken in so far."""
        return Collected(tuple(self._arrivals), tuple(self._known), tuple(self.findings))

    def take(self, item: Arriving, executor: Executor) -> None:
        """Take in a mail with its attachments, or a file as it is."""
        content = ask(executor, kind_one, Source(item.path))
        received = list(receive([item.path], self._workspace, executor, kind_one))
        head = content.head or MailHead("", UNKNOWN, "", None)
        item = replace(item, of_panel=self._is_of_panel(received, head.sender))
        if content.head is None and item.uid is None:
            self._take_file(item, received)
            return
        times = head.sent.isoformat() if head.sent else ""
        key = _hash(head.sender, times, *sorted(one.sha256 for one in received if one.sha256))
        verdict = _verdict(head)
        arrival = Arrival(
            head.message_id, key, head.sender, head.subject, head.sent, item.source, verdict
        )
        names = content.body if isinstance(content.body, tuple) else ()
        attached = carried(self._workspace.relative(item.path), names, received)
        if arrival.key in self._verdicts:
            self._known.append(self._verdicts[arrival.key])
            remember(self._workspace.records, arrival, item.fetched)
        elif self._filled(received, verdict):
            files = self._attachments(item, executor, arrival, attached.beside_a_form)
            self._keep(arrival, files, received, item)
            self._tell_beside(arrival, head, item)
            self._tell_left(arrival, attached, attached.beside_a_form, item, executor)
        elif attached.papers and self._is_from_a_branch(arrival):
            files = self._attachments(item, executor, arrival, attached.papers)
            noted = replace(arrival, note=f"只有{attached.words}")
            self._keep(noted, files, received, item)
            facts = {"what": attached.words, "files": first_of([*attached.papers.values()])}
            self._find("D045", arrival, item, **facts)
            self._tell_beside(arrival, head, item)
            self._tell_left(arrival, attached, attached.papers, item, executor)
        else:
            note = self._list(
                arrival, missing(content, head, _why(received), whole=item.whole), item
            )
            self._note(replace(arrival, note=note), item)

    def _is_of_panel(self, received: Iterable[Received[str]], sender: str) -> bool:
        """True if its workbooks say so; where they do not, or say both, if an evaluator sent it."""
        kinds = {one.body for one in received if one.body}
        if len(kinds) == 1:
            return kinds == {PANEL}
        return self._panel or sender in self._evaluators

    def _is_from_a_branch(self, arrival: Arrival) -> bool:
        """True for a branch's own mail, which is neither 退信 nor one of ours that came back."""
        return arrival.sender in self._branches and arrival.verdict is Verdict.UNREADABLE

    def _filled(self, received: Iterable[Received[str]], verdict: Verdict) -> bool:
        """True if it holds a workbook; in our own mails and in 退信, one that we did not send."""
        known = frozenset() if verdict is Verdict.UNREADABLE else self._issued
        return any(sha256 not in known for sha256 in _workbooks(received))

    def _as_it_came(self, found: Finding, item: Arriving) -> Finding:
        """Return a finding at the name that people know a file by."""
        inside = (found.place.file or "").removeprefix(self._workspace.relative(item.path))
        return replace(found, place=found.place._replace(file=item.source + inside))

    def _take_file(self, item: Arriving, received: list[Received[str]]) -> None:
        papers = [] if _workbooks(received) else [one for one in received if _is_paper(one)]
        if not _workbooks(received):
            found = (each for one in received for each in one.findings)
            self.findings += [self._as_it_came(each, item) for each in found]
        if not (_workbooks(received) or papers):
            return
        data, _ = read_bytes(item.path)
        sha256 = digest(data)
        note = f"只有{in_words(one.paper.kind for one in papers if one.paper)}" if papers else ""
        arrival = Arrival("", sha256, "", "", None, item.source, Verdict.UNREADABLE, note=note)
        if arrival.key in self._verdicts:
            self._known.append(self._verdicts[arrival.key])
            return
        path = free_place(self._folder(item), item.name, data, sha256)
        self._keep(arrival, {path: data}, received, item)

    def _attachments(
        self, item: Arriving, executor: Executor, arrival: Arrival, wanted: Attached
    ) -> dict[Path, bytes]:
        """Return path → bytes for each attachment."""
        date = in_china(arrival.sent).date().isoformat() if arrival.sent else _NO_DATE
        mark = _hash(*arrival.key)[:MARK]
        folder = safe_stem(f"{date}_{arrival.sender}_{mark}")
        files: dict[Path, bytes] = {}
        for place, name in wanted.items():
            raw = _fetched(item, place, executor)
            if raw is not None:
                files[self._folder(item) / folder / distinct(name, files)] = raw
            else:
                self._report(arrival, f"附件“{name}”不完整", item)
        return files

    def _folder(self, item: Arriving) -> Path:
        """Return the folder where it belongs."""
        return self._workspace.panel if item.of_panel else self._workspace.returned

    def _keep(
        self,
        arrival: Arrival,
        files: Mapping[Path, bytes],
        received: list[Received[str]],
        item: Arriving,
    ) -> None:
        apply(Plan(files))
        kept = replace(
            arrival,
            verdict=Verdict.COLLECTED,
            files=tuple(self._workspace.relative(path) for path in files),
            contents=tuple(dict.fromkeys((*_workbooks(received), *_papers(received)))),
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

    def _tell_left(
        self,
        arrival: Arrival,
        attached: Carried,
        kept: Attached,
        item: Arriving,
        executor: Executor,
    ) -> None:
        """Tell what else there is in a mail of which something was kept, logos apart."""
        left = [
            name
            for place, name in attached.files.items()
            if place not in kept
            and not (place in attached.looks and _is_ornament(item, place, executor))
        ]
        if left:
            self._find("D047", arrival, item, what=first_of(left))

    def _list(self, arrival: Arrival, instead: Missing, item: Arriving) -> str:
        """Record a mail without a workbook; return a note on what it holds instead."""
        if arrival.verdict is Verdict.BOUNCED:
            known = [address for address in instead.head.failed or () if self._knows(address)]
            self.findings += map(self._bounced, known)
            if known:
                return "、".join(known)
            return self._report(arrival, "是退信，没有写明是哪个邮箱", item)
        if arrival.verdict is Verdict.OWN:
            return ""
        link = instead.link
        known_sender = self._knows(arrival.sender)
        if known_sender and instead.unclear:
            self._find("D031", arrival, item, what=instead.unclear)
        elif known_sender and link is not None:
            self._find("D030", arrival, item, service=link.service, ask=link.ask)
        else:
            return self._report(arrival, instead.words, item)
        return instead.words

    def _knows(self, address: str) -> bool:
        return address in self._branches or address in self._evaluators

    def _bounced(self, address: str) -> Finding:
        branch = self._branches.get(address)
        sheet, kind = (roster.SHEET, Kind.FORM) if branch else (evaluators.SHEET, Kind.PANEL)
        facts = {"sheet": sheet, "send": SEND[kind], "address": address}
        return finding("D023", branch=branch.code if branch else None, **facts)

    def _report(self, arrival: Arrival, what: str, item: Arriving) -> str:
        meant = self._knows(arrival.sender) or _MEANT.search(what)
        self._find("D021" if meant else "D022", arrival, item, what=what)
        return what

    def _find(self, code: str, arrival: Arrival, item: Arriving, **facts: str) -> None:
        branch = self._branches.get(arrival.sender)
        folder = self._workspace.relative(self._folder(item))
        told = {"sender": arrival.sender, "subject": arrival.subject, "folder": folder, **facts}
        quiet = {name: _quiet(text) for name, text in told.items()}
        code_of_branch = branch.code if branch else None
        self.findings.append(finding(code, item.place, branch=code_of_branch, **quiet))


def _verdict(head: MailHead) -> Verdict:
    """Return the verdict on a mail before its attachments are looked at."""
    if head.own:
        return Verdict.OWN
    return Verdict.UNREADABLE if head.failed is None else Verdict.BOUNCED


def _why(received: Iterable[Received[str]]) -> dict[str, str]:
    """Return name → reason for the attachments that cannot be read but should."""
    return {
        one.file.rpartition(INSIDE)[2]: one.findings[0].rule.removesuffix("。")
        for one in received
        if has_errors(one.findings)
    }


def _workbooks(received: Iterable[Received[str]]) -> list[str]:
    return [one.sha256 for one in received if one.body is not None and one.sha256]


def _papers(received: Iterable[Received[str]]) -> list[str]:
    return [one.sha256 for one in received if _is_paper(one) and one.sha256]


def _is_paper(one: Received[str]) -> bool:
    return one.paper is not None and one.paper.meant


def _fetched(item: Arriving, place: int, executor: Executor) -> bytes | None:
    """Return the bytes of an attachment; None if they cannot be had."""
    raw = ask(executor, fetch_source, Source(item.path, (place,))).body
    return raw if isinstance(raw, bytes) else None


def _is_ornament(item: Arriving, place: int, executor: Executor) -> bool:
    return is_ornament(_fetched(item, place, executor) or b"")


def _hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()


def _quiet(text: str) -> str:
    """Return a foreign text fit to stand in a sentence of ours."""
    return text.replace("。", "；").replace(INSIDE, " ")
