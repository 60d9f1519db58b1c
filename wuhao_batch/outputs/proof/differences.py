"""The first difference of two papers: a cell of a workbook, a paragraph, a line of a page."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from wuhao_batch.reading.package import MAGIC, open_package
from wuhao_batch.sheets import address

_SHEETS = "xl/workbook.xml"
_WORDS = "word/document.xml"
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference of a paper from the one that was made anew.

    ``where`` is a place in words where there is no sheet and cell; ``kept`` and ``made`` are what
    stands there in either.
    """

    kept: str = ""
    made: str = ""
    sheet: str | None = None
    cell: str | None = None
    where: str = ""

    def __str__(self) -> str:
        where = f"“{self.sheet}”{self.cell or ''}" if self.sheet else self.where
        if not self.kept and not self.made:
            return where
        return f"{where}是{_quoted(self.kept)}，重算是{_quoted(self.made)}"


_SHOWN = 40


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    short = line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
    return f"“{short}”".replace("。", "，") if short else "空白"


def first_difference(kept: bytes, made: bytes) -> Difference | None:
    """Return where a paper first differs from the one made anew; None if both hold the same.

    Packages hold the same if all of their parts do, however tightly these were packed.
    """
    if kept == made:
        return None
    if not made.startswith(MAGIC):
        return _in_lines(kept, made)
    parts, theirs = _parts(made), _parts(kept)
    if theirs is None or parts is None:
        return Difference(where="文件损坏，打不开")
    if theirs == parts:
        return None
    told = None
    if _SHEETS in parts:
        told = _in_cells(kept, made)
    elif _WORDS in parts:
        told = _in_paragraphs(theirs.get(_WORDS, b""), parts[_WORDS])
    return told or _in_parts(theirs, parts)


def _parts(data: bytes) -> dict[str, bytes] | None:
    """Return the parts of a package; None where it is damaged or not to be trusted."""
    try:
        open_package(data).check()
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}
    except Exception:  # noqa: BLE001  zipfile, zlib and the rest raise whatever the damage causes
        return None


def _in_lines(kept: bytes, made: bytes) -> Difference:
    pairs = zip_longest(_lines(kept), _lines(made), fillvalue="")
    for number, (one, other) in enumerate(pairs, start=1):
        if one != other:
            return _apart(one, other, f"第{number}行")
    return Difference(where="换行或编码")


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\n")


def _apart(kept: str, made: str, where: str) -> Difference:
    """Return the difference of two texts, without most of what they begin with alike."""
    alike = next(
        (place for place, (one, other) in enumerate(zip(kept, made, strict=False)) if one != other),
        min(len(kept), len(made)),
    )
    begin = max(0, alike - _SHOWN // 4)
    return Difference(kept[begin:].strip(), made[begin:].strip(), where=where)


def _in_paragraphs(kept: bytes, made: bytes) -> Difference | None:
    pairs = zip_longest(_paragraphs(kept), _paragraphs(made), fillvalue="")
    for number, (one, other) in enumerate(pairs, start=1):
        if one != other:
            return _apart(one, other, f"第{number}段")
    return None


def _paragraphs(part: bytes) -> list[str]:
    text = part.decode("utf-8", "replace")
    return ["".join(_TEXT.findall(each)) for each in _PARAGRAPH.findall(text)]


def _in_parts(kept: dict[str, bytes], made: dict[str, bytes]) -> Difference:
    names = [*made, *(name for name in kept if name not in made)]
    name = next(each for each in names if kept.get(each) != made.get(each))
    return Difference(where=f"样式或附带的内容（{name}）")


def _in_cells(kept: bytes, made: bytes) -> Difference | None:
    one, other = _book(kept), _book(made)
    if one is None or other is None:
        return Difference(where="文件损坏，打不开")
    names = _in_order(other.sheetnames, one.sheetnames)
    for name in names:
        if name not in one.sheetnames:
            return Difference(made="有这张表", sheet=name)
        if name not in other.sheetnames:
            return Difference(kept="有这张表", sheet=name)
        for at, kept_value, made_value in _cells(one, other, name):
            if kept_value != made_value:
                return Difference(_spelled(kept_value), _spelled(made_value), name, at)
    return None


def _book(data: bytes) -> Workbook | None:
    try:
        return load_workbook(io.BytesIO(data))
    except Exception:  # noqa: BLE001  the library raises whatever the damage causes
        return None


def _in_order(names: Sequence[str], more: Sequence[str]) -> list[str]:
    return [*names, *(name for name in more if name not in names)]


def _cells(one: Workbook, other: Workbook, name: str) -> Iterator[tuple[str, object, object]]:
    sheets = one[name], other[name]
    rows = max(sheet.max_row for sheet in sheets)
    columns = max(sheet.max_column for sheet in sheets)
    both = (sheet.iter_rows(max_row=rows, max_col=columns, values_only=True) for sheet in sheets)
    for row, values in enumerate(zip(*both, strict=True), start=1):
        for column, (kept, made) in enumerate(zip(*values, strict=True), start=1):
            yield address(row, column), kept, made


def _spelled(value: object) -> str:
    return "" if value is None else str(value)
