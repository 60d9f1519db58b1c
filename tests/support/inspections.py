"""Inspections: a template of sixteen rules on rooms, and lists filled in as inspectors would."""

from pathlib import Path
from typing import Any

from tests.support.drawing import COUNTS, SCORES, VETOES, Rows, book, handed_in, loaded, workspace
from tools.filling import Found, fill_list
from wuhao_batch.jobs.panel import plan_panel
from wuhao_batch.workspace.folders import Workspace

ITEMS = {"1-1": ("床铺", 20), "1-2": ("地面", 20), "1-3": ("桌面与物品", 20), "1-4": ("安全", 40)}

RULES: list[tuple[str, str, str, float | None]] = [
    ("1-1.1", "被子没有叠整齐", "床", -5),
    ("1-1.2", "床单、枕头不整", "床", -3),
    ("1-1.3", "床上堆放杂物", "处", -2),
    ("1-1.4", "蚊帐、床帘没有收起", "处", -2),
    ("1-2.1", "地面有垃圾、积水、污渍", "处", -5),
    ("1-2.2", "垃圾没有倒", "是否", -5),
    ("1-2.3", "鞋子没有摆成一条线", "双", -1),
    ("1-2.4", "卫生工具乱放", "件", -2),
    ("1-3.1", "桌面杂乱", "张", -5),
    ("1-3.2", "毛巾、脸盆没有摆齐", "件", -1),
    ("1-3.3", "墙面乱贴乱画", "处", -5),
    ("1-3.4", "阳台、门窗有灰尘和蛛网", "处", -3),
    ("1-4.1", "使用大功率电器", "是否", None),
    ("1-4.2", "私拉电线", "处", -20),
    ("1-4.3", "有烟头、酒瓶", "处", -10),
    ("1-4.4", "夜不归宿或者留宿外来人员", "人次", -20),
]
"""Code, name, unit and points for each; without points the item is 0 at once."""

ROOMS = [["101", "101寝室"], ["102", "102寝室"], ["103", "103寝室"]]

CLEAN = {code: "否" if unit == "是否" else 0 for code, _, unit, _ in RULES}
"""A room in which nothing is wrong."""


def rooms_template(**changed: Rows) -> bytes:
    """Four items of 20, 20, 20 and 40 points with sixteen rules, by which rooms are inspected."""
    items = [[None, code, content, cap, "按数量"] for code, (content, cap) in ITEMS.items()]
    items[0][0] = "寝室卫生（100）"
    counts = [
        [code, name, unit, points, None if points else "是"] for code, name, unit, points in RULES
    ]
    sheets: dict[str, Rows] = {
        "评分表": [SCORES, *items, [None, None, "小计", 100], [None, None, "合计", 100]],
        "计分明细": [COUNTS, *counts],
        "一票否决": [VETOES, ["V1", "发生火灾"]],
    }
    return book(**(sheets | changed))


def inspection(
    folder: Path,
    template: bytes | None = None,
    units: Rows = ROOMS,
    evaluators: Rows = (),
    **settings: Any,
) -> Workspace:
    """A workspace in which the 考评组 counts."""
    apart = {"数量填报": "考评组", "考评得分填在": "复核表", "达标分数线": 80}
    own = template or rooms_template()
    return workspace(folder, units, own, evaluators, **(apart | settings))


def list_of(place: Workspace, evaluator: str = "考评组") -> bytes:
    """An evaluator's list as it is issued now."""
    planned = plan_panel(loaded(place), place, handed_in(place))
    return planned.plan.write[planned.workbooks[evaluator]]


def hand_over(place: Workspace, found: Found, evaluator: str = "考评组", name: str = "") -> None:
    """An evaluator's list comes back with those cells typed in."""
    data = fill_list(list_of(place, evaluator), found)
    (place.panel / f"{name or evaluator}.xlsx").write_bytes(data)


def room(**seen: Any) -> dict[str, Any]:
    """A clean room but for what was seen there: ``r1_1_1`` is 1-1.1."""
    names = {name: name.removeprefix("r").replace("_", "-", 1).replace("_", ".") for name in seen}
    return CLEAN | {names[name]: count for name, count in seen.items()}
