"""Taking in what was sent: each thing once, what it is, who sent it, nothing passed over."""

import base64
import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.drawing import book, loaded, small_template, workspace, zipped
from tests.support.faults import returned
from tests.support.mail_servers import (
    SECRET,
    USER,
    Mailboxes,
    begin,
    dovecot,
    environment,
    finish,
)
from tests.support.mailing import MOMENT, bounce, mail
from wuhao_batch.assessment.identity import PANEL, Identity
from wuhao_batch.assessment.period import Period
from wuhao_batch.jobs.collect import collect_from_files
from wuhao_batch.jobs.handing_in import files_of, read_returns
from wuhao_batch.mail.arriving import Collected
from wuhao_batch.reading.papers import PaperKind
from wuhao_batch.records.received import Verdict, load_journal
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import unwatched

ROWS = [["01", "甲党总支", "", "", "a@example.cn"], ["02", "乙党总支", "", "", "B@example.cn"]]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "w", ROWS, small_template())


@pytest.fixture
def form(place: Workspace) -> bytes:
    """The first branch's, filled in."""
    return returned(loaded(place))


def laid(folder: Path, **files: bytes) -> Path:
    """A folder with those files; a name's first _ stands for its dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name.replace("_", ".", 1)).write_bytes(data)
    return folder


def collected(place: Workspace, *sources: Path) -> Collected:
    return collect_from_files(loaded(place), place, sources, unwatched)


def codes(done: Collected) -> list[str]:
    return [found.code for found in done.findings]


def verdicts(place: Workspace) -> list[Verdict]:
    return [arrival.verdict for arrival in load_journal(place.records).arrivals]


# --- what is taken in -----------------------------------------------------------------------------


def test_attachments_become_files_with_who_sent_them_when(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    files = {"甲党总支.xlsx": form, "盖章.pdf": b"%PDF-1.7", "盖章.PDF": b"%PDF-1.4"}
    done = collected(place, laid(tmp_path / "in", x_eml=mail("a@example.cn", files=files)))
    (arrival,) = done.arrivals
    folder = place.root / Path(arrival.files[0]).parent
    assert folder.name.startswith("2026-12-07_a@example.cn_")
    assert sorted(snapshot(folder).items()) == [
        ("甲党总支.xlsx", form), ("盖章.pdf", b"%PDF-1.7"), ("盖章（2）.pdf", b"%PDF-1.4"),
    ]  # fmt: skip
    assert (arrival.sender, arrival.subject) == ("a@example.cn", "评分表")
    assert arrival.sent == MOMENT.replace(tzinfo=None)
    found = read_returns(loaded(place), place, files_of(place))
    assert [each.code for each in found.findings if each.code[0] == "F"] == ["F034"]
    receipt, *papers = (each for each in found.examined.receipts if each.owner == "01")
    assert [each.state for each in papers] == [ReturnState.ENCLOSED] * 2
    assert receipt.saved == datetime(2026, 12, 7, 10, 30)


@pytest.mark.parametrize("panel", [True, False])
def test_what_says_itself_whose_it_is_goes_there_and_the_rest_as_it_was_said(
    place: Workspace, form: bytes, tmp_path: Path, panel: bool
) -> None:
    own = str(Identity(Period("2026"), "P1", "0" * 8, PANEL))
    of_panel, nobodys = book(表=[["识别码", own]]), book(表=[["谁的", 1]])
    letter = mail("somebody@example.org", files={"打分.xlsx": of_panel + b"!"})
    parts = {"form_xlsx": form, "P1_xlsx": of_panel, "nobodys_xlsx": nobodys, "x_eml": letter}
    source = laid(tmp_path / "in", **parts)
    done = collect_from_files(loaded(place), place, [source], unwatched, panel=panel)
    assert (len(done.files), done.of_panel) == (4, 3 if panel else 2)
    returned_names = {path.name for path in place.returned.rglob("*.xlsx")}
    assert returned_names == ({"form.xlsx"} if panel else {"form.xlsx", "nobodys.xlsx"})


def test_a_scan_alone_is_kept_with_what_it_is(place: Workspace, tmp_path: Path) -> None:
    source = laid(tmp_path / "in", 盖章_pdf=b"%PDF-1.7 scan", page_html=b"<html></html>")
    done = collected(place, source)
    assert done.files == ("input/returned/盖章.pdf",)
    assert [each.note for each in done.arrivals] == ["只有扫描件"]
    assert [each.code for each in done.findings] == ["F010", "F004"]
    (receipt,) = read_returns(loaded(place), place, files_of(place)).examined.receipts
    assert (receipt.paper, receipt.owner) == (PaperKind.PDF, None)


def test_everything_is_taken_in_once(place: Workspace, form: bytes, tmp_path: Path) -> None:
    one = mail("a@example.cn", files={"表.xlsx": form})
    source = laid(tmp_path / "in", a_eml=one, b_eml=one, c_xlsx=form, d_xlsx=form)
    first = collected(place, source)
    assert (len(first.arrivals), len(first.known)) == (2, 2)
    before = snapshot(place.returned)
    second = collected(place, source)
    assert (second.arrivals, len(second.known)) == ((), 4)
    assert snapshot(place.returned) == before


def test_the_same_number_with_other_content_is_another_mail(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    other = returned(loaded(place), {"备注": {"a1.1": "改过"}})
    source = laid(
        tmp_path / "in",
        a_eml=mail("a@example.cn", files={"表.xlsx": form}),
        b_eml=mail("a@example.cn", files={"表.xlsx": other}),
    )
    assert len(collected(place, source).arrivals) == 2
    assert len(snapshot(place.returned)) == 2


def test_what_was_deleted_on_purpose_does_not_come_back(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    source = laid(tmp_path / "in", a_eml=mail("a@example.cn", files={"表.xlsx": form}))
    (arrival,) = collected(place, source).arrivals
    (place.root / arrival.files[0]).unlink()
    assert collected(place, source).arrivals == ()
    assert snapshot(place.returned) == {}


def test_files_from_any_folder_keep_their_names_and_their_folders(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    other = returned(loaded(place), {"备注": {"a1.1": "改过"}})
    packed = zipped({"里面.xlsx": form, "说明.txt": b"x"})
    laid(tmp_path / "in" / "12月7日", 表_xlsx=form, 包_zip=packed)
    collected(place, tmp_path / "in")
    laid(tmp_path / "again" / "12月7日", 表_xlsx=other)
    collected(place, tmp_path / "again")
    names = sorted(snapshot(place.returned))
    assert names[:2] == ["12月7日/包.zip", "12月7日/表.xlsx"]
    assert names[2].startswith("12月7日/表_")
    assert (place.returned / "12月7日/表.xlsx").read_bytes() == form
    assert (place.returned / names[2]).read_bytes() == other


def test_what_is_no_workbook_stays_where_it_is_and_is_told(
    place: Workspace, tmp_path: Path
) -> None:
    source = laid(tmp_path / "in", a_rar=b"Rar!", c_xlsx=b"PK\3\4x", d_txt=b"abc")
    before = snapshot(source)
    done = collected(place, source)
    assert codes(done) == ["F008", "F002", "F010"]
    assert snapshot(source) == before
    assert snapshot(place.returned) == {}


def test_folders_of_the_workspace_itself_are_refused(place: Workspace, tmp_path: Path) -> None:
    for source in (place.root, place.returned, place.output, tmp_path, tmp_path / "none"):
        with pytest.raises(ImpossibleError):
            collected(place, source)
    assert not place.records.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_odd_files_hold_nothing_up(place: Workspace, form: bytes, tmp_path: Path) -> None:
    source = laid(tmp_path / "in", a_xlsx=form)
    os.mkfifo(source / "pipe.xlsx")
    (source / "loop").symlink_to(source)
    (source / "~$a.xlsx").write_bytes(b"x")
    done = collected(place, source)
    assert sorted(codes(done)) == ["F004", "F005", "F005"]
    assert list(snapshot(place.returned)) == ["a.xlsx"]


# --- mails without a form -------------------------------------------------------------------------


def with_picture() -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "a@example.cn", USER, "表"
    message["Message-ID"], message["Date"] = "<p@x>", "Mon, 07 Dec 2026 10:00:00 +0800"
    message.set_content("<p>见图</p>", subtype="html")
    message.add_related(b"\x89PNG", "image", "png", filename="截图.png")
    return message.as_bytes()


UNREADABLE = {
    "nothing attached": (mail("a@example.cn"), "没有附件"),
    "a pasted picture": (with_picture(), "附件是截图.png"),
    "rar": (mail("a@example.cn", files={"表.rar": b"Rar!\x1a\x07"}), "附件是表.rar"),
    "broken": (mail("a@example.cn", files={"表.xlsx": b"PK\3\4x"}), "附件是表.xlsx"),
    "full stops": (mail("a@example.cn", "甲。乙", files={"a。b": b"x"}), "附件是a；b"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_mail_without_a_form_is_listed_by_sender_and_subject(
    place: Workspace, tmp_path: Path, kind: str
) -> None:
    data, words = UNREADABLE[kind]
    done = collected(place, laid(tmp_path / "in", a_eml=data))
    assert codes(done) == ["D021"]
    assert done.findings[0].branch == "01"
    assert "a@example.cn发来的邮件《" in done.findings[0].message
    assert words in done.findings[0].message
    assert verdicts(place) == [Verdict.UNREADABLE]
    assert words in load_journal(place.records).arrivals[0].note.replace("。", "；")
    assert snapshot(place.returned) == {}
    assert codes(collected(place, tmp_path / "in")) == []


LINKS = {
    "a drive's": ("https://pan.baidu.com/s/1", "百度网盘"),
    "a vanishing attachment": ("从QQ邮箱发来的超大附件", "超大附件"),
    "an online document": ("评分表：https://docs.qq.com/sheet/DABC", "腾讯文档"),
}


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize(("sender", "code"), [("a@example.cn", "D030"), ("x@y.cn", "D022")])
def test_a_link_in_place_of_a_form_is_told_with_what_to_ask_for(
    place: Workspace, tmp_path: Path, kind: str, sender: str, code: str
) -> None:
    text, service = LINKS[kind]
    done = collected(place, laid(tmp_path / "in", a_eml=mail(sender, text=text)))
    assert codes(done) == [code]
    assert f"正文里是{service}" in done.findings[0].message.replace("邮箱的", "")
    assert verdicts(place) == [Verdict.UNREADABLE]
    assert service in load_journal(place.records).arrivals[0].note


def test_a_link_beside_a_form_is_told_once(place: Workspace, form: bytes, tmp_path: Path) -> None:
    data = mail("a@example.cn", files={"表.xlsx": form}, text="另见 https://pan.baidu.com/s/1")
    done = collected(place, laid(tmp_path / "in", a_eml=data))
    assert codes(done) == ["D033"]
    assert [bool(arrival.files) for arrival in done.arrivals] == [True]


def test_a_mail_that_was_not_understood_is_never_one_without_attachments(
    place: Workspace, tmp_path: Path
) -> None:
    whole = mail("a@example.cn", files={"表.xlsx": b"PK\3\4x"})
    start = whole.index(b"Content-Type: application")
    done = collected(place, laid(tmp_path / "in", a_eml=whole[:start]))
    assert codes(done) == ["D031"]
    assert "没有附件" not in done.findings[0].message


@pytest.mark.parametrize(
    ("deadline", "zone", "expected"),
    [
        ("2026-12-07", "CST", ["D032"]), ("2026-12-09", "CST", []), ("2026-12-06", "CST", []),
        ("2026-12-07", "+0800", []), ("2026-12-07", "-0600", []), (None, "CST", []),
    ],
)  # fmt: skip
def test_a_zone_of_letters_is_told_where_it_decides_on_being_late(
    tmp_path: Path, deadline: str | None, zone: str, expected: list[str]
) -> None:
    dates = {"报送截止日期": deadline} if deadline else {}
    place = workspace(tmp_path / "w", ROWS, small_template(), **dates)
    data = mail("a@example.cn", files={"表.xlsx": returned(loaded(place))})
    line = next(line for line in data.split(b"\r\n") if line.startswith(b"Date:"))
    dated = data.replace(line, f"Date: Mon, 07 Dec 2026 10:30:00 {zone}".encode())
    assert codes(collected(place, laid(tmp_path / "in", a_eml=dated))) == expected


def test_what_comes_along_with_a_form_is_not_kept(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    files = {
        "表.xlsx": form,
        "smime.p7s": b"0\x80\6\t",
        "ATT00001.txt": b"",
        "a.vcf": b"BEGIN:VCARD",
    }
    collected(place, laid(tmp_path / "in", a_eml=mail("a@example.cn", files=files)))
    assert [Path(name).name for name in snapshot(place.returned)] == ["表.xlsx"]
    laid(place.returned, smime_p7s=b"0\x80\6\t", ATT00001_txt=b"", card_vcf=b"BEGIN:VCARD")
    found = read_returns(loaded(place), place, files_of(place))
    assert [each.code for each in found.findings if each.code.startswith("F")] == ["F004"] * 3


def test_a_mailbox_saved_as_one_file_is_taken_in_with_each_of_its_mails(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    line = b"From x Mon Dec  7 10:00:00 2026\r\n"
    with_form = mail("b@example.cn", files={"表.xlsx": form})
    data = line + with_form + b"\r\n" + line + mail("x@y.cn", "问候")
    collected(place, laid(tmp_path / "in", a_mbox=data))
    found = read_returns(loaded(place), place, files_of(place))
    assert [each.code for each in found.findings if each.code[0] in "FI"] == ["I024", "F021"]


def test_mails_of_strangers_bounces_and_our_own_are_told_apart(
    place: Workspace, tmp_path: Path
) -> None:
    wuhao("send", cwd=place.root)
    own = next(place.mail.glob("*.eml")).read_bytes()
    source = laid(
        tmp_path / "in",
        a_eml=mail("news@example.com", "广告"),
        b_eml=bounce("b@example.cn"),
        c_eml=own,
    )
    done = collected(place, source)
    assert codes(done) == ["D022", "D023"]
    assert [found.branch for found in done.findings] == [None, "02"]
    assert verdicts(place) == [Verdict.UNREADABLE, Verdict.BOUNCED, Verdict.OWN]
    assert snapshot(place.returned) == {}


# --- who sent it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "expected"),
    [("a@example.cn", []), ("A@Example.CN", []), ("b@example.cn", ["I024"]), ("x@y.cn", ["I024"])],
)
def test_a_sender_who_is_not_the_branch_is_told_as_long_as_the_return_counts(
    place: Workspace, form: bytes, tmp_path: Path, sender: str, expected: list[str]
) -> None:
    packed = zipped({"表.xlsx": form})
    files = {"包.zip": packed}
    collected(place, laid(tmp_path / "in", a_eml=mail(sender, files=files)))
    (path,) = (path for path in place.returned.rglob("*.zip"))
    path.rename(place.returned / "moved.zip")
    for _ in range(2):
        found = read_returns(loaded(place), place, files_of(place))
        assert [each.code for each in found.findings] == expected
        assert list(found.examined.accepted) == ["01"]


def test_a_mail_dropped_in_by_hand_tells_its_sender_too(place: Workspace, form: bytes) -> None:
    (place.returned / "a.eml").write_bytes(mail("x@y.cn", files={"表.xlsx": form}))
    found = read_returns(loaded(place), place, files_of(place))
    assert [each.code for each in found.findings] == ["I024"]


@pytest.mark.parametrize(
    "sender",
    [
        "a@example.cn <evil@x.cn>", "甲 <a@example.cn>, x <evil@x.cn>", "a@example.cn, evil@x.cn",
        '"<a@example.cn>" <evil@x.cn>', "evil@x.cn",
    ],
)  # fmt: skip
def test_a_display_name_is_no_sender(
    place: Workspace, form: bytes, tmp_path: Path, sender: str
) -> None:
    data = mail("a@example.cn", files={"表.xlsx": form})
    spoofed = data.replace(data.split(b"\r\n", 1)[0], f"From: {sender}".encode())
    collected(place, laid(tmp_path / "in", a_eml=spoofed))
    found = read_returns(loaded(place), place, files_of(place))
    assert [each.code for each in found.findings] == ["I024"]


def test_an_at_sign_in_the_name_is_no_other_sender(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    data = mail("a@example.cn", files={"表.xlsx": form})
    named = data.replace(data.split(b"\r\n", 1)[0], "From: 张三@学院 <a@example.cn>".encode())
    collected(place, laid(tmp_path / "in", a_eml=named))
    assert read_returns(loaded(place), place, files_of(place)).findings == ()


def test_a_mail_without_sender_is_told_and_keeps_its_date(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    data = mail("a@example.cn", files={"表.xlsx": form}).split(b"\r\n", 1)[1]
    collected(place, laid(tmp_path / "in", a_eml=data))
    found = read_returns(loaded(place), place, files_of(place))
    assert [each.code for each in found.findings] == ["I024"]
    assert found.examined.receipts[0].saved == datetime(2026, 12, 7, 10, 30)


def test_a_date_at_the_end_of_time_is_none(place: Workspace, form: bytes, tmp_path: Path) -> None:
    data = mail("a@example.cn", files={"表.xlsx": form})
    line = next(line for line in data.split(b"\r\n") if line.startswith(b"Date:"))
    late = data.replace(line, b"Date: Fri, 31 Dec 9999 23:00:00 +0000")
    done = collected(place, laid(tmp_path / "in", a_eml=late, b_eml=mail("n@x.cn", sent=MOMENT)))
    assert [each.sent is None for each in done.arrivals] == [True, False]
    (place.returned / "a.eml").write_bytes(late)
    assert wuhao("status", cwd=place.root).returncode == 0


def test_a_form_is_taken_in_whoever_carries_it(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    """Our own mail with the form filled in, a postmaster's, a report's; not the blank one."""
    wuhao("send", cwd=place.root)
    own = next(place.mail.glob("01*.eml")).read_bytes()
    blank = next(place.forms.glob("01*")).read_bytes()
    message = message_from_bytes(own)
    attached = next(part for part in message.walk() if part.get_filename())
    attached.set_payload(base64.encodebytes(form).decode())
    filled = message.as_bytes()
    source = laid(
        tmp_path / "in",
        a_eml=filled,
        b_eml=mail("postmaster@example.cn", files={"表.xlsx": form}, number="2"),
        c_eml=own,
        d_eml=mail("postmaster@example.cn", files={"表.xlsx": blank}, number="3"),
    )
    done = collected(place, source)
    assert [bool(arrival.files) for arrival in done.arrivals] == [True, True, False, False]
    assert codes(done) == ["D022"]


def report(kind: str, action: str) -> bytes:
    data = bounce("b@example.cn").replace(
        b"delivery-status; boundary", kind.encode() + b"; boundary"
    )
    return data.replace(b"Action: failed", f"Action: {action}".encode())


@pytest.mark.parametrize(
    ("kind", "action"), [("disposition-notification", "displayed"), ("delivery-status", "delayed")]
)
def test_a_receipt_or_a_delay_is_no_bounce(
    place: Workspace, tmp_path: Path, kind: str, action: str
) -> None:
    done = collected(place, laid(tmp_path / "in", a_eml=report(kind, action)))
    assert codes(done) == ["D022"]
    assert "邮件系统的通知" in done.findings[0].message


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes there")
def test_names_in_gbk_are_read(place: Workspace, form: bytes, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    Path(os.fsdecode(os.fsencode(source) + b"/" + "评分表.xlsx".encode("gbk"))).write_bytes(form)
    collected(place, source)
    assert "评分表.xlsx" in snapshot(place.returned)


def test_a_taken_name_or_a_link_leads_nowhere_else(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (place.returned / "x.xlsx").mkdir()
    (place.returned / "12").write_bytes(b"")
    (place.returned / "13").symlink_to(elsewhere)
    other = returned(loaded(place), {"备注": {"a1.1": "改过"}})
    third = returned(loaded(place), {"备注": {"a1.1": "再改"}})
    source = laid(tmp_path / "in", x_xlsx=form)
    laid(source / "12", a_xlsx=other)
    laid(source / "13", a_xlsx=third)
    done = collected(place, source)
    assert len(done.arrivals) == 3
    assert snapshot(elsewhere) == {}
    assert {form, other, third} <= set(snapshot(place.returned).values())


def test_a_name_in_an_impossible_encoding_costs_no_form(
    place: Workspace, form: bytes, tmp_path: Path
) -> None:
    data = mail("a@example.cn", files={"表.xlsx": form, "x.txt": b"x"})
    odd = data.replace(b'filename="x.txt"', b"filename*=a\x00b''x.txt")
    done = collected(place, laid(tmp_path / "in", a_eml=odd))
    assert [bool(arrival.files) for arrival in done.arrivals] == [True]


# --- hostile mails --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.xlsx", "C:\\x\\y.xlsx", "CON.xlsx", "a\r\nb.xlsx", "~$a.xlsx",
     "甲" * 200 + ".xlsx", ".hidden.xlsx", "a.xlsx ", "\u202exslx.a.xlsx", ""],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(
    place: Workspace, form: bytes, tmp_path: Path, name: str
) -> None:
    data = mail("a@example.cn", files={"good.xlsx": form})
    quoted = name.encode("utf-8", "surrogateescape")
    collected(place, laid(tmp_path / "in", a_eml=data.replace(b"good.xlsx", quoted)))
    beside = {path.name for path in tmp_path.iterdir()} | {
        path.name for path in place.root.iterdir()
    }
    assert beside == {"w", "in", "input", "output", "templates", "records.db", ".wuhao.records"}
    for path in place.returned.rglob("*.xlsx"):
        assert len(path.name.encode()) <= 255
        assert path.resolve().is_relative_to(place.returned.resolve())


def test_hostile_mails_cost_only_themselves(place: Workspace, form: bytes, tmp_path: Path) -> None:
    head = b"From: a@example.cn\r\nTo: b@c.cn\r\nSubject: x\r\nMessage-ID: <%d@x>\r\n"
    deep = head % 1 + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(1500)
    )
    many = (
        head % 2
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\nx\r\n" * 20_000
    )
    words = head % 3 + b"Subject: " + b"=?utf-8?B?5a2m?= " * 20_000 + b"\r\n\r\nx"
    long = head % 4 + b"X: " + b"a" * 3_000_000 + b"\r\n\r\nx"
    source = laid(
        tmp_path / "in", a_eml=deep, b_eml=many, c_eml=words, d_eml=long, e_eml=head % 5,
        f_eml=mail("a@example.cn", files={"表.xlsx": form}),
    )  # fmt: skip
    done = collected(place, source)
    assert set(codes(done)) <= {"D021", "D022", "D031", "F011", "F014", "F020"}
    assert len(done.findings) == 5
    assert len([each for each in done.arrivals if each.files]) == 1


# --- a real IMAP server -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mailboxes() -> Iterator[Mailboxes]:
    with dovecot() as running:
        yield running


def office(folder: Path, mailboxes: Mailboxes, **settings: str) -> Workspace:
    given: dict[str, Any] = {"发件邮箱": USER, "IMAP服务器": "localhost", "IMAP加密": "SSL"}
    given["IMAP端口"] = str(mailboxes.imaps)
    return workspace(folder, ROWS, small_template(), **(given | settings))


def collect(place: Workspace, mailboxes: Mailboxes, *args: str, secret: str = SECRET) -> Any:
    env = environment(mailboxes.certificate, WUHAO_IMAP_PASSWORD=secret)
    done = finish(begin(place.root, "collect", "--json", *args, env=env))
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert all(SECRET.encode() not in data for data in snapshot(place.root).values())
    return json.loads(done.stdout) | {"code": done.returncode}


@pytest.mark.program("dovecot")
def test_a_mailbox_is_read_once_and_left_as_it_is(tmp_path: Path, mailboxes: Mailboxes) -> None:
    folder = "&i8RSBoho-.2026"  # 评分表.2026, as mailboxes spell it
    place = office(tmp_path, mailboxes, IMAP文件夹="评分表.2026")
    form = returned(loaded(place))
    mailboxes.put(
        mail("a@example.cn", files={"表.xlsx": form}), mail("b@example.cn", "链接"), folder=folder
    )
    first = collect(place, mailboxes)
    assert [each["sender"] for each in first["collected"]] == ["a@example.cn"]
    assert [each["code"] for each in first["findings"]] == ["L105", "D021"]
    second = collect(place, mailboxes)
    assert (second["collected"], second["not_collected"], second["known"]) == ([], [], 0)
    assert mailboxes.found("UNSEEN", folder) == [1, 2]
    mailboxes.put(mail("a@example.cn", files={"表.xlsx": form}), folder=folder)
    assert collect(place, mailboxes)["known"] == 1
    mailboxes.put(mail("a@example.cn", files={"表.xlsx": form}, number="2"), folder=folder)
    assert len(collect(place, mailboxes, "--mark-read")["collected"]) == 1
    assert mailboxes.found("UNSEEN", folder) == [1, 2, 3]
    assert mailboxes.found("ALL", folder) == [1, 2, 3, 4]


@pytest.mark.program("dovecot")
def test_a_mailbox_that_was_made_anew_brings_nothing_twice(
    tmp_path: Path, mailboxes: Mailboxes
) -> None:
    place = office(tmp_path, mailboxes, IMAP文件夹="renewed")
    data = mail("a@example.cn", files={"表.xlsx": returned(loaded(place))})
    mailboxes.put(data, folder="renewed")
    assert len(collect(place, mailboxes)["collected"]) == 1
    with mailboxes.client() as client:
        client.delete("renewed")
    mailboxes.put(data, folder="renewed")
    answer = collect(place, mailboxes)
    assert (answer["collected"], answer["known"]) == ([], 1)


@pytest.mark.program("dovecot")
def test_only_mails_from_a_day_on(tmp_path: Path, mailboxes: Mailboxes) -> None:
    tomorrow = (datetime.now() + timedelta(days=2)).date().isoformat()
    place = office(tmp_path, mailboxes, IMAP文件夹="since", IMAP起始日期=tomorrow)
    mailboxes.put(mail("a@example.cn"), folder="since")
    answer = collect(place, mailboxes)
    assert (answer["collected"], answer["not_collected"]) == ([], [])


@pytest.mark.program("dovecot")
@pytest.mark.parametrize("security", ["SSL", "STARTTLS"])
def test_an_untrusted_mailbox_is_not_logged_in_to(
    tmp_path: Path, mailboxes: Mailboxes, security: str
) -> None:
    port = mailboxes.imaps if security == "SSL" else mailboxes.imap
    place = office(tmp_path, mailboxes, IMAP加密=security, IMAP端口=str(port))
    env = environment(None, WUHAO_IMAP_PASSWORD=SECRET)
    done = finish(begin(place.root, "collect", env=env))
    assert done.returncode == 3
    assert "证书不可信" in done.stderr


@pytest.mark.slow
@pytest.mark.program("dovecot")
def test_what_keeps_a_mailbox_shut_is_said(tmp_path: Path, mailboxes: Mailboxes) -> None:
    place = office(tmp_path, mailboxes, IMAP加密="STARTTLS", IMAP端口=str(mailboxes.imap))
    assert collect(place, mailboxes)["code"] == 0
    wrong = collect(place, mailboxes, secret="falsch")  # noqa: S106
    assert (wrong["code"], "授权码" in wrong["error"]) == (3, True)
    place = office(tmp_path, mailboxes, IMAP文件夹="没有的")
    missing = collect(place, mailboxes)
    assert missing["code"] == 2
    assert "没有文件夹“没有的”，有：" in missing["error"]
    done = finish(begin(place.root, "collect", env=environment(mailboxes.certificate)))
    assert done.returncode == 3
    assert "WUHAO_IMAP_PASSWORD" in done.stderr
    place = office(tmp_path, mailboxes, IMAP服务器="")
    done = finish(begin(place.root, "collect", env=environment(None)))
    assert done.returncode == 2
    assert "文件夹" in done.stderr


@pytest.mark.program("dovecot")
def test_a_run_cut_short_takes_in_the_rest_next_time(tmp_path: Path, mailboxes: Mailboxes) -> None:
    place = office(tmp_path, mailboxes, IMAP文件夹="short")
    assessment = loaded(place)
    mails = [
        mail(
            "a@example.cn",
            files={"表.xlsx": returned(assessment, {"备注": {"a1.1": str(number)}})},
            number=str(number),
        )
        for number in range(12)
    ]
    mailboxes.put(*mails, folder="short")
    env = environment(mailboxes.certificate, WUHAO_IMAP_PASSWORD=SECRET)
    running = begin(place.root, "collect", env=env)
    while running.poll() is None and len(list(place.returned.rglob("*.xlsx"))) < 2:
        pass
    running.kill()
    running.communicate()
    answer = collect(place, mailboxes)
    assert 0 < len(answer["collected"]) < 12
    assert len(list(place.returned.rglob("*.xlsx"))) == 12
    with sqlite3.connect(place.records) as records:
        assert records.execute("SELECT count(*) FROM received").fetchone() == (12,)


def test_a_workbook_of_something_else_is_taken_in_and_told_by_the_check(
    place: Workspace, tmp_path: Path
) -> None:
    data = mail("x@y.cn", files={"工资.xlsx": book(甲=[["x"]])})
    assert len(collected(place, laid(tmp_path / "in", a_eml=data)).arrivals) == 1
    found = read_returns(loaded(place), place, files_of(place))
    assert [each.code for each in found.findings] == ["I001"]
