"""The parts of an OOXML package that belong to a part, by the relations beside it."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from wuhao_batch.reading.limits import MAX_SHEETS
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.remembering import by_bytes
from wuhao_batch.reading.xml import Attributes, local, walk, walk_if_sound

Relations = Mapping[str, tuple[str, str]]
"""Id → (last word of the type, name of the part), for inner references."""


def relations(package: Package, part: str) -> Relations:
    """Return the relations of a part; of the package itself for ``""``.

    Raises:
        RefusedError: As :func:`wuhao_batch.reading.xml.walk`.
    """
    return _read(package, part, strictly=True)


def sound_relations(package: Package, part: str) -> Relations:
    """Return the relations of a part as far as they are in order: nothing depends on them."""
    return _read(package, part, strictly=False)


def of_kind(package: Package, related: Relations, wanted: str) -> Iterator[str]:
    """Yield the names of the parts of that kind that are in the package."""
    for kind, part in related.values():
        if kind == wanted and (found := package.find(part)) is not None:
            yield found


def sheet_parts(
    package: Package, related: Relations, sheets: Sequence[tuple[str, str, bool]]
) -> Iterator[tuple[str, bool, str]]:
    """Yield (name, visible, part) of the worksheets, of those listed with their relation's id.

    Raises:
        RefusedError: F018 if there are too many, F002 if a part is missing.
    """
    if len(sheets) > MAX_SHEETS:
        raise RefusedError(Reason.TOO_MUCH, what="工作表", limit=str(MAX_SHEETS))
    for name, relation, visible in sheets:
        kind, part = related.get(relation, ("worksheet", ""))
        if kind != "worksheet":
            continue
        found = package.find(part)
        if found is None:
            raise RefusedError(Reason.DAMAGED)
        yield name, visible, found


def _read(package: Package, part: str, *, strictly: bool) -> Relations:
    folder, name = _beside(part)
    found = package.find(name)
    if found is None:
        return {}
    read = package.read if strictly else package.read_if_sound
    return _listed(read(found), folder, strictly=strictly)


@lru_cache
def _beside(part: str) -> tuple[str, str]:
    """Return the folder of a part, and the name of the part that has its relations."""
    folder, name = posixpath.split(part)
    return folder, posixpath.join(folder, "_rels", f"{name}.rels")


@by_bytes
def _listed(part: bytes, folder: str, *, strictly: bool) -> Relations:
    related: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            related[attributes.get("Id", "")] = (kind, posixpath.normpath(inside).lstrip("/"))

    (walk if strictly else walk_if_sound)(part, start)
    return related
