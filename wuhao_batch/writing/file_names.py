"""Names of files that every file system takes, one for each text."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

_FULL_WIDTH = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?")
_LONGEST = 215  # UTF-8 bytes: room for a mark and a suffix within every file system's 255


def file_names(texts: Mapping[str, str]) -> dict[str, str]:
    """Return code → the name of its .xlsx file, made from a text.

    Names that a file system would take for one and the same get a mark of their own, each from
    its code alone, so that a name does not depend on the order of the roster.
    """
    stems = {code: safe_stem(text) for code, text in texts.items()}
    shared = Counter(stem.casefold() for stem in stems.values())
    return {
        code: f"{stem}.xlsx" if shared[stem.casefold()] == 1 else f"{stem}_{_mark(code)}.xlsx"
        for code, stem in stems.items()
    }


def safe_stem(text: str) -> str:
    """Make a name that every file system takes; forbidden signs become full-width.

    Spaces of any kind become plain ones.
    """
    text = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    if not text.isprintable():  # else there is no space but plain ones, and no control character
        kinds = ((sign, unicodedata.category(sign)[0]) for sign in text)
        text = "".join(" " if kind == "Z" else sign for sign, kind in kinds if kind != "C")
    text = text.lstrip(".-~$ ").rstrip(". ")
    while len(text.encode()) > _LONGEST:
        text = text[:-1]
    if not text or _RESERVED.fullmatch(text):
        text = f"_{text}"
    return text


def _mark(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:6]
