"""Vetoes that a branch declared or the 考评组 found, each with all that was written about it.

The office confirms a claim as it stands; one that says anything else is another claim.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wuhao_batch.assessment.layout import VETOES
from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.layout import CODE, VETO_CODE
from wuhao_batch.returns.checks import Checked
from wuhao_batch.workspace.value_digest import digest_of

_ANSWER = VETOES.inputs[0]


@dataclass(frozen=True, slots=True)
class VetoClaim:
    """A veto on one branch, and what each who names it wrote about it.

    ``said`` are rows of texts: first the code of the evaluator, "" for the branch itself.
    """

    period: str
    branch: Branch
    code: str
    said: tuple[tuple[str, ...], ...]

    @property
    def sha256(self) -> str:
        """The fingerprint of the claim: another one as soon as anything else is written."""
        return digest_of((self.period, self.branch.code, self.code, self.said)).hex()

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts beside it, for people."""
        return tuple(text for _, *texts in self.said for text in texts if text)


def claims_on(
    period: Period, branch: Branch, checked: Checked | None, found: Iterable[PanelVeto]
) -> Iterator[VetoClaim]:
    """Yield the claims on one branch: those declared, then those that only the 考评组 found."""
    said: dict[str, list[tuple[str, ...]]] = {}
    if checked is not None:
        said |= {code: [("", *_declared(checked, code))] for code in checked.declared}
    for veto in found:
        said.setdefault(veto.code, []).append((veto.evaluator.code, *_found(veto)))
    for code, rows in said.items():
        yield VetoClaim(str(period), branch, code, tuple(sorted(rows)))


def _declared(checked: Checked, code: str) -> Iterator[str]:
    columns = (checked.source.inputs[header] for header in VETOES.inputs if header != _ANSWER)
    return (column[code].cell.seen.strip() for column in columns)


def _found(veto: PanelVeto) -> Iterator[str]:
    return (veto.text(header) for header in veto.entries if header not in (CODE, VETO_CODE))
