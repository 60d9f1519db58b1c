"""Items as a clerk names them in the roster: by their codes, or by those of whole categories."""

from dataclasses import dataclass

from wuhao_batch.assessment.headings import POINTS_BEHIND
from wuhao_batch.assessment.roster import names_in
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import fold


@dataclass(frozen=True, slots=True)
class Named:
    """The codes of the items that a text names, in the order of the standard; unknown names."""

    items: tuple[str, ...]
    unknown: tuple[str, ...]


def items_named(text: str, standard: Standard) -> Named:
    """Return the items that a text names, separated by 、 or another comma, or by spaces."""
    known = {fold(category.name) for category in standard.categories}
    known |= {item.code for item in standard.items}
    names = [text] if _key(text, known) in known else names_in(text) or ([text] if text else [])
    chosen = {_key(part, known): part for name in names for part in _parted(name, known)}
    items = (
        item.code
        for category in standard.categories
        for item in category.items
        if chosen.keys() & {fold(category.name), item.code}
    )
    unknown = (name for key, name in chosen.items() if key not in known)
    return Named(tuple(items), tuple(unknown))


def _parted(name: str, known: set[str]) -> list[str]:
    """Return a name, or the names that stand in it with spaces between them."""
    parts = name.split()
    are_names = all(_key(part, known) in known for part in parts)
    return parts if are_names and _key(name, known) not in known else [name]


def _key(name: str, known: set[str]) -> str:
    """Return a category or item in the form that is compared: without the points printed behind."""
    whole = fold(name)
    return whole if whole in known else POINTS_BEHIND.sub("", whole)
