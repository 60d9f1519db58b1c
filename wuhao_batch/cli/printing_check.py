"""Print what was checked: the standard, the assessment, files that were handed in."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.numbers import json_number, plain
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.scoring.model import Standard


def standard_json(standard: Standard) -> dict[str, Any]:
    """Return the standard in short."""
    total = json_number(standard.total)
    return {"items": len(standard.items), "total": total, "digest": standard.digest}


def assessment_text(assessment: Assessment) -> str:
    """Return one line on template, roster and settings."""
    standard, evaluators = assessment.standard, assessment.evaluators
    told = (
        f"模板{len(standard.items)}项，共{plain(standard.total)}分",
        f"名单上{len(assessment.roster.taking_part)}个{assessment.words.unit}参评",
        f"评委{len(evaluators)}位" if evaluators else "没有列评委",
    )
    return "，".join(told) + "。"


def check_text(receipts: Sequence[Receipt]) -> str:
    """Return one line on the files that were checked."""
    if not receipts:
        return "没有文件。"
    states = Counter(receipt.state for receipt in receipts)
    words = {ReturnState.ACCEPTED: "可以采用"}
    counts = "；".join(
        f"{words.get(state, state.label)} {count}份" for state, count in states.items()
    )
    return f"共{len(receipts)}个文件：{counts}"
