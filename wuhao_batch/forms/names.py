"""The file names of forms and of all other papers for a branch."""

from collections.abc import Iterable

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.writing.file_names import file_names


def form_names(branches: Iterable[Branch], period: Period) -> dict[str, str]:
    """Return 编号 → file name, ``{编号}_{党总支}_{年度}.xlsx``, the 期次 behind the year."""
    when = period.in_names
    return file_names({branch.code: f"{branch.code}_{branch.name}_{when}" for branch in branches})


def form_stems(assessment: Assessment) -> dict[str, str]:
    """Return 编号 → stem of all the branch's papers, which is that of its form."""
    names = form_names(assessment.roster.taking_part, assessment.settings.period)
    return {code: name.removesuffix(".xlsx") for code, name in names.items()}
