"""Pages that belong to no step: opening a workspace, a new year, work under way."""

from pathlib import Path

from wuhao_batch.jobs.init import init
from wuhao_batch.jobs.starting_over import start_over
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Go, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.steps import YearStep, present, step_lines
from wuhao_batch.page.work import Told
from wuhao_batch.workspace.folders import ROSTER, ImpossibleError, open_workspace
from wuhao_batch.workspace.moments import today

own = Addresses()


@own.shows("/")
def home(call: Call) -> Answer:
    """Show the step to go on with, or the ways to a workspace."""
    if not call.desk.is_open:
        return Go("/start")
    call.desk.overview()
    return Go(f"/{present(step_lines(call.desk.last))}")


@own.shows("/start")
def start(call: Call) -> Answer:
    """Offer recent workspaces, a new year, and the folders of this computer."""
    recent = call.desk.recent.folders()
    told = (
        "打开以前的工作文件夹，或者新建一个。" if recent else "先新建一个工作文件夹，一年用一个。"
    )
    place = _folder(call.one("folder"))
    values = {
        "recent": recent,
        "year": today().year,
        "here": place,
        "above": _above(place),
        "folders": _folders(place),
        "is_workspace": (place / ROSTER).is_file(),
        "beside": recent[0].parent if recent else place,
    }
    return View("start.html", Next(told), values)


@own.does("/open")
def open_folder(call: Call) -> Answer:
    """Open a workspace."""
    call.desk.open(_typed(call.one("folder")))
    return Go("/")


@own.does("/new")
def new_year(call: Call) -> Answer:
    """Make a workspace, with last year's roster and templates if there is one."""
    above, name = _typed(call.one("above")), call.one("name")
    if not name or Path(name).name != name:
        told = f"请写新文件夹的名称，如“{today().year}年考核”；名称里不能有斜线。"
        raise ImpossibleError(told)
    like = call.one("like")
    init(above / name, open_workspace(_typed(like)) if like else None)
    call.desk.open(above / name)
    told = "已新建。名单、模板和设置照去年的，请先把设置里的年度和日期改成今年的。"
    call.desk.say(Told(told if like else "已新建。请先填名单和设置。", to=f"/{YearStep.PREPARE}"))
    return Go(f"/{YearStep.PREPARE}")


@own.does("/stop")
def stop(call: Call) -> Answer:
    """Stop the work that is under way."""
    if call.desk.work is not None:
        call.desk.work.stop()
    return Go(call.back)


@own.does("/seen")
def seen(call: Call) -> Answer:
    """Put away what came of the last work."""
    if not call.desk.is_busy:
        call.desk.work = None
    return Go(call.back)


@own.does("/records-lost")
def records_lost(call: Call) -> Answer:
    """Begin lost records anew."""
    act = call.act()
    return call.begin(
        "重新开始记",
        lambda place, track: start_over(place, act=act, track=track),
        lambda findings: Told("已经重新开始记。指定、选定过的文件，请重新作一遍。", findings),
    )


def _typed(text: str) -> Path:
    """Return the folder that somebody has typed, pasted or chosen."""
    text = text.strip().strip("\"'“”").strip()
    if not text:
        raise ImpossibleError("请写文件夹的路径，或在下面点选。")
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise ImpossibleError(f"“{text}”不是完整的路径。请从盘符或根目录写起，或在下面点选。")
    return path


def _folder(text: str) -> Path:
    path = Path(text) if text else Path.home()
    return path if path.is_absolute() and path.is_dir() else Path.home()


def _above(place: Path) -> Path | None:
    return None if place.parent == place else place.parent


def _folders(place: Path) -> list[Path]:
    """Return the folders in a folder, as far as they may be looked into."""
    try:
        found = [each for each in place.iterdir() if not each.name.startswith(".")]
        return sorted((each for each in found if each.is_dir()), key=lambda each: each.name)
    except OSError:
        return []
