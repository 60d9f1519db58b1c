"""A notice that was made stays as it is until somebody says otherwise; what went stale is told."""

import shutil

import pytest

from tests.support.commands import snapshot
from tests.support.line import put, run
from tools.filling import Inputs
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.workspace.folders import Workspace

CHANGED: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}


def notices(place: Workspace) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(place.output).items() if "notice" in name}


def codes(place: Workspace, *, draft: bool = False, renew: bool = False) -> set[str]:
    """The findings on papers that stand."""
    _, findings, _ = run(place, draft=draft, renew=renew)
    return {found.code for found in findings} & {"D041", "D042", "D043"}


@pytest.fixture
def published(three: Workspace) -> Workspace:
    """A workspace with a formal notice."""
    for code in ("01", "02", "03"):
        put(three, code)
    assert codes(three) == set()
    assert len(notices(three)) == 3
    return three


def test_the_same_run_again_says_nothing(published: Workspace) -> None:
    before = notices(published)
    assert codes(published) == set()
    assert notices(published) == before


def test_a_changed_score_leaves_the_notice_and_is_told(published: Workspace) -> None:
    before = notices(published)
    put(published, "01", CHANGED)
    assert codes(published) == {"D041"}
    assert notices(published) == before


def test_a_new_version_that_settles_nothing_leaves_the_notice(published: Workspace) -> None:
    before = notices(published)
    put(published, "01", CHANGED, "又一份.xlsx")
    assert codes(published) == {"D042"}
    assert notices(published) == before


def test_a_draft_has_names_of_its_own(published: Workspace) -> None:
    before = notices(published)
    put(published, "01", CHANGED)
    assert codes(published, draft=True) == {"D042"}
    after = notices(published)
    assert after.keys() - before.keys() == {
        "notice_draft.html", "notice_draft.docx", "notice_draft.xlsx",
    }  # fmt: skip
    assert {name: after[name] for name in before} == before


def test_what_the_office_wrote_into_the_word_file_stays(published: Workspace) -> None:
    path = published.output / "notice.docx"
    path.write_bytes(path.read_bytes() + b"edited")
    before = notices(published)
    assert codes(published) == {"D041"}
    assert notices(published) == before


def test_asked_for_it_is_replaced_and_the_old_one_put_aside(published: Workspace) -> None:
    first = notices(published)
    put(published, "01", CHANGED)
    assert codes(published, renew=True) == set()
    second = notices(published)
    for name, data in first.items():
        assert second[name] != data
        assert second[f"replaced/1/{name}"] == data
    put(published, "02", CHANGED)
    codes(published, renew=True)
    third = notices(published)
    assert {name: third[f"replaced/1/{name}"] for name in first} == first
    assert {name: third[f"replaced/2/{name}"] for name in first} == {
        name: second[name] for name in first
    }


def test_feedback_of_another_score_is_told_by_branch(published: Workspace) -> None:
    feedback(published)
    assert codes(published) == set()
    put(published, "01", CHANGED)
    _, findings, _ = run(published)
    (stale,) = [found for found in findings if found.code == "D043"]
    assert "01" in stale.message


def test_feedback_that_somebody_worked_on_goes_stale_too(published: Workspace) -> None:
    feedback(published)
    shutil.rmtree(published.returned)
    published.returned.mkdir()
    assert "D043" in codes(published)
