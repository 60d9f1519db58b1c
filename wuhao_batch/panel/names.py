"""File names of the workbooks for the evaluators."""

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.writing.file_names import file_names


def panel_names(assessment: Assessment) -> dict[str, str]:
    """Return 评委编号 → file name, ``{评委编号}_{姓名}.xlsx``; 考评组.xlsx for the agreed one.

    Where the year has several rounds, the 期次 stands behind it.
    """
    when = assessment.settings.round
    return file_names(
        {
            each.code: "_".join(filter(None, ("" if each.alone else each.code, each.name, when)))
            for each in assessment.panel
        }
    )
