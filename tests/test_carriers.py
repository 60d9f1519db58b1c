"""Archives and mails: what they carry, by the names that people gave it."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.support.dispositions import DISPOSITIONS, NAME, word
from tests.support.drawing import workspace, zipped
from tests.support.faults import PLAIN
from tests.support.hostile.crafting import WORDS, attachment, mail
from wuhao_batch.reading.carriers import unpack
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.reading.files import Content, Source, read_source, try_source
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.returns.intake import INSIDE, receive
from wuhao_batch.sheets import Book

"""With a character that GBK has and GB 2312 has not."""


def names(data: bytes) -> list[str]:
    members = unpack(data)
    assert members is not None
    return [member.name for member in members]


def read(folder: Path, data: bytes, *inner: int) -> Content[Book]:
    path = folder / "a.bin"
    path.write_bytes(data)
    return read_source(Source(path, inner))


# --- zip ----------------------------------------------------------------------------------------


def with_raw_names(*raw: bytes) -> bytes:
    """A zip whose entries have those bytes for names, not marked as UTF-8."""
    stand_ins = {str(number) * len(name): name for number, name in enumerate(raw)}
    data = zipped(dict.fromkeys(stand_ins, PLAIN))
    for stand_in, name in stand_ins.items():
        data = data.replace(stand_in.encode(), name)
    return data


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_in_a_zip_are_read_whatever_their_encoding(encoding: str) -> None:
    raw = [f"12月7日/{NAME}".encode(encoding), "甲.xlsx".encode(encoding)]
    assert names(with_raw_names(*raw)) == [f"12月7日/{NAME}", "甲.xlsx"]


def test_names_in_a_zip_lose_what_nobody_sees() -> None:
    assert names(zipped({"甲\u202excod.xlsx": b"", "a\nb.xlsx": b""})) == [
        "甲 xcod.xlsx",
        "a\nb.xlsx",
    ]


def test_a_workbook_is_no_archive_and_neither_is_anything_else() -> None:
    assert [unpack(data) for data in (PLAIN, b"", b"%PDF-1.7", b"a,b")] == [None] * 4


def test_an_archive_of_nothing_is_refused(tmp_path: Path) -> None:
    for data in (zipped({}), zipped({"a/": b""})):
        assert read(tmp_path, data).body == Refusal(Reason.NOTHING_INSIDE, {"kind": "压缩包"})


def test_files_are_read_from_nested_archives_by_their_places(tmp_path: Path) -> None:
    inner = zipped({"甲.xlsx": PLAIN, "乙.pdf": b"%PDF-1.7"})
    outer = zipped({"说明.txt": b"", "内.zip": inner})
    assert read(tmp_path, outer).body == ("说明.txt", "内.zip")
    assert read(tmp_path, outer, 1).body == ("甲.xlsx", "乙.pdf")
    whole, part = read(tmp_path, PLAIN), read(tmp_path, outer, 1, 0)
    assert isinstance(part.body, Book)
    assert (part.body, part.sha256) == (whole.body, whole.sha256)
    assert read(tmp_path, outer, 1, 1).body == Refusal(Reason.NO_TABLE, {"kind": "PDF 文件"})


def test_what_systems_put_into_archives_is_noted_and_not_read(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲党总支"]])
    junk = ["__MACOSX/._甲.xlsx", ".DS_Store", "~$甲.xlsx", "12月7日/Thumbs.db"]
    path = place.returned / "a.zip"
    path.write_bytes(zipped({"甲.xlsx": PLAIN} | dict.fromkeys(junk, b"x")))
    received = list(receive([path], place, InProcess(), try_source))
    assert [one.body is not None for one in received] == [True, False, False, False]
    assert [one.file.partition(INSIDE)[2] for one in received[1:]] == junk[1:]
    codes = [found.code for one in received for found in one.findings]
    assert codes == ["F004"] * 3


# --- mail ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_the_name_of_an_attachment_is_read_however_it_is_written(disposition: str) -> None:
    assert names(mail(attachment(PLAIN, DISPOSITIONS[disposition]))) == [NAME]


def test_the_name_of_an_attachment_may_stand_in_its_type_alone() -> None:
    kind = b"application/octet-stream"
    named = kind + b'; name="' + word(NAME, "gb18030") + b'"'
    assert names(mail(attachment(PLAIN, b"size=1").replace(kind, named))) == [NAME]


def test_the_name_of_an_attachment_is_one_line_and_its_folders_are_left_out() -> None:
    disposition = b'filename="' + word("../C:\\甲\r\n乙\u202e.xlsx", "utf-8") + b'"'
    assert names(mail(attachment(PLAIN, disposition))) == ["甲 乙 .xlsx"]


def test_attachments_are_read_with_the_time_of_their_mail(tmp_path: Path) -> None:
    data = mail(attachment(PLAIN), attachment(b"%PDF-1.7", b'filename="b.pdf"'))
    assert read(tmp_path, data).body == ("a.xlsx", "b.pdf")
    found = read(tmp_path, data, 0)
    assert isinstance(found.body, Book)
    assert found.head is not None
    assert found.head.sent == datetime(2026, 1, 5, 2)
    assert read(tmp_path, data, 1).body == Refusal(Reason.NO_TABLE, {"kind": "PDF 文件"})


def test_attachments_of_one_name_are_told_apart(tmp_path: Path) -> None:
    same = attachment(PLAIN)
    assert read(tmp_path, mail(same, same, same)).body == (
        "a.xlsx",
        "a（2）.xlsx",
        "a（3）.xlsx",
    )


def test_a_forwarded_mail_gives_its_attachments_too() -> None:
    inner = mail(attachment(PLAIN), boundary=b"inner")
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + inner
    assert names(mail(forwarded, attachment(PLAIN, b'filename="b.xlsx"'))) == ["a.xlsx", "b.xlsx"]


def test_a_mail_attached_as_a_file_and_an_archive_are_looked_into(tmp_path: Path) -> None:
    inner = mail(attachment(PLAIN), boundary=b"inner")
    archive = zipped({"b.xlsx": PLAIN})
    data = mail(attachment(inner, b'filename="a.eml"'), attachment(archive, b'filename="b.zip"'))
    assert read(tmp_path, data, 0).body == ("a.xlsx",)
    assert read(tmp_path, data, 1).body == ("b.xlsx",)
    for inside in (0, 1):
        assert isinstance(read(tmp_path, data, inside, 0).body, Book)


def test_a_mail_without_attachments_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, mail(WORDS)).body == Refusal(Reason.NOTHING_INSIDE, {"kind": "邮件"})


HOSTILE = {
    "a word of broken base64": b'filename="=?utf-8?B?a?="',
    "a charset with a zero": b"filename*=a\0b''x",
    "a word's charset with a zero": b'filename="=?a\0b?Q?a?="',
    "a charset without error handlers": b"filename*=idna''%ff%ff",
    "a charset that always fails": b"filename*=undefined''x",
    "surrogates by utf-7": b"filename*=utf-7''+2AA-",
    "surrogates by escapes": b"filename*=raw-unicode-escape''\\ud800",
    "a part number of 5000 digits": b"filename*" + b"1" * 5000 + b"=x",
    "a charset that is none": b"filename*=hex''x",
    "nothing": b'filename="',
    "brackets": b'filename="' + b"(" * 2000 + b'"',
}


@pytest.mark.parametrize("header", HOSTILE)
def test_no_header_of_a_mail_stops_the_reading(tmp_path: Path, header: str) -> None:
    data = mail(attachment(PLAIN, HOSTILE[header]), attachment(PLAIN, b'filename="b.xlsx"'))
    body = read(tmp_path, data).body
    assert isinstance(body, tuple)
    assert body[1] == "b.xlsx"
    assert isinstance(read(tmp_path, data, 0).body, Book | Refusal)


@pytest.mark.parametrize("date", ["", "x", "Mon, 7 Dec 99999 10:00:00 +0800", "7 Dec 2026"])
def test_a_mail_without_a_sound_date_has_none(tmp_path: Path, date: str) -> None:
    dated = mail(attachment(PLAIN)).replace(b"Mon, 05 Jan 2026 10:00:00 +0800", date.encode())
    found = read(tmp_path, dated, 0)
    assert isinstance(found.body, Book)
    assert found.head is not None
    assert found.head.sent is None


def test_mails_nested_too_deep_are_refused(tmp_path: Path) -> None:
    data = mail(attachment(PLAIN))
    for number in range(1200):
        inner = b"Content-Type: message/rfc822\r\n\r\n" + data
        data = mail(inner, boundary=b"b%d" % number)
    assert isinstance(read(tmp_path, data).body, Refusal)
