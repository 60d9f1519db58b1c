"""Templates → pages: what stands on every page, around what one page shows."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wuhao_batch.numbers import from_points, plain
from wuhao_batch.outcome.changes import UnitChange
from wuhao_batch.outcome.changes_in_words import signed
from wuhao_batch.outputs.decided import in_full
from wuhao_batch.page.answers import View
from wuhao_batch.page.desk import Desk
from wuhao_batch.page.events import mark
from wuhao_batch.page.steps import YearStep, step_lines
from wuhao_batch.page.wording import in_words_of_the_page
from wuhao_batch.page.work import Work
from wuhao_batch.workspace.folders import PANEL_FOLDER, RETURNED_FOLDER
from wuhao_batch.workspace.moments import in_china

HERE = Path(__file__).parent


def _environment() -> Environment:
    loader = FileSystemLoader(HERE / "views")
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters["told"] = in_words_of_the_page
    made.filters["moment"] = moment
    made.filters["day"] = day
    made.filters["local"] = lambda at: moment(in_china(at))
    made.filters["came"] = came
    made.filters["points"] = plain
    made.filters["from_points"] = lambda points: plain(from_points(points))
    made.filters["decided"] = in_full
    made.filters["moved"] = moved
    return made


def moment(at: datetime) -> str:
    """Return a time as the papers write it."""
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def day(at: date) -> str:
    """Return a day as the papers write it."""
    return f"{at.year}年{at.month}月{at.day}日"


def came(file: str) -> str:
    """Return the name of a file that came, without the folder that all of them lie in."""
    return file.removeprefix(f"{RETURNED_FOLDER}/").removeprefix(f"{PANEL_FOLDER}/")


def moved(change: UnitChange) -> str:
    """Return in short how a unit stands against earlier results."""
    if change.came:
        return "新列入"
    climbed, gain = change.climbed, change.gain
    places = f"{'升' if climbed > 0 else '降'}{abs(climbed)}名" if climbed else ""
    points = f"{signed(gain)}分" if gain else ""
    return "，".join(each for each in (places, points) if each) or "有变化"


_ENVIRONMENT = _environment()


def _is_old(work: Work, step: YearStep | None) -> bool:
    """True if what came of work is one line now: it is overtaken, or belongs to another step."""
    _, _, below = work.page.partition("/")
    return work.is_overtaken or (step is not None and not below.startswith(step))


def render(view: View, desk: Desk, step: YearStep | None) -> str:
    """Return a page: the steps, what is under way, what is told, and the view in between."""
    seen = desk.last if desk.is_open else None
    settings = seen.known.assessment.settings if seen and seen.known else None
    around: Mapping[str, Any] = {
        "occasion": settings.occasion if settings else "",
        "folder": str(desk.workspace.root) if desk.is_open else "",
        "steps": step_lines(seen) if desk.is_open else (),
        "step": step,
        "work": desk.work,
        "folded": desk.work is not None and _is_old(desk.work, step),
        "said": desk.said(),
        "next": view.next,
        "mark": mark(seen.stamp) if seen and step else "",
        "clerk": desk.clerk,
        "over": False,
    }
    return _ENVIRONMENT.get_template(view.template).render({**around, **view.values})
