"""Templates of the office that would never end or take all memory: a mistake, told as any other."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from tests.support.drawing import workspace
from tests.support.faults import BRANCHES, publish_one
from wuhao_batch.findings.finding import Finding
from wuhao_batch.reading import children
from wuhao_batch.reading.children import Bounds
from wuhao_batch.workspace.folders import Workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
VAST = "{{ 'a' * 10**10 }}"
REASONS = {ENDLESS: "用了3秒计算时间还没有做完", VAST: "内存不够"}


@pytest.fixture(autouse=True)
def little_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three seconds of processor time a template, in a child of the test's own."""
    children.close_kept()
    monkeypatch.setattr(children, "BOUNDS", Bounds(seconds=3))
    yield
    children.close_kept()


def mistakes(place: Workspace) -> list[Finding]:
    return [found for found in publish_one(place) if found.code == "L113"]


@pytest.mark.slow
@pytest.mark.parametrize("text", REASONS)
def test_a_page_that_costs_too_much_is_a_mistake_and_the_other_papers_are_there(
    text: str, tmp_path: Path
) -> None:
    place = workspace(tmp_path, BRANCHES)
    (place.templates / "notice.html.j2").write_text(f"一\n{text}\n", "utf-8")
    (found,) = mistakes(place)
    assert REASONS[text] in found.message
    assert found.place.file == "templates/notice.html.j2"
    assert (place.output / "results.xlsx").exists()


@pytest.mark.slow
@pytest.mark.parametrize("text", REASONS)
def test_a_word_file_that_costs_too_much_is_one_too(text: str, tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES)
    document = Document()
    document.add_paragraph(text)
    document.save(str(place.templates / "notice.docx"))
    (found,) = mistakes(place)
    assert REASONS[text] in found.message
    assert found.place.file == "templates/notice.docx"
