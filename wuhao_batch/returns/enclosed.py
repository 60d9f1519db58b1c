"""Scans and papers → the branch with whose form each came.

They are kept and never read: whose one is follows from what carried it, a mail, an archive or a
folder, and from what its name says. Where these do not agree on one branch, it is nobody's
(docs/forms.md).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import PurePosixPath

from wuhao_batch.findings.finding import Finding, Place, finding, first_of
from wuhao_batch.returns.case import Case, F
from wuhao_batch.returns.examine_one import Expected
from wuhao_batch.returns.identify import Owners
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.sheets import fold
from wuhao_batch.workspace.folders import RETURNED_FOLDER

_BETWEEN_SENDERS = "、"
_AFTER_A_CODE = r"(?=[_－—-]\D|[^\W\da-zA-Z_年月日时点分秒周天届次页份张个号第]|{end})"
"""A 编号 is no date, number of pages or other figure with which names begin."""
_PICTURES = re.compile(r"(?i)\.(jpe?g|png|gif|bmp|tiff?|hei[cf]|webp)")

Branches = frozenset[str]
"""The 编号 of branches that may be meant."""


def enclose(cases: Iterable[Case[F]], expected: Expected[F]) -> list[Case[F]]:
    """Give papers to the branches with whose forms they came; the order of the files is kept."""
    cases = list(cases)
    clues = _Clues(expected.owners, _forms_in(cases))
    return [_enclosed(case, expected, clues) for case in cases]


def tell_enclosed(cases: Iterable[Case[F]], owners: Owners) -> Iterator[Finding]:
    """Report the papers of each branch in one note (F034)."""
    files: dict[str, list[str]] = {}
    for case in cases:
        if case.state is ReturnState.ENCLOSED and case.owner is not None:
            files.setdefault(case.owner, []).append(case.file)
    for owner, own in files.items():
        names = first_of([_segments(file)[-1] for file in own])
        facts = {"name": owners.names[owner], "count": str(len(own)), "files": names}
        yield finding("F034", Place(own[0]), branch=owner, **facts)


def _enclosed(case: Case[F], expected: Expected[F], clues: "_Clues") -> Case[F]:
    paper = case.paper
    if paper is None:
        return case
    owner = expected.owners.assigned(expected.decisions.assigned.get(case.sha256 or ""))
    if owner is None and paper.meant:
        owner = clues.owner(case.file, paper.senders)
    if owner is None:
        return case
    return replace(case, state=ReturnState.ENCLOSED, owner=owner, branch=owner, findings=())


@dataclass(frozen=True)
class _Clues:
    """The branches, and those whose forms each folder, archive or mail holds."""

    owners: Owners
    forms: Mapping[str, Collection[str]]

    def owner(self, file: str, senders: Iterable[str]) -> str | None:
        """Return the one branch on which all agree; None if there is none, or several are left."""
        segments = _segments(file)
        told = [self._around(file, senders), *map(self._named, segments)]
        meant = _agreed(told)
        if meant is None or len(meant) > 1:
            meant = _agreed([meant or frozenset(), *map(self._coded, segments)])
        return next(iter(meant)) if meant and len(meant) == 1 else None

    def _around(self, file: str, senders: Iterable[str]) -> Branches:
        """Return the branches whose forms lie nearest to it, or that sent it."""
        beside = (frozenset(self.forms.get(each, ())) for each in _containers(file))
        forms = next(filter(None, beside), frozenset[str]())
        addresses = {each for some in senders for each in some.split(_BETWEEN_SENDERS)}
        known = self.owners.addresses.items()
        senders_of = frozenset(code for code, address in known if address in addresses)
        return forms if forms & senders_of else forms | senders_of

    def _named(self, text: str) -> Branches:
        """Return the branches whose whole names stand in a text, none inside another's."""
        text, found = fold(text), set[str]()
        names = [(fold(name), code) for code, name in self.owners.names.items()]
        for name in sorted({name for name, _ in names if name}, key=len, reverse=True):
            if name in text:
                found |= {code for own, code in names if own == name}
                text = text.replace(name, " ")
        return frozenset(found)

    def _coded(self, text: str) -> Branches:
        """Return the branches whose 编号 a name begins with, or that stands behind 编号."""
        return frozenset(code for code in self.owners.names if _tells_code(text, code))


def _tells_code(text: str, code: str) -> bool:
    """True if a name says that 编号; a single sign and a picture's number are figures."""
    escaped = re.escape(code)
    if re.search(rf"编号\s*[:：]?\s*{escaped}(?![0-9A-Za-z])", text):
        return True
    path = PurePosixPath(text)
    after = _AFTER_A_CODE.format(end="(?!)" if _PICTURES.fullmatch(path.suffix) else "$")
    return len(code) > 1 and re.match(rf"{escaped}\s*{after}", path.stem) is not None


def _agreed(told: Iterable[Branches]) -> Branches | None:
    """Return the branches that all may mean who mean any; None if nobody does."""
    meant = [each for each in told if each]
    return reduce(frozenset.intersection, meant) if meant else None


def _forms_in(cases: Iterable[Case[F]]) -> dict[str, set[str]]:
    """Return folder, archive or mail → the branches whose forms it holds."""
    found: dict[str, set[str]] = {}
    for case in cases:
        if case.state is not ReturnState.NOT_A_FORM and case.owner is not None:
            for each in _holding(case.file):
                found.setdefault(each, set()).add(case.owner)
    return found


def _holding(file: str) -> Iterator[str]:
    """Yield what holds a form: all carriers with their folders, and the one folder on disk."""
    on_disk = next(_folders_on_disk(file.partition(INSIDE)[0]), None)
    yield from (each for each in _containers(file) if INSIDE in each)
    if on_disk is not None:
        yield on_disk


def _containers(file: str) -> Iterator[str]:
    """Yield all that a file lies in, from the nearest: the folder of everybody's is no clue."""
    carrier, inside, last = file.rpartition(INSIDE)
    if not inside:
        yield from _folders_on_disk(file)
        return
    for folder in PurePosixPath(last).parents:
        yield f"{carrier}{INSIDE}{'' if folder.name == '' else folder}"
    yield from _containers(carrier)


def _folders_on_disk(file: str) -> Iterator[str]:
    returned = PurePosixPath(RETURNED_FOLDER)
    for folder in PurePosixPath(file).parents:
        if returned in folder.parents:
            yield f"{folder}/"


def _segments(file: str) -> list[str]:
    """Return the names of a file and of all that it lies in, as people gave them."""
    on_disk = file.removeprefix(f"{RETURNED_FOLDER}/")
    return [part for level in on_disk.split(INSIDE) for part in level.split("/") if part]
