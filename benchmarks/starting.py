"""Start-up: ``--help`` beside importing typer, a small run beside what it cannot do without.

``python -m benchmarks starting``: whole processes, by their processor time. The program is compiled
first, as it is where it has been installed, and as the libraries are: else compiling it is half of
what is measured. A run is held against a process that imports the libraries and the first work of
another that has them already (``benchmarks.small_run``): where nothing is known, and where all is.
"""

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Round, cost
from tools.build_samples import ROOT

ROUNDS = 7
NEEDED = "import pandas, openpyxl, docxtpl, jinja2, rich.table, typer, chinese_calendar"
"""What a run needs: frames, workbooks, Word, pages, tables in the terminal, days off."""
NEEDED_AGAIN = "import pandas, rich.table, typer, chinese_calendar"
"""What it needs where nothing is to be read and all papers are there."""
PROGRAM = ("-m", "wuhao_batch")


def python(*arguments: str, folder: Path = ROOT, given: str = "") -> str:
    """Return what a process of Python prints."""
    command, path = [sys.executable, *arguments], {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        capture_output=True,
        check=True,
        cwd=folder,
        env=os.environ | path,
        input=given,
        encoding="utf-8",
    )
    return done.stdout


def process(*arguments: str, folder: Path = ROOT) -> float:
    """Return the processor time of a process of Python, and of its children."""
    return cost(lambda: python(*arguments, folder=folder))


def sample(folder: Path) -> Path:
    """Return a fresh workspace with the sample of ten."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("input", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def work(place: Path, loaded: str) -> tuple[float, str]:
    """Return the processor time of the work of a run, and the modules that it has loaded."""
    taken, _, modules = python("-m", "benchmarks.small_run", str(place), given=loaded).partition(
        " "
    )
    return float(taken), modules


def rounds(folder: Path) -> Iterator[Round]:
    """Yield the ratios of each round."""
    for name in ("wuhao_batch", "benchmarks"):
        compileall.compile_dir(ROOT / name, quiet=1)
    known = sample(folder / "known")
    _, loaded = work(known, "")
    for _ in range(2):  # the second run is held against the first, the third finds nothing new
        process(*PROGRAM, "run", folder=known)
    for _ in range(ROUNDS):
        help_, typer = process(*PROGRAM, "--help"), process("-c", "import typer")
        anew = process(*PROGRAM, "run", folder=sample(folder / "anew"))
        first, _ = work(sample(folder / "anew"), loaded)
        again = process(*PROGRAM, "run", folder=known)
        second, _ = work(known, loaded)
        needed, needed_again = process("-c", NEEDED), process("-c", NEEDED_AGAIN)
        yield {
            "wuhao --help / import typer": help_ / typer,
            "wuhao run on the sample of ten / its imports and the work": anew / (needed + first),
            "wuhao run where nothing is new / its imports and the work": again
            / (needed_again + second),
        }
