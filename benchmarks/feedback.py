"""Workbooks of feedback beside the same ones drawn cell by cell by openpyxl: ratios, not seconds.

``python -m benchmarks.feedback [BRANCHES]`` makes those of that many branches (default 100), in
turns with the library, and prints the median of the paired ratios of processor time.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from tests.support.drawn_rows import drawn
from tools.build_samples import ROOT
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.outputs.feedback.feedback import Feedback, make_feedback
from wuhao_batch.outputs.feedback.workbook import blank_feedback, feedback_rows, feedback_workbook
from wuhao_batch.workspace.folders import open_workspace

ROUNDS = 3


def cost(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    started = time.process_time()
    work()
    return time.process_time() - started


def write_all(told: list[Feedback]) -> None:
    """Make the workbooks as the program does."""
    for each in told:
        feedback_workbook(each, "01")


def draw_all(told: list[Feedback]) -> None:
    """Make them cell by cell; packing is left out."""
    for each in told:
        blank = blank_feedback(each.branch, "", tells_causes=each.tells_causes)
        drawn(blank, feedback_rows(each))


def main(count: int) -> None:
    """Print the comparison."""
    outcome = assess(open_workspace(ROOT / "examples/panel"), latest=True)
    some = list(make_feedback(outcome, draft=True).values())
    told = [replace(some[each % len(some)], branch=f"第{each}党总支") for each in range(count)]
    ratios = [cost(lambda: draw_all(told)) / cost(lambda: write_all(told)) for _ in range(ROUNDS)]
    spread = f"({min(ratios):.3g}–{max(ratios):.3g})"
    print(f"openpyxl / wuhao feedback: {statistics.median(ratios):.3g} {spread}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
