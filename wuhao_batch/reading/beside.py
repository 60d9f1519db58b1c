"""Notes, comments and drawings beside the cells of an OOXML sheet → :class:`Beside`.

Nothing of it decides a value, so damage in these parts costs nothing but what it hides.
"""

from collections.abc import Iterator, Mapping

from wuhao_batch.reading.addresses import parse_address
from wuhao_batch.reading.drawings import read_drawing, read_old_drawing
from wuhao_batch.reading.fonts import Palette
from wuhao_batch.reading.looks import NOTE
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.relations import Relations, of_kind, sound_relations
from wuhao_batch.reading.runs import RunReader, words
from wuhao_batch.reading.xml import Attributes, local, walk_if_sound
from wuhao_batch.sheets import Beside, CellAddress, clean

_Notes = dict[CellAddress, str]


def read_people(package: Package, related: Relations) -> Mapping[str, str]:
    """Return id → name of those who wrote comments, as the workbook's relations lead to them."""
    people: dict[str, str] = {}

    def start(element: str, attributes: Attributes) -> None:
        if local(element) == "person":
            people[attributes.get("id", "")] = clean(attributes.get("displayName", "")).strip()

    for part in of_kind(package, related, "person"):
        walk_if_sound(package.read_if_sound(part), start)
    return people


def read_beside(package: Package, sheet: str, people: Mapping[str, str]) -> Iterator[Beside]:
    """Yield what stands beside the cells of the sheet whose part is named, each once."""
    related = sound_relations(package, sheet)
    if related:
        yield from dict.fromkeys(_beside(package, related, people))


def _beside(package: Package, related: Relations, people: Mapping[str, str]) -> Iterator[Beside]:
    def parts(kind: str) -> Iterator[bytes]:
        return map(package.read_if_sound, of_kind(package, related, kind))

    notes: _Notes = {}
    for part in parts("comments"):
        notes.update(_notes(part))
    for part in parts("threadedComment"):  # for old programs each has a note that says as much
        notes.update(_threads(part, people))
    for (row, column), text in notes.items():
        yield Beside(NOTE, row, column, text)
    for part in parts("drawing"):
        yield from read_drawing(part)
    for part in parts("vmlDrawing"):
        yield from read_old_drawing(part)


def _notes(part: bytes) -> _Notes:
    """Read notes by the cells that they belong to."""
    notes: _Notes = {}
    reader = RunReader(Palette())
    place: CellAddress | None = None

    def start(element: str, attributes: Attributes) -> None:
        nonlocal place
        name = local(element)
        if name == "comment":
            place = parse_address(attributes.get("ref", ""))
            reader.begin()
        else:
            reader.start(name, attributes)

    def end(element: str) -> None:
        name = local(element)
        if name != "comment":
            reader.end(name)
        elif place is not None:
            notes[place] = words(reader.finish()).strip()

    walk_if_sound(part, start, reader.text, end)
    return notes


def _threads(part: bytes, people: Mapping[str, str]) -> _Notes:
    """Read threaded comments, a line each with its writer's name, by their cells."""
    lines: dict[CellAddress, list[str]] = {}
    parts: list[str] = []
    place: CellAddress | None = None
    name = ""

    def start(element: str, attributes: Attributes) -> None:
        nonlocal place, name
        if local(element) == "threadedComment":
            place = parse_address(attributes.get("ref", ""))
            name = people.get(attributes.get("personId", ""), "")
            parts.clear()

    def end(element: str) -> None:
        if local(element) == "threadedComment" and place is not None:
            text = clean("".join(parts)).strip()
            lines.setdefault(place, []).append(f"{name}：{text}" if name else text)

    walk_if_sound(part, start, parts.append, end)
    return {place: "\n".join(said) for place, said in lines.items()}
