"""output/corrections/: each branch's own form sent back with its faults marked.

The form is made anew from our template; only what was entered is put back, as plain values. It
names the return that it replaces by its SHA-256, so that the mended one takes that one's place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.identity import replacing
from wuhao_batch.assessment.layout import COUNTS, ID_LABEL, META_SHEET, SCORES, TABLES, VETOES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, Severity, shorten
from wuhao_batch.forms.form import Armed, arm, stamp
from wuhao_batch.outcome.judging import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.entries import Input
from wuhao_batch.tables import Table
from wuhao_batch.workspace.disk import digest
from wuhao_batch.writing.cells import as_entered, put
from wuhao_batch.writing.paper import BOX, Look, across, heading, in_a_row

SHEET = "退回说明"
FORM_SUFFIX, LETTER_SUFFIX = "_更正.xlsx", "_更正说明.txt"
REPLACES_LABEL, REPLACES_PROPERTY = "更正码", "wuhao.replaces"
TO_FILL = "请补填"
"""Written where something unreadable may have stood; left there, it is an error."""
LISTED = 10
"""Number of faults listed in the short text; the form's own sheet lists all."""
ASKED = 24
"""Characters of what the form asks that the short text repeats."""

_FAULTY = PatternFill("solid", fgColor="F4B6B0")
_COLUMNS = {"位置": 18, "现值": 20, "问题": 46, "请这样改": 40}

_REQUIRED = ("数量", "考评得分", "是否存在")

Target = tuple[str, str]
"""An input of the form: its header and its code."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding as the branch needs it: place in the new form, old content, remedy.

    ``asked`` is what the form asks there, "" where it is no single input.
    """

    sheet: str
    cell: str | None
    value: str
    problem: str
    remedy: str
    asked: str = ""
    of_the_panel: bool = False

    @property
    def place(self) -> str:
        """The place, for people."""
        by_panel = "（考评组填）" if self.of_the_panel else ""
        return f"{self.sheet} {self.cell}{by_panel}" if self.cell else self.sheet

    def sentence(self) -> str:
        """Return all of it in a line."""
        asked = f"“{self.asked}”" if self.asked else ""
        present = f"现填“{self.value}”。" if self.value else ""
        return f"{self.place}{asked}：{present}{self.problem}{self.remedy}"


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
        self._source = checked.source
        errors = (found for found in checked.findings if found.severity is Severity.ERROR)
        self._targets = {
            entry.place: (header, code)
            for header, column in self._source.inputs.items()
            for code, entry in column.items()
            if not entry.absent
        }
        located = ((self._targets.get(found.place), found) for found in errors)
        self._faults = sorted(located, key=lambda fault: self._order(fault[0]))

    # --- where things are in the new form -------------------------------------------------------

    def _order(self, target: Target | None) -> tuple[int, int]:
        """Return the place in the order of the form; what is no single input comes first."""
        if target is None:
            return -1, 0
        header, code = target
        table = self._table(header)
        names = [spec.name for spec in TABLES]
        return names.index(table.spec.name), table.row_of(code)

    def _table(self, header: str) -> Table:
        tables = self._assessment.template.tables
        return next(tables[spec.name] for spec in TABLES if header in spec.inputs)

    def _cell(self, target: Target) -> tuple[str, str]:
        header, code = target
        table = self._table(header)
        return table.sheet.name, table.cell_name(table.row_of(code), header)

    def _asked(self, target: Target) -> str:
        header, code = target
        standard = self._assessment.standard_for(self._branch)
        asked = {
            SCORES: {item.code: item.content for item in standard.items},
            COUNTS: {measure.code: measure.name for measure in standard.measures},
            VETOES: {veto.code: veto.text for veto in standard.vetoes},
        }
        return asked[self._table(header).spec][code]

    @property
    def _sheets(self) -> set[str]:
        return {table.sheet.name for table in self._assessment.template.tables.values()}

    def _inputs(self) -> Iterator[tuple[Target, Input]]:
        for header, column in self._source.counting.items():
            for code, entry in column.items():
                yield (header, code), entry

    def faults(self) -> list[Fault]:
        """Return the faults to mend, in the order of the form."""
        return [self._fault(target, found) for target, found in self._faults]

    def _fault(self, target: Target | None, found: Finding) -> Fault:
        value = shorten(found.value or "")
        if target is not None:
            sheet, cell = self._cell(target)
            by_panel = target[0] in SCORES.inputs
            asked = shorten(self._asked(target), ASKED)
            return Fault(sheet, cell, value, found.rule, found.remedy, asked, by_panel)
        unread, first = self._first_unread(found)
        problem = found.rule + "这里原来填的内容没有读到。"
        remedy = f"请补填标红的格子；写着“{TO_FILL}”而原来就空着的，删去这三个字。"
        return Fault(unread, first, value, problem, remedy)

    def _first_unread(self, found: Finding) -> tuple[str, str | None]:
        """Return the first input of the new form that a finding on the layout has cost."""
        for target, entry in self._inputs():
            if entry.absent and entry.place.sheet == found.place.sheet:
                return self._cell(target)
        return "全表", None

    # --- the form -------------------------------------------------------------------------------

    def form(self, armed: Armed) -> bytes:
        """Return the form as an .xlsx package."""
        revise = partial(self._revise, armed.identity(self._branch))
        return stamp(armed, self._branch, revise)

    def _revise(self, identity: str, workbook: Workbook) -> None:
        faulty = {target for target, _ in self._faults}
        for target, entry in self._inputs():
            sheet, name = self._cell(target)
            cell = workbook[sheet][name]
            unread = entry.absent and target[0] in _REQUIRED
            value = TO_FILL if unread else as_entered(entry.cell)
            put(workbook[sheet], cell.row, cell.column, value)
            if entry.absent or target in faulty:
                cell.fill = _FAULTY
        self._explain(workbook, identity)
        self._carry(workbook)

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
        self._line(worksheet, 1, "退回说明", size=18)
        self._line(worksheet, 2, "　　" + self._opening())
        row = 4
        heading(worksheet, row, list(_COLUMNS))
        for row, fault in enumerate(self.faults(), start=5):
            self._row(worksheet, row, fault)
        carried = f"{ID_LABEL}：{identity}　　{REPLACES_LABEL}：{self._code}"
        self._line(worksheet, row + 2, carried, size=8)
        worksheet.print_title_rows = "4:4"

    def _opening(self) -> str:
        return (
            f"{self._branch.name}：报来的评分表有{len(self._faults)}处需要更正，列在下面。"
            "读到的内容都已放回这份表里，请只改标红的格子：点“位置”可以跳到那一格。"
            "标明“考评组填”的由考评组更正。改好后存盘，把这份表交回；交回后自动代替原来的一份。"
        )

    def _line(self, worksheet: Worksheet, row: int, text: str, *, size: int = 11) -> None:
        font = "黑体" if size > 11 else "宋体"  # noqa: PLR2004
        look = Look(font, size, horizontal="center" if row == 1 else "left")
        across(worksheet, row, len(_COLUMNS), text, look)

    def _row(self, worksheet: Worksheet, row: int, fault: Fault) -> None:
        texts = (fault.place, fault.value or "（空白）", fault.problem, fault.remedy)
        link, *_ = in_a_row(worksheet, row, texts, Look(border=BOX), [False] * len(texts))
        if fault.sheet in self._sheets:
            location = f"{quote_sheetname(fault.sheet)}!{fault.cell or 'A1'}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
            link.font = Font(name="宋体", size=11, color="0563C1", underline="single")

    @property
    def _code(self) -> str:
        return replacing(self._source.sha256 or "")

    def _carry(self, workbook: Workbook) -> None:
        meta = workbook[META_SHEET]
        row = meta.max_row + 1
        put(meta, row, 1, REPLACES_LABEL)
        put(meta, row, 2, self._code)
        properties = workbook.custom_doc_props  # type: ignore[attr-defined]
        properties.append(StringProperty(name=REPLACES_PROPERTY, value=self._code))

    # --- the text beside it ---------------------------------------------------------------------

    @property
    def of_the_panel(self) -> bool:
        """True if all faults are in cells that the 考评组 fills in."""
        return all(fault.of_the_panel for fault in self.faults())

    def letter(self, attachment: str) -> str:
        """Return a short text for mail or chat."""
        settings, faults = self._assessment.settings, self.faults()
        listed = [
            f"{number}. {fault.sentence()}" for number, fault in enumerate(faults[:LISTED], start=1)
        ]
        if len(faults) > LISTED:
            listed.append(f"……共{len(faults)}处，其余见附件里的“{SHEET}”。")
        to, whose = self._branch.name, "贵党总支"
        if self.of_the_panel:
            to, whose = "考评组", self._branch.name
        lines = (
            f"{to}：",
            f"　　{whose}的{settings.year}年度《{settings.title}》收到了，谢谢。"
            f"有{len(faults)}处需要更正：",
            *listed,
            f"　　附件“{attachment}”里已放回读到的内容，请只改标红的格子，存盘后把附件交回，"
            "不用从头填写。",
            *_contact(settings),
        )
        return "\n".join(lines) + "\n"


def _contact(settings: Settings) -> Iterator[str]:
    if settings.whom_to_ask:
        yield f"　　有疑问请联系：{settings.whom_to_ask}。"
