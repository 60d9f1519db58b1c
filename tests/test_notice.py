"""The notice: one model, three forms with the same facts, nothing in them that is not public."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import Workbook, load_workbook

from tests.support.drawing import ROOT, in_word, parts_of, workspace, zipped
from tests.support.faults import put_panel
from tests.support.line import put, run
from tests.support.notices import Facts, of_page, of_word, of_workbook
from tools.filling import type_marks, type_veto
from wuhao_batch.findings.finding import Finding
from wuhao_batch.outputs.notice.notice import Notice
from wuhao_batch.outputs.notice.workbook import notice_workbook
from wuhao_batch.outputs.paper_names import DRAFT, FORMAL
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.templating import UnfilledError, demand, fill_page

LEFT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER

SECRETS = {
    "情况说明": "机密甲：某同志受处分",
    "涉及党支部": "机密乙支部",
    "时间": "2026年3月8日机密丙",
    "备注": "机密丁：缺的材料",
    "扣分说明": "机密戊：酌情减分",
    "评委": "机密己评委",
    "评委说明": "机密庚：会议记录不全",
    "认定依据": "机密辛：信访核实",
    "书记": "机密壬书记",
    "认定人": "机密癸",
}


def forms(outputs: dict[str, Path], names: tuple[str, ...] = FORMAL) -> list[Facts]:
    page, word, workbook = (outputs[name] for name in names)
    return [of_page(page), of_word(word), of_workbook(workbook)]


def marks(scores: dict[str, dict[str, Any]]) -> Callable[[Workbook], None]:
    return lambda workbook: type_marks(workbook, scores)


def with_rows(count: int) -> Notice:
    """A notice of so many branches."""
    return Notice(
        name="党总支",
        title="关于考核结果的公示",
        title_lines=("关于考核结果的公示",),
        mark="",
        opening="根据有关意见，现予公示。",
        corrected=(),
        columns=("名次", "党总支", "总分", "结论"),
        rows=tuple((str(n), f"第{n}党总支", "95.5", "达标") for n in range(1, count + 1)),
        remarks=(),
        closing=("公示期为5个工作日。", "有异议的可以反映。"),
        contacts=(("监督电话", "1"),),
        signature=("某某委员会", "2026年12月21日"),
    )


CONTACTS = ("监督电话", "监督邮箱", "纪检电话", "受理地点")
AWKWARD = ["甲党总支", "=乙+1", "丙<b>&党总支", "丁" * 60, "{{ 7*7 }}{% x %}", "戊  党总支"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"按类别排名": "是", "公示分数": "总分"},
        {"公示分数": "不公示", "公示不达标": "否", "监督邮箱": "", "落款单位": "某" * 24},
        {"一票否决对象": "党支部"},
    ],
)
@pytest.mark.parametrize("draft", [False, True])
def test_the_three_forms_hold_the_same_facts(
    tmp_path: Path, settings: dict[str, Any], draft: bool
) -> None:
    rows = [[f"{n:02}", name, "教学" if n % 2 else "机关", "", "", "一支部"]
            for n, name in enumerate(AWKWARD, 1)]  # fmt: skip
    place = workspace(tmp_path, rows, **settings)
    for number in range(1, len(AWKWARD) + (0 if draft else 1)):
        put(place, f"{number:02}", {"考评得分": {"1-1": number + 0.5 if number < 7 else 7}})
    put(place, "03", {"是否存在": {"V1": "是"}, "涉及党支部": {"V1": "一支部"}})
    _, _, outputs = run(place, draft=draft)
    page, word, workbook = forms(outputs, DRAFT if draft else FORMAL)
    assert page == word == workbook
    assert ("征求意见稿" in page.texts) == draft
    names = [row[1] for row in page.table[1:]]
    hidden = {AWKWARD[2]} if settings.get("公示不达标") == "否" else set()
    assert set(names) == set(AWKWARD) - hidden
    assert "公示期自2026年12月22日起至2026年12月28日止，共5个工作日。" in page.texts


def test_nothing_that_is_not_public_is_in_any_form(tmp_path: Path) -> None:
    place = workspace(
        tmp_path,
        [["01", "甲党总支", "教学", SECRETS["书记"]], ["02", "乙党总支"], ["03", "丙党总支"]],
        evaluators=[["P1", SECRETS["评委"]]],
        表彰名额=1,
    )
    put(place, "01", {"扣分说明": {"1-2": SECRETS["扣分说明"]}})
    put(place, "02")
    put(
        place,
        "03",
        {
            "是否存在": {"V1": "是"},
            **{header: {"V1": SECRETS[header]} for header in ("情况说明", "涉及党支部", "时间")},
            "备注": {"1-1.1": SECRETS["备注"]},
        },
    )

    def judge(workbook: Workbook) -> None:
        type_marks(workbook, {"01": {"1-1": (7, SECRETS["评委说明"])}})
        type_veto(workbook, ["02", "V2", "", "", SECRETS["认定依据"], SECRETS["认定人"]])

    put_panel(place, judge)
    _, _, outputs = run(place)
    public = [outputs[name].read_bytes() for name in ("notice_html", "notice_docx", "notice_xlsx")]
    report = outputs["report"].read_text("utf-8")
    told = [secret for secret in SECRETS.values() if secret in report]
    assert len(told) >= 6, "the report is internal and names grounds and reasons"
    for data in public:
        text = readable(data)
        assert "丙党总支" in text
        assert [secret for secret in SECRETS.values() if secret in text] == []
        assert "拟推荐" not in text


def readable(data: bytes) -> str:
    """All text of a page or package, entities resolved, whatever part it stands in."""
    if not data.startswith(b"PK"):
        return data.decode()
    parts = parts_of(data).values()
    return "".join(html.unescape(part.decode("utf-8", "replace")) for part in parts)


@pytest.mark.parametrize(
    ("settings", "code"), [({"落款日期": ""}, "D011"), ({"公示开始日期": "2031-03-03"}, "D009")]
)
def test_without_its_dates_it_is_a_draft_or_nothing(
    tmp_path: Path, settings: dict[str, Any], code: str
) -> None:
    place = workspace(tmp_path, [["01", "甲"]], **settings)
    put(place, "01")
    _, findings, outputs = run(place)
    assert code in {found.code for found in findings}
    assert not [name for name in outputs if name.startswith("notice")]
    _, _, outputs = run(place, draft=True)
    assert set(DRAFT) <= set(outputs)


def test_a_blank_contact_is_told_once_for_all(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]], 监督电话="", 受理地点="")
    put(place, "01")
    _, findings, outputs = run(place)
    (told,) = [found for found in findings if found.code == "D012"]
    assert "监督电话、受理地点" in told.message
    assert "notice_html" in outputs


# --- the office's own templates -------------------------------------------------------------------


def with_word_template(place: Workspace, old: str, new: str) -> None:
    in_word(place.templates / "notice.docx", old, new)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ notice.opening }}", "{{ notice.开头 }}", "写着“{{ notice.开头 }}"),
        ("{{ notice.opening }}", "{{ 1 +* 2 }}", "写着“{{ 1 +* 2 }}"),
        ("{%p endfor %}", "", ""),
        ("{{ notice.opening }}", "{{ ''.__class__.__mro__ }}", "写着“"),
    ],
)
def test_a_mistake_in_the_word_template_is_told_with_its_paragraph(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    with_word_template(place, old, new)
    _, findings, outputs = run(place)
    (fault,) = [found for found in findings if found.code == "L113"]
    assert fault.place.file == "templates/notice.docx"
    assert told in fault.message
    assert not [name for name in outputs if name.startswith("notice")], "all forms or none"
    assert {"results", "report"} <= set(outputs)


TORN = [
    ("{%tc for text in row %}", "{% for text in row %}"),
    ("{%p if notice.mark %}", "{% if notice.mark %}"),
    ("{%p for text in notice.signature %}", "{% for text in notice.signature %}"),
    ("{%tr", "{%"),
    ("{%tc", "{%"),
    ("{{ text }}", "{{ text[:1] }}"),
    ("{%p for text in notice.closing[-1:] %}", "{%p for text in [] %}"),
    ("{%p for text in notice.remarks + notice.closing[:-1] %}", "{%p for text in [] %}"),
]


@pytest.mark.parametrize(("old", "new"), TORN)
def test_a_word_template_that_loses_facts_is_not_taken(tmp_path: Path, old: str, new: str) -> None:
    place = workspace(tmp_path, [["01", "甲党总支"], ["02", "乙党总支"]])
    put(place, "01")
    put(place, "02")
    with_word_template(place, old, new)
    _, findings, outputs = run(place)
    if "notice_docx" in outputs:
        page, word, _ = forms(outputs)
        assert "closing[-1:]" in old, "how to object may be worded by the office"
        assert set(word.texts) < set(page.texts)
    else:
        assert [found.code for found in findings] in (["L113"], ["L114"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notice.html.j2", ""),
        ("notice.html.j2", "<p>{{ notice.title }}</p>{{ notice.closing[0] }}"),
        ("report.html.j2", ""),
    ],
)
def test_a_page_that_lacks_a_fact_is_not_taken(tmp_path: Path, name: str, text: str) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    (place.templates / name).write_text(text, "utf-8")
    _, findings, outputs = run(place)
    (fault,) = findings
    assert (fault.code, fault.place.file) == ("L114", f"templates/{name}")
    assert "甲" in fault.message
    assert "results" in outputs


@pytest.mark.parametrize("braces", ["｛｛ notice.opening ｝｝", "{ notice.opening }"])
def test_a_field_in_the_wrong_braces_is_told(tmp_path: Path, braces: str) -> None:
    place = workspace(tmp_path, [["01", "{{ notice.title }}"]])
    put(place, "01")
    assert run(place)[1] == [], "a name may look like a field"
    with_word_template(place, "{{ notice.opening }}", braces)
    page = place.templates / "notice.html.j2"
    page.write_text(page.read_text("utf-8").replace("{{ notice.opening }}", braces), "utf-8")
    findings = run(place)[1]
    told = [found.message for found in findings if found.code == "L113"]
    assert len(told) == 2
    assert all("花括号要用两个半角的" in message for message in told)


@pytest.mark.parametrize(
    "field",
    ["{report.title}", "{ mail . names }", "｛notice．title｝", "{each.name}", "{unit}", "{落款}"],
)
def test_a_field_in_the_wrong_braces_is_one_whatever_its_paper(field: str) -> None:
    with pytest.raises(UnfilledError):
        demand((), f"甲{field}乙", f"甲{field}乙")
    demand((), f"甲{field}乙", "甲{{ name }}乙")  # somebody is called so


def test_what_is_in_braces_without_being_a_field_is_left(tmp_path: Path) -> None:
    """Neither sets in words, nor the looks and the script of a page."""
    text = "{1．二}、{甲、乙}、{3}"
    demand((), text, text)
    page = "<style>p{color} a { b.c }</style><script>{ window.name }</script><p>甲</p>"
    (tmp_path / "a.html.j2").write_text(page, "utf-8")
    assert fill_page("a.html.j2", tmp_path, "表", ["甲"]) == page.encode()
    (tmp_path / "b.html.j2").write_text("<p>{ window.name }</p>", "utf-8")
    assert isinstance(fill_page("b.html.j2", tmp_path, "表", []), Finding)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{% endfor %}\n</tbody>", "</tbody>", "没有写结尾"),
        ("{% endif %}\n</div>", "{% endif %}{% endif %}\n</div>", "多了一个结尾"),
        ("notice.title }}", "notice.title，1 }}", "标点要用半角的"),
    ],
)
def test_usual_slips_are_told_in_plain_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    page = place.templates / "notice.html.j2"
    assert old in page.read_text("utf-8")
    page.write_text(page.read_text("utf-8").replace(old, new, 1), "utf-8")
    (fault,) = run(place)[1]
    assert told in fault.message


def test_the_ways_to_object_are_those_that_are_open(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]], 监督邮箱="", 受理地点="")
    put(place, "01")
    assert "可以通过来电等方式实名反映" in "".join(of_page(run(place)[2]["notice_html"]).texts)
    nothing: dict[str, Any] = dict.fromkeys(CONTACTS, "")
    silent = workspace(tmp_path, [["01", "甲"]], **nothing)
    assert "可以实名反映" in "".join(of_page(run(silent)[2]["notice_html"]).texts)


def test_many_columns_are_set_smaller_and_names_whole(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "烹饪与营养系党总支", "教学单位"]], 按类别排名="是")
    put(place, "01")
    outputs = run(place)[2]
    assert '<table style="font-size: 10.5pt;' in outputs["notice_html"].read_text("utf-8")
    (table,) = Document(io.BytesIO(outputs["notice_docx"].read_bytes())).tables
    size = table.rows[1].cells[0].paragraphs[0].runs[0].font.size
    assert size is not None
    assert size.pt == 10.5


def test_all_figures_of_the_table_have_the_decimals_of_the_finest(tmp_path: Path) -> None:
    place = workspace(
        tmp_path,
        [["01", "甲"], ["02", "乙"]],
        evaluators=[["P1", "甲"], ["P2", "乙"], ["P3", "丙"]],
    )
    put(place, "01")
    put(place, "02")
    for number, points in enumerate((8, 7.5, 7)):
        edit = marks({"01": {"1-1": (points, "少")}, "02": {"1-1": (8 - (number == 0), "少")}})
        put_panel(place, edit, number)
    for facts in forms(run(place)[2]):
        (head, *rows) = facts.table
        figures = [row[head.index("领导班子好") : head.index("总分") + 1] for row in rows]
        assert {row[0] for row in figures} == {"14.67", "14.50"}
        assert all(re.fullmatch(r"\d+\.\d\d", each) for row in figures for each in row)


def test_the_figures_are_whole_where_all_of_them_are(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]], 公示分数="总分")
    put(place, "01", {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "少"}})
    for facts in forms(run(place)[2]):
        assert facts.table[1][2].isdigit()


@pytest.mark.parametrize("figure", ["9", "95.5", "100.00", "100.000000"])
def test_a_figure_has_room_on_one_line(figure: str) -> None:
    """A spreadsheet shows ### where it has not."""
    rows = (("1", "甲党总支", figure, "达标"),)
    notice = replace(with_rows(1), rows=rows)
    assert notice.widths[2] * notice.table_size >= len(figure) * notice.table_size / 2 + 5


def test_names_begin_at_the_left_in_all_forms_and_all_else_is_centred(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲", "教学"], ["02", "乙", "教学"]], 按类别排名="是")
    put(place, "01")
    put(place, "02")
    outputs = run(place)[2]
    page = outputs["notice_html"].read_text("utf-8")
    assert re.search(r"th\[scope=row\] \{[^}]*text-align: left", page)
    (table,) = Document(io.BytesIO(outputs["notice_docx"].read_bytes())).tables
    style = table.rows[1].cells[0].paragraphs[0].style
    assert style is not None
    for row in table.rows[1:]:
        set_so = [cell.paragraphs[0].alignment for cell in row.cells]
        sides = [style.paragraph_format.alignment if own is None else own for own in set_so]
        assert sides == [CENTER, LEFT, *[CENTER] * (len(sides) - 2)]
    sheet = load_workbook(outputs["notice_xlsx"])["公示"]
    rows = [row for row in sheet.iter_rows() if row[1].value in ("甲", "乙")]
    for cells in rows:
        sides = [cell.alignment.horizontal for cell in cells]
        assert sides == ["center", "left", *["center"] * (len(sides) - 2)]


@pytest.mark.parametrize("count", range(1, 41))
def test_no_page_of_the_workbook_holds_the_last_line_or_two_alone(count: int) -> None:
    notice = with_rows(count)
    sheet = load_workbook(io.BytesIO(notice_workbook(notice)))["公示"]
    head = next(cell.row for cell in sheet["A"] if cell.value == "名次")
    last = head + count
    ends = [each.id for each in sheet.row_breaks.brk]
    assert not {head, last - 1, last - 2} & {end for end in ends if head <= end < last}


def test_the_number_of_days_stays_in_one_piece(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    assert "<b>共5个工作日。</b>" in run(place)[2]["notice_html"].read_text("utf-8")
    unknown = workspace(tmp_path, [["01", "甲"]], 落款日期="")
    outputs = run(unknown, draft=True)[2]
    assert "<b>公示期为5个工作日。</b>" in outputs["draft_html"].read_text("utf-8")


def test_nobodys_name_goes_out_with_the_word_file(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    path = place.templates / "notice.docx"
    document = Document(str(path))
    document.core_properties.author = "王书记"
    document.core_properties.last_modified_by = "李科员"
    document.save(str(path))
    word = readable(run(place)[2]["notice_docx"].read_bytes())
    assert "王书记" not in word
    assert "李科员" not in word


def test_a_mistake_outside_the_text_is_placed_there(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    path = place.templates / "notice.docx"
    document = Document(str(path))
    document.sections[0].footer.paragraphs[0].add_run("{{ notice.没有 }}")
    document.save(str(path))
    (fault,) = run(place)[1]
    assert "页眉、页脚或文档属性" in fault.message


def test_what_looks_like_an_escape_stays_as_it_is(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "{_{ x }_}"], ["02", "100%_}"]])
    put(place, "01")
    put(place, "02")
    page, word, workbook = forms(run(place)[2])
    assert page == word == workbook


def test_a_long_basis_is_whole_in_every_form(tmp_path: Path) -> None:
    basis = "根据" + "测" * 1500
    place = workspace(tmp_path, [["01", "甲"]], 公示依据=basis)
    put(place, "01")
    outputs = run(place)[2]
    page, word, workbook = forms(outputs)
    assert basis in "".join(workbook.texts)
    assert any(text.startswith(basis) for text in page.texts)
    assert "".join(page.texts) == "".join(word.texts) == "".join(workbook.texts)
    sheet = load_workbook(outputs["notice_xlsx"])["公示"]
    assert all((row.height or 0) < 409 for row in sheet.row_dimensions.values())


@pytest.mark.parametrize("data", [b"", b"PK", b"plain text", zipped({"a": b"b"})])
def test_a_word_template_that_is_none_is_told(tmp_path: Path, data: bytes) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    (place.templates / "notice.docx").write_bytes(data)
    _, findings, _ = run(place)
    assert [found.code for found in findings] == ["L113"]


@pytest.mark.parametrize("name", ["notice.html.j2", "notice.docx", "report.html.j2"])
def test_a_missing_template_is_told(tmp_path: Path, name: str) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    (place.templates / name).unlink()
    _, findings, outputs = run(place)
    (fault,) = findings
    assert (fault.code, fault.place.file) == ("L113", f"templates/{name}")
    assert "找不到这个文件" in fault.message
    assert "results" in outputs


def test_an_office_may_edit_the_word_template(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    put(place, "01")
    with_word_template(place, "{{ notice.opening }}", "特此公示。{{ notice.opening }}")
    _, _, outputs = run(place)
    texts = of_word(outputs["notice_docx"]).texts
    assert any(text.startswith("特此公示。根据") for text in texts)


def test_the_word_template_sets_the_page_of_the_standard() -> None:
    document = Document(str(ROOT / "templates" / "notice.docx"))
    (section,) = document.sections
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    sizes += [section.left_margin, section.right_margin]
    assert [round(size.mm) for size in sizes if size] == [210, 297, 37, 35, 28, 26]
    title, body = (document.styles[name].font.size for name in ("公示标题", "公示正文"))
    assert (title and title.pt, body and body.pt) == (22, 16)
    with zipfile.ZipFile(ROOT / "templates" / "notice.docx") as package:
        styles, fonts = (package.read(f"word/{n}.xml").decode() for n in ("styles", "fontTable"))
    assert 'w:eastAsia="zh-CN"' in styles
    assert all(name in fonts for name in ("仿宋_GB2312", "FangSong", "方正小标宋简体", "SimHei"))
