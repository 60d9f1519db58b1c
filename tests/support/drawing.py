"""Draw workbooks inside a test: a sheet is a list of rows, a row a list of cells."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tools.sample_year import own_scores
from wuhao_batch.assessment.evaluators import COLUMNS
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import HEADERS, Branch
from wuhao_batch.assessment.template import Template, load_template
from wuhao_batch.jobs.handing_in import HandedIn, Reader, files_of
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.scoring.model import item_of
from wuhao_batch.workspace.folders import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "templates" / "score_template.xlsx"

PUBLISHABLE = {
    "考核年度": "2026",
    "学院名称": "示例学院",
    "公示依据": "根据有关意见，经学院党委研究",
    "监督电话": "0531-1",
    "监督邮箱": "a@example.cn",
    "纪检电话": "0531-2",
    "受理地点": "行政楼305室",
    "落款日期": "2026-12-21",
}
"""Settings with which a notice lacks nothing."""

Rows = Sequence[Sequence[Any]]

SCORES = ["项目", "编号", "考评内容", "考评分数", "考评标准", "自评得分", "考评得分", "扣分说明"]
COUNTS = ["编号", "计分指标", "单位", "每单位加减分", "出现即为0分"]
COUNTS += ["最少数量", "不足扣分", "最多数量", "数量", "备注"]
GRADES = ["等次", "最低分", "名额", "单项失分不超过", "条件项"]
VETOES = ["序号", "情形", "是否存在", "涉及党支部", "时间", "情况说明"]


def book(**sheets: Rows) -> bytes:
    """A workbook with those sheets; a text that begins with = stays a text."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str):
                cell.data_type = "s"
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file with those entries, the same at any time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def in_word(path: Path, old: str, new: str) -> None:
    """Put something else into the body of a Word file."""
    parts = parts_of(path.read_bytes())
    text = parts["word/document.xml"].decode()
    assert old in text
    path.write_bytes(zipped(parts | {"word/document.xml": text.replace(old, new).encode()}))


def small_template(**changed: Rows) -> bytes:
    """Another assessment: 3 categories, 7 items, 50 points, 9 measures, 2 vetoes.

    Its headers stand elsewhere, in another order and with other sheet names than the college's.
    """
    sheets: dict[str, Rows] = {
        "说明": [["请按实际情况填写。"]],
        "打分": [
            ["{标题}"],
            [],
            [
                "编号",
                "项目",
                "考评标准",
                "考评内容",
                "考评分数",
                "考评得分",
                "扣分说明",
                "自评得分",
            ],
            ["a1", "学习（20）", "每少一次扣2分", "按时学习", 12],
            ["a2", None, "有作弊为0分", "诚信", 8],
            [None, None, None, "小计", 20],
            ["b1", "实践（18）", "每次加3分", "参加活动", 9],
            ["b2", None, "每次加0.2分，少于2次扣1分", "投稿", 4],
            ["b3", None, "无细则", "综合评价", 5],
            [None, None, None, "小计", 18],
            ["c1", "纪律（12）", "每次扣1.5分", "出勤", 6],
            ["c2", None, "有处分扣6分", "处分", 6],
            [None, None, None, "小计", 12],
            [None, None, None, "合计", 50],
        ],
        "数一数": [
            COUNTS,
            ["a1.1", "缺少的次数", "次", -2],
            ["a1.2", "从未学习", "是否", None, "是"],
            ["a2.1", "作弊", "起", None, "是"],
            ["b1.1", "活动", "次", 3],
            ["b1.2", "无总结", "份", -0.5],
            ["b2.1", "稿件", "篇", 0.2, None, 2, 1],
            ["c1.1", "缺勤", "次", -1.5, None, None, None, 20],
            ["c2.1", "受处分", "是否", -6],
            ["c2.2", "通报", "次", -1],
        ],
        "否决": [VETOES, ["V1", "重大事故"], ["V2", "弄虚作假"]],
    }
    return book(**(sheets | changed))


def roster(branches: Rows, evaluators: Rows = (), **settings: Any) -> bytes:
    """A roster workbook: rows of 名单 and 评委 (short rows are blank behind) and the settings.

    Without evaluators the 考评组 scores in the forms, and the settings say so.
    """
    scored_in = {} if evaluators else {"考评得分填在": "评分表"}
    values = PUBLISHABLE | scored_in | settings
    sheets: dict[str, Rows] = {
        "名单": [list(HEADERS), *branches],
        "设置": [["设置项", "值", "说明"], *([key, value] for key, value in values.items())],
    }
    if evaluators:
        sheets["评委"] = [list(COLUMNS[: max(map(len, evaluators), default=4)]), *evaluators]
    return book(**sheets)


def workspace(
    root: Path,
    branches: Rows,
    template: bytes | None = None,
    evaluators: Rows = (),
    **settings: Any,
) -> Workspace:
    """A workspace on disk with that roster and template."""
    for folder in ("templates", "input/returned", "input/panel", "output"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "templates" / "score_template.xlsx").write_bytes(template or TEMPLATE.read_bytes())
    for each in (ROOT / "templates").iterdir():
        if each != TEMPLATE:
            (root / "templates" / each.name).write_bytes(each.read_bytes())
    (root / "input" / "roster.xlsx").write_bytes(roster(branches, evaluators, **settings))
    return open_workspace(root)


_LOADED: dict[tuple[bytes, bytes], Assessment] = {}
_MOST_LOADED = 50


def loaded(place: Workspace) -> Assessment:
    """The assessment of a workspace that is in order; the same files are read once."""
    key = (place.template.read_bytes(), place.roster.read_bytes())
    if key not in _LOADED:
        assessment, findings = load(place)
        assert assessment is not None, [found.message for found in findings]
        if len(_LOADED) >= _MOST_LOADED:
            _LOADED.clear()
        _LOADED[key] = assessment
    return _LOADED[key]


def template_of(data: bytes, folder: Path) -> Template:
    """A template that is in order."""
    path = folder / "template.xlsx"
    path.write_bytes(data)
    template, findings = load_template(path)
    assert template is not None, [found.message for found in findings]
    return template


def handed_in(place: Workspace, *, latest: bool = False) -> HandedIn:
    """All that lies in a workspace, read in this process."""
    return Reader(InProcess(), place, latest).read(loaded(place), files_of(place))


_OWN: dict[tuple[str, str], dict[str, float | int]] = {}


def good_inputs(assessment: Assessment, **panel: Any) -> dict[str, Mapping[str, Any]]:
    """Inputs without a fault: nothing lost, nothing earned, the panel gives what the counts give.

    ``panel`` replaces panel scores by item code, ``-`` written as ``_``. Where the 考评组 scores
    apart, there are no others.
    """
    changed = {code.replace("_", "-"): value for code, value in panel.items()}
    scores = {} if assessment.panel_apart() else good_scores(assessment)
    return {
        "数量": good_counts(assessment),
        "考评得分": scores | changed,
        "扣分说明": dict.fromkeys(changed, "考评组认定"),
        "是否存在": {veto.code: "否" for veto in assessment.standard.vetoes},
    }


def applying(inputs: Mapping[str, Mapping[str, Any]], branch: Branch) -> dict[str, dict[str, Any]]:
    """Those inputs that are on items which apply to a branch."""
    return {
        header: {
            code: value
            for code, value in column.items()
            if header == "是否存在" or not {code, item_of(code)} & set(branch.left_out)
        }
        for header, column in inputs.items()
    }


def good_counts(assessment: Assessment) -> dict[str, Any]:
    """Counts of a branch that has lost and earned nothing."""
    answers = {m.code: m.answer for m in assessment.standard.measures}
    return {code: each.spoken(0) if each.choices else 0 for code, each in answers.items()}


def good_scores(assessment: Assessment) -> dict[str, float | int]:
    """The scores that those counts give, 1 where there is nothing to count."""
    standard = assessment.standard
    key = (standard.digest, assessment.settings.capping)
    if key not in _OWN:
        _OWN[key] = own_scores(assessment, good_counts(assessment))
    return _OWN[key] | {item.code: 1 for item in standard.items if not item.measures}


def merged(*inputs: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Inputs laid over each other, later ones first."""
    result: dict[str, dict[str, Any]] = {}
    for each in inputs:
        for header, values in each.items():
            result.setdefault(header, {}).update(values)
    return result
