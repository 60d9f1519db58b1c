"""output/corrections/: each branch's own form sent back with its faults marked.

The form is made anew from our template; only what was entered is put back, as plain values. It
names the return that it replaces by its SHA-256, so that the mended one takes that one's place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.identity import replacing
from wuhao_batch.assessment.layout import EXPLAINED, ID_LABEL, META_SHEET, SCORES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import Armed, arm, make_form
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.corrections.faults import TO_FILL, Fault, FaultsOfForm, Target
from wuhao_batch.outputs.corrections.letter import SHEET, correction_letter, of_the_panel
from wuhao_batch.returns.checks import Checked
from wuhao_batch.sheets import quoted
from wuhao_batch.workspace.disk import digest
from wuhao_batch.writing.cells import as_entered, put
from wuhao_batch.writing.line_breaks import width_for
from wuhao_batch.writing.paper import BOX, Look, across, heading, in_a_row

FORM_SUFFIX, LETTER_SUFFIX = "_更正.xlsx", "_更正说明.txt"
REPLACES_LABEL, REPLACES_PROPERTY = "更正码", "wuhao.replaces"

_FAULTY = PatternFill("solid", fgColor="F4B6B0")
_FOR_OTHERS = PatternFill("solid", fgColor="FFE699")
"""Faulty too, but not for the reader to mend."""
_COLUMNS = dict(zip(EXPLAINED, (18, 20, 46, 40), strict=True))
_FOR_THE_PROGRAM = Look(size=7, color="8A8F98")


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that goes back: its file name, its bytes, the short text beside it.

    ``content`` is a digest of what was filled in; with ``of_the_panel`` only the 考评组 has to
    correct.
    """

    name: str
    form: bytes
    letter: str
    content: str
    of_the_panel: bool


def make_corrections(outcome: Outcome, stems: Mapping[str, str]) -> dict[str, Returned]:
    """Return 编号 → what goes back, for branches that have to correct.

    ``stems`` maps 编号 to how file names begin.
    """
    made: dict[str, Returned] = {}
    assessment, apart = outcome.assessment, outcome.panel.apart
    armed = arm(assessment.template, assessment.settings, panel_apart=apart)
    for result in outcome.results:
        if result.status is not Status.NEEDS_CORRECTION or result.checked is None:
            continue
        name = stems[result.branch.code] + FORM_SUFFIX
        correction = _Correction(outcome.assessment, result.branch, result.checked)
        made[result.branch.code] = Returned(
            name,
            correction.form(armed),
            correction.letter(name),
            digest(repr(result.checked.content).encode()),
            correction.of_the_panel,
        )
    return made


class _Correction:
    """One branch's form, put back and marked."""

    def __init__(self, assessment: Assessment, branch: Branch, checked: Checked) -> None:
        self._assessment, self._branch = assessment, branch
        self._sha256 = checked.source.sha256 or ""
        self._found = FaultsOfForm(assessment, branch, checked)

    @property
    def of_the_panel(self) -> bool:
        """True if all faults are in what the 考评组 fills in."""
        return not self._found.of_the_branch

    def letter(self, attachment: str) -> str:
        """Return the text beside it."""
        return correction_letter(self._found, self._branch, self._assessment, attachment)

    def form(self, armed: Armed) -> bytes:
        """Return the form as an .xlsx package."""
        revise = partial(self._revise, armed.identity(self._branch))
        return make_form(armed, self._branch, revise)

    def _revise(self, identity: str, workbook: Workbook) -> None:
        faulty = {target for fault in self._found.faults for target in fault.targets}
        for target, entry in self._found.inputs():
            sheet, name = self._found.cell(target)
            cell = workbook[sheet][name]
            unread = entry.absent and self._found.is_required(target)
            value = TO_FILL if unread else as_entered(entry.cell)
            put(workbook[sheet], cell.row, cell.column, value)
            if entry.absent or target in faulty:
                cell.fill = self._colour(target)
        self._explain(workbook, identity)
        self._carry(workbook)

    def _colour(self, target: Target) -> PatternFill:
        is_theirs = (target[0] in SCORES.inputs) == self.of_the_panel
        return _FAULTY if is_theirs else _FOR_OTHERS

    def _explain(self, workbook: Workbook, identity: str) -> None:
        worksheet = workbook.create_sheet(SHEET, 0)
        workbook.active = 0
        for other in workbook.worksheets[1:]:
            other.sheet_view.tabSelected = False
        worksheet.sheet_view.tabSelected = True
        worksheet.sheet_view.showGridLines = False
        worksheet.protection = SheetProtection(sheet=True)
        for letter, width in zip("ABCD", _COLUMNS.values(), strict=True):
            worksheet.column_dimensions[letter].width = width
        # LibreOffice sets a link in one line and cuts off the rest.
        places = (width_for(fault.place, Look().size) for fault in self._found.faults)
        worksheet.column_dimensions["A"].width = max([_COLUMNS[EXPLAINED[0]], *places])
        self._line(worksheet, 1, "退回说明", size=18)
        self._line(worksheet, 2, "　　" + self._opening())
        row = 4
        heading(worksheet, row, list(_COLUMNS))
        for row, fault in enumerate(self._found.faults, start=5):
            self._row(worksheet, row, fault)
        carried = (f"{ID_LABEL}：{identity}", f"{REPLACES_LABEL}（供程序识别）：{self._code}")
        for below, text in enumerate(carried, start=2):
            across(worksheet, row + below, len(_COLUMNS), text, _FOR_THE_PROGRAM)
        worksheet.print_title_rows = "4:4"

    def _opening(self) -> str:
        count = len(self._found.for_the_reader)
        others = "" if self.of_the_panel else of_the_panel(self._found, self._assessment.words)
        return (
            f"{self._branch.name}：报来的评分表有{count}个问题需要更正，列在下面。"
            "读到的内容都已放回这份表里，请只改标红的格子：点“位置”可以跳到那一格。"
            f"{others}改好后存盘，把这份表交回；交回后自动代替原来的一份。"
        )

    def _line(self, worksheet: Worksheet, row: int, text: str, *, size: int = 11) -> None:
        font = "黑体" if size > 11 else "宋体"  # noqa: PLR2004
        look = Look(font, size, horizontal="center" if row == 1 else "left")
        across(worksheet, row, len(_COLUMNS), text, look)

    def _row(self, worksheet: Worksheet, row: int, fault: Fault) -> None:
        texts = (fault.place, fault.value or "（空白）", fault.of_whom, fault.remedy)
        link, *_ = in_a_row(worksheet, row, texts, Look(border=BOX), [False] * len(texts))
        if fault.cells:
            location = f"{quoted(fault.sheet)}!{fault.cells[0]}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
            link.font = Font(name="宋体", size=11, color="0563C1", underline="single")

    @property
    def _code(self) -> str:
        return replacing(self._sha256)

    def _carry(self, workbook: Workbook) -> None:
        meta = workbook[META_SHEET]
        row = meta.max_row + 1
        put(meta, row, 1, REPLACES_LABEL)
        put(meta, row, 2, self._code)
        properties = workbook.custom_doc_props  # type: ignore[attr-defined]
        properties.append(StringProperty(name=REPLACES_PROPERTY, value=self._code))
