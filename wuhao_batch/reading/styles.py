"""What a cell format of Excel's makes of a cell: number format, font and ground.

The binary formats number fonts and cell formats alike; here is what they share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wuhao_batch.reading.colours import BLACK, WHITE
from wuhao_batch.reading.looks import PLAIN, Colour, Look, Run, alike

GENERAL = "General"


@dataclass(frozen=True, slots=True)
class Font:
    """How a font sets characters; a colour of None is that of the window's text."""

    look: Look = PLAIN
    colour: Colour | None = None

    def on(self, ground: Colour | None) -> Look:
        """Return how it looks on a ground; None is paper."""
        return replace(self.look, faint=alike(self.colour or BLACK, ground or WHITE))


@dataclass(frozen=True, slots=True)
class Style:
    """A cell format: its number format's code, how its font looks, and its ground if filled."""

    code: str = GENERAL
    look: Look = PLAIN
    ground: Colour | None = None


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
