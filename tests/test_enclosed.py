"""Scans and papers: kept with the branch that they came with, never read, never guessed."""

import io
import struct
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from tests.support.acts import ACT
from tests.support.drawing import handed_in, loaded, small_template, workspace, zipped
from tests.support.faults import blank_form, returned
from tests.support.mailing import mail
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.cli.printing_status import status_json
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.assign import assign
from wuhao_batch.jobs.collect import collect_from_files
from wuhao_batch.mail.arriving import Collected
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.results.frames import result_tables
from wuhao_batch.outputs.results.tables import results_tables
from wuhao_batch.outputs.results.workbook import results_workbook
from wuhao_batch.outputs.status.progress import status_of
from wuhao_batch.outputs.status.workbook import status_workbook
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.limits import MAX_CARRIER, MAX_PAPERS
from wuhao_batch.reading.papers import PaperKind, is_ornament, paper_kind
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import unwatched

ROWS = [
    ["01", "甲党总支", "", "", "a@example.cn"],
    ["02", "乙党总支", "", "", "b@example.cn"],
    ["03", "大甲党总支", "", "", "c@example.cn"],
]
PDF = b"%PDF-1.7 a scan"
WORD = zipped({"[Content_Types].xml": b"", "word/document.xml": b"<w/>"})


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(40)


def jpeg(width: int, height: int) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 12) + b"Exif" + bytes(6)
    frame = b"\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width) + bytes(10)
    return b"\xff\xd8" + exif + frame


SCAN = jpeg(1654, 2339)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "w", ROWS, small_template())


def form(place: Workspace, number: int = 0) -> bytes:
    assessment = loaded(place)
    branch: Branch = assessment.roster.branches[number]
    return returned(assessment, branch=branch)


def put(place: Workspace, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = place.returned / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def outcome(place: Workspace) -> Outcome:
    return judge(loaded(place), handed_in(place).examined)


def kept(place: Workspace) -> dict[str, str | None]:
    """The last name of each file that is no form → the branch with which it is kept."""
    return {
        receipt.file.removeprefix("input/returned/"): receipt.owner
        for receipt in outcome(place).examined.receipts
        if receipt.state in (ReturnState.ENCLOSED, ReturnState.NOT_A_FORM)
    }


def codes(findings: Iterable[Finding]) -> list[str]:
    """The codes of what is told of files and of mails."""
    return [found.code for found in findings if found.code[0] in "FD"]


# --- whose it is ----------------------------------------------------------------------------------

KINDS = {
    "jpg": (SCAN, PaperKind.PICTURE), "png": (png(800, 900), PaperKind.PICTURE),
    "tif": (b"II*\0" + bytes(9), PaperKind.PICTURE), "bmp": (b"BM" + bytes(60), PaperKind.PICTURE),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(9), PaperKind.PICTURE), "pdf": (PDF, PaperKind.PDF),
    "ofd": (zipped({"OFD.xml": b"<o/>"}), PaperKind.OFD), "docx": (WORD, PaperKind.WORD),
    "rtf": (b"{\\rtf1 }", PaperKind.WORD),
    "odt": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), PaperKind.WORD),
}  # fmt: skip


def test_every_kind_of_paper_is_kept_and_none_is_an_error(place: Workspace) -> None:
    put(place, {"甲/表.xlsx": form(place)})
    put(place, {f"甲/盖章.{suffix}": data for suffix, (data, _) in KINDS.items()})
    found = outcome(place).examined
    kinds = {each.file.rpartition(".")[2]: each.paper for each in found.enclosed("01")}
    assert kinds == {suffix: kind for suffix, (_, kind) in KINDS.items()}
    assert codes(found.findings) == ["F034"]
    assert list(found.accepted) == ["01"]


@pytest.mark.parametrize("data", [b"MZ", b"\0\0\0\x18ftypisom", b"Rar!", b"a,b", b""])
def test_other_files_are_no_papers(data: bytes) -> None:
    told = read_book(data)
    assert isinstance(told, Refusal)
    assert paper_kind(told) is None


def test_a_scan_lies_with_the_only_form_of_its_folder_or_of_the_one_above(
    place: Workspace,
) -> None:
    put(place, {"12月/甲/表.xlsx": form(place), "12月/甲/a.jpg": SCAN, "12月/甲/扫描/b.pdf": PDF})
    assert kept(place) == {"12月/甲/a.jpg": "01", "12月/甲/扫描/b.pdf": "01"}


def test_the_folder_of_everybody_is_no_clue(place: Workspace) -> None:
    put(place, {"表.xlsx": form(place), "a.jpg": SCAN, "扫描/b.jpg": SCAN})
    assert kept(place) == {"a.jpg": None, "扫描/b.jpg": None}
    assert codes(outcome(place).examined.findings) == ["F004"] * 2


def test_a_folder_or_archive_with_the_forms_of_two_needs_a_name(place: Workspace) -> None:
    both = {"1.xlsx": form(place), "2.xlsx": form(place, 1), "a.pdf": PDF, "乙党总支.pdf": PDF}
    put(place, {f"两个/{name}": data for name, data in both.items()})
    put(place, {"包.zip": zipped(both | {"02_盖章.jpg": SCAN})})
    assert kept(place) == {
        "两个/a.pdf": None,
        "两个/乙党总支.pdf": "02",
        "包.zip › a.pdf": None,
        "包.zip › 乙党总支.pdf": "02",
        "包.zip › 02_盖章.jpg": "02",
    }


def test_in_an_archive_the_nearest_folder_with_forms_decides(place: Workspace) -> None:
    data = zipped(
        {
            "甲/表/1.xlsx": form(place), "甲/扫描/1.jpg": SCAN,
            "乙/2.xlsx": form(place, 1), "乙/2.docx": WORD, "总.pdf": PDF,
        }
    )  # fmt: skip
    put(place, {"都在.zip": data})
    assert kept(place) == {
        "都在.zip › 甲/扫描/1.jpg": "01",
        "都在.zip › 乙/2.docx": "02",
        "都在.zip › 总.pdf": None,
    }


NAMES = {
    "甲党总支盖章.pdf": "01", "（终稿）乙党总支 扫描件.jpg": "02", "大甲党总支.pdf": "03",
    "甲党总支和乙党总支.pdf": None, "大甲党总支、甲党总支.pdf": None, "丙党总支.pdf": None,
    "甲 党总支/1.jpg": "01", "01_盖章.pdf": "01", "01盖章.jpg": "01", "01.pdf": "01",
    "编号02.jpg": "02", "02 扫描.pdf": "02",
    "01.jpg": None, "0123.pdf": None, "01月.pdf": None, "02-07盖章.pdf": None, "1.pdf": None,
    "盖章01.pdf": None, "01年度/a.pdf": None, "01_甲/02_乙.pdf": None, "甲党总支/02_a.pdf": "01",
    "甲党总支/乙党总支.pdf": None, "01_a/甲党总支.pdf": "01",
}  # fmt: skip


def test_a_name_tells_the_branch_where_it_holds_one_whole_name_or_begins_with_its_code(
    place: Workspace,
) -> None:
    put(place, dict.fromkeys(NAMES, PDF))
    assert kept(place) == NAMES


def test_an_archive_named_after_a_branch_holds_its_papers(place: Workspace) -> None:
    put(place, {"乙党总支.zip": zipped({"1.jpg": SCAN, "说明.docx": WORD})})
    assert set(kept(place).values()) == {"02"}


MAILS: dict[str, tuple[str, list[int], str, str | None]] = {
    "from the branch": ("a@example.cn", [], "a.jpg", "01"),
    "from a stranger": ("x@y.cn", [], "a.jpg", None),
    "from a stranger, with its form": ("x@y.cn", [0], "a.jpg", "01"),
    "from the branch, with its form": ("a@example.cn", [0], "a.jpg", "01"),
    "from one branch with another's form": ("a@example.cn", [1], "a.jpg", None),
    "from one branch with another's form and name": ("a@example.cn", [1], "乙党总支.jpg", "02"),
    "with two forms": ("a@example.cn", [0, 1], "a.jpg", None),
    "with two forms and a name": ("a@example.cn", [0, 1], "乙党总支.jpg", "02"),
    "with another branch's name": ("a@example.cn", [0], "乙党总支.jpg", None),
    "numbered by page": ("a@example.cn", [], "02.jpg", "01"),
}


def mails(place: Workspace) -> dict[str, bytes]:
    """Those mails, each with a scan of its own, by what they are."""
    return {
        kind: mail(
            sender,
            files={f"{number}.xlsx": form(place, number) for number in forms}
            | {name: SCAN + kind.encode()},
        )
        for kind, (sender, forms, name, _) in MAILS.items()
    }


def test_a_mail_gives_its_papers_to_the_one_branch_that_it_is_about(place: Workspace) -> None:
    put(place, {f"{kind}.eml": data for kind, data in mails(place).items()})
    found = {file.partition(".eml")[0]: branch for file, branch in kept(place).items()}
    assert found == {kind: branch for kind, (*_, branch) in MAILS.items()}


def test_a_mail_that_was_taken_in_does_so_as_well(place: Workspace, tmp_path: Path) -> None:
    found: dict[str, str] = {}
    for kind, data in mails(place).items():
        arrivals = collect(place, tmp_path, data).arrivals
        found |= {file: kind for arrival in arrivals for file in arrival.files}
    told = {found[f"input/returned/{file}"]: branch for file, branch in kept(place).items()}
    expected = {kind: branch for kind, (*_, branch) in MAILS.items()}
    del expected["from a stranger"]
    assert told == expected


def test_an_address_of_several_branches_is_that_of_the_one_whose_form_comes(
    tmp_path: Path,
) -> None:
    shared = [[*row[:4], "a@example.cn"] for row in ROWS]
    place = workspace(tmp_path, shared, small_template())
    put(place, {"a.eml": mail("a@example.cn", files={"表.xlsx": form(place), "a.pdf": PDF})})
    put(place, {"b.eml": mail("a@example.cn", files={"b.pdf": PDF + b"2"})})
    assert kept(place) == {"a.eml › a.pdf": "01", "b.eml › b.pdf": None}


# --- taking in ------------------------------------------------------------------------------------


def collect(place: Workspace, folder: Path, *mails: bytes) -> Collected:
    source = folder / "in"
    source.mkdir(exist_ok=True)
    for number, data in enumerate(mails):
        (source / f"{number}.eml").write_bytes(data)
    return collect_from_files(loaded(place), place, [source], unwatched)


def test_a_mail_with_nothing_but_papers_is_kept_and_told(place: Workspace, tmp_path: Path) -> None:
    packed = zipped({"1.jpg": SCAN, "2.jpg": SCAN})
    files = {"盖章.pdf": PDF, "表.docx": WORD, "照片.zip": packed, "表.rar": b"Rar!"}
    done = collect(place, tmp_path, mail("a@example.cn", files=files))
    assert codes(done.findings) == ["D045", "D047"]
    assert "扫描件、Word 件（盖章.pdf、表.docx、照片.zip）" in done.findings[0].message
    assert "表.rar" in done.findings[1].message
    (arrival,) = done.arrivals
    assert [Path(file).name for file in arrival.files] == ["盖章.pdf", "表.docx", "照片.zip"]
    moved = place.returned / "别处.pdf"
    (place.root / arrival.files[0]).rename(moved)
    assert set(kept(place).values()) == {"01"}
    (papers, *_) = (each for each in outcome(place).examined.enclosed("01"))
    assert papers.saved is not None
    assert collect(place, tmp_path).arrivals == ()


def test_of_one_mail_so_many_papers_are_kept(place: Workspace, tmp_path: Path) -> None:
    files = {f"{number}.pdf": PDF for number in range(MAX_PAPERS + 1)}
    done = collect(place, tmp_path, mail("a@example.cn", files=files))
    assert len(done.arrivals[0].files) == MAX_PAPERS
    assert codes(done.findings) == ["D045", "D047"]


def with_pictures(*pictures: tuple[bytes, str], files: dict[str, bytes]) -> bytes:
    """A mail whose text shows pictures by their numbers."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"], message["Message-ID"] = "a@example.cn", "表", "<i@x>"
    message.set_content("请查收。")
    shown = "".join(f'<img src="cid:{number}">' for _, number in pictures)
    message.add_alternative(f"<p>请查收</p>{shown}", subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    for data, number in pictures:
        html.add_related(data, "image", "png", cid=f"<{number}>", filename=f"{number}.png")  # type: ignore[union-attr]
    for name, data in files.items():
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()


def test_logos_and_pictures_in_the_text_are_no_papers(place: Workspace, tmp_path: Path) -> None:
    logo, pasted = (png(200, 60), "logo"), (png(900, 1200), "pasted")
    data = with_pictures(logo, pasted, files={"表.xlsx": form(place), "小.png": png(64, 64)})
    done = collect(place, tmp_path, data)
    assert [Path(file).name for file in done.arrivals[0].files] == ["表.xlsx"]
    assert codes(done.findings) == ["D047"]
    assert "里还有pasted.png，" in done.findings[0].message
    put(place, {"直接.eml": data})
    assert set(kept(place).values()) == {None}


def test_a_mail_with_nothing_but_a_signature_is_told_as_before(
    place: Workspace, tmp_path: Path
) -> None:
    done = collect(place, tmp_path, with_pictures((png(200, 60), "logo"), files={}))
    assert codes(done.findings) == ["D021"]
    assert kept(place) == {}


def test_a_telephones_picture_is_attached_though_it_has_a_number(
    place: Workspace, tmp_path: Path
) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Message-ID"] = "a@example.cn", "<t@x>"
    message.set_content("盖章件")
    message.add_attachment(SCAN, "image", "jpeg", cid="<1>", filename="IMG_1.jpg")
    assert codes(collect(place, tmp_path, message.as_bytes()).findings) == ["D045"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(1, 1), True), (png(299, 299), True), (png(1200, 60), True), (png(1240, 1754), False),
        (jpeg(150, 150), True), (SCAN, False), (b"GIF89a" + struct.pack("<HH", 9, 9), True),
        (b"BM" + bytes(16) + struct.pack("<ii", 2000, -3000), False), (b"\x89PNG", False),
        (b"\xff\xd8\xff", False), (b"\xff\xd8" + b"\xff\xe1\0\0" * 9000, False), (PDF, False),
    ],
)  # fmt: skip
def test_a_picture_too_small_for_a_page_is_an_ornament(data: bytes, expected: bool) -> None:
    assert is_ornament(data) is expected


def test_a_scan_too_large_to_be_read_is_a_scan_all_the_same(place: Workspace) -> None:
    put(place, {"甲党总支.pdf": b"%PDF-1.7" + bytes(MAX_CARRIER)})
    assert kept(place) == {"甲党总支.pdf": "01"}


# --- what is told ---------------------------------------------------------------------------------


def test_a_branch_of_which_only_papers_came_is_told_so_everywhere(place: Workspace) -> None:
    put(place, {"甲党总支.jpg": SCAN, "甲党总支.docx": WORD, "乙.xlsx": form(place, 1)})
    found = outcome(place)
    assert found.examined.only_papers("01") == "扫描件、Word 件"
    assert found.examined.only_papers("02") == found.examined.only_papers("03") == ""
    told = {each.branch: each.code for each in found.on_the_whole if each.code[0] == "D"}
    assert told == {"01": "D046", "03": "D002"}
    rows = result_tables(found, found.findings)["回收情况"]
    assert rows[["编号", "状态"]].values.tolist() == [
        ["01", "未交（只收到扫描件、Word 件）"], ["01", "附件"], ["01", "附件"],
        ["02", "已采用"], ["03", "未交"],
    ]  # fmt: skip
    first = status_json(status_of(found, place))["branches"][0]
    assert (first["status"], first["returned"], first["only"]) == (
        "missing", None, "扫描件、Word 件",
    )  # fmt: skip
    assert [each["kind"] for each in first["enclosed"]] == ["word", "picture"]


def test_papers_beside_a_form_are_rows_below_it_with_links(place: Workspace) -> None:
    name = "甲 100%#（盖章）.pdf"
    put(place, {f"甲/{name}": PDF, "甲/表.xlsx": form(place)})
    found = outcome(place)
    tables = results_tables(found, found.findings)
    data = results_workbook(found.assessment, tables, found.method)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["回收情况"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)]
    assert rows[0][:6] == ["编号", "党总支", "状态", "文件", "SHA-256", "回收时间"]
    assert [row[2] for row in rows[1:]] == ["已采用", "附件"]
    link = sheet["D3"].hyperlink
    assert unquote(link.target) == f"../input/returned/甲/{name}"
    assert not set(link.target) & set(" %#") - {"%"}
    assert link.location is None
    status = openpyxl.load_workbook(io.BytesIO(status_workbook(status_of(found, place))))
    assert [cell.value for cell in status["附件"][2]][:3] == ["01", "甲党总支", "PDF"]
    assert status["附件"]["D2"].hyperlink.target == link.target


def test_a_blank_form_beside_a_scan_stays_told_as_blank(place: Workspace) -> None:
    assessment = loaded(place)
    blank = blank_form(assessment, assessment.roster.branches[0])
    put(place, {"甲/表.xlsx": blank, "甲/a.jpg": SCAN})
    found = outcome(place)
    assert sorted(codes(found.examined.findings)) == ["D001", "F034"]
    assert found.examined.only_papers("01") == ""


# --- assigning ------------------------------------------------------------------------------------


def test_a_paper_is_assigned_to_a_branch(place: Workspace) -> None:
    put(place, {"a.jpg": SCAN, "甲党总支.pdf": PDF, "b.docx": WORD})
    assign(place, "input/returned/a.jpg", "2", act=ACT)
    assign(place, "input/returned/甲党总支.pdf", "03", act=ACT)
    assign(place, "input/returned/b.docx", "01", act=ACT)
    assert kept(place) == {"a.jpg": "02", "甲党总支.pdf": "03", "b.docx": "01"}


def test_what_is_neither_a_form_nor_a_paper_is_not_assigned(place: Workspace) -> None:
    put(place, {"a.rar": b"Rar!"})
    with pytest.raises(ImpossibleError):
        assign(place, "input/returned/a.rar", "01", act=ACT)
