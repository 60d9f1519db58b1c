"""A year of any size: every branch has handed in and been scored, as one of the sample's has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.jobs.handing_in import Files, HandedIn, Reader, files_of
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.panel.agreeing import agree
from wuhao_batch.panel.checks import PanelChecked
from wuhao_batch.panel.examine import PanelBooks
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.examine import Examined
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import open_workspace

Models = Mapping[str, str]
"""The branches of the year → the one of the sample that each is like."""


@dataclass(frozen=True)
class Year:
    """What was handed in, and what it comes to."""

    assessment: Assessment
    examined: Examined
    books: PanelBooks
    outcome: Outcome


def sample() -> tuple[Assessment, HandedIn]:
    """Return the sample and what was handed in there."""
    place = open_workspace(ROOT)
    assessment, _ = load(place)
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    return assessment, Reader(InProcess(), place).read(assessment, files_of(place))


def alike(assessment: Assessment, branches: Sequence[Branch]) -> Examined:
    """Return what comes in if each of these branches hands in what one of the sample's did."""
    place = open_workspace(ROOT)
    files = Files(files_below(place.returned)[:1], ())
    one = Reader(InProcess(), place).read(assessment, files).examined
    (checked,), (own,) = one.accepted.values(), one.self_items.values()
    codes = [branch.code for branch in branches]
    return Examined(dict.fromkeys(codes, checked), self_items=dict.fromkeys(codes, own))


def year_of(count: int) -> Year:
    """Return a year of so many branches."""
    assessment, handed = sample()
    scored = judge(assessment, handed.examined, handed.panel).results
    like = [each.branch.code for each in scored if each.total is not None and each.checked]
    models = {f"{each:06}": like[each % len(like)] for each in range(count)}
    branches = tuple(Branch(code, f"第{int(code)}党总支") for code in models)
    grown = replace(assessment, roster=replace(assessment.roster, branches=branches))
    examined, books = _examined(handed.examined, models), _books(handed.books, models)
    return Year(grown, examined, books, judge(grown, examined, agree(grown, examined, books)))


def _examined(sample: Examined, models: Models) -> Examined:
    return replace(
        sample,
        accepted={code: sample.accepted[model] for code, model in models.items()},
        self_items={code: sample.self_items[model] for code, model in models.items()},
        receipts=tuple(_receipts(sample, models)),
        findings=(),
    )


def _receipts(sample: Examined, models: Models) -> Iterator[Receipt]:
    for code, model in models.items():
        for each in sample.receipts_of(model):
            if each.state is ReturnState.ACCEPTED:
                yield replace(each, owner=code)


def _books(sample: PanelBooks, models: Models) -> PanelBooks:
    accepted = {code: _book(checked, models) for code, checked in sample.accepted.items()}
    return replace(sample, accepted=accepted, findings=())


def _book(checked: PanelChecked, models: Models) -> PanelChecked:
    source, own = checked.source, set(checked.as_self)
    marks = {code: source.marks[model] for code, model in models.items() if model in source.marks}
    return replace(
        checked,
        source=replace(source, marks=marks),
        scores={code: checked.scores[model] for code, model in models.items()},
        as_self=frozenset(
            (code, item)
            for code, model in models.items()
            for item in checked.scores[model]
            if (model, item) in own
        ),
        vetoes=(),
        findings=(),
    )
