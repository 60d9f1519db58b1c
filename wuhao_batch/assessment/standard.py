"""score_template.xlsx → :class:`Standard`: items, caps, counting rules and vetoes.

The workbook is the master; the code holds no item, cap or rule of its own. What this module
enforces is general (docs/contracts.md): codes unique, each category's items add up to the number
printed behind its name, every measure belongs to an item.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

from wuhao_batch.assessment.categories import Categories
from wuhao_batch.assessment.grades import NAME, Grading, read_grading
from wuhao_batch.assessment.layout import CONCERNING, PARTS, TABLES
from wuhao_batch.assessment.rows import Rows
from wuhao_batch.findings.finding import Finding, has_errors
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Standard, Veto, item_of
from wuhao_batch.scoring.rules.headers import HIGHEST
from wuhao_batch.scoring.rules.kinds import read_rules
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.shares import ungrouped
from wuhao_batch.sheets import Book
from wuhao_batch.tables import RowKind, Table, near_headers, tell_unseen, template_table


def read_standard(book: Book, file: str) -> tuple[Standard | None, list[Finding]]:
    """Read the template.

    Args:
        book: The template's cells.
        file: Its name, for findings.

    Returns:
        The standard, or None where an error stands among the findings (L001–L132).
    """
    scores, counts, vetoes = (template_table(book, spec, file) for spec in TABLES)
    if not (isinstance(scores, Table) and isinstance(counts, Table) and isinstance(vetoes, Table)):
        return None, [found for found in (scores, counts, vetoes) if isinstance(found, Finding)]
    grading = read_grading(book, file, scores, vetoes)
    return _read(Categories(scores, file), _Measures(counts, file), _Vetoes(vetoes, file), grading)


def _read(
    scores: Categories, counts: "_Measures", vetoes: "_Vetoes", grading: Grading
) -> tuple[Standard | None, list[Finding]]:
    measures = counts.read()
    reserved = [NAME] if grading.grades else []
    categories = scores.read(measures, reserved)
    grounds = vetoes.read(grading.ceilings)
    standard = Standard(categories, grounds, grading.grades, vetoes.part)
    counts.check_orphans(measures, scores.table)
    counts.check_groups(measures)
    scores.check_any()
    tables = (scores, counts, vetoes)
    found = (counts.findings, scores.findings, vetoes.findings)
    near = (each for table in tables for each in near_headers(table.table, table.file))
    findings = [*grading.findings, *near, *chain.from_iterable(found)]
    if has_errors(findings):
        return None, findings
    unseen = (found for table in tables for found in tell_unseen(table.codes()))
    return standard, [*findings, *unseen, *scores.other_total(standard)]


class _Measures(Rows):
    """Read 计分明细."""

    def read(self) -> dict[str, list[Measure]]:
        """Return item code → its measures, in the order of the sheet."""
        measures: dict[str, list[Measure]] = {}
        for row in self.table.rows_of_kind(RowKind.ITEM):
            code = self.code(row)
            self.check_filled(row, "计分指标")
            if code is not None:
                measures.setdefault(item_of(code), []).append(self._measure(row, code))
        return measures

    def check_orphans(self, measures: Mapping[str, Sequence[Measure]], scores: Table) -> None:
        """Report measures of items that 评分表 does not have (L106)."""
        for code, orphans in measures.items():
            if code not in scores.keyed_rows:
                for measure in orphans:
                    self.report("L106", self.table.row_of(measure.code), "编号", item=code)

    def check_groups(self, measures: Mapping[str, Sequence[Measure]]) -> None:
        """Report measures that 取最高 is to bring together but cannot (L122)."""
        for of_item in measures.values():
            for measure, what in ungrouped(of_item):
                self.report("L122", self.table.row_of(measure.code), HIGHEST, what=what)

    def _measure(self, row: int, code: str) -> Measure:
        state = Row(self.table, row, self.file)
        measure = Measure(
            code=code,
            name=self.text(row, "计分指标"),
            unit=self.folded(row, "单位"),
            rules=read_rules(state),
        )
        self.findings += state.findings
        return measure


class _Vetoes(Rows):
    """Read 一票否决."""

    def read(self, ceilings: Mapping[str, str]) -> tuple[Veto, ...]:
        """Return the grounds, in the order of the sheet, with the 等次 that each leaves."""
        vetoes: list[Veto] = []
        for row in self.table.rows_of_kind(RowKind.ITEM):
            code = self.code(row)
            self.check_filled(row, "情形")
            if code is not None:
                vetoes.append(Veto(code, self.text(row, "情形"), ceilings.get(code, "")))
        return tuple(vetoes)

    @property
    def part(self) -> str:
        """The template's word for a part of a unit, as the header has it."""
        return self.table.printed(PARTS).removeprefix(CONCERNING) or Standard.part
