"""What was read before is not read again, and nothing is believed that others have put there."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.support.acts import ACT
from tests.support.drawing import loaded, roster, workspace, zipped
from tests.support.faults import returned
from tests.support.line import put
from tools.filling import strip_identity
from wuhao_batch.jobs import handing_in
from wuhao_batch.jobs.archive import is_kept
from wuhao_batch.jobs.assign import assign_file
from wuhao_batch.jobs.handing_in import HandedIn, Reader, files_of
from wuhao_batch.jobs.proving import is_paper
from wuhao_batch.jobs.run import run
from wuhao_batch.jobs.verify import verify
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.reading.executor import Contents, InProcess, T, Task, give_up
from wuhao_batch.reading.files import Content, Source
from wuhao_batch.returns.remembered import CASES
from wuhao_batch.workspace import cache as cache_module
from wuhao_batch.workspace.cache import Cache, cache_of
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.secret import own_secret
from wuhao_batch.workspace.value_digest import digest_of

pytestmark = pytest.mark.usefixtures("account")

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BRANCHES = [["01", "甲党总支", "教学"], ["02", "乙党总支", "教学"], ["03", "丙党总支", "机关"]]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """Two returns of three branches."""
    made = workspace(tmp_path / "year", BRANCHES)
    put(made, "01")
    put(made, "02")
    return made


class Asked(InProcess):
    """Remembers the names of what it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        self.read += [source.name.rpartition("/")[2] for source in sources]
        return super().begin(task, sources)


@contextmanager
def caching(place: Workspace) -> Iterator[Cache]:
    with exclusive(place, "run"), cache_of(place, CASES) as cache:
        assert cache is not None
        yield cache


def hand_in(place: Workspace) -> tuple[HandedIn, list[str]]:
    """All that was handed in, and the names of the files that were read for it."""
    asked = Asked()
    with caching(place) as cache:
        found = Reader(asked, place, cache=cache).read(loaded(place), files_of(place))
    return found, asked.read


def read(place: Workspace) -> list[str]:
    return hand_in(place)[1]


def cache_file(place: Workspace) -> Path:
    (path,) = (place.output / "cache").iterdir()
    return path


# --- what is not read again -----------------------------------------------------------------------


def test_after_one_new_return_one_file_is_read(place: Workspace) -> None:
    first, files = hand_in(place)
    assert files == ["01.xlsx", "02.xlsx"]
    again, files = hand_in(place)
    assert (again, files) == (first, [])
    put(place, "03")
    both, files = hand_in(place)
    assert files == ["03.xlsx"]
    shutil.rmtree(place.output / "cache")
    assert hand_in(place) == (both, ["01.xlsx", "02.xlsx", "03.xlsx"])


def test_what_an_archive_holds_is_not_read_again_and_nor_is_what_was_refused(
    place: Workspace,
) -> None:
    inside = {"a.xlsx": returned(loaded(place)), "b.xlsx": b"no workbook"}
    (place.returned / "c.zip").write_bytes(zipped(inside))
    (place.returned / "d.xlsx").write_bytes(b"PK\x03\x04 and no more")
    first, files = hand_in(place)
    assert len(files) == 6
    assert hand_in(place) == (first, [])


def test_a_file_that_was_given_up_is_tried_again(place: Workspace) -> None:
    with caching(place) as cache:
        Reader(GivesUp(), place, cache=cache).read(loaded(place), files_of(place))
    assert read(place) == ["01.xlsx", "02.xlsx"]


class GivesUp(InProcess):
    def begin(self, _task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        return lambda: [give_up(sources[0], "内存不够")]


# --- never across a change ------------------------------------------------------------------------


def other_bytes(place: Workspace) -> None:
    put(place, "02", {"备注": {"1-1.1": "改过"}})


def other_name(place: Workspace) -> None:
    (place.returned / "02.xlsx").rename(place.returned / "2.xlsx")


def other_time(place: Workspace) -> None:
    os.utime(place.returned / "02.xlsx", (1, 1))


@pytest.mark.parametrize("change", [other_bytes, other_name, other_time])
def test_a_changed_file_is_read_again(
    place: Workspace, change: Callable[[Workspace], None]
) -> None:
    read(place)
    change(place)
    assert read(place) in (["02.xlsx"], ["2.xlsx"])


def other_settings(place: Workspace) -> None:
    place.roster.write_bytes(roster(BRANCHES, 考核年度="2025"))


def other_roster(place: Workspace) -> None:
    place.roster.write_bytes(roster([*BRANCHES, ["04", "丁党总支", "机关"]]))


def other_panel(place: Workspace) -> None:
    place.roster.write_bytes(roster(BRANCHES, [["P01", "孙书记"]]))


@pytest.mark.parametrize("change", [other_settings, other_roster, other_panel])
def test_on_another_ground_every_file_is_read_again(
    place: Workspace, change: Callable[[Workspace], None]
) -> None:
    read(place)
    change(place)
    assert read(place) == ["01.xlsx", "02.xlsx"]


def test_another_program_reads_every_file_again(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(place)
    other = replace(this_program(), sha256="0")
    monkeypatch.setattr(handing_in, "this_program", lambda: other)
    assert read(place) == ["01.xlsx", "02.xlsx"]


def test_what_the_clerk_says_of_a_file_is_held_against_that_file_alone(place: Workspace) -> None:
    (place.returned / "x.xlsx").write_bytes(returned(loaded(place), None, strip_identity))
    assert read(place) == ["01.xlsx", "02.xlsx", "x.xlsx"]
    assign_file(loaded(place), place, "input/returned/x.xlsx", "03", ACT)
    found, files = hand_in(place)
    assert files == ["x.xlsx"]
    assert set(found.examined.accepted) == {"01", "02", "03"}


# --- never believed -------------------------------------------------------------------------------


def damaged(data: bytes) -> Iterator[bytes]:
    """The bytes of a cache, harmed in many ways."""
    for at in range(0, len(data), 97):
        yield data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    for at in (0, 1, 70, len(data) // 2, len(data) - 1):
        yield data[:at]
    yield data + b"\0" * 100
    yield b"\xff" * len(data)


def test_whatever_is_damaged_costs_reading_and_no_more(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    entries = {bytes([number]) * 32: bytes([number]) * 500 for number in range(4)}
    with caching(place) as cache:
        for key, data in entries.items():
            cache.add(key, data)
    path = cache_file(place)
    whole = path.read_bytes()
    for harmed in damaged(whole):
        path.write_bytes(harmed)
        with caching(place) as cache:
            found = {key: cache.get(key) for key in entries}
            assert all(found[key] in (None, data) for key, data in entries.items())
            for key, data in entries.items():
                cache.add(key, data)
        with caching(place) as cache:
            assert {key: cache.get(key) for key in entries} == entries, "it is of use again"


def test_what_another_account_has_put_there_is_not_looked_at(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(place)
    theirs = cache_file(place)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    assert read(place) == ["01.xlsx", "02.xlsx"]
    (ours,) = set((place.output / "cache").iterdir()) - {theirs}
    ours.write_bytes(theirs.read_bytes())
    assert read(place) == ["01.xlsx", "02.xlsx"], "nor under our name"


def test_a_secret_that_others_can_read_is_none(tmp_path: Path) -> None:
    first = own_secret()
    assert first is not None
    assert own_secret() == first
    (tmp_path / "state/wuhao/secret").chmod(0o644)
    assert own_secret() not in (None, first)


def test_without_a_secret_nothing_is_kept(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", os.devnull)
    with exclusive(place, "run"), cache_of(place, CASES) as cache:
        assert cache is None
    assert not (place.output / "cache").exists()


def test_nothing_is_written_through_a_link(place: Workspace, tmp_path: Path) -> None:
    read(place)
    path, aim = cache_file(place), tmp_path / "aim"
    for make in (path.symlink_to, path.hardlink_to):
        path.unlink()
        aim.write_bytes(b"")
        make(aim)
        with exclusive(place, "run"), cache_of(place, CASES) as cache:
            assert cache is None
        assert aim.read_bytes() == b""


def test_who_does_not_have_the_workspace_adds_nothing(place: Workspace) -> None:
    with cache_of(place, CASES) as cache:
        assert cache is None
    read(place)
    before = cache_file(place).read_bytes()
    put(place, "03")
    with cache_of(place, CASES) as cache:
        Reader(InProcess(), place, cache=cache).read(loaded(place), files_of(place))
    assert cache_file(place).read_bytes() == before


def test_what_is_of_no_use_any_more_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_LARGE", 1000)
    place = Workspace(tmp_path)
    for number in range(9):
        with caching(place) as cache:
            cache.add(bytes([number]) * 32, b"x" * 1000)
    assert cache_file(place).stat().st_size < 3 * 1100
    with caching(place) as cache:
        assert cache.get(bytes([8]) * 32) == b"x" * 1000


@pytest.mark.slow
def test_verify_does_not_believe_it(place: Workspace) -> None:
    """A lie that carries our own seal is taken by the run; its proof does not hold."""
    put(place, "03")
    with caching(place) as cache:
        Reader(Lying(), place, cache=cache).read(loaded(place), files_of(place))
    assert {each.total for each in run(place).outcome.results} == {0}
    assert "A007" in {each.code for each in verify(place).findings}


class Lying(InProcess):
    """Reads nothing but zeros in the columns of the 考评组."""

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        def lie(content: Content[Any]) -> Content[Any]:
            case: Any = content.body
            nothing = replace(case.checked, panel=dict.fromkeys(case.checked.panel, 0))
            return content.made(replace(case, checked=nothing))

        return lambda: [lie(task(source)) for source in sources]


def test_it_is_no_paper_and_in_no_archive(place: Workspace) -> None:
    read(place)
    path = cache_file(place)
    assert not is_paper(path, place)
    assert not is_kept(place.relative(path))


# --- the digest of a value ------------------------------------------------------------------------


def test_equal_values_have_one_digest_and_others_another() -> None:
    texts = [f"{number}" for number in range(50)]
    assert digest_of(frozenset(texts)) == digest_of(frozenset(reversed(texts)))
    values: list[object] = [
        *(None, "", b"", 0, 0.0, False, (), [], {}, frozenset(), Fraction(0), Path(), ("",)),
        *(("a", "b"), ("ab",), (("a",), "b"), ("a", ("b",)), {"a": "b"}, {"b": "a"}, {"a", "b"}),
        *(Source(Path("a")), Source(Path("b")), Source(Path("a"), (1,)), NOW),
    ]
    assert len({digest_of(value) for value in values}) == len(values)


def test_a_value_that_nobody_can_tell_has_no_digest() -> None:
    with pytest.raises(TypeError, match="object has no digest"):
        digest_of(("a", object()))
