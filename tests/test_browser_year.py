"""A whole year in each browser without a command, and the same year by commands.

Of twelve branches two send their forms in one archive, one sends two versions, one makes a mistake,
one declares a veto, one has lost the identity of its form, one sends nothing until it is asked. The
clerk uses the keyboard alone; what is done in Excel is done by openpyxl. In Chromium axe looks at
every page that the clerk comes to, in the state in which it is then.
"""

import io
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.support.acts import BY, SIGNED, WHY
from tests.support.clerk import Clerk
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import (
    PUBLISHABLE,
    applying,
    good_inputs,
    good_scores,
    loaded,
    merged,
    zipped,
)
from tests.support.eyes import AXE, inside
from tests.support.installed import give_up
from tests.support.programs import BROWSERS, browsing
from tests.support.serving import served
from tests.support.stages import clock_at, set_in_roster
from tools.filling import (
    Inputs,
    fill_form,
    fill_panel,
    find_cell,
    open_form,
    strip_identity,
    type_in,
)
from wuhao_batch.assessment.objections import Disposal, read_objections
from wuhao_batch.jobs.objecting import Raised, Reply, answer_objection, raise_objection
from wuhao_batch.page.incoming import CALLED
from wuhao_batch.workspace.folders import OBJECTIONS, Workspace
from wuhao_batch.writing.packages import to_bytes

pytestmark = [pytest.mark.slow, pytest.mark.process]

ROWS = [
    [f"{number:02}", f"{name}党总支", "教学", "张书记", f"b{number:02}@example.cn", f"{name}支部"]
    for number, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑", start=1)
]
PEOPLE = [[f"P{number}", f"{name}评委"] for number, name in enumerate("赵钱孙", start=1)]
SETTINGS = {**PUBLISHABLE, "落款日期": "2026-12-07", "表彰名额": "2"}

ISSUED, COLLECTED, MENDED, MET = (
    date(2026, 11, 16), date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 7),
)  # fmt: skip
POSTED, CORRECTED, ENDED = date(2026, 12, 8), date(2026, 12, 11), date(2026, 12, 21)

VETO: Inputs = {
    "是否存在": {"V2": "是"},
    "涉及党支部": {"V2": "丑支部"},
    "时间": {"V2": "2026年3月"},
    "情况说明": {"V2": "通报"},
}
ACT = {"by": BY, "why": WHY}

RAISED = Raised(CORRECTED, "来信", named=True, codes="02", matter="活动少计一次")
REPLY = Reply(BY, "属实", Disposal.CORRECTED, CORRECTED)
BEGINNING, CORRECTION = "saved first", "saved again"

OF_RECORDS = {".wuhao.records", "records.db", "output/archive/2026.zip"}
"""What holds the marks that are drawn anew wherever records begin."""

ALRIGHT = (0, 1)
"""A command may have something to tell of a branch."""


@pytest.mark.parametrize(
    "program", [pytest.param(each, marks=pytest.mark.program(each)) for each in BROWSERS]
)
def test_a_year_in_the_browser_is_the_year_of_the_commands(
    program: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sharp = program == "chromium"
    if sharp and not AXE.exists():
        give_up(request.config, "npm ci has not been run in tests/node")
    post = tmp_path / "post"
    post.mkdir()
    with served(None, tmp_path / "recent.json") as (_, door), browsing(program) as browser:
        wrong = inside(browser, door)
        clerk = Clerk(browser, sharp=sharp)
        commended = in_browser(clerk, tmp_path / "网页", post)
        assert wrong == []
    by_commands(tmp_path / "命令", post, commended)
    same(tmp_path / "网页", tmp_path / "命令")


# --- what comes by post ---------------------------------------------------------------------------


def in_excel(place: Workspace) -> None:
    """Fill in the blank roster, and mend a word of the template."""
    roster = load_workbook(place.roster)
    for name, rows in (("名单", ROWS), ("评委", PEOPLE)):
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                roster[name].cell(number, column, value)
    roster.save(place.roster)
    set_in_roster(place, **SETTINGS)
    template = load_workbook(place.template)
    sheet, cell = find_cell(template, "备注", "1-1.1")
    sheet[cell] = "以会议记录为准"
    template.save(place.template)
    keep(place, BEGINNING)


def new_days(place: Workspace) -> None:
    set_in_roster(place, 落款日期="2026-12-11", 公示开始日期="2026-12-14")
    keep(place, CORRECTION)


def keep(place: Workspace, name: str) -> None:
    """Keep what was saved in Excel, for the year of the commands."""
    for path in (place.roster, place.template):
        kept = place.root.parent / name / path.relative_to(place.root)
        kept.parent.mkdir(parents=True)
        shutil.copy(path, kept)


def as_kept(place: Workspace, name: str) -> None:
    shutil.copytree(place.root.parent / name, place.root, dirs_exist_ok=True)


def forms_of(place: Workspace) -> dict[str, bytes]:
    return {path.name[:2]: path.read_bytes() for path in sorted(place.forms.glob("*.xlsx"))}


def sent_back(place: Workspace) -> Mapping[str, bytes]:
    """What the branches send: file name → bytes."""
    assessment, blank = loaded(place), forms_of(place)
    good = {
        branch.code: applying(good_inputs(assessment), branch)
        for branch in assessment.roster.branches
    }

    def filled(code: str, more: Inputs | None = None) -> bytes:
        return fill_form(blank[code], merged(good[code], more or {}))

    nobodys = open_form(filled("11"))
    strip_identity(nobodys)
    letter = io.BytesIO()
    document = Document()
    document.add_paragraph("我单位的评分表随后报送。")
    document.save(letter)
    return {
        **{f"{code}.xlsx": filled(code) for code in ("01", "02", "03", "04", "05")},
        "两个单位.zip": zipped({"07.xlsx": filled("07"), "08.xlsx": filled("08")}),
        "09.xlsx": filled("09", {"数量": {"1-1.1": -1}}),
        "10第一次.xlsx": filled("10"),
        "10第二次.xlsx": filled("10", {"数量": {"1-1.1": 1}}),
        "评分表.xlsx": to_bytes(nobodys),
        "12.xlsx": filled("12", VETO),
        "说明.docx": letter.getvalue(),
        "扫描件.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    }


def put_in(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return paths


def mended(place: Workspace) -> Mapping[str, bytes]:
    """What comes after the letters: the form out of one is mended, the late one is filled in."""
    letters = (message_from_bytes(each.read_bytes(), policy=default) for each in mails(place))
    (letter,) = (each for each in letters if each["To"] == "b09@example.cn")
    (form,) = (
        each.get_content()
        for each in letter.iter_attachments()
        if str(each.get_filename()).endswith(".xlsx")
    )
    workbook = open_form(form)
    type_in(workbook, {"数量": {"1-1.1": 0}})
    assessment = loaded(place)
    branch = assessment.roster.branch("06")
    late = fill_form(forms_of(place)["06"], applying(good_inputs(assessment), branch))
    return {"09改.xlsx": to_bytes(workbook), "06.xlsx": late}


def mails(place: Workspace) -> Iterator[Path]:
    return place.mail.glob("*.eml")


def scored(place: Workspace) -> Mapping[str, bytes]:
    """The evaluators' workbooks, who agree but on one item of 甲党总支."""
    own = good_scores(loaded(place))
    found = {}
    for path in sorted(place.panel_forms.glob("*.xlsx")):
        marks: dict[str, dict[str, Any]] = {row[0]: dict(own) for row in ROWS}
        for number, row in enumerate(ROWS):
            marks[row[0]]["4-5"] = (float(number % 4), "照材料")
        if path.name.startswith("P1"):
            marks["01"]["1-1"] = (1, "会议记录不全")
        found[path.name] = fill_panel(path.read_bytes(), marks)
    return found


# --- the year in the browser ----------------------------------------------------------------------


def in_browser(clerk: Clerk, root: Path, post: Path) -> list[str]:
    """Gives those that were commended."""
    browser = clerk.browser
    with clock_at(ISSUED):
        clerk.look()
        new = browser.locator("form[action='/new']")
        clerk.fill(new, name=root.name, above=str(root.parent))
        clerk.submit(new, "已新建。请先填名单和设置。")
        place = Workspace(root)
        in_excel(place)
        clerk.sees("12个党总支参评，3位评委")
        clerk.look()
        clerk.follow("去发表")
        clerk.press("生成评分表", "已生成12份评分表")
        clerk.go("收表")
    with clock_at(COLLECTED):
        collect(clerk, put_in(post / "returned", sent_back(place)))
    with clock_at(MENDED):
        clerk.go("收表")
        clerk.hand_over(put_in(post / "mended", mended(place)), "收取了2个文件")
        clerk.sees("都收齐了")
        clerk.follow("去考评")
        clerk.press("生成复核表", "已生成3份复核表")
    with clock_at(MET):
        score(clerk, place, post)
    with clock_at(POSTED):
        clerk.go("公示")
        publish(clerk, "已公示，封存在")
    with clock_at(CORRECTED):
        correct(clerk, place)
    with clock_at(ENDED):
        return end(clerk)


def collect(clerk: Clerk, files: list[Path]) -> None:
    browser = clerk.browser
    clerk.hand_over(files, "收取了13个文件")
    clerk.sees("网页放入/扫描件.pdf")
    sure = clerk.unfold(browser.locator("section.alarm"), "核实过，属实")
    clerk.fill(sure, **ACT)
    clerk.submit(sure, "已记下")
    nobodys = browser.locator("#unclear ~ ul > li").filter(has_text="评分表.xlsx")
    form = clerk.unfold(nobodys, "指定是谁的")
    clerk.fill(form, code="11", **ACT)
    clerk.submit(form, "已指定")
    clerk.follow("10 癸党总支")
    chosen = clerk.unfold(browser.locator("section", has=browser.locator("#versions")), "第二次")
    clerk.fill(chosen, **ACT)
    clerk.submit(chosen, "已选定")
    clerk.go("收表")
    clerk.follow("09 壬党总支")
    clerk.go("收表")
    clerk.follow("写信催交、退回")
    clerk.press("给选中的生成草稿", "生成")


def score(clerk: Clerk, place: Workspace, post: Path) -> None:
    browser = clerk.browser
    clerk.hand_over(put_in(post / "panel", scored(place)), "收取了3个文件")
    apart = browser.locator("#disputes tbody tr").first
    form = clerk.unfold(apart, "写会议决定")
    clerk.fill(form, after="5", **ACT)
    clerk.submit(form, "已写入会议决定")
    clerk.go("结果")
    clerk.press("计分，生成各种材料", "已计分")
    clerk.follow("01 甲党总支")


def publish(clerk: Clerk, told: str) -> None:
    form = clerk.browser.locator("form[action='/publish/issue']")
    clerk.fill(form, **ACT)
    clerk.submit(form, told)


def correct(clerk: Clerk, place: Workspace) -> None:
    browser = clerk.browser
    clerk.go("公示")
    form = clerk.unfold(browser.locator("main"), "记一条异议")
    clerk.fill(form, way=RAISED.way, codes=RAISED.codes, matter=RAISED.matter)
    clerk.submit(form, "已记入")
    form = clerk.unfold(browser.locator("article.objection"), "写核查结果")
    clerk.fill(
        form,
        checker=REPLY.checker,
        result=REPLY.result,
        disposal=REPLY.disposal.value,
        answered=CORRECTED.isoformat(),
    )
    clerk.submit(form, "请把更正的内容办好")
    clerk.go("结果")
    form = clerk.unfold(browser.locator("main"), "写一条会议决定")
    clerk.fill(form, branch="02", code="4-5", after="4", **ACT)
    clerk.submit(form, "已写入会议决定")
    new_days(place)
    clerk.go("结果")
    clerk.press("计分，生成各种材料", "已计分")
    clerk.go("公示")
    publish(clerk, "已更正公示，封存在")


def end(clerk: Clerk) -> list[str]:
    browser = clerk.browser
    clerk.go("公示")
    form = browser.locator("form[action='/publish/close']")
    clerk.fill(form, **ACT)
    clerk.submit(form, "公示已经结束")
    form = browser.locator("form[action='/publish/commend']")
    commended = [each.input_value() for each in form.locator("input:checked").all()]
    clerk.fill(form, **ACT)
    clerk.submit(form, "表彰决定的代拟稿在")
    clerk.go("反馈")
    clerk.press("生成反馈意见", "12/12份已生成")
    clerk.go("结果")
    clerk.press("计分，生成各种材料", "已计分")
    clerk.go("归档")
    clerk.press("核对", "核对完了：")
    clerk.press("归档", "已归档：")
    return commended


# --- the same year by commands --------------------------------------------------------------------


def by_commands(root: Path, post: Path, commended: list[str]) -> None:
    wuhao("init", root, cwd=root.parent)
    place = Workspace(root)
    as_kept(place, BEGINNING)
    with clock_at(ISSUED):
        said(place, "issue")
    with clock_at(COLLECTED):
        take_in(place, post / "returned")
        said(place, "confirm", "12", "V2", *SIGNED)
        said(place, "assign", "input/returned/评分表.xlsx", "11", *SIGNED)
        said(place, "accept", "input/returned/10第二次.xlsx", *SIGNED)
        said(place, "remind")
    with clock_at(MENDED):
        take_in(place, post / "mended")
        said(place, "panel")
    with clock_at(MET):
        take_in(place, post / "panel", "--panel")
        said(place, "decide", "01", "1-1", "5", *SIGNED)
        said(place, "run")
    with clock_at(POSTED):
        said(place, "publish", *SIGNED)
    with clock_at(CORRECTED):
        raise_objection(place, RAISED)
        lying = (root / OBJECTIONS).read_bytes()
        ((objection,), _) = read_objections(lying, loaded(place).roster)
        answer_objection(place, objection, REPLY)
        said(place, "decide", "02", "4-5", "4", *SIGNED)
        as_kept(place, CORRECTION)
        said(place, "run")
        said(place, "publish", *SIGNED)
    with clock_at(ENDED):
        said(place, "close", *SIGNED)
        said(place, "commend", ",".join(commended), *SIGNED)
        said(place, "feedback")
        said(place, "run")
        said(place, "verify")
        said(place, "archive")


def take_in(place: Workspace, files: Path, *options: str) -> None:
    """Collect files out of a folder that is called what the page calls its own."""
    folder = Path(shutil.copytree(files, place.root / CALLED))
    said(place, "collect", *options, folder)
    shutil.rmtree(folder)


def said(place: Workspace, *command: str | Path) -> None:
    done = wuhao(*command, cwd=place.root)
    assert done.returncode in ALRIGHT, (command, done.stdout, done.stderr)


def same(one: Path, other: Path) -> None:
    """Both years left the same bytes, but for the records' own files and the archive of them."""
    here, there = snapshot(one), snapshot(other)
    assert here.keys() == there.keys()
    assert {"output/results.json", "output/run.json"} < here.keys()
    assert sum(name.startswith("output/forms/") for name in here) == len(ROWS)
    assert {name for name, data in here.items() if data != there[name]} <= OF_RECORDS
