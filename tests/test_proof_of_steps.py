"""Published issues, later steps and years of several rounds prove themselves as well."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import wuhao_batch
from tests.support.drawing import workspace
from tests.support.line import put
from tests.support.proofs import flip, recorded, rewrite
from tests.support.resaving import save_in_word
from tests.support.rounds import office
from tests.support.stages import (
    AFTER,
    OBJECTION,
    POSTED,
    SIGNED_ON,
    close_on,
    commended,
    objected,
    publish_on,
    set_in_roster,
)
from tools.filling import Inputs
from wuhao_batch.jobs import verify_steps
from wuhao_batch.jobs.archive import archive
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.paper_states import PaperState
from wuhao_batch.jobs.remaking import Remade
from wuhao_batch.jobs.run import run
from wuhao_batch.jobs.total import total
from wuhao_batch.jobs.unpacking import verify_archive
from wuhao_batch.jobs.verify import Verification, verify
from wuhao_batch.outputs.proof import program
from wuhao_batch.outputs.proof.differences import Difference
from wuhao_batch.records.database import writing
from wuhao_batch.records.stages import Frozen
from wuhao_batch.workspace.folders import OBJECTIONS, Workspace, open_workspace

LESS: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year that was published once, and run again."""
    branches = [["01", "甲党总支"], ["02", "乙党总支"], ["03", "丙党总支"]]
    root = tmp_path_factory.mktemp("published") / "year"
    place = workspace(root, branches, 落款日期=SIGNED_ON, 表彰名额="2")
    for code in ("01", "02", "03"):
        put(place, code)
    run(place)
    publish_on(POSTED, place)
    run(place)
    return root


@pytest.fixture
def shown(frozen: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(frozen, tmp_path / "year")
    return open_workspace(tmp_path / "year")


@pytest.fixture
def worked_on(tmp_path: Path) -> Workspace:
    """A year whose notice somebody saved in Word before it went up."""
    place = workspace(tmp_path, [["01", "甲党总支"]], 落款日期=SIGNED_ON)
    put(place, "01")
    run(place)
    save_in_word(place.output / "notice.docx")
    publish_on(POSTED, place)
    return place


def codes(done: Verification) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for each in done.findings:
        found.setdefault(each.code, []).append(each.place.file)
    return found


def states(done: Verification, folder: str) -> dict[str, PaperState]:
    return {
        each.file.removeprefix(f"{folder}/"): each.state
        for each in done.papers
        if each.file.startswith(f"{folder}/")
    }


ISSUE = "output/published/2026-01"
FORMS = ("notice.html", "notice.docx", "notice.xlsx")
PAPERS = (*FORMS, "results.xlsx", "results.json")


def test_an_issue_is_made_again_from_what_was_kept(shown: Workspace) -> None:
    done = verify(shown)
    assert done.findings == ()
    assert states(done, ISSUE) == dict.fromkeys(PAPERS, PaperState.SAME)


def test_what_was_published_since_the_run_is_not_missing(shown: Workspace) -> None:
    """Between publish and the next run the notice lies in its issue alone."""
    place = shown
    set_in_roster(place, 落款日期="2026-12-15", 公示开始日期="2026-12-16")
    put(place, "02", LESS)
    run(place)
    publish_on(AFTER, place)
    done = verify(place)
    assert codes(done).keys() <= {"A009"}
    told = {each.file: each.state for each in done.papers}
    assert told["output/notice_correction.docx"] is PaperState.PUBLISHED
    # The inputs of the first issue are no longer there; it is made again from those kept.
    assert states(done, ISSUE) == dict.fromkeys(PAPERS, PaperState.SAME)
    assert states(done, "output/published/2026-02") == dict.fromkeys(PAPERS, PaperState.SAME)


@pytest.mark.parametrize("name", [*PAPERS, "run.json"])
def test_one_byte_of_an_issue_changed_is_found(name: str, shown: Workspace) -> None:
    flip(shown.root / ISSUE / name)
    assert codes(verify(shown))["A017"] == [f"{ISSUE}/{name}"]


def test_objections_are_no_input_of_a_run(shown: Workspace) -> None:
    objected(shown, OBJECTION)
    assert verify(shown).findings == ()


def test_a_record_that_names_objections_still_holds(shown: Workspace) -> None:
    inputs = {**recorded(shown).inputs, OBJECTIONS: "0" * 64}
    rewrite(shown, inputs=inputs)
    assert verify(shown).findings == ()


def test_an_issue_that_is_gone_is_found(shown: Workspace) -> None:
    shutil.rmtree(shown.root / ISSUE)
    assert "A017" in codes(verify(shown))


def test_a_step_of_which_nothing_is_recorded_is_told(shown: Workspace) -> None:
    """By verify, and by archive, which packs the year all the same: some never come back."""
    places = ["output/published/2026-02", "output/closed/2026-01", "output/commended/2026-01"]
    for place in (*places, "output/published/2027-01", "output/published/扫描件"):
        (shown.root / place).mkdir(parents=True)
    done = verify(shown)
    assert codes(done) == {"P020": places}
    told = [each.rule for each in done.findings]
    assert [rule[4 : rule.index("，")] for rule in told] == ["办过公示", "办过公示结束", "办过表彰"]
    packed = archive(shown)
    assert packed.path is not None
    assert [each.code for each in packed.findings] == ["P020"] * 3


def test_an_input_that_was_kept_for_an_issue_and_changed_is_told(shown: Workspace) -> None:
    put(shown, "02", LESS)
    run(shown)
    for path in (shown.root / "output/published/inputs").iterdir():
        flip(path)
    found = codes(verify(shown))
    assert found == {"A018": [ISSUE]}


@pytest.fixture
def updated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program is another one than made what lies there."""
    monkeypatch.setattr(wuhao_batch, "__version__", "9.9.9")
    program.this_program.cache_clear()
    yield
    monkeypatch.undo()
    program.this_program.cache_clear()


@pytest.mark.slow
@pytest.mark.usefixtures("updated")
def test_an_issue_of_another_program_may_be_made_otherwise(
    shown: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was published as it was: an update of the program keeps no year from being archived."""
    with pytest.raises(NotYetError, match="请先再运行 wuhao run"):
        archive(shown)
    run(shown)
    otherwise = Difference(where="第2行")
    monkeypatch.setattr(verify_steps, "first_difference", lambda *_: otherwise)
    done = verify(shown)
    assert codes(done) == {"A010": [f"{ISSUE}/run.json"]}
    assert states(done, ISSUE) == dict.fromkeys(PAPERS, PaperState.EARLIER)
    assert archive(shown).path is not None


def test_an_issue_made_otherwise_by_the_same_program_is_found(
    shown: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_steps, "first_difference", lambda *_: Difference(where="第2行"))
    assert codes(verify(shown))["A007"] == [f"{ISSUE}/{name}" for name in PAPERS]


def test_an_issue_that_cannot_be_made_again_is_told(
    shown: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_steps, "remake", lambda *_, **__: Remade(why="名单有错误"))
    done = verify(shown)
    (found,) = done.findings
    assert (found.code, found.place.file) == ("A018", ISSUE)
    assert "名单有错误" in found.message
    assert states(done, ISSUE) == dict.fromkeys(PAPERS, PaperState.EARLIER)


def test_an_issue_without_a_sound_record_is_told(shown: Workspace) -> None:
    """Its digest holds: it was published so."""
    folder = shown.root / ISSUE
    (folder / "run.json").write_bytes(b"{}")
    digest = Frozen({each.name: each.read_bytes() for each in folder.iterdir()}).digest
    with writing(shown.records) as records:
        records.execute("UPDATE stages SET digest = ?", (digest,))
    run(shown)
    done = verify(shown)
    assert codes(done) == {"A018": [ISSUE]}
    assert "run.json" in done.findings[0].message


def test_a_word_file_worked_on_is_not_named_for_another_that_was_changed(
    worked_on: Workspace,
) -> None:
    page = worked_on.root / ISSUE / "notice.html"
    whole = page.read_bytes()
    flip(page)
    assert codes(verify(worked_on))["A017"] == [f"{ISSUE}/notice.html"]
    page.write_bytes(whole)
    flip(worked_on.root / ISSUE / "notice.docx")
    assert codes(verify(worked_on))["A017"] == [f"{ISSUE}/notice.docx"]


@pytest.mark.slow
def test_where_the_last_run_was_a_draft_the_folder_is_named(tmp_path: Path) -> None:
    """Its record knows nothing of the notice."""
    place = workspace(tmp_path, [["01", "甲党总支"]], 落款日期=SIGNED_ON)
    put(place, "01")
    run(place)
    forms = {name: (place.output / name).read_bytes() for name in FORMS}
    run(place, draft=True)
    for name, data in forms.items():
        (place.output / name).write_bytes(data)
    publish_on(POSTED, place)
    flip(place.root / ISSUE / "notice.html")
    assert codes(verify(place))["A017"] == [ISSUE]


def test_a_step_earlier_than_its_run_is_found(shown: Workspace) -> None:
    with writing(shown.records) as records:
        records.execute("UPDATE stages SET at = '2020-01-01T00:00:00+00:00'")
    found = codes(verify(shown))
    assert found["A012"] == [ISSUE]
    assert "A008" in found


def test_a_clock_that_was_wrong_keeps_no_year_from_being_archived(shown: Workspace) -> None:
    """It cannot be mended: the archive tells it."""
    with writing(shown.records) as records:
        records.execute("UPDATE stages SET at = '2020-01-01T00:00:00+00:00'")
    run(shown)
    done = archive(shown)
    assert done.path is not None
    assert [each.code for each in done.findings] == ["A012"]


@pytest.mark.slow
def test_a_word_file_worked_on_before_it_went_up_is_told_as_such(worked_on: Workspace) -> None:
    run(worked_on)
    done = verify(worked_on)
    assert done.findings == ()
    assert states(done, ISSUE)["notice.docx"] is PaperState.WORKED_ON


@pytest.mark.slow
def test_a_year_to_the_commendation_is_archived_and_verified(shown: Workspace) -> None:
    close_on(AFTER, shown)
    commended(shown, "01")
    run(shown)
    path = archive(shown).path
    assert path is not None
    assert verify_archive(path).findings == ()
    flip(shown.root / "output/commended/2026-01/commendation.docx")
    assert "A017" in codes(verify(shown))


# --- a year of several rounds ---------------------------------------------------------------------


@pytest.fixture
def year(tmp_path: Path) -> Workspace:
    scores = {"01": 12, "02": 10, "03": 11}
    place = office(tmp_path, **{"1月": scores, "2月": scores})
    total(place, [tmp_path / "1月", tmp_path / "2月"])
    return place


def test_a_year_of_rounds_is_the_same_when_made_again(year: Workspace) -> None:
    done = verify(year)
    assert done.findings == ()
    assert "output/results.xlsx" in {each.file for each in done.papers}


def test_one_byte_of_a_rounds_input_changed_is_found(year: Workspace) -> None:
    flip(year.root.parent / "2月" / "input" / "returned" / "02.xlsx")
    assert codes(verify(year))["A002"] == ["../2月/input/returned/02.xlsx"]


def test_an_archive_of_a_year_holds_its_rounds(year: Workspace, tmp_path: Path) -> None:
    path = archive(year).path
    assert path is not None
    alone = shutil.move(path, tmp_path / "alone.zip")
    for name in ("1月", "2月", "全年"):
        shutil.rmtree(tmp_path / name)
    assert verify_archive(Path(alone)).findings == ()
