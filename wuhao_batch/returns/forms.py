"""Expectations on the branches' forms, and the check of one form against them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.layout import TABLES
from wuhao_batch.assessment.roster import Branch, Roster
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Place, finding
from wuhao_batch.returns.case import Case, state_of
from wuhao_batch.returns.checks import Checked, check
from wuhao_batch.returns.entries import IssuedForm, read_entries
from wuhao_batch.returns.examine_one import Expected
from wuhao_batch.returns.inputs import Input, Return
from wuhao_batch.returns.precedents import Precedents
from wuhao_batch.returns.printed import Printed
from wuhao_batch.returns.rows import OurRows, our_rows
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book


@dataclass(frozen=True, kw_only=True)
class ExpectedForms(Expected[Checked]):
    """Expectations on forms; with ``panel_apart`` the 考评组 scores apart from them."""

    standard: Standard
    roster: Roster
    printed: Printed
    panel_apart: bool = False

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.roster.settings

    @property
    def asks_nothing(self) -> bool:
        """True if the branches have nothing to report: then nobody needs to hand in a form."""
        return self.panel_apart and not self.standard.asks_branches

    def complete_without_form(self) -> dict[str, Checked]:
        """Return the branches that have handed in all that they are asked for: nothing."""
        if not self.asks_nothing:
            return {}
        nothing: dict[str, Mapping[str, Input]] = {
            header: {} for spec in TABLES for header in spec.inputs
        }
        return {
            branch.code: Checked(Return(branch.code, "", nothing, panel_apart=True))
            for branch in self.roster.taking_part
        }

    def issued(self, branch: Branch) -> IssuedForm:
        """Return the form as it went out to a branch."""
        words = self.settings.words(self.standard.part)
        earlier = (replace(branch, name=name) for name in self.roster.former.get(branch.code, ()))
        printed = self.printed.of(*(each.called(words) for each in (branch, *earlier)))
        precedents = self._precedents.setdefault(branch.left_out, Precedents())
        return IssuedForm(
            self.standard, self._rows, printed, precedents, self.panel_apart, branch.left_out
        )

    @cached_property
    def _precedents(self) -> dict[tuple[str, ...], Precedents]:
        return {}

    @cached_property
    def _rows(self) -> Mapping[str, OurRows]:
        return our_rows(self.standard)

    def check(self, book: Book, case: Case[Checked], owner: str) -> Case[Checked]:
        """Return the case of a branch's form with its inputs, checked."""
        branch = self.roster.by_code[code_key(owner)]
        if not branch.takes_part:
            facts = self.settings.words().facts
            exempt = finding("I009", Place(case.file), branch=branch.code, **facts)
            return replace(case, state=ReturnState.EXEMPT, findings=(exempt,))
        source = read_entries(book, case.file, branch.code, self.issued(branch))
        source = replace(source, sha256=case.sha256)
        checked = check(source, branch, self.standard, self.settings)
        told = (*case.findings, *checked.findings)
        state = state_of(found=source.is_found, blank=source.is_blank, findings=checked.findings)
        return replace(case, state=state, findings=told, checked=checked)
