"""kill -9 at every step of every conversation: counted at the server, nobody gets a second copy."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.acts import ACT
from tests.support.mail_servers import (
    DROP,
    SECRET,
    SILENCE,
    STEPS,
    Certificate,
    Post,
    begin,
    environment,
    finish,
    kill,
    smtp_server,
)
from tests.support.offices import SMALL, office
from wuhao_batch.jobs.settling import settle
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.workspace.folders import Workspace

ALL = {f"b{number}@example.cn" for number in "1234"}
THIRD = "b3@example.cn"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")


class Office:
    """Sends through a server, again and again, as a clerk would."""

    def __init__(self, folder: Path, certificate: Certificate, port: int) -> None:
        self.place: Workspace = office(folder, port)
        self._env = environment(certificate, WUHAO_SMTP_PASSWORD=SECRET)
        self.running: Any = None

    def begin(self) -> None:
        args = ("send", "--deliver", "--json", "--rate", "6000")
        self.running = begin(self.place.root, *args, env=self._env)

    def finish(self) -> dict[str, Any]:
        done = finish(self.running)
        if done.returncode < 0:
            return {}
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def send(self) -> dict[str, Any]:
        self.begin()
        return self.finish()

    def kill(self) -> None:
        kill(self.running)


def doubtful(answer: dict[str, Any]) -> list[str]:
    return [found["branch"] for found in answer["findings"] if found["code"] == "D018"]


def sent_on(office: Office, post: Post) -> list[str]:
    """Resume until all is settled, as the clerk would by looking into the mailboxes.

    Gives the branches that were in doubt.
    """
    answer = office.send()
    in_doubt = doubtful(answer)
    for code in in_doubt:
        arrived = post.copies().get(f"b{int(code)}@example.cn", 0)
        assert arrived <= 1
        settle(office.place, code, "sent" if arrived else "resend", act=ACT)
    rest = office.send() if in_doubt else answer
    assert {found["code"] for found in rest["findings"]} <= {SMALL}
    assert post.copies() == dict.fromkeys(ALL, 1)
    ledger = load_ledger(office.place.records, "2026")
    assert {entry.address for entry in ledger.entries if entry.state.value == "sent"} == ALL
    return in_doubt


NOBODY: list[str] = []
IN_DOUBT = {
    "CONNECT": [NOBODY],
    "EHLO": [NOBODY],
    "AUTH": [NOBODY],
    "MAIL": [["02"]],
    "ANSWERED": [["03"], NOBODY, ["04"]],
}
"""Who is in doubt after a kill at that step; after the answer it depends on who was quicker."""


OFTEN = ("IN DATA", "TAKEN")
SWEEP = [
    pytest.param(step, marks=[] if step in OFTEN else pytest.mark.slow, id=step) for step in STEPS
]


@pytest.mark.slow
@pytest.mark.parametrize("step", SWEEP)
def test_killed_at_a_step_nobody_is_written_to_twice_and_nobody_left_out(
    tmp_path: Path, certificate: Certificate, step: str
) -> None:
    killed: list[str] = []

    def plan(now: str, recipient: str) -> Any:
        of_nobody = step in ("CONNECT", "EHLO", "AUTH", "MAIL")
        if killed or now != step or (recipient != THIRD and not of_nobody):
            return None
        if step == "MAIL" and not post.taken:  # in the middle of the run
            return None
        killed.append(now)
        clerk.kill()
        return SILENCE if step != "ANSWERED" else None

    post = Post(plan)
    with smtp_server(post, certificate) as port:
        clerk = Office(tmp_path, certificate, port)
        assert clerk.send() == {}
        assert killed
        assert set(post.copies().values()) <= {1}
        in_doubt = sent_on(clerk, post)
    assert in_doubt in IN_DOUBT.get(step, [["03"]])


FAULTS: dict[str, Callable[[str, str], Any]] = {
    "refused": lambda step, _: "550 5.1.1 no" if step == "RCPT" else None,
    "put off": lambda step, _: "450 4.2.0 later" if step == "RCPT" else None,
    "dropped in the message": lambda step, _: DROP if step == "IN DATA" else None,
    "dropped before the answer": lambda step, _: DROP if step == "TAKEN" else None,
    "never answers": lambda step, _: SILENCE if step == "TAKEN" else None,
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("nth", [2, 4])
def test_killed_before_or_after_a_fault_of_the_server(
    tmp_path: Path, certificate: Certificate, fault: str, nth: int
) -> None:
    """At the second or the fourth branch; the fault is the third one's."""
    begun: list[str] = []

    def plan(step: str, recipient: str) -> Any:
        if recipient not in ALL or step == "ANSWERED":
            return None
        if recipient not in begun:
            begun.append(recipient)
        if recipient == THIRD or len(begun) < nth:
            return FAULTS[fault](step, recipient) if recipient == THIRD else None
        clerk.kill()
        return SILENCE

    post = Post(plan)
    with smtp_server(post, certificate) as port:
        clerk = Office(tmp_path, certificate, port)
        clerk.begin()
        if fault == "never answers" and nth == 4:
            while THIRD not in post.copies():
                assert clerk.running.poll() is None
            clerk.kill()
        clerk.finish()
        post.plan = lambda _step, _recipient: None
        assert set(post.copies().values()) <= {1}
        sent_on(clerk, post)
