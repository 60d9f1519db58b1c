"""等次 of all branches: the best that each has reached, within the 名额 (docs/scoring.md).

A 等次 with a 名额 is a proposal: its places go by rank, who has none is proposed for the next one
below, and a tie across the line is left to the committee (S002).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.outcome.places import share_out
from wuhao_batch.scoring.grades import Grade, Quota


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked branch and the grades that it has reached, best first, none above its ceiling."""

    branch: Branch
    ranking: str
    rank: int
    reached: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A grade that a branch has reached without having a place in it.

    ``tied`` where it shares its rank with others and the places left are too few for all of them.
    """

    grade: str
    tied: bool


@dataclass(frozen=True, slots=True)
class Graded:
    """The 等次 proposed for a branch.

    With ``pending`` its places are not shared out yet, since a branch has no result so far.
    """

    grade: str
    missed: tuple[Missed, ...] = ()
    pending: bool = False


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A grade in one ranking: its places, who has one, who reached it without.

    Those ``tied`` share the ``rank`` at which the places left are too few, the others are
    ``beyond`` it.
    """

    ranking: str
    grade: str
    quota: Quota | None
    places: int
    placed: tuple[Branch, ...]
    tied: tuple[Branch, ...]
    beyond: tuple[Branch, ...]
    rank: int | None


@dataclass(frozen=True)
class Grades:
    """The grades of all branches: 编号 → grade, and each one with a 名额 at its line."""

    by_branch: Mapping[str, Graded] = field(default_factory=dict)
    lines: tuple[GradeLine, ...] = ()

    def findings(self, words: Words = USUAL) -> list[Finding]:
        """Return the ties across a line (S002)."""
        return [_tie(line, words) for line in self.lines if line.tied]


def grade_all(
    grades: Iterable[Grade],
    candidates: Iterable[Candidate],
    units: Mapping[str, int],
    *,
    settled: bool,
) -> Grades:
    """Grade all ranked branches.

    Args:
        grades: Of the standard, best first.
        candidates: The ranked branches.
        units: Ranking → how many branches of it take part, of which a 名额 may be a share.
        settled: True if every branch has its result: places are shared out only then.
    """
    candidates = list(candidates)
    if not settled:
        return Grades({each.branch.code: _pending(each) for each in candidates})
    graded: dict[str, Graded] = {}
    lines: list[GradeLine] = []
    for ranking in dict.fromkeys(each.ranking for each in candidates):
        within = [each for each in candidates if each.ranking == ranking]
        open_ = {each.branch.code: Graded("") for each in within}
        for grade in grades:
            reached = [e for e in within if e.branch.code in open_ and grade in e.reached]
            line = _line(grade, ranking, reached, units[ranking])
            lines.append(line)
            for each in line.placed:
                graded[each.code] = replace(open_.pop(each.code), grade=grade.name)
            for each in (*line.tied, *line.beyond):
                missed = Missed(grade.name, tied=each in line.tied)
                open_[each.code] = Graded("", (*open_[each.code].missed, missed))
    return Grades(graded, tuple(line for line in lines if line.quota is not None))


def _pending(candidate: Candidate) -> Graded:
    best = candidate.reached[0]
    return Graded(best.name, pending=best.quota is not None)


def _line(grade: Grade, ranking: str, reached: list[Candidate], units: int) -> GradeLine:
    """Share out the places of a grade: one for each where it has no 名额."""
    places = grade.quota.places(units) if grade.quota else len(reached)
    shared = share_out(((each.rank, each.branch) for each in reached), places)
    told = {branch.code for branch in (*shared.placed, *shared.tied)}
    return GradeLine(
        ranking,
        grade.name,
        grade.quota,
        places,
        shared.placed,
        shared.tied,
        tuple(each.branch for each in reached if each.branch.code not in told),
        next((each.rank for each in reached if each.branch in shared.tied), None),
    )


def _tie(line: GradeLine, words: Words) -> Finding:
    return finding(
        "S002",
        what=f"等次“{line.grade}”的名额",
        quota=str(line.places),
        names="、".join(branch.name for branch in line.tied),
        rank=str(line.rank),
        so=f"没有拟评“{line.grade}”",
        **words.facts,
    )
