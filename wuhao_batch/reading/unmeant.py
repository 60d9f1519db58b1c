"""Files that nobody hands in, told by their names: left by systems and programs, or half there."""

import re

from wuhao_batch.reading.refusal import Reason, Refusal

_UNMEANT = (
    (r"\..+\.icloud", Reason.ONLINE, "iCloud 的占位文件"),
    (
        r".*\.(crdownload|part|partial|opdownload|downloading|aria2|td|xltd|!ut|!qb|bc!)",
        Reason.PARTIAL,
        "下载程序的临时文件",
    ),
    (r"~\$.*|\.~.*", Reason.NO_TABLE, "表格打开时产生的临时文件"),
    (r"\..*|thumbs\.db|desktop\.ini|.*\.tmp", Reason.NO_TABLE, "临时文件或系统文件"),
)
_FOLDER_OF_MACOS = "__MACOSX/"


def unmeant(name: str) -> Refusal | None:
    """Return the refusal of a file that nobody means, from its name; None if it may be meant.

    Args:
        name: Its path, in an archive from the archive's own root.
    """
    if name.startswith(_FOLDER_OF_MACOS):
        return Refusal(Reason.NO_TABLE, {"kind": "临时文件或系统文件"})
    last = name.rpartition("/")[2]
    for form, reason, kind in _UNMEANT:
        if re.fullmatch(form, last, re.IGNORECASE | re.DOTALL):
            return Refusal(reason, {"kind": kind})
    return None
