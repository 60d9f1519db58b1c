"""The layout of a form, shared by its writer and its reader.

A table is found by the texts of its header, a row by the code in its key column, never by
position: rows and columns may be inserted, sheets renamed and reordered (docs/forms.md).
"""

import re

from wuhao_batch.scoring.rules.kinds import columns
from wuhao_batch.tables import TableSpec

CAP, NATURE, START, TOP = "考评分数", "性质", "起评", "最高得分"
"""The columns of 评分表 that say what points an item may have; the last three may be missing."""


SCORES = TableSpec(
    "评分表",
    (
        "项目",
        "编号",
        "考评内容",
        CAP,
        "考评标准",
        "自评得分",
        "考评得分",
        "扣分说明",
    ),
    optional=(NATURE, START, TOP),
    key="编号",
    label="考评内容",
    inputs=("考评得分", "扣分说明"),
    code=re.compile(r"[0-9A-Za-z]+(?:[-.][0-9A-Za-z]+)*"),
    example="1-1",
)


COUNTS = TableSpec(
    "计分明细",
    (
        "编号",
        "计分指标",
        "单位",
        *columns(original=True),
        "数量",
        "备注",
    ),
    optional=columns(original=False),
    key="编号",
    label="计分指标",
    inputs=("数量", "备注"),
    code=re.compile(r"[0-9A-Za-z]+(?:[-.][0-9A-Za-z]+)*\.[0-9]+"),
    example="1-1.1",
    dispensable=True,
)


CEILING = "最高等次"
"""The column of 一票否决 for the best 等次 that a ground leaves; blank: 不达标."""
CONCERNING, PARTS = "涉及", "涉及党支部"
"""How the header begins under which a veto names parts of a unit, and how it is called here: what
stands behind its beginning is the template's word for such a part."""


VETOES = TableSpec(
    "一票否决",
    ("序号", "情形", "是否存在", PARTS, "时间", "情况说明"),
    optional=(CEILING,),
    key="序号",
    label="情形",
    inputs=("是否存在", PARTS, "时间", "情况说明"),
    code=re.compile(r"V[0-9]+"),
    example="V1",
    begins=((CONCERNING, PARTS),),
    dispensable=True,
)


TABLES = (SCORES, COUNTS, VETOES)


EXPLAINED = ("位置", "现值", "问题", "请这样改")
"""The headers of the sheet that explains a form that goes back; its 更正码 stands below them."""


META_SHEET = "_wuhao"


META_PROPERTY = "wuhao.form"


FEEDBACK_PROPERTY = "wuhao.feedback"
"""Document property of a workbook with feedback, by which it is known; it holds the 编号 and the
digest of what the branch is told."""


ID_LABEL = "识别码"

SHOWN_PROPERTY = "wuhao.shown"
"""Document property of a 复核表: the digest of what it shows of the branches' returns."""
