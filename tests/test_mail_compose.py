"""Mails as they are composed: who gets what, read back by other programs; nothing injected."""

import json
import re
import subprocess
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from tests.support.commands import snapshot
from tests.support.drawing import loaded, small_template, workspace
from tests.support.resaving import NODE
from wuhao_batch.assessment.loading import load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.jobs.send import send_forms
from wuhao_batch.mail.dispatch import Dispatched, Order
from wuhao_batch.mail.letters import Letter, mail_facts
from wuhao_batch.mail.message import to_bytes
from wuhao_batch.mail.parcels import Attachment, Enclosure, Parcel
from wuhao_batch.reading.mail import attachments as read_attachments
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.plain_text import without_controls

AWKWARD = [
    ["01", "马克思主义学院（思政部）第一党总支，含离退休教职工直属党支部、继续教育学院联合党支部",
     "", "", "a.b-c+d@mail.example.edu.cn"],
    ["02", "镕基\"引号\"；<b>党总支</b>😀", "", "", "b@example.cn"],
    ["03", "Party Branch, Office", "", "", "c@example.cn"],
    ["04", "龘䶮𠮷党总支", "", "", "D@Example.cn"],
    ["05", "同一邮箱党总支", "", "", "d@example.cn"],
]  # fmt: skip
SENDER = {"发件人": "中共示例学院委员会，“五好”办公室", "发件邮箱": "office@example.cn"}


def composed(place: Workspace, *only: str) -> Dispatched:
    return send_forms(loaded(place), place, Order(only))


def mails(place: Workspace) -> list[Path]:
    return sorted(place.mail.glob("*.eml"))


# --- who gets what ------------------------------------------------------------------------------


def test_one_mail_for_each_address_with_the_forms_of_its_branches(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD, small_template(), **SENDER)
    done = composed(place)
    assert [mail.letter.parcel.codes for mail in done.mails] == [
        ("01",), ("02",), ("03",), ("04", "05"),
    ]  # fmt: skip
    assert [mail.fate for mail in done.mails] == ["composed"] * 4
    assert sorted(place.root / str(mail.file) for mail in done.mails) == mails(place)


def test_branches_without_a_valid_address_are_told(tmp_path: Path) -> None:
    rows = [["01", "甲"], ["02", "乙", "", "", "b@"], ["03", "丙", "", "", "c@x.cn", "", "否"]]
    place = workspace(tmp_path, rows, small_template())
    done = composed(place)
    assert [(found.code, found.branch) for found in done.findings] == [
        ("D013", "01"),
        ("D013", "02"),
    ]
    assert done.mails == ()


def test_the_same_input_gives_the_same_bytes_and_stale_mails_are_taken_away(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD, small_template(), **SENDER)
    composed(place)
    first = snapshot(place.mail)
    foreign = place.mail / "别人的.eml"
    foreign.write_bytes(b"From: x@y.cn\r\n\r\n")
    composed(place)
    assert snapshot(place.mail) == first | {foreign.name: foreign.read_bytes()}
    fewer = workspace(tmp_path, AWKWARD[:1], small_template(), **SENDER)
    composed(fewer)
    assert [path.name[:2] for path in mails(fewer)] == ["01", "别人"]
    composed(workspace(tmp_path, AWKWARD, small_template(), **SENDER), "03")
    assert [path.name[:2] for path in mails(place)] == ["01", "03", "别人"]


# --- how it is read -----------------------------------------------------------------------------


@pytest.mark.program("node")
@pytest.mark.usefixtures("node_modules")
def test_an_independent_parser_reads_back_what_was_written(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD, small_template(), 报送截止日期="2026-12-21", **SENDER)
    done = composed(place)
    files = [place.root / str(mail.file) for mail in done.mails]
    for mail, read in zip(done.mails, parsed(*files), strict=True):
        letter = mail.letter
        names = "、".join(each.to.name for each in letter.parcel.enclosures)
        assert read["subject"] == letter.subject
        assert names in read["subject"]
        assert read["from"] == [{"address": "office@example.cn", "name": SENDER["发件人"]}]
        assert [each["address"] for each in read["to"]] == [letter.parcel.address]
        assert (read["cc"], read["bcc"]) == ([], [])
        assert "2026年12月21日" in read["text"]
        assert names in read["text"]
        assert [each["name"] for each in read["attachments"]] == [
            each.name for each in letter.parcel.attached
        ]
        for each, file in zip(read["attachments"], letter.parcel.attached, strict=True):
            assert each["sha256"] == digest((place.forms / file.name).read_bytes())
            assert each["type"].endswith("spreadsheetml.sheet")


def parsed(*files: Path) -> list[dict[str, Any]]:
    """What Node's mailparser reads."""
    done = subprocess.run(
        ["node", NODE / "parse_mail.mjs", *files],
        capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_names_of_attachments_are_never_given_in_pieces(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD, small_template(), **SENDER)
    composed(place)
    for path in mails(place):
        data = path.read_bytes()
        head = data.partition(b"\r\n\r\n")[0]
        assert all(len(line) <= 78 for line in head.split(b"\r\n"))
        assert max(map(len, data.split(b"\r\n"))) <= 998
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert data.isascii()
        assert b"*0*=" not in data
        message = message_from_bytes(data, policy=default)
        parts = [part for part in message.walk() if part.get_filename()]
        assert [member.name for member in read_attachments(data)] == [
            str(part.get_filename()) for part in parts
        ]
        for name in (str(part.get_filename()) for part in parts):
            assert (place.forms / name).is_file()


def test_a_draft_is_marked_and_has_no_date_and_a_sent_mail_the_other_way_round() -> None:
    letter = letter_for("甲党总支", "主题", "甲.xlsx")
    draft = message_from_bytes(to_bytes(letter, Settings(year="2026"), "<a@b>"))
    assert (draft["X-Unsent"], draft["Date"], draft["From"]) == ("1", None, None)


# --- nothing can be injected ----------------------------------------------------------------------

ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from("\r\n\x00\x0b\x0c\x85\u2028\u2029\t,;:<>@\"\\=?()[]%'*/\u202e\ud800"),
        st.characters(),
    ),
    max_size=60,
)


def letter_for(name: str, subject: str, file: str) -> Letter:
    branch = Branch("01", name, email="a@example.cn")
    form = Enclosure(branch, Attachment(file, lambda: b"data"), "0")
    parcel = Parcel(Kind.FORM, "a@example.cn", (form,))
    return Letter(parcel, subject, f"{name}：\n正文", f"<p>{name}</p>")


def one_line(text: str) -> str:
    """As a header shows a text: no control signs, blanks drawn together."""
    return " ".join(without_controls(text).split())


@given(sender=ANY_TEXT, subject=ANY_TEXT, file=ANY_TEXT, name=ANY_TEXT)
@trials(max_examples=400)
def test_no_text_becomes_a_header_an_address_or_a_part(
    sender: str, subject: str, file: str, name: str
) -> None:
    settings = Settings(year="2026", sender=sender, sender_email="office@example.cn")
    data = to_bytes(letter_for(name, subject, file), settings, "<wuhao-1@example.cn>")
    head = data.partition(b"\r\n\r\n")[0]
    fields = re.findall(rb"(?m)^([!-9;-~]+):", head)
    assert fields == [
        b"From", b"To", b"Subject", b"Message-ID", b"X-Wuhao", b"X-Unsent", b"MIME-Version",
        b"Content-Type",
    ]  # fmt: skip
    message = message_from_bytes(data, policy=default)
    assert [each.addr_spec for each in message["From"].addresses] == ["office@example.cn"]
    assert [each.addr_spec for each in message["To"].addresses] == ["a@example.cn"]
    assert message["Subject"] == one_line(subject)
    raw = message_from_bytes(data, policy=compat32)  # the newer parser puts blanks into names
    name = parseaddr("".join(str(raw["From"]).splitlines()))[0]
    assert str(make_header(decode_header(name))) == one_line(sender)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
    assert len(kinds) == 5
    (attached,) = read_attachments(data)
    assert attached.read() == b"data"


@pytest.mark.parametrize("key", ["发件邮箱", "监督邮箱"])
@pytest.mark.parametrize(
    "address",
    [
        "a@x.cn, b@y.cn",
        "a@x.cn\nBcc: b@y.cn",
        "甲@x.cn",
        "a@x.cn>",
        "-oQ@x.cn",
        "a@[127.0.0.1]",
        "a b@x.cn",
    ],
)
def test_an_address_that_is_more_than_one_is_none(tmp_path: Path, key: str, address: str) -> None:
    place = workspace(tmp_path, [["01", "甲", "", "", address]], small_template())
    assert not loaded(place).roster.branches[0].address
    assessment, findings = load(workspace(tmp_path, AWKWARD, small_template(), **{key: address}))
    assert assessment is None
    assert "V103" in [found.code for found in findings]


def test_a_name_cannot_write_into_the_page(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD[1:2], small_template(), **SENDER)
    composed(place)
    message = message_from_bytes(mails(place)[0].read_bytes(), policy=default)
    text, page = (str(part.get_content()) for part in list(message.walk())[2:4])
    assert "&lt;b&gt;党总支" in page
    assert "<b>" not in page
    assert "<b>党总支</b>" in text


@pytest.mark.parametrize(
    "host", ["https://smtp.x.cn", "smtp.x.cn:465", "smtp.x.cn：465", "smtp x.cn", "a@smtp.x.cn"]
)
@pytest.mark.parametrize("key", ["SMTP服务器", "IMAP服务器"])
def test_a_server_is_named_without_the_rest_of_an_address(
    tmp_path: Path, key: str, host: str
) -> None:
    _, findings = load(workspace(tmp_path, AWKWARD, small_template(), **{key: host}))
    (told,) = [found for found in findings if found.code == "V103"]
    assert "不带“https://”和端口" in told.message


def test_what_the_settings_leave_blank_and_a_mail_should_say_is_told(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD, small_template(), 学院名称="")
    (told,) = [found for found in composed(place).findings if found.code == "D012"]
    assert "邮件里缺报送截止日期、联系人、落款单位" in told.message
    full = {"报送截止日期": "2026-12-21", "联系电话": "0531-1", "发件人": "党委办公室"}
    place = workspace(tmp_path, AWKWARD, small_template(), 学院名称="", **full)
    assert "D012" not in [found.code for found in composed(place).findings]


def test_a_letter_names_its_branch_once_and_only_where_a_mail_has_several(
    three: Workspace,
) -> None:
    """Letters that name it themselves, of 退回 and 催评, stand as they are."""
    assessment = loaded(three)
    one, other = assessment.roster.branches[:2]
    came, own = (
        "　　收到了下面的内容。\n　　“甲党总支.xlsx”：打不开",
        f"{other.name}：\n　　有1个问题",
    )

    def letters(*told: tuple[Branch, str]) -> tuple[str, ...]:
        enclosures = tuple(Enclosure(to, None, "0", letter) for to, letter in told)
        parcel = Parcel(Kind.REMINDER, "a@example.cn", enclosures)
        return mail_facts(parcel, assessment.settings).letters

    assert letters((one, came)) == (came,)
    assert letters((one, ""), (other, "")) == ()
    assert letters((one, came), (other, own)) == (
        came.replace("　　收到", "　　甲党总支：收到"),
        own,
    )


# --- the office's own words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "code", "words"),
    [
        ("mail.txt.j2", "{{ mail.names }}\n没有主题", "L113", "第一行要是主题"),
        ("mail.txt.j2", "主题：\n{{ mail.names }}", "L113", "第一行要是主题"),
        ("mail.txt.j2", "主题：表\n没有名称", "L114", "甲党总支"),
        ("mail.txt.j2", "主题：表\n{{ mail.names }}{{ mail.nope }}", "L113", "nope"),
        ("mail.txt.j2", "主题：表\n{{ mail.names }}{mail.year}", "L113", "花括号"),
        ("mail.txt.j2", "主题：表\n{{ mail.names }}{党总支}", "L113", "花括号"),
        ("mail.txt.j2", "主题：表\n{{ mail.names }}{report.title}", "L113", "花括号"),
        ("mail.html.j2", "<p>空</p>", "L114", "甲党总支"),
    ],
)
def test_a_mistake_in_a_template_is_told_once_and_nothing_is_composed(
    three: Workspace, name: str, text: str, code: str, words: str
) -> None:
    book = [["01", "甲党总支", "", "", "a@x.cn"], ["02", "甲党总支二", "", "", "b@x.cn"]]
    place = workspace(three.root, book, small_template())
    (place.templates / name).write_text(text, "utf-8")
    done = composed(place)
    found = [each for each in done.findings if each.code == code]
    assert words in found[0].message
    assert len(found) == (2 if code == "L114" else 1)
    assert done.mails == ()
    assert mails(place) == []


def test_the_subject_may_be_marked_with_either_colon(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD[2:3], small_template())
    text = "{# 说明 #}\n\n主题: 表：新\n\n{{ mail.names }}\n"
    (place.templates / "mail.txt.j2").write_text(text, "utf-8")
    assert composed(place).mails[0].letter.subject == "表：新"


def test_texts_of_an_office_stand_in_both_forms_of_the_mail(tmp_path: Path) -> None:
    place = workspace(tmp_path, AWKWARD[2:3], small_template(), 联系人="李老师", 联系电话="0531-1")
    (place.templates / "mail.txt.j2").write_text(
        "主题：  报表\t通知 \n\n{{ mail.names }}：\n　　请找{{ mail.ask }}。1 < 2\n", "utf-8"
    )
    (mail,) = composed(place).mails
    assert mail.letter.subject == "报表 通知"
    assert mail.letter.text == "Party Branch, Office：\n　　请找李老师，0531-1。1 < 2\n"
    assert "　　请找李老师，0531-1。1 &lt; 2</p>" in mail.letter.page
