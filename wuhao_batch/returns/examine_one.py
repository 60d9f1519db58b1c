"""One file → one case, read and examined in one go, as a rule in a child process.

Everything here is a function from values to values and can be pickled. Of a workbook only its
inputs leave this module, so that no whole book goes from process to process.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic

from wuhao_batch.assessment.identity import find_identities
from wuhao_batch.reading.files import Content, Source, read_source
from wuhao_batch.records.decisions import UNDECIDED, Decisions
from wuhao_batch.returns.case import Case, F
from wuhao_batch.returns.identify import (
    Identified,
    Owners,
    carried_along,
    other_name,
    other_sender,
    read_identity,
    saved_in_china,
)
from wuhao_batch.returns.likely import likely_owner
from wuhao_batch.returns.senders import Sent
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.moments import in_china


@dataclass(frozen=True, kw_only=True)
class Expected(ABC, Generic[F]):
    """The expectations on all files in one folder.

    ``sent`` maps the SHA-256 of a file to who sent it when, as far as the records know.
    """

    owners: Owners
    decisions: Decisions = UNDECIDED
    sent: Mapping[str, Sent] = field(default_factory=dict)

    @abstractmethod
    def check(self, book: Book, case: Case[F], owner: str) -> Case[F]:
        """Return the case of a workbook with what is in it, once it is known whose it is."""


def examine_one(source: Source, expected: Expected[F]) -> Content[Case[F]]:
    """Read one file and examine it.

    Returns:
        The case of a workbook, below 10 KB when pickled if it is a form as people fill it in; a
        refusal, or the names of the files inside an archive or a mail, as the reader gives them.
    """
    content = read_source(source)
    body = content.body
    return content.made(
        _examine(body, source, content, expected) if isinstance(body, Book) else body
    )


def identify_one(source: Source, owners: Owners) -> Content[Identified]:
    """Read one file and find out whose workbook it is by its own word."""
    content = read_source(source)
    body = content.body
    return content.made(
        read_identity(body, source.name, owners) if isinstance(body, Book) else body
    )


def kind_one(source: Source) -> Content[str]:
    """Read one file and find out by its own word what kind of workbook of ours it is.

    Returns:
        The kind as 识别码 have it; "" where none, or several, stand in it.
    """
    content = read_source(source)
    body = content.body
    return content.made(_kind(body) if isinstance(body, Book) else body)


def _kind(book: Book) -> str:
    good, _, _ = find_identities(book)
    kinds = {each.kind for each in good}
    return kinds.pop() if len(kinds) == 1 else ""


def _examine(book: Book, source: Source, content: Content[Book], expected: Expected[F]) -> Case[F]:
    file, sha256 = source.name, content.sha256 or ""
    owners = expected.owners
    sent = expected.sent.get(sha256, Sent()).also_by(content.head)
    assigned = owners.assigned(expected.decisions.assigned.get(sha256))
    identified = read_identity(book, file, owners, assigned)
    owner, told = identified.owner, identified.findings
    case: Case[F] = Case(
        file,
        content.sha256,
        ReturnState.NOT_ACCEPTED,
        told,
        owner=owner,
        saved=in_china(sent.at) if sent.at else saved_in_china(book),
        modified=content.modified,
        elsewhere=identified.elsewhere,
        outdated=identified.outdated,
    )
    if owner is None:
        own = told[0].branch or (None if case.elsewhere else likely_owner(file, sent, owners))
        return case.of(own)
    branch = owners.branch(owner)
    told = (
        *told,
        *carried_along(book, file, branch),
        *other_name(book, file, owner, owners),
        *other_sender(sent.senders, file, owner, owners),
    )
    return expected.check(book, replace(case, branch=branch, findings=told), owner)
