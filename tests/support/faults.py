"""One fixture for every finding code: the smallest thing that fires it.

``FAULTS`` maps a code to a function that makes the findings in a fresh folder.
"""

import io
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.acts import ACT, remember_act
from tests.support.drawing import (
    COUNTS,
    GRADES,
    ROOT,
    SCORES,
    VETOES,
    Rows,
    applying,
    book,
    good_inputs,
    good_scores,
    handed_in,
    loaded,
    merged,
    parts_of,
    roster,
    small_template,
    workspace,
    zipped,
)
from tests.support.kept import kept
from tests.support.made_once import made_once
from tests.support.mail_servers import DROP, Post, free_port, smtp_server
from tests.support.mailing import bounce, mail
from tests.support.meeting import ON_SCORES, ON_VETOES, decide
from tests.support.proofs import flip, recorded, rewrite
from tests.support.resaving import encrypted, save_in_word
from tests.support.stages import BY_SOMEBODY, OBJECTION, POSTED, SIGNED_ON, publish_on
from tools.filling import (
    Inputs,
    choose,
    fill_form,
    find_cell,
    open_form,
    strip_identity,
    type_in,
    type_marks,
    type_veto,
)
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.template import load_template
from wuhao_batch.findings.finding import Finding, Place
from wuhao_batch.forms.form import Armed, arm, stamp
from wuhao_batch.jobs.archive import archive
from wuhao_batch.jobs.assessing import judge as judged
from wuhao_batch.jobs.close import close
from wuhao_batch.jobs.collect import collect_from_files, collect_from_mailbox
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.issue import issue, issue_forms
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.panel import issue_panel, plan_panel
from wuhao_batch.jobs.remind import remind_branches
from wuhao_batch.jobs.run import run, write_papers
from wuhao_batch.jobs.send import send_forms
from wuhao_batch.jobs.send_made import send_made
from wuhao_batch.jobs.settling import settle as settle_mail
from wuhao_batch.jobs.standard import standard
from wuhao_batch.jobs.starting_over import start_over
from wuhao_batch.jobs.total import total
from wuhao_batch.jobs.unpacking import verify_archive
from wuhao_batch.jobs.verify import verify
from wuhao_batch.mail.delivering import Pace, Sender
from wuhao_batch.mail.dispatch import Order
from wuhao_batch.mail.mailbox import Fetched, Mailbox, Withheld
from wuhao_batch.mail.parcels import Enclosure, Parcel
from wuhao_batch.mail.server import Patience, UnreachableError
from wuhao_batch.mail.server import smtp_server as mail_server
from wuhao_batch.mail.smtp import Outgoing
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.snapshot import to_json
from wuhao_batch.outputs.columns import Column, PaperTable
from wuhao_batch.outputs.former_names import tell_former_names
from wuhao_batch.outputs.results.long_tables import long_tables
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.panel.category import FIRST, HEADER
from wuhao_batch.panel.meeting.reading import load_meeting
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.executor import Contents, Executor, InProcess, T, Task, give_up
from wuhao_batch.reading.files import Source
from wuhao_batch.reading.limits import MIB
from wuhao_batch.records.acts import Deed
from wuhao_batch.records.decisions import NOBODYS, UNDECIDED, Decisions
from wuhao_batch.records.evidence import Evidence
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import claim, conclude
from wuhao_batch.returns.examine import examine, expected_forms
from wuhao_batch.returns.intake import receive_cases
from wuhao_batch.workspace.disk import digest, files_below
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import unwatched
from wuhao_batch.writing.packages import to_bytes

BRANCHES = [["01", "甲党总支", "教学", "张", "a@example.cn", "甲一支部、甲二支部"]]

Make = Callable[[Path], list[Finding]]
FAULTS: dict[str, Make] = {}


def fires(code: str) -> Callable[[Make], Make]:
    def remember(make: Make) -> Make:
        FAULTS[code] = make
        return make

    return remember


# --- how a fault is brought about ---------------------------------------------------------------


def of_loading(folder: Path, template: bytes | None = None, **changed: Any) -> list[Finding]:
    """The findings of loading a workspace."""
    place = workspace(folder, changed.pop("branches", BRANCHES), template, **changed)
    return load(place)[1]


def of_files(place: Workspace, files: dict[str, bytes]) -> list[Finding]:
    """The findings of returns in a workspace."""
    for name, data in files.items():
        (place.returned / name).write_bytes(data)
    return examined(place)


def examined(
    place: Workspace,
    decisions: Decisions = UNDECIDED,
    paths: Iterable[Path] | None = None,
    executor: Executor | None = None,
) -> list[Finding]:
    """The findings on what was returned, or on these files, under those decisions."""
    expected = expected_forms(loaded(place), decisions)
    paths = files_below(place.returned) if paths is None else paths
    cases = receive_cases(paths, place, executor or InProcess(), expected)
    return list(examine(expected, cases).findings)


def of_return(
    folder: Path,
    inputs: Inputs | None = None,
    edit: Callable[[Workbook], object] | None = None,
    **settings: Any,
) -> list[Finding]:
    """The findings of one return, good but for those inputs and that edit."""
    place = workspace(folder, BRANCHES, **settings)
    return of_files(place, {"a.xlsx": returned(loaded(place), inputs, edit)})


def returned(
    assessment: Assessment,
    inputs: Inputs | None = None,
    edit: Callable[[Workbook], object] | None = None,
    branch: Branch | None = None,
) -> bytes:
    """A return of the first branch, good but for those inputs and that edit."""
    branch = branch or assessment.roster.branches[0]
    if edit is None:
        return _typed_in(assessment, branch, inputs or {})
    workbook = open_form(_typed_in(assessment, branch, inputs or {}))
    edit(workbook)
    return to_bytes(workbook)


_RETURNED: dict[object, bytes] = {}
_MOST_RETURNED = 2_000


def _typed_in(assessment: Assessment, branch: Branch, inputs: Inputs) -> bytes:
    """A form with those inputs, which is typed in once."""
    apart = assessment.panel_apart()
    key = (assessment.template.data, assessment.settings, apart, branch, repr(inputs))
    if key not in _RETURNED:
        if len(_RETURNED) >= _MOST_RETURNED:
            _RETURNED.clear()
        workbook = open_form(blank_form(assessment, branch))
        type_in(workbook, merged(applying(good_inputs(assessment), branch), inputs))
        _RETURNED[key] = to_bytes(workbook)
    return _RETURNED[key]


_ARMED: dict[object, Armed] = {}


def blank_form(assessment: Assessment, branch: Branch) -> bytes:
    """The form as it is issued; what all of an assessment share is made once."""
    apart = assessment.panel_apart()
    key = (assessment.template.data, assessment.settings, apart)
    if key not in _ARMED:
        _ARMED[key] = arm(assessment.template, assessment.settings, panel_apart=apart)
    return stamp(_ARMED[key], branch)


def simple(code: str, inputs: Inputs, **settings: Any) -> None:
    FAULTS[code] = lambda folder: of_return(folder, inputs, **settings)


def setting(code: str, **settings: Any) -> None:
    FAULTS[code] = lambda folder: of_loading(folder, **settings)


# --- F ------------------------------------------------------------------------------------------


def bytes_fault(code: str, name: str, data: bytes) -> None:
    def make(folder: Path) -> list[Finding]:
        return of_files(workspace(folder, BRANCHES), {name: data})

    FAULTS[code] = make


def changed_package(data: bytes, name: str, *edits: tuple[bytes, bytes]) -> bytes:
    """A package with the bytes of one part replaced."""
    parts = parts_of(data)
    for old, new in edits:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)
    return zipped(parts)


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """A package with one more part."""
    return zipped(parts_of(data) | {name: part})


PLAIN = book(甲=[["word", 1]])
SHEET1 = "xl/worksheets/sheet1.xml"

bytes_fault("F001", "a.xlsx", zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b""}))
bytes_fault("F002", "a.xlsx", b"PK\x03\x04 and no more")
bytes_fault("F003", "a.xlsx", b"PK\x03\x04" + bytes(41 * MIB))
bytes_fault("F004", "a.pdf", b"%PDF-1.7")
bytes_fault("F007", "a.xlsx", b"\x62\x14\x23\x65" + bytes(600))
bytes_fault("F008", "a.rar", b"Rar!\x1a\x07\x01\x00")
bytes_fault("F009", "a.xlsx", b"")
bytes_fault("F010", "a.xls", b"<html><table><tr><td>1</td></tr></table></html>")
bytes_fault("F011", "a.xlsx", zipped({f"xl/{number}": b"" for number in range(1001)}))
bytes_fault("F012", "a.xlsx", with_part(PLAIN, "xl/media/a", bytes(65 * MIB)))
bytes_fault("F013", "a.xlsx", with_part(PLAIN, "xl/media/a", bytes(11 * MIB)))
bytes_fault("F014", "a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"d.xlsx": PLAIN})})}))
bytes_fault("F015", "a.xlsx", with_part(PLAIN, "XL/WORKBOOK.XML", b""))
bytes_fault(
    "F016", "a.xlsx", changed_package(PLAIN, SHEET1, (b"<worksheet", b"<!DOCTYPE a><worksheet"))
)
FAR = [(b'"A1"', b'"XFD1"'), (b'"B1"', b'"XFE1"')]
MANY = (b'<cellXfs count="1"', b'<cellXfs count="4294967295"')
bytes_fault("F017", "a.xlsx", changed_package(PLAIN, SHEET1, *FAR))
bytes_fault("F018", "a.xlsx", changed_package(PLAIN, "xl/styles.xml", MANY))
bytes_fault(
    "F019", "a.xlsx", changed_package(PLAIN, SHEET1, (b">word<", b">" + b"x" * 32_768 + b"<"))
)
bytes_fault("F021", "a.zip", zipped({}))
bytes_fault("F024", "a.eml", mail("x@y.cn", text="https://docs.qq.com/sheet/D"))
bytes_fault("F025", "a.eml", mail("x@y.cn", text="-----BEGIN PGP MESSAGE-----"))
bytes_fault("F023", "a.xlsx", changed_package(PLAIN, SHEET1, (b'"B1"', b'"A1"')))
bytes_fault("F027", "a.zip", zipped({"C:/a.xlsx": PLAIN}))
bytes_fault("F028", "a.numbers", zipped({"Index/Document.iwa": b"", "preview.jpg": b""}))
bytes_fault("F029", "a.xlsx", b".pfile\2\0")
bytes_fault("F030", "a.url", b"[InternetShortcut]\r\nURL=https://example.cn/\r\n")
bytes_fault("F031", "a.gsheet", b'{"doc_id": "1"}')
bytes_fault("F034", "甲党总支盖章.pdf", b"%PDF-1.7")
bytes_fault("F032", "a.xlsx.crdownload", b"PK")


@fires("F006")
def _(folder: Path) -> list[Finding]:
    locked = encrypted(PLAIN, "a password")
    return of_files(workspace(folder, BRANCHES), {"a.xlsx": locked})


class Hopeless:
    """Gives up every file."""

    ahead = least = 1

    def begin(self, _task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        return lambda: [give_up(sources[0], "15秒内没有读完")]


@fires("F020")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.returned / "a.xlsx").write_bytes(PLAIN)
    return examined(place, executor=Hopeless())


@fires("F022")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    data = with_part(returned(loaded(place)), "xl/vbaProject.bin", b"macros")
    return of_files(place, {"a.xlsm": data})


@fires("F005")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    return examined(place, paths=[place.root / "没有这个文件.xlsx"])


# --- I ------------------------------------------------------------------------------------------


def respell_identity(workbook: Workbook) -> None:
    strip_identity(workbook)
    workbook["评分表"]["E3"] = "识别码：WH-2026-01-00000000-0"


def add_identity(workbook: Workbook) -> None:
    other = open_form(make_form_of(Branch("02", "乙")))
    workbook["评分表"]["A3"] = other["评分表"]["E3"].value


def make_form_of(branch: Branch, **settings: Any) -> bytes:
    template, _ = load_template(ROOT / "templates" / "score_template.xlsx")
    assert template is not None
    return stamp(arm(template, Settings(**({"year": "2026"} | settings))), branch)


FAULTS["I001"] = lambda folder: of_return(folder, edit=strip_identity)
FAULTS["I002"] = lambda folder: of_return(folder, edit=add_identity)
FAULTS["I003"] = lambda folder: of_return(folder, edit=respell_identity)


@fires("I004")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    return of_files(place, {"a.xlsx": make_form_of(Branch("01", "甲党总支"), year="2025")})


@fires("I027")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, 期次="2月")
    return of_files(place, {"a.xlsx": make_form_of(Branch("01", "甲党总支"), round="1月")})


@fires("I026")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    old = make_form_of(Branch("01", "甲党总支"), year="2025")
    return of_files(place, {"a.xlsx": old, "b.xlsx": returned(loaded(place))})


@fires("I005")
def _(folder: Path) -> list[Finding]:
    small = workspace(folder / "small", BRANCHES, small_template())
    assessment = loaded(small)
    form = stamp(arm(assessment.template, assessment.settings), Branch("01", "甲党总支"))
    return of_files(workspace(folder, BRANCHES), {"a.xlsx": form})


@fires("I006")
def _(folder: Path) -> list[Finding]:
    return of_files(workspace(folder, BRANCHES), {"a.xlsx": make_form_of(Branch("99", "外"))})


def two_returns(folder: Path, second: Inputs) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    files = {"a.xlsx": returned(loaded(place)), "b.xlsx": returned(loaded(place), second)}
    return of_files(place, files)


@fires("I014")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    data = returned(loaded(place), edit=strip_identity)
    (place.returned / "a.xlsx").write_bytes(data)
    return examined(place, Decisions(assigned={digest(data): "01"}))


@fires("I031")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    data = returned(loaded(place), edit=strip_identity)
    (place.returned / "a.xlsx").write_bytes(data)
    return examined(place, Decisions(assigned={digest(data): NOBODYS}))


def corrected(folder: Path, *mended: Inputs) -> list[Finding]:
    """The findings of a faulty return beside its correction form, sent in with those changes."""
    place = workspace(folder, BRANCHES)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), {"考评得分": {"1-1": 99}}))
    publish_one(place, answered=0)
    (form,) = place.corrections.glob("*.xlsx")
    (place.returned / "b.xlsx").write_bytes(fill_form(form.read_bytes(), merged(*mended)))
    return examined(place)


FAULTS["I015"] = lambda folder: corrected(
    folder, {"考评得分": {"1-1": 7.5}, "扣分说明": {"1-1": "缺一份"}}
)


@fires("I016")
def _(folder: Path) -> list[Finding]:
    return [found for found in corrected(folder) if found.code != "V003"]


@fires("I019")
def _(folder: Path) -> list[Finding]:
    def rename(workbook: Workbook) -> None:
        for cell in (cell for sheet in workbook.worksheets for row in sheet for cell in row):
            if isinstance(cell.value, str) and not sheet_is_hidden(cell.parent):
                cell.value = cell.value.replace("甲党总支", "乙党总支")

    place = workspace(folder, [*BRANCHES, ["02", "乙党总支"]])
    return of_files(place, {"a.xlsx": returned(loaded(place), edit=rename)})


def sheet_is_hidden(sheet: object) -> bool:
    return isinstance(sheet, Worksheet) and sheet.sheet_state != "visible"


@fires("I020")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    data = returned(loaded(place))
    (place.returned / "a.xlsx").write_bytes(data)
    return examined(place, Decisions(set_aside={digest(data): "one that is gone"}))


def two_versions(folder: Path, decide: Callable[[str, str], Decisions]) -> list[Finding]:
    """The findings of two different returns of a branch under a decision on their hashes."""
    place = workspace(folder, BRANCHES)
    first, second = (returned(loaded(place), {"备注": {"1-1.1": text}}) for text in ("一", "二"))
    (place.returned / "a.xlsx").write_bytes(first)
    (place.returned / "b.xlsx").write_bytes(second)
    return examined(place, decide(digest(first), digest(second)))


FAULTS["I017"] = lambda folder: two_versions(
    folder, lambda first, second: Decisions(set_aside={first: second})
)
FAULTS["I018"] = lambda folder: two_versions(folder, lambda *_: Decisions(latest=True))
FAULTS["I007"] = lambda folder: two_returns(folder, {"备注": {"1-1.1": "第二份"}})
FAULTS["I008"] = lambda folder: two_returns(folder, {})


@fires("I009")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, [["01", "甲党总支", "", "", "", "", "否"], ["02", "乙"]])
    return of_files(place, {"a.xlsx": returned(loaded(place))})


setting("I010", branches=[["01", None]])
setting("I011", branches=[["01", "甲"], ["０１", "乙"]])
setting("I012", branches=[["01", "甲"], ["02", "甲"]])
setting("I013", branches=[])
setting("I025", branches=[["01", "甲", "教学"], ["02", "乙", "教学"], ["03", "丙", "教学单位"]])


# --- L ------------------------------------------------------------------------------------------


def on_sheet(name: str, cell: str, value: str | int | None) -> Callable[[Workbook], object]:
    def edit(workbook: Workbook) -> None:
        workbook[name][cell] = value

    return edit


FAULTS["L009"] = lambda folder: of_return(
    folder, edit=lambda workbook: workbook["计分明细"].delete_cols(3)
)
FAULTS["L017"] = lambda folder: of_return(
    folder,
    edit=lambda workbook: setattr(workbook["计分明细"].column_dimensions["C"], "hidden", True),
)
FAULTS["L010"] = lambda folder: of_return(
    folder, edit=lambda workbook: setattr(workbook["一票否决"], "sheet_state", "hidden")
)


def swap_texts(workbook: Workbook) -> None:
    sheet = workbook["评分表"]
    sheet["C6"] = sheet["C7"].value


FAULTS["L011"] = lambda folder: of_return(folder, edit=swap_texts)
FAULTS["L001"] = lambda folder: of_return(folder, edit=on_sheet("评分表", "G5", "分数"))
FAULTS["L002"] = lambda folder: of_return(
    folder, edit=lambda workbook: workbook.copy_worksheet(workbook["评分表"])
)


def hide_column(workbook: Workbook, sheet: str, column: str) -> None:
    workbook[sheet].column_dimensions[column].hidden = True


FAULTS["L003"] = lambda folder: of_return(
    folder, edit=lambda workbook: workbook["计分明细"].delete_rows(40)
)
FAULTS["L004"] = lambda folder: of_return(folder, edit=on_sheet("计分明细", "A43", "1-1.1"))
FAULTS["L005"] = lambda folder: of_return(folder, edit=on_sheet("评分表", "D6", 9))
FAULTS["L006"] = lambda folder: of_return(folder, edit=on_sheet("计分明细", "A43", "9-9.9"))
FAULTS["L014"] = lambda folder: of_return(
    folder, edit=lambda workbook: hide_column(workbook, "计分明细", "I")
)
FAULTS["L015"] = lambda folder: of_return(folder, edit=on_sheet("计分明细", "K9", "应为2"))
FAULTS["L016"] = lambda folder: of_return(folder, edit=on_sheet("计分明细", "A1", None))
FAULTS["L007"] = lambda folder: of_return(folder, edit=on_sheet("评分表", "C6", "另一种说法"))

ITEM = ["学习（20）", "1-1", "内容", 20, "标准"]
SUBTOTAL = [None, None, "小计", 20]
TOTAL = [None, None, "合计", 20]
MEASURE = ["1-1.1", "次数", "次", -2]


def drawn_template(scores: Rows | None = None, counts: Rows | None = None, **more: Any) -> bytes:
    """A template of one item; ``more`` are further columns of 计分明细 and their first cells."""
    first, *others = counts or [MEASURE]
    padded = [*first, *[None] * (len(COUNTS) - len(first)), *more.values()]
    return small_template(
        打分=[SCORES, *(scores or [ITEM, SUBTOTAL, TOTAL])],
        数一数=[[*COUNTS, *more], padded, *others],
    )


def in_template(
    code: str, scores: Rows | None = None, counts: Rows | None = None, **more: Any
) -> None:
    drawn = drawn_template(scores, counts, **more)
    FAULTS[code] = lambda folder: of_loading(folder, drawn)


in_template("L101", counts=[MEASURE, MEASURE])
in_template("L102", counts=[["一", "次数", "次", -2]])
in_template("L103", [["学习（20）", "1-1", "内容", 0, "标准"], SUBTOTAL, TOTAL])
in_template("L104", [["学习（21）", *ITEM[1:]], SUBTOTAL, TOTAL])
in_template("L105")
in_template("L106", counts=[["9-9.1", "次数", "次", -2]])
in_template("L107", counts=[["1-1.1", "次数", "次", "两分"]])
in_template("L108", [["学习", *ITEM[1:]], SUBTOTAL, TOTAL])
in_template("L109", [ITEM, TOTAL])
in_template("L110", [["学习（20）", "1-1", "{内容}", 20, "标准"], SUBTOTAL, TOTAL])
in_template("L112", [["学习（20）", "1-1", "还有{进度}", 20, "标准"], SUBTOTAL, TOTAL])
in_template("L111", counts=[["1-1.1", "次数", "次"]])
in_template("L118", 档次="好=20、差=0")
in_template("L119", 不足每=1)
in_template("L120", counts=[["1-1.1", "制度", None]], 档次="好20、差0")
in_template("L121", counts=[["1-1.1", "次数", "次", None, None, 5, 1]], 不足每=6)
in_template("L122", 取最高="奖项")

TERMS = [*SCORES, "性质", "起评", "最高得分"]
AWARD = ["1-1.1", "次数", "次", 2]


def with_terms(nature: str | None, start: str | None, *measures: list[Any]) -> bytes:
    """A template of one item with 性质 and 起评."""
    item = [*ITEM, None, None, None, nature, start]
    return small_template(打分=[TERMS, item, SUBTOTAL, TOTAL], 数一数=[COUNTS, *measures])


FAULTS["L123"] = lambda folder: of_loading(folder, with_terms(None, "0分", MEASURE))
FAULTS["L124"] = lambda folder: of_loading(folder, with_terms(None, "满分", AWARD))
in_template(
    "L125",
    [
        ["学习（100分，占100%）", *ITEM[1:3], 100, "标准"],
        [None, None, "小计"],
        ["工作（20）", "2-1", *ITEM[2:]],
        SUBTOTAL,
        [None, None, "合计"],
    ],
)
in_template(
    "L126",
    [
        ["学习（100分，占90%）", *ITEM[1:3], 100, "标准"],
        [None, None, "小计"],
        [None, None, "合计"],
    ],
)


@fires("L137")
def _(folder: Path) -> list[Finding]:
    shared: Rows = [
        SCORES,
        ["学习（100分，占33.33%）", *ITEM[1:3], 100, "标准"],
        [None, None, "小计"],
        ["工作（100分，占66.67%）", "2-1", ITEM[2], 100, "标准"],
        [None, None, "小计"],
        [None, None, "合计"],
    ]
    return of_loading(folder, small_template(打分=shared, 数一数=[COUNTS, MEASURE]), 小数位数=3)


@fires("L117")
def of_a_hole_in_tiers(folder: Path) -> list[Finding]:
    drawn = drawn_template(counts=[["1-1.1", "按期率", "%"]], 档次="≥98=20、≥95=10")
    return list(standard(workspace(folder, BRANCHES, drawn)).findings)


@fires("L138")
def of_rules_too_long_for_a_cell(folder: Path) -> list[Finding]:
    levels = "、".join(f"{'很' * 30}好{number}={number}" for number in range(30))
    counts = [[f"1-1.{number}", "评定", *[None] * (len(COUNTS) - 2), levels] for number in range(8)]
    whole: Rows = [[*COUNTS, "档次"], *counts]
    drawn = small_template(打分=[SCORES, ITEM, SUBTOTAL, TOTAL], 数一数=whole)
    return list(standard(workspace(folder, BRANCHES, drawn)).findings)


@fires("L127")
def _(folder: Path) -> list[Finding]:
    template = with_terms(None, None, MEASURE, ["1-1.2", *AWARD[1:]])
    return list(standard(workspace(folder, BRANCHES, template)).findings)


def in_grades(code: str, *rows: list[Any]) -> None:
    drawn = small_template(
        打分=[SCORES, ITEM, SUBTOTAL, TOTAL], 数一数=[COUNTS, MEASURE], 等次=[GRADES, *rows]
    )
    FAULTS[code] = lambda folder: of_loading(folder, drawn)


in_grades("L128", ["A", 90], ["A", 80], ["B"])
in_grades("L129", ["A", 90], ["B", 80])
in_grades("L130", ["A", 80], ["B", 90], ["C"])
in_grades("L131", ["A", 90, "60%"], ["B", 80, "41%"], ["C"])
in_grades("L132", ["A", 90, None, None, "9-9"], ["B"])

# --- V ------------------------------------------------------------------------------------------

FAULTS["L133"] = lambda folder: of_files(
    place := workspace(folder, [["01", "甲党总支", *[None] * 5, "1-1"]]),
    {"a.xlsx": returned(loaded(place), {"数量": {"1-1.1": 0}})},
)

simple("V001", {"考评得分": {"1-1": "8分"}})
simple("V002", {"考评得分": {"1-1": "八分"}})
simple("V003", {"考评得分": {"1-1": 8.5}})
simple("V004", {"考评得分": {"1-1": -1}})
simple("V005", {"数量": {"1-2.1": "=0"}})
simple("V006", {"扣分说明": {"1-1": "#N/A"}})
simple("V007", {"考评得分": {"1-1": None}})
simple("V008", {"是否存在": {"V1": None}})
simple("V009", {"是否存在": {"V1": "无"}})
simple("V010", {"数量": {"1-1.2": -1}})
simple("V011", {"数量": {"1-1.2": 0.5}})
simple("V012", {"数量": {"2-2.1": 3}})
simple("V013", {"数量": {"1-1.2": None}})
simple("V014", {"考评得分": {"1-1": 7.3}, "扣分说明": {"1-1": "酌情"}})
simple("V015", {"考评得分": {"1-1": 7.3333333}, "扣分说明": {"1-1": "酌情"}})
simple("V016", {"考评得分": {"1-1": 7}})
simple("V017", {"是否存在": {"V1": "是"}, "涉及党支部": {"V1": "丙支部"}})
simple("V018", {"是否存在": {"V1": "是"}}, 一票否决对象="党支部")
simple("V019", {"数量": {"1-2.1": None}}, 计分依据="自评得分")
simple("V020", {"备注": {"1-1.1": '=DISPIMG("ID_1",1)'}})


def of_counts(folder: Path, counts: Rows, inputs: Inputs, **more: Any) -> list[Finding]:
    """The findings of one return whose 计分明细 has those rows and those further columns."""
    place = workspace(folder, BRANCHES, drawn_template(counts=counts, **more))
    return of_files(place, {"a.xlsx": returned(loaded(place), inputs)})


FAULTS["V026"] = lambda folder: of_counts(
    folder, [MEASURE], {"数量": {"1-1.1": 1}, "考评得分": {"1-1": 18}}, 须附说明="是"
)
FAULTS["V027"] = lambda folder: of_counts(
    folder,
    [["1-1.1", "按期率", "%", 0.2]],
    {"数量": {"1-1.1": "0.95"}, "考评得分": {"1-1": 0.19}},
)


@fires("V024")
def of_a_score_with_a_digit_from_its_format(folder: Path) -> list[Finding]:
    def append_a_digit(form: Workbook) -> None:
        sheet, cell = find_cell(form, "考评得分", "1-1")
        sheet[cell].number_format = '0"5"'

    return of_return(folder, edit=append_a_digit)


@fires("V025")
def of_a_remark_with_struck_words(folder: Path) -> list[Finding]:
    def strike(form: Workbook) -> None:
        sheet, cell = find_cell(form, "备注", "1-1.1")
        sheet[cell] = CellRichText(TextBlock(InlineFont(strike=True), "旧"), "新")

    return of_return(folder, edit=strike)


setting("V101", branches=[["01", "甲", "", "", "a@b, c@d.cn"]])
setting("V102", 考核年份="2026")
setting("V103", 加分封顶="都行")
setting("V104", 考核年度=None)
setting("V106", branches=[["01", "甲", "", "", "", "", "也许"]])


def of_roster_with(folder: Path, cell: str, value: str) -> list[Finding]:
    """The findings of a roster that is good but for one cell of 名单."""
    place = workspace(folder, BRANCHES)
    workbook = open_form(roster(BRANCHES))
    workbook["名单"][cell] = value
    workbook.save(place.roster)
    return load(place)[1]


GROUPED: dict[str, Any] = {"组别权重": "领导=60、部门=40"}
LEADERS = ["P1", "甲评委", None, None, None, "领导"]
FAULTS["L135"] = lambda folder: of_loading(
    folder, evaluators=[LEADERS, ["P2", "乙评委", None, None, None, "处室"]], **GROUPED
)
FAULTS["L136"] = lambda folder: of_loading(folder, evaluators=[LEADERS])
FAULTS["S020"] = lambda folder: of_loading(
    folder, evaluators=[LEADERS, ["P2", "乙评委"]], **GROUPED
)
FAULTS["S021"] = lambda folder: of_loading(folder, evaluators=[LEADERS], **GROUPED)
FAULTS["S022"] = lambda folder: of_loading(
    folder, evaluators=[LEADERS, ["P2", "乙评委", None, "领导班子好", None, "部门"]], **GROUPED
)
FAULTS["L134"] = lambda folder: of_loading(folder, 被考评单位="总分")
FAULTS["L008"] = lambda folder: of_roster_with(folder, "G1", "是否参评")
FAULTS["V107"] = lambda folder: of_roster_with(folder, "G2", "=C2")


@fires("V105")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    workbook = open_form(roster(BRANCHES))
    workbook["设置"].append(["考核年度", "2027"])
    data = io.BytesIO()
    workbook.save(data)
    place.roster.write_bytes(data.getvalue())
    return load(place)[1]


# --- S and D ------------------------------------------------------------------------------------


def of_run(
    folder: Path, branches: list[list[str]], answered: int, **settings: Any
) -> list[Finding]:
    """The findings of a run in which the first branches have sent in good returns."""
    return publish_one(workspace(folder, branches, **settings), answered)


def publish_one(place: Workspace, answered: int = 1) -> list[Finding]:
    assessment = loaded(place)
    for branch in assessment.roster.branches[:answered]:
        data = returned(assessment, branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(data)
    return publish_run(place)


@fires("L113")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.templates / "notice.html.j2").write_text("一\n{{ 标题 }}\n", "utf-8")
    return publish_one(place)


@fires("L114")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.templates / "report.html.j2").write_text("{{ report.title }}", "utf-8")
    return publish_one(place)


@fires("S001")
def _(folder: Path) -> list[Finding]:
    codes = good_inputs(loaded(workspace(folder, BRANCHES)))["考评得分"]
    return of_return(folder, {"考评得分": dict.fromkeys(codes), "扣分说明": {}})


@fires("S019")
def _(folder: Path) -> list[Finding]:
    template = small_template(数一数=[["无"]], 否决=[["无"]])
    place = workspace(folder, BRANCHES, template, 考评得分填在="复核表")
    return list(issue_forms(loaded(place), place).findings)


def of_run_beside(folder: Path, file: str, data: bytes) -> list[Finding]:
    """The findings of a good run with that file of earlier results in its workspace."""
    place = workspace(folder, BRANCHES)
    (folder / file).write_bytes(data)
    return publish_one(place)


FAULTS["C001"] = lambda folder: of_run_beside(folder, "input/earlier.json", b"{}")
FAULTS["C002"] = lambda folder: of_run_beside(folder, "input/earlier.json", to_json(kept()))
FAULTS["C003"] = lambda folder: of_run_beside(folder, "output/results.json", b"{}")

TWO = [["01", "甲"], ["02", "乙"]]
FAULTS["S002"] = lambda folder: of_run(folder, TWO, 2, 表彰名额=1)
FAULTS["S003"] = lambda folder: of_return(folder, edit=on_sheet("评分表", "G32", 99))
FAULTS["S004"] = lambda folder: of_loading(folder, small_template(), 计分依据="自评得分")
FAULTS["D001"] = lambda folder: of_files(
    workspace(folder, BRANCHES), {"a.xlsx": make_form_of(Branch("01", "甲党总支"))}
)
FAULTS["D002"] = lambda folder: of_run(folder, TWO, 1)
FAULTS["D003"] = lambda folder: of_run(folder, TWO, 1)


@fires("D046")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.returned / "甲党总支盖章.pdf").write_bytes(b"%PDF-1.7")
    return list(judge(loaded(place), handed_in(place).examined).on_the_whole)


@fires("D004")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    assessment = loaded(place)
    (form,) = issue_forms(assessment, place).forms.values()
    form.write_bytes(fill_form(form.read_bytes(), {"备注": {"1-1.1": "已填"}}))
    return list(issue_forms(assessment, place).findings)


@fires("D006")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), {"考评得分": {"1-1": 99}}))
    publish_one(place, answered=0)
    (form,) = place.corrections.glob("*.xlsx")
    form.write_bytes(fill_form(form.read_bytes(), {"考评得分": {"1-1": 8}}, datetime(2026, 12, 7)))
    return [found for found in publish_one(place, answered=0) if found.code not in ("V003", "D003")]


@fires("D005")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    place.forms.mkdir()
    (place.forms / "07_旧单位_2026.xlsx").write_bytes(book(甲=[["旧"]]))
    return list(issue_forms(loaded(place), place).findings)


# --- the panel ------------------------------------------------------------------------------------

SOLO = [["P1", "甲评委"]]
REST = "3-2、3-3、3-4、3-5、工作业绩好、师生反映好"


def of_panel(
    folder: Path,
    edit: Callable[[Workbook], object] = lambda _: None,
    evaluators: Rows = SOLO,
    branches: Rows = BRANCHES,
    **settings: Any,
) -> list[Finding]:
    """The findings of a run with one evaluator's workbook, good but for that edit."""
    place = workspace(folder, branches, evaluators=evaluators, **settings)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    put_panel(place, edit)
    return list(publish_run(place))


def put_panel(
    place: Workspace, edit: Callable[[Workbook], object] = lambda _: None, number: int = 0
) -> Path:
    """The workbook of one evaluator, every item scored as the counts give it, but for that edit."""
    assessment, examined = loaded(place), handed_in(place).examined
    evaluator = assessment.panel[number]
    own = good_scores(assessment)
    workbook = open_form(make_workbook(assessment, evaluator, examined, OpenCells()))
    marks = {code: own[code] for code in evaluator.items}
    type_marks(workbook, dict.fromkeys(examined.accepted, marks))
    edit(workbook)
    path = place.panel / f"{evaluator.code}.xlsx"
    path.write_bytes(to_bytes(workbook))
    return path


def panel_workbook(place: Workspace, number: int = 0) -> bytes:
    """A blank workbook of one evaluator, as it would be issued now."""
    assessment = loaded(place)
    evaluator, examined = assessment.panel[number], handed_in(place).examined
    return make_workbook(assessment, evaluator, examined, OpenCells())


def publish_run(place: Workspace) -> list[Finding]:
    outcome = judged(loaded(place), handed_in(place))
    return [*outcome.findings, *write_papers(outcome, place, draft=False).findings]


def mark(score: Any, reason: str | None = None, code: str = "1-1") -> Callable[[Workbook], object]:
    """One score, and perhaps a reason, on an item of the first branch."""
    return lambda workbook: type_marks(workbook, {"01": {code: (score, reason)}})


def veto(*values: Any) -> Callable[[Workbook], object]:
    return lambda workbook: type_veto(workbook, values)


def unsettled(findings: list[Finding]) -> list[Finding]:
    """Without the refusal to publish that follows from what is told here."""
    return [found for found in findings if found.code not in ("D003", "D007")]


@fires("I021")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    (place.returned / "b.xlsx").write_bytes(panel_workbook(place))
    return list(handed_in(place).findings)


@fires("I022")
def _(folder: Path) -> list[Finding]:
    def add_row(workbook: Workbook) -> None:
        sheet = workbook["领导班子好"]
        for column, value in ((1, "99"), (2, "外单位"), (5, 1)):
            sheet.cell(FIRST + 1, column, value)

    return of_panel(folder, add_row)


@fires("L012")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, [*BRANCHES, ["02", "乙党总支"]], evaluators=SOLO)
    first, second = loaded(place).roster.branches
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), branch=first))

    def delete_row(workbook: Workbook) -> None:
        for sheet in workbook.worksheets[1:6]:
            sheet.delete_rows(FIRST + 1)

    put_panel(place, delete_row)
    (place.returned / "b.xlsx").write_bytes(returned(loaded(place), branch=second))
    return unsettled(publish_run(place))


@fires("V021")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, evaluators=SOLO)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    put_panel(place)
    rest = f"1-3、1-4、党员队伍好、3-1、{REST}"
    shares = [["P1", "甲评委", None, "1-1、1-2"], ["P2", "乙评委", None, rest]]
    place.roster.write_bytes(roster(BRANCHES, shares))
    told = [found for found in handed_in(place).findings if found.place.cell == f"M{FIRST}"]
    return told[:1]


FAULTS["V022"] = lambda folder: unsettled(
    of_panel(folder, veto("01", "V9", "", "", "通报", "张三"))
)
FAULTS["V023"] = lambda folder: [
    found
    for found in of_panel(folder, veto("01", "V1", "", "", "通报", ""))
    if found.code != "S013"
]
FAULTS["S013"] = lambda folder: of_panel(folder, veto("01", "V1", "", "", "通报", "张三"))
FAULTS["I023"] = lambda folder: of_loading(folder, evaluators=[["ＷＨ-2026-", "甲"]])
FAULTS["V109"] = lambda folder: of_loading(folder, evaluators=SOLO, 考评得分填在="评分表")
FAULTS["V110"] = lambda folder: of_loading(folder, 整改起点="15.5")
HUNDRED = [[None, None, word, 100] for word in ("小计", "合计")]
FAULTS["V111"] = lambda folder: of_loading(
    folder,
    small_template(
        打分=[SCORES, ["学习（100）", "1-1", "内容", 100, "标准"], *HUNDRED],
        数一数=[COUNTS, MEASURE],
        否决=[[*VETOES, "最高等次"], ["V1", "事故", *[None] * 4, "B"]],
        等次=[GRADES, ["A", 45], ["B"]],
    ),
    一票否决对象="党支部",
)
FAULTS["V108"] = lambda folder: of_loading(folder, evaluators=[["P1", "甲", None, "没有的"]])
FAULTS["S005"] = lambda folder: of_loading(
    folder,
    evaluators=[
        *([f"P{number}", "甲", None, ""] for number in range(1, 5)),
        ["P5", "乙", None, f"1-2、1-3、1-4、党员队伍好、3-1、{REST}"],
    ],
    计分方法="去掉最高最低后平均",
)
FAULTS["S006"] = lambda folder: of_loading(
    folder, evaluators=[["P1", "甲", None, f"领导班子好、党员队伍好、{REST}"]]
)


@fires("S007")
def _(folder: Path) -> list[Finding]:
    return unsettled(of_panel(folder, evaluators=[*SOLO, ["P2", "乙评委"]]))


FAULTS["S008"] = lambda folder: unsettled(of_panel(folder, mark(None)))


@fires("S009")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, evaluators=SOLO)
    path = place.returned / "a.xlsx"
    path.write_bytes(returned(loaded(place)))
    put_panel(place)
    path.unlink()
    return [found for found in unsettled(publish_run(place)) if found.code != "D002"]


@fires("S014")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, evaluators=SOLO)
    inputs: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "自评"}}
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), inputs))
    put_panel(place)
    return publish_run(place)


@fires("S015")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, 考评得分填在="")
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    return publish_run(place)


simple("S016", {"是否存在": {"V1": "是"}, "涉及党支部": {"V1": "甲一支部"}})


@fires("S017")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    put_panel(place)
    return [found for found in publish_run(place) if found.code != "S014"]


@fires("S018")
def _(folder: Path) -> list[Finding]:
    return of_panel(folder, lambda workbook: choose(workbook, "1-1", "同意"))


@fires("S011")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, evaluators=[*SOLO, ["P2", "乙评委"]])
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    put_panel(place)
    put_panel(place, mark(1, "另有意见"), number=1)
    return publish_run(place)


def _stale(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, evaluators=SOLO)
    path = place.returned / "a.xlsx"
    path.write_bytes(returned(loaded(place)))
    put_panel(place, mark(8, "原来的依据"))
    path.write_bytes(returned(loaded(place), {"数量": {"1-1.2": 1}}))
    return publish_run(place)


FAULTS["S012"] = lambda folder: [found for found in _stale(folder) if found.code != "D029"]
FAULTS["D029"] = lambda folder: [found for found in _stale(folder) if found.code != "S012"]


FAULTS["D007"] = lambda folder: [
    found
    for found in of_panel(folder, veto("", "V1", "", "", "通报", "张三"))
    if found.code != "I010"
]


@fires("L013")
def _(folder: Path) -> list[Finding]:
    def copy_column(workbook: Workbook) -> None:
        workbook["领导班子好"][f"AA{HEADER}"] = "1-1 考评得分"

    return unsettled(of_panel(folder, copy_column))


@fires("D008")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, evaluators=SOLO)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    path = put_panel(place)
    path.write_bytes(path.read_bytes()[:3000])
    issued = issue_panel(loaded(place), place, latest=False, track=unwatched)
    return [found for found in issued.findings if found.code != "F002"]


FAULTS["D009"] = lambda folder: of_run(folder, BRANCHES, 1, 公示开始日期="2031-03-03")
FAULTS["D011"] = lambda folder: of_run(folder, BRANCHES, 1, 落款日期="")
FAULTS["D012"] = lambda folder: of_run(folder, BRANCHES, 1, 受理地点="")
FAULTS["D010"] = lambda folder: of_run(
    folder, BRANCHES, 1, 落款日期="2026-09-10", 公示开始日期="2026-09-12"
)


# --- papers that stand ----------------------------------------------------------------------------


@fires("D041")
def _(folder: Path) -> list[Finding]:
    publish_one(workspace(folder, BRANCHES))
    save_in_word(folder / "output/notice.docx")
    return publish_one(workspace(folder, BRANCHES, 监督电话="0531-9"))


@fires("D043")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    publish_one(place)
    feedback(place)
    changed: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place), changed))
    return publish_run(place)


# --- publication --------------------------------------------------------------------------------


FIRST_DAY = date(2026, 12, 22)
"""The first day of the window in the notice of a drawn workspace."""


def shown(folder: Path, **settings: Any) -> Workspace:
    """A workspace of one branch whose notice is published."""

    def make(shelf: Path) -> None:
        place = workspace(shelf, BRANCHES, **settings)
        publish_one(place)
        publish_on(FIRST_DAY, place)

    return made_once(f"shown {settings}", folder, make)


@fires("D042")
def _(folder: Path) -> list[Finding]:
    place = shown(folder)
    path = folder / "output/notice.docx"
    path.write_bytes((folder / "output/published/2026-01/notice.docx").read_bytes())
    save_in_word(path)
    return publish_run(place)


def scored_otherwise(place: Workspace) -> list[Finding]:
    """The findings of a run once the branch has another score."""
    changed: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place), changed))
    return publish_run(place)


FAULTS["P001"] = lambda folder: [
    found for found in scored_otherwise(shown(folder)) if found.code != "P004"
]
FAULTS["P004"] = lambda folder: [
    found for found in scored_otherwise(shown(folder)) if found.code != "P001"
]


@fires("P002")
def _(folder: Path) -> list[Finding]:
    """Published as scored by the forms, now by the counts: the branch's points are the same."""
    shown(folder)
    findings = publish_run(workspace(folder, BRANCHES, 计分依据="自评得分"))
    return [found for found in findings if found.code not in ("P001", "P004")]


@fires("P003")
def _(folder: Path) -> list[Finding]:
    place = shown(folder)
    (folder / "output/published/2026-01/notice.html").unlink()
    return publish_run(place)


@fires("P005")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    publish_one(place)
    save_in_word(folder / "output/notice.docx")
    return list(publish_on(FIRST_DAY, place).findings)


@fires("P006")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, 落款日期="2026-01-05", 公示开始日期="2026-01-06")
    publish_one(place)
    return list(publish_on(date(2026, 1, 7), place).findings)


@fires("P020")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.output / "published/2026-01").mkdir(parents=True)
    return publish_one(place)


GOOD_OBJECTION = OBJECTION | {"收到日期": "2026-12-23", "答复日期": "2026-12-25"}


def of_objection(folder: Path, **changed: str) -> list[Finding]:
    """The reasons against the end of a publication with one objection."""
    place = shown(folder)
    row = GOOD_OBJECTION | changed
    (folder / "input/objections.xlsx").write_bytes(book(异议=[list(row), list(row.values())]))
    return refused_to_close(place)


def refused_to_close(place: Workspace) -> list[Finding]:
    with patch("wuhao_batch.workspace.moments.today", lambda: date(2027, 1, 8)):
        try:
            return list(close(place, BY_SOMEBODY).findings)
        except NotYetError as refused:
            return list(refused.findings)


FAULTS["P010"] = lambda folder: of_objection(folder, 涉及编号="1号")
FAULTS["P011"] = lambda folder: of_objection(folder, 答复日期="2026-12-22")
FAULTS["P013"] = lambda folder: of_objection(folder, 答复日期="")
FAULTS["P014"] = lambda folder: of_objection(folder, 处理="更正")


def longer_than_a_sheet(parquet: bytes | None) -> list[Finding]:
    """What is told of a table of three rows on a sheet of two, with or without its Parquet file."""
    table = PaperTable("得分来源", (Column("编号", str),), (1, 2, 3))
    with (
        patch("wuhao_batch.outputs.results.long_tables.as_parquet", lambda _table: parquet),
        patch("wuhao_batch.outputs.tables_workbook.MOST_ROWS", 2),
    ):
        return long_tables([table])[1]


FAULTS["P031"] = lambda _folder: longer_than_a_sheet(b"PAR1")
FAULTS["P032"] = lambda _folder: longer_than_a_sheet(None)
FAULTS["P024"] = lambda folder: of_objection(folder, 收到日期="2027-01-09", 答复日期="2027-01-10")
FAULTS["P025"] = lambda folder: of_objection(folder, 答复日期="2027-01-09")
FAULTS["P015"] = lambda folder: of_objection(folder, 收到日期="2025-12-23")


def of_objections(folder: Path, data: bytes, name: str = "objections.xlsx") -> list[Finding]:
    """The reasons against the end of a publication with that file among the inputs."""
    place = shown(folder)
    (folder / "input" / name).write_bytes(data)
    return refused_to_close(place)


OBJECTIONS_TABLE = [list(GOOD_OBJECTION), list(GOOD_OBJECTION.values())]
FAULTS["P021"] = lambda folder: of_objections(folder, book(异议=[["补记一条"], *OBJECTIONS_TABLE]))
FAULTS["P022"] = lambda folder: of_objections(folder, book(异议=OBJECTIONS_TABLE[::-1]))
FAULTS["P023"] = lambda folder: of_objections(folder, book(异议=[]), "objections(1).xlsx")


@fires("P012")
def _(folder: Path) -> list[Finding]:
    place = shown(folder)
    (folder / "input/objections.xlsx").unlink()
    return refused_to_close(place)


@fires("D054")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, evaluators=SOLO)
    issue_panel(loaded(place), place, latest=False, track=unwatched)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    return [found for found in publish_run(place) if found.code == "D054"]


@fires("D055")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    faulty = returned(loaded(place), {"数量": {"1-1.1": "很多"}})
    (place.returned / "01.xlsx").write_bytes(faulty)
    publish_run(place)
    (form,) = place.corrections.glob("*.xlsx")
    open_form(form.read_bytes()).save(form)
    return [found for found in publish_one(place) if found.code != "D006"]


@fires("D056")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    publish_one(place)
    changed: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place), changed))
    outcome = judge(loaded(place), handed_in(place).examined)
    return list(check_papers(outcome, place, Plan()).findings)


@fires("D057")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS, **TOLD)
    outcome = judge(loaded(place), handed_in(place).examined)
    remind_branches(outcome, place, Order())
    return publish_one(place)


# --- mail ---------------------------------------------------------------------------------------

WITH_ADDRESS = [["01", "甲党总支", "", "", "a@example.cn"]]
TOLD: dict[str, Any] = {"报送截止日期": "2026-12-21", "联系人": "李老师", "发件人": "党委办公室"}
THROUGH_HERE: dict[str, Any] = {"发件邮箱": "office@example.cn", "SMTP服务器": "localhost", **TOLD}


def of_delivery(folder: Path, *plan: tuple[str, Any], limit: int = MIB) -> list[Finding]:
    """The findings of sending to one branch; at those steps the server does that."""
    post = Post(lambda step, _recipient: dict(plan).get(step))
    with smtp_server(post, None, auth=False, limit=limit) as port:
        return sent_through(folder, port)


def sent_through(folder: Path, port: int) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS, SMTP端口=str(port), **THROUGH_HERE)
    assessment = loaded(place)
    quick = Patience(connect=5, answer=5, message=2, whole=9)
    server = mail_server(assessment.settings, plain=True)
    with Outgoing(server, lambda: "", quick) as outgoing:
        sender = Sender(place, assessment.settings, outgoing, Pace(60_000))
        order = Order(deliver=lambda letters: sender.send(letters, unwatched))
        return list(send_forms(assessment, place, order).findings)


def delivery_fault(code: str, *plan: tuple[str, Any], limit: int = MIB) -> None:
    FAULTS[code] = lambda folder: of_delivery(folder, *plan, limit=limit)


delivery_fault("D014", ("RCPT", "550 5.1.1 no such user。"))
delivery_fault("D015", limit=9_000)
delivery_fault("D016", ("RCPT", "450 4.2.0 later"))
delivery_fault("D017", ("DATA", DROP))
delivery_fault("D018", ("TAKEN", DROP))
FAULTS["D019"] = lambda folder: sent_through(folder, free_port())


@fires("D035")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    place.records.write_bytes(b"")
    return list(start_over(place, act=ACT))


@fires("D013")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, [["01", "甲党总支"]])
    return list(send_forms(loaded(place), place, Order()).findings)


@fires("D059")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    issue_forms(loaded(place), place)
    place = workspace(folder, [["01", "改了名的党总支"]])
    return tell_former_names(loaded(place), place)


@fires("D058")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS, 报送截止日期="2099-12-10")
    settle_mail(place, "01", "sent", act=ACT)
    place = workspace(folder, WITH_ADDRESS, 报送截止日期="2099-12-20")
    return list(send_forms(loaded(place), place, Order()).findings)


@fires("D020")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    settle_mail(place, "01", "sent", act=ACT)
    place = workspace(folder, WITH_ADDRESS, 联系人="李")
    return list(send_forms(loaded(place), place, Order()).findings)


WITH_EVALUATOR = [["P1", "王部长", "", "", "p1@example.cn"]]


def of_panel_mail(folder: Path, evaluators: Rows = WITH_EVALUATOR) -> list[Finding]:
    """The findings of sending the evaluators' workbooks as they lie there."""
    place = workspace(folder, WITH_ADDRESS, evaluators=evaluators)
    order = Order(what=Kind.PANEL)
    return list(send_made(loaded(place), place, handed_in(place), order).findings)


def with_workbooks(folder: Path, **settings: Any) -> Workspace:
    """A workspace with the evaluators' workbooks in output/panel."""
    place = workspace(folder, WITH_ADDRESS, evaluators=WITH_EVALUATOR, **settings)
    apply(plan_panel(loaded(place), place, handed_in(place)).plan)
    return place


@fires("D050")
def _(folder: Path) -> list[Finding]:
    earlier = with_workbooks(folder, 学院名称="以前的名称")
    settle_mail(earlier, "P1", "sent", act=ACT, what=Kind.PANEL)
    with_workbooks(folder)
    return of_panel_mail(folder)


FAULTS["D051"] = of_panel_mail


@fires("D052")
def _(folder: Path) -> list[Finding]:
    with_workbooks(folder, 学院名称="以前的名称")
    return of_panel_mail(folder)


@fires("D053")
def _(folder: Path) -> list[Finding]:
    with_workbooks(folder)
    return of_panel_mail(folder, [[*WITH_EVALUATOR[0][:4], "a@example.cn"]])


def of_collecting(
    folder: Path, *mails: bytes, branches: Rows = WITH_ADDRESS, **settings: Any
) -> list[Finding]:
    """The findings of taking in mails from a folder, and of checking what came of it."""
    place = workspace(folder / "w", branches, **settings)
    (folder / "in").mkdir()
    for number, data in enumerate(mails):
        (folder / "in" / f"{number}.eml").write_bytes(data)
    assessment = loaded(place)
    done = collect_from_files(assessment, place, [folder / "in"], unwatched)
    within = (inside(folder, found) for found in done.findings)
    return [*within, *handed_in(place).examined.findings]


def inside(folder: Path, found: Finding) -> Finding:
    """A finding on a file outside the workspace, named from its folder."""
    file = found.place.file
    if file is None or not file.startswith(folder.as_posix()):
        return found
    return replace(found, place=Place(Path(file).relative_to(folder).as_posix()))


def with_papers(folder: Path, **files: bytes) -> list[Finding]:
    """The findings of taking in a branch's mail without a form."""
    data = mail("a@example.cn", files={"盖章.pdf": b"%PDF-1.7", **files})
    return of_collecting(folder, data)


FAULTS["D045"] = lambda folder: [found for found in with_papers(folder) if found.code != "F034"]
FAULTS["D047"] = lambda folder: [
    found for found in with_papers(folder, 表=b"Rar!") if found.code not in ("D045", "F034")
]
FAULTS["D021"] = lambda folder: of_collecting(
    folder, mail("a@example.cn", files={"表.rar": b"Rar!"})
)
LINK = "https://docs.qq.com/sheet/D"
FAULTS["D030"] = lambda folder: of_collecting(folder, mail("a@example.cn", text=LINK))
FAULTS["D031"] = lambda folder: of_collecting(
    folder, mail("a@example.cn", text="-----BEGIN PGP MESSAGE-----")
)
FAULTS["D022"] = lambda folder: of_collecting(folder, mail("x@example.com", "问候。再见"))
FAULTS["D023"] = lambda folder: of_collecting(folder, bounce("a@example.cn"))


def with_form(folder: Path, text: str = "请查收。") -> bytes:
    """A mail with the form of the first branch."""
    form = returned(loaded(workspace(folder / "form", WITH_ADDRESS)))
    return mail("a@example.cn", files={"表.xlsx": form}, text=text)


FAULTS["D033"] = lambda folder: of_collecting(folder, with_form(folder, text=LINK))


@fires("D032")
def _(folder: Path) -> list[Finding]:
    dated = with_form(folder).replace(b"02:30:00 +0000", b"10:30:00 CST")
    return of_collecting(folder, dated, 报送截止日期="2026-12-07")


@fires("F026")
def _(folder: Path) -> list[Finding]:
    files = {"a.eml": with_form(folder, text=LINK)}
    return of_files(workspace(folder / "w", WITH_ADDRESS), files)


@fires("I024")
def _(folder: Path) -> list[Finding]:
    assessment = loaded(workspace(folder / "form", WITH_ADDRESS))
    return of_collecting(folder, mail("x@example.com", files={"表.xlsx": returned(assessment)}))


class Lost(Mailbox):
    """A mailbox whose server goes away."""

    def __init__(self) -> None:
        self.name = "lost"

    def new(self, *_: object) -> list[int]:
        return [1, 2]

    def fetch(self, _: int) -> Fetched:
        raise UnreachableError("连接断开")

    def again(self) -> None:
        raise UnreachableError("连接断开")


class Unwilling(Mailbox):
    """A mailbox whose server does not give one message out."""

    def __init__(self) -> None:
        self.name = self.folder = "INBOX"

    def new(self, *_: object) -> list[int]:
        return [7]

    def fetch(self, _: int) -> Fetched | Withheld:
        return Withheld("（服务器说：NO）")

    def mark_as_read(self, _: int) -> Withheld:
        return Withheld()


@fires("D028")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    return list(collect_from_mailbox(loaded(place), place, Unwilling(), unwatched).findings)


class Unmarking(Unwilling):
    """A mailbox whose server marks no message."""

    def __init__(self, message: bytes) -> None:
        super().__init__()
        self._message = message

    def fetch(self, _: int) -> Fetched:
        return Fetched(self._message)


@fires("D036")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    unmarking = Unmarking(mail("a@example.cn", files={"表.xlsx": returned(loaded(place))}))
    return list(collect_from_mailbox(loaded(place), place, unmarking, unwatched).findings)


@fires("D024")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    return list(collect_from_mailbox(loaded(place), place, Lost(), unwatched).findings)


def of_reminding(place: Workspace) -> list[Finding]:
    """The findings of reminding in a workspace."""
    outcome = judge(loaded(place), handed_in(place).examined)
    return list(remind_branches(outcome, place, Order()).findings)


@fires("D025")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    for name, note in (("a", "一"), ("b", "二")):
        data = returned(loaded(place), {"备注": {"1-1.1": note}})
        (place.returned / f"{name}.xlsx").write_bytes(data)
    return of_reminding(place)


@fires("D026")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    form = Enclosure(loaded(place).roster.branches[0], None, "")
    claimed = claim(
        place.records, "2026", Parcel(Kind.REMINDER, "a@example.cn", (form,)).intent, "x"
    )
    assert claimed is not None
    conclude(place.records, claimed.number, State.SENT, "")
    return of_reminding(place)


@fires("D027")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, WITH_ADDRESS)
    data = returned(loaded(place), {"考评得分": {"1-1": 99}})
    (place.returned / "a.xlsx").write_bytes(data)
    return of_reminding(place)


# --- the rounds of a year -------------------------------------------------------------------------


def january(folder: Path, branches: Rows = BRANCHES, period: str = "1月", **more: Any) -> Workspace:
    """A round to which every branch has handed in."""
    place = workspace(folder / period, branches, 期次=period, **more)
    assessment = loaded(place)
    for branch in assessment.roster.branches:
        data = returned(assessment, branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(data)
    return place


def of_total(folder: Path, *rounds: Workspace, branches: Rows = BRANCHES) -> list[Finding]:
    """The findings of a year of those rounds."""
    year = workspace(folder / "全年", branches)
    return list(total(year, [each.root for each in rounds]).findings)


@fires("D063")
def _(folder: Path) -> list[Finding]:
    """More units than a notice has room for."""
    place = workspace(folder, [["01", "甲党总支"], ["02", "乙党总支"]])
    with patch("wuhao_batch.outputs.notice.notice.MOST_LISTED", 1):
        return publish_one(place, answered=2)


@fires("D034")
def _(folder: Path) -> list[Finding]:
    """More categories than the paper of the notice has room for."""
    rows = [
        row
        for number in range(1, 13)
        for row in (
            [f"第{number}类（8）", f"{number}-1", "项目", 8, "标准"],
            [None, None, "小计", 8],
        )
    ]
    counts: Rows = [COUNTS, ["1-1.1", "次数", "次", -1]]
    sheets = {"打分": [SCORES, *rows, [None, None, "合计", 96]], "数一数": counts}
    place = workspace(folder, BRANCHES, small_template(**sheets))
    return [found for found in publish_one(place) if found.code != "L105"]


@fires("D037")
def _(folder: Path) -> list[Finding]:
    place = january(folder)
    publish_run(place)
    publish_on(FIRST_DAY, place)
    changed: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place), changed))
    return of_total(folder, place)


@fires("D038")
def _(folder: Path) -> list[Finding]:
    february = january(folder, [["02", "乙党总支"]], "2月")
    both = [*BRANCHES, ["02", "乙党总支"]]
    return of_total(folder, january(folder, both), february, branches=both)


@fires("D039")
def _(folder: Path) -> list[Finding]:
    found = of_total(folder, january(folder, [["01", "另一个党总支"]]))
    return [each for each in found if each.code != "D003"]


@fires("D040")
def _(folder: Path) -> list[Finding]:
    return of_total(
        folder, january(folder), january(folder, period="2月", template=small_template())
    )


@fires("D062")
def of_grades_that_a_year_cannot_give(folder: Path) -> list[Finding]:
    grades: Rows = [[*GRADES], ["优秀", 40, None, 3], ["合格"]]
    drawn = small_template(等次=grades)
    rounds = january(folder, template=drawn)
    year = workspace(folder / "全年", BRANCHES, drawn)
    found = total(year, [rounds.root]).findings
    return [each for each in found if each.code != "L105"]


@fires("D044")
def _(folder: Path) -> list[Finding]:
    return of_total(folder, january(folder, [*BRANCHES, ["02", "乙党总支"]]))


# --- inspections ----------------------------------------------------------------------------------


def inspected(
    folder: Path, lists: Mapping[str, tuple[Any, ...]], evaluators: Rows = ()
) -> list[Finding]:
    """The findings of an inspection by one measure: evaluator → the counts, unit by unit."""
    sheets: dict[str, Rows] = {
        "评分表": [
            SCORES,
            ["卫生（8）", "1-1", "地面", 8, "按数量"],
            [None, None, "小计"],
            ["合计"],
        ],
        "计分明细": [COUNTS, ["1-1.1", "垃圾", "处", -1]],
    }
    template = small_template(打分=sheets["评分表"], 数一数=sheets["计分明细"])
    units = [["01", "101寝室"], ["02", "102寝室"]]
    place = workspace(folder, units, template, evaluators, 数量填报="考评组", 考评得分填在="复核表")
    planned = plan_panel(loaded(place), place, handed_in(place))
    for who, counts in lists.items():
        workbook = open_form(planned.plan.write[planned.workbooks[who]])
        for row, count in enumerate(counts, start=5):
            workbook["检查清单"].cell(row, 3).value = count
        workbook.save(place.panel / f"{who}.xlsx")
    found = handed_in(place)
    return list(found.findings)


@fires("L140")
def _(folder: Path) -> list[Finding]:
    return inspected(folder, {"甲": (1, 0), "乙": (2, 0)}, [["甲", "张老师"], ["乙", "李老师"]])


@fires("L141")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, 数量填报="考评组", 考评得分填在="复核表")
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    return list(handed_in(place).examined.findings)


@fires("L142")
def _(folder: Path) -> list[Finding]:
    return inspected(folder, {"考评组": (1,)})


# --- M ------------------------------------------------------------------------------------------


def of_meeting(
    folder: Path, scores: Rows = (), vetoes: Rows = (), branches: Rows = BRANCHES, **settings: Any
) -> list[Finding]:
    """The findings of a run after a meeting; one branch, which has all points and no veto."""
    place = workspace(folder, branches, **settings)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    decide(place, scores, vetoes)
    return [
        each for each in judged(loaded(place), handed_in(place)).findings if each.code != "D002"
    ]


FAULTS["M001"] = lambda folder: of_meeting(folder, [["01", "1-1", 6, 7]])
FAULTS["M002"] = lambda folder: of_meeting(
    folder, [["02", "1-1", 6, 7]], branches=[*BRANCHES, ["02", "乙党总支"]]
)
FAULTS["M003"] = lambda folder: of_meeting(folder, [["01", "1-1", 8, 7], ["01", "1-1", 8, 7]])
FAULTS["M004"] = lambda folder: of_meeting(folder, [["01", "1-1", 8, 7], ["01", "1-1", 8, 6]])
FAULTS["M005"] = lambda folder: of_meeting(folder, [["01", "9-9", 8, 7]])
FAULTS["M006"] = lambda folder: of_meeting(
    folder,
    [["01", "1-1", 8, 7]],
    branches=[[*BRANCHES[0], "", "1-1"]],
)
FAULTS["M007"] = lambda folder: of_meeting(
    folder,
    [["02", "1-1", 8, 7]],
    branches=[*BRANCHES, ["02", "乙党总支", "", "", "", "", "否"]],
)


def beside_decisions(
    folder: Path, data: bytes, name: str = "decisions.xlsx", branches: Rows = BRANCHES
) -> list[Finding]:
    """The findings on the decisions with that file among the inputs."""
    place = workspace(folder, branches)
    (folder / "input" / name).write_bytes(data)
    return list(load_meeting(loaded(place), place).findings)


def meeting_sheets(*scores: Sequence[object]) -> bytes:
    return book(会议决定=[list(row) for row in scores], 一票否决决定=[ON_VETOES])


DECIDED_ROW = ["01", "1-1", 8, 7, "核对台账", "学院党委会", "2026-12-16"]
FAULTS["M011"] = lambda folder: beside_decisions(
    folder, meeting_sheets(["另有一条"], ON_SCORES, DECIDED_ROW)
)
FAULTS["M012"] = lambda folder: beside_decisions(folder, meeting_sheets(DECIDED_ROW, ON_SCORES))
FAULTS["M013"] = lambda folder: beside_decisions(folder, meeting_sheets(), "decisions - 副本.xlsx")
FAULTS["M014"] = lambda folder: beside_decisions(
    folder, meeting_sheets(ON_SCORES, [*DECIDED_ROW[:-1], "2024-12-16"])
)


@fires("M015")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES, 落款日期="2027-01-05", 公示开始日期="2027-01-06")
    decide(place, [["01", "1-1", 8, 7]])
    publish_one(place)
    try:
        return list(publish_on(date(2026, 12, 15), place).findings)
    except NotYetError as refused:
        return list(refused.findings)


@fires("M008")
def _(folder: Path) -> list[Finding]:
    before = ["01", "1-1", 7, 6, "再议", "学院党委会", "2026-12-01"]
    return of_meeting(folder, [["01", "1-1", 8, 7], before])


@fires("M010")
def _(folder: Path) -> list[Finding]:
    month = january(folder)
    year = workspace(folder / "全年", BRANCHES)
    decide(year, [["01", "1-1", 8, 7]])
    return list(total(year, [month.root]).findings)


@fires("M009")
def _(folder: Path) -> list[Finding]:
    place = workspace(folder, BRANCHES)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    decide(place, [["01", "1-1", 6, 7]])
    return [each for each in publish_run(place) if each.code != "M001"]


# --- proof and archive ----------------------------------------------------------------------------


def that_was_run(folder: Path) -> Workspace:
    """A year of one branch, run."""

    def make(shelf: Path) -> None:
        place = workspace(shelf, BRANCHES)
        (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
        run(place)

    return made_once("that was run", folder, make)


def of_verifying(place: Workspace, *but: str) -> list[Finding]:
    """The findings of verifying, without those that follow from what was done to bring it about."""
    return [found for found in verify(place).findings if found.code not in but]


def verified_after(change: Callable[[Workspace], object], folder: Path) -> list[Finding]:
    """The findings of verifying a year in which somebody has changed something."""
    place = that_was_run(folder)
    change(place)
    return of_verifying(place)


CHANGED: dict[str, Callable[[Workspace], object]] = {
    "A001": lambda place: (place.output / "run.json").write_bytes(b"{}"),
    "A002": lambda place: flip(place.templates / "mail.txt.j2"),
    "A003": lambda place: (place.templates / "mail.txt.j2").unlink(),
    "A004": lambda place: (place.root / "input" / "note.txt").write_bytes(b"a"),
    "A005": lambda place: flip(place.output / "report.html"),
    "A006": lambda place: (place.output / "report.html").unlink(),
    "A010": lambda place: rewrite(place, program=replace(recorded(place).program, version="0")),
    "A012": lambda place: rewrite(place, since="2999-01-01T00:00:00+00:00"),
}
FAULTS |= {code: partial(verified_after, change) for code, change in CHANGED.items()}


@fires("A007")
def _(folder: Path) -> list[Finding]:
    place = that_was_run(folder)
    path = place.output / "report.html"
    flip(path)
    outputs = {**recorded(place).outputs, "output/report.html": digest(path.read_bytes())}
    rewrite(place, outputs=outputs)
    return of_verifying(place)


@fires("A008")
def _(folder: Path) -> list[Finding]:
    place = that_was_run(folder)
    row = {"sha256": "0" * 64, "branch": "01", "decided": "2026-01-01T00:00:00+00:00"}
    rewrite(place, decisions=Evidence({"assigned": (row,)}))
    return of_verifying(place)


@fires("A009")
def _(folder: Path) -> list[Finding]:
    place = that_was_run(folder)
    remember_act(place.records, Deed("remind --sent", "01", "催交", "2026", ACT))
    return of_verifying(place)


@fires("A011")
def _(folder: Path) -> list[Finding]:
    place = that_was_run(folder)
    rewrite(place, at="2999-01-01T00:00:00+00:00", since="")
    (place.templates / "mail.txt.j2").write_bytes(b"a")
    return list(run(place).findings)


@fires("A013")
def _(folder: Path) -> list[Finding]:
    place = that_was_run(folder)
    issue(place)
    (form,) = place.forms.glob("*.xlsx")
    flip(form)
    return of_verifying(place)


def of_archive(place: Workspace, changed: dict[str, bytes]) -> list[Finding]:
    """The findings of verifying an archive of which some entries were changed."""
    path = archive(place).path
    assert path is not None
    entries = parts_of(path.read_bytes()) | changed
    path.write_bytes(zipped(entries))
    return list(verify_archive(path).findings)


@fires("A014")
def _(folder: Path) -> list[Finding]:
    return of_archive(that_was_run(folder), {"说明.txt": b""})


@fires("A015")
def _(folder: Path) -> list[Finding]:
    return of_archive(that_was_run(folder), {"output/more.txt": b""})


@fires("A017")
def _(folder: Path) -> list[Finding]:
    place = that_was_published(folder)
    flip(place.output / "published/2026-01/notice.html")
    return of_verifying(place, "P003")


@fires("A018")
def _(folder: Path) -> list[Finding]:
    place = that_was_published(folder)
    flip(place.templates / "mail.txt.j2")
    run(place)
    shutil.rmtree(place.output / "published/inputs")
    return of_verifying(place)


def that_was_published(folder: Path) -> Workspace:
    """A year of one branch, published, and run again."""

    def make(shelf: Path) -> None:
        place = workspace(shelf, BRANCHES, 落款日期=SIGNED_ON)
        (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
        run(place)
        publish_on(POSTED, place)
        run(place)

    return made_once("that was published", folder, make)


@fires("A016")
def _(folder: Path) -> list[Finding]:
    place = that_was_run(folder)
    place.template.write_bytes(b"")
    return of_verifying(place, "A002", "L101", "F009")
