"""Print what came in: the object of ``--json`` and the line for people."""

from collections import Counter
from datetime import datetime
from typing import Any

from wuhao_batch.mail.arriving import Collected
from wuhao_batch.records.received import Arrival, Verdict


def collected_json(done: Collected) -> dict[str, Any]:
    """Return new items with their files, and the number of those taken in before."""
    return {
        "collected": [arrival_json(each) for each in done.arrivals if each.files],
        "not_collected": [arrival_json(each) for each in done.arrivals if not each.files],
        "known": len(done.known),
    }


def arrival_json(arrival: Arrival) -> dict[str, Any]:
    """Return one item that came in."""
    return {
        "sender": arrival.sender or None,
        "subject": arrival.subject or None,
        "sent": iso(arrival.sent),
        "message_id": arrival.message_id or None,
        "verdict": arrival.verdict.value,
        "note": arrival.note or None,
        "source": arrival.source,
        "files": list(arrival.files),
    }


def collected_text(done: Collected) -> str:
    """Return one line on what came in."""
    verdicts = Counter(each.verdict for each in done.arrivals)
    among = f"，其中{done.of_panel}个是评委的，放进 input/panel" if done.of_panel else ""
    words = [f"收取{verdicts[Verdict.COLLECTED]}封（份），共{len(done.files)}个文件{among}"]
    words += [
        f"{verdict.label}{verdicts[verdict]}封"
        for verdict in (Verdict.UNREADABLE, Verdict.BOUNCED, Verdict.OWN)
        if verdicts[verdict]
    ]
    if done.known:
        without = sum(verdict is not Verdict.COLLECTED for verdict in done.known)
        among = f"，其中{without}封{Verdict.UNREADABLE.label}" if without else ""
        words.append(f"以前看过、没有重收的{len(done.known)}封（份）{among}")
    return "；".join(words)


def iso(moment: datetime | None) -> str | None:
    """Return a moment as programs read it."""
    return None if moment is None else moment.isoformat(timespec="seconds")
