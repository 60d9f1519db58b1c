"""Every kind of work of a year, as the pages begin it: a button after the other, on four branches.

Of these one sends a good form and another one in one archive, one has lost the identity of its
form, one sends two versions, one makes a mistake.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx2

from tests.support.acts import BY, WHY
from tests.support.desk import Browser
from tests.support.drawing import (
    applying,
    good_inputs,
    good_scores,
    loaded,
    merged,
    small_template,
    workspace,
    zipped,
)
from tests.support.stages import clock_at, set_in_roster
from tools.filling import Inputs, fill_form, fill_panel, open_form, strip_identity, type_in
from wuhao_batch.page.steps import YearStep
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.packages import to_bytes

ACT = {"by": BY, "why": WHY}
ROWS = [
    [f"{number:02}", f"{name}党总支", "教学", "", f"b{number}@example.cn"]
    for number, name in enumerate("甲乙丙丁", start=1)
]
PEOPLE = [["P1", "赵评委", "", "", "p1@example.cn"], ["P2", "钱评委", "", "", "p2@example.cn"]]
ISSUED, MET, POSTED, CORRECTED, ENDED = (
    date(2026, 11, 16), date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 11),
    date(2026, 12, 21),
)  # fmt: skip

Fields = Mapping[str, str | list[str]]
Files = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Button:
    """One button: the page that it is on, its address, what is sent with it, and what is told."""

    page: str
    path: str
    day: date
    fields: Fields
    files: Callable[[Workspace], Files] | None = None
    before: Callable[[Workspace], object] = lambda _: None
    """What is done in Excel before it is pressed."""

    @property
    def step(self) -> YearStep:
        """The step of the year to which its page belongs."""
        return YearStep(self.page.split("/")[1])

    def press(self, place: Workspace) -> httpx2.Response:
        """Open the pages, press the button, wait for its work, and see the page that follows."""
        with clock_at(self.day), opened(place) as browser:
            if self.files is None:
                return browser.press(self.path, on=self.page, **self._fields(place))
            return browser.drop(self.path, self.files(place), on=self.page)

    def _fields(self, place: Workspace) -> Fields:
        named = {"{root}": str(place.root), "{above}": str(place.root.parent)}
        return {
            key: named.get(value, value) if isinstance(value, str) else value
            for key, value in self.fields.items()
        }


def opened(place: Workspace) -> Browser:
    """The pages of a workspace."""
    return Browser(place.root, place.root.parent / "recent.json")


def begun(folder: Path) -> Workspace:
    """A year of which nothing has been done."""
    settings = {"落款日期": "2026-12-07", "表彰名额": "2"}
    return workspace(folder, ROWS, small_template(), PEOPLE, **settings)


# --- what comes by post ---------------------------------------------------------------------------


def _filled(place: Workspace, code: str, more: Inputs | None = None) -> bytes:
    (blank,) = place.forms.glob(f"{code}*.xlsx")
    assessment = loaded(place)
    good = applying(good_inputs(assessment), assessment.roster.branch(code))
    return fill_form(blank.read_bytes(), merged(good, more or {}))


def _came(place: Workspace) -> Files:
    nobodys = open_form(_filled(place, "02"))
    strip_identity(nobodys)
    return [
        ("一起.zip", zipped({"01.xlsx": _filled(place, "01"), "说明.txt": b"..."})),
        ("评分表.xlsx", to_bytes(nobodys)),
        ("03一.xlsx", _filled(place, "03")),
        ("03二.xlsx", _filled(place, "03", {"数量": {"a1.1": 1}})),
        ("04.xlsx", _filled(place, "04", {"数量": {"a1.1": -1}})),
    ]


def _mended(place: Workspace) -> Files:
    letters = (
        message_from_bytes(each.read_bytes(), policy=default) for each in place.mail.glob("*.eml")
    )
    forms = [
        each.get_content()
        for letter in letters
        for each in letter.iter_attachments()
        if letter["To"] == ROWS[3][4] and str(each.get_filename()).endswith("更正.xlsx")
    ]
    workbook = open_form(forms[0])
    type_in(workbook, {"数量": {"a1.1": 0}})
    return [("04改.xlsx", to_bytes(workbook))]


def _marked(place: Workspace) -> Files:
    own = good_scores(loaded(place))
    marks = {row[0]: dict(own) for row in ROWS}
    return [
        (path.name, fill_panel(path.read_bytes(), marks))
        for path in sorted(place.panel_forms.glob("*.xlsx"))
    ]


def _new_days(place: Workspace) -> None:
    set_in_roster(place, 落款日期="2026-12-11", 公示开始日期="2026-12-14")


_DECIDED = {"branch": "02", "code": "b3", "after": "4", "day": "2026-12-07", **ACT}
_RAISED = {"received": "2026-12-10", "way": "来信", "named": "1", "codes": "02", "matter": "少计"}
_REPLY = {
    "row": "2", "was": "少计", "checker": BY, "result": "属实", "disposal": "更正",
    "answered": "2026-12-11",
}  # fmt: skip

YEAR = {
    "forms made": Button("/issue", "/issue/make", ISSUED, {}),
    "mails made": Button("/issue", "/issue/compose", ISSUED, {}),
    "mails noted as sent": Button(
        "/issue", "/issue/settle", ISSUED, {"only": "01,02", "word": "sent", **ACT}
    ),
    "files taken in": Button("/collect", "/collect/drop", ISSUED, {}, _came),
    "owner named": Button(
        "/collect", "/collect/assign", ISSUED,
        {"file": "input/returned/评分表.xlsx", "code": "02", **ACT},
    ),
    "version chosen": Button(
        "/collect", "/collect/accept", ISSUED, {"file": "input/returned/03二.xlsx", **ACT}
    ),
    "letters made": Button("/collect/letters", "/collect/letters/compose", ISSUED, {}),
    "a mended form taken in": Button("/collect", "/collect/drop", ISSUED, {}, _mended),
    "panel's workbooks made": Button("/panel", "/panel/make", ISSUED, {}),
    "panel's mails made": Button("/panel", "/panel/compose", ISSUED, {}),
    "panel's workbooks taken in": Button("/panel", "/panel/drop", MET, {}, _marked),
    "draft made": Button("/results", "/results/run", MET, {"draft": "1"}),
    "scored": Button("/results", "/results/run", MET, {}),
    "published": Button("/publish", "/publish/issue", POSTED, ACT),
    "objection noted": Button("/publish", "/publish/objection", CORRECTED, _RAISED),
    "objection answered": Button("/publish", "/publish/answer", CORRECTED, _REPLY),
    "meeting decided": Button("/results", "/results/decide", CORRECTED, _DECIDED),
    "scored again": Button("/results", "/results/run", CORRECTED, {}, before=_new_days),
    "corrected": Button("/publish", "/publish/issue", CORRECTED, ACT),
    "closed": Button("/publish", "/publish/close", ENDED, ACT),
    "commended": Button("/publish", "/publish/commend", ENDED, {"only": ["01", "02"], **ACT}),
    "feedback made": Button("/feedback", "/feedback/make", ENDED, {}),
    "feedback's mails made": Button("/feedback", "/feedback/compose", ENDED, {}),
    "scored at last": Button("/results", "/results/run", ENDED, {}),
    "packed": Button("/archive", "/archive/pack", ENDED, {}),
    "next year begun": Button(
        "/prepare", "/new", ENDED, {"above": "{above}", "name": "next", "like": "{root}"}
    ),
}  # fmt: skip
"""What is done, in its order."""
