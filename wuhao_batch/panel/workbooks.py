"""Expectations on the evaluators' workbooks, and the check of one against them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.roster import Roster
from wuhao_batch.panel.checks import PanelChecked, check_panel
from wuhao_batch.panel.entries import read_panel
from wuhao_batch.panel.list_entries import read_list
from wuhao_batch.returns.case import Case, state_of
from wuhao_batch.returns.examine_one import Expected
from wuhao_batch.returns.unread import beside_cells, tell_unread
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book


@dataclass(frozen=True, kw_only=True)
class ExpectedWorkbooks(Expected[PanelChecked]):
    """Expectations on 复核表; ``evaluators`` by their 评委编号."""

    standard: Standard
    roster: Roster
    evaluators: Mapping[str, Evaluator]

    def check(self, book: Book, case: Case[PanelChecked], owner: str) -> Case[PanelChecked]:
        """Return the case of an evaluator's workbook with its inputs, checked."""
        read = read_list if self.roster.settings.is_inspection else read_panel
        source = read(book, case.file, self.evaluators[owner], self.standard, self.roster)
        source = replace(source, sha256=case.sha256)
        checked = check_panel(source, self.standard, self.roster, self.roster.settings)
        beside = [each for sheet in book.sheets for each in beside_cells(sheet)]
        unread = tell_unread(beside, case.file)
        told = (*case.findings, *checked.findings, *unread)
        state = state_of(found=source.is_found, blank=source.is_blank, findings=checked.findings)
        return replace(case, state=state, findings=told, checked=checked)
