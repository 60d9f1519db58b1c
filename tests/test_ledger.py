"""The ledger of messages: what it keeps, and whom it keeps from being written to."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.acts import deed
from wuhao_batch.records.ledger import AGAIN_AFTER, Intent, Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import ask_again, claim, conclude, load_ledger
from wuhao_batch.records.settling import Settlement, record

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
FORM = Intent(Kind.FORM, "a@example.cn", {"01": "一"})
PANEL = Intent(Kind.PANEL, "a@example.cn", {"01": "一"})
PANEL_REMINDER = Intent(Kind.PANEL_REMINDER, "a@example.cn", {"01": "一"})
FEEDBACK = Intent(Kind.FEEDBACK, "a@example.cn", {"01": "一"})
REMINDER = Intent(Kind.REMINDER, "a@example.cn", {"01": "一"})
CORRECTION = Intent(Kind.CORRECTION, "a@example.cn", {"01": "一"})
FOR_TWO = Intent(Kind.FORM, "a@example.cn", {"01": "一", "02": "二"})


def message(number: int = 1, **changed: Any) -> Message:
    """A form that was sent to the branch 01 at noon, but for what is changed."""
    facts: dict[str, Any] = {
        "kind": Kind.FORM,
        "period": "2026",
        "address": "a@example.cn",
        "message_id": f"<{number}@example.cn>",
        "state": State.SENT,
        "said": "250 ok",
        "begun": NOON,
        "ended": NOON,
        "about": {"01": "一"},
    }
    return Message(number, **(facts | changed))


def ledger(*entries: Message) -> Ledger:
    return Ledger("2026", entries)


# --- who has been written to ----------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.SENT, State.SENDING, State.DOUBTFUL])
def test_whoever_has_or_may_have_been_written_to_is_held(state: State) -> None:
    entry = message(state=state)
    assert ledger(entry).held(FORM, NOON) == {"01": entry}


def test_whoever_has_not_been_written_to_is_not_held() -> None:
    assert ledger().held(FORM, NOON) == {}
    assert ledger(message(state=State.FAILED)).held(FORM, NOON) == {}
    assert ledger(message(resend={"01": NOON})).held(FORM, NOON) == {}
    assert ledger(message(state=State.FAILED, resend={"01": NOON})).held(FORM, NOON) == {}


def test_each_branch_of_a_message_is_held_by_itself() -> None:
    entry = message()
    assert ledger(entry).held(FOR_TWO, NOON) == {"01": entry}
    one_again = message(about={"01": "一", "02": "二"}, resend={"01": NOON})
    assert ledger(one_again).held(FOR_TWO, NOON) == {"02": one_again}


@pytest.mark.parametrize(
    "other",
    [{"kind": Kind.REMINDER}, {"address": "b@example.cn"}, {"about": {"02": "一"}}],
)
def test_a_message_of_another_kind_address_or_branch_does_not_count(other: dict[str, Any]) -> None:
    mine, foreign = message(1), message(2, **other)
    assert ledger(foreign).last(FORM, "01", NOON) is None
    assert ledger(mine, foreign).last(FORM, "01", NOON) == mine


def test_the_newest_message_decides() -> None:
    failed, sent = message(1, state=State.FAILED), message(2)
    assert ledger(failed, sent).held(FORM, NOON) == {"01": sent}
    assert ledger(sent, failed).held(FORM, NOON) == {}
    assert list(ledger(failed, sent).about(FORM, "01", NOON)) == [sent, failed]


def test_another_form_is_no_reason_to_write_again_but_another_return_is() -> None:
    assert ledger(message(about={"01": "旧"})).held(FORM, NOON)
    about_old = message(1, kind=Kind.CORRECTION, about={"01": "旧"})
    about_this = message(2, kind=Kind.CORRECTION)
    assert ledger(about_old).held(CORRECTION, NOON) == {}
    assert ledger(about_this, about_old).held(CORRECTION, NOON) == {"01": about_this}


def test_a_reminder_counts_for_twelve_hours() -> None:
    entry = message(kind=Kind.REMINDER, about={"01": "别的"})
    second = timedelta(seconds=1)
    assert timedelta(hours=12) == AGAIN_AFTER
    assert ledger(entry).held(REMINDER, NOON + AGAIN_AFTER - second) == {"01": entry}
    assert ledger(entry).held(REMINDER, NOON + AGAIN_AFTER) == {}


def test_a_reminder_of_a_clock_that_was_wrong_silences_nobody() -> None:
    ahead = message(kind=Kind.REMINDER, begun=NOON + AGAIN_AFTER)
    assert ledger(ahead).held(REMINDER, NOON) == {}
    assert ledger(ahead).held(REMINDER, NOON + timedelta(seconds=1)) == {"01": ahead}


def test_an_old_reminder_hides_no_newer_and_no_doubtful_one() -> None:
    later = NOON + AGAIN_AFTER
    old, new = message(1, kind=Kind.REMINDER), message(2, kind=Kind.REMINDER, begun=later)
    assert list(ledger(new, old).about(REMINDER, "01", later)) == [new]
    doubtful = message(kind=Kind.REMINDER, state=State.DOUBTFUL)
    assert ledger(doubtful).held(REMINDER, later) == {"01": doubtful}


@pytest.mark.parametrize("intent", [FORM, CORRECTION])
def test_forms_and_corrections_count_for_ever(intent: Intent) -> None:
    entry = message(kind=intent.kind)
    assert ledger(entry).held(intent, NOON + timedelta(days=300)) == {"01": entry}


def test_what_was_tried_and_not_taken_has_failed() -> None:
    assert ledger(message(state=State.FAILED)).has_failed(FORM, NOON)
    assert not ledger(message()).has_failed(FORM, NOON)
    assert not ledger().has_failed(FORM, NOON)
    old = message(kind=Kind.REMINDER, state=State.FAILED)
    assert ledger(old).has_failed(REMINDER, NOON)
    assert not ledger(old).has_failed(REMINDER, NOON + AGAIN_AFTER)


# --- once more ------------------------------------------------------------------------------------


def test_it_is_asked_for_until_it_has_been_tried_again() -> None:
    asked = message(1, about={"01": "一", "02": "二"}, resend={"01": NOON})
    assert ledger(asked).is_asked_for(FORM, "01", NOON)
    assert not ledger(asked).is_asked_for(FOR_TWO, "02", NOON)
    assert not ledger(asked, message(2)).is_asked_for(FORM, "01", NOON)
    assert not ledger().is_asked_for(FORM, "01", NOON)


def test_a_reminder_of_yesterday_is_asked_for_no_more() -> None:
    asked = message(kind=Kind.REMINDER, resend={"01": NOON})
    assert ledger(asked).is_asked_for(REMINDER, "01", NOON)
    assert not ledger(asked).is_asked_for(REMINDER, "01", NOON + AGAIN_AFTER)


def test_asking_changes_those_messages_alone() -> None:
    first = message(1, about={"01": "一", "02": "二"}, resend={"02": NOON})
    second = message(2, address="b@example.cn")
    later = NOON + timedelta(hours=1)
    changed = ledger(first, second).asked_again([(1, "01")], later)
    assert changed.period == "2026"
    assert [entry.number for entry in changed.entries] == [1, 2]
    assert [entry.resend for entry in changed.entries] == [{"02": NOON, "01": later}, {}]


def test_a_message_in_doubt_is_settled_by_asking_for_it_again() -> None:
    doubtful = message(state=State.DOUBTFUL)
    (settled,) = ledger(doubtful).asked_again([(1, "01")], NOON).entries
    assert (doubtful.in_doubt, settled.in_doubt) == (True, False)


def test_the_messages_of_a_branch_are_those_about_it() -> None:
    own, foreign = message(1, about={"01": "一", "02": "二"}), message(2, about={"02": "二"})
    assert ledger(own, foreign).of_branch("01") == [own]


# --- the number of a message ----------------------------------------------------------------------


def test_the_number_stays_until_the_message_has_gone() -> None:
    first = ledger().message_id(FORM, "example.cn")
    assert re.fullmatch(r"<wuhao-[0-9a-f]{32}@example\.cn>", first)
    for state in (State.SENDING, State.DOUBTFUL, State.FAILED):
        assert ledger(message(state=state)).message_id(FORM, "example.cn") == first
    for other in ({"kind": Kind.REMINDER}, {"address": "b@example.cn"}):
        assert ledger(message(**other)).message_id(FORM, "example.cn") == first
    once = ledger(message()).message_id(FORM, "example.cn")
    twice = ledger(message(1), message(2)).message_id(FORM, "example.cn")
    assert len({first, once, twice}) == 3


@pytest.mark.parametrize(
    "other",
    [
        Intent(Kind.REMINDER, "a@example.cn", {"01": "一"}),
        Intent(Kind.FORM, "b@example.cn", {"01": "一"}),
        Intent(Kind.FORM, "a@example.cn", {"02": "一"}),
        Intent(Kind.FORM, "a@example.cn", {"01": "二"}),
    ],
)
def test_another_message_has_another_number(other: Intent) -> None:
    assert ledger().message_id(other, "x.cn") != ledger().message_id(FORM, "x.cn")
    assert Ledger("2027").message_id(FORM, "x.cn") != ledger().message_id(FORM, "x.cn")


def test_the_number_is_the_same_in_every_version() -> None:
    """A server that was given it before an upgrade recognises it after."""
    number = "<wuhao-526a19a234a5aa54412ef1b87db5ff8c@example.cn>"
    assert ledger().message_id(FOR_TWO, "example.cn") == number


# --- on disk --------------------------------------------------------------------------------------


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


def claimed(records: Path, intent: Intent, year: str = "2026") -> int:
    """The number of a message that is about to go."""
    done = claim(records, year, intent, "example.cn")
    assert done is not None
    return done.number


def test_without_records_there_are_no_messages(records: Path) -> None:
    assert load_ledger(records, "2026") == Ledger("2026")
    assert not records.exists()


def test_the_intent_is_kept_before_and_the_outcome_after(records: Path) -> None:
    both = Intent(Kind.CORRECTION, "a@example.cn", {"01": "一", "02": "二"})
    before = datetime.now(UTC).replace(microsecond=0)
    done = claim(records, "2026", both, "example.cn")
    assert done is not None
    assert done.message_id == ledger().message_id(both, "example.cn")
    (intent,) = load_ledger(records, "2026").entries
    assert before <= intent.begun <= datetime.now(UTC)
    assert intent == Message(
        number=done.number,
        kind=Kind.CORRECTION,
        period="2026",
        address="a@example.cn",
        message_id=done.message_id,
        state=State.SENDING,
        said="",
        begun=intent.begun,
        ended=None,
        about={"01": "一", "02": "二"},
        resend={},
    )
    assert intent.in_doubt
    conclude(records, done.number, State.FAILED, "550 no such user")
    (outcome,) = load_ledger(records, "2026").entries
    assert (outcome.state, outcome.said) == (State.FAILED, "550 no such user")
    assert outcome.ended is not None
    assert before <= outcome.ended <= datetime.now(UTC)


def test_nobody_is_claimed_twice(records: Path) -> None:
    number = claimed(records, FORM)
    assert claim(records, "2026", FORM, "example.cn") is None
    conclude(records, number, State.SENT, "250 ok")
    assert claim(records, "2026", FORM, "example.cn") is None
    assert len(load_ledger(records, "2026").entries) == 1


def test_a_reminder_is_claimed_once_within_its_time(records: Path) -> None:
    conclude(records, claimed(records, REMINDER), State.SENT, "250 ok")
    assert claim(records, "2026", REMINDER, "example.cn") is None


def test_an_outcome_belongs_to_its_message(records: Path) -> None:
    first = claimed(records, FORM)
    second = claimed(records, Intent(Kind.FORM, "b@example.cn", {"02": "二"}))
    conclude(records, second, State.DOUBTFUL, "没有回答")
    told = {
        entry.number: (entry.state, entry.said) for entry in load_ledger(records, "2026").entries
    }
    assert told == {first: (State.SENDING, ""), second: (State.DOUBTFUL, "没有回答")}


def test_messages_stand_in_their_order_each_year_by_itself(records: Path) -> None:
    numbers = [claimed(records, Intent(Kind.FORM, f"{n}@example.cn", {n: n})) for n in "cab"]
    other = claimed(records, FORM, "2027")
    found = load_ledger(records, "2026")
    assert [entry.number for entry in found.entries] == numbers == sorted(numbers)
    assert [entry.about for entry in found.entries] == [{n: n} for n in "cab"]
    assert found.period == "2026"
    (next_year,) = load_ledger(records, "2027").entries
    assert (next_year.number, next_year.period) == (other, "2027")


def test_the_clerks_word_settles_those_messages_alone(records: Path) -> None:
    one = claimed(records, FORM)
    two = claimed(records, Intent(Kind.FORM, "b@example.cn", {"02": "二"}))
    entries = load_ledger(records, "2026").entries
    gone = tuple(entry for entry in entries if entry.number == two)
    record(records, [Settlement(deed(), gone=gone)])
    first, second = load_ledger(records, "2026").entries
    assert (first.number, first.state, first.ended) == (one, State.SENDING, None)
    assert (second.number, second.state) == (two, State.SENT)
    assert second.ended is not None
    assert second.ended >= second.begun


def test_what_the_clerk_asked_for_goes_once_more_under_its_number(records: Path) -> None:
    first = claim(records, "2026", FOR_TWO, "example.cn")
    assert first is not None
    conclude(records, first.number, State.DOUBTFUL, "")
    other = claimed(records, Intent(Kind.FORM, "b@example.cn", {"01": "一"}))
    before = datetime.now(UTC).replace(microsecond=0)
    ask_again(records, [(first.number, "01")])
    asked, untouched = load_ledger(records, "2026").entries
    assert list(asked.resend) == ["01"]
    assert before <= asked.resend["01"] <= datetime.now(UTC)
    assert (untouched.number, untouched.resend) == (other, {})
    assert claim(records, "2026", FOR_TWO, "example.cn") is None, "02 was not asked for"
    ask_again(records, [(first.number, "02")])
    again = claim(records, "2026", FOR_TWO, "example.cn")
    assert again is not None
    assert again.message_id == first.message_id
    assert again.number > other


@pytest.mark.parametrize("intent", [FORM, PANEL, FEEDBACK])
def test_a_paper_goes_once_whatever_becomes_of_it(intent: Intent) -> None:
    sent = message(kind=intent.kind, about={"01": "零"})
    later = NOON + 100 * AGAIN_AFTER
    assert Ledger("2026", (sent,)).held(intent, later) == {"01": sent}


def test_an_evaluator_is_reminded_again_after_a_while() -> None:
    ledger = Ledger("2026", (message(kind=Kind.PANEL_REMINDER),))
    assert ledger.held(PANEL_REMINDER, NOON + AGAIN_AFTER / 2)
    assert not ledger.held(PANEL_REMINDER, NOON + AGAIN_AFTER)


def test_mails_to_an_evaluator_are_not_those_to_a_branch_of_the_same_code() -> None:
    form, workbook, feedback = (
        message(number, kind=kind)
        for number, kind in enumerate((Kind.FORM, Kind.PANEL, Kind.FEEDBACK))
    )
    ledger = Ledger("2026", (form, workbook, feedback))
    assert ledger.of_branch("01") == [form, feedback]
    assert ledger.on(Kind.PANEL, "01") == [workbook]
    assert ledger.on(Kind.FEEDBACK, "01") == [feedback]


def test_the_words_that_people_read() -> None:
    labels = ["发表", "催交", "退回", "改期", "复核", "催评", "反馈"]
    assert [kind.label for kind in Kind] == labels
    papers = ["评分表"] * 4 + ["复核表"] * 2 + ["反馈意见"]
    assert [kind.paper for kind in Kind] == papers
    assert {state: state.label for state in State} == {
        State.SENDING: "不能断定",
        State.SENT: "已发出",
        State.FAILED: "没有发出",
        State.DOUBTFUL: "不能断定",
    }
