"""What each paper of a small year shows, worked out apart from the program.

:func:`shown` names every paper with all that stands on it: a paper has to change exactly when that
does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any

from tests.support.reference_scorer import own_score, ranks
from tests.support.year import Year
from wuhao_batch.scoring.model import Item, Standard


@dataclass(frozen=True)
class Stand:
    """Where one unit stands; ``given`` are the scores before the meeting changed any of them."""

    given: Mapping[str, Fraction]
    items: Mapping[str, Fraction]
    own: Mapping[str, Fraction | None]
    total: Fraction
    vetoes: tuple[str, ...]
    verdict: str
    rank: int | None
    proposed: bool


def stands(year: Year, standard: Standard) -> dict[str, Stand]:
    """编号 → where the unit stands."""
    given = {
        unit: {item.code: given_for(year, unit, item.code) for item in standard.items}
        for unit in year.forms
    }
    scores = {unit: dict(own) for unit, own in given.items()}
    for unit, code, before, after, *_ in year.decided:
        if given[unit][code] == before:
            scores[unit][code] = Fraction(str(after))
    vetoes = {
        unit: tuple(code for code, said in form["是否存在"].items() if said == "是")
        for unit, form in year.forms.items()
    }
    totals = {unit: sum(own.values(), Fraction(0)) for unit, own in scores.items()}
    ranked = ranks({unit: total for unit, total in totals.items() if not vetoes[unit]})
    line = Fraction(str(year.settings.get("达标分数线", 0)))
    verdicts = {
        unit: "不达标" if vetoes[unit] else "达标" if total >= line else "未达分数线"
        for unit, total in totals.items()
    }
    good = {unit: rank for unit, rank in ranked.items() if verdicts[unit] == "达标"}
    placed, _ = _places(good, year)
    return {
        unit: Stand(
            given[unit],
            own,
            {item.code: own_score(item, year.forms[unit]["数量"]) for item in standard.items},
            totals[unit],
            vetoes[unit],
            verdicts[unit],
            ranked.get(unit),
            unit in placed,
        )
        for unit, own in scores.items()
    }


def given_for(year: Year, unit: str, code: str) -> Fraction:
    """The score on the form, or the mean of those in 复核表, which take its place."""
    if not year.reviews:
        return Fraction(str(year.forms[unit]["考评得分"][code]))
    points = [Fraction(str(own[unit][code][0])) for own in year.reviews.values()]
    return sum(points, Fraction(0)) / len(points)


def _places(good: Mapping[str, int], year: Year) -> tuple[set[str], set[str]]:
    """Who has one of the 表彰名额, and who shares the rank at which they are too few."""
    quota = year.settings.get("表彰名额")
    if quota is None:
        return set(), set()
    sharing = {
        rank: [u for u, own in good.items() if own == rank] for rank in sorted(good.values())
    }
    placed: set[str] = set()
    for units in sharing.values():
        if len(placed) + len(units) > quota:
            return placed, set(units) if len(placed) < quota else set()
        placed |= set(units)
    return placed, set()


def shown(year: Year, standard: Standard) -> dict[str, object]:
    """Name of a paper → all that stands on it."""
    told = _Told(year, standard)
    papers: dict[str, object] = {
        "results.json": (told.results(), told.each(lambda s: (s.items, s.proposed)), told.kinds()),
        "results.xlsx 汇总": (
            told.results(), told.categories(), told.each(lambda s: s.proposed), told.kinds(),
        ),
        "results.xlsx 会议用表": (
            told.results(), told.each(lambda s: (s.items, s.proposed)),
        ),
        "results.xlsx 逐项得分": (
            told.names(), told.order(), told.each(lambda s: (s.items, s.total)),
        ),
        "results.xlsx 一票否决": told.vetoes(),
        "results.xlsx 得分来源": (
            told.each(lambda s: (s.given, s.items)), told.decided(), told.singles(),
        ),
        "results.xlsx 会议决定": told.minutes(),
        "results.xlsx 回收情况": (told.names(), year.forms),
        "results.xlsx 问题清单": told.findings(),
        "report.html": told.report(),
    }  # fmt: skip
    if year.reviews:
        papers |= {
            "results.xlsx 评委打分": year.reviews,
            "results.xlsx 评委分歧": (told.names(), told.apart()),
            "results.xlsx 评委进度": year.reviews,
        }
    for unit, row in year.rows.items():
        papers[f"form {unit}"] = (row[:2], year.settings.get("标题"))
    if told.stale():
        return papers
    for name in ("notice.html", "notice.docx", "notice.xlsx"):
        papers[name] = told.notice()
    return papers | {f"feedback {unit}": told.feedback(unit) for unit in year.rows}


class _Told:
    def __init__(self, year: Year, standard: Standard) -> None:
        self._year, self._standard = year, standard
        self._stands = stands(year, standard)

    def stale(self) -> list[object]:
        """The decisions that are on another score than was given: nothing goes out with them."""
        given = {unit: stand.given for unit, stand in self._stands.items()}
        return [row for row in self._year.decided if given[row[0]][row[1]] != row[2]]

    def reasons(self, unit: str, code: str, below: Fraction | None = None) -> object:
        """The reasons for a score: that on the form, or those in 复核表 for scores ``below``."""
        if not self._year.reviews:
            return self._year.forms[unit]["扣分说明"].get(code)
        typed = [own[unit][code] for own in self._year.reviews.values()]
        told = (why for score, why in typed if below is None or Fraction(str(score)) < below)
        return list(dict.fromkeys(told))

    def singles(self) -> object:
        """The single scores of evaluators, without their reasons."""
        return [
            (unit, code, score)
            for each in self._year.reviews.values()
            for unit, own in each.items()
            for code, (score, _) in own.items()
        ]

    def apart(self) -> list[object]:
        """The items on which evaluators are further apart than a third of the points, with all."""
        found: list[object] = []
        for unit, stand in self._stands.items():
            for item in self._standard.items:
                typed = [own[unit][item.code] for own in self._year.reviews.values()]
                scores = [Fraction(str(score)) for score, _ in typed]
                if scores and 3 * (max(scores) - min(scores)) > _full(item):
                    found.append((unit, item.code, typed, stand.items[item.code]))
        return found

    def decided(self) -> list[object]:
        """The decisions that count."""
        return [row for row in self._year.decided if row not in self.stale()]

    def minutes(self) -> object:
        """The decisions with the names of their units."""
        named = [(self._year.rows[row[0]][1], row) for row in self._year.decided]
        return named, self.stale()

    def each(self, take: Callable[[Stand], object]) -> list[object]:
        return [take(stand) for stand in self._stands.values()]

    def names(self) -> list[str]:
        return [row[1] for row in self._year.rows.values()]

    def kinds(self) -> list[str]:
        return [row[2] for row in self._year.rows.values()]

    def vetoes(self) -> list[object]:
        """The units with a veto, in the order of the papers."""
        own = self._stands
        return [(self._year.rows[unit][1], own[unit].vetoes) for unit in own if own[unit].vetoes]

    def order(self) -> list[str]:
        return sorted(self._stands, key=lambda unit: self._stands[unit].rank or 99)

    def results(self) -> object:
        return self.names(), self.each(lambda s: (s.total, s.verdict, s.rank))

    def categories(self) -> list[object]:
        def sums(stand: Stand) -> list[Fraction]:
            return [
                sum((stand.items[item.code] for item in category.items), Fraction(0))
                for category in self._standard.categories
            ]

        return self.each(sums)

    def notice(self) -> object:
        """The public list: of a unit that is 不达标 the name and the word alone."""
        settings = self._year.settings
        public = (
            "监督电话",
            "受理地点",
            "公示依据",
            "落款日期",
            "公示分数",
            "公示开始日期",
            "标题",
        )
        parts = settings.get("公示分数") != "总分"
        rows = [
            (name, stand.verdict, *self._public(stand, sums if parts else None))
            for name, stand, sums in zip(
                self.names(), self._stands.values(), self.categories(), strict=True
            )
            if not stand.vetoes or settings.get("公示不达标") != "否"
        ]
        return rows, [settings.get(key) for key in (*public, "标题")]

    def _public(self, stand: Stand, sums: object) -> tuple[object, ...]:
        return () if stand.vetoes else (stand.rank, stand.total, sums)

    def _unexplained(self) -> list[object]:
        """The scores that are not those of the counts, without a reason (V016)."""
        return [
            (unit, code, points, stand.own[code])
            for unit, stand in self._stands.items()
            for code, points in stand.given.items()
            if stand.own[code] not in (None, points) and not self.reasons(unit, code)
        ]

    def _tied(self) -> object:
        good = {u: s.rank for u, s in self._stands.items() if s.verdict == "达标" and s.rank}
        tied = _places(good, self._year)[1]
        return [(self._year.rows[unit][1], self._stands[unit].rank) for unit in sorted(tied)]

    def findings(self) -> object:
        """Forms that were made under another name or title are told as well."""
        settings = self._year.settings
        quota = settings.get("表彰名额") if self._tied() else None
        return (
            self.stale(), self._unexplained(), self._tied(), quota, self.each(lambda s: s.vetoes),
            settings.get("标题"), self.names(), len(self.apart()),
        )  # fmt: skip

    def report(self) -> object:
        reasons = [
            (unit, code, self.reasons(unit, code))
            for unit, stand in self._stands.items()
            for code, points in stand.items.items()
            if stand.own[code] not in (None, points)
        ]
        settings = self._year.settings
        below = any(stand.verdict == "未达分数线" for stand in self._stands.values())
        failing = ["达标分数线"] if below else []
        return (
            self.results(), self.kinds(), self.each(lambda s: (s.items, s.own, s.proposed)),
            reasons, self.findings(), self.decided(), self.each(lambda s: s.given), self.apart(),
            [settings.get(key) for key in ("标题", "表彰名额", *failing)],
        )  # fmt: skip

    def feedback(self, unit: str) -> object:
        """Own scores, the medians of all, and of what is lost counts and reasons."""
        own, form, settings = self._stands[unit], self._year.forms[unit], self._year.settings
        lost = [item for item in self._standard.items if own.items[item.code] < _full(item)]
        told = [self._cause(unit, item, own, form) for item in lost]
        if settings.get("反馈内容") == "只列失分":
            told = []
        tasks = [i.code for i in lost if _full(i) - own.items[i.code] >= self._least()]
        everyone = list(self._stands.values())
        middles = {
            item.code: median(each.items[item.code] for each in everyone)
            for item in self._standard.items
        }
        among = sum(each.rank is not None for each in everyone)
        tied = [each.rank for each in everyone].count(own.rank)
        closing = ("标题", "联系人", "联系电话", "落款日期", "反馈内容")
        return (
            self._year.rows[unit][1], own.items, own.vetoes, own.verdict, own.total,
            own.rank and (own.rank, among, tied), middles, median(s.total for s in everyone), told,
            tasks, self._year.settings.get("整改起点") if len(tasks) < len(lost) else None,
            [settings.get(key) for key in closing], self._decided_on(unit),
        )  # fmt: skip

    def _decided_on(self, unit: str) -> object:
        """What a unit is told of a decision: not who decided, nor when."""
        return [row[1:5] for row in self._year.decided if row[0] == unit]

    def _least(self) -> Fraction:
        least = self._year.settings.get("整改起点")
        return Fraction(str(self._standard.step if least is None else least))

    def _cause(
        self, unit: str, item: Item, stand: Stand, form: Mapping[str, Mapping[str, Any]]
    ) -> object:
        given = stand.given[item.code]
        counts = [form["数量"].get(measure.code) for measure in item.measures]
        own = stand.own[item.code]
        return item.code, counts, own, given, self.reasons(unit, item.code, _full(item))


def _full(item: Item) -> Fraction:
    return Fraction(item.cap or 0)
