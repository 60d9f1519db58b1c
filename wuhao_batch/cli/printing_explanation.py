"""Print explanations: the object of ``--json``."""

from typing import Any

from wuhao_batch.cli.printing_decided import decided_json
from wuhao_batch.findings.finding import Place
from wuhao_batch.jobs.explain import Traced
from wuhao_batch.numbers import json_number
from wuhao_batch.outcome.deriving import CategorySum, Derivation, VetoCell
from wuhao_batch.outcome.tracing import Origin
from wuhao_batch.outputs.explanation.explanation import ExplainedItem
from wuhao_batch.outputs.explanation.paragraphs import Paragraph


def explained_json(done: Traced) -> dict[str, Any]:
    """Return ``branch``, ``whole`` and ``items`` of the object (docs/contracts.md)."""
    told, derivation = done.explanation, done.derivation
    origins = {each.item.code: each for each in derivation.origins}
    return {
        "branch": _branch(derivation),
        "method": told.method,
        "digest": told.digest,
        "whole": [_step(step) for step in told.whole],
        "items": [_item(each, origins.get(each.code)) for each in told.items],
    }


def _branch(derivation: Derivation) -> dict[str, Any]:
    result = derivation.result
    return {
        "code": result.branch.code,
        "name": result.branch.name,
        "status": result.status.value,
        "verdict": result.verdict,
        "total": None if result.total is None else json_number(result.total),
        "rank": result.rank,
        "among": derivation.among,
        "ahead": [each.branch.code for each in derivation.ahead],
        "categories": [_category(each) for each in derivation.sums],
        "left_out": list(result.branch.left_out),
        "vetoes": [_veto(each) for each in derivation.vetoes],
        "decided_vetoes": decided_json(result.on_vetoes),
    }


def _category(each: CategorySum) -> dict[str, Any]:
    share = each.category.share
    return {
        "name": each.category.name,
        "items": [item.code for item, points in each.terms if points is not None],
        "points": None if each.points is None else json_number(each.points),
        "share": None if share is None else json_number(share),
        "counted": json_number(each.counted),
    }


def _veto(each: VetoCell) -> dict[str, Any]:
    by = None if each.evaluator is None else each.evaluator.code
    return {"veto": each.veto.code, "evaluator": by, "ground": each.ground, **_place(each.place)}


def _item(told: ExplainedItem, origin: Origin | None) -> dict[str, Any]:
    return {
        "category": told.category,
        "code": told.code,
        "content": told.content,
        "points": None if origin is None else json_number(origin.points),
        "basis": None if origin is None else origin.basis,
        "own": None if origin is None or origin.own is None else json_number(origin.own),
        "counts": [] if origin is None else _counts(origin),
        "scores": [] if origin is None else _scores(origin),
        "decided": [] if origin is None else decided_json({told.code: origin.decided}),
        "steps": [_step(step) for step in told.steps],
    }


def _counts(origin: Origin) -> list[dict[str, Any]]:
    return [
        {
            "measure": each.measure.code,
            "name": each.measure.name,
            "rules": each.measure.words,
            "count": None if each.count is None else each.measure.answer.spoken(each.count),
            "remark": each.remark,
            **_place(each.place),
        }
        for each in origin.counts
    ]


def _scores(origin: Origin) -> list[dict[str, Any]]:
    return [
        {
            "evaluator": None if each.evaluator is None else each.evaluator.code,
            "points": json_number(each.points),
            "as_self": each.as_self,
            "reason": each.reason,
            **_place(each.place),
        }
        for each in origin.scores
    ]


def _step(step: Paragraph) -> dict[str, Any]:
    return {
        "title": step.title,
        "lines": [
            {"text": each.text, "file": each.file, "sheet": each.sheet, "cell": each.cell}
            for each in step.lines
        ],
    }


def _place(place: Place) -> dict[str, str | None]:
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}
