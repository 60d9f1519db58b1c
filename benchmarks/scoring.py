"""Scoring and ranking alone, for as many branches as wanted, beside plain sums of whole numbers.

``python -m benchmarks.scoring [BRANCHES]`` (default 1,000,000) scores random counts of the sample's
standard and prints the processor time as a ratio of adding up and ranking as many numbers in numpy,
and the memory as a ratio of that of the numbers that go in.
"""

import resource
import statistics
import sys
import time

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.outcome.ranking import Entries, score
from wuhao_batch.outcome.status import Status
from wuhao_batch.workspace.folders import open_workspace

ROUNDS = 3
HALF_A_POINT = 500_000
BYTES_OF_A_NUMBER = 9  # a whole number of 64 bits and whether it is known


def numbers(names: list[str], step: int, index: pd.RangeIndex, bits: int) -> pd.DataFrame:
    """Return random numbers of so many bits, a column a name."""
    chance, all_known = np.random.default_rng(1), np.zeros(len(index), "bool")
    kind = np.dtype(f"int{bits}")
    arrays = {
        name: IntegerArray(chance.integers(0, 4, len(index), kind) * kind.type(step), all_known)
        for name in names
    }
    return pd.DataFrame(arrays, index=index, copy=False)


def entries(assessment: Assessment, count: int) -> Entries:
    """Return what so many branches and the 考评组 have filled in."""
    index, standard = pd.RangeIndex(count), assessment.standard
    return Entries(
        counts=numbers([each.code for each in standard.measures], 1, index, 16),
        panel=numbers([each.code for each in standard.items], HALF_A_POINT, index, 32),
        vetoed=pd.Series(data=False, index=index),
        kind=pd.Series("", index=index, dtype=object),
        standing=pd.Series(Status.QUALIFIED, index=index, dtype=object),
    )


def plain(points: np.ndarray) -> np.ndarray:
    """Return the ranks of the sums of rows: the least that anybody has to do."""
    totals = points.sum(axis=1, dtype=np.int64)
    ordered = np.sort(-totals)
    ranks: np.ndarray = np.searchsorted(ordered, -totals) + 1
    return ranks


def main(count: int) -> None:
    """Print the two ratios."""
    assessment, _ = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    given = entries(assessment, count)
    columns = len(given.counts.columns) + len(given.panel.columns)
    points = np.random.default_rng(2).integers(0, 4, (count, columns), dtype=np.int32)
    ratios = []
    for _ in range(ROUNDS):
        started = time.process_time()
        plain(points)
        between = time.process_time()
        score(assessment.standard, assessment.settings, given)
        ratios.append((time.process_time() - between) / (between - started))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - points.nbytes
    spread = f"{min(ratios):.1f}–{max(ratios):.1f}"
    print(f"scoring {count:,}: {statistics.median(ratios):.1f} × plain sums and ranks ({spread})")
    print(f"memory: {peak / (count * columns * BYTES_OF_A_NUMBER):.2f} × the numbers that go in")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
