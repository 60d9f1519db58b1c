"""What stands where on a printed page: PDFs looked at with poppler's programs, lengths in mm."""

import re
import subprocess
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from playwright.sync_api import Page

POINT = 25.4 / 72
DPI = 100
INK = 200
"""A pixel darker than this, of 255, is ink."""


@dataclass(frozen=True)
class Box:
    """Where ink is on a page."""

    left: float
    top: float
    right: float
    bottom: float


def printed(page: Page, path: Path) -> Path:
    """A page as Chromium prints it, its own page size kept."""
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    return path


def page_sizes(pdf: Path) -> list[tuple[float, float]]:
    """Width and height of every page."""
    told = _run("pdfinfo", "-f", "1", "-l", "9999", str(pdf)).decode()
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+) pts", told)
    return [(float(width) * POINT, float(height) * POINT) for width, height in sizes]


def texts(pdf: Path) -> list[str]:
    """The text of every page without blanks, in NFKC."""
    pages = _run("pdftotext", str(pdf), "-").decode().split("\f")[:-1]
    return [squeezed(page) for page in pages]


def as_laid_out(pdf: Path) -> str:
    """The text as it stands on the pages, its columns kept apart by blanks."""
    return _run("pdftotext", "-layout", str(pdf), "-").decode()


def squeezed(text: str) -> str:
    """Without blanks, in NFKC."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def lines(pdf: Path, page: int) -> list[str]:
    """The lines of one page, from the top, without blanks; its number is one of them."""
    told = _run("pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-")
    rows: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for word in ET.fromstring(told).iter("{http://www.w3.org/1999/xhtml}word"):  # noqa: S314
        middle = (float(word.attrib["yMin"]) + float(word.attrib["yMax"])) / 2
        rows[round(middle / 8)].append((float(word.attrib["xMin"]), word.text or ""))
    return ["".join(text for _, text in sorted(rows[row])) for row in sorted(rows)]


def strip(pdf: Path, page: int, left: float, right: float) -> str:
    """The text of one page between two edges, without blanks."""
    place = ["-r", "254", "-x", f"{left * 10:.0f}", "-W", f"{(right - left) * 10:.0f}"]
    place += ["-y", "0", "-H", "2970", "-f", str(page), "-l", str(page)]
    return squeezed(_run("pdftotext", *place, str(pdf), "-").decode())


def ink(pdf: Path, page: int, above: float = 0, below: float = 297) -> Box:
    """The box around all ink of a page between two heights."""
    where = ["-f", str(page), "-l", str(page), "-r", str(DPI), "-gray"]
    data = _run("pdftoppm", *where, str(pdf))
    kind, width, height, _, pixels = re.split(rb"\s", data, maxsplit=4)
    assert kind == b"P5"
    dark = np.frombuffer(pixels, np.uint8).reshape(int(height), int(width)) < INK
    mm = 25.4 / DPI
    dark[: int(above / mm)] = False
    dark[int(below / mm) :] = False
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    assert rows.size, "a blank page"
    return Box(columns[0] * mm, rows[0] * mm, (columns[-1] + 1) * mm, (rows[-1] + 1) * mm)


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
