"""The list of an archive's files, under a seal, and the page that says what the archive is."""

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from wuhao_batch.assessment.period import Period
from wuhao_batch.outputs.proof.program import Program
from wuhao_batch.outputs.proof.sealed import UnsealedError, sealed, unsealed

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What an archive raises that is damaged, encrypted or packed in an unknown way."""

CONTENTS_FILE = "archive.json"
ABOUT_FILE = "说明.txt"
PROGRAM_FOLDER = "program"
_KIND = "wuhao archive 1"


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of an archive: where it lies in it, and the SHA-256 of its bytes."""

    entry: str
    sha256: str


@dataclass(frozen=True)
class Contents:
    """The files of an archive: name relative to the workspace → the file packed."""

    period: str
    program: Program
    files: Mapping[str, Packed]

    def to_json(self) -> bytes:
        """Return the file that lies in the archive."""
        return sealed(_KIND, asdict(self))


def read_contents(data: bytes) -> Contents:
    """Read the file that lies in an archive.

    Raises:
        UnsealedError: It is none, or its seal is not that of its content.
    """
    told = unsealed(_KIND, data)
    try:
        files = {name: Packed(**packed) for name, packed in told["files"].items()}
        return Contents(told["period"], Program(**told["program"]), files)
    except (KeyError, TypeError, AttributeError):
        raise UnsealedError from None


def entries(names: Iterable[str]) -> dict[str, str]:
    """Return name relative to the workspace → its place in the archive, each its own.

    Folders of rounds, which lie beside the workspace, come below ``rounds/``. A name that is no
    text, as another system's bytes leave it, gets a number instead.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number, name in enumerate(names):
        entry = _below(name)
        if not _is_text(entry) or entry in taken:
            entry = f"unnamed/{number:05}"
        taken.add(entry)
        found[name] = entry
    return found


def _below(name: str) -> str:
    parts = name.split("/")
    inside = [part for part in parts if part not in ("", ".", "..")]
    return "/".join(inside if inside == parts else ["rounds", *inside])


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return "\\" not in name and name.isprintable()


def requirements(program: Program) -> bytes:
    """Return the versions of the packages, as pip reads them."""
    return "".join(f"{name}=={number}\n" for name, number in program.packages.items()).encode()


def about(period: str, program: Program, wheel: str) -> bytes:
    """Return the page for whoever opens the archive of a period years later."""
    lines = (
        f"{Period.read(period).words}考评的归档",
        "",
        "里面有：",
        "  input、templates    收到的表、名单、决定，和当时的模板，都是原件",
        "  records.db          收发和经办的记录",
        "  output              结果、报告、公示稿、反馈意见等；output/run.json 记着这次运行",
        "  output/published    公示过的各期（有公示的）",
        f"  {PROGRAM_FOLDER}             当时的程序和它用到的各个组件的版本",
        f"  {CONTENTS_FILE}        本归档里每个文件的 SHA-256",
        "",
        f"怎样核对（任何一台装有 Python {program.python.rpartition('.')[0]} 的电脑）：",
        "  1. 解压这个归档，在解压出的文件夹里打开命令行",
        "  2. python -m venv 核对",
        "  3. Windows：  核对\\Scripts\\python -m pip install -r "
        f"{PROGRAM_FOLDER}\\requirements.txt {PROGRAM_FOLDER}\\{wheel}",
        "     其他系统：核对/bin/python -m pip install -r "
        f"{PROGRAM_FOLDER}/requirements.txt {PROGRAM_FOLDER}/{wheel}",
        "  4. 再用同一个 python 运行：python -m wuhao_batch verify 归档文件.zip",
        "核对会从收到的表重新算出全部结果，逐个文件比对，说明一致，或从哪一格开始不一样。",
        "",
        f"当时的程序：{program.version}（代码 {program.sha256}）",
        f"当时的 Python：{program.python}",
    )
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
