"""The layout of ``input/decisions.xlsx``, shared by its writer and its reader."""

from dataclasses import dataclass

from wuhao_batch.assessment.layout import CONCERNING
from wuhao_batch.assessment.words import Words

BRANCH, ITEM, VETO = "编号", "考评编号", "否决编号"
SCORE_BEFORE, SCORE_AFTER = "原分", "新分"
FINDING_BEFORE, FINDING_AFTER = "原认定", "新认定"
WHY, BY, ON = "依据", "决定人", "日期"

HOLDS, HOLDS_NOT = "存在", "不存在"
"""The words for a veto that counts, and for one that does not."""


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    """A sheet of decisions: what each is on (``code``), and the columns before and after it."""

    name: str
    code: str
    before: str
    after: str

    @property
    def required(self) -> tuple[str, ...]:
        """The headers that the sheet has, none of them blank in a row."""
        return BRANCH, self.code, self.before, self.after, WHY, BY, ON


SCORES = DecisionSheet("会议决定", ITEM, SCORE_BEFORE, SCORE_AFTER)
VETOES = DecisionSheet("一票否决决定", VETO, FINDING_BEFORE, FINDING_AFTER)

CODES = "编号对照"
"""The sheet with the codes that drop-downs offer, and what each stands for."""

BLANK_PROPERTY = "wuhao.decisions"
"""Document property of the workbook while it is as it was made, without a decision."""


def columns_of(sheet: DecisionSheet, words: Words) -> tuple[str, ...]:
    """Return the headers of a sheet in their order."""
    parts = (parts_header(words),) if sheet is VETOES else ()
    return BRANCH, sheet.code, sheet.before, sheet.after, *parts, WHY, BY, ON


def parts_header(words: Words) -> str:
    """Return the header under which a veto names parts of a unit; that column may be missing."""
    return f"{CONCERNING}{words.part}"


def spelled(*, holds: bool) -> str:
    """Return the word for a veto that counts, or does not."""
    return HOLDS if holds else HOLDS_NOT
