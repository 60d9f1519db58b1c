"""TODO-DOC forms.names."""

from collections.abc import Iterable

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.writing.names import file_names


def form_names(branches: Iterable[Branch], year: str) -> dict[str, str]:
    """编号 → file name, ``{编号}_{党总支}_{年度}.xlsx``."""
    return file_names({branch.code: f"{branch.code}_{branch.name}_{year}" for branch in branches})


def form_stems(assessment: Assessment) -> dict[str, str]:
    """编号 → how the names of a branch's papers begin: as that of its form."""
    names = form_names(assessment.roster.taking_part, assessment.settings.year)
    return {code: name.removesuffix(".xlsx") for code, name in names.items()}
