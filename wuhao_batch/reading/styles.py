"""The cell formats of Excel, number format, font and ground, and cells as they show by them.

The binary formats number fonts and cell formats alike; here is what they share.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from wuhao_batch.reading.colours import BLACK, WHITE
from wuhao_batch.reading.formats.codes import GENERAL
from wuhao_batch.reading.formats.showing import Shown, as_shown
from wuhao_batch.reading.looks import PLAIN, CharacterLook, Colour, Run, alike, set_whole, text_cell
from wuhao_batch.sheets import Cell

_AS_THEY_ARE = (GENERAL, "@")
"""The codes of formats that show texts as they are."""


@dataclass(frozen=True, slots=True)
class Font:
    """How a font sets characters; a colour of None is that of the window's text."""

    look: CharacterLook = PLAIN
    colour: Colour | None = None

    def on(self, ground: Colour | None) -> CharacterLook:
        """Return how it looks on a ground; None is paper."""
        faint = alike(self.colour or BLACK, ground or WHITE)
        return replace(self.look, faint=True) if faint else self.look


@dataclass(frozen=True, eq=False)
class Style:
    """A cell format: its number format's code, how its font looks, and its ground if filled.

    Those of :func:`style_of` are the same for the same, so that cells are remembered by them.
    """

    code: str = GENERAL
    look: CharacterLook = PLAIN
    ground: Colour | None = None

    @cached_property
    def shows_texts_plainly(self) -> bool:
        """True if a text is seen as it is stored."""
        return self.look == PLAIN and self.code in _AS_THEY_ARE


@lru_cache(maxsize=4_096)
def style_of(code: str, look: CharacterLook, ground: Colour | None) -> Style:
    """Return the cell format with these."""
    return Style(code, look, ground)


def styled(cell: Cell, style: Style, *, since_1904: bool = False) -> Cell:
    """Return a cell all of whose characters are set alike as it shows in that cell format."""
    if style.shows_texts_plainly and isinstance(cell.value, str):
        return cell
    found = _in_format(cell, style, since_1904=since_1904)
    look = style.look
    if found is not None and found.colour is not None:
        look = replace(look, faint=alike(found.colour, style.ground or WHITE))
    return set_whole(_shown_so(cell, found), look)


def styled_runs(found: Iterable[Run], style: Style, formula: str = "") -> Cell:
    """Return a text in runs as it shows in that cell format."""
    cell = text_cell(found, formula)
    return _shown_so(cell, _in_format(cell, style))


def _in_format(cell: Cell, style: Style, *, since_1904: bool = False) -> Shown | None:
    """Tell what the number format makes of a cell; None where it makes nothing of it."""
    seen = cell.value if cell.shown is None else cell.shown
    if cell.error or isinstance(seen, bool) or not isinstance(seen, str | int | float):
        return None
    if isinstance(seen, str) and style.code in _AS_THEY_ARE:
        return None
    return as_shown(seen, style.code, since_1904=since_1904)


def _shown_so(cell: Cell, found: Shown | None) -> Cell:
    if found is None or (found.shown is None and not found.look and found.value == cell.value):
        return cell
    value = cell.value if isinstance(cell.value, str) else found.value
    shown = cell.shown if found.shown is None else found.shown
    look = "，".join(filter(None, (cell.look, found.look)))
    return replace(cell, value=value, shown=shown, look=look)


def runs(
    text: str, marks: Sequence[tuple[int, int]], style: Style, fonts: Sequence[Font]
) -> list[Run]:
    """Cut a text at its marks, (place in UTF-16, number of a font)."""
    units = text.encode("utf-16-le", "surrogatepass")
    found: list[Run] = []
    start, look = 0, style.look
    for place, font in (*marks, (len(units) // 2, 0)):
        if place > start:
            found.append((units[2 * start : 2 * place].decode("utf-16-le", "replace"), look))
            start = place
        look = fonts[font].on(style.ground) if font < len(fonts) else PLAIN
    return found
