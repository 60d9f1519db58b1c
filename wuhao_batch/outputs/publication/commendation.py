"""表彰: the draft of the decision, naming the units that the committee has settled on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Finding
from wuhao_batch.outputs.notice.notice import TITLE_ROOM
from wuhao_batch.writing.sealing import sealed
from wuhao_batch.writing.templating import fill_page
from wuhao_batch.writing.word import WordPaper, fill_word

PAGE_TEMPLATE, WORD_TEMPLATE = "commendation.html.j2", "commendation.docx"
COMMENDATION_FILES = "commendation.html", "commendation.docx"
COMMENDATION = "表彰决定（代拟稿）"
MARK = "代拟稿"
BLANK_DATE = "　　年　月　日"

_QUOTED = re.compile(r"“[^“”]+”")


@dataclass(frozen=True)
class Commendation:
    """The contents of the draft; ``names`` are the units, in the order of their ranks."""

    mark: str
    title: str
    title_lines: tuple[str, ...]
    addressees: str
    opening: str
    names: tuple[str, ...]
    closing: tuple[str, ...]
    signature: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """Return texts that no form of the draft may lack."""
        return (self.mark, *self.names)


def make_commendation(
    settings: Settings, words: Words, names: Sequence[str], replaced: str = ""
) -> Commendation:
    """Return the draft of a decision that commends those units, in place of an earlier draft."""
    honour = honour_of(settings, words)
    title = f"关于表彰{settings.period.words}{honour}的决定"
    lines = (f"关于表彰{settings.period.words}", f"{honour}的决定")
    return Commendation(
        mark=f"{MARK}（代替{replaced}）" if replaced else MARK,
        title=title,
        title_lines=(title,) if len(title) <= TITLE_ROOM else lines,
        addressees=f"各{words.unit}：",
        opening=(
            f"{settings.occasion}结果公示期满。经{words.authority}研究，决定授予下列{len(names)}个"
            f"{words.unit}{settings.period.words}{honour}荣誉称号："
        ),
        names=tuple(names),
        closing=(
            f"希望受到表彰的{words.unit}再接再厉，其他{words.unit}向先进学习，共同把工作做得更好。",
            "特此决定。",
        ),
        signature=tuple(part for part in (settings.signatory, BLANK_DATE) if part),
    )


def honour_of(settings: Settings, words: Words) -> str:
    """Return the name of the honour: what the title has in quotation marks, or else 先进单位."""
    quoted = _QUOTED.search(settings.title)
    return quoted[0] if quoted else f"{settings.subject}先进{words.unit}"


def commendation_files(commendation: Commendation, templates: Path) -> dict[str, bytes | Finding]:
    """Make the draft as page and Word file, by file name; mistakes in a template are findings."""
    page = fill_page(
        PAGE_TEMPLATE, templates, COMMENDATION, commendation.facts, commendation=commendation
    )
    paper = WordPaper(
        templates / WORD_TEMPLATE,
        "commendation",
        commendation,
        commendation.title,
        commendation.facts,
    )
    made = sealed(page) if isinstance(page, bytes) else page, fill_word(paper, COMMENDATION)
    return dict(zip(COMMENDATION_FILES, made, strict=True))
