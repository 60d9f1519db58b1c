"""Print decisions of the meeting: their objects in every ``--json``."""

from decimal import Decimal
from typing import Any

from wuhao_batch.numbers import json_number
from wuhao_batch.panel.meeting.decided import Decided, OnScores, OnVetoes


def decided_json(decided: OnScores | OnVetoes) -> list[dict[str, Any]]:
    """Return decisions by item or veto: points are numbers, a veto true or false."""
    return [_one(each) for own in decided.values() for each in own]


def _one(each: Decided[Any]) -> dict[str, Any]:
    return {
        "code": each.code,
        "before": _value(each.before),
        "after": _value(each.after),
        "why": each.why,
        "by": each.by,
        "date": str(each.on),
        "file": each.place.file,
        "sheet": each.place.sheet,
        "cell": each.place.cell,
    }


def _value(what: Decimal | bool) -> int | float | bool:
    return json_number(what) if isinstance(what, Decimal) else what
