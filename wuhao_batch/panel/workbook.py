"""The 复核表: one workbook an evaluator, one sheet a category, a row a branch.

Everything beside the open cells is fixed text and locked; what counts is read back by header and
编号 (:mod:`wuhao_batch.panel.entries`), whatever happens to rows and columns on the way.
"""

from collections.abc import Iterator, Sequence

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.identity import PANEL, Identity
from wuhao_batch.assessment.layout import CONCERNING, ID_LABEL, PARTS, SHOWN_PROPERTY
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.words import Words
from wuhao_batch.forms.hidden_identity import carry_identity
from wuhao_batch.forms.limits import LONGEST_LIST, ScoreLimits, lock
from wuhao_batch.forms.texts import HOW_FAR
from wuhao_batch.panel.category import CategorySheet
from wuhao_batch.panel.layout import AS_SELF, VETO_HEADERS, VETO_TABLE
from wuhao_batch.panel.list_layout import LIST
from wuhao_batch.panel.list_sheet import ListSheet
from wuhao_batch.panel.looks import HEAD, LINE, LIVE, OPEN, PLAIN, lay_on_paper
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.progress import ScoreCells, still_open
from wuhao_batch.returns.examine import Examined
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Category, Item, Standard
from wuhao_batch.sheets import quoted
from wuhao_batch.writing.dropdowns import literal, offer
from wuhao_batch.writing.line_breaks import keep_marks
from wuhao_batch.writing.paper import Look, across, write
from wuhao_batch.writing.row_heights import fit_rows
from wuhao_batch.writing.rows import PaperRows, with_rows

COVER = "复核说明"
COVER_WIDTHS = (30, 16, 50)
VETO_ROWS = 15
VETO_WIDTHS = (9, 8, 24, 16, 50, 14)

_TO_FILL = OPEN.but(number_format="@", locked=False)
_MEASURE = PLAIN.but(number_format="@")

CHOOSE = "从列表中选，没有就空着。"
ON_VETOES = "查明有一票否决情形的，写在最后一张表“一票否决”里，写清依据和认定人。"
SIGNATURE = "评委签名：　　　　　　　　　　　　　　日期：　　　　年　　月　　日"


def hints(words: Words, standard: Standard) -> list[str]:
    """Return how to fill the workbook in, a numbered line a rule."""
    within = "填0到该项分值之间的数" if standard.is_usual else HOW_FAR
    lines = (
        f"每个项目一张表，一行是一个{words.unit}。只有浅黄色的格子可以填：考评得分和扣分说明。",
        f"考评得分{within}，0分也要写0；还不能确定的先空着，空着不等于0分。",
        "考评得分与自评得分不同的，请在扣分说明里写明原因；还没有写的，格子是橙色的。文字多时，"
        "可以把这一行拉高。",
        f"多数与自评得分相同的，可以在这一项的上面选“{AS_SELF}”：空着的格子变成绿色，都按自评得分"
        "计，填了的以填的为准。",
        f"灰色的行是还没有交表的{words.unit}，等办公室发来新的复核表再评；已经评的会保留在新表里。",
        *([ON_VETOES] if standard.vetoes else []),
        "评完一部分也可以先交。请存盘后交回，不要改动表头、编号和识别码。",
    )
    return _numbered(lines)


def hints_on_list(assessment: Assessment) -> list[str]:
    """Return how to fill in the list of an inspection, a numbered line a rule."""
    words, standard = assessment.words, assessment.standard
    unmeasured = not all(item.measures for item in standard.items)
    left_out = any(branch.left_out for branch in assessment.roster.taking_part)
    lines = (
        f"一行是一个{words.unit}，一列是一个指标。只有浅黄色的格子可以填：查到的数量，和最右边的备注。",
        "没有发生的填0，只分是否的填“否”，分档的选一档；空着的算没有查。填得不对的格子会变红。",
        "得分是自动算出来的，不用填。",
        *(["没有指标的考评内容，直接在“得分”一列里打分。"] if unmeasured else []),
        *([f"灰色的是{LEFT_OUT}的内容，不用填；合计只加了要考评的各项。"] if left_out else []),
        "几位评委查同一个指标的，一位填了就行；都填了的要一致，不一致的，办公室会请两位核对。",
        *([ON_VETOES] if standard.vetoes else []),
        "查完一部分也可以先交。请存盘后交回，不要改动表头、编号和识别码。",
    )
    return _numbered(lines)


def _numbered(lines: Sequence[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, start=1)]


def make_workbook(
    assessment: Assessment,
    evaluator: Evaluator,
    examined: Examined,
    content: OpenCells,
    shown: str = "",
) -> bytes:
    """Return one evaluator's workbook as an .xlsx package; the same input gives the same bytes.

    ``shown`` is a digest of what it shows of the returns, kept in it as a property.
    """
    return _Maker(assessment, evaluator, examined, content).make(shown)


class _Maker:
    """Builds one workbook sheet by sheet."""

    def __init__(
        self, assessment: Assessment, evaluator: Evaluator, examined: Examined, content: OpenCells
    ) -> None:
        self.assessment, self.evaluator = assessment, evaluator
        self.examined, self.content = examined, content
        self.branches = assessment.roster.taking_part
        self.period, self.words = assessment.settings.period, assessment.words
        digest = assessment.standard.digest
        self.identity = str(Identity(self.period, evaluator.code, digest, PANEL))
        self.footer = f"{ID_LABEL} {self.identity}"
        self.who = evaluator.label if evaluator.alone else f"评委：{evaluator.label}"
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self.workbook.properties.creator = "wuhao"
        self.results: dict[str, dict[str, str]] = {}
        self.rows: dict[str, PaperRows] = {}

    def make(self, shown: str) -> bytes:
        """Return the workbook as a package."""
        cover = self.workbook.create_sheet(COVER)
        sheets = self._list() if self.assessment.settings.is_inspection else self._categories()
        self._cover(cover, sheets)
        if self.assessment.standard.vetoes:
            self._vetoes(sheets[0].branches)
        for worksheet in self.workbook.worksheets:
            lock(worksheet)
        facts = {"评委": self.evaluator.name, "考核年度": str(self.period)}
        carry_identity(self.workbook, self.identity, facts)
        if shown:
            properties = self.workbook.custom_doc_props  # type: ignore[attr-defined]
            properties.append(StringProperty(name=SHOWN_PROPERTY, value=shown))
        return with_rows(self.workbook, self.rows, self.results)

    def _progress(
        self, worksheet: Worksheet, row: int, column: int, sheets: Sequence[ScoreCells], look: Look
    ) -> None:
        formula, result = still_open(sheets)
        cell = write(worksheet, row, column, None, look)
        cell.value = formula
        self.results.setdefault(worksheet.title, {})[cell.coordinate] = result

    def _list(self) -> list[ScoreCells]:
        """Draw the list of an inspection."""
        worksheet = self.workbook.create_sheet(LIST)
        about = f"{self.period.words}　{LIST}　{self.who}\n{ID_LABEL}：{self.identity}"
        sheet = ListSheet(
            worksheet, self.assessment, self.evaluator, self.content, about, self.footer
        )
        cells, self.rows[worksheet.title] = sheet.fill()
        self._progress(worksheet, 1, 1, [cells], LIVE.but(border=None))
        return [cells]

    def _categories(self) -> list[ScoreCells]:
        """Draw a sheet for each category of which the evaluator scores items."""
        categories = self.assessment.standard.categories
        names = sheet_names(categories)
        own = self.evaluator.items
        return [
            self._category(names[category.name], category, items)
            for category in categories
            if (items := [each for each in category.items if each.code in own])
        ]

    def _category(self, name: str, category: Category, items: Sequence[Item]) -> ScoreCells:
        worksheet = self.workbook.create_sheet(name)
        about = (
            f"{self.period.words}　{category.name}（{category.worth('分')}）　{self.who}\n"
            f"{ID_LABEL}：{self.identity}"
        )
        scores, self.rows[name] = CategorySheet(
            worksheet,
            items,
            self.branches,
            self.examined,
            self.content,
            about,
            self.footer,
            ScoreLimits(self.words, self.assessment.settings.step),
        ).fill()
        self._progress(worksheet, 1, 1, [scores], LIVE.but(border=None))
        return scores

    # --- the first sheet ------------------------------------------------------------------------

    def _cover(self, worksheet: Worksheet, sheets: Sequence[ScoreCells]) -> None:
        for column, width in enumerate(COVER_WIDTHS, start=1):
            worksheet.column_dimensions[get_column_letter(column)].width = width
        college = self.assessment.settings.college
        whose = f"{college}　{self.who}" if college else self.who
        self._line(worksheet, 1, self._title, LINE.but(font="黑体", size=18, horizontal="center"))
        self._line(worksheet, 2, whose, LINE.but(size=12, horizontal="center"))
        self._line(worksheet, 3, "", LINE)
        self._progress(worksheet, 3, 1, sheets, LIVE.but(border=None, size=12))
        lines = self._hints()
        for row, text in enumerate(lines, start=4):
            self._line(worksheet, row, text, LINE)
        head = 5 + len(lines)
        for column, text in enumerate(("项目", "进度", "负责的考评编号"), start=1):
            write(worksheet, head, column, text, HEAD)
        for row, scores in enumerate(sheets, start=head + 1):
            link = write(worksheet, row, 1, scores.sheet, PLAIN.but(size=11, color="0563C1"))
            link.hyperlink = f"#{quoted(scores.sheet)}!A1"
            self._progress(worksheet, row, 2, [scores], LIVE)
            write(worksheet, row, 3, "、".join(scores.items), PLAIN.but(size=11))
        row = head + len(sheets) + 2
        for text in self._about_vetoes():
            self._line(worksheet, row, text, LINE)
            row += 1
        if self.assessment.settings.is_inspection:
            row = self._rules(worksheet, row + 1)
        self._line(worksheet, row + 1, SIGNATURE, LINE)
        self._line(worksheet, row + 2, f"{ID_LABEL}：{self.identity}", LINE)
        worksheet.sheet_view.showGridLines = False
        keep_marks(worksheet)
        fit_rows(worksheet)
        lay_on_paper(worksheet, "", self.footer, COVER_WIDTHS)

    @property
    def _title(self) -> str:
        occasion = self.assessment.settings.occasion
        if self.assessment.settings.is_inspection:
            return f"{occasion.removesuffix('检查')}{LIST}"
        return f"{occasion}复核表"

    def _hints(self) -> list[str]:
        if self.assessment.settings.is_inspection:
            return hints_on_list(self.assessment)
        return hints(self.words, self.assessment.standard)

    def _rules(self, worksheet: Worksheet, row: int) -> int:
        """List the evaluator's measures and how each counts; return the next free row."""
        for column, text in enumerate(("指标", "编号", "怎样计分"), start=1):
            write(worksheet, row, column, text, HEAD)
        for item in self.assessment.standard.items:
            for measure in item.measures if item.code in self.evaluator.items else ():
                row += 1
                texts = (measure.name, measure.code, "；".join(measure.words))
                for column, text in enumerate(texts, start=1):
                    write(worksheet, row, column, text, _MEASURE)
        return row + 1

    def _about_vetoes(self) -> Iterator[str]:
        """Yield the grounds, and what the branches have declared themselves."""
        vetoes = self.assessment.standard.vetoes
        if vetoes:
            yield "一票否决的情形："
            yield from (f"{veto.code}　{veto.text}" for veto in vetoes)
        for branch in self.branches:
            checked = self.examined.accepted.get(branch.code)
            if checked is not None and checked.declared:
                codes = "、".join(checked.declared)
                yield f"{branch.code} {branch.name}自己申报了{codes}，不用再写。"

    def _line(self, worksheet: Worksheet, row: int, text: str, look: Look) -> None:
        across(worksheet, row, len(COVER_WIDTHS), text, look)

    # --- the last sheet -------------------------------------------------------------------------

    def _vetoes(self, branches: str) -> None:
        """Draw blank rows for what the evaluator finds; ``branches`` are the cells of all 编号."""
        worksheet = self.workbook.create_sheet(VETO_TABLE.name)
        for column, width in enumerate(VETO_WIDTHS, start=1):
            worksheet.column_dimensions[get_column_letter(column)].width = width
        lines = [
            f"{self.period.words}　{self.words.panel}查明的一票否决　{self.who}",
            f"没有就空着。有的一行写一条；序号各是什么情形，见“{COVER}”。{ID_LABEL}：{self.identity}",
        ]
        for row, text in enumerate(lines, start=1):
            across(worksheet, row, len(VETO_HEADERS), text, LINE)
        head = len(lines) + 1
        for column, name in enumerate(VETO_HEADERS, start=1):
            own = f"{CONCERNING}{self.words.part}" if name == PARTS else name
            write(worksheet, head, column, own, HEAD)
        rows = [*self.content.vetoes, *[{}] * VETO_ROWS]
        for row, values in enumerate(rows, start=head + 1):
            for column, name in enumerate(VETO_HEADERS, start=1):
                write(worksheet, row, column, values.get(name), _TO_FILL)
        first, last = head + 1, head + len(rows)
        codes = literal(veto.code for veto in self.assessment.standard.vetoes)
        offer(worksheet, f"A{first}:A{last}", branches, CHOOSE, f"{self.words.unit}的编号")
        if 0 < len(codes.strip('"')) <= LONGEST_LIST:
            offer(worksheet, f"B{first}:B{last}", codes, CHOOSE, "一票否决的序号")
        worksheet.freeze_panes = f"A{first}"
        keep_marks(worksheet)
        fit_rows(worksheet)
        worksheet.page_setup.orientation = "landscape"
        lay_on_paper(worksheet, lines[0], self.footer, VETO_WIDTHS)
        worksheet.print_title_rows = f"{head}:{head}"


_FORBIDDEN = str.maketrans("[]:*?/\\'", "【】：＊？／＼’")
_LONGEST_NAME = 31


def sheet_names(categories: Sequence[Category]) -> dict[str, str]:
    """Return category name → a name that a sheet may have, each once."""
    names: dict[str, str] = {}
    taken = {COVER.casefold(), VETO_TABLE.name.casefold()}
    for category in categories:
        stem = category.name.translate(_FORBIDDEN)[:_LONGEST_NAME]
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem[: _LONGEST_NAME - 4]}({number})"
        taken.add(name.casefold())
        names[category.name] = name
    return names
