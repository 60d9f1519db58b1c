"""``wuhao send --records-lost``: new records, and nobody is written to twice for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.names import form_stems
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import judge, read
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.made import known, made_feedback
from wuhao_batch.jobs.remind import due, late_evaluators
from wuhao_batch.jobs.settling import forms_for
from wuhao_batch.mail.delivering import RECORDS_LOST, domain_of, doubts
from wuhao_batch.mail.parcels import Enclosure, addressed
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.corrections.corrections import make_corrections
from wuhao_batch.records.acts import Act, Deed
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.renewing import place_of_new, renewed
from wuhao_batch.records.sending import Elsewhere, load_ledger
from wuhao_batch.records.settling import Settlement, record
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import Track, unwatched

START_OVER = "send --records-lost"
"""The command, as it is recorded."""


@dataclass(frozen=True, slots=True)
class _Anew(Workspace):
    """The same workspace with its new records."""

    @property
    def records(self) -> Path:
        """The records that will take the place of the lost ones."""
        return place_of_new(Workspace(self.root).records)


@alone("send")
def start_over(workspace: Workspace, *, act: Act, track: Track = unwatched) -> tuple[Finding, ...]:
    """Begin lost records anew; whatever would be sent now is in doubt until the clerk settles it.

    Args:
        workspace: Where the records were.
        act: Who says that they are lost, and why.
        track: Shows progress.

    Returns:
        The findings on the assessment, and one for each mail in doubt (D018, D035).

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: Nothing is missing in the records.
        OSError: Something cannot be read or written.
    """
    with renewed(workspace.records):
        anew = _Anew(workspace.root)
        assessment = load(anew)
        handed_in = read(assessment, anew, track=track)
        outcome = judge(assessment, handed_in)
        domain = domain_of(assessment.settings)
        mails = tuple(
            Elsewhere(parcel.intent, domain, State.DOUBTFUL, RECORDS_LOST)
            for kind, enclosures in _may_have_gone(outcome, handed_in, anew).items()
            for parcel in addressed(kind, enclosures, assessment)[0]
        )
        period = str(assessment.settings.period)
        deed = Deed(START_OVER, "", "记录找不回来，重新开始记", period, act)
        record(anew.records, [Settlement(deed, elsewhere=mails)])
    ledger = load_ledger(workspace.records, str(assessment.settings.period))
    return (*assessment.findings, *doubts(ledger.entries))


def _may_have_gone(
    outcome: Outcome, handed_in: HandedIn, workspace: Workspace
) -> dict[Kind, Sequence[Enclosure]]:
    """Return by purpose what would be sent now, or lies there as if it had been."""
    assessment = outcome.assessment
    back = make_corrections(outcome, form_stems(assessment))
    ledger = load_ledger(workspace.records, str(assessment.settings.period))
    branches = assessment.roster.taking_part
    feedback = {each.code for each in made_feedback(outcome, workspace).recipients}
    return {
        Kind.FORM: forms_for(assessment, branches) if assessment.asks_branches else (),
        **due(outcome, back, (), ledger),
        Kind.PANEL: known(Kind.PANEL, assessment, workspace, assessment.panel),
        Kind.PANEL_REMINDER: late_evaluators(handed_in),
        Kind.FEEDBACK: [
            each
            for each in known(Kind.FEEDBACK, assessment, workspace, branches)
            if each.file is not None or each.to.code in feedback
        ],
    }
