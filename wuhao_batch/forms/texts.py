"""Texts that forms say beyond those of the template."""

from collections.abc import Collection, Iterator

from wuhao_batch.assessment.fields import ID_FIELD
from wuhao_batch.assessment.layout import ID_LABEL
from wuhao_batch.assessment.words import Words
from wuhao_batch.scoring.left_out import LEFT_OUT, LeftOut
from wuhao_batch.scoring.model import Standard

HOW_FAR = "得分在点格子时提示的范围内，加分的从0分加起，扣分的填0或负数"

WHOSE = f"{{党总支}}　{{考核年度}}年度{{期次}}　{ID_LABEL}：{{{ID_FIELD}}}"
"""Printed on a sheet where the template does not say whose it is."""

_TOLD = {
    LeftOut.SCALED: "总分由其余各项折算，合计未折算",
    LeftOut.FULL: "按满分计，未列入合计",
    LeftOut.NONE: "不计分",
}


def for_panel(standard: Standard, words: Words) -> str:
    """Return the text for {考评组填写说明}; it stands in a form only where the form is scored."""
    within = "得分在0和考评分数之间" if standard.is_usual else HOW_FAR
    return (
        f"“评分表”里的考评得分和扣分说明由{words.panel}填写：{within}；与自评得分不同的，"
        "在扣分说明里写明原因。"
    )


def by_panel(words: Words) -> str:
    """Return what stands where only the 考评组 fills in."""
    return f"由{words.panel}填写"


def left_out_note(standard: Standard, how: LeftOut, codes: Collection[str]) -> str:
    """Return what follows the line of progress in a form, "" where every item applies."""
    if not codes:
        return ""
    told = _TOLD[how] if how.scales(standard, codes) or how is not LeftOut.SCALED else "不计分"
    return f" · {LEFT_OUT}的{len(codes)}项不用填，{told}"


def possible_notes() -> Iterator[str]:
    """Yield every such line, with some number in it."""
    yield from (f" · {LEFT_OUT}的1项不用填，{told}" for told in _TOLD.values())
