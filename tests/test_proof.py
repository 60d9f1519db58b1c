"""A year proves itself: untouched it is the same when made again, one byte changed is found."""

import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import wuhao_batch
from tests.support.acts import ACT, remember_act
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import ROOT, book, loaded, zipped
from tests.support.faults import returned
from tests.support.killing import in_a_fork, kill_at
from tests.support.line import put
from tests.support.proofs import flip, recorded, rewrite
from tools.filling import open_form, strip_identity
from wuhao_batch.jobs.accept import accept
from wuhao_batch.jobs.archive import archive
from wuhao_batch.jobs.assign import assign
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.issue import issue
from wuhao_batch.jobs.paper_states import PaperState
from wuhao_batch.jobs.proving import inputs_of
from wuhao_batch.jobs.run import run
from wuhao_batch.jobs.unpacking import verify_archive
from wuhao_batch.jobs.verify import Verification, verify
from wuhao_batch.outputs.proof import program
from wuhao_batch.outputs.proof.contents import Packed, read_contents
from wuhao_batch.outputs.proof.differences import first_difference
from wuhao_batch.outputs.proof.run_record import RUN_FILE
from wuhao_batch.records.acts import Deed
from wuhao_batch.records.database import LostRecordsError, writing
from wuhao_batch.workspace.disk import digest, files_below
from wuhao_batch.workspace.folders import ImpossibleError, UnusableWorkspaceError, Workspace
from wuhao_batch.workspace.plan import written_at_once
from wuhao_batch.writing.packages import to_bytes

_EXAMPLES = [path.relative_to(ROOT).as_posix() for path in (ROOT / "examples/templates").iterdir()]


@pytest.fixture
def year(three: Workspace) -> Workspace:
    """A year that was run: two branches handed in well, one has to correct."""
    put(three, "01")
    put(three, "02", {"考评得分": {"1-1": 99}})
    put(three, "03")
    run(three)
    return three


def codes(done: Verification) -> dict[str, list[str | None]]:
    """Code → the files that it names."""
    found: dict[str, list[str | None]] = {}
    for each in done.findings:
        found.setdefault(each.code, []).append(each.place.file)
    return found


# --- untouched ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("sample", [".", "examples/panel", "examples/forms"])
def test_every_sample_is_the_same_when_made_again(sample: str, tmp_path: Path) -> None:
    for part in ("templates", "input"):
        shutil.copytree(ROOT / sample / part, tmp_path / part)
    for command in ("issue", "panel", "run", "feedback"):
        assert wuhao(command, cwd=tmp_path).returncode == 0
    done = wuhao("verify", cwd=tmp_path)
    assert (done.returncode, done.stdout.count("一致\n")) == (0, done.stdout.count("output/"))
    assert "结论：全部一致" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("sample", ["examples/faulty", *_EXAMPLES])
def test_every_example_is_the_same_when_made_again(sample: str, tmp_path: Path) -> None:
    """Also years of other kinds, and one in which much is wrong."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copytree(ROOT / "input", tmp_path / "input")
    if sample in _EXAMPLES:
        shutil.rmtree(tmp_path / "input")
        shutil.copytree(ROOT / sample, tmp_path, dirs_exist_ok=True)
    else:
        shutil.copytree(ROOT / sample, tmp_path / "input" / "returned", dirs_exist_ok=True)
    wuhao("run", "--draft", cwd=tmp_path)
    done = wuhao("verify", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["findings"] == []
    assert done.returncode == 0


def test_an_untouched_year_is_the_same_and_nothing_is_written(year: Workspace) -> None:
    issue(year)
    before = snapshot(year.root)
    done = verify(year)
    assert done.findings == ()
    assert {each.state for each in done.papers} == {PaperState.SAME}
    names = {each.file.removeprefix("output/").partition("/")[0] for each in done.papers}
    assert {"results.xlsx", "report.html", "corrections", "forms"} <= names
    assert snapshot(year.root) == before


def test_it_says_what_it_was_made_from(year: Workspace) -> None:
    record = recorded(year)
    assert record.program.version == wuhao_batch.__version__
    assert record.standard == loaded(year).standard.digest
    assert record.settings["学院名称"] == "示例学院"
    assert {"input/roster.xlsx", "input/returned/01.xlsx"} <= record.inputs.keys()
    assert "templates/notice.docx" in record.inputs
    assert "output/results.xlsx" in record.outputs


def test_a_second_run_of_the_same_changes_nothing(year: Workspace) -> None:
    before = snapshot(year.output)
    run(year)
    assert snapshot(year.output) == before


def test_a_draft_with_the_latest_versions_is_proved_by_the_same_options(three: Workspace) -> None:
    put(three, "01")
    put(three, "02", {"备注": {"1-1.1": "一"}}, name="a.xlsx")
    put(three, "02", {"备注": {"1-1.1": "二"}}, name="b.xlsx")
    run(three, draft=True, latest=True)
    done = verify(three)
    assert done.findings == ()
    assert "output/notice_draft.docx" in {each.file for each in done.papers}


def test_decisions_are_part_of_the_ground(three: Workspace) -> None:
    form = returned(loaded(three))
    (three.returned / "x.xlsx").write_bytes(without_identity(form))
    assign(three, "input/returned/x.xlsx", "01", act=ACT)
    run(three)
    assert recorded(three).decisions.count
    assert verify(three).findings == ()


def without_identity(form: bytes) -> bytes:
    """The form as somebody copied it into a workbook of his own."""

    workbook = open_form(form)
    strip_identity(workbook)
    return to_bytes(workbook)


def test_feedback_made_before_a_late_return_is_told_as_earlier(year: Workspace) -> None:
    feedback(year, draft=True)
    put(year, "02")
    run(year)
    done = verify(year)
    (earlier, *_) = [each for each in done.papers if "feedback/01" in each.file]
    assert earlier.state is PaperState.EARLIER
    assert not any(each.severity == "error" for each in done.findings)


# --- changed --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "input/roster.xlsx",
        "input/returned/01.xlsx",
        "templates/score_template.xlsx",
        "templates/mail.txt.j2",
    ],
)
def test_one_byte_of_an_input_changed_is_found(name: str, year: Workspace) -> None:
    flip(year.root / name)
    assert codes(verify(year))["A002"] == [name]


def test_no_input_is_without_its_fingerprint(year: Workspace) -> None:
    """One byte of any file below templates/ and input/ is one input that differs, and no other."""
    record = recorded(year)
    paths = [path for part in ("templates", "input") for path in files_below(year.root / part)]
    assert {year.relative(path) for path in paths} == record.inputs.keys()
    for path in paths:
        whole = path.read_bytes()
        flip(path)
        found = inputs_of(year, record.asked)
        assert {name for name in found if found[name] != record.inputs[name]} == {
            year.relative(path)
        }
        path.write_bytes(whole)


def test_one_byte_of_any_output_changed_is_found(year: Workspace) -> None:
    for name in recorded(year).outputs:
        path = year.root / name
        whole = path.read_bytes()
        flip(path)
        found = codes(verify(year))
        assert found == {"A005": [name]}
        path.write_bytes(whole)
    assert verify(year).findings == ()


def test_the_cell_of_a_workbook_that_was_changed_is_named(year: Workspace) -> None:
    path = year.output / "results.xlsx"
    workbook = load_workbook(path)
    workbook["汇总"]["C3"] = "另一个党总支"
    workbook.save(path)
    (found,) = verify(year).findings
    assert (found.code, found.place.sheet, found.place.cell) == ("A005", "汇总", "C3")
    assert "“另一个党总支”" in found.message


def test_the_line_of_a_page_that_was_changed_is_named(year: Workspace) -> None:
    path = year.output / "report.html"
    text = path.read_text("utf-8")
    path.write_text(text.replace("乙党总支", "丁党总支", 1), "utf-8")
    (found,) = verify(year).findings
    assert found.code == "A005"
    assert "行是" in found.message


def test_a_workbook_swapped_for_another_branchs_is_found(year: Workspace) -> None:
    one, other = year.returned / "01.xlsx", year.returned / "03.xlsx"
    swapped = one.read_bytes(), other.read_bytes()
    other.write_bytes(swapped[0])
    one.write_bytes(swapped[1])
    assert codes(verify(year))["A002"] == ["input/returned/01.xlsx", "input/returned/03.xlsx"]


def test_files_that_went_or_came_are_found(year: Workspace) -> None:
    (year.returned / "03.xlsx").unlink()
    put(year, "01", name="again.xlsx")
    (year.output / "report.html").unlink()
    found = codes(verify(year))
    assert found["A003"] == ["input/returned/03.xlsx"]
    assert found["A004"] == ["input/returned/again.xlsx"]
    assert found["A006"] == ["output/report.html"]


def test_one_byte_of_the_record_changed_is_found(year: Workspace) -> None:
    path = year.output / RUN_FILE
    whole = path.read_bytes()
    for at in (whole.index(b'"at"') + 9, whole.index(b'"draft"') + 2, whole.index(b'"seal"') + 12):
        flip(path, at)
        assert codes(verify(year)) == {"A001": ["output/run.json"]}
        path.write_bytes(whole)


def test_a_forged_record_is_found_by_making_the_papers_again(year: Workspace) -> None:
    path = year.output / "results.xlsx"
    workbook = load_workbook(path)
    workbook["汇总"]["C3"] = "另一个党总支"
    workbook.save(path)

    outputs = {**recorded(year).outputs, "output/results.xlsx": digest(path.read_bytes())}
    rewrite(year, outputs=outputs)
    (found,) = verify(year).findings
    assert (found.code, found.place.sheet, found.place.cell) == ("A007", "汇总", "C3")


def test_a_decision_taken_anew_is_told_and_one_changed_by_hand_is_found(three: Workspace) -> None:
    form = without_identity(returned(loaded(three)))
    (three.returned / "x.xlsx").write_bytes(form)
    assign(three, "input/returned/x.xlsx", "01", act=ACT)
    run(three)
    assign(three, "input/returned/x.xlsx", "02", act=ACT)
    assert codes(verify(three)).keys() == {"A009"}
    run(three)
    with writing(three.records) as records:
        records.execute("UPDATE assigned SET branch = '03'")
        records.execute("UPDATE acts SET why = '另一个理由' WHERE id = 1")
    found = [each for each in verify(three).findings if each.code == "A008"]
    assert [each.rule[:14] for each in found] == [
        "运行时算上的一条指定归属，现",
        "运行时算上的一条经办记录，现",
    ]


def test_a_version_chosen_anew_is_told(three: Workspace) -> None:
    for name, note in (("a", "一"), ("b", "二"), ("c", "三")):
        put(three, "01", {"备注": {"1-1.1": note}}, name=f"{name}.xlsx")
    accept(three, "input/returned/a.xlsx", act=ACT)
    run(three)
    accept(three, "input/returned/c.xlsx", act=ACT)
    assert codes(verify(three)).keys() == {"A009"}


def test_what_is_recorded_is_missing_or_damaged_and_nothing_is_said_of_the_rest(
    three: Workspace,
) -> None:
    """While something tells that there were records; where nothing does, each row is missing."""
    (three.returned / "x.xlsx").write_bytes(without_identity(returned(loaded(three))))
    assign(three, "input/returned/x.xlsx", "01", act=ACT)
    run(three)
    whole = three.records.read_bytes()
    three.records.unlink()
    for job in (verify, archive):
        with pytest.raises(LostRecordsError, match="不见了"):
            job(three)
    three.records.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LostRecordsError):
        verify(three)
    three.records.unlink()
    (three.root / ".wuhao.records").unlink()
    assert "A008" in codes(verify(three))


def test_a_clock_set_back_is_told_by_the_run_and_found_afterwards(
    year: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(year, "02")
    monkeypatch.setattr("wuhao_batch.jobs.proving.now", lambda: "2020-01-01T00:00:00+00:00")
    done = run(year)
    assert "A011" in {each.code for each in done.findings}
    assert codes(verify(year)) == {"A012": ["output/run.json"]}


def test_another_program_is_named_before_differences_are(
    year: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wuhao_batch, "__version__", "9.9.9")
    program.this_program.cache_clear()
    try:
        (found,) = verify(year).findings
    finally:
        monkeypatch.undo()
        program.this_program.cache_clear()
    assert found.code == "A010"
    assert "9.9.9" in found.message


def test_where_nothing_was_run_there_is_nothing_to_verify(three: Workspace) -> None:
    with pytest.raises(UnusableWorkspaceError, match="请先运行 wuhao run"):
        verify(three)


# --- archives -------------------------------------------------------------------------------------


@pytest.fixture
def packed(year: Workspace) -> Path:
    issue(year)
    path = archive(year).path
    assert path is not None
    return path


def test_an_archive_is_verified_anywhere(packed: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(packed, elsewhere / "a.zip")
    done = wuhao("verify", "a.zip", cwd=elsewhere)
    assert (done.returncode, done.stderr) == (0, "")
    assert "结论：全部一致" in done.stdout
    assert [each.name for each in elsewhere.iterdir()] == ["a.zip"]


def test_an_archive_unpacked_by_hand_is_a_workspace_that_proves_itself(
    packed: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path / "unpacked")
    assert wuhao("verify", "unpacked", cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_the_same_year_gives_the_same_archive_and_another_one_a_new_name(
    year: Workspace, packed: Path
) -> None:
    assert archive(year).path == packed
    put(year, "02")
    run(year)
    again = archive(year).path
    assert again is not None
    assert again.name == "2026-2.zip"
    assert packed.is_file()


def test_the_digest_to_sign_is_that_of_the_file(year: Workspace) -> None:
    done = json.loads(wuhao("archive", "--json", cwd=year.root).stdout)["archive"]
    listed = json.loads(wuhao("verify", done["file"], "--json", cwd=year.root).stdout)
    assert done["sha256"] == listed["sha256"]["archive"]


@pytest.mark.slow
def test_every_entry_of_an_archive_is_under_its_list(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    changed = tmp_path / "changed.zip"
    for name in ("records.db", "output/results.xlsx", "input/roster.xlsx", "说明.txt"):
        if name in entries:
            data = entries[name]
            changed.write_bytes(zipped({**entries, name: data[:-1] + bytes([data[-1] ^ 1])}))
            assert name in codes(verify_archive(changed))["A014"]
    without = {name: data for name, data in entries.items() if name != "output/results.xlsx"}
    changed.write_bytes(zipped(without))
    assert codes(verify_archive(changed))["A014"] == ["output/results.xlsx"]
    changed.write_bytes(zipped({**entries, "input/returned/new.xlsx": book(a=[["1"]])}))
    assert codes(verify_archive(changed))["A015"] == ["input/returned/new.xlsx"]
    listing = entries["archive.json"].replace(b"2026", b"2027", 1)
    changed.write_bytes(zipped({**entries, "archive.json": listing}))
    assert codes(verify_archive(changed)) == {"A014": ["archive.json"]}


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "a.zip"
    for data in (b"", b"PK\x03\x04", zipped({"a": b"b"})):
        other.write_bytes(data)
        with pytest.raises(ImpossibleError, match="归档"):
            verify_archive(other)


def changed_archive(path: Path, files: Mapping[str, bytes | None]) -> None:
    """Write an archive anew, its list too, with other contents of some files, or without them."""
    with zipfile.ZipFile(path) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    contents = read_contents(entries.pop("archive.json"))
    packed = dict(contents.files)
    for name, data in files.items():
        if data is None:
            del entries[packed.pop(name).entry]
        else:
            packed[name] = Packed(name, digest(data))
            entries[name] = data
    listing = replace(contents, files=packed).to_json()
    path.write_bytes(zipped({**entries, "archive.json": listing}))


def test_an_archive_without_its_record_is_never_said_to_be_the_same(packed: Path) -> None:
    changed_archive(packed, {"output/run.json": None})
    done = verify_archive(packed)
    assert (done.record, done.findings) == (None, ())
    said = wuhao("verify", str(packed), cwd=packed.parent).stdout
    assert "结论：没有可以核对的 run.json" in said
    assert "全部一致" not in said


def test_an_archive_with_records_of_a_newer_program_is_refused(
    packed: Path, three: Workspace
) -> None:
    newer = packed.with_name("newer.db")
    with writing(three.records) as records:
        records.execute("PRAGMA user_version = 999")
    newer.write_bytes(three.records.read_bytes())
    changed_archive(packed, {"records.db": newer.read_bytes()})
    with pytest.raises(UnusableWorkspaceError, match="由更新版本的程序写成"):
        verify_archive(packed)


def test_a_fault_in_verifying_is_not_taken_for_damage(
    packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("wuhao_batch.jobs.unpacking.verify", fails)
    with pytest.raises(RuntimeError, match="a fault of the program"):
        verify_archive(packed)


def test_warnings_have_a_conclusion_of_their_own(year: Workspace) -> None:
    (year.root / "input" / "note.txt").write_bytes(b"a")
    done = wuhao("verify", cwd=year.root)
    assert done.returncode == 0
    assert "结论：没有错误，但有要看的地方" in done.stdout


def test_a_name_in_the_list_leads_nowhere_outside(packed: Path, tmp_path: Path) -> None:

    with zipfile.ZipFile(packed) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    contents = read_contents(entries["archive.json"])
    outside = "../" * 40 + str(tmp_path / "outside").lstrip("/")
    files = {**contents.files, outside: Packed("x", digest(b"x"))}
    forged = replace(contents, files=files).to_json()
    changed = tmp_path / "changed.zip"
    changed.write_bytes(zipped({**entries, "archive.json": forged, "x": b"x"}))
    assert codes(verify_archive(changed))["A014"] == [outside]
    assert not (tmp_path / "outside").exists()


def test_a_year_that_does_not_prove_itself_is_not_archived(year: Workspace) -> None:
    flip(year.output / "report.html")
    done = wuhao("archive", cwd=year.root)
    assert done.returncode == 1
    assert "没有归档" in done.stdout
    assert not (year.output / "archive").exists()


def test_what_the_last_run_has_not_counted_is_not_archived(year: Workspace) -> None:
    """A file that came, a decision, a form that somebody changed: run again, then archive."""
    issue(year)
    (form, *_) = year.forms.glob("*.xlsx")
    remember_act(year.records, Deed("remind --sent", "01", "催交", "2026", ACT))
    (year.root / "input" / "note.txt").write_bytes(b"a")
    flip(form)
    done = archive(year)
    assert done.path is None
    assert {"A004", "A009", "A013"} == {each.code for each in done.findings}
    run(year)
    assert archive(year).path is not None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.parametrize("step", [1, 2])
def test_an_archive_is_there_complete_or_not_at_all(step: int, tmp_path: Path) -> None:
    """Killed before its bytes are on the disk, or before it has its name."""
    path = tmp_path / "archive" / "2026.zip"

    def write() -> None:
        kill_at(step)
        with written_at_once(path) as file:
            file.write(b"half")

    assert in_a_fork(write)
    assert not path.exists()
    with written_at_once(path) as file:
        file.write(b"whole")
    assert snapshot(tmp_path) == {"archive/2026.zip": b"whole"}


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="programs of an environment lie elsewhere")
def test_the_program_in_an_archive_installs_and_verifies_it(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as file:
        (name,) = (each for each in file.namelist() if each.endswith(".whl"))
        wheel = Path(file.extract(name, tmp_path))
    bare = tmp_path / "bare"
    done = [
        [sys.executable, "-m", "venv", "--without-pip", bare],
        [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "--python",
         bare / "bin/python", "install", "--no-index", "--no-deps", wheel],
    ]  # fmt: skip
    for command in done:
        subprocess.run(list(map(str, command)), check=True, cwd=tmp_path)
    (site_packages,) = bare.glob("lib/python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    verified = subprocess.run(
        [str(bare / "bin" / "wuhao"), "verify", str(packed), "--json"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout.decode() + verified.stderr.decode()
    assert json.loads(verified.stdout)["findings"] == []


# --- the first difference -------------------------------------------------------------------------


def test_packages_that_hold_the_same_are_the_same_however_packed() -> None:
    whole = book(甲=[["a", 1]])
    loose = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as one, zipfile.ZipFile(loose, "w") as other:
        for name in one.namelist():
            other.writestr(name, one.read(name))
    assert loose.getvalue() != whole
    assert first_difference(loose.getvalue(), whole) is None


@pytest.mark.parametrize(
    ("kept", "made", "told"),
    [
        (book(甲=[["a", 1]]), book(甲=[["a", 2]]), "“甲”B1是“1”，重算是“2”"),
        (book(甲=[["a"]]), book(甲=[["a"], [None, "b"]]), "“甲”B2是空白，重算是“b”"),
        (book(甲=[["a"]]), book(甲=[["a"]], 乙=[["b"]]), "“乙”是空白，重算是“有这张表”"),
        (b"a\nb\n", b"a\nc\n", "第2行是“b”，重算是“c”"),
        (b"a\n", b"a\nc\n", "第2行是空白，重算是“c”"),
        (b"junk", book(甲=[["a"]]), "文件损坏，打不开"),
    ],
)
def test_the_first_difference_is_named(kept: bytes, made: bytes, told: str) -> None:
    assert str(first_difference(kept, made)) == told
