"""Whole schemes drawn inside a test: items with one measure each, grades, units that hand in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.drawing import (
    COUNTS,
    GRADES,
    SCORES,
    VETOES,
    Rows,
    book,
    handed_in,
    loaded,
    workspace,
)
from tests.support.line import put
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.workspace.folders import Workspace


def scheme(
    items: Mapping[str, tuple[float, float]],
    grades: Rows = (),
    vetoes: Rows = (("V1", "弄虚作假"),),
    **more: Rows,
) -> bytes:
    """A template of one category; item code → its points, and those of each unit counted."""
    total = sum(cap for cap, _ in items.values())
    scores = [[None, code, f"内容{code}", cap, "按数量计分"] for code, (cap, _) in items.items()]
    scores[0][0] = f"考核（{total:g}）"
    sums = [[None, None, "小计", total], [None, None, "合计", total]]
    counts = [[f"{code}.1", f"次数{code}", "次", each] for code, (_, each) in items.items()]
    sheets: dict[str, Rows] = {
        "评分表": [SCORES, *scores, *sums],
        "计分明细": [COUNTS, *counts],
        "一票否决": [[*VETOES, "最高等次"], *vetoes],
    }
    if grades:
        sheets["等次"] = [GRADES, *grades]
    return book(**(sheets | more))


def hand_in(
    folder: Path,
    template: bytes,
    units: Mapping[str, Sequence[int | None]],
    declared: Mapping[str, str] = {},
    rows: Rows = (),
    **settings: Any,
) -> Workspace:
    """A workspace in which every unit has handed in.

    Args:
        folder: Where.
        template: One of :func:`scheme`.
        units: 编号 → the count of each item, None where nothing is typed.
        declared: 编号 → the veto that it declares.
        rows: The rows of 名单 where they say more than 编号 and name.
        settings: By default the scores are those of the counts.
    """
    listing = rows or [[code, f"单位{code}"] for code in units]
    apart = {"计分依据": "自评得分", "考评得分填在": "复核表"}
    place = workspace(folder, listing, template, **(apart | settings))
    standard = loaded(place).standard
    for code, counts in units.items():
        inputs: dict[str, dict[str, Any]] = {
            "数量": {
                m.code: n for m, n in zip(standard.measures, counts, strict=True) if n is not None
            },
            "是否存在": {v.code: "否" for v in standard.vetoes},
        }
        if code in declared:
            inputs["是否存在"][declared[code]] = "是"
        put(place, code, inputs)
    return place


def judged(place: Workspace) -> Outcome:
    """The outcome of what lies in a workspace."""
    found = handed_in(place)
    return judge(loaded(place), found.examined, found.panel)
