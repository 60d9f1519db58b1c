"""Documents of other programs that are many files: a zip package, or a folder (a bundle).

They are one thing to whoever sends them, and get one finding, not one for each part.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from wuhao_batch.reading.refusal import Reason, Refusal

NUMBERS = "Numbers 表格"
_BY_SUFFIX = {
    ".numbers": Refusal(Reason.OTHER_TABLE, {"kind": NUMBERS}),
    ".pages": Refusal(Reason.FOREIGN, {"kind": "Pages 文稿"}),
    ".key": Refusal(Reason.FOREIGN, {"kind": "Keynote 演示文稿"}),
}
_UNPACKED = "解压成了文件夹的 Office 文档"

_IWORK_PART = re.compile(r"Index/.+\.iwa")
_IWORK_FILES = {"Index.zip", "index.xml", "index.xml.gz", "index.apxl", "index.apxl.gz"}
"""Files beside which the older bundles keep their previews and histories."""
_IWORK_COMPANIONS = {"buildVersionHistory.plist", "Metadata/Properties.plist"}
_SLIDE = re.compile(r"Index/(Master|Template)?Slide.*\.iwa|index\.apxl.*")
_WORKBOOK = re.compile(r"(?i)[^/]+\.(xls[xmb]?|et|ods|csv|eml)")
_PAGES_ROOT = b"\x08\x90\x4e"
"""The root object's type in the first archive of a Pages document, 10000 as protobuf has it."""
_ROOT_WITHIN = 64


def other_program(parts: Iterable[str], root: bytes = b"") -> Refusal | None:
    """Tell a document of Apple's office programs by the names of its parts; None if it is none.

    Args:
        parts: The names within the package.
        root: The beginning of its part Index/Document.iwa.
    """
    names = set(parts)
    with_index = names & _IWORK_FILES and names & _IWORK_COMPANIONS
    if not with_index and not any(_IWORK_PART.fullmatch(name) for name in names):
        return None
    if any(_SLIDE.fullmatch(name) for name in names):
        return _BY_SUFFIX[".key"]
    return _BY_SUFFIX[".pages" if _PAGES_ROOT in root[:_ROOT_WITHIN] else ".numbers"]


def bundles(files: Iterable[str]) -> Mapping[str, Refusal]:
    """Find the folders that are documents of other programs: folder → its refusal.

    Args:
        files: Names of files with ``/`` between folders.
    """
    below: dict[str, set[str]] = defaultdict(set)
    for name in files:
        for parent in PurePosixPath(name).parents:
            if parent.name:
                below[str(parent)].add(name.removeprefix(f"{parent}/"))
    found: dict[str, Refusal] = {}
    for folder in sorted(below, key=len):
        inside = any(folder.startswith(f"{outer}/") for outer in found)
        refusal = None if inside else _bundle(folder, below[folder])
        if refusal is not None:
            found[folder] = refusal
    return found


def bundle_of(name: str, found: Iterable[str]) -> str | None:
    """Return the bundle that a file belongs to, if any."""
    return next((folder for folder in found if name.startswith(f"{folder}/")), None)


def _bundle(folder: str, parts: set[str]) -> Refusal | None:
    suffix = PurePosixPath(folder).suffix.casefold()
    own = other_program(parts)
    if suffix in _BY_SUFFIX and (own or parts & _IWORK_FILES):
        return _BY_SUFFIX[suffix]
    if suffix == ".download" and "Info.plist" in parts:
        return Refusal(Reason.PARTIAL, {"kind": "Safari"})
    if any(_WORKBOOK.fullmatch(part) for part in parts):
        return None  # parts that somebody unpacked among returns
    unpacked = "[Content_Types].xml" in parts
    return Refusal(Reason.FOREIGN, {"kind": _UNPACKED}) if unpacked else own
