"""Names and places below `input/returned/` for files from outside; nothing there is replaced."""

import os
from collections.abc import Iterable
from pathlib import Path, PurePath

from wuhao_batch.reading.package import decoded_name
from wuhao_batch.writing.file_names import safe_stem

MARK = 8
"""Characters of a mark that tells files or folders of one name apart."""

_SUFFIX = ".abcdefghijklmnopqrstuvwxyz0123456789"
_LONGEST_SUFFIX = 6


def free_place(returned: Path, name: str, data: bytes, sha256: str) -> Path:
    """Return its own name if that is free, else one with a mark; never outside the folder."""
    path = returned / name
    marked = path.with_name(f"{path.stem}_{sha256[:MARK]}{path.suffix}")
    for target in (path, marked):
        inside = target.parent.resolve().is_relative_to(returned.resolve())
        if inside and _is_free(target, data, returned):
            return target
    return returned / sha256[:MARK] / path.name


def _is_free(target: Path, data: bytes, root: Path) -> bool:
    """True if the path is free, or holds the same file, and no file is in the way of a folder."""
    above = [folder for folder in target.parents if folder.is_relative_to(root)]
    if any(folder.exists() and not folder.is_dir() for folder in above):
        return False
    if target.is_symlink():
        return False
    return not target.exists() or (target.is_file() and target.read_bytes() == data)


def readable(name: str) -> str:
    """Decode a name whose bytes are no UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        return decoded_name(raw) or raw.decode("utf-8", "replace")
    return name


def distinct(name: str, files: Iterable[Path]) -> str:
    """Return a file name that every system takes and that is not taken yet."""
    suffix = PurePath(name).suffix.lower()
    known = len(suffix) <= _LONGEST_SUFFIX and not set(suffix) - set(_SUFFIX)
    stem, suffix = (PurePath(name).stem, suffix) if known else (name, "")
    taken = {path.name.casefold() for path in files}
    made, number = safe_stem(stem) + suffix, 1
    while made.casefold() in taken:
        number += 1
        made = f"{safe_stem(stem)}（{number}）{suffix}"
    return made
