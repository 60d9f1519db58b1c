"""Enclosures for branches → one parcel for each address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wuhao_batch.assessment.roster import SHEET, Branch
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.records.ledger import Intent, Kind
from wuhao_batch.workspace.folders import ROSTER


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One branch's file: its name and bytes.

    ``content`` is a digest of what the mail is about: the form, or what was filled into the return;
    ``letter`` is what is to be said of it beyond the usual.
    """

    branch: Branch
    name: str
    data: bytes
    content: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files that go to one address, in one mail."""

    kind: Kind
    address: str
    enclosures: tuple[Enclosure, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The 编号 of its branches."""
        return tuple(each.branch.code for each in self.enclosures)

    @property
    def intent(self) -> Intent:
        """The parcel as the ledger knows it."""
        about = {each.branch.code: each.content for each in self.enclosures}
        return Intent(self.kind, self.address, about)

    def without(self, codes: Iterable[str]) -> "Parcel":
        """Return the parcel without those branches."""
        left_out = set(codes)
        rest = (each for each in self.enclosures if each.branch.code not in left_out)
        return Parcel(self.kind, self.address, tuple(rest))


def addressed(
    kind: Kind, enclosures: Sequence[Enclosure]
) -> tuple[tuple[Parcel, ...], list[Finding]]:
    """Make one parcel for each address, in roster order; a branch without one is D013."""
    by_address: dict[str, list[Enclosure]] = {}
    unreached: list[Finding] = []
    for each in enclosures:
        branch = each.branch
        if branch.address:
            by_address.setdefault(branch.address, []).append(each)
        else:
            place = Place(ROSTER, SHEET)
            facts = {"name": branch.name, "kind": kind.label}
            unreached.append(finding("D013", place, branch=branch.code, **facts))
    parcels = (Parcel(kind, address, tuple(own)) for address, own in by_address.items())
    return tuple(parcels), unreached
