"""Fields such as ``{党总支}`` in the template's texts, filled in when a form is issued.

The columns of 名单 that describe a branch and every key of 设置 may be used, and four of the
form's own: {识别码}; {进度} and {声明进度}, which become live formulas in a cell of their own; and
{考评组填写说明}, whose row is taken out where the 考评组 scores elsewhere.
"""

import re
from collections.abc import Mapping

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.setting_values import DATE
from wuhao_batch.assessment.settings import FIELDS, Settings, public_values
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.sheets import Book, address

ID_FIELD, PROGRESS_FIELD, DECLARED_FIELD = "识别码", "进度", "声明进度"
TITLE_FIELD = "标题"


PANEL_FIELD = "考评组填写说明"


ALONE = (PROGRESS_FIELD, DECLARED_FIELD, PANEL_FIELD)
"""Fields that need a cell of their own."""


UNDECIDED = "（另行通知）"


BRACED = re.compile(r"\{([^{}]{1,20})\}")


def known_fields(words: Words) -> set[str]:
    """Return every name that may stand in braces in the template."""
    return {ID_FIELD, *ALONE, *Branch("", "").called(words), *FIELDS}


def check_fields(book: Book, file: str, words: Words = USUAL) -> list[Finding]:
    """Report unknown fields (L110), and those within a text that need their own cell (L112)."""
    known = known_fields(words)
    findings: list[Finding] = []
    for sheet in book.sheets:
        for cell_address, cell in sheet.cells.items():
            place = Place(file, sheet.name, address(*cell_address))
            for match in BRACED.finditer("" if cell.formula else cell.text):
                facts = {"field": match[1]}
                if match[1] not in known:
                    findings.append(finding("L110", place, value=cell.text, **facts))
                elif match[1] in ALONE and cell.text.strip() != match[0]:
                    findings.append(finding("L112", place, value=cell.text, **facts))
    return findings


def shared_values(settings: Settings) -> dict[str, str]:
    """Return field → text as far as all branches share it; an undecided date is （另行通知）."""
    blank = {
        key: UNDECIDED if field.metadata["kind"] is DATE else "" for key, field in FIELDS.items()
    }
    return {**blank, **public_values(settings), TITLE_FIELD: settings.title_of_forms}


def field_values(
    branch: Branch, shared: Mapping[str, str], words: Words, identity: str
) -> dict[str, str]:
    """Return field → text for one branch: its own beside the shared values."""
    own = {TITLE_FIELD: shared[TITLE_FIELD], ID_FIELD: identity}
    return {**shared, **branch.called(words), **own}
