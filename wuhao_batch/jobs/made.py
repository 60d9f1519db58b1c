"""Papers that were made into ``output/``, as far as they may be sent.

Sent is what lies there and could be looked at, and only while it is what would be made now: nothing
stale, no draft, nothing that somebody has worked on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, finding, first_of
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.panel import plan_panel
from wuhao_batch.mail.parcels import Attachment, Enclosure, Recipient, paper_stems, recipients
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.feedback.papers import feedback_digests
from wuhao_batch.outputs.pairs import feedback_pair
from wuhao_batch.panel.names import panel_names
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.disk import digest, read_unchanged
from wuhao_batch.workspace.folders import Workspace

_COMMANDS = {Kind.PANEL: "wuhao panel", Kind.FEEDBACK: "wuhao feedback"}
_DOUBTS = {
    Kind.PANEL: "是以前生成的，或有人改动过",
    Kind.FEEDBACK: "是以前生成的，或是征求意见稿，或有人改动过",
}


@dataclass(frozen=True, slots=True)
class Made:
    """The papers of one kind that may be sent, and what stands in the way of others.

    ``missing`` have none in ``output/``; ``differing`` have another one than would be made now.
    """

    kind: Kind
    folder: str
    enclosures: tuple[Enclosure, ...]
    missing: tuple[Recipient, ...]
    differing: tuple[Recipient, ...]
    findings: tuple[Finding, ...]

    def only_to(self, people: Iterable[Recipient]) -> "Made":
        """Return the same for these people only."""
        codes = {each.code for each in people}
        return replace(
            self,
            enclosures=tuple(each for each in self.enclosures if each.to.code in codes),
            missing=tuple(each for each in self.missing if each.code in codes),
            differing=tuple(each for each in self.differing if each.code in codes),
        )

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """All for whom such a paper would be made now."""
        return (*(each.to for each in self.enclosures), *self.missing, *self.differing)

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings, with those on papers that may not be sent (D051, D052)."""
        people = {"D051": self.missing, "D052": self.differing}
        facts = {
            "folder": self.folder,
            "paper": self.kind.paper,
            "command": _COMMANDS[self.kind],
            "doubt": _DOUBTS[self.kind],
        }
        single = (
            finding(code, names=first_of([each.name for each in some]), **facts)
            for code, some in people.items()
            if some
        )
        return (*self.findings, *single)


def made_panel(assessment: Assessment, workspace: Workspace, handed_in: HandedIn) -> Made:
    """Return the evaluators' workbooks.

    Raises:
        OSError: One cannot be read.
    """
    planned = plan_panel(assessment, workspace, handed_in)
    wanted = {code: digest(planned.plan.write[path]) for code, path in planned.workbooks.items()}
    return _made(Kind.PANEL, assessment, workspace, wanted, planned.findings)


def made_feedback(outcome: Outcome, workspace: Workspace) -> Made:
    """Return the workbooks with feedback; none while it has to wait (D003, D007, D029).

    Raises:
        OSError: One cannot be read.
    """
    assessment = outcome.assessment
    wanted, findings = feedback_digests(outcome, workspace.templates)
    return _made(Kind.FEEDBACK, assessment, workspace, wanted, findings)


def _made(
    kind: Kind,
    assessment: Assessment,
    workspace: Workspace,
    wanted: Mapping[str, str],
    findings: tuple[Finding, ...],
) -> Made:
    people = [each for each in recipients(kind, assessment) if each.code in wanted]
    papers = known(kind, assessment, workspace, people)
    there = {each.to.code: each for each in papers if each.file is not None}
    good = [each for code, each in there.items() if each.content == wanted[code]]
    fit = {each.to.code for each in good}
    return Made(
        kind,
        workspace.relative(_folder(kind, workspace)),
        tuple(good),
        tuple(each for each in people if each.code not in there),
        tuple(each for each in people if each.code in there.keys() - fit),
        findings,
    )


def known(
    kind: Kind, assessment: Assessment, workspace: Workspace, people: Iterable[Recipient]
) -> tuple[Enclosure, ...]:
    """Return the papers of these people as they lie in ``output/``, without a file where none does.

    Raises:
        OSError: One cannot be read.
    """
    paths = _paths(kind, assessment, workspace)
    read = ((each, paths[each.code]) for each in people)
    return tuple(
        _lying(each, path) if path.is_file() else Enclosure(each, None, "") for each, path in read
    )


def _lying(to: Recipient, path: Path) -> Enclosure:
    sha256 = digest(path.read_bytes())
    return Enclosure(to, Attachment(path.name, partial(read_unchanged, path, sha256)), sha256)


def _folder(kind: Kind, workspace: Workspace) -> Path:
    return workspace.panel_forms if kind.to_panel else workspace.feedback


def _paths(kind: Kind, assessment: Assessment, workspace: Workspace) -> dict[str, Path]:
    """Return code → the paper's place."""
    if kind.to_panel:
        names = panel_names(assessment)
        return {code: _folder(kind, workspace) / name for code, name in names.items()}
    pair = feedback_pair(workspace)
    stems = paper_stems(kind, assessment)
    return {code: pair.paths(stem)[0] for code, stem in stems.items()}
