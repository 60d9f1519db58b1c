"""Mails as people, gateways and programs pass them on: the form is found, or it is told why not."""

import base64
import gzip
import random
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.faults import PLAIN
from tests.support.mangling import (
    CARRIED,
    FRAMES,
    HEAD,
    HEADS,
    LAID,
    MIME,
    TYPE,
    WORDS,
    lines,
    mixed,
    part,
    uu,
    whole,
)
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.carriers import unpack
from wuhao_batch.reading.files import Source, read_source
from wuhao_batch.reading.links import links_in
from wuhao_batch.reading.mail import MailHead, read_head
from wuhao_batch.reading.mail_dates import UNTOLD, read_date
from wuhao_batch.reading.mail_head import as_mail
from wuhao_batch.reading.refusal import Reason, Refusal, RefusedError
from wuhao_batch.sheets import Book


def contents(data: bytes) -> list[bytes]:
    members = unpack(data)
    assert members is not None, "not recognised as a mail"
    return [member.read() for member in members]


def seen(data: bytes) -> MailHead:
    mail = as_mail(data)
    assert mail is not None
    return read_head(mail)


@pytest.mark.parametrize("carried", CARRIED)
def test_a_form_is_found_however_it_is_encoded_and_named(carried: str) -> None:
    assert contents(whole(CARRIED[carried](PLAIN))) == [PLAIN]


@pytest.mark.parametrize("laid", LAID)
def test_a_form_is_found_wherever_it_lies_in_a_mail(laid: str) -> None:
    assert contents(whole(LAID[laid](CARRIED["base64"](PLAIN)))) == [PLAIN]


@pytest.mark.parametrize("head", HEADS)
def test_a_mail_is_read_with_whatever_stands_in_its_head(head: str) -> None:
    data = HEADS[head](whole(CARRIED["base64"](PLAIN)))
    assert contents(data) == [PLAIN]
    found = seen(data)
    assert (found.sender, found.subject) == ("a@example.cn", "form")
    assert found.sent == datetime(2026, 12, 7, 2, 30)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_mail_is_read_however_it_was_saved(frame: str) -> None:
    data = FRAMES[frame](whole(CARRIED["base64"](PLAIN)))
    assert contents(data) == [PLAIN]
    assert seen(data).sender == "a@example.cn"


def told(data: bytes) -> bool:
    """True if reading says of something that it could not be read."""
    try:
        contents(data)
    except RefusedError:
        return True
    return False


@settings(max_examples=80, deadline=None)
@given(*(st.sampled_from(sorted(each)) for each in (CARRIED, LAID, HEADS, FRAMES)))
def test_manglings_of_all_kinds_together_lose_no_form(
    carried: str, laid: str, head: str, frame: str
) -> None:
    data = FRAMES[frame](HEADS[head](whole(LAID[laid](CARRIED[carried](PLAIN)))))
    assert told(data) or contents(data) == [PLAIN]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(CARRIED)), st.sampled_from(sorted(LAID)), st.floats(0, 1))
def test_a_mail_that_was_cut_off_is_told(carried: str, laid: str, share: float) -> None:
    data = whole(LAID[laid](CARRIED[carried](PLAIN)))
    start = len(HEAD + MIME)
    cut = data[: start + int((len(data) - start) * share)]
    if not told(cut):
        (found,) = contents(cut)
        assert found == PLAIN or isinstance(read_book(found), Refusal)


def test_names_are_those_of_the_parts_else_told_by_the_content() -> None:
    def name(carried: bytes) -> str:
        (member,) = unpack(whole(carried)) or ()
        return member.name

    assert name(part(TYPE, lines(PLAIN))) == "附件.xlsx"
    assert name(part(b"Content-Type: text/plain\r\n", lines(PLAIN))) == "附件.xlsx"
    gbk = uu(PLAIN, "../评分表.xlsx".encode("gbk"))
    assert name(part(b"Content-Type: text/plain\r\n", gbk, b"8bit")) == "评分表.xlsx"


def test_all_forms_of_a_mail_are_found_those_in_the_text_too() -> None:
    text = part(b"Content-Type: text/plain\r\n", uu(PLAIN) + b"and\r\n" + uu(b"x"), b"7bit")
    data = HEAD + MIME + mixed(text, CARRIED["base64"](b"y"))
    assert contents(data) == [PLAIN, b"x", b"y"]


def test_words_are_no_files() -> None:
    prose = b"begin 644 times\r\nand never end.\r\n"
    for text in (prose, b"From: a\r\nTo: b\r\nSubject: c\r\n", b"-- \r\nContent is king\r\n"):
        assert unpack(HEAD + b"\r\n" + text) == ()


# --- what is not understood is said ---------------------------------------------------------------

NOISE = base64.encodebytes(random.Random(1).randbytes(900))  # noqa: S311  not secret

UNCLEAR = {
    "a code that nobody knows": part(b"Content-Type: text/plain\r\n", NOISE, b"7bit"),
    "a uuencoded file cut off": part(
        b"Content-Type: text/plain\r\n", b"begin 644 a.xlsx\r\n\r\n", b"7bit"
    ),
    "PGP": part(b"Content-Type: text/plain\r\n", b"-----BEGIN PGP MESSAGE-----\r\n", b"7bit"),
    "a text in broken base64": part(b"Content-Type: text/plain\r\n", b"!!!\r\nA\r\n"),
    "parts that nothing parts": b'Content-Type: multipart/mixed; boundary="none"\r\n\r\nwords\r\n',
    "a piece of a mail": b"Content-Type: message/partial; number=2; total=3\r\n\r\nAAAA\r\n",
    "a file that is elsewhere": b"Content-Type: message/external-body; name=a.xlsx\r\n\r\nX: y\r\n",
    "a file that was taken out": part(
        b'Content-Type: text/x-moz-deleted; name="Deleted: a.xlsx"\r\n', b"You deleted it.\r\n", b""
    ),
}


@pytest.mark.parametrize("kind", UNCLEAR)
def test_what_was_not_understood_is_never_nothing(kind: str) -> None:
    with pytest.raises(RefusedError) as caught:
        contents(whole(UNCLEAR[kind]))
    assert caught.value.refusal.reason is Reason.NOT_UNDERSTOOD


def test_a_mail_without_its_end_is_not_taken_for_one_without_attachments() -> None:
    with pytest.raises(RefusedError) as caught:
        contents(HEAD + MIME + b"\r\n--=_b\r\n" + WORDS)
    assert caught.value.refusal.reason is Reason.NOT_UNDERSTOOD


# --- companions -----------------------------------------------------------------------------------

COMPANIONS = {
    "smime.p7s": ("application/pkcs7-signature", bytes(range(256))),
    "ATT00001.txt": ("text/plain", b"-- \r\nsent from a phone"),
    "ATT00002.htm": ("text/html", b"<html></html>"),
    "ATT00003.png": ("image/png", b"\x89PNG"),
    "invite.ics": ("text/calendar", b"BEGIN:VCALENDAR"),
    "card.vcf": ("text/vcard", b"BEGIN:VCARD"),
    "a.xlsx": ("application/applefile", b"\0\5\x16\7"),
    "empty.txt": ("text/plain", b" \r\n"),
}


def companion(name: str, content: bytes | None = None) -> bytes:
    kind, data = COMPANIONS[name]
    told = f'Content-Type: {kind}; name="{name}"\r\n'.encode()
    return part(told, lines(data if content is None else content))


@pytest.mark.parametrize("name", COMPANIONS)
def test_companions_are_no_attachments_unless_they_hold_a_workbook(name: str) -> None:
    assert contents(whole(companion(name))) == []
    assert contents(whole(companion(name, PLAIN))) == [PLAIN]
    packed = gzip.compress(PLAIN)
    assert contents(whole(companion(name, packed))) == [packed]


# --- links ----------------------------------------------------------------------------------------

LINKS = {
    "https://docs.qq.com/sheet/DABC": "腾讯文档",
    "https://www.kdocs.cn/l/abc": "金山文档（WPS）",
    "https://shimo.im/sheets/abc/": "石墨文档",
    "https://abc.feishu.cn/sheets/x": "飞书文档",
    "https://x.larksuite.com/sheets/x": "飞书文档",
    "https://www.yuque.com/a/b": "语雀",
    "https://drive.weixin.qq.com/s?k=1": "企业微信微盘",
    "链接: https://pan.baidu.com/s/1abc 提取码: 1234": "百度网盘",
    "https://www.alipan.com/s/x": "阿里云盘",
    "https://pan.quark.cn/s/x": "夸克网盘",
    "https://www.jianguoyun.com/p/x": "坚果云",
    "https://docs.google.com/spreadsheets/d/1": "Google 表格",
    "https://drive.google.com/file/d/1": "Google 云端硬盘",
    "https://contoso-my.sharepoint.com/:x:/g/1": "OneDrive 或 SharePoint",
    "https://1drv.ms/x/s!1": "OneDrive",
    "https://mail.qq.com/cgi-bin/ftnExs_download?k=1": "QQ邮箱超大附件",
    "https://wx.mail.qq.com/ftn/download?k=1": "QQ邮箱超大附件",
    "https://mail.163.com/large-attachment-download/index.html?p=x": "网易邮箱超大附件",
    "从QQ邮箱发来的超大附件": "邮箱的超大附件",
    '<a href="https://docs.qq.com/sheet/D?a=1&amp;b=2">表</a>': "腾讯文档",
    "https://apc01.safelinks.outlook.com/?url=https%3A%2F%2Fdocs.qq.com%2Fs%2FD": "腾讯文档",
    "评分表：docs.qq.com/sheet/DABC": "腾讯文档",
    "https://wwa.lanzoux.com/abc": "蓝奏云",
}  # fmt: skip


@pytest.mark.parametrize("text", LINKS)
def test_a_link_is_told_by_its_service_and_what_to_ask_for(text: str) -> None:
    kind = b"Content-Type: text/html; charset=utf-8\r\n" if "<" in text else WORDS[:42]
    data = HEAD + kind.split(b"\r\n")[0] + b"\r\n\r\n" + text.encode()
    with pytest.raises(RefusedError) as caught:
        contents(data)
    refusal = caught.value.refusal
    assert (refusal.reason, refusal.facts["service"]) == (Reason.ONLY_A_LINK, LINKS[text])
    assert refusal.facts["ask"]


@pytest.mark.parametrize(
    "text",
    [
        "a@docs.qq.com/x",
        "https://mail.qq.com/",
        "https://notdocs.qq.com.evil.cn/x",
        "https://qq.com/a",
    ],
)
def test_other_addresses_are_no_links_to_files(text: str) -> None:
    assert list(links_in(text)) == []


def test_a_picture_in_the_text_hides_no_link() -> None:
    logo = part(
        b'Content-Type: image/png; name="logo.png"\r\nContent-ID: <1>\r\n', lines(b"\x89PNG")
    )
    words = WORDS + b"https://docs.qq.com/sheet/D\r\n"
    with pytest.raises(RefusedError) as caught:
        contents(HEAD + MIME + mixed(words, logo))
    assert caught.value.refusal.reason is Reason.ONLY_A_LINK
    assert contents(HEAD + MIME + mixed(WORDS, logo)) == [b"\x89PNG"]


# --- dates ----------------------------------------------------------------------------------------

DATES = {
    "Mon, 07 Dec 2026 10:30:00 +0800": (2, ""),
    "Mon, 07 Dec 2026 10:30:00 +08:00": (2, ""),
    "Mon, 07 Dec 2026 10:30:00 +0800 (CST)": (2, ""),
    "Mon, 07 Dec 2026 10:30:00 GMT+0800 (中国标准时间)": (2, ""),
    "Mon, 07 Dec 2026 10:30:00 -0500 (EST)": (15, ""),
    "Mon, 07 Dec 2026 10:30:00 GMT": (10, ""),
    "Mon, 07 Dec 2026 10:30:00 Z": (10, ""),
    "Mon, 07 Dec 2026 10:30:00 -0000": (10, ""),
    "2026-12-07 10:30:00 +0800": (2, ""),
    "Mon, 07 Dec 2026 10:30:00 CST": (2, "CST"),
    "Mon, 07 Dec 2026 10:30:00 EST": (2, "EST"),
    "Mon, 07 Dec 2026 10:30:00": (2, UNTOLD),
}


@pytest.mark.parametrize("written", DATES)
def test_a_zone_of_letters_is_chinas_and_said_to_be_unclear(written: str) -> None:
    hour, doubt = DATES[written]
    assert read_date(written) == (datetime(2026, 12, 7, hour, 30), doubt)


# --- several mails in a file ----------------------------------------------------------------------


def test_each_mail_of_a_mailbox_is_read(tmp_path: Path) -> None:
    line = b"From a@example.cn Mon Dec  7 10:00:00 2026\r\n"
    first, second = whole(CARRIED["base64"](PLAIN)), HEAD + b"\r\nwords\r\n"
    path = tmp_path / "a.mbox"
    path.write_bytes(line + first + b"\r\n" + line + second)
    assert read_source(Source(path)).body == ("第1封.eml", "第2封.eml")
    assert read_source(Source(path, (0,))).body == ("a.xlsx",)
    found = read_source(Source(path, (0, 0)))
    assert isinstance(found.body, Book)
    assert found.head is not None
    assert found.head.sender == "a@example.cn"
    assert read_source(Source(path, (1,))).body == Refusal(Reason.NOTHING_INSIDE, {"kind": "邮件"})
