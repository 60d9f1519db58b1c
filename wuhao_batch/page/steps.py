"""The eight steps of a year, and how far each is: a function from what is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wuhao_batch.findings.finding import has_errors
from wuhao_batch.jobs.overview import Known, Overview
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.status.progress import BranchState
from wuhao_batch.records.stages import Stage


class YearStep(StrEnum):
    """A step of the year, by the last part of its address."""

    PREPARE = "prepare"
    ISSUE = "issue"
    COLLECT = "collect"
    PANEL = "panel"
    RESULTS = "results"
    PUBLISH = "publish"
    FEEDBACK = "feedback"
    ARCHIVE = "archive"

    @property
    def label(self) -> str:
        """Its name for people."""
        return _LABELS[self]


_LABELS = {
    YearStep.PREPARE: "准备",
    YearStep.ISSUE: "发表",
    YearStep.COLLECT: "收表",
    YearStep.PANEL: "考评",
    YearStep.RESULTS: "结果",
    YearStep.PUBLISH: "公示",
    YearStep.FEEDBACK: "反馈",
    YearStep.ARCHIVE: "归档",
}


class StepState(StrEnum):
    """The state of a step."""

    WAITING = "waiting"
    DOING = "doing"
    TROUBLE = "trouble"
    DONE = "done"

    @property
    def label(self) -> str:
        """The word that people read."""
        return {"waiting": "未开始", "doing": "进行中", "trouble": "要处理", "done": "已完成"}[self]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with its state, and a few characters on how far it is."""

    step: YearStep
    state: StepState
    told: str = ""


def step_lines(seen: Overview | None) -> tuple[StepLine, ...]:
    """Return the steps in their order; without anything known all wait."""
    if seen is None:
        return tuple(StepLine(step, StepState.WAITING) for step in YearStep)
    if seen.known is None:
        faulty = StepLine(YearStep.PREPARE, StepState.TROUBLE, _errors(seen))
        return (faulty, *(StepLine(step, StepState.WAITING) for step in _RULES))
    known = seen.known
    return (StepLine(YearStep.PREPARE, StepState.DONE), *(rule(known) for rule in _RULES.values()))


def present(all_of_them: tuple[StepLine, ...]) -> YearStep:
    """Return the step to go on with: the first that is not done."""
    left = (each.step for each in all_of_them if each.state is not StepState.DONE)
    return next(left, YearStep.ARCHIVE)


def _errors(seen: Overview) -> str:
    return f"{len(seen.findings)}处问题" if has_errors(seen.findings) else ""


def _issue(known: Known) -> StepLine:
    branches = [each for each in known.report.branches if each.branch.takes_part]
    if not known.assessment.asks_branches:
        return StepLine(YearStep.ISSUE, StepState.DONE, "不用发")
    gone = [each for each in branches if each.sent or each.returned]
    told = f"{len(gone)}/{len(branches)}"
    if any(each.in_doubt for each in branches):
        return StepLine(YearStep.ISSUE, StepState.TROUBLE, told)
    if len(gone) == len(branches):
        return StepLine(YearStep.ISSUE, StepState.DONE, told)
    begun = gone or any(each.issued for each in branches)
    return StepLine(YearStep.ISSUE, StepState.DOING if begun else StepState.WAITING, told)


_TO_MEND = (BranchState.TO_CORRECT, BranchState.TO_CHOOSE, BranchState.UNUSABLE)


def _collect(known: Known) -> StepLine:
    report = known.report
    if not known.assessment.asks_branches:
        return StepLine(YearStep.COLLECT, StepState.DONE, "不用收")
    whole = len([each for each in report.branches if each.branch.takes_part])
    good = report.count(BranchState.ACCEPTED)
    told = f"{good}/{whole}"
    if any(report.count(state) for state in _TO_MEND):
        return StepLine(YearStep.COLLECT, StepState.TROUBLE, told)
    if good == whole:
        return StepLine(YearStep.COLLECT, StepState.DONE, told)
    return StepLine(YearStep.COLLECT, StepState.DOING if good else StepState.WAITING, told)


def _panel(known: Known) -> StepLine:
    outcome = known.outcome
    progress = outcome.panel.progress
    unscored = [each for each in outcome.results if each.status is Status.UNSCORED]
    if not progress:
        return StepLine(YearStep.PANEL, StepState.DOING if unscored else _once_collected(known))
    scored = sum(each.scored for each in progress)
    assigned = sum(each.assigned for each in progress)
    told = f"{scored}/{assigned}"
    if outcome.stale:
        return StepLine(YearStep.PANEL, StepState.TROUBLE, told)
    if assigned and scored >= assigned and not unscored:
        state = StepState.DOING if outcome.unsettled else StepState.DONE
        return StepLine(YearStep.PANEL, state, told)
    return StepLine(
        YearStep.PANEL, StepState.DOING if scored or unscored else StepState.WAITING, told
    )


def _once_collected(known: Known) -> StepState:
    return StepState.DONE if not known.outcome.unsettled else StepState.WAITING


def _results(known: Known) -> StepLine:
    if known.outcome.not_followed:
        return StepLine(YearStep.RESULTS, StepState.TROUBLE)
    if known.on_disk.last_run.record is None:
        return StepLine(YearStep.RESULTS, StepState.WAITING)
    if not known.on_disk.last_run.is_current:
        return StepLine(YearStep.RESULTS, StepState.DOING, "要再计分")
    if known.outcome.unsettled and not known.on_disk.last_run.has_rounds:
        return StepLine(YearStep.RESULTS, StepState.DOING)
    return StepLine(YearStep.RESULTS, StepState.DONE)


def _publish(known: Known) -> StepLine:
    stage = known.course.stage
    if stage is Stage.CONSULTING:
        return StepLine(YearStep.PUBLISH, StepState.WAITING)
    state = StepState.DOING if stage is Stage.SHOWN else StepState.DONE
    return StepLine(YearStep.PUBLISH, state, stage.value)


def _feedback(known: Known) -> StepLine:
    if stale := sum(each.is_stale for each in known.on_disk.feedback):
        return StepLine(YearStep.FEEDBACK, StepState.TROUBLE, f"{stale}份过时")
    made, whole = len(known.on_disk.feedback), len(known.assessment.roster.taking_part)
    if made == whole:
        return StepLine(YearStep.FEEDBACK, StepState.DONE)
    if made:
        return StepLine(YearStep.FEEDBACK, StepState.DOING, f"{made}/{whole}")
    return StepLine(YearStep.FEEDBACK, StepState.WAITING)


def _archive(known: Known) -> StepLine:
    if not known.on_disk.archives:
        return StepLine(YearStep.ARCHIVE, StepState.WAITING)
    if not known.on_disk.last_run.is_current:
        return StepLine(YearStep.ARCHIVE, StepState.DOING, "以后有变动")
    return StepLine(YearStep.ARCHIVE, StepState.DONE)


_RULES: Mapping[YearStep, Callable[[Known], StepLine]] = {
    YearStep.ISSUE: _issue,
    YearStep.COLLECT: _collect,
    YearStep.PANEL: _panel,
    YearStep.RESULTS: _results,
    YearStep.PUBLISH: _publish,
    YearStep.FEEDBACK: _feedback,
    YearStep.ARCHIVE: _archive,
}
