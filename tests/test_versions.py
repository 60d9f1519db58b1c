"""Several returns of one branch: which one counts, and who decides."""

import io
import os
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from tests.support.acts import ACT, deed
from tests.support.drawing import ROOT, loaded, small_template, workspace
from tests.support.faults import blank_form, make_form_of, returned
from tests.support.line import run
from tools.filling import Inputs, fill_form, strip_identity
from wuhao_batch.findings.finding import has_errors
from wuhao_batch.jobs.accept import accept_file
from wuhao_batch.jobs.assign import assign_file
from wuhao_batch.records.decisions import accept, assign, load_decisions
from wuhao_batch.workspace.folders import ImpossibleError, UnusableWorkspaceError, Workspace


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path, [["01", "甲党总支"], ["02", "乙党总支"]])


def drop(place: Workspace, name: str, remark: str | None = None, when: int = 7) -> Path:
    """A return of the first branch, saved on that day of December, told apart by one remark."""
    inputs: Inputs = {} if remark is None else {"备注": {"1-1.1": remark}}
    path = place.returned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        fill_form(returned(loaded(place)), inputs, datetime(2026, 12, when, 1, tzinfo=UTC))
    )
    return path


def state_of(place: Workspace, *, latest: bool = False) -> dict[str, tuple[str, str]]:
    """File → its state and the code of the finding that tells why, or a blank."""
    outcome, findings, _ = run(place, latest=latest)
    codes = {found.place.file: found.code for found in findings if found.code.startswith("I")}
    return {
        receipt.file.removeprefix("input/returned/"): (
            receipt.state.label,
            codes.get(receipt.file, ""),
        )
        for receipt in outcome.examined.receipts
    }


def accepted_remark(place: Workspace, *, latest: bool = False) -> str | None:
    outcome, _, _ = run(place, latest=latest)
    checked = outcome.results[0].checked
    return checked.source.inputs["备注"]["1-1.1"].cell.text if checked else None


def test_equal_inputs_are_one_version_whatever_the_bytes(place: Workspace) -> None:
    drop(place, "a.xlsx", when=7)
    drop(place, "b.xlsx", when=8)
    assert state_of(place) == {
        "a.xlsx": ("已采用", ""),
        "b.xlsx": ("内容相同，未重复采用", "I008"),
    }


def test_different_inputs_wait_for_the_clerk(place: Workspace) -> None:
    drop(place, "a.xlsx", "一")
    drop(place, "b.xlsx", "二")
    assert state_of(place) == {
        "a.xlsx": ("内容不同，待选定", ""),
        "b.xlsx": ("内容不同，待选定", "I007"),
    }
    assert accepted_remark(place) is None


def test_the_clerk_chooses_and_may_choose_again(place: Workspace) -> None:
    for name in ("一", "二"):
        drop(place, f"{name}.xlsx", name)
    for chosen, other in (("一", "二"), ("二", "一")):
        accept_file(loaded(place), place, f"input/returned/{chosen}.xlsx", ACT)
        assert accepted_remark(place) == chosen
        assert state_of(place)[f"{other}.xlsx"] == ("另有选定，未采用", "I017")


def test_a_version_that_comes_after_the_choice_reopens_it(place: Workspace) -> None:
    drop(place, "a.xlsx", "一")
    drop(place, "b.xlsx", "二")
    accept_file(loaded(place), place, "input/returned/a.xlsx", ACT)
    drop(place, "c.xlsx", "三")
    assert [state for state, _ in state_of(place).values()] == [
        "内容不同，待选定",
        "另有选定，未采用",
        "内容不同，待选定",
    ]


def test_a_choice_rests_while_the_chosen_file_is_gone(place: Workspace) -> None:
    chosen = drop(place, "a.xlsx", "一")
    drop(place, "b.xlsx", "二")
    accept_file(loaded(place), place, str(chosen), ACT)
    chosen.unlink()
    assert accepted_remark(place) == "二"
    assert state_of(place) == {"b.xlsx": ("已采用", "I020")}, "and the clerk is told"


def test_where_the_chosen_file_is_gone_the_others_are_in_doubt_again(place: Workspace) -> None:
    chosen = drop(place, "c.xlsx", "三")
    drop(place, "a.xlsx", "一")
    drop(place, "b.xlsx", "二")
    accept_file(loaded(place), place, str(chosen), ACT)
    chosen.unlink()
    _, findings, _ = run(place)
    doubts = [found for found in findings if found.code == "I007"]
    assert [found.place.file for found in doubts] == ["input/returned/b.xlsx"]
    assert "a.xlsx" in doubts[0].message


def test_choosing_a_copy_chooses_its_version(place: Workspace) -> None:
    drop(place, "a.xlsx", "一", when=7)
    copy = drop(place, "b.xlsx", "一", when=8)
    drop(place, "c.xlsx", "二")
    accept_file(loaded(place), place, str(copy), ACT)
    assert state_of(place) == {
        "a.xlsx": ("已采用", ""),
        "b.xlsx": ("内容相同，未重复采用", "I008"),
        "c.xlsx": ("另有选定，未采用", "I017"),
    }


def test_latest_takes_the_one_saved_last_by_its_own_word(place: Workspace) -> None:
    drop(place, "a.xlsx", "新", when=9)
    old = drop(place, "b.xlsx", "旧", when=8)
    os.utime(old, (4e9, 4e9))
    assert accepted_remark(place, latest=True) == "新"
    assert state_of(place, latest=True)["b.xlsx"] == ("另有选定，未采用", "I018")
    assert accepted_remark(place) is None, "nothing is remembered of it"


def test_latest_goes_by_the_files_time_where_the_workbooks_say_the_same(place: Workspace) -> None:
    for age, name in enumerate(("a", "b", "c")):
        os.utime(drop(place, f"{name}.xlsx", name), (1e9 - age, 1e9 - age))
    assert accepted_remark(place, latest=True) == "a"


def test_a_choice_goes_before_the_latest(place: Workspace) -> None:
    drop(place, "a.xlsx", "旧", when=8)
    drop(place, "b.xlsx", "新", when=9)
    accept_file(loaded(place), place, "input/returned/a.xlsx", ACT)
    assert accepted_remark(place, latest=True) == "旧"


def test_a_file_can_be_named_by_its_last_part_where_that_is_enough(place: Workspace) -> None:
    drop(place, "12月/a.xlsx", "一")
    drop(place, "b.xlsx", "二")
    assert accept_file(loaded(place), place, "a.xlsx", ACT).file == "input/returned/12月/a.xlsx"
    drop(place, "1月/a.xlsx", "三")
    with pytest.raises(ImpossibleError, match="不止一份"):
        accept_file(loaded(place), place, "a.xlsx", ACT)


@pytest.mark.parametrize("name", ["没有.xlsx", "input/roster.xlsx", "input/returned/a.pdf"])
def test_only_a_return_can_be_accepted(place: Workspace, name: str) -> None:
    drop(place, "b.xlsx", "二")
    (place.returned / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(ImpossibleError, match=r"没有收到|不能选定"):
        accept_file(loaded(place), place, name, ACT)
    assert not place.records.exists()


# --- whose a file is ----------------------------------------------------------------------------


def without_identity(place: Workspace, name: str = "a.xlsx") -> Path:
    path = place.returned / name
    path.write_bytes(returned(loaded(place), edit=strip_identity))
    return path


def test_a_file_without_identity_is_the_branchs_that_the_clerk_names(place: Workspace) -> None:
    path = without_identity(place)
    assert state_of(place) == {"a.xlsx": ("不能采用", "I001")}
    decision = assign_file(loaded(place), place, str(path), "01", ACT)
    assert (decision.file, decision.name) == ("input/returned/a.xlsx", "甲党总支")
    path.rename(path.with_name("换了名.xlsx"))
    outcome, _, _ = run(place)
    assert [result.checked is not None for result in outcome.results] == [True, False]
    assert state_of(place) == {"换了名.xlsx": ("已采用", "I014")}


def test_a_changed_file_has_to_be_assigned_again(place: Workspace) -> None:
    path = without_identity(place)
    assign_file(loaded(place), place, str(path), "02", ACT)
    path.write_bytes(fill_form(path.read_bytes(), {"备注": {"1-1.1": "改过"}}))
    assert state_of(place) == {"a.xlsx": ("不能采用", "I001")}


def test_a_file_of_nobody_is_put_away_until_it_is_given_an_owner(place: Workspace) -> None:
    path = without_identity(place)
    decision = assign_file(loaded(place), place, str(path), "-", ACT)
    assert decision.ownership == "记为不收“input/returned/a.xlsx”"
    assert state_of(place) == {"a.xlsx": ("非评分表", "I031")}
    assign_file(loaded(place), place, str(path), "01", ACT)
    assert state_of(place) == {"a.xlsx": ("已采用", "I014")}


def test_a_form_that_says_whose_it_is_is_not_put_away(place: Workspace) -> None:
    with pytest.raises(ImpossibleError, match="识别码是01的"):
        assign_file(loaded(place), place, str(drop(place, "a.xlsx")), "-", ACT)


def test_a_form_that_says_whose_it_is_cannot_be_anothers(place: Workspace) -> None:
    path = drop(place, "a.xlsx")
    with pytest.raises(ImpossibleError, match="识别码是01的"):
        assign_file(loaded(place), place, str(path), "02", ACT)


def test_nothing_is_assigned_to_a_branch_that_is_not_there(place: Workspace) -> None:
    with pytest.raises(ImpossibleError, match="名单里没有编号“77”"):
        assign_file(loaded(place), place, str(without_identity(place)), "77", ACT)


def test_a_file_inside_an_archive_is_named_as_findings_name_it(place: Workspace) -> None:
    data = without_identity(place).read_bytes()
    with zipfile.ZipFile(place.returned / "包.zip", "w") as archive:
        archive.writestr("系/甲.xlsx", data)
        archive.writestr("乙.pdf", b"%PDF")
    (place.returned / "a.xlsx").unlink()
    with pytest.raises(ImpossibleError, match="请写明是哪一个"):
        assign_file(loaded(place), place, "input/returned/包.zip", "01", ACT)
    assign_file(loaded(place), place, "input/returned/包.zip › 系/甲.xlsx", "01", ACT)
    assert state_of(place) == {
        "包.zip › 系/甲.xlsx": ("已采用", "I014"),
        "包.zip › 乙.pdf": ("附件", ""),
    }


# --- what carries returns -----------------------------------------------------------------------


def test_a_mail_without_an_addressee_is_a_mail(place: Workspace) -> None:
    data = drop(place, "a.xlsx").read_bytes()
    (place.returned / "a.xlsx").unlink()
    draft = mail({"甲.xlsx": data}).replace(b"To: b@example.cn\n", b"")
    (place.returned / "草稿.eml").write_bytes(draft)
    assert state_of(place) == {"草稿.eml › 甲.xlsx": ("已采用", "I024")}


def mail(attachments: Mapping[str, bytes], date: str = "Mon, 07 Dec 2026 23:30:00 +0800") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Date"] = "a@example.cn", "b@example.cn", date
    message["Subject"] = "评分表"
    message.set_content("请查收。")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_a_mail_brings_its_attachments_and_the_time_it_was_sent(place: Workspace) -> None:
    data = drop(place, "a.xlsx", when=6).read_bytes()
    (place.returned / "a.xlsx").unlink()
    (place.returned / "来信.eml").write_bytes(mail({"甲党总支.xlsx": data, "扫描.pdf": b"%PDF"}))
    outcome, _, _ = run(place)
    form, scan = outcome.examined.receipts
    assert (form.file, form.state.label) == ("input/returned/来信.eml › 甲党总支.xlsx", "已采用")
    assert form.saved == datetime(2026, 12, 7, 23, 30)
    assert scan.state.label == "附件"


class GbkName(zipfile.ZipInfo):
    """An entry whose name is in GBK and nothing says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  the library's name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def test_an_archive_from_a_chinese_windows_within_another(place: Workspace) -> None:
    data = drop(place, "a.xlsx").read_bytes()
    (place.returned / "a.xlsx").unlink()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for name in ("甲党总支.xlsx", "~$甲党总支.xlsx", "__MACOSX/._甲.xlsx"):
            archive.writestr(GbkName(name), data)
    with zipfile.ZipFile(place.returned / "外.zip", "w") as archive:
        archive.writestr("内.zip", inner.getvalue())
    assert state_of(place) == {
        "外.zip › 内.zip › 甲党总支.xlsx": ("已采用", ""),
        "外.zip › 内.zip › ~$甲党总支.xlsx": ("非评分表", ""),
        "外.zip › 内.zip › __MACOSX/._甲.xlsx": ("非评分表", ""),
    }


# --- records.db ---------------------------------------------------------------------------------


def test_decisions_survive_and_can_be_copied_as_one_file(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    assert load_decisions(path) == load_decisions(tmp_path / "none.db")
    assign(path, "aa", "01", deed())
    assign(path, "aa", "02", deed())
    accept(path, "01", "bb", ["bb", "cc"], deed())
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    assert [each.name for each in tmp_path.iterdir() if "journal" in each.name] == []
    decisions = load_decisions(copy)
    assert decisions.assigned == {"aa": "02"}
    assert decisions.set_aside == {"cc": "bb"}


def test_looking_makes_no_records(place: Workspace) -> None:
    run(place)
    assert not place.records.exists()


def test_records_that_are_none_or_too_new_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(UnusableWorkspaceError, match="不是本程序的记录"):
        load_decisions(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE a (b)")
    for use in (load_decisions, lambda path: assign(path, "aa", "01", deed())):
        with pytest.raises(UnusableWorkspaceError, match="不是本程序的记录"):
            use(path)
    path.unlink()
    assign(path, "aa", "01", deed())
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(UnusableWorkspaceError, match="更新版本"):
        load_decisions(path)


def test_only_the_folder_of_records_knows_the_database() -> None:
    sources = sorted((ROOT / "wuhao_batch").rglob("*.py"))
    knowing = {path.parent.name for path in sources if "sqlite3" in path.read_text("utf-8")}
    assert knowing == {"records"}


# --- files that cannot be used, beside one that can ----------------------------------------------


def last_years(place: Workspace) -> bytes:
    return make_form_of(loaded(place).roster.branches[0], year="2025")


def by_another_standard(place: Workspace) -> bytes:
    other = workspace(place.root / "other", [["01", "甲党总支"]], small_template())
    return returned(loaded(other))


def blank(place: Workspace) -> bytes:
    return blank_form(loaded(place), loaded(place).roster.branches[0])


def without_a_table(place: Workspace) -> bytes:
    return at(
        5, returned(loaded(place), edit=lambda workbook: workbook.remove(workbook["一票否决"]))
    )


def without_any_table(place: Workspace) -> bytes:
    def remove(workbook: Workbook) -> None:
        for name in ("评分表", "计分明细", "一票否决"):
            workbook.remove(workbook[name])

    return at(5, returned(loaded(place), edit=remove))


def at(day: int, data: bytes) -> bytes:
    """The same workbook, saved on that day of December."""
    return fill_form(data, {}, datetime(2026, 12, day, 1, tzinfo=UTC))


MISFITS: dict[str, Callable[[Workspace], bytes]] = {
    "last year's": last_years,
    "by another standard": by_another_standard,
    "blank": blank,
    "without a table": without_a_table,
    "without any table": without_any_table,
}


@pytest.mark.parametrize("kind", MISFITS)
def test_a_misfit_of_the_past_beside_a_good_one_is_one_note(place: Workspace, kind: str) -> None:
    drop(place, "b.xlsx", when=7)
    (place.returned / "a.xlsx").write_bytes(MISFITS[kind](place))
    outcome, findings, _ = run(place)
    told = [found for found in findings if found.place.file == "input/returned/a.xlsx"]
    assert [(found.code, found.severity.value) for found in told] == [("I026", "note")]
    assert "b.xlsx" in told[0].message
    assert not has_errors(outcome.examined.findings)
    assert outcome.results[0].status.is_settled
    assert state_of(place)["b.xlsx"] == ("已采用", "")


@pytest.mark.parametrize("kind", ["without a table", "without any table"])
def test_a_misfit_that_came_after_the_good_one_is_not_over(place: Workspace, kind: str) -> None:
    drop(place, "b.xlsx", when=3)
    (place.returned / "a.xlsx").write_bytes(MISFITS[kind](place))
    outcome, _, _ = run(place)
    assert has_errors(outcome.examined.findings)


@pytest.mark.parametrize("kind", MISFITS)
def test_a_misfit_alone_or_beside_one_to_correct_stays_what_it_is(
    place: Workspace, kind: str
) -> None:
    (place.returned / "a.xlsx").write_bytes(MISFITS[kind](place))
    assert "I026" not in {found.code for found in run(place)[1]}
    (place.returned / "b.xlsx").write_bytes(
        at(9, returned(loaded(place), {"数量": {"1-1.1": "约3次"}}))
    )
    assert "I026" not in {found.code for found in run(place)[1]}


def test_a_form_that_was_read_whole_waits_for_the_clerk_whatever_its_faults(
    place: Workspace,
) -> None:
    faulty = at(5, returned(loaded(place), {"数量": {"1-1.1": "约3次"}}))
    (place.returned / "a.xlsx").write_bytes(faulty)
    drop(place, "b.xlsx", when=7)
    assert {state for state, _ in state_of(place).values()} == {"内容不同，待选定"}


# --- copies ---------------------------------------------------------------------------------------


def test_a_copy_keeps_what_only_it_has(place: Workspace) -> None:
    def add(workbook: Workbook) -> None:
        sheet = workbook["计分明细"]
        sheet["A45"] = "9-9.9"
        sheet["L20"] = "此表作废"

    counts: Inputs = {"数量": {"1-1.1": "3"}}
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), counts))
    (place.returned / "b.xlsx").write_bytes(returned(loaded(place), counts, add))
    outcome, findings, _ = run(place)
    told = [found.code for found in findings if found.place.file == "input/returned/b.xlsx"]
    assert told == ["I008", "L006", "L015"], "what the other has too is told once"
    assert [each.state.label for each in outcome.examined.receipts] == [
        "已采用",
        "内容相同，未重复采用",
    ]


# --- files that cannot be read ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("甲党总支.xlsx", "01"),
        ("乙党总支/评分表.xlsx", "02"),
        ("甲党总支和乙党总支.xlsx", None),
        ("评分表.xlsx", None),
    ],
)
def test_a_file_that_cannot_be_read_is_listed_with_the_branch_whose_name_it_bears(
    place: Workspace, name: str, owner: str | None
) -> None:
    path = place.returned / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"PK\x03\x04 damaged")
    outcome, _, _ = run(place)
    (receipt,) = outcome.examined.receipts
    assert (receipt.owner, receipt.state.label) == (owner, "不能采用")
    statuses = {each.branch.code: each.status.value for each in outcome.results}
    assert [code for code, status in statuses.items() if status == "needs_correction"] == (
        [owner] if owner else []
    )
