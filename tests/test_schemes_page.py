"""The page on writing a scheme as a template: its columns give the sentences that it says."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pytest

from tests.support.drawing import COUNTS, ROOT, SCORES, Rows, book, template_of
from wuhao_batch.assessment import evaluators, grades, layout, roster
from wuhao_batch.assessment.settings import FIELDS
from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.rules.kinds import columns
from wuhao_batch.scoring.scale import beginning

PAGE = (ROOT / "docs" / "schemes.zh.md").read_text("utf-8")

NO_PART_OF_A_SCHEME = {
    *("学院名称", "考核年度", "标题", "报送截止日期", "联系人", "联系电话"),
    *("公示分数", "公示不达标", "公示依据", "公示开始日期", "公示工作日数"),
    *("监督电话", "监督邮箱", "纪检电话", "受理地点", "落款单位", "落款日期"),
    *("反馈内容", "整改起点"),
}
"""Settings of papers; those of mail tell themselves apart."""

OF_MAIL = re.compile("发件|SMTP|IMAP")


def tables_below(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, its header left out."""
    section = PAGE.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


MEASURES = tables_below("1.")
ITEMS = tables_below("2.")


def drawn(items: Rows, measures: Rows, folder: Path) -> tuple[Standard, list[str]]:
    """The standard of such a template, and what there is to tell of it."""
    known = list(columns(original=False))
    scores = [*SCORES, layout.NATURE, layout.START, layout.TOP]
    ends = [[None, None, "小计"], [None, None, "合计"]]
    template = template_of(
        book(评分表=[scores, *items, *ends], 计分明细=[[*COUNTS, *known], *measures]), folder
    )
    return template.standard, [each.code for each in probable_slips(template)]


def figure(text: str) -> float | str:
    return float(text) if re.fullmatch(r"-?[0-9.]+", text) else text


def rows_of_measures() -> Iterator[list[object]]:
    number = 0
    for place, (sentence, unit, filled, _) in enumerate(MEASURES):
        number += not sentence.startswith("（同一项）")
        stated = dict(each.split(" ", 1) for each in filled.split("；"))
        own = {header: figure(text) for header, text in stated.items()}
        row = {"编号": f"1-{number}.{place + 1}", "计分指标": sentence, "单位": unit or None, **own}
        assert not row.keys() - {*COUNTS, *columns(original=False)}
        yield [row.get(header) for header in (*COUNTS, *columns(original=False))]


def test_the_columns_of_a_sentence_are_read_back_as_it_says(tmp_path: Path) -> None:
    measures = list(rows_of_measures())
    codes = list(dict.fromkeys(str(row[0]).rpartition(".")[0] for row in measures))
    items = [[None, code, "内容", 100, "标准"] for code in codes]
    items[0][0] = f"考核（{100 * len(codes)}分）"
    standard, _ = drawn(items, measures, tmp_path)
    told = {measure.name: "；".join(measure.words) for measure in standard.measures}
    assert told == {sentence: words for sentence, _, _, words in MEASURES}


@pytest.mark.parametrize("row", ITEMS, ids=[row[0] for row in ITEMS])
def test_the_points_of_an_item_begin_and_end_as_it_says(row: Sequence[str], tmp_path: Path) -> None:
    sentence, points, *terms, counted, words = row
    cells = [figure(each) or None for each in (points, *terms)]
    name = f"考核（{points}分）" if points and not terms[0] else "考核"
    item = [name, "1-1", sentence, cells[0], "标准", None, None, None, *cells[1:]]
    measures = [
        [f"1-1.{place}", "指标", "次", float(each)]
        for place, each in enumerate(counted.split("、"), start=1)
    ]
    standard, slips = drawn([item], measures, tmp_path)
    (only,) = standard.items
    assert beginning(only.scale, only.terms, measured=True) == words
    assert slips == []


def test_every_word_of_the_vocabulary_is_on_the_page() -> None:
    words = chain(
        columns(original=True),
        columns(original=False),
        layout.SCORES.optional,
        layout.VETOES.optional,
        grades.HEADERS,
        roster.HEADERS,
        evaluators.COLUMNS,
        (key for key in FIELDS if not OF_MAIL.match(key)),
    )
    no_rule = {"编号", "党总支", "书记", "邮箱", "党支部", "参评", "评委编号", "姓名"}
    no_rule |= NO_PART_OF_A_SCHEME
    assert [word for word in words if word not in PAGE and word not in no_rule] == []
