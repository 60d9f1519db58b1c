"""The clerk's decisions on single files: their owner, and the version that counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.panel.examine import workbook_owners
from wuhao_batch.records.acts import Act, Deed
from wuhao_batch.records.decisions import NOBODYS
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.examine import form_owners
from wuhao_batch.returns.identify import Owners
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import PANEL_FOLDER


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as recorded: the file, by its hash, and its owner, a branch or an evaluator."""

    file: str
    sha256: str
    owner: str
    name: str
    of_panel: bool
    findings: tuple[Finding, ...] = ()

    @property
    def ownership(self) -> str:
        """The clause that says whose file it is."""
        if self.owner == NOBODYS:
            return f"记为不收“{self.file}”"
        return f"指定“{self.file}”是{self.name}的表"

    def deed(self, command: str, what: str, assessment: Assessment, act: Act) -> Deed:
        """Return it as it is recorded."""
        period = str(assessment.settings.period)
        return Deed(command, self.owner, what, period, act, self.sha256)


def unclear(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Return the workbooks of which nobody knows whose they are, or that do not say so."""
    refused = (each for each in receipts if each.state is ReturnState.NOT_ACCEPTED)
    return [each for each in refused if each.owner is None or _reason(each) in _NOBODYS]


def _reason(receipt: Receipt) -> str:
    return receipt.reason.code if receipt.reason else ""


_NOBODYS = ("I001", "I002", "I003")


def as_printed(name: str) -> str:
    """Return what is alike in a name wherever it is shown.

    Consoles and workbooks show controls, marks of direction and bytes that are no text as blanks,
    as question marks or not at all.
    """
    return "".join(sign for sign in name if sign.isprintable() and sign not in " ?\ufffd")


def owners_for(assessment: Assessment, file: str) -> Owners:
    """Return whose workbooks may lie in the folder that a file lies in."""
    of_panel = file.startswith(f"{PANEL_FOLDER}/")
    return workbook_owners(assessment) if of_panel else form_owners(assessment)
