"""Files told for what they are: each kind by its name, with what to ask for."""

import plistlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.drawing import workspace, zipped
from tests.support.faults import BRANCHES, PLAIN, examined
from tests.support.hostile.crafting import (
    XLS_CELLS,
    Input,
    archive,
    base,
    biff,
    compound,
    entries_of,
    zip64,
)
from tests.support.hostile.crafting import zipped as packed
from tests.support.locking import locked
from wuhao_batch.reading.executor import ChildProcesses, ask
from wuhao_batch.reading.files import Source, read_source
from wuhao_batch.reading.passwords import BUILT_IN_PASSWORD
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.sheets import Book

PREFIX = "input/returned/"


def told(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """The one finding on each of these returns: file → code and what it says."""
    place = workspace(folder, BRANCHES)
    for name, data in files.items():
        (place.returned / name).parent.mkdir(parents=True, exist_ok=True)
        (place.returned / name).write_bytes(data)
    found: dict[str, str] = {}
    for each in examined(place):
        if each.place.file:
            file = each.place.file.removeprefix(PREFIX)
            assert file not in found, each
            found[file] = f"{each.code} {each.message.removeprefix('【文件】')}"
    return found


def kind_of(folder: Path, name: str, data: bytes) -> str:
    (found,) = told(folder, {name: data}).values()
    return found


# --- what is not a table, or not here -------------------------------------------------------------

LINK = b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(60)
URL = b"[InternetShortcut]\r\nURL=https://docs.qq.com/sheet/x\r\n"
PINNED = b"[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n" + URL
DESKTOP = b"#!/usr/bin/env xdg-open\n[Desktop Entry]\nType=Link\nURL=https://a.cn\n"
WEBLOC = {"URL": "https://a.cn/sheet"}
DRIVE = b'{"":"WARNING! DO NOT EDIT","doc_id":"1abc","resource_key":"","email":"x@y.z"}'
OLD_DRIVE = b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}'
ICLOUD = {"NSURLNameKey": "评分表.xlsx", "NSURLFileSizeKey": 24_000}
DRM = {"EncryptedPackage": bytes(64), "DRMEncryptedTransform": b"<XrML/>"}

KINDS = {
    "表.xlsx.lnk": (LINK, "F030", "快捷方式"),
    "表.url": (URL, "F030", "网址快捷方式"),
    "表.url.xlsx": (b"\xef\xbb\xbf" + URL, "F030", "网址快捷方式"),
    "utf16.url": (URL.decode().encode("utf-16"), "F030", "网址快捷方式"),
    "表.website": (PINNED, "F030", "网址快捷方式"),
    "表.desktop": (DESKTOP, "F030", "快捷方式"),
    "表.webloc": (plistlib.dumps(WEBLOC), "F030", ".webloc"),
    "binary.webloc": (plistlib.dumps(WEBLOC, fmt=plistlib.FMT_BINARY), "F030", ".webloc"),
    "alias": (b"book\0\0\0\0mark\0\0\0\0" + bytes(60), "F030", "替身"),
    "表.gsheet": (DRIVE, "F031", "网上文档的入口文件"),
    "old.gsheet": (OLD_DRIVE, "F031", "网上文档的入口文件"),
    "link.txt": (b"https://www.kdocs.cn/l/abc\r\n", "F031", "网上文档的链接"),
    ".表.xlsx.icloud": (plistlib.dumps(ICLOUD, fmt=plistlib.FMT_BINARY), "F031", "iCloud"),
    "renamed": (plistlib.dumps(ICLOUD, fmt=plistlib.FMT_BINARY), "F031", "iCloud"),
    "label.xlsx": (compound(DRM), "F029", "敏感度标签"),
    "irm.xls": (compound({"\tDRMContent": b"x", "Workbook": b""}), "F029", "权限管理"),
    "表.pxlsx": (b".pfile\2\0" + bytes(60), "F029", "MIP"),
    "message_v2.rpmsg": (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(40), "F029", "IRM"),
    "表.wk1": (b"\0\0\2\0\6\4\6\0" + bytes(40), "F028", "Lotus"),
    "表.123": (b"\0\0\x1a\0\3\x10\4\0" + bytes(40), "F028", "Lotus"),
    "表.wks": (b"\xff\0\2\0\4\4\5\x54" + bytes(40), "F028", "Works"),
    "表.xlsx.crdownload": (PLAIN[:40], "F032", "没有下载完"),
    "表.xlsx.baiduyun.p.downloading": (PLAIN[:40], "F032", "没有下载完"),
    "表.xlsx.td": (PLAIN[:40], "F032", "没有下载完"),
    "~$表.xlsx": (bytes(165), "F004", "表格打开时产生的临时文件"),
    "word.tmp": (PLAIN, "F004", "临时文件"),
    "程序.apk": (zipped({"AndroidManifest.xml": b"\3", "a.png": b"\x89PNG"}), "F001", "程序文件"),
}


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return told(tmp_path_factory.mktemp("kinds"), {name: kind[0] for name, kind in KINDS.items()})


@pytest.mark.parametrize("name", KINDS)
def test_what_is_no_table_is_told_by_its_kind(name: str, all_told: dict[str, str]) -> None:
    _, code, words = KINDS[name]
    assert all_told[name].startswith(code), all_told[name]
    assert words in all_told[name]


def test_words_and_csv_that_mention_an_address_are_no_links(tmp_path: Path) -> None:
    files = {
        "说明.txt": "表在 https://docs.qq.com/sheet/x 里".encode(),
        "表.csv": b"url,https://a.cn\r\n1,2\r\n",
        "表.json": b'{"1-1": 7.5}',
    }
    assert {each[:4] for each in told(tmp_path, files).values()} == {"F010"}


def test_in_an_archive_what_stands_for_a_table_is_told_beside_nothing_else(tmp_path: Path) -> None:
    files = {"链接.zip": archive(("甲/评分表.url", URL), ("甲/评分表.gsheet", DRIVE))}
    found = told(tmp_path, files)
    assert {name: text[:4] for name, text in found.items()} == {
        "链接.zip › 甲/评分表.url": "F030",
        "链接.zip › 甲/评分表.gsheet": "F031",
    }


def test_a_placeholder_of_a_file_on_a_server_is_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    assert read_source(Source(path)).body == Refusal(Reason.EMPTY)
    monkeypatch.setattr(Path, "lstat", lambda _path: OnServer())
    body = read_source(Source(path)).body
    assert isinstance(body, Refusal)
    assert body.reason is Reason.ONLINE


class OnServer:
    """What Windows tells of a file whose content OneDrive has not fetched yet."""

    st_file_attributes = 0x400000


# --- documents of many files ----------------------------------------------------------------------

NUMBERS = {
    "Index/Document.iwa": b"\0\x20\0\0\x30\x7c\x1a\x08\x01\x12\x16\x08\x01\x12",
    "Index/Tables/DataList.iwa": b"\0",
    **{f"Index/Tables/Tile-{each}.iwa": b"\0" for each in range(90)},
    "Metadata/Properties.plist": b"bplist00",
    "preview.jpg": b"\xff\xd8\xff",
}
PAGES = {
    "Index/Document.iwa": b"\0\x20\0\0\x30\x7c\x1a\x08\x01\x12\x16\x08\x90\x4e\x12",
    "Index/Tables/DataList.iwa": b"\0",
    "preview.jpg": b"\xff\xd8\xff",
}
KEYNOTE = {"Index/Document.iwa": b"\0", "Index/Slide-12.iwa": b"\0", "preview.jpg": b"\xff\xd8"}
BUNDLE = {
    "Index.zip": archive(("Index/Document.iwa", b"\0")),
    "Metadata/Properties.plist": b"bplist00",
    "preview.jpg": b"\xff\xd8\xff",
}
UNPACKED = base()


def below(folder: str, parts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in parts.items()}


def test_a_numbers_package_is_one_file_however_it_comes(tmp_path: Path) -> None:
    files = {
        "甲.numbers": zipped(NUMBERS),
        "乙.zip": zipped(NUMBERS),
        "丙.zip": zipped(below("丙/表.numbers", NUMBERS)),
        "丁.zip": archive(("丁/表.numbers", zipped(NUMBERS))),
        "戊.zip": zipped(below("表.numbers", BUNDLE)),
        **below("己/表.numbers", NUMBERS),
        **below("庚.numbers", BUNDLE),
    }
    found = told(tmp_path, files)
    assert set(found) == {
        "甲.numbers",
        "乙.zip",
        "丙.zip › 丙/表.numbers",
        "丁.zip › 丁/表.numbers",
        "戊.zip › 表.numbers",
        "己/表.numbers",
        "庚.numbers",
    }
    assert all(text.startswith("F028 这是 Numbers 表格") for text in found.values()), found


def test_beside_a_numbers_bundle_other_files_are_read(tmp_path: Path) -> None:
    inside = {**below("表.numbers", NUMBERS), "甲.xlsx": PLAIN}
    forks = {"__MACOSX/._甲.xlsx": b"\0\5\x16\7", "__MACOSX/表.numbers/._preview.jpg": b"\0\5"}
    found = told(tmp_path, {"甲.zip": zipped({**inside, **forks})})
    codes = {name: text[:4] for name, text in found.items()}
    assert codes == {"甲.zip › 表.numbers": "F028", "甲.zip › 甲.xlsx": "I001"}


def test_texts_slides_and_unpacked_workbooks_are_one_file_each(tmp_path: Path) -> None:
    files = {
        "a.pages": zipped(PAGES),
        "a.key": zipped(KEYNOTE),
        "b.zip": zipped(below("表.xlsx", UNPACKED)),
        **below("c", UNPACKED),
        **below("d.xlsx.download", {"d.xlsx": PLAIN, "Info.plist": b"bplist00"}),
    }
    found = told(tmp_path, files)
    kinds = {
        "a.pages": "F001 这不是表格工作簿，实际是Pages 文稿",
        "a.key": "F001 这不是表格工作簿，实际是Keynote 演示文稿",
        "b.zip › 表.xlsx": "F001 这不是表格工作簿，实际是解压成了文件夹的 Office 文档",
        "c": "F001 这不是表格工作簿，实际是解压成了文件夹的 Office 文档",
        "d.xlsx.download": "F032 这是没有下载完的文件",
    }
    assert set(found) == set(kinds)
    for name, words in kinds.items():
        assert found[name].startswith(words), found[name]


def test_parts_unpacked_among_returns_hide_none_of_them(tmp_path: Path) -> None:
    found = told(tmp_path, {"甲.xlsx": PLAIN, "[Content_Types].xml": b"<Types/>"})
    assert found["甲.xlsx"].startswith("I001")


# --- archives -------------------------------------------------------------------------------------


def test_the_long_end_record_of_a_package_is_as_good_as_the_short_one(tmp_path: Path) -> None:
    parts = entries_of(base())
    members = [Input("甲/a.xlsx".encode(), PLAIN), Input("乙/a.xlsx".encode(), packed(parts))]
    found = told(tmp_path, {"a.xlsx": zip64(parts, len(parts)), "b.zip": zip64(members, 2)})
    codes = {name: text[:4] for name, text in found.items()}
    assert codes == dict.fromkeys(("a.xlsx", "b.zip › 甲/a.xlsx", "b.zip › 乙/a.xlsx"), "I001")


def test_the_short_end_record_may_not_contradict_the_long_one(tmp_path: Path) -> None:
    parts = entries_of(base())
    honest = zip64(parts, len(parts))
    lie = honest[:-14] + len(parts).to_bytes(2, "little") + (3).to_bytes(2, "little") + honest[-10:]
    assert kind_of(tmp_path, "a.xlsx", lie).startswith("F015")


@pytest.mark.parametrize(
    "path", ["D:/报表/甲.xlsx", "/报表/甲.xlsx", "../甲.xlsx", "甲\\..\\甲.xlsx"]
)
def test_a_member_that_leads_outside_is_refused_alone(path: str, tmp_path: Path) -> None:
    found = told(tmp_path, {"a.zip": archive((path, PLAIN), ("乙.xlsx", PLAIN))})
    assert {name: text[:4] for name, text in found.items()} == {
        f"a.zip › {path.replace(chr(92), '/')}": "F027",
        "a.zip › 乙.xlsx": "I001",
    }


@pytest.mark.parametrize("twin", ["甲.XLSX", "甲.xlsx"])
def test_members_that_one_disk_would_not_hold_are_both_read(twin: str, tmp_path: Path) -> None:
    members = [Input("甲.xlsx".encode(), PLAIN), Input(twin.encode(), packed(entries_of(base())))]
    found = told(tmp_path, {"a.zip": packed(members)})
    second = twin.replace("甲", "甲（2）")
    assert {name: text[:4] for name, text in found.items()} == {
        "a.zip › 甲.xlsx": "I001",
        f"a.zip › {second}": "I001",
    }


# --- passwords ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_crypto_api", [False, True])
def test_excels_own_password_of_an_old_workbook_opens_in_a_child(
    by_crypto_api: bool, tmp_path: Path
) -> None:
    stream = biff([("表一", XLS_CELLS)])
    path, other = tmp_path / "a.xls", tmp_path / "b.xls"
    path.write_bytes(locked(stream, BUILT_IN_PASSWORD, by_crypto_api=by_crypto_api))
    other.write_bytes(locked(stream, "another", by_crypto_api=by_crypto_api))
    with ChildProcesses() as executor:
        opened = ask(executor, read_source, Source(path)).body
        refused = ask(executor, read_source, Source(other)).body
    assert isinstance(opened, Book)
    assert opened.sheets[0].at(2, 1).value == 7.5
    assert refused == Refusal(Reason.PASSWORD)
