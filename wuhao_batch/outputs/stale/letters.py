"""Letters in `output/mail/`, held against the papers that they enclose and the present results.

Those that have gone by the ledger are not looked at: nobody can call them back.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.forms.names import form_stems
from wuhao_batch.mail.outbox import addressee, of_ours
from wuhao_batch.mail.parcels import recipients
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.pairs import correction_pair, feedback_pair
from wuhao_batch.outputs.stale.paper import StandingPaper
from wuhao_batch.panel.names import panel_names
from wuhao_batch.reading.carriers import unpack
from wuhao_batch.reading.refusal import RefusedError
from wuhao_batch.records.ledger import Ledger
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace

HANDED_IN, NOTHING_TO_MEND = "对方后来交了表", "对方后来不用更正了"
ANOTHER_PAPER = "附的{paper}和现在的不是同一份"


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter that has not gone: file name → content of what it encloses."""

    path: Path
    kind: Kind
    address: str
    enclosed: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Home:
    """The code of whom a paper is for, and where it lies."""

    code: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Passed:
    """Who has nothing to hand in any more: the branches and the evaluators as they are now."""

    statuses: Mapping[str, Status]
    late: frozenset[str]

    @classmethod
    def of(cls, outcome: Outcome) -> "_Passed":
        """Return those of an outcome."""
        progress = outcome.panel.progress
        return cls(
            {result.branch.code: result.status for result in outcome.results},
            frozenset(each.evaluator.code for each in progress if each.scored < each.assigned),
        )

    def why(self, kind: Kind, code: str) -> str:
        """Return why there is no reason for such a letter any more."""
        status = self.statuses.get(code)
        if kind is Kind.PANEL_REMINDER:
            return "" if code in self.late else HANDED_IN
        asks = kind in (Kind.REMINDER, Kind.NEW_DEADLINE)
        if asks and status not in (Status.MISSING, Status.NEEDS_CORRECTION):
            return HANDED_IN
        done = kind is Kind.CORRECTION and status is not Status.NEEDS_CORRECTION
        return NOTHING_TO_MEND if done else ""


def letter_papers(
    outcome: Outcome,
    workspace: Workspace,
    after: After,
    ledger: Ledger,
    stale: Collection[Path] = (),
) -> list[StandingPaper]:
    """Return the letters that have not gone, by file name; ``stale`` are papers that do not hold.

    Raises:
        OSError: One cannot be read.
    """
    passed = _Passed.of(outcome)
    papers = []
    for letter in _letters(workspace, after, ledger):
        homes = _homes(letter.kind, outcome.assessment, workspace)
        own = {name: homes[name] for name in letter.enclosed if name in homes}
        whys = (
            passed.why(letter.kind, home.code) or _other_paper(letter, name, home, after, stale)
            for name, home in own.items()
        )
        why = next(filter(None, whys), "")
        codes = [home.code for home in own.values()]
        if not own:
            codes = _at(letter, outcome.assessment)
            each_why = {passed.why(letter.kind, code) for code in codes}
            why = each_why.pop() if len(each_why) == 1 else ""
        papers.append(StandingPaper(letter.path, "、".join(codes), why))
    return papers


def _at(letter: _Letter, assessment: Assessment) -> list[str]:
    """Return the codes of those to whose address a letter goes: all that one without paper tells.

    Which of several at one address it is about is not known: it holds while it does for one.
    """
    everybody = recipients(letter.kind, assessment)
    return [each.code for each in everybody if each.address == letter.address]


def _letters(workspace: Workspace, after: After, ledger: Ledger) -> Iterator[_Letter]:
    gone = {entry.message_id for entry in ledger.entries if entry.state is State.SENT}
    for path in after.files(workspace.mail, "*.eml"):
        data = after.read(path) or b""
        ours = of_ours(data)
        if ours is None or ours[1] in gone:
            continue
        try:
            enclosed = {each.name: each.read() for each in unpack(data) or ()}
        except RefusedError:  # somebody has changed it
            continue
        yield _Letter(path, ours[0], addressee(data), enclosed)


def _homes(kind: Kind, assessment: Assessment, workspace: Workspace) -> dict[str, _Home]:
    """Return file name → where the paper of that name lies."""
    if kind.to_panel:
        names = panel_names(assessment)
        return {name: _Home(code, workspace.panel_forms / name) for code, name in names.items()}
    stems = form_stems(assessment)
    pairs = {Kind.FEEDBACK: feedback_pair, Kind.CORRECTION: correction_pair}
    if kind in pairs:
        pair = pairs[kind](workspace)
        paths = {code: pair.paths(stem)[0] for code, stem in stems.items()}
    else:
        paths = {code: workspace.forms / f"{stem}.xlsx" for code, stem in stems.items()}
    return {path.name: _Home(code, path) for code, path in paths.items()}


def _other_paper(
    letter: _Letter, name: str, home: _Home, after: After, stale: Collection[Path]
) -> str:
    """Return why a paper that is enclosed is not the one to be sent now.

    A form goes out with reminders whether or not it lies anywhere.
    """
    lying = after.read(home.path)
    is_form = letter.kind is not Kind.CORRECTION and letter.kind.subject is Kind.FORM
    if is_form and lying is None:
        return ""
    same = lying == letter.enclosed[name] and home.path not in stale
    paper = "更正表" if letter.kind is Kind.CORRECTION else letter.kind.paper
    return "" if same else ANOTHER_PAPER.format(paper=paper)
