"""What is no workbook at all, whatever its name says (docs/reading.md, G0–G2)."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
from collections.abc import Iterator

from tests.support.hostile.case import Hostile, case, given
from tests.support.hostile.crafting import (
    MIB,
    OLE_MAGIC,
    STORED,
    Input,
    archive,
    base,
    compound,
    content_types,
    entries_of,
    noise,
    odd,
    ods,
    ods_cell,
    ods_row,
    ods_table,
    package,
    xml,
    zipped,
)


def foreign() -> Iterator[Hostile]:
    yield from _empty()
    yield from _oversize()
    yield from _companions()
    yield from _texts()
    yield from _other_documents()
    yield from _unopened_archives()


# --- empty and oversize -------------------------------------------------------------------------

EMPTY = (
    ("empty.xlsx", "F009", b""),
    ("white_space.xls", "F009", b" \r\n\t \n"),
    ("nul_bytes.xlsx", "F009", bytes(5000)),
    ("byte_order_mark.csv", "F009 F010", b"\xef\xbb\xbf"),
    ("one_letter.xlsx", "F001 F010", b"P"),
    ("zip_magic_alone.xlsx", "F002", b"PK\3\4"),
    ("zip_end_alone.xlsx", "F002 F009 F021", b"PK\5\6" + bytes(18)),
    ("ole_magic_alone.xls", "F001 F002", OLE_MAGIC),
)


def _empty() -> Iterator[Hostile]:
    for name, codes, data in EMPTY:
        yield case(name, codes, given, data)
    yield case("nul_19MiB.xlsx", "F009", bytes, 19 * MIB)


def _oversize() -> Iterator[Hostile]:
    yield case("over_20MiB.xlsx", "F003", _of_size, 20 * MIB + 1)
    yield case("exactly_20MiB.xlsx", "I001", _of_size, 20 * MIB)
    yield case("over_20MiB.xls", "F003", _long, OLE_MAGIC, 20 * MIB + 1)
    yield case("over_20MiB_nul.xls", "F003 F009", bytes, 20 * MIB + 1)
    yield case("over_20MiB.csv", "F003 F010", _long, b"1,2,3\n", 21 * MIB)
    yield case("over_20MiB_scan.pdf", "F003 F004", _long, b"%PDF-1.7\n", 21 * MIB)
    yield case("over_40MiB.zip", "F003", _large_archive, 41 * MIB)


def _of_size(size: int) -> bytes:
    """The small workbook beside a picture that makes it exactly that long."""
    picture = Input(b"xl/media/image1.png", b"", STORED)
    missing = size - len(zipped([*entries_of(base()), picture]))
    data = _random(missing)
    return zipped([*entries_of(base()), Input(picture.name, data, STORED)])


def _long(start: bytes, size: int) -> bytes:
    return start + noise(MIB).encode() * (size // MIB + 1)


def _large_archive(size: int) -> bytes:
    return zipped([Input("表.xlsx".encode(), odd({})), Input(b"a.bin", _random(size), STORED)])


def _random(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311  reproducible, not secret


# --- companions ---------------------------------------------------------------------------------

COMPANIONS = (
    ("scan.pdf", "F004", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    ("scan_named.xlsx", "F001 F004", b"%PDF-1.4\n1 0 obj\n"),
    ("scan_behind_a_blank_line.pdf", "F001 F004 F010", b"\r\n%PDF-1.4\n1 0 obj\n"),
    ("photo.jpg", "F004", b"\xff\xd8\xff\xe0\0\x10JFIF\0\1"),
    ("photo_named.xls", "F001 F004", b"\xff\xd8\xff\xe1\0\x10Exif\0\0"),
    ("screen.png", "F004", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("screen.gif", "F004", b"GIF89a\1\0\1\0"),
    ("scan.bmp", "F004", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0\1\0\x18\0"),
    ("scan_little.tif", "F004", b"II*\0\x08\0\0\0"),
    ("scan_big.tiff", "F004", b"MM\0*\0\0\0\x08"),
    ("phone.webp", "F004", b"RIFF\x1a\0\0\0WEBPVP8L"),
    ("phone.heic", "F004", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
    ("film.xlsx", "F001 F004", b"\0\0\0\x20ftypisom\0\0\2\0isomiso2"),
    ("phone_mif1.HEIC", "F004", b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic"),
)


def _companions() -> Iterator[Hostile]:
    for name, codes, data in COMPANIONS:
        yield case(name, codes, given, data + bytes(40))
    yield case("sealed.ofd", "F004", package, {"OFD.xml": xml("<ofd:OFD xmlns:ofd='x'/>")})


# --- texts --------------------------------------------------------------------------------------

PAGE = (
    "<html><head><meta charset=gbk></head><body><table><tr><td>1-1</td></tr></table></body></html>"
)
TABLE = "编号,考评得分\r\n1-1,7.5\r\n1-2,2\r\n"
XML_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)
WORD_2003 = XML_2003.replace("Excel.Sheet", "Word.Document").replace("Workbook", "w:wordDocument")
MHT = (
    "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
    'Content-Type: multipart/related; boundary="----=_NextPart"\r\n\r\n'
    "------=_NextPart\r\nContent-Location: file:///C:/a.htm\r\nContent-Type: text/html\r\n\r\n"
    "<html></html>\r\n------=_NextPart--\r\n"
)
FLAT_ODS = (
    '<?xml version="1.0"?><office:document'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
)

TEXTS = (
    ("page.xls", "F010", PAGE.encode()),
    ("page_in_gbk.xls", "F010", PAGE.replace("1-1", "得分").encode("gbk")),
    ("page_with_mark.xls", "F010", b"\xef\xbb\xbf\r\n" + PAGE.upper().encode()),
    ("page_utf16.xls", "F010", PAGE.encode("utf-16")),
    ("page_of_a_comment.xls", "F010", b"<!-- 1 -->" + PAGE.encode()),
    ("page_doctype.xlsx", "F010", b"<!DOCTYPE html>\n" + PAGE.encode()),
    ("page_table_only.xls", "F010", b"<table border=1><tr><td>1</td></tr></table>"),
    ("page_strict.xls", "F010", b'<?xml version="1.0"?><html xmlns="x"><body/></html>'),
    ("login_page.xlsx", "F010", b"\n\n <HTML><title>\xe7\x99\xbb\xe5\xbd\x95</title></HTML>"),
    ("table.csv", "F010", TABLE.encode()),
    ("table_gbk.xlsx", "F010", TABLE.encode("gbk")),
    ("table_mark.csv", "F010", b"\xef\xbb\xbf" + TABLE.encode()),
    ("table_utf16.xls", "F010", TABLE.replace(",", "\t").encode("utf-16")),
    ("table_utf16_no_mark.xls", "F001 F010", TABLE.replace(",", "\t").encode("utf-16-le")),
    ("table.json", "F010", b'{"1-1": 7.5}'),
    ("symbolic_link.slk", "F010", b"ID;PWXL;N;E\r\nC;Y1;X1;K7.5\r\nE\r\n"),
    ("interchange.dif", "F010", b'TABLE\r\n0,1\r\n"EXCEL"\r\n'),
    ("xml_2003.xls", "F010", XML_2003.encode()),
    ("xml_2003_utf16.xls", "F010", XML_2003.encode("utf-16")),
    ("word_2003.xls", "F001 F010", WORD_2003.encode()),
    ("flat.fods", "F010", FLAT_ODS.encode()),
    ("other.xml", "F010", b'<?xml version="1.0"?><a/>'),
    ("drawing.svg", "F001 F004 F010", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ("web_archive.xls", "F010 F021", MHT.encode()),
    ("rich_text.xls", "F001 F010", rb"{\rtf1\ansi\deff0 {\trowd 1-1\cell}}"),
    ("escape_codes.txt", "F001 F010", b"\x1b[31m\x1b]0;title\x07 red \x1b[2J\r\n"),
    ("one_line_5MiB.csv", "F010", b"1," * (5 * MIB // 2)),
)


def _texts() -> Iterator[Hostile]:
    for name, codes, data in TEXTS:
        yield case(name, codes, given, data)


# --- other documents ----------------------------------------------------------------------------

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

UNKNOWN = (
    ("program.exe", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8" + bytes(100)),
    ("program_named.xlsx", b"\x7fELF\2\1\1" + bytes(100)),
    ("database.xls", b"SQLite format 3\0" + bytes(100)),
    ("database.mdb", b"\0\1\0\0Standard Jet DB\0" + bytes(100)),
    ("song.xls", b"ID3\4\0\0\0\0\0\x23TSSE" + bytes(40)),
    ("java.xls", b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(40)),
    ("random.xlsx", _random(4000)),
    ("control_codes.xls", bytes(range(1, 32)) * 20),
)
POINTERS = (
    ("shortcut.xlsx.lnk", "F030", b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(60)),
    ("address.url", "F030", b"[InternetShortcut]\r\nURL=https://example.cn/\r\n"),
    ("online.gsheet", "F031", b'{"url": "https://example.cn/", "doc_id": "1"}'),
    ("labelled.pxlsx", "F029", b".pfile\2\0" + bytes(60)),
)
OLE_DOCUMENTS = (
    ("letter.doc", {"WordDocument": b"\xec\xa5\xc1\0", "1Table": b""}),
    ("letter_named.xls", {"WordDocument": b"\xec\xa5\xc1\0", "ObjectPool": None}),
    ("letter.wps", {"WordDocument": b"\xec\xa5\xc1\0", "WpsCustomData": b""}),
    ("talk.ppt", {"PowerPoint Document": b"", "Current User": b""}),
    ("message.msg", {"__properties_version1.0": b"", "__nameid_version1.0": None}),
    ("plan.vsd", {"VisioDocument": b"Visio (TM) Drawing"}),
    ("hangul.hwp", {"FileHeader": b"HWP Document File"}),
    ("installer.msi", {"䡀㬿䏲䐸䖱": b"", "䡀㼿䕷䑬㭪䗤䠤": b""}),
    ("ole_of_unknown_streams.xls", {"Contents": b"?", "Other": b"?"}),
)


def _other_documents() -> Iterator[Hostile]:
    for name, data in UNKNOWN:
        yield case(name, "F001", given, data)
    for name, streams in OLE_DOCUMENTS:
        yield case(name, "F001", compound, streams)
    yield case("ole_without_streams.xls", "F001 F002", compound, {})
    yield case("letter.docx", "F001", _office, WORD, {"word/document.xml": xml("<d/>")})
    yield case("letter_named.xlsx", "F001", _office, WORD, {"word/document.xml": xml("<d />")})
    yield case("letter_with_table.docx", "F001", _letter_with_workbook)
    yield case("talk.pptx", "F001", _office, SLIDES, {"ppt/presentation.xml": xml("<p/>")})
    yield case("letter.odt", "F001", _odf, "text")
    yield case("talk.odp", "F001", _odf, "presentation")
    yield case("odt_named.ods", "F001", _odf, "text-master")
    yield case("book.epub", "F001 F021", package, {"mimetype": b"application/epub+zip", "a": b"1"})
    yield case(
        "program.jar", "F001 F010 F021", package, {"META-INF/MANIFEST.MF": b"Main-Class: A\n"}
    )
    yield case(
        "phone.apk", "F001 F021", package, {"AndroidManifest.xml": b"\3\0", "classes.dex": b""}
    )
    yield case("table.numbers", "F028", package, {"Index/Document.iwa": b"\0\x10"})
    for name, code, data in POINTERS:
        yield case(name, code, given, data)
    for name, start in (
        ("biff2.xls", b"\x09\0\4\0\2\0\x10\0"),
        ("biff4.xls", b"\x09\4\6\0\0\4\x10\0"),
    ):
        yield case(name, "F001 F002 F028 I001", given, start + b"\0\0\x0a\0\0\0")


def _office(main: str, parts: dict[str, bytes]) -> bytes:
    return package({"[Content_Types].xml": content_types(main), **parts})


def _letter_with_workbook() -> bytes:
    parts = {"word/document.xml": xml("<d/>"), "word/embeddings/sheet1.xlsx": odd({})}
    return _office(WORD, parts)


def _odf(kind: str) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return ods(ods_table(ods_row(ods_cell())), {"mimetype": mimetype})


# --- archives that are not opened ---------------------------------------------------------------

MAGIC_OF_ARCHIVES = (
    ("packed.rar", "F008", b"Rar!\x1a\7\1\0" + bytes(60)),
    ("packed_old.rar", "F008", b"Rar!\x1a\7\0" + bytes(60)),
    ("rar_named.zip", "F008", b"Rar!\x1a\7\1\0\x33" + bytes(60)),
    ("rar_named.xlsx", "F008", b"Rar!\x1a\7\0\xcf" + bytes(60)),
    ("packed.7z", "F008", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(60)),
    ("winmail.dat", "F008", b"\x78\x9f\x3e\x22\1\0\1\x06\x90\x08\0" + bytes(60)),
    ("packed.zst", "F001 F008", b"\x28\xb5\x2f\xfd\4\0" + bytes(20)),
    ("packed.cab", "F001 F008", b"MSCF\0\0\0\0" + bytes(60)),
    ("packed.Z", "F001 F008", b"\x1f\x9d\x90" + bytes(60)),
    ("packed.lzh", "F001 F008", b"\x20\0-lh5-" + bytes(60)),
)


def _unopened_archives() -> Iterator[Hostile]:
    for name, codes, data in MAGIC_OF_ARCHIVES:
        yield case(name, codes, given, data)
    yield case("packed.gz", "F008", _packed, "gz")
    yield case("packed.tar.gz", "F008", _packed, "tar.gz")
    yield case("packed.tar", "F008", _packed, "tar")
    yield case("packed.bz2", "F001 F008", _packed, "bz2")
    yield case("packed.xz", "F001 F008", _packed, "xz")
    yield case("gz_named.xlsx", "F008", _packed, "gz_of_zip")
    yield case("gzip_bomb.gz", "F008", _gzip_bomb)


def _packed(how: str) -> bytes:
    data = odd({})
    match how:
        case "tar":
            return _tar(data)
        case "tar.gz":
            return gzip.compress(_tar(data), mtime=0)
        case "bz2":
            return bz2.compress(data)
        case "xz":
            return lzma.compress(data)
        case "gz_of_zip":
            return gzip.compress(archive(("a.xlsx", data)), mtime=0)
    return gzip.compress(data, mtime=0)


def _tar(data: bytes) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        about = tarfile.TarInfo("a.xlsx")
        about.size = len(data)
        tar.addfile(about, io.BytesIO(data))
    return written.getvalue()


def _gzip_bomb() -> bytes:
    return gzip.compress(bytes(64 * MIB), mtime=0)
