"""Tasks for children: what they may do, what they see. Light, since children have little memory."""

import os
import sys
import time
from pathlib import Path

from wuhao_batch.reading.files import Content, Source, try_source
from wuhao_batch.reading.limits import MEMORY
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine_one import Expected, examine_one


def write_there(_source: Source, path: Path) -> Content[int]:
    return Content(path.write_bytes(b"x"))


def compute_for_ever(_source: Source) -> Content[int]:
    while True:
        pass


def wait_for(_source: Source, seconds: int) -> Content[int]:
    time.sleep(seconds)
    return Content(seconds)


def die(_source: Source) -> Content[int]:
    os.abort()


def die_at(source: Source, name: str) -> Content[bool]:
    """Read a file, unless it is the one of that name, here or in its carrier."""
    if source.name.endswith(name):
        os.abort()
    return try_source(source)


def take_memory(_source: Source) -> Content[int]:
    return Content(len(bytes(3 * MEMORY)))


def names_of_secrets(_source: Source) -> Content[list[str]]:
    return Content([name for name in os.environ if "PASSWORD" in name])


def names_of_modules(source: Source, expected: Expected[Checked]) -> Content[list[str]]:
    examine_one(source, expected)
    return Content([name for name in sys.modules if "." not in name])


def names_of_loaded() -> set[str]:
    return {name for name in sys.modules if "." not in name}


def own_number(_source: Source | None = None) -> Content[int]:
    return Content(os.getpid())


_LEFT: list[int] = []
"""What a task has left behind in its child."""


def leave() -> None:
    _LEFT.append(1)


def suffer_from_what_is_left() -> int:
    if _LEFT:
        raise MemoryError
    return os.getpid()


def working_folder() -> str:
    return str(Path.cwd())
