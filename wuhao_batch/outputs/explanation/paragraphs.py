"""The paragraphs of an explanation: sentences under a title, each with the cell it rests on."""

from dataclasses import dataclass

from wuhao_batch.findings.finding import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence and its cell; the texts of that are "" where it rests on no single one."""

    text: str
    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One step of the way, and its sentences."""

    title: str
    lines: tuple[Line, ...]


NOWHERE = Place()


def line(text: str, place: Place = NOWHERE) -> Line:
    """Return a sentence with its cell."""
    return Line(text, place.file or "", place.sheet or "", place.spelled)
