"""What somebody changed in ``output/`` stays until it is taken away; what went stale is told."""

import shutil

import pytest

from tests.support.commands import snapshot
from tests.support.line import put, run
from tests.support.resaving import save_in_word
from tools.filling import Inputs
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.sealing import is_as_made, sealed

CHANGED: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}


def notices(place: Workspace) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(place.output).items() if "notice" in name}


def told(place: Workspace, *, draft: bool = False) -> dict[str, str]:
    """Finding on papers that stand → the file."""
    _, findings, _ = run(place, draft=draft)
    return {
        found.code: found.place.file for found in findings if found.code in ("D041", "D042", "D043")
    }


@pytest.fixture
def scored(three: Workspace) -> Workspace:
    """A workspace with a formal notice, which is a working paper as yet."""
    for code in ("01", "02", "03"):
        put(three, code)
    assert told(three) == {}
    assert len(notices(three)) == 3
    return three


def test_every_form_of_a_notice_is_known_as_made(scored: Workspace) -> None:
    assert all(is_as_made(data) for data in notices(scored).values())


def test_a_changed_score_makes_the_notice_anew(scored: Workspace) -> None:
    before = notices(scored)
    put(scored, "01", CHANGED)
    assert told(scored) == {}
    after = notices(scored)
    assert after.keys() == before.keys()
    assert all(after[name] != data for name, data in before.items())


def test_a_new_version_that_settles_nothing_leaves_no_notice(scored: Workspace) -> None:
    put(scored, "01", CHANGED, "又一份.xlsx")
    assert told(scored) == {}
    assert notices(scored) == {}


def test_a_draft_has_names_of_its_own(scored: Workspace) -> None:
    before = notices(scored)
    put(scored, "01", CHANGED)
    assert told(scored, draft=True) == {}
    after = notices(scored)
    assert after.keys() - before.keys() == {
        "notice_draft.html", "notice_draft.docx", "notice_draft.xlsx",
    }  # fmt: skip
    assert before.items() <= after.items()


def test_a_draft_stays_when_none_is_asked_for(scored: Workspace) -> None:
    run(scored, draft=True)
    drafts = {name: data for name, data in notices(scored).items() if "draft" in name}
    run(scored)
    assert drafts.items() <= notices(scored).items()


def test_what_the_office_wrote_into_the_word_file_stays(scored: Workspace) -> None:
    path = scored.output / "notice.docx"
    save_in_word(path)
    edited = path.read_bytes()
    put(scored, "01", CHANGED)
    assert told(scored) == {"D041": "output/notice.docx"}
    assert path.read_bytes() == edited
    put(scored, "01", CHANGED, "又一份.xlsx")
    put(scored, "01", {"考评得分": {"1-1": 6}, "扣分说明": {"1-1": "又改"}}, "又一份.xlsx")
    assert told(scored) == {"D042": "output/notice.docx"}
    assert notices(scored) == {"notice.docx": edited}


def test_taken_away_it_is_made_anew(scored: Workspace) -> None:
    path = scored.output / "notice.docx"
    made = path.read_bytes()
    save_in_word(path)
    path.unlink()
    assert told(scored) == {}
    assert path.read_bytes() == made


def test_a_seal_holds_only_on_the_page_as_it_was_made() -> None:
    page = sealed("<p>公示</p>\n".encode())
    assert is_as_made(page)
    assert not is_as_made(page.replace("公示".encode(), "公告".encode()))
    assert not is_as_made(page + b"\n")
    assert not is_as_made(b"<p>")
    assert not is_as_made(sealed(b"<p>")[:-20])


def test_feedback_of_another_score_is_told_by_branch(scored: Workspace) -> None:
    feedback(scored)
    assert told(scored) == {}
    put(scored, "01", CHANGED)
    _, findings, _ = run(scored)
    (stale,) = [found for found in findings if found.code == "D043"]
    assert "01" in stale.message


def test_feedback_that_somebody_worked_on_goes_stale_too(scored: Workspace) -> None:
    feedback(scored)
    shutil.rmtree(scored.returned)
    scored.returned.mkdir()
    assert "D043" in told(scored)
