"""Names of cells and ranges as files write them → numbers of rows and columns from 1."""

import re
from functools import lru_cache

from wuhao_batch.reading.looks import Range
from wuhao_batch.sheets import CellAddress

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,9})")


@lru_cache(maxsize=8_192)
def parse_address(text: str) -> CellAddress | None:
    """Parse ``G5`` as (5, 7); None for anything else."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def parse_range(text: str) -> Range | None:
    """Parse ``A1:B2``, or ``A1`` for a range of one cell; None for anything else."""
    first, _, last = text.partition(":")
    start, end = parse_address(first), parse_address(last or first)
    return None if start is None or end is None else (*start, *end)
