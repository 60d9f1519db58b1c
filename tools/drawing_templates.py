"""Draw the template of a scheme in the look of templates/score_template.xlsx.

Optional columns are drawn where the scheme fills them in; those that every template has and that
it leaves blank are hidden.
"""

from collections.abc import Container, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tools.scheme import Row, Scheme
from wuhao_batch.assessment import grades
from wuhao_batch.assessment.layout import CAP, CONCERNING, COUNTS, PARTS, SCORES, VETOES
from wuhao_batch.scoring.rules.headers import MAXIMUM
from wuhao_batch.tables import CATEGORY, RowKind, TableSpec
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import HEAD_FILL, Look, across, box, merge, write

_EDGE = box("8A8F98")
_LINE = Look()
_TITLE = Look(font="黑体", size=18, horizontal="center")
_PROGRESS = Look(font="楷体", size=10.5)
_IDENTITY = Look(size=8, horizontal="right")
_HEAD = Look(font="黑体", size=10.5, horizontal="center", fill=HEAD_FILL, border=_EDGE)
_TEXT = Look(size=10.5, border=_EDGE)
_MIDDLE = _TEXT.but(horizontal="center")
_SUM = _HEAD.but(fill=None)

_WIDTHS: Mapping[str, float] = {
    CATEGORY: 12, "编号": 8, "考评内容": 24, CAP: 6.5, "最高得分": 8, "考评标准": 32,
    "扣分说明": 18, "计分指标": 36, "每单位加减分": 8, "出现即为0分": 8, "档次": 30,
    "取最高": 11, "数量": 10, "备注": 22, "情形": 50, "是否存在": 9, "涉及人员": 16,
    "时间": 12, "情况说明": 28, "最高等次": 10, "等次": 14, "最低分": 12, "名额": 12,
    "单项失分不超过": 18, "条件项": 18,
}  # fmt: skip
_NARROW = 7.5
_ONE_LINE = 3
"""The longest header that stands in one line of a narrow column."""

_WRITTEN = ("考评内容", "考评标准", "扣分说明", "计分指标", "档次", "备注", "情形", "情况说明")
"""The columns of sentences, which begin at the left."""

_PERIOD = "{考核年度}年{期次}"
_FORMATS = {"编号": "@", "序号": "@", "自评得分": "0.0####", "考评得分": "0.0####"}

_PORTRAIT = 125
"""The widest sheet that is legible on upright paper."""


def draw(scheme: Scheme) -> bytes:
    """The template as an .xlsx package; the same scheme gives the same bytes."""
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    workbook.remove(workbook.worksheets[0])
    _advise(workbook.create_sheet("填表说明"), scheme)
    _draw_scores(workbook.create_sheet(SCORES.name), scheme)
    if scheme.measures:
        _draw_counts(workbook.create_sheet(COUNTS.name), scheme)
    if scheme.vetoes:
        _draw_vetoes(workbook.create_sheet(VETOES.name), scheme)
    if scheme.grades:
        _draw_grades(workbook.create_sheet(grades.SHEET), scheme)
    for sheet in workbook.worksheets:
        sheet.sheet_view.showGridLines = False
    return to_bytes(workbook)


# --- sheets ---------------------------------------------------------------------------------------


def _advise(sheet: Worksheet, scheme: Scheme) -> None:
    for column, width in zip("ABC", (5, 16, 76), strict=True):
        sheet.column_dimensions[column].width = width
    across(sheet, 1, 3, "填 表 说 明", _TITLE.but(size=20))
    across(sheet, 2, 3, "{学院名称}{标题}", _TITLE.but(font="楷体", size=13))
    facts = (
        (f"被考评{scheme.unit}", "{党总支}"),
        ("考核期", _PERIOD),
        ("报送截止", "{报送截止日期}"),
        ("有疑问请找", "{联系人}　{联系电话}"),
        ("识别码", "{识别码}"),
    )
    for row, (label, value) in enumerate(facts, start=4):
        write(sheet, row, 1, label, _HEAD.but(size=11))
        write(sheet, row, 2, None, _HEAD)
        merge(sheet, row, 1, 2)
        write(sheet, row, 3, value, _LINE.but(border=_EDGE))
        sheet.row_dimensions[row].height = 26
    bare = Look(font="黑体")
    for number, (about, text) in enumerate(scheme.advice):
        row = 10 + number
        write(sheet, row, 1, "一二三四五六七八"[number], bare.but(horizontal="center"))
        write(sheet, row, 2, about, bare)
        write(sheet, row, 3, text, _LINE)


def _draw_scores(sheet: Worksheet, scheme: Scheme) -> None:
    items = [each for category in scheme.categories for each in category.items]
    headers = _headers(SCORES, items, behind=CAP)
    row = _begin(sheet, scheme, headers, "{标题}", "{进度}")
    _set_columns(sheet, headers)
    middle = headers.index("考评内容") + 1
    for category in scheme.categories:
        first = row
        for each in category.items:
            _put_row(sheet, row, headers, each)
            row += 1
        _put_row(sheet, row, headers, {"考评内容": RowKind.SUBTOTAL}, _SUM)
        write(sheet, first, 1, category.heading.replace("（", "\n（"), _SUM.but(size=11))
        sheet.merge_cells(start_row=first, end_row=row, start_column=1, end_column=1)
        row += 1
    _put_row(sheet, row, headers, {"考评内容": RowKind.TOTAL}, _HEAD.but(size=12))
    _sign(sheet, row + 2, (1, middle, "考评组签字："), (middle + 1, len(headers), "负责人签字："))


def _draw_counts(sheet: Worksheet, scheme: Scheme) -> None:
    headers = _headers(COUNTS, scheme.measures, behind=MAXIMUM)
    row = _begin(sheet, scheme, headers, "计 分 明 细", "{进度}")
    for each in scheme.measures:
        _put_row(sheet, row, headers, each)
        row += 1
    filled = {header for each in scheme.measures for header in each if each[header] is not None}
    _set_columns(sheet, headers, set(COUNTS.headers) - filled - set(COUNTS.inputs))
    _sign(sheet, row + 1, (1, len(headers), "填表人：　　　　　　　　负责人签字："))


def _draw_vetoes(sheet: Worksheet, scheme: Scheme) -> None:
    concerning = {PARTS: CONCERNING + scheme.part}
    drawn = _headers(VETOES, scheme.vetoes, behind="情形")
    headers = [concerning.get(header, header) for header in drawn]
    row = _begin(sheet, scheme, headers, "一 票 否 决 情 况 声 明", "{声明进度}", scheme.declaring)
    _set_columns(sheet, headers)
    for each in scheme.vetoes:
        _put_row(sheet, row, headers, each)
        sheet.row_dimensions[row].height = 44
        row += 1
    _sign(sheet, row + 1, (1, len(headers), "负责人签字："))


def _draw_grades(sheet: Worksheet, scheme: Scheme) -> None:
    headers = [each for each in grades.HEADERS if any(each in row for row in scheme.grades)]
    _set_columns(sheet, headers)
    across(sheet, 1, len(headers), "等 次", _TITLE)
    across(sheet, 2, len(headers), "识别码：{识别码}", _IDENTITY)
    _head(sheet, 3, headers)
    for row, each in enumerate(scheme.grades, start=4):
        _put_row(sheet, row, headers, each)


# --- parts of a sheet -----------------------------------------------------------------------------


def _headers(spec: TableSpec, rows: Sequence[Row], behind: str) -> list[str]:
    """The columns of a table in their order, the optional ones that are used behind one of them."""
    used = [each for each in spec.optional if any(row.get(each) is not None for row in rows)]
    place = spec.headers.index(behind) + 1
    return [*spec.headers[:place], *used, *spec.headers[place:]]


def _begin(
    sheet: Worksheet, scheme: Scheme, headers: Sequence[str], title: str, progress: str, *said: str
) -> int:
    """Write everything above the first row of a table, and return that row."""
    columns = len(headers)
    across(sheet, 1, columns, title, _TITLE)
    whose = f"被考评{scheme.unit}：{{党总支}}　　　　考核期：{_PERIOD}"
    across(sheet, 2, columns, whose, _LINE)
    half = columns // 2
    across(sheet, 3, half, progress, _PROGRESS)
    write(sheet, 3, half + 1, "识别码：{识别码}", _IDENTITY)
    merge(sheet, 3, half + 1, columns)
    for row, text in enumerate(said, start=4):
        across(sheet, row, columns, text, _PROGRESS)
    head = 4 + len(said)
    _head(sheet, head, headers)
    for row, height in (
        (1, 38),
        (2, 26),
        (3, 24),
    ):
        sheet.row_dimensions[row].height = height
    sheet.freeze_panes = f"A{head + 1}"
    return head + 1


def _set_columns(sheet: Worksheet, headers: Sequence[str], unused: Container[str] = ()) -> None:
    """Set the widths, hide columns that are not used, and turn wide sheets across."""
    for header in headers:
        column = sheet.column_dimensions[get_column_letter(headers.index(header) + 1)]
        column.width, column.hidden = _width(header), header in unused
    wide = sum(_width(header) for header in headers if header not in unused) > _PORTRAIT
    sheet.page_setup.orientation = "landscape" if wide else "portrait"


def _width(header: str) -> float:
    return _WIDTHS.get(header, _NARROW)


def _head(sheet: Worksheet, row: int, headers: Sequence[str]) -> None:
    """Write the head of a table; a long header in a narrow column is broken in its middle."""
    for column, header in enumerate(headers, start=1):
        half = (len(header) + 1) // 2
        broken = len(header) > _ONE_LINE and _width(header) < len(header) * 2 + 2
        text = f"{header[:half]}\n{header[half:]}" if broken else header
        write(sheet, row, column, text, _HEAD)
    sheet.row_dimensions[row].height = 36


def _put_row(
    sheet: Worksheet, row: int, headers: Sequence[str], values: Row, look: Look | None = None
) -> None:
    for column, header in enumerate(headers, start=1):
        own = look or (_TEXT if header in _WRITTEN else _MIDDLE)
        cell = write(sheet, row, column, values.get(header), own)
        cell.number_format = _FORMATS.get(header, "General")


def _sign(sheet: Worksheet, row: int, *places: tuple[int, int, str]) -> None:
    for first, last, text in places:
        write(sheet, row, first, text, _LINE)
        merge(sheet, row, first, last)
