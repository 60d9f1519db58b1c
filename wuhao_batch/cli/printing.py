"""Print results: the objects of ``--json`` and the tables for people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from rich.table import Table

from wuhao_batch.cli.console import out, safe
from wuhao_batch.cli.printing_check import standard_json
from wuhao_batch.cli.printing_decided import decided_json
from wuhao_batch.jobs.next_steps import next_steps
from wuhao_batch.jobs.run import Run
from wuhao_batch.numbers import json_number, plain
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outcome.totalling import Total
from wuhao_batch.outputs.long_lists import MOST_LISTED
from wuhao_batch.panel.agreeing import EvaluatorProgress, Panel


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return ``standard``, ``branches`` and ``panel`` of the run's object (docs/contracts.md)."""
    standard = outcome.assessment.standard
    categories = [category.name for category in standard.categories]
    items = [item.code for item in standard.items]

    def branch(result: Result) -> dict[str, Any]:
        return {
            "code": result.branch.code,
            "name": result.branch.name,
            "status": result.status.value,
            "grade": result.grade,
            "rank": result.rank,
            "total": None if result.total is None else json_number(result.total),
            "categories": _numbers(categories, result.categories),
            "items": _numbers(items, result.items),
            "self_items": _numbers(items, result.self_items),
            "left_out": list(result.branch.left_out),
            "vetoes": list(result.vetoes),
            "decided": decided_json(result.decided),
            "decided_vetoes": decided_json(result.on_vetoes),
            "file": (result.checked and result.checked.source.file) or None,
        }

    return {
        "standard": standard_json(standard),
        "branches": [branch(result) for result in outcome.results],
        "panel": [
            {
                "evaluator": each.evaluator.code,
                "scored": each.scored,
                "assigned": each.assigned,
                "file": each.file,
            }
            for each in outcome.panel.progress
        ],
    }


def total_json(total: Total) -> dict[str, Any]:
    """Return ``rounds`` and ``branches`` of the total's object (docs/contracts.md)."""
    names = [each.name for each in total.rounds]
    return {
        "rounds": [
            {"name": each.name, "folder": each.folder, "digest": each.standard.digest}
            for each in total.rounds
        ],
        "branches": [
            {
                "code": result.branch.code,
                "name": result.branch.name,
                "status": result.status.value,
                "rank": result.rank,
                "total": None if result.total is None else json_number(result.total),
                "rounds": _numbers(names, result.items),
            }
            for result in total.outcome.results
        ],
    }


def _numbers(names: list[str], points: Mapping[str, Decimal]) -> dict[str, int | float | None]:
    return {name: json_number(points[name]) if name in points else None for name in names}


def outcome_table(outcome: Outcome) -> None:
    """Print the results in the order of the papers."""
    settings = outcome.assessment.settings
    counts = Counter(result.verdict for result in outcome.results)
    summary = "，".join(f"{label}{count}个" for label, count in counts.items())
    console = out()
    console.print(f"{settings.occasion}：{summary}")
    table = Table(box=None, padding=(0, 2), header_style="bold")
    table.add_column("名次", justify="right")
    for header in ("编号", settings.unit, *(["类别"] if settings.by_kind else [])):
        table.add_column(header)
    table.add_column("总分", justify="right")
    table.add_column("结论")
    for result in outcome.listed[:MOST_LISTED]:
        branch = result.branch
        kind = [safe(branch.kind)] if settings.by_kind else []
        table.add_row(
            str(result.rank or "—"),
            safe(branch.code),
            safe(branch.name),
            *kind,
            "—" if result.total is None else plain(result.total),
            result.verdict,
        )
    console.print(table)
    if len(outcome.listed) > MOST_LISTED:
        console.print(f"共{len(outcome.listed)}个，这里列出前{MOST_LISTED}个，全部见结果表。")


def panel_table(outcome: Outcome) -> None:
    """Print how far each evaluator is, and how the scores are brought together."""
    panel = outcome.panel
    if not panel.progress:
        return
    out().print(f"计分依据：{outcome.method}")
    table = Table(box=None, padding=(0, 2), header_style="bold")
    table.add_column("评委")
    table.add_column("姓名")
    for header in ("已评", "应评"):
        table.add_column(header, justify="right")
    table.add_column("复核表")
    for each in panel.progress:
        evaluator, file = each.evaluator, each.file
        scored, assigned = str(each.scored), str(each.assigned)
        name = "" if evaluator.alone else safe(evaluator.name)
        table.add_row(
            safe(evaluator.code), name, scored, assigned, safe(file or _state(each, panel))
        )
    out().print(table)


def _state(progress: EvaluatorProgress, panel: Panel) -> str:
    """Return the reason why nothing of an evaluator counts."""
    states = [each.state.label for each in panel.receipts if each.owner == progress.evaluator.code]
    return "、".join(dict.fromkeys(states)) or Status.MISSING.label


def closing_lines(done: Run, outputs: Iterable[str]) -> Iterator[str]:
    """Yield five lines at most: what was made, what the notice waits for, what to do next."""
    papers = (each for each in outputs if not each.endswith(".json"))
    yield f"已写出：{'、'.join(papers)}"
    if done.against_notice:
        yield "公示稿：" + "".join(each.rule for each in done.against_notice)
    if (standing := done.publication.course.standing) is not None:
        stage = done.publication.course.stage
        window = f"自{standing.begins:%Y-%m-%d}起至{standing.ends:%Y-%m-%d}止"
        yield f"阶段：{stage}。公示的以 {standing.folder} 为准（{window}）。"
    for number, step in enumerate(next_steps(done), start=1):
        yield f"接下来{number}. {step.what} → {step.command}"
