"""Links from the workbooks in `output/` to files that were handed in."""

import re
from functools import lru_cache
from urllib.parse import quote

from wuhao_batch.findings.finding import Place
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.sheets import quoted
from wuhao_batch.writing.strips import Link

CARRIERS = (".zip", ".eml")


def link_to(place: Place) -> Link:
    """Return the link to a file, to a cell of it if there is one; what carries it is opened."""
    target, inner = _target(place.file or "")
    at = f"{quoted(place.sheet)}!{place.cell}" if place.sheet and not inner else None
    return target, at


@lru_cache(maxsize=4096)
def _target(file: str) -> tuple[str, str]:
    carrier, inner = _carried(file)
    return "../" + _as_address(carrier), inner


def _carried(file: str) -> tuple[str, str]:
    """Return the file on disk, and the one inside where it is an archive or a mail."""
    carrier, _, inner = file.partition(INSIDE)
    return (carrier, inner) if carrier.casefold().endswith(CARRIERS) else (file, "")


def _as_address(path: str) -> str:
    """Return a path as part of an address; what Excel does not take in one is escaped.

    Bytes of a name that are no text are escaped as they are.
    """
    return re.sub(r"[^\w./~-]", lambda sign: quote(sign[0], errors="surrogateescape"), path)
