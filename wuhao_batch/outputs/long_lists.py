"""Papers for reading list so many units one by one; the rest stands in tables of their own."""

from collections.abc import Sequence

MOST_LISTED = 1_000
"""Units on a paper, some forty pages: nobody reads through more."""


def some_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return names as a paper lists them: of very many the first."""
    if len(names) <= MOST_LISTED:
        return tuple(names)
    return (*names[: MOST_LISTED - 1], f"{names[MOST_LISTED - 1]}等")
