"""Changing one input changes exactly the papers that depend on it."""

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

import pytest

from tests.support.reference_year import shown
from tests.support.year import Office, Year
from wuhao_batch.scoring.model import Standard

COUNTS: dict[str, Any] = {
    "a1.1": 0, "a1.2": "否", "a2.1": 0, "b1.1": 0, "b1.2": 0, "b2.1": 0, "c1.1": 0, "c2.1": "否",
    "c2.2": 0,
}  # fmt: skip
SCORES = {"a1": 12, "a2": 8, "b1": 9, "b2": 0, "b3": 5, "c1": 6, "c2": 6}
UNITS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "01": ("甲总支", "教学", {"b1.1": 3}, {}),
    "02": ("乙总支", "教学", {"b1.1": 2, "a1.1": 1}, {"b1": 6, "b3": 4}),
    "03": ("丙总支", "机关", {"b1.1": 1, "c1.1": 2}, {"b1": 3, "c1": 3}),
    "04": ("丁总支", "机关", {"b1.1": 3, "c2.1": "是"}, {"c2": 0}),
    "05": ("戊总支", "机关", {}, {"b1": 0}),
}
VETOED = "05"

YEAR = Year(
    {
        code: (code, name, kind, f"{name}书记", f"u{code}@example.cn")
        for code, (name, kind, *_) in UNITS.items()
    },
    {
        code: {
            "数量": COUNTS | counts,
            "备注": {},
            "考评得分": SCORES | scores,
            "扣分说明": dict.fromkeys(scores, "会议商定"),
            "是否存在": {"V1": "是" if code == VETOED else "否", "V2": "否"},
        }
        for code, (_, _, counts, scores) in UNITS.items()
    },
    {"表彰名额": 2, "联系人": "王老师", "联系电话": "0531-3", "公示开始日期": "2026-12-22"},
    (("02", "b3", 4, 4.5, "补交了材料", "学院党委会", date(2026, 12, 16)),),
)

SETTINGS: dict[str, tuple[Any, ...]] = {
    "监督电话": ("0531-99",),
    "受理地点": ("办公楼",),
    "公示依据": ("根据有关规定",),
    "落款日期": ("2026-12-20",),
    "公示开始日期": ("2026-12-23",),
    "公示分数": ("总分",),
    "公示不达标": ("否",),
    "联系人": ("李老师",),
    "联系电话": ("0531-98",),
    "发件人": ("组织部",),
    "达标分数线": (30, 45),
    "表彰名额": (1, 3),
    "反馈内容": ("只列失分",),
    "整改起点": (2, 3),
    "标题": ("另一张评分表",),
    "报送截止日期": ("2026-12-01",),
}

ROW = {1: "新总支", 2: "机关", 3: "新书记", 4: "n@example.cn"}
"""Column of 名单 → another content: the name, 类别, 书记, 邮箱."""

FORM = ("数量", "数量", "考评得分", "考评得分", "扣分说明", "备注", "是否存在")
WHERE = (*FORM, "名单", "设置", "会议决定")

DECISION = {3: (3, 4, 5), 4: ("另一条依据",), 5: ("办公会",), 6: (date(2026, 12, 15),)}
"""Column of 会议决定 → other contents: 新分, 依据, 决定人, 日期."""


def changed(year: Year, standard: Standard, chance: Random) -> tuple[str, Year]:
    """One cell of one workbook with another content, and what it is."""
    unit = chance.choice(list(year.rows))
    what = chance.choice(
        ["数量", "数量", "考评得分", "考评得分", "扣分说明", "备注", "是否存在", "名单", "设置"]
    )
    if what == "名单":
        column, text = chance.choice(
            [(1, "新总支"), (2, "机关"), (3, "新书记"), (4, "n@example.cn")]
        )
        return f"名单 {unit} {column}", year.with_row(unit, column, text)
    if what == "会议决定":
        column = chance.choice(list(DECISION))
        value = chance.choice(DECISION[column])
        return f"会议决定 {column} {value}", year.with_decision(column, value)
    if what == "设置":
        key = chance.choice(list(SETTINGS))
        value = chance.choice(SETTINGS[key])
        return f"{key} {value}", year.with_setting(key, value)
    code, value = _cell(year, standard, chance, unit, what)
    return f"{what} {unit} {code} {value}", year.with_cell(unit, what, code, value)


def _cell(year: Year, standard: Standard, chance: Random, unit: str, what: str) -> tuple[str, Any]:
    form = year.forms[unit]
    if what == "数量":
        code = chance.choice(list(COUNTS))
        return code, _other(
            ["否", "是"] if COUNTS[code] == "否" else range(4), form[what][code], chance
        )
    if what == "考评得分":
        item = chance.choice(standard.items)
        steps = [each / 2 for each in range(int(item.scale.full) * 2 + 1)]
        return item.code, _other(steps, form[what][item.code], chance)
    if what == "是否存在":
        code = chance.choice(["V1", "V2"])
        return code, _other(["否", "是"], form[what][code], chance)
    codes = list(SCORES if what == "扣分说明" else COUNTS)
    return chance.choice(codes), "另外的说明"


def _other(values: Any, present: Any, chance: Random) -> Any:
    return chance.choice([each for each in values if each != present])


def differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}


@dataclass(frozen=True)
class Base:
    """A year, its office, and what that makes of it before anything in it is changed."""

    year: Year
    office: Office
    made: dict[str, object]

    def check(self, year: Year, what: str) -> None:
        standard = self.office.assessment.standard
        expected = differing(shown(self.year, standard), shown(year, standard))
        assert differing(self.made, self.office.papers(year)) == expected, what


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    office = Office(tmp_path_factory.mktemp("office"), YEAR)
    return Base(YEAR, office, office.papers(YEAR))


def check(base: Base, seeds: range) -> None:
    for seed in seeds:
        what, year = changed(YEAR, base.office.assessment.standard, Random(seed))  # noqa: S311
        base.check(year, f"{seed}: {what}")


def test_all_papers_are_known_and_come_out_the_same_again(base: Base) -> None:
    assert set(base.made) == set(shown(YEAR, base.office.assessment.standard))
    base.check(YEAR, "nothing")


def test_one_cell_changes_exactly_the_papers_that_show_it(base: Base) -> None:
    check(base, range(8))


@pytest.mark.slow
def test_one_cell_of_many_changes_exactly_the_papers_that_show_it(base: Base) -> None:
    check(base, range(8, 150))


@pytest.mark.parametrize("key", ["监督电话", "联系人", "表彰名额", "公示不达标"])
def test_a_setting_changes_exactly_the_papers_that_show_it(base: Base, key: str) -> None:
    base.check(YEAR.with_setting(key, SETTINGS[key][0]), key)


# --- 复核表 ---------------------------------------------------------------------------------------


GAVE: dict[str, dict[str, Any]] = {unit: SCORES | less for unit, (_, _, _, less) in UNITS.items()}
STRICTER: dict[str, dict[str, Any]] = {
    "01": {"a1": 10.5},
    "03": {"b1": 7, "c2": 5.5},
    "04": {"a2": 4},
}
"""编号 → what the second evaluator gave otherwise: on some items far apart from the first."""

REVIEWED = replace(
    YEAR,
    forms={
        unit: {**form, "考评得分": dict.fromkeys(SCORES), "扣分说明": {}}
        for unit, form in YEAR.forms.items()
    },
    reviews={
        "P1": {u: {c: (p, "材料不全") for c, p in own.items()} for u, own in GAVE.items()},
        "P2": {
            u: {c: (p, "记录不全") for c, p in (own | STRICTER.get(u, {})).items()}
            for u, own in GAVE.items()
        },
    },
)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Base:
    office = Office(tmp_path_factory.mktemp("reviewed"), REVIEWED)
    return Base(REVIEWED, office, office.papers(REVIEWED))


def check_reviews(reviewed: Base, seeds: range) -> None:
    standard = reviewed.office.assessment.standard
    for seed in seeds:
        chance = Random(seed)  # noqa: S311
        evaluator, unit = chance.choice(["P1", "P2"]), chance.choice(list(UNITS))
        item = chance.choice(standard.items)
        score, reason = REVIEWED.reviews[evaluator][unit][item.code]
        if seed % 2:
            steps = [each / 2 for each in range(int(item.scale.full) * 2 + 1)]
            typed = _other(steps, score, chance), reason
        else:
            typed = score, "另外的理由"
        year = REVIEWED.with_review(evaluator, unit, item.code, typed)
        reviewed.check(year, f"{seed}: {evaluator} {unit} {item.code} {typed}")


def test_all_papers_of_evaluators_are_known(reviewed: Base) -> None:
    assert set(reviewed.made) == set(shown(REVIEWED, reviewed.office.assessment.standard))
    reviewed.check(REVIEWED, "nothing")


@pytest.mark.slow
def test_one_cell_of_an_evaluator_changes_exactly_the_papers_that_show_it(reviewed: Base) -> None:
    check_reviews(reviewed, range(6))


@pytest.mark.slow
def test_one_cell_of_many_of_an_evaluator_does_so_too(reviewed: Base) -> None:
    check_reviews(reviewed, range(6, 40))
