"""output/status.xlsx: how far every branch is, and the records behind it, as plain tables."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.moments import in_china
from wuhao_batch.outputs.status.progress import STANDINGS, BranchProgress, Milestone, StatusReport
from wuhao_batch.records.ledger import Message, State
from wuhao_batch.records.received import Arrival
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import BOX, heading
from wuhao_batch.writing.printing import margin_text, page_count
from wuhao_batch.writing.row_heights import fit_rows

Row = dict[str, object]

_WIDTHS = {
    "编号": 10,
    "党总支": 28,
    "邮箱": 28,
    "文件": 50,
    "主题": 44,
    "发件人": 28,
    "来源": 36,
    "服务器回答": 36,
    "情况": 20,
}
_WIDTH = 19
_STATES = {
    State.SENDING: "不能断定",
    State.DOUBTFUL: "不能断定",
    State.SENT: "已发出",
    State.FAILED: "没有发出",
}


def status_workbook(report: StatusReport) -> bytes:
    """The workbook as an .xlsx package, each sheet a table with its header in row 1."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "wuhao"
    _sheet(workbook.create_sheet("进度"), _PROGRESS, map(_progress, report.branches))
    _sheet(workbook.create_sheet("发信记录"), _SENT, map(_sent, report.sent))
    _sheet(workbook.create_sheet("收信记录"), _RECEIVED, map(_received, report.received))
    for worksheet in workbook.worksheets:
        worksheet.HeaderFooter.oddHeader = HeaderFooterItem(
            left=margin_text(f"{report.occasion}：{worksheet.title}", 10),
            right=margin_text(f"{report.today.isoformat()}　{report.told}", 9),
        )
        worksheet.HeaderFooter.oddFooter = HeaderFooterItem(right=page_count(9))
    return to_bytes(workbook)


_PROGRESS = ("编号", "党总支", "邮箱", "发表", "发信", "催交", "退回", "收回", "情况", "文件")
_SENT = ("邮件", "编号", "邮箱", "开始发送", "情况", "服务器回答", "要求重发")
_RECEIVED = ("发件人", "主题", "发信时间", "情况", "文件", "来源")


def _progress(each: BranchProgress) -> Row:
    doubt = "（不能断定）" if each.in_doubt else ""
    late = "（迟交）" if each.late else ""
    return {
        "编号": each.branch.code,
        "党总支": each.branch.name,
        "邮箱": each.branch.email,
        "发表": _step(each.issued),
        "发信": _step(each.sent) + doubt,
        "催交": _step(each.reminded),
        "退回": _step(each.sent_back),
        "收回": _step(each.returned) + late,
        "情况": STANDINGS[each.standing],
        "文件": each.file,
    }


def _sent(entry: Message) -> Row:
    return {
        "邮件": entry.kind.label,
        "编号": "、".join(entry.about),
        "邮箱": entry.address,
        "开始发送": f"{in_china(entry.begun):%Y-%m-%d %H:%M:%S}",
        "情况": _STATES[entry.state],
        "服务器回答": entry.said,
        "要求重发": "\n".join(
            f"{code}：{in_china(moment):%Y-%m-%d %H:%M:%S}" for code, moment in entry.resend.items()
        ),
    }


def _received(arrival: Arrival) -> Row:
    return {
        "发件人": arrival.sender,
        "主题": arrival.subject,
        "发信时间": f"{in_china(arrival.sent):%Y-%m-%d %H:%M}" if arrival.sent else None,
        "情况": "：".join(part for part in (arrival.verdict.label, arrival.note) if part),
        "文件": "\n".join(arrival.files),
        "来源": arrival.source,
    }


def _step(step: Milestone | None) -> str:
    return step.told("%Y-%m-%d %H:%M") if step else ""


def _sheet(worksheet: Worksheet, headers: Sequence[str], rows: Iterable[Row]) -> None:
    heading(worksheet, 1, headers)
    for number, row in enumerate(rows, start=2):
        for column, header in enumerate(headers, start=1):
            cell = put(worksheet, number, column, row[header])
            cell.font, cell.border = Font(name="宋体", size=11), BOX
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    for column, header in enumerate(headers, start=1):
        width = _WIDTHS.get(header, _WIDTH)
        worksheet.column_dimensions[get_column_letter(column)].width = width
    worksheet.freeze_panes = "A2"
    worksheet.auto_filter.ref = worksheet.dimensions
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = 9
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.fitToHeight = 0
    worksheet.print_title_rows = "1:1"
    fit_rows(worksheet)
