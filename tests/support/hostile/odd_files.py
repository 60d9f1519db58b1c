"""What a folder can hold besides ordinary files (docs/reading.md, G0, G1)."""

import os
from collections.abc import Mapping
from pathlib import Path

from tests.support.hostile.crafting import MIB, odd

NAMES: dict[bytes, str] = {
    b"gbk_\xc6\xc0\xb7\xd6\xb1\xed.xlsx": "I001",
    b"broken_utf8_\xff\xfe\xc3.xlsx": "I001",
    b"new\nline.xlsx": "I001",
    b"return\rback.xlsx": "I001",
    b"tab\tstop.xlsx": "I001",
    b"\x1b[31mred\x1b[2J\x1b]0;title\x07.xlsx": "I001",
    "bidi_\u202excod.xlsx".encode(): "I001",
    "zero\u200bwidth\ufeff.xlsx".encode(): "I001",
    "surrogate_\U0001f600.xlsx".encode(): "I001",
    b"a" * 245 + b".xlsx": "I001",
    "字".encode() * 83: "I001",
    b"-rf.xlsx": "I001",
    b"--help.xlsx": "I001",
    b" leading and trailing .xlsx ": "I001",
    b"dot..": "I001",
    b"no_ending": "I001",
    b"UPPER.XLSX": "I001",
    b"back\\slash.xlsx": "I001",
    b"[red]markup[bold].xlsx": "I001",
    b"<script>alert(1)<.xlsx": "I001",
    b"=1+1.xlsx": "I001",
    b"{0}{kind}%s%n.xlsx": "I001",
    b"'quotes' \"and\" `more` $(id).xlsx": "I001",
    b"CON.xlsx": "I001",
    "组合e\u0301.xlsx".encode(): "I001",
    b"~$lock.xlsx": "F004",
    b".~lock.a.xlsx#": "F004",
    b"Thumbs.db": "F004",
    b"THUMBS.DB": "F004",
    b"desktop.ini": "F004",
    b".DS_Store": "F004",
    b"._x.xlsx": "F004",
    b"half.xlsx.crdownload": "F032",
    b"half.part": "F032",
    b"half.tmp": "F004",
    b"...": "F004",
}
LINKS = {
    "link_to_zeros.xlsx": "/dev/zero",
    "link_to_chance.xlsx": "/dev/urandom",
    "link_to_nothing.xlsx": "no such file.xlsx",
    "link_to_itself.xlsx": "link_to_itself.xlsx",
    "link_to_folder.xlsx": "..",
    "link_loop": ".",
}


def plant_odd_files(folder: Path) -> Mapping[Path, frozenset[str]]:
    """Put odd files into a folder; which finding each should have."""
    data = odd({})
    planted: dict[Path, frozenset[str]] = {}
    for name, code in NAMES.items():
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        path.write_bytes(data)
        planted[path] = frozenset({code})
    for link, target in LINKS.items():
        (folder / link).symlink_to(target)
        planted[folder / link] = frozenset({"F005"})
    os.mkfifo(folder / "pipe.xlsx")
    planted[folder / "pipe.xlsx"] = frozenset({"F005"})
    return planted | _of_folders(folder, data) | _of_modes(folder, data)


def _of_folders(folder: Path, data: bytes) -> dict[Path, frozenset[str]]:
    named = folder / "folder.xlsx"
    named.mkdir()
    (named / "inside.xlsx").write_bytes(data)
    (folder / "empty folder").mkdir()
    deep = _deep_folder(folder)
    return {named / "inside.xlsx": frozenset({"I001"}), deep: frozenset({"F005"})}


def _deep_folder(folder: Path) -> Path:
    """Folders within folders, until their path is longer than any system call takes."""
    name = "deep" * 60
    reached = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir(name, dir_fd=reached)
        inner = os.open(name, os.O_RDONLY, dir_fd=reached)
        os.close(reached)
        reached = inner
    os.close(reached)
    return folder / name


def _of_modes(folder: Path, data: bytes) -> dict[Path, frozenset[str]]:
    sparse, closed = folder / "sparse.xlsx", folder / "closed.xlsx"
    with sparse.open("wb") as file:
        file.truncate(5 * 1024 * MIB)
    closed.write_bytes(data)
    closed.chmod(0)
    forbidden = frozenset({"I001" if os.geteuid() == 0 else "F005"})
    return {sparse: frozenset({"F003", "F009"}), closed: forbidden}
