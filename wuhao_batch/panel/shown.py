"""The content of a 复核表 that comes from returns, as a digest: equal while it shows the same."""

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.panel.summary import reported
from wuhao_batch.returns.examine import Examined
from wuhao_batch.workspace.disk import digest

_DIGITS = 16


def shown_to(assessment: Assessment, examined: Examined) -> dict[str, str]:
    """Return 评委编号 → the digest of names, 自评得分, reports and declared vetoes in its workbook.

    The list of an inspection shows the branches' names alone.
    """
    branches = assessment.roster.taking_part
    about = [(each.code, each.name, each.left_out) for each in branches]
    rows: dict[str, list[object]] = {item.code: [] for item in assessment.standard.items}
    declared: list[object] = []
    for branch in branches if not assessment.settings.is_inspection else ():
        checked = examined.accepted.get(branch.code)
        declared.append(checked.declared if checked else None)
        for item in assessment.standard.items:
            own = examined.self_items.get(branch.code, {}).get(item.code)
            rows[item.code].append((own, reported(checked, item)))
    digests = {code: digest(repr(own).encode()) for code, own in rows.items()}
    return {
        each.code: digest(repr((about, declared, [digests[code] for code in each.items])).encode())[
            :_DIGITS
        ]
        for each in assessment.panel
    }
