"""一票否决: every veto with its ground; internal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wuhao_batch.assessment.layout import CONCERNING, PARTS
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outputs.columns import Column, branch_columns, text_column
from wuhao_batch.outputs.decided import said_of_veto
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.layout import CODE, FINDER, GROUND
from wuhao_batch.scoring.model import Veto


@dataclass(frozen=True, slots=True)
class VetoCase:
    """A veto of one branch, as it was declared by the branch or found by the 考评组."""

    branch: Branch
    veto: Veto
    sub_branches: str
    time: str
    ground: str


def veto_columns(words: Words) -> tuple[Column[VetoCase], ...]:
    """Return the columns of a table of vetoes."""
    return (
        *branch_columns(_branch, words),
        Column("序号", lambda case: case.veto.code),
        text_column("情形", lambda case: case.veto.text, 50),
        text_column(f"{CONCERNING}{words.part}", lambda case: case.sub_branches, 20),
        Column("时间", lambda case: case.time),
        text_column("情况说明", lambda case: case.ground, 40),
    )


def _branch(case: VetoCase) -> Branch:
    return case.branch


def veto_cases(outcome: Outcome) -> Iterator[VetoCase]:
    """Yield the cases by branch, the declared ones first."""
    vetoes = {veto.code: veto for veto in outcome.assessment.standard.vetoes}
    for result in outcome.results:
        if result.checked is not None:
            inputs = result.checked.source.inputs
            for code in result.checked.declared:
                parts, time, ground = (
                    inputs[header][code].cell.seen for header in (PARTS, "时间", "情况说明")
                )
                told = ground + said_of_veto(result, code)
                yield VetoCase(result.branch, vetoes[code], parts, time, told)
        for found in result.found:
            yield VetoCase(
                result.branch,
                vetoes[found.code],
                found.text(PARTS),
                found.text("时间"),
                f"{found.text(GROUND)}（{_found_by(found, outcome.assessment.words)}）"
                + said_of_veto(result, found.code),
            )
        yield from _by_the_meeting(result, vetoes)


def _by_the_meeting(result: Result, vetoes: Mapping[str, Veto]) -> Iterator[VetoCase]:
    """Yield the vetoes that nobody but the meeting found."""
    declared = result.checked.declared if result.checked else ()
    known = {*declared, *(each.code for each in result.found)}
    for code, decided in result.on_vetoes.items():
        if code not in known:
            names = "、".join(decided[-1].names)
            yield VetoCase(result.branch, vetoes[code], names, "", said_of_veto(result, code))


def _found_by(veto: PanelVeto, words: Words) -> str:
    finder = veto.text(FINDER)
    place = veto.entries[CODE].place
    by = f"认定人：{finder}，" if finder else ""
    return f"{words.panel}认定，{by}见 {place.file} {place}"
