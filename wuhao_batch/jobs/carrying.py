"""Files to be carried by hand: one package for a stick, or for one branch."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.workspace.moments import FIXED_TIME


def packed(files: Iterable[Path]) -> bytes:
    """Return a package with these files, by their names; the same files give the same bytes.

    Raises:
        ImpossibleError: There is none.
        OSError: One cannot be read.
    """
    there = [path for path in files if path.is_file()]
    if not there:
        raise ImpossibleError("还没有可以拷的表。请先生成。")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for path in there:
            info = zipfile.ZipInfo(path.name, FIXED_TIME.timetuple()[:6])
            package.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return data.getvalue()
