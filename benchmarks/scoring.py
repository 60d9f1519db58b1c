"""Scoring and ranking alone, for as many branches as wanted, beside plain sums of whole numbers.

``python -m benchmarks scoring`` scores random counts of the sample's standard, in turns with adding
up and ranking as many numbers in numpy. ``python -m benchmarks.scoring [BRANCHES]`` (default those
of a country, 5,250,000) does it once and prints seconds and memory.
"""

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from benchmarks.measuring import Round, cost
from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.outcome.ranking import Entries, score
from wuhao_batch.outcome.status import Status
from wuhao_batch.workspace.folders import open_workspace

BRANCHES, ROUNDS = 1_000_000, 3
HALF_A_POINT = 500_000


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


def rounds(_folder: Path) -> Iterator[Round]:
    """Yield the ratios of each round."""
    assessment, _ = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    given = entries(assessment, BRANCHES)
    columns = len(given.counts.columns) + len(given.panel.columns)
    points = np.random.default_rng(2).integers(0, 4, (BRANCHES, columns), dtype=np.int32)
    for _ in range(ROUNDS):
        sums = cost(lambda: plain(points))
        scored = cost(lambda: score(assessment.standard, assessment.settings, given))
        yield {f"scoring {BRANCHES:,} / plain sums and ranks in numpy": scored / sums}


def country(count: int) -> None:
    """Score and rank so many branches once; print time and memory of the whole process."""
    assessment, _ = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    given = entries(assessment, count)
    taken = cost(lambda: score(assessment.standard, assessment.settings, given))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{count:,} branches: {taken:.1f} s of processor time, {peak:.2f} GiB at most")


if __name__ == "__main__":
    country(int(sys.argv[1]) if len(sys.argv) > 1 else 5_250_000)
