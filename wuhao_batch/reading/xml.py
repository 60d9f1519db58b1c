"""Walk through untrusted XML: no document types, bounded depth, bounded attributes.

A document type is refused before anything in it is read, so no entity is ever expanded or fetched
(docs/reading.md, G8). Names come as ``"namespace name"``, or ``"name"`` without one.
"""

from collections.abc import Callable
from functools import lru_cache
from xml.parsers import expat

from wuhao_batch.reading.limits import MAX_ATTRIBUTES, MAX_DEPTH
from wuhao_batch.reading.refusal import Reason, RefusedError

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def walk(data: bytes, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Call back for every element and text, in order.

    Raises:
        RefusedError: It is no well-formed XML (F002), declares a document type (F016), or is
            nested too deep (F014).
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def begin(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise RefusedError(Reason.NESTED_TOO_DEEPLY, what=f"内部结构嵌套超过{MAX_DEPTH}层")
        if len(attributes) > MAX_ATTRIBUTES:
            raise RefusedError(Reason.DAMAGED)
        start(name, attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise RefusedError(Reason.DAMAGED) from None


def walk_if_sound(
    data: bytes, start: Start, text: Text | None = None, end: End | None = None
) -> None:
    """Walk through an optional part: damage only ends the walk."""
    try:
        walk(data, start, end, text)
    except RefusedError as refused:
        if refused.refusal.reason is not Reason.DAMAGED:
            raise


def _refuse_document_type(*_declared: object) -> None:
    raise RefusedError(Reason.DOCUMENT_TYPE)


@lru_cache(maxsize=1_024)
def local(name: str) -> str:
    """Return the name without its namespace."""
    return name.rpartition(" ")[2]


def by_local_name(attributes: Attributes) -> Attributes:
    """Return attributes by their names without namespaces."""
    return {local(name): value for name, value in attributes.items()}
