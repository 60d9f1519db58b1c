"""Colours as Excel's formats name them: by an index, a place in the theme, or outright."""

import re
from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls

from wuhao_batch.reading.looks import Colour
from wuhao_batch.reading.remembering import by_bytes
from wuhao_batch.reading.xml import Attributes, local, walk_if_sound

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)

_BASIC = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
_PALETTE = """\
800000 008000 000080 808000 800080 008080 C0C0C0 808080 \
9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF \
000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF \
00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 \
3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 \
003366 339966 003300 333300 993300 993366 333399 333333"""
_OFFICE = "FFFFFF 000000 E7E6E6 44546A 5B9BD5 ED7D31 A5A5A5 FFC000 4472C4 70AD47 0563C1 954F72"
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


def parse_colour(text: str) -> Colour | None:
    """Parse ``RRGGBB`` or ``AARRGGBB``, with or without a ``#``; None for anything else."""
    match = _HEX.fullmatch(text.removeprefix("#"))
    return None if match is None else (*bytes.fromhex(match[1]),)


def _colours(listed: str) -> tuple[Colour, ...]:
    return tuple(colour for text in listed.split() if (colour := parse_colour(text)) is not None)


INDEXED = _colours(_BASIC * 2 + _PALETTE)
"""The colours of indexes 0 to 63 where a workbook has no palette of its own."""

OFFICE_THEME = _colours(_OFFICE)
"""The colours of a theme by their numbers in cell formats, where a workbook brings none."""


@by_bytes
def read_theme(part: bytes) -> tuple[Colour, ...]:
    """Read the colours of a theme's part in the order in which cell formats number them.

    A damaged theme counts as none, and so as Office's own.
    """
    found: list[Colour] = []
    scheme = False

    def start(element: str, attributes: Attributes) -> None:
        nonlocal scheme
        name = local(element)
        if name in ("clrScheme", "fontScheme"):
            scheme = name == "clrScheme"
        elif scheme and name in ("srgbClr", "sysClr"):
            colour = parse_colour(attributes.get("lastClr", attributes.get("val", "")))
            found.append(BLACK if colour is None else colour)

    walk_if_sound(part, start)
    if len(found) < len(OFFICE_THEME):
        return OFFICE_THEME
    dark, light, dark_two, light_two, *others = found[: len(OFFICE_THEME)]
    return (light, dark, light_two, dark_two, *others)


def tinted(colour: Colour, tint: float) -> Colour:
    """Return a colour made darker (tint from -1) or lighter (to 1)."""
    if not tint or not -1 <= tint <= 1:
        return colour
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = (round(part * 255) for part in hls_to_rgb(hue, light, saturation))
    return red, green, blue


def pick(colours: Sequence[Colour], index: int) -> Colour | None:
    """Return the colour of that index; None where there is none."""
    return colours[index] if 0 <= index < len(colours) else None
