"""File names of the workbooks for the evaluators."""

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.writing.file_names import file_names


def panel_names(assessment: Assessment) -> dict[str, str]:
    """Return 评委编号 → file name, ``{评委编号}_{姓名}.xlsx``; 考评组.xlsx for the agreed one."""
    return file_names(
        {
            each.code: each.name if each.alone else f"{each.code}_{each.name}"
            for each in assessment.panel
        }
    )
