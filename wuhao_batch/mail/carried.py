"""The files attached to a mail, told by what was found in them: papers, pictures for its looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wuhao_batch.reading.limits import MAX_PAPERS
from wuhao_batch.reading.papers import PaperKind, in_words
from wuhao_batch.returns.intake import INSIDE, Received, is_meant

Attached = Mapping[int, str]
"""Place in the mail → name."""


@dataclass(frozen=True, slots=True)
class Carried:
    """All files attached to a mail, and the kinds of papers that each is or holds.

    ``looks`` are the places of pictures that the mail has in its text or beside it.
    """

    files: Attached
    kinds: Mapping[int, tuple[PaperKind, ...]]
    looks: frozenset[int]

    @property
    def beside_a_form(self) -> Attached:
        """Return the files to keep of a mail that has a form."""
        return {place: name for place, name in self.files.items() if place not in self.looks}

    @property
    def papers(self) -> Attached:
        """Return the files to keep of a branch's mail without a form."""
        places = [place for place in self.files if self.kinds.get(place)][:MAX_PAPERS]
        return {place: self.files[place] for place in places}

    @property
    def words(self) -> str:
        """Return the words for the kinds of papers."""
        return in_words(kind for place in self.papers for kind in self.kinds[place])


def carried(mail: str, names: Iterable[str], received: Iterable[Received[str]]) -> Carried:
    """Sort the files of a mail.

    Args:
        mail: The mail's own name.
        names: Those of the files attached, in their order.
        received: What was found in all of them, and in those inside archives.
    """
    files = {place: name for place, name in enumerate(names) if is_meant(name)}
    places = {name: place for place, name in files.items()}
    kinds: dict[int, tuple[PaperKind, ...]] = {}
    looks: set[int] = set()
    for one in received:
        place = places.get(one.file.removeprefix(mail + INSIDE).partition(INSIDE)[0])
        if place is None or one.paper is None:
            continue
        if one.paper.meant:
            kinds[place] = (*kinds.get(place, ()), one.paper.kind)
        else:
            looks.add(place)
    return Carried(files, kinds, frozenset(looks - kinds.keys()))
