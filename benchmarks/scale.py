"""The whole line for as many units as wanted: issued, filled in, read, scored, published.

``python -m benchmarks.scale [UNITS [FOLDER]]`` (default 1,000, a folder that passes) runs each
command in a process of its own and prints what it takes: time by the clock, processor time, that of
one unit, and the most memory of any of its processes. A folder that is there already is gone on
with.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.filling import Filler, unit
from benchmarks.measuring import processor_time
from tests.support.drawing import workspace
from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import load
from wuhao_batch.forms.names import form_names
from wuhao_batch.workspace.folders import Workspace, open_workspace

SIGNED = ("--by", "李老师", "--why", "党委研究")
TOGETHER = 1_000
"""Forms that are handed in together, in a folder of their own."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took: seconds by the clock and of the processor, MiB at most."""

    clock: float
    processor: float
    memory: float = 0.0

    def shown(self, step: str, units: int) -> str:
        """Return it as a row of a table."""
        each = 1_000 * self.processor / units
        memory = f"{self.memory:,.0f} MiB" if self.memory else ""
        return (
            f"| {step} | {self.clock:,.1f} s | {self.processor:,.1f} s | {each:.2f} ms | {memory} |"
        )


def drawn(units: int, root: Path) -> Workspace:
    """Return a workspace with a roster of so many units."""
    rows = [[each.code, each.name, each.kind] for each in map(unit, range(units))]
    return workspace(root, rows)


def fill(place: Workspace) -> None:
    """Hand in what all units fill in; what lies there is left."""
    assessment, found = load(place)
    if assessment is None:
        raise SystemExit("\n".join(each.message for each in found))
    branches, filler = assessment.roster.branches, Filler(assessment)
    names = form_names(branches, assessment.settings.period)
    for first in range(0, len(branches), TOGETHER):
        folder = place.returned / f"{first // TOGETHER:04}"
        if not folder.exists():
            folder.mkdir()
            some = branches[first : first + TOGETHER]
            for branch, form in filler.forms(some, first):
                (folder / names[branch.code]).write_bytes(form)


def here(work: Callable[[], object]) -> Taken:
    """Do something in this process."""
    clock, processor = time.monotonic(), processor_time()
    work()
    return Taken(time.monotonic() - clock, processor_time() - processor)


def command(place: Workspace, *arguments: str) -> Taken:
    """Run a command of the program."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "wuhao_batch", *arguments, "--workspace", str(place.root)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = process.stdout.read() if process.stdout else ""
    _, code, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise SystemExit(f"wuhao {arguments[0]} ends with {process.returncode}\n{said[-2_000:]}")
    processor = usage.ru_utime + usage.ru_stime
    return Taken(time.monotonic() - begun, processor, usage.ru_maxrss / 1_024)


def main(units: int, root: Path) -> None:
    """Go the whole line and print what each step takes."""
    steps: dict[str, Callable[[Workspace], Taken]] = {
        "wuhao issue": lambda place: command(place, "issue"),
        "filling in": lambda place: here(lambda: fill(place)),
        "wuhao run": lambda place: command(place, "run"),
        "wuhao run again": lambda place: command(place, "run"),
        "wuhao publish": lambda place: command(place, "publish", *SIGNED),
    }
    there = (root / "input" / "roster.xlsx").exists()
    place = open_workspace(root) if there else drawn(units, root)
    print(f"| {units:,} units | clock | processor | a unit | memory |\n|---|---|---|---|---|")
    for name, step in steps.items():
        print(step(place).shown(name, units), flush=True)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    if len(sys.argv) > 2:  # noqa: PLR2004
        main(count, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as passing:
            main(count, Path(passing))
