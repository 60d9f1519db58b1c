"""Good files damaged by chance, the same way for the same seed."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator

from tests.support.hostile.crafting import package

Way = Callable[[bytes, random.Random], bytes]

EXTREMES = (
    "", "-1", "0", "4294967295", "18446744073709551615", "1e309", "NaN", "9" * 400, "A" * 40_000,
    "XFD1048576", "../../etc/passwd", "甲", "&#x202e;", "true",
)  # fmt: skip
INTEGERS = (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", bytes(4), b"\1\0\0\0")
ATTRIBUTE = re.compile(rb'="[^"<]*"')
TAG = re.compile(rb"<[^<>]*>")


def mutations(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """That many damaged copies of a file, none of them equal to it."""
    chance = random.Random(seed)  # noqa: S311  reproducible, not secret
    ways = BYTE_WAYS + (PART_WAYS if data.startswith(b"PK\3\4") else ())
    made = 0
    while made < count:
        damaged = chance.choice(ways)(data, chance)
        if damaged != data:
            made += 1
            yield damaged


# --- bytes --------------------------------------------------------------------------------------


def _chunk(data: bytes, chance: random.Random) -> tuple[int, int]:
    """Where a piece of at most a fifth begins and ends."""
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, max(1, len(data) // 5)))


def flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def double_chunk(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    return data[:end] + data[start:]


def remove_chunk(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    return data[:start] + data[end:]


def blank_chunk(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    return data[:start] + bytes(end - start) + data[end:]


def move_chunk(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    to = chance.randrange(len(data))
    return data[:to] + data[start:end] + data[to + end - start :]


def put_integer(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(max(1, len(data) - 4))
    return data[:at] + chance.choice(INTEGERS) + data[at + 4 :]


BYTE_WAYS: tuple[Way, ...] = (
    flip, cut_off, double_chunk, remove_chunk, blank_chunk, move_chunk, put_integer,
)  # fmt: skip

# --- parts of a package -------------------------------------------------------------------------


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _with_part(data: bytes, chance: random.Random, way: Way) -> bytes:
    """The package with one part treated so."""
    parts = _parts(data)
    name = chance.choice([name for name, part in parts.items() if part])
    return package(parts | {name: way(parts[name], chance)})


def drop_part(data: bytes, chance: random.Random) -> bytes:
    parts = _parts(data)
    del parts[chance.choice(list(parts))]
    return package(parts)


def swap_parts(data: bytes, chance: random.Random) -> bytes:
    parts = _parts(data)
    one, other = (chance.choice(list(parts)) for _ in range(2))
    return package(parts | {one: parts[other], other: parts[one]})


def cut_part(data: bytes, chance: random.Random) -> bytes:
    return _with_part(data, chance, cut_off)


def flip_in_part(data: bytes, chance: random.Random) -> bytes:
    return _with_part(data, chance, flip)


def shuffle_part(data: bytes, chance: random.Random) -> bytes:
    """Some tags of a part in another order."""

    def shuffle(part: bytes, chance: random.Random) -> bytes:
        tags = TAG.findall(part)
        if not tags:
            return part
        start, end = _chunk(b"x" * len(tags), chance)
        moved = tags[start:end]
        chance.shuffle(moved)
        order = iter([*tags[:start], *moved, *tags[end:]])
        return TAG.sub(lambda _: next(order), part)

    return _with_part(data, chance, shuffle)


def extreme_attribute(data: bytes, chance: random.Random) -> bytes:
    """One attribute with a value that nobody expects."""

    def change(part: bytes, chance: random.Random) -> bytes:
        return _replace_one(ATTRIBUTE, part, f'="{chance.choice(EXTREMES)}"'.encode(), chance)

    return _with_part(data, chance, change)


def double_tag(data: bytes, chance: random.Random) -> bytes:
    def double(part: bytes, chance: random.Random) -> bytes:
        tags = TAG.findall(part)
        return _replace_one(TAG, part, chance.choice(tags) * 2, chance) if tags else part

    return _with_part(data, chance, double)


def _replace_one(what: re.Pattern[bytes], part: bytes, by: bytes, chance: random.Random) -> bytes:
    found = list(what.finditer(part))
    if not found:
        return part
    start, end = chance.choice(found).span()
    return part[:start] + by + part[end:]


PART_WAYS: tuple[Way, ...] = (
    drop_part, swap_parts, cut_part, flip_in_part, shuffle_part, extreme_attribute, double_tag,
)  # fmt: skip
