"""Limits on inputs: drop-downs, prompts, red for violations, and locks.

All of it is courtesy: pasting goes past validation and anybody can unprotect a sheet
(docs/forms.md). What counts is checked again on the way back.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import DocumentSecurity
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.layout import CAP, PARTS, SCORES
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.forms.hidden_identity import hidden_list
from wuhao_batch.forms.texts import by_panel
from wuhao_batch.numbers import plain
from wuhao_batch.scoring.answer import YES_NO_UNIT, Answer, answer_in
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item, Standard
from wuhao_batch.scoring.scale import Scale
from wuhao_batch.tables import RowKind, Table
from wuhao_batch.writing.dropdowns import literal
from wuhao_batch.writing.paper import dress_alike

CALM = PatternFill("solid", fgColor="FFF8E1")
GREY = PatternFill("solid", fgColor="F2F2F2")
WRONG = PatternFill("solid", bgColor="F4B6B0")
ASK = PatternFill("solid", bgColor="FFE08A")
WRONG_FONT = Font(color="9C0006", bold=True)

SCORE_FORMAT = "0.0#####"
"""Shows every decimal that a score may have: only what is seen counts."""

"""For sheets on which an item may have other points than 0 to its 考评分数."""
_FAINT = Font(name="宋体", size=9, color="8A8F98")
LONGEST_LIST = 255  # of a drop-down's literal list, in Excel


def open_inputs(workbook: Workbook, tables: Iterable[Table], closed: Container[str] = ()) -> None:
    """Lock every sheet without a password, open the input cells and give them their colour.

    Those below the headers ``closed`` stay locked.
    """
    workbook.security = DocumentSecurity()
    for worksheet in workbook.worksheets:
        lock(worksheet)
    dress_alike(_apart(workbook, tables, closed), _open)


def _apart(workbook: Workbook, tables: Iterable[Table], closed: Container[str]) -> Iterator[Cell]:
    """Yield the inputs, each taken out of its merged range."""
    for table in tables:
        for header in (each for each in table.spec.inputs if each not in closed):
            for row in table.rows_of_kind(RowKind.ITEM):
                worksheet, name = workbook[table.sheet.name], table.cell_name(row, header)
                unmerge(worksheet, name)
                yield worksheet[name]


def _open(cell: Cell) -> None:
    cell.fill = CALM
    cell.protection = Protection(locked=False)
    cell.alignment = cell.alignment + Alignment(wrap_text=True)


def lock(worksheet: Worksheet) -> None:
    """Protect a sheet without a password; widths, heights and looks stay free."""
    worksheet.protection = SheetProtection(sheet=True)
    worksheet.protection.formatCells = False
    worksheet.protection.formatRows = False
    worksheet.protection.formatColumns = False


def unmerge(worksheet: Worksheet, name: str, *, unless_first: bool = False) -> None:
    """Take a cell out of a merged range, so that it can hold something of its own.

    With ``unless_first`` the range stays where the cell is its first, whose content it shows.
    """
    row, column = coordinate_to_tuple(name)
    for merged in list(worksheet.merged_cells.ranges):
        inside = merged.min_row <= row <= merged.max_row and (
            merged.min_col <= column <= merged.max_col
        )
        if inside and not (unless_first and merged.start_cell.coordinate == name):
            worksheet.unmerge_cells(merged.coord)


def leave_to_panel(worksheet: Worksheet, table: Table, words: Words) -> None:
    """Grey 考评得分 and 扣分说明, which the 考评组 fills in elsewhere, and say so.

    The cells stay locked; where somebody has unlocked them, they refuse what is typed.
    """
    cells = [
        table.cell_name(row, header)
        for header in SCORES.inputs
        for row in table.rows_of_kind(RowKind.ITEM)
    ]
    for cell in cells:
        unmerge(worksheet, cell)
        worksheet[cell].fill = GREY
    _mute_marks(worksheet, table)
    apply(worksheet, _nothing(words), cells)
    for row in (*table.rows_of_kind(RowKind.SUBTOTAL), *table.rows_of_kind(RowKind.TOTAL)):
        told = worksheet[table.cell_name(row, "扣分说明")]
        if told.value is None:
            told.value, told.font = by_panel(words), _FAINT
            told.alignment = Alignment(horizontal="center", vertical="center")


def _mute_marks(worksheet: Worksheet, table: Table) -> None:
    """Grey what marks these columns above their header as open ones."""
    above = [table.columns[header] for header in SCORES.inputs if table.header_row > 1]
    for column in above:
        cell = worksheet.cell(table.header_row - 1, column)
        if cell.fill.fgColor.rgb == CALM.fgColor.rgb:
            cell.fill = GREY


def _nothing(words: Words) -> DataValidation:
    return DataValidation(
        type="textLength",
        operator="equal",
        formula1="0",
        errorTitle=by_panel(words),
        error=f"考评得分和扣分说明由{words.panel}在复核表里填写，这里不填。",
        promptTitle=by_panel(words),
        prompt="这里不用填。",
    )


@dataclass(frozen=True, slots=True)
class ScoreLimits:
    """The words in which 考评得分 are asked for, and their step where one is set (得分步长)."""

    words: Words
    step: Decimal | None

    def on(self, scale: Scale) -> DataValidation:
        """Return the limit of a 考评得分: a number on its scale."""
        lowest, highest = map(plain, scale.bounds)
        stepped = f"，以{plain(self.step)}分为一档" if self.step else ""
        told = f"填{scale.range}的数{_signed(scale)}{stepped}。"
        return DataValidation(
            type="decimal",
            operator="between",
            formula1=lowest,
            formula2=highest,
            errorTitle="超出范围",
            error=f"本项考评得分应{'在' if scale.width else ''}{scale.range}。",
            promptTitle=f"考评得分（{self.words.panel}填写）",
            prompt=f"{told}与自评得分不同时，请在右边写明扣分说明。",
        )


def _signed(scale: Scale) -> str:
    """Return how a deduction is written, where scores are 0 or below."""
    return "，扣几分写负几" if scale.highest == 0 else ""


def limit_scores(
    worksheet: Worksheet, table: Table, standard: Standard, limits: ScoreLimits
) -> None:
    """Limit 考评得分 to its scale; ask for 扣分说明 if it differs from 自评得分."""

    def bounds(item: Item) -> tuple[Decimal, Decimal]:
        return item.scale.bounds

    for _, same in groupby(sorted(standard.items, key=bounds), key=bounds):
        items = list(same)
        cells = [table.cell_name(table.row_of(item.code), "考评得分") for item in items]
        apply(worksheet, limits.on(items[0].scale), cells)
    for item in standard.items:
        row = table.row_of(item.code)
        panel, cap_cell, own, reason = (
            table.cell_name(row, header) for header in ("考评得分", CAP, "自评得分", "扣分说明")
        )
        worksheet[panel].number_format = SCORE_FORMAT
        most = cap_cell if item.cap is not None and item.scale.highest == item.cap else None
        redden(worksheet, panel, no_number_or(panel, outside(panel, item.scale, most)))
        ask_reason(worksheet, reason, panel, own, reason)


def outside(cell: str, scale: Scale, most: str | None = None) -> str:
    """Return the formula for a number that is not on a scale; ``most`` is the cell of its end."""
    lowest, highest = map(plain, scale.bounds)
    return f"OR({cell}<{lowest},{cell}>{most or highest})"


def ask_reason(worksheet: Worksheet, cells: str, panel: str, own: str, reason: str) -> None:
    """Colour 扣分说明 while it is blank and 考评得分 differs from 自评得分.

    ``panel``, ``own`` and ``reason`` name the cells of the first row of ``cells``.
    """
    differs = f'AND(ISNUMBER({panel}),ISNUMBER({own}),{panel}<>{own},{reason}="")'
    worksheet.conditional_formatting.add(cells, style_if(differs, fill=ASK))


def limit_counts(worksheet: Worksheet, table: Table, standard: Standard) -> None:
    """Limit 数量 to what each measure takes; ask for 备注 where it is needed."""

    def answer(measure: Measure) -> Answer:
        return measure.answer

    for taken, measures in groupby(sorted(standard.measures, key=answer), key=answer):
        cells = [table.cell_name(table.row_of(measure.code), "数量") for measure in measures]
        limit_answers(worksheet, taken, cells)
    asking = [measure for measure in standard.measures if measure.asks_remark]
    remarks = []
    for measure in asking:
        count, remark = (
            table.cell_name(table.row_of(measure.code), header) for header in ("数量", "备注")
        )
        needed = f'AND({measure.answer.told(count)},{remark}="")'
        worksheet.conditional_formatting.add(remark, style_if(needed, fill=ASK))
        remarks.append(remark)
    if remarks:
        apply(worksheet, _remark_asked(), remarks)


def limit_answers(worksheet: Worksheet, answer: Answer, cells: Iterable[str]) -> None:
    """Limit cells or ranges to such answers, with a prompt, a message and red for others."""
    cells = list(cells)
    apply(worksheet, _answer_limit(worksheet, answer), cells)
    for each in cells:
        redden(worksheet, each, answer.wrong(each.partition(":")[0]))
        for cell in _single(worksheet, each) if answer.percent else ():
            places = "." + "0" * answer.places if answer.places else ""
            cell.number_format = f"0{places}%"


def _single(worksheet: Worksheet, cells: str) -> Iterator[Any]:
    """Yield the single cells of a cell or range."""
    found: Any = worksheet[cells]
    for row in found if isinstance(found, tuple) else ((found,),):
        yield from row


def _answer_limit(worksheet: Worksheet, answer: Answer) -> DataValidation:
    if answer.choices:
        offered = _list_of(worksheet, answer.offered)
        return _choice(offered, answer.title, answer.prompt, answer.error)
    least, largest = answer.stored_range
    return DataValidation(
        type="whole" if answer.whole else "decimal",
        operator="between",
        formula1=least,
        formula2=largest,
        errorTitle="超出范围",
        error=answer.error,
        promptTitle=answer.title,
        prompt=answer.prompt,
    )


def _list_of(worksheet: Worksheet, choices: Sequence[str]) -> str:
    """Return the formula of a drop-down: a literal list, or one on the hidden sheet if too long."""
    if len(",".join(choices)) <= LONGEST_LIST:
        return literal(choices)
    assert worksheet.parent is not None  # noqa: S101  it stands in a workbook
    return hidden_list(worksheet.parent, choices)


def _remark_asked() -> DataValidation:
    return DataValidation(promptTitle="备注", prompt="数量不是0的，在这里写明依据或佐证材料编号。")


def offered_parts(branch: Branch) -> str:
    """Return the list of a branch's 党支部 for a drop-down, "" where it has none or none can be."""
    names = ",".join(branch.sub_branches)
    return names if len(names) <= LONGEST_LIST and '"' not in names else ""


def limit_vetoes(
    worksheet: Worksheet, table: Table, standard: Standard, parts: str
) -> DataValidation | None:
    """Limit 是否存在 to 是/否; offer the branch's own 党支部, but take any text.

    Returns:
        The limit that offers them, None if there are no ``parts``.
    """
    rows = [table.row_of(veto.code) for veto in standard.vetoes]
    cells = [table.cell_name(row, "是否存在") for row in rows]
    every = "每一条都要选：有选“是”，没有选“否”。"
    declared = answer_in(YES_NO_UNIT)
    apply(worksheet, _choice(literal(declared.offered), "是否存在", every, declared.error), cells)
    for cell in cells:
        redden(worksheet, cell, declared.wrong(cell))
    if not parts:
        return None
    offered = DataValidation(
        type="list",
        formula1=f'"{parts}"',
        promptTitle=table.printed(PARTS),
        prompt="可从列表中选；涉及几个时直接填写，用“、”隔开。",
    )
    apply(worksheet, offered, [table.cell_name(row, PARTS) for row in rows])
    offered.showErrorMessage = False
    return offered


def _choice(choices: str, title: str, prompt: str, error: str) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=choices,
        errorTitle="请选择",
        error=error,
        promptTitle=title,
        prompt=prompt,
    )


def apply(worksheet: Worksheet, validation: DataValidation, cells: Iterable[str]) -> None:
    """Hold cells or ranges to a limit, with its prompt and its message."""
    validation.allow_blank = True
    validation.showErrorMessage = validation.showInputMessage = True
    for cell in cells:
        validation.add(cell)
    worksheet.add_data_validation(validation)


def redden(worksheet: Worksheet, cells: str, wrong: str) -> None:
    """Make cells red where a formula, written for the first of them, holds."""
    worksheet.conditional_formatting.add(cells, style_if(wrong, fill=WRONG, font=WRONG_FONT))


def style_if(formula: str, **style: object) -> Rule:
    """Return a rule that colours where a formula holds."""
    return FormulaRule(formula=[formula], **style)  # type: ignore[no-any-return,no-untyped-call]


def no_number_or(cell: str, outside: str) -> str:
    """Return the formula for: filled in, but no number, or one outside."""
    return f'IF({cell}="",FALSE,IF(ISNUMBER({cell}),{outside},TRUE))'
