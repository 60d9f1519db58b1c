"""Damage, by chance: to bytes, to the parts of a package, to the XML inside them.

Each function takes a source of chance, so that Hypothesis can shrink what it finds and a fuzzer
can bring its own seed.
"""

import re
from collections.abc import Callable
from random import Random

from tests.support.drawing import parts_of, zipped
from tests.support.hostile.mutating import BYTE_WAYS
from tests.support.packing import Parts

Tokens = list[bytes]
"""The tags and texts of XML, in order."""

_TOKENS = re.compile(rb"<[^>]*>|[^<]+")
_ATTRIBUTE = re.compile(rb"""=\s*("[^"]*"|'[^']*')""")

_NUMBER = re.compile(r"[-+0-9.eE]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d.*")
ODD_NUMBERS = (
    "", " ", "0", "1", "-1", "2", "14", "0.5", "1e400", "-1e300", "1e15", "NaN", "INF", "abc",
    "4294967295", "99999999999999999999", "20001", "1048576", "1048577", "2958465.999999", "46000",
    "60", "-0", "1e-400", "9" * 400,
)  # fmt: skip
ODD_TIMES = (
    "2026-05-04", "1899-12-30", "1900-02-28T12:00:00", "9999-12-31T23:59:59.999999",
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+23:59", "2026-W01", "20260504", "2026-13-01",
)  # fmt: skip
ODD_TEXTS = (
    "A1", "B2", "XFD1048576", "XFE1", "A0", "a1", "AAAA1", "s", "str", "b", "e", "inlineStr", "d",
    "n", "float", "percentage", "boolean", "currency", "time", "date", "string", "error", "true",
    "false", "hidden", "External", "rId1", "/xl/workbook.xml", "../../../etc/passwd", "\u202e",
    "_x0000_", "_xD800_", "\U0001f600", "#N/A", "&lt;", "yyyy", "0%", "[h]:mm", "[", "合计", "a1",
    "b1.1", "V1", "是", "WH-2026-01-00000000-0", "of:=1",
)  # fmt: skip


def _some(chance: Random) -> int:
    """How many edits: mostly one, since several hide each other."""
    return chance.choice((1, 1, 1, 2, 4))


# --- bytes --------------------------------------------------------------------------------------


def bytes_mutated(data: bytes, chance: Random) -> bytes:
    for _ in range(_some(chance)):
        if data:
            data = chance.choice(BYTE_WAYS)(data, chance)
    return data


# --- XML ----------------------------------------------------------------------------------------


def _odd(present: str, chance: Random) -> bytes:
    """Another value, mostly one that looks like the present one."""
    if not chance.randrange(4):
        return chance.choice((*ODD_NUMBERS, *ODD_TIMES, *ODD_TEXTS)).encode()
    looks = ((_NUMBER, ODD_NUMBERS), (_TIME, ODD_TIMES))
    odd = next((values for look, values in looks if look.fullmatch(present)), ODD_TEXTS)
    return chance.choice(odd).encode()


def _with_odd_value(token: bytes, chance: Random) -> bytes:
    """A tag with another value for one attribute; a text replaced."""
    if not token.startswith(b"<"):
        return _odd(token.decode("utf-8", "replace"), chance)
    attributes = list(_ATTRIBUTE.finditer(token))
    if not attributes:
        return token
    chosen = chance.choice(attributes)
    value = _odd(chosen[1][1:-1].decode("utf-8", "replace"), chance)
    return token[: chosen.start()] + b'="' + value + b'"' + token[chosen.end() :]


def _without_attribute(token: bytes, chance: Random) -> bytes:
    attributes = list(re.finditer(rb"""\s[^\s=<>]+\s*=\s*("[^"]*"|'[^']*')""", token))
    if not attributes:
        return token
    chosen = chance.choice(attributes)
    return token[: chosen.start()] + token[chosen.end() :]


def _value_changed(tokens: Tokens, at: int, chance: Random) -> None:
    tokens[at] = _with_odd_value(tokens[at], chance)


def _attribute_dropped(tokens: Tokens, at: int, chance: Random) -> None:
    tokens[at] = _without_attribute(tokens[at], chance)


def _leaf_moved(tokens: Tokens, at: int, chance: Random) -> None:
    """An element or text without anything inside, put elsewhere as well or instead."""
    if tokens[at].startswith(b"<") and not tokens[at].endswith(b"/>"):
        return
    leaf = tokens[at]
    if chance.randrange(2):
        tokens[at] = b""
    tokens.insert(chance.randint(1, len(tokens) - 1) if len(tokens) > 1 else 0, leaf)


def _dropped_whole(tokens: Tokens, at: int, chance: Random) -> None:
    """An element with all that is in it."""
    tokens[at : at + _length(tokens, at)] = []


def _doubled_whole(tokens: Tokens, at: int, chance: Random) -> None:
    """An element with all that is in it, once more, right behind or elsewhere."""
    whole = tokens[at : at + _length(tokens, at)]
    to = chance.choice((at, at, chance.randrange(len(tokens))))
    tokens[to:to] = whole


def _length(tokens: Tokens, at: int) -> int:
    """How many tokens an element takes that begins there; 1 where none does."""
    depth = 0
    for length, token in enumerate(tokens[at:], start=1):
        if token.startswith(b"</"):
            depth -= 1
        elif token.startswith(b"<") and not token.endswith(b"/>"):
            depth += 1
        if depth <= 0:
            return length
    return 1


def _shuffled(tokens: Tokens, at: int, chance: Random) -> None:
    """Whatever becomes of its form."""
    some = tokens[at : at + 8]
    chance.shuffle(some)
    tokens[at : at + 8] = some


_XML: tuple[Callable[[Tokens, int, Random], None], ...] = (
    *(_value_changed,) * 6,
    _attribute_dropped,
    _leaf_moved,
    _dropped_whole,
    _doubled_whole,
    _shuffled,
)


def xml_mutated(part: bytes, chance: Random) -> bytes:
    """A few of its values, elements and texts changed, dropped, doubled, moved or shuffled."""
    tokens = _TOKENS.findall(part)
    for _ in range(_some(chance)):
        if tokens:
            chance.choice(_XML)(tokens, chance.randrange(len(tokens)), chance)
    return b"".join(tokens)


# --- packages -----------------------------------------------------------------------------------


def _part_mutated(parts: Parts, chance: Random) -> None:
    names = sorted(parts)
    (name,) = chance.choices(names, [len(parts[name]) + 1 for name in names])
    if chance.randrange(10):
        parts[name] = xml_mutated(parts[name], chance)
    else:
        parts[name] = bytes_mutated(parts[name], chance)


def _part_dropped(parts: Parts, chance: Random) -> None:
    del parts[chance.choice(sorted(parts))]


def _parts_exchanged(parts: Parts, chance: Random) -> None:
    one, other = (chance.choice(sorted(parts)) for _ in range(2))
    parts[one], parts[other] = parts[other], parts[one]


def _part_renamed(parts: Parts, chance: Random) -> None:
    name = chance.choice(sorted(parts))
    odd = (name.upper(), f"/{name}", name.replace("/", "\\"), f"{name}/", "甲.xml", f"../{name}")
    parts[chance.choice(odd)] = parts.pop(name)


def _parts_spliced(parts: Parts, chance: Random) -> None:
    """The beginning of one part, the end of another."""
    one, other = (chance.choice(sorted(parts)) for _ in range(2))
    head, tail = parts[one], parts[other]
    parts[one] = head[: chance.randint(0, len(head))] + tail[chance.randint(0, len(tail)) :]


_EDITS: tuple[Callable[[Parts, Random], None], ...] = (
    *(_part_mutated,) * 6,
    _part_dropped,
    _parts_exchanged,
    _part_renamed,
    _parts_spliced,
)


def package_mutated(data: bytes, chance: Random) -> bytes:
    """A package with its parts damaged, packed soundly again."""
    parts = parts_of(data)
    for _ in range(_some(chance)):
        if parts:
            chance.choice(_EDITS)(parts, chance)
    return zipped(parts)
