"""How the line compares with the plainest way of doing the same: ratios, not seconds.

``python -m benchmarks.line [BRANCHES]`` issues and reads that many forms (default 40) in turns
with a plain openpyxl loop and prints the median of the paired ratios.
"""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from tools.build_samples import ROOT, build_returns
from wuhao_batch.assessment import load
from wuhao_batch.forms.issue import make_form
from wuhao_batch.reading.isolated import in_process
from wuhao_batch.returns.examine import examine
from wuhao_batch.returns.intake import receive
from wuhao_batch.roster import Branch
from wuhao_batch.workspace import open_workspace

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(name: str, ours: Callable[[], object], plain: Callable[[], object]) -> None:
    """Run both in turns and print the median ratio."""
    ratios = [seconds(ours) / seconds(plain) for _ in range(ROUNDS)]
    low, high = min(ratios), max(ratios)
    print(f"{name}: {statistics.median(ratios):.2f} × plain openpyxl ({low:.2f}–{high:.2f})")


def main(count: int) -> None:
    """Print both comparisons."""
    place = open_workspace(ROOT)
    assessment, _ = load(place)
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    template, settings = assessment.template, assessment.settings
    branches = [Branch(f"{number:04}", f"第{number}党总支") for number in range(count)]

    def plain_issue() -> None:
        for branch in branches:
            workbook = load_workbook(io.BytesIO(template.data))
            workbook.worksheets[0]["C4"] = branch.name
            workbook.save(io.BytesIO())

    compare("issue", lambda: [make_form(template, b, settings) for b in branches], plain_issue)

    with tempfile.TemporaryDirectory() as folder:
        returns = list(build_returns(assessment).values())
        paths = []
        for number in range(count):
            paths.append(Path(folder, f"{number}.xlsx"))
            paths[-1].write_bytes(returns[number % len(returns)])

        def plain_read() -> None:
            for path in paths:
                workbook = load_workbook(path, data_only=True)
                for sheet in workbook.worksheets:
                    list(sheet.values)

        compare(
            "read and check",
            lambda: examine(assessment, receive(paths, place, in_process)),
            plain_read,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
