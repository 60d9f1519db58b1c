"""Start-up: ``--help`` beside importing typer, a small run beside what it cannot do without.

``python -m benchmarks starting``: whole processes, by their processor time.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Round, cost
from tools.build_samples import ROOT
from wuhao_batch.jobs.run import run
from wuhao_batch.reading.children import close_kept
from wuhao_batch.workspace.folders import open_workspace

ROUNDS = 7
NEEDED = "import pandas, openpyxl, docxtpl, jinja2, rich.table, typer, chinese_calendar"
"""What a run needs: frames, workbooks, Word, pages, tables in the terminal, days off."""


def python(*arguments: str, folder: Path = ROOT) -> float:
    """Return the processor time of a process of Python."""
    command, path = [sys.executable, *arguments], {"PYTHONPATH": str(ROOT)}
    environment = os.environ | path
    return cost(
        lambda: subprocess.run(
            command, capture_output=True, check=True, cwd=folder, env=environment
        )
    )


def rounds(folder: Path) -> Iterator[Round]:
    """Yield the ratios of each round."""
    place = folder / "sample"
    for name in ("input", "templates"):
        shutil.copytree(ROOT / name, place / name)
    program = ("-m", "wuhao_batch")

    def work() -> None:
        run(open_workspace(place))
        close_kept()  # what a child has taken is known when it has ended

    work()
    for _ in range(ROUNDS):
        whole, needed = python(*program, "run", folder=place), python("-c", NEEDED)
        help_, typer = python(*program, "--help"), python("-c", "import typer")
        yield {
            "wuhao --help / import typer": help_ / typer,
            "wuhao run on the sample of ten / its imports and the work": whole
            / (needed + cost(work)),
        }
