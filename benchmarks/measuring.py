"""How benchmarks measure: ratios of processor time, ours and another way in turns.

A module takes part by one function, ``rounds(folder)``: it yields what each of its rounds found,
name → ratio, and may write below the folder. ``benchmarks.__main__`` lists the modules.
"""

import resource
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

Round = Mapping[str, float]
"""What one round found: the name of a comparison → its ratio."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One comparison: the median of its ratios, the least and the most of them."""

    name: str
    median: float
    least: float
    most: float

    @property
    def spread(self) -> str:
        """From the least to the most."""
        return f"{shown(self.least)}–{shown(self.most)}"


def processor_time() -> float:
    """Return the processor time of this process and of the children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def cost(work: Callable[[], object]) -> float:
    """Return the processor time that a piece of work takes."""
    started = processor_time()
    work()
    return max(processor_time() - started, 1e-9)


def figures(rounds: Iterable[Round]) -> list[Figure]:
    """Bring the rounds of a module together."""
    found: dict[str, list[float]] = {}
    for each in rounds:
        for name, ratio in each.items():
            found.setdefault(name, []).append(ratio)
    return [Figure(name, median(own), min(own), max(own)) for name, own in found.items()]


def shown(ratio: float) -> str:
    """Return a ratio with the digits that mean something."""
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.2g}" if ratio < 10 else f"{ratio:.3g}"  # noqa: PLR2004
