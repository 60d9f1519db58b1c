"""How long a page takes beside reading results.json of the same size: ratios, not seconds.

``python -m benchmarks.pages [BRANCHES]`` draws a year of so many branches (default 20) that all
have handed in, asks for each page again and again without a server between, in turns with parsing
the results, and prints the median of the paired ratios of processor time.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.support.desk import Browser
from tests.support.drawing import loaded, workspace
from tests.support.faults import returned
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.issue import issue
from wuhao_batch.jobs.run import run
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.workspace.folders import Workspace

ROUNDS = 9
PAGES = (
    "/prepare", "/issue", "/collect", "/collect/branch/000", "/collect/letters", "/panel",
    "/results", "/results/explain/001", "/results/explain/001/1-1", "/publish", "/feedback",
    "/archive",
)  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """How much of the processor's time a piece of work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def drawn(folder: Path, branches: int) -> Workspace:
    """A year in which every branch has handed in, the first one with a fault."""
    rows = [[f"{n:03}", f"第{n}党总支", "教学", "", f"b{n}@example.cn"] for n in range(branches)]
    place = workspace(folder, rows)
    issue(place)
    assessment = loaded(place)
    for number, branch in enumerate(assessment.roster.branches):
        inputs = {} if number else {"数量": {"1-1.2": -1}}
        (place.returned / f"{branch.code}.xlsx").write_bytes(
            returned(assessment, inputs, branch=branch)
        )
    run(place)
    feedback(place, draft=True)
    return place


def main(branches: int) -> None:
    """Print the ratio of each page, and its seconds here and now."""
    with tempfile.TemporaryDirectory() as folder:
        place = drawn(Path(folder, "w"), branches)
        results = (place.output / PAPERS["data"]).read_text("utf-8")
        with Browser(place.root, Path(folder, "recent.json")) as browser:
            for path in PAGES:
                show = partial(browser.get, path)
                show()
                pairs = [
                    (seconds(show), seconds(partial(json.loads, results))) for _ in range(ROUNDS)
                ]
                ratio = statistics.median(ours / plain for ours, plain in pairs)
                spent = 1000 * statistics.median(ours for ours, _ in pairs)
                print(f"{path}: {ratio:.1f} × reading results.json, {spent:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
