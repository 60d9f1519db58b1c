"""Links from the workbooks in `output/` to files that were handed in."""

import re
from urllib.parse import quote

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink

from wuhao_batch.findings.finding import Place
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.sheets import quoted

CARRIERS = (".zip", ".eml")


def link_to(cell: Cell, place: Place) -> None:
    """Make a cell a link to a file, to a cell of it if there is one; what carries it is opened."""
    carrier, inner = _carried(place.file or "")
    at = f"{quoted(place.sheet)}!{place.cell}" if place.sheet and not inner else None
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate, target="../" + _as_address(carrier), location=at
    )


def _carried(file: str) -> tuple[str, str]:
    """Return the file on disk, and the one inside where it is an archive or a mail."""
    carrier, _, inner = file.partition(INSIDE)
    return (carrier, inner) if carrier.casefold().endswith(CARRIERS) else (file, "")


def _as_address(path: str) -> str:
    """Return a path as part of an address; what Excel does not take in one is escaped.

    Bytes of a name that are no text are escaped as they are.
    """
    return re.sub(r"[^\w./~-]", lambda sign: quote(sign[0], errors="surrogateescape"), path)
