"""output/corrections/: each branch's own form sent back with its faults marked.

The form is made anew from our template; only what was entered is put back, as plain values. It
names the return that it replaces by its SHA-256, so that the mended one takes that one's place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.identity import replacing
from wuhao_batch.assessment.layout import EXPLAINED, ID_LABEL, META_SHEET, SCORES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import arm
from wuhao_batch.forms.refilling import At, First, PutBack, Refills
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.corrections.faults import TO_FILL, FaultsOfForm, Target
from wuhao_batch.outputs.corrections.letter import SHEET, correction_letter, of_the_panel
from wuhao_batch.outputs.pairs import FORM_SUFFIX, REPLACES_PROPERTY
from wuhao_batch.returns.checks import Checked
from wuhao_batch.sheets import quoted
from wuhao_batch.workspace.disk import digest
from wuhao_batch.writing.cells import as_entered, plain, put
from wuhao_batch.writing.line_breaks import width_for
from wuhao_batch.writing.paper import BOX, HEAD, Look
from wuhao_batch.writing.printing import set_up_paper
from wuhao_batch.writing.rows import PaperRows, Worn

REPLACES_LABEL = "更正码"

COLOURS = _FAULTY, _FOR_OTHERS = "F4B6B0", "FFE699"
"""The second is faulty too, but not for the reader to mend."""
_COLUMNS = dict(zip(EXPLAINED, (18, 20, 46, 40), strict=True))
_HEAD_ROW = 4
_TITLE = Look(font="黑体", size=18, horizontal="center")
_TEXT, _BOXED = Look(), Look(border=BOX)
_LINK = _BOXED.but(color="0563C1", underlined=True)
_FOR_THE_PROGRAM = Look(size=7, color="8A8F98")
STYLES = frozenset(
    Worn(look, is_marked)
    for look in (_TITLE, _TEXT, HEAD, _BOXED, _LINK, _FOR_THE_PROGRAM)
    for is_marked in (False, True)
)


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that goes back: its file name, how to make it, the short text beside it.

    ``content`` is a digest of what was filled in; with ``of_the_panel`` only the 考评组 has to
    correct.
    """

    name: str
    form: Callable[[], bytes]
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
    refills = Refills(armed, COLOURS, prepare, STYLES)
    for result in outcome.results:
        if result.status is not Status.NEEDS_CORRECTION or result.checked is None:
            continue
        name = stems[result.branch.code] + FORM_SUFFIX
        correction = MarkedForm(outcome.assessment, result.branch, result.checked)
        made[result.branch.code] = Returned(
            name,
            partial(correction.form, refills),
            correction.letter(name),
            digest(repr(result.checked.content).encode()),
            correction.of_the_panel,
        )
    return made


class MarkedForm:
    """One branch's form, put back and marked."""

    def __init__(self, assessment: Assessment, branch: Branch, checked: Checked) -> None:
        self._assessment, self.branch = assessment, branch
        self._sha256 = checked.source.sha256 or ""
        self._found = FaultsOfForm(assessment, branch, checked)

    @property
    def of_the_panel(self) -> bool:
        """True if all faults are in what the 考评组 fills in."""
        return not self._found.of_the_branch

    def letter(self, attachment: str) -> str:
        """Return the text beside it."""
        return correction_letter(self._found, self.branch, self._assessment, attachment)

    def form(self, refills: Refills) -> bytes:
        """Return the form as an .xlsx package."""
        first = self.explained(refills.armed.identity(self.branch))
        return refills.form(self.branch, dict(self.entries()), first)

    def entries(self) -> Iterator[tuple[At, PutBack]]:
        """Yield what is put back into each input."""
        faulty = {target for fault in self._found.faults for target in fault.targets}
        for target, entry in self._found.inputs():
            unread = entry.absent and self._found.is_required(target)
            value = TO_FILL if unread else as_entered(entry.cell)
            marked = entry.absent or target in faulty
            yield (
                self._found.cell(target),
                PutBack(plain(value), self._colour(target) if marked else None),
            )

    def _colour(self, target: Target) -> str:
        is_theirs = (target[0] in SCORES.inputs) == self.of_the_panel
        return _FAULTY if is_theirs else _FOR_OTHERS

    def explained(self, identity: str) -> First:
        """Return the sheet that lists the faults."""
        # LibreOffice sets a link in one line and cuts off the rest.
        places = (width_for(fault.place, _LINK.size) for fault in self._found.faults)
        first, *others = _COLUMNS.values()
        rows = PaperRows((max([first, *places]), *others))
        rows.across(1, "退回说明", _TITLE)
        rows.across(2, "　　" + self._opening(), _TEXT)
        rows.heading(_HEAD_ROW, list(_COLUMNS))
        links, row = {}, _HEAD_ROW
        for row, fault in enumerate(self._found.faults, start=_HEAD_ROW + 1):
            texts = (fault.place, fault.value or "（空白）", fault.of_whom, fault.remedy)
            if fault.cells:
                links[row] = f"{quoted(fault.sheet)}!{fault.cells[0]}"
            place = _LINK if fault.cells else _BOXED
            rows.in_a_row(row, texts, (place, *[_BOXED] * (len(texts) - 1)))
        carried = (f"{ID_LABEL}：{identity}", f"{REPLACES_LABEL}（供程序识别）：{self._code}")
        for below, text in enumerate(carried, start=2):
            rows.across(row + below, text, _FOR_THE_PROGRAM)
        return First(rows, links, (self._code,))

    def _opening(self) -> str:
        count = len(self._found.for_the_reader)
        others = "" if self.of_the_panel else of_the_panel(self._found, self._assessment.words)
        return (
            f"{self.branch.name}：报来的评分表有{count}个问题需要更正，列在下面。"
            "读到的内容都已放回这份表里，请只改标红的格子：点“位置”可以跳到那一格。"
            f"{others}改好后存盘，把这份表交回；交回后自动代替原来的一份。"
        )

    @property
    def _code(self) -> str:
        return replacing(self._sha256)


def prepare(workbook: Workbook, own: Sequence[str]) -> Worksheet:
    """Put a sheet for the faults in front, and carry the 更正码 where nobody sees it."""
    (code,) = own
    worksheet: Worksheet = workbook.create_sheet(SHEET, 0)
    workbook.active = 0
    for other in workbook.worksheets[1:]:
        other.sheet_view.tabSelected = False
    worksheet.sheet_view.tabSelected = True
    worksheet.sheet_view.showGridLines = False
    worksheet.protection = SheetProtection(sheet=True)
    for column, width in enumerate(_COLUMNS.values(), start=1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    worksheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    set_up_paper(worksheet, "")
    worksheet.page_setup.scale = 100
    meta = workbook[META_SHEET]
    row = meta.max_row + 1
    put(meta, row, 1, REPLACES_LABEL)
    put(meta, row, 2, code)
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=REPLACES_PROPERTY, value=code))
    return worksheet
