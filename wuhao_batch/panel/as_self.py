"""同自评: scores that an evaluator left to the branches' own, in a column marked so.

A score is taken over where the 自评得分 is known and the one printed beside it is still that of
now; the evaluator's own numbers go before it.
"""

from dataclasses import replace

from wuhao_batch.numbers import from_points
from wuhao_batch.panel.checks import PanelChecked
from wuhao_batch.panel.examine import PanelBooks
from wuhao_batch.returns.examine import Examined


def take_self_scores(books: PanelBooks, examined: Examined) -> PanelBooks:
    """Return the workbooks with the scores that their evaluators left to the 自评得分."""
    accepted = {code: _with_own(checked, examined) for code, checked in books.accepted.items()}
    return replace(books, accepted=accepted)


def _with_own(checked: PanelChecked, examined: Examined) -> PanelChecked:
    source = checked.source
    taken = {
        (branch, code): points
        for branch, own in examined.self_items.items()
        for code, points in own.items()
        if source.follows(branch, code)
        if source.marks[branch][code].printed == from_points(points)
    }
    scores = {branch: dict(given) for branch, given in checked.scores.items()}
    for (branch, code), points in taken.items():
        scores.setdefault(branch, {})[code] = points
    return replace(checked, scores=scores, as_self=frozenset(taken))
