"""The stages of a publication: nothing out of order, nothing taken back, nothing half done."""

import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from docx import Document

from tests.support.acts import ACT
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import in_word, workspace
from tests.support.faults import BRANCHES, january
from tests.support.killing import in_a_fork, kill_at
from tests.support.line import put, run
from tests.support.resaving import save_in_word
from tests.support.stages import (
    AFTER,
    BY_SOMEBODY,
    OBJECTION,
    POSTED,
    SIGNED_ON,
    WINDOW_ENDS,
    clock_at,
    close_on,
    commended,
    everything,
    objected,
    on,
    publish_on,
    set_in_roster,
)
from tools.filling import Inputs
from wuhao_batch.assessment.period import Period
from wuhao_batch.jobs.check import check
from wuhao_batch.jobs.close import close
from wuhao_batch.jobs.commend import commend
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.next_steps import next_steps
from wuhao_batch.jobs.present import Present, StepOptions, load_present
from wuhao_batch.jobs.publish import publish
from wuhao_batch.jobs.run import run as run_job
from wuhao_batch.jobs.starting_over import start_over
from wuhao_batch.jobs.stepping import Taken
from wuhao_batch.jobs.stepping import take as take_step
from wuhao_batch.jobs.total import total
from wuhao_batch.outcome.snapshot import from_json
from wuhao_batch.records.acts import load_acts
from wuhao_batch.records.stages import Course, Stage, load_course
from wuhao_batch.workspace.folders import ImpossibleError, Workspace

LESS: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}}
LEAST: Inputs = {"考评得分": {"1-1": 6}, "扣分说明": {"1-1": "又改"}}
AGAIN = {"落款日期": "2026-12-15", "公示开始日期": "2026-12-16"}
AGAIN_OVER = date(2026, 12, 23)
ALL = ("01", "02", "03")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workspace at each stage, to be copied."""
    names = ("甲党总支", "乙党总支", "丙党总支")
    branches = [[code, name] for code, name in zip(ALL, names, strict=True)]
    root = tmp_path_factory.mktemp("stages")
    place = workspace(root / "scored", branches, 落款日期=SIGNED_ON, 表彰名额="2")
    for code in ALL:
        put(place, code, LESS if code == "03" else None)
    run(place)
    for name, take in (("shown", publish_on), ("closed", close_on)):
        shutil.copytree(place.root, root / name)
        place = Workspace(root / name)
        take(POSTED if name == "shown" else AFTER, place)
    return {name: root / name for name in ("scored", "shown", "closed")}


@pytest.fixture
def scored(made: dict[str, Path], tmp_path: Path) -> Workspace:
    """Three branches with a result, and a notice to look at."""
    return copied(made["scored"], tmp_path)


@pytest.fixture
def shown(made: dict[str, Path], tmp_path: Path) -> Workspace:
    """The same with its notice published."""
    return copied(made["shown"], tmp_path)


@pytest.fixture
def closed(made: dict[str, Path], tmp_path: Path) -> Workspace:
    """The same with its publication closed."""
    return copied(made["closed"], tmp_path)


def copied(root: Path, folder: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(root, folder / "w")))


def course(place: Workspace) -> Course:
    return load_course(place.records, Period("2026"))


def refused(step: Callable[[], object], place: Workspace, *told: str) -> str:
    """The reason for which a step is refused; nothing at all was written."""
    before = everything(place)
    with pytest.raises(ImpossibleError) as reason:
        step()
    assert everything(place) == before
    sentence = str(reason.value)
    for each in told:
        assert each in sentence
    return sentence


def corrected(place: Workspace, inputs: Inputs, **dates: str) -> None:
    """Give the first branch another score, set new dates, and run."""
    put(place, "01", inputs)
    set_in_roster(place, **(dates or AGAIN))
    run(place)


# --- in order -------------------------------------------------------------------------------------


def test_a_year_from_the_notice_to_the_commendation(scored: Workspace) -> None:
    working = {name: (scored.output / name).read_bytes() for name in ("notice.html", "notice.docx")}
    issue = publish_on(POSTED, scored)
    assert course(scored).stage is Stage.SHOWN
    folder = scored.output / "published/2026-01"
    frozen = snapshot(folder)
    assert set(frozen) == {
        "notice.html", "notice.docx", "notice.xlsx", "results.xlsx", "results.json", "run.json",
    }  # fmt: skip
    assert working.items() <= frozen.items()
    assert frozen["results.xlsx"] == (scored.output / "results.xlsx").read_bytes()
    units = from_json(frozen["results.json"]).units
    assert [unit.rank for unit in units] == [1, 1, 3]
    assert (issue.step.begins, issue.step.ends) == (POSTED, WINDOW_ENDS)
    assert not list(scored.output.glob("notice*"))

    close_on(AFTER, scored)
    assert course(scored).stage is Stage.CLOSED
    page = (scored.output / "closed/2026-01/statement.html").read_text("utf-8")
    assert "自2026年12月8日起至2026年12月14日止公示" in page
    assert "没有收到异议" in page

    commended(scored, "01", "2")
    assert course(scored).stage is Stage.COMMENDED
    draft = Document(str(scored.output / "commended/2026-01/commendation.docx"))
    texts = [each.text for each in draft.paragraphs]
    assert texts[0] == "代拟稿"
    assert {"甲党总支", "乙党总支"} <= set(texts)
    assert "丙党总支" not in "".join(texts)
    assert any("“五好党组织”荣誉称号" in text for text in texts)
    assert snapshot(folder) == frozen

    acts = load_acts(scored.records)
    assert [(each.command, each.by, each.why) for each in acts] == [
        (command, ACT.by, ACT.why) for command in ("publish", "close", "commend")
    ]


def test_after_publication_a_run_writes_working_papers_only(shown: Workspace) -> None:
    frozen = snapshot(shown.output / "published")
    _, findings, outputs = run(shown)
    assert not {name for name in outputs if "notice" in name}
    assert not [each for each in findings if each.code.startswith("P")]
    done = wuhao("run", cwd=shown.root)
    assert "公示的以 output/published/2026-01 为准（自2026-12-08起至2026-12-14止）" in done.stdout
    assert "wuhao close" in done.stdout
    assert snapshot(shown.output / "published") == frozen


def test_nothing_follows_on_an_issue_that_was_changed_or_is_no_longer_so(shown: Workspace) -> None:
    """Neither its end is offered next, nor a correction, before it is back or was corrected."""
    page = shown.output / "published/2026-01/notice.html"
    whole = page.read_bytes()
    page.write_bytes(whole + b" ")
    (step, *_) = next_steps(run_job(shown))
    assert (step.what, step.command) == (
        "从备份里换回 output/published/2026-01，它与记录不符",
        "wuhao run",
    )
    assert "close" not in str(next_steps(run_job(shown)))
    page.write_bytes(whole)
    assert "close" in str(next_steps(run_job(shown)))
    put(shown, "01", LESS)
    told = str(next_steps(run_job(shown)))
    assert "close" not in told
    assert "公示开始日期" in told


def test_what_differs_from_what_was_published_is_told_branch_by_branch(shown: Workspace) -> None:
    put(shown, "01", LESS)
    _, findings, outputs = run(shown)
    told = {each.branch: each.message for each in findings if each.code == "P001"}
    assert set(told) == {"01", "03"}
    assert "名次由1变为2，总分由" in told["01"]
    assert "1-1由8变为7" in told["01"]
    assert "名次由3变为2" in told["03"]
    assert "P004" in {each.code for each in findings}
    assert not {name for name in outputs if name.startswith(("notice", "correction"))}


def test_a_correction_has_its_own_number_wording_and_window(shown: Workspace) -> None:
    first = snapshot(shown.output / "published/2026-01")
    corrected(shown, LESS)
    page = (shown.output / "notice_correction.html").read_text("utf-8")
    assert "更正公示" in page
    assert "现对自2026年12月8日起公示的示例学院2026年度“五好党组织”量化考核结果更正如下" in page
    assert re.search(r"1．甲党总支：总分由\S+分更正为\S+分，名次由第1名更正为第2名。", page)
    assert "2．丙党总支：名次由第3名更正为第2名。" in page
    assert "1-1由" not in page
    assert "自2026年12月16日起" in page
    issue = publish_on(date(2026, 12, 16), shown)
    assert issue.step.number == 2
    assert issue.step.folder == "output/published/2026-02"
    assert issue.step.begins == date(2026, 12, 16)
    second = snapshot(shown.output / "published/2026-02")
    assert second["notice.html"].decode() == page
    assert snapshot(shown.output / "published/2026-01") == first
    assert not list(shown.output.glob("notice*"))


def test_other_words_may_be_corrected_as_well(shown: Workspace) -> None:
    set_in_roster(shown, 监督电话="0531-9", **AGAIN)
    run(shown)
    page = (shown.output / "notice_correction.html").read_text("utf-8")
    assert "公示的分数、名次和结论没有变化" in page
    assert publish_on(AFTER, shown).step.number == 2


def test_a_correction_takes_a_closed_publication_back(closed: Workspace) -> None:
    corrected(closed, LESS)
    publish_on(AFTER, closed)
    assert course(closed).stage is Stage.SHOWN
    refused(lambda: commended(closed, "02"), closed, "公示还没有结束")
    close_on(AGAIN_OVER, closed)
    statement = (closed.output / "closed/2026-02/statement.html").read_text("utf-8")
    assert "第1次更正公示自2026年12月16日起" in statement
    commended(closed, "02", "01")


def test_a_proposal_is_no_part_of_what_was_published(shown: Workspace) -> None:
    set_in_roster(shown, 表彰名额="3")
    _, findings, _ = run(shown)
    assert not [each for each in findings if each.code.startswith("P")]
    close_on(AFTER, shown)
    commended(shown, "01", "02", "03")


def test_a_later_date_of_papers_alone_asks_for_no_correction(shown: Workspace) -> None:
    set_in_roster(shown, 落款日期="2026-12-18")
    _, findings, outputs = run(shown)
    assert not [each for each in findings if each.code.startswith("P")]
    assert not {name for name in outputs if "correction_" in name}


@pytest.mark.slow
def test_a_year_of_several_rounds_is_published_in_its_own_folder(tmp_path: Path) -> None:
    rounds = [january(tmp_path, period=name) for name in ("1月", "2月")]
    folders = [each.root for each in rounds]
    year = workspace(tmp_path / "全年", BRANCHES, 落款日期=SIGNED_ON)
    total(year, folders)
    with on(POSTED):
        taken = publish(year, BY_SOMEBODY)  # of the rounds that the last total was of
    assert taken.step.folder == "output/published/2026-01"
    assert not list(year.output.glob("notice*"))
    options = StepOptions(act=ACT, rounds=folders)
    with on(AFTER):
        close(year, options)
    commend(year, ["01"], options)
    assert course(year).stage is Stage.COMMENDED
    put(rounds[0], "01", LESS)
    done = total(year, folders)
    assert "P001" in {each.code for each in done.findings}


def test_the_list_of_objections_is_looked_at_before(shown: Workspace) -> None:
    assert not check(shown, []).findings
    objected(shown, OBJECTION | {"涉及编号": "77"})
    (found,) = check(shown, []).findings
    assert (found.code, found.place.cell) == ("P010", "D2")


def test_a_draft_never_touches_what_was_published(shown: Workspace) -> None:
    frozen = snapshot(shown.output / "published")
    put(shown, "01", LESS, "又一份.xlsx")
    run(shown, draft=True)
    assert snapshot(shown.output / "published") == frozen
    assert {path.name for path in shown.output.glob("notice*")} == {
        "notice_draft.html", "notice_draft.docx", "notice_draft.xlsx",
    }  # fmt: skip


# --- out of order ---------------------------------------------------------------------------------


def test_nothing_is_published_that_nobody_could_look_at(scored: Workspace) -> None:
    (scored.output / "notice.html").unlink()
    refused(lambda: publish_on(POSTED, scored), scored, "还没有 notice.html", "wuhao run")


def test_a_notice_of_other_results_is_not_published(scored: Workspace) -> None:
    put(scored, "01", LESS)
    refused(lambda: publish_on(POSTED, scored), scored, "不是按现在的材料生成的", "wuhao run")


def test_what_could_not_be_made_again_is_not_published(scored: Workspace) -> None:
    """An input that changed since the run, whatever it decides on; a record that is not sound."""
    mail = scored.templates / "mail.txt.j2"
    before = mail.read_bytes()
    mail.write_bytes(before + b"\n")
    refused(lambda: publish_on(POSTED, scored), scored, "templates/mail.txt.j2 在运行以后改动过")
    mail.write_bytes(before)
    record = scored.output / "run.json"
    record.write_bytes(record.read_bytes().replace(b"2026", b"2027"))
    refused(lambda: publish_on(POSTED, scored), scored, "run.json", "请先再运行 wuhao run")
    record.unlink()
    refused(lambda: publish_on(POSTED, scored), scored, "run.json", "请先再运行 wuhao run")


def test_an_unfinished_year_is_not_published(scored: Workspace) -> None:
    (scored.returned / "02.xlsx").unlink()
    run(scored)
    with pytest.raises(NotYetError) as reason:
        publish_on(POSTED, scored)
    assert "D003" in {each.code for each in reason.value.findings}


def test_the_stages_do_not_begin_in_the_middle(scored: Workspace) -> None:
    refused(lambda: close_on(AFTER, scored), scored, "还没有公示", "wuhao publish")
    refused(lambda: commended(scored, "01"), scored, "还没有公示", "wuhao publish")


def test_the_same_is_not_published_twice(shown: Workspace) -> None:
    refused(lambda: publish_on(POSTED, shown), shown, "2026-01", "没有要更正的")


def test_a_correction_without_a_window_of_its_own_is_refused(shown: Workspace) -> None:
    put(shown, "01", LESS)
    run(shown)
    refused(lambda: publish_on(AFTER, shown), shown, "自己的公示期", "公示开始日期")


def test_a_notice_whose_days_are_over_is_not_published(scored: Workspace) -> None:
    refused(lambda: publish_on(AFTER, scored), scored, "公示期到2026年12月14日就满了")
    assert publish_on(WINDOW_ENDS, scored).step.ends == WINDOW_ENDS
    corrected(scored, LESS)
    refused(lambda: publish_on(AGAIN_OVER, scored), scored, "公示期到2026年12月22日就满了")


@pytest.mark.parametrize("day", [POSTED, WINDOW_ENDS])
def test_a_publication_is_not_closed_while_it_is_up(shown: Workspace, day: date) -> None:
    refused(lambda: close_on(day, shown), shown, "公示期到2026年12月14日才满")


def test_a_publication_is_not_closed_over_other_results(shown: Workspace) -> None:
    put(shown, "01", LESS)
    refused(lambda: close_on(AFTER, shown), shown, "与已公示的（2026-01）不同", "更正公示")


def test_a_publication_is_closed_once(closed: Workspace) -> None:
    refused(lambda: close_on(AFTER, closed), closed, "公示已经结束", "wuhao commend")
    refused(lambda: publish_on(AFTER, closed), closed, "没有要更正的")


@pytest.mark.slow
def test_after_the_commendation_only_what_differs_goes_on(closed: Workspace) -> None:
    commended(closed, "01")
    refused(lambda: publish_on(AFTER, closed), closed, "没有要更正的")
    refused(lambda: close_on(AFTER, closed), closed, "公示已经结束")
    taken = commended(closed, "01", "02")
    assert taken.step.folder == "output/commended/2026-02"
    corrected(closed, LESS)
    refused(lambda: commended(closed, "02"), closed, "与已公示的（2026-01）不同")
    publish_on(AFTER, closed)
    assert course(closed).stage is Stage.SHOWN


def test_the_same_draft_is_not_written_twice_and_another_names_the_one_it_replaces(
    closed: Workspace,
) -> None:
    commended(closed, "01")
    refused(lambda: commended(closed, "01"), closed, "output/commended/2026-01", "没有再写")
    second = commended(closed, "01", "02")
    assert second.replaces == "output/commended/2026-01"
    draft = Document(str(second.outputs["commendation.docx"]))
    assert draft.paragraphs[0].text == "代拟稿（代替2026-01）"
    assert "代拟稿（代替2026-01）" in second.outputs["commendation.html"].read_text("utf-8")
    refused(lambda: commended(closed, "02", "01"), closed, "output/commended/2026-02", "没有再写")


def test_nobody_is_commended_before_the_end(shown: Workspace) -> None:
    refused(lambda: commended(shown, "01"), shown, "公示还没有结束", "wuhao close")


def test_only_those_with_a_claim_are_commended(closed: Workspace) -> None:
    refused(lambda: commended(closed), closed, "甲党总支（01）", "乙党总支（02）")
    refused(lambda: commended(closed, "03"), closed, "丙党总支（03）没有拟推荐")
    refused(lambda: commended(closed, "77"), closed, "没有编号“77”")


@pytest.mark.slow
def test_no_more_are_commended_than_there_are_places(scored: Workspace) -> None:
    set_in_roster(scored, 表彰名额="1")
    run(scored)
    publish_on(POSTED, scored)
    close_on(AFTER, scored)
    refused(lambda: commended(scored, "01,02"), scored, "表彰名额是1个，写了2个")
    commended(scored, "02")


def test_a_changed_issue_stops_every_step(closed: Workspace) -> None:
    path = closed.output / "published/2026-01/notice.html"
    path.write_bytes(path.read_bytes() + b" ")
    refused(lambda: commended(closed, "01"), closed, "与记录不符")
    refused(lambda: publish_on(AFTER, closed), closed, "与记录不符")
    _, findings, outputs = run(closed)
    assert "P003" in {each.code for each in findings}
    assert not {name for name in outputs if "notice" in name}


def test_a_scan_beside_an_issue_is_nobodys_concern(shown: Workspace) -> None:
    (shown.output / "published/2026-01/盖章.pdf").write_bytes(b"%PDF-1.4")
    close_on(AFTER, shown)


# --- what somebody worked on ----------------------------------------------------------------------


def test_the_word_file_that_somebody_set_anew_is_frozen_as_it_is(scored: Workspace) -> None:
    path = scored.output / "notice.docx"
    save_in_word(path)
    edited = path.read_bytes()
    taken = publish_on(POSTED, scored)
    assert "P005" in {each.code for each in taken.findings}
    assert (scored.output / "published/2026-01/notice.docx").read_bytes() == edited
    assert not path.exists()


def rewritten(path: Path, old: str, new: str) -> None:
    """Type another text into a Word file."""
    document = Document(io.BytesIO(path.read_bytes()))
    runs = [run for each in document.paragraphs for run in each.runs]
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    runs += [run for cell in cells for each in cell.paragraphs for run in each.runs]
    for each in runs:
        each.text = each.text.replace(old, new)
    document.save(str(path))
    save_in_word(path, "")


@pytest.mark.parametrize(("old", "new"), [("甲党总支", "某党总支"), ("12月14日", "12月13日")])
def test_a_word_file_that_says_something_else_is_not_published(
    scored: Workspace, old: str, new: str
) -> None:
    rewritten(scored.output / "notice.docx", old, new)
    refused(lambda: publish_on(POSTED, scored), scored, "notice.docx", "与现在的结果对不上")


@pytest.mark.parametrize(
    "hidden",
    [
        '<w:ins w:id="1" w:author="a"><w:r><w:t>另有一个单位</w:t></w:r></w:ins>',
        '<w:del w:id="1" w:author="a"><w:r><w:delText>不</w:delText></w:r></w:del>',
        "<w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r>",
    ],
)
def test_a_word_file_that_two_readers_may_read_differently_is_not_published(
    scored: Workspace, hidden: str
) -> None:
    path = scored.output / "notice.docx"
    in_word(path, "</w:p>", f"{hidden}</w:p>")
    save_in_word(path)
    refused(lambda: publish_on(POSTED, scored), scored, "接受或拒绝修订，去掉文本框")


def test_a_form_that_is_saved_while_it_is_frozen_stays(
    scored: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scored.output / "notice.docx"

    def take_and_save(*given: Any) -> Taken:
        taken = take_step(*given)
        save_in_word(path)
        return taken

    monkeypatch.setattr("wuhao_batch.jobs.publish.take", take_and_save)
    publish_on(POSTED, scored)
    assert [each.name for each in scored.output.glob("notice*")] == ["notice.docx"]


def test_only_the_word_file_may_be_worked_on(scored: Workspace) -> None:
    path = scored.output / "notice.html"
    path.write_bytes(path.read_bytes().replace("公示".encode(), "公告".encode()))
    refused(lambda: publish_on(POSTED, scored), scored, "notice.html", "只有 Word 文件")


# --- objections -----------------------------------------------------------------------------------


def test_an_open_objection_keeps_the_publication_open(shown: Workspace) -> None:
    objected(shown, OBJECTION, OBJECTION | {"核查结果": "", "处理": ""})
    before = everything(shown)
    with pytest.raises(NotYetError) as reason:
        close_on(AFTER, shown)
    assert everything(shown) == before
    (found,) = reason.value.findings
    assert (found.code, found.place.cell) == ("P013", "A3")
    assert "没有填核查结果、处理" in found.message


def test_a_step_taken_by_a_clock_that_was_set_back_is_told(shown: Workspace) -> None:
    """Whatever day it is: the records cannot be mended afterwards."""
    with clock_at(date(2020, 1, 1)), on(AFTER):
        taken = close(shown, BY_SOMEBODY)
    assert [each.code for each in taken.findings] == ["A011"]
    assert "2020-01-01" in taken.findings[0].message


def test_later_papers_name_the_assessment_as_it_was_published(shown: Workspace) -> None:
    set_in_roster(shown, 学院名称="后来的学院", 标题="“六好党组织”考核表", 落款单位="后来的单位")
    taken = close_on(AFTER, shown)
    page = taken.outputs["statement.html"].read_text("utf-8")
    assert "示例学院2026年度“五好党组织”量化考核结果自" in page
    assert "后来" not in page
    page = commended(shown, "01").outputs["commendation.html"].read_text("utf-8")
    assert "关于表彰2026年度“五好党组织”" in page
    assert "后来" not in page


def test_settled_objections_are_told_in_the_statement(shown: Workspace) -> None:
    anonymous = OBJECTION | {"是否实名": "否", "答复日期": "", "涉及编号": "", "方式": "来电"}
    objected(shown, OBJECTION, anonymous)
    close_on(AFTER, shown)
    folder = shown.output / "closed/2026-01"
    told = (
        "收到异议2件，其中实名1件、匿名1件，都已核查办结：维持原结果2件，更正0件。"
        "实名反映的都已答复。"
    )
    assert told in (folder / "statement.html").read_text("utf-8")
    document = Document(str(folder / "statement.docx"))
    assert any(told in each.text for each in document.paragraphs)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1] == [
        "1", "2026年12月9日，来信，实名", "甲党总支：活动少计一次", "不属实（张三）", "维持",
        "2026年12月11日",
    ]  # fmt: skip
    assert rows[2][-1] == "—"
    kept = (folder / "objections.xlsx").read_bytes()
    assert kept == (shown.root / "input/objections.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{%tc for text in row %}", "{%tc for text in row[1:] %}", "序号、收到"),
        ("{%p if statement.rows %}", "{%p if not statement.rows %}", "序号、收到"),
        ("{{ line }}", "{statement.title}", "花括号要用两个半角的"),
    ],
)
def test_a_statement_without_its_objections_or_fields_is_not_taken(
    shown: Workspace, old: str, new: str, told: str
) -> None:
    objected(shown, OBJECTION)
    in_word(shown.templates / "statement.docx", old, new)
    with pytest.raises(NotYetError) as reason:
        close_on(AFTER, shown)
    (found,) = reason.value.findings
    assert told in found.message
    assert course(shown).stage is Stage.SHOWN


def test_nobody_was_answered_where_nobody_gave_a_name(shown: Workspace) -> None:
    objected(shown, OBJECTION | {"是否实名": "否", "答复日期": ""})
    close_on(AFTER, shown)
    page = (shown.output / "closed/2026-01/statement.html").read_text("utf-8")
    assert "其中实名0件、匿名1件" in page
    assert "都已答复" not in page


def test_an_objection_that_was_right_needs_its_correction(shown: Workspace) -> None:
    objected(shown, OBJECTION | {"处理": "更正"})
    with pytest.raises(NotYetError) as reason:
        close_on(AFTER, shown)
    assert [each.code for each in reason.value.findings] == ["P014"]
    corrected(shown, LESS)
    with clock_at(AFTER):
        publish(shown, BY_SOMEBODY)
    close_on(AGAIN_OVER, shown)
    assert course(shown).stage is Stage.CLOSED


WRONG = OBJECTION | {"处理": "更正"}


def test_a_correction_settles_what_it_changed_of_those_who_were_objected_to(
    shown: Workspace,
) -> None:
    """Not of one that only moved in rank, nor what came after it went up; an unnamed one always."""
    corrected(shown, LESS)
    with clock_at(AFTER):
        publish(shown, BY_SOMEBODY)
    before_its_window = WRONG | {"收到日期": "2026-12-16", "答复日期": "2026-12-16"}
    for row in (WRONG | {"涉及编号": "02"}, WRONG | {"涉及编号": "03"}, before_its_window):
        objected(shown, row)
        with pytest.raises(NotYetError) as reason:
            close_on(AGAIN_OVER, shown)
        assert [each.code for each in reason.value.findings] == ["P014"]
    same_day = WRONG | {"收到日期": str(AFTER), "答复日期": str(AFTER)}
    objected(shown, same_day, WRONG | {"涉及编号": "03、01"}, WRONG | {"涉及编号": ""})
    close_on(AGAIN_OVER, shown)


def test_the_list_of_objections_is_kept_by_the_next_issue(shown: Workspace) -> None:
    objected(shown, OBJECTION)
    before = (shown.root / "input/objections.xlsx").read_bytes()
    corrected(shown, LESS)
    publish_on(AFTER, shown)
    assert (shown.root / "input/objections.xlsx").read_bytes() == before


# --- killed ---------------------------------------------------------------------------------------


def test_files_of_which_nothing_is_recorded_are_never_overwritten(scored: Workspace) -> None:
    other = scored.output / "published/2026-01/notice.html"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"<p>")
    refused(lambda: publish_on(POSTED, scored), scored, "记录里却没有这一步", "records.db")


def test_a_statement_of_a_killed_step_is_replaced_on_another_day(
    shown: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopped:
        killed = Mock(side_effect=KeyboardInterrupt)
        stopped.setattr("wuhao_batch.jobs.stepping.record_transition", killed)
        with pytest.raises(KeyboardInterrupt):
            close_on(AFTER, shown)
    folder = shown.output / "closed/2026-01"
    left = (folder / "statement.docx").read_bytes()
    save_in_word(folder / "statement.docx")
    refused(lambda: close_on(AGAIN_OVER, shown), shown, "statement.docx", "记录里却没有这一步")
    (folder / "statement.docx").write_bytes(left)
    close_on(AGAIN_OVER, shown)
    assert "2026年12月23日" in (folder / "statement.html").read_text("utf-8")
    assert course(shown).stage is Stage.CLOSED


def test_an_issue_that_the_records_have_lost_is_told(shown: Workspace) -> None:
    shown.records.unlink()
    start_over(shown, act=ACT)
    _, findings, _ = run(shown)
    told = [each.place.file for each in findings if each.code == "P020"]
    assert told == ["output/published/2026-01"]


def to_correct(place: Workspace) -> None:
    publish_on(POSTED, place)
    corrected(place, LESS)


def to_close(place: Workspace) -> None:
    publish_on(POSTED, place)
    objected(place, OBJECTION)


def to_commend(place: Workspace) -> None:
    to_close(place)
    close_on(AFTER, place)


STEPS: dict[str, tuple[Callable[[Workspace], object], Callable[[Workspace], object]]] = {
    "publish": (lambda _: None, lambda place: publish_on(POSTED, place)),
    "correct": (to_correct, lambda place: publish_on(AFTER, place)),
    "close": (to_close, lambda place: close_on(AFTER, place)),
    "commend": (to_commend, lambda place: commended(place, "01", "02")),
}
"""Step → what comes before it, and the step."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.slow
@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_is_killed_is_taken_or_not(
    name: str, scored: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, take = STEPS[name]
    prepare(scored)
    judge_once(scored, monkeypatch)
    before, stages = course(scored), tmp_path / "killed"
    done = copied(scored.root, tmp_path / "done")
    take(done)
    expected = below_folders(done)
    outcomes = set()
    for step in count(1):
        place = copied(scored.root, stages / str(step))
        killed = in_a_fork(partial(killed_at, step, take, place))
        taken = len(course(place).steps) - len(before.steps)
        outcomes.add(taken)
        if taken == 0:
            take(place)
        assert len(course(place).steps) == len(before.steps) + 1
        assert below_folders(place) == expected
        if not killed:
            break
    assert outcomes == {0, 1}


def judge_once(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every step of this test find the results that are there now, without judging anew."""
    present = load_present(place, BY_SOMEBODY)
    papers = present.papers()

    def known(workspace: Workspace, *_: object, **__: object) -> Present:
        return replace(present, workspace=workspace)

    monkeypatch.setattr(Present, "papers", lambda _: papers)
    for job in ("publish", "close", "commend"):
        monkeypatch.setattr(f"wuhao_batch.jobs.{job}.load_present", known)


def killed_at(step: int, take: Callable[[Workspace], object], place: Workspace) -> None:
    kill_at(step)
    take(place)


def below_folders(place: Workspace) -> dict[str, bytes]:
    """What lies in the folders of the steps."""
    return {name: data for name, data in snapshot(place.output).items() if "/" in name}
