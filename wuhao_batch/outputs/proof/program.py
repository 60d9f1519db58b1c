"""This program as it runs: its version, its own code, and what it runs on."""

import hashlib
import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

import wuhao_batch

DISTRIBUTION = "wuhao-batch"


@dataclass(frozen=True)
class Program:
    """A program: its version, the SHA-256 of its code, Python's and its packages' versions."""

    version: str
    sha256: str
    python: str
    packages: Mapping[str, str] = field(default_factory=dict)

    def unlike(self, other: "Program") -> Iterator[str]:
        """Yield in what another program differs, as people read it: here, then there."""
        if self.version != other.version:
            yield f"程序是 {other.version}，当时是 {self.version}"
        elif self.sha256 != other.sha256:
            yield f"程序都是 {self.version}，但代码不一样"
        if self.python != other.python:
            yield f"Python 是 {other.python}，当时是 {self.python}"
        for name, version in self.packages.items():
            now = other.packages.get(name)
            if now != version:
                yield f"{name} {'是 ' + now if now else '没有装'}，当时是 {version}"


@cache
def this_program() -> Program:
    """Return the program that is running."""
    return Program(wuhao_batch.__version__, _code(), platform.python_version(), dict(_packages()))


def code_files() -> dict[str, Path]:
    """Return name inside the package → path, of the program's own files."""
    package = Path(wuhao_batch.__file__).parent
    paths = (path for path in sorted(package.rglob("*")) if path.suffix in _CODE)
    return {path.relative_to(package).as_posix(): path for path in paths}


_CODE = (".py", ".js")


def _code() -> str:
    whole = hashlib.sha256()
    for name, path in code_files().items():
        data = path.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()


def _packages() -> Iterator[tuple[str, str]]:
    """Yield name and version of the packages that it needs, and of those that they need."""
    wanted, seen = [DISTRIBUTION], {DISTRIBUTION}
    found: dict[str, str] = {}
    while wanted:
        try:
            needed = metadata.requires(wanted.pop()) or []
        except metadata.PackageNotFoundError:
            continue
        for name in map(_name, (each for each in needed if "extra ==" not in each)):
            if name not in seen:
                seen.add(name)
                wanted.append(name)
                with_version = _version(name)
                if with_version:
                    found[name] = with_version
    yield from sorted(found.items())


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
