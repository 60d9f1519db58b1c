"""公示: what stands in the way, the notice as it prints, objections, and the steps after it."""

from collections.abc import Callable

from wuhao_batch.assessment.objections import WAYS, Disposal, Objection
from wuhao_batch.assessment.settings import spell
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.board import Board, Check, Matter, claims, look_at_board
from wuhao_batch.jobs.close import close
from wuhao_batch.jobs.commend import commend
from wuhao_batch.jobs.known_files import frozen_files
from wuhao_batch.jobs.objecting import (
    Raised,
    Reply,
    answer_objection,
    disposal_of,
    raise_objection,
)
from wuhao_batch.jobs.present import StepOptions
from wuhao_batch.jobs.publish import publish
from wuhao_batch.jobs.stepping import Taken
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.pages.papers import shown
from wuhao_batch.page.pages.resulting import day_of
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.work import Told
from wuhao_batch.records.stages import Stage
from wuhao_batch.workspace.folders import OBJECTIONS, ImpossibleError, Workspace
from wuhao_batch.workspace.progress import Track

own = Addresses(YearStep.PUBLISH)

BELOW = f"/{YearStep.PUBLISH}"

WHERE = {
    Matter.RESULTS: ("去收表", f"/{YearStep.COLLECT}"),
    Matter.PANEL: ("去考评", f"/{YearStep.PANEL}"),
    Matter.MEETING: ("看会议决定", f"/{YearStep.RESULTS}#decisions"),
    Matter.CONFIRM: ("去核实", f"/{YearStep.COLLECT}"),
    Matter.SETTINGS: ("改设置", f"/{YearStep.PREPARE}"),
    Matter.FROZEN: ("去归档页核对", f"/{YearStep.ARCHIVE}"),
    Matter.DUE: ("改设置", f"/{YearStep.PREPARE}"),
    Matter.PAPERS: ("去计分", f"/{YearStep.RESULTS}"),
}
"""Matter → where it is settled: the words on the link, and the address."""

_LABELS = {
    "notice.html": "公示稿",
    "notice.docx": "公示稿（Word）",
    "notice.xlsx": "公示稿（Excel）",
    "results.xlsx": "会议用表",
    "statement.html": "公示情况说明",
    "statement.docx": "公示情况说明（Word）",
    "objections.xlsx": "异议登记表",
    "commendation.html": "表彰决定",
    "commendation.docx": "表彰决定（Word）",
}
"""Frozen files, and what people call them; the others are for the program."""

_KEYS = {name: key for key, name in PAPERS.items()}


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show the checklist, the notice, what was published, and the objections."""
    known, place = call.desk.known(), call.desk.workspace
    board = look_at_board(known, place)
    forms = {name: _KEYS[name] for name in board.forms}
    values = {
        "known": known,
        "board": board,
        "stages": Stage,
        "where": WHERE,
        "forms": forms,
        "page": next((key for name, key in forms.items() if name.endswith(".html")), None),
        "steps_taken": [
            (number, step, [name for name in frozen_files(place, step) if name in _LABELS])
            for number, step in enumerate(board.course.steps)
        ],
        "claims": claims(known) if board.stage in (Stage.CLOSED, Stage.COMMENDED) else (),
        "labels": _LABELS,
        "ways": WAYS,
        "disposals": list(Disposal),
        "objections_file": OBJECTIONS,
        "told_of": _by_cell(board.on_objections),
        "not_told": [each for each in board.on_objections if not each.place.cell],
    }
    return View("publish.html", _next(board), values)


@own.shows(f"{BELOW}/step/{{number}}/{{name}}")
def frozen(call: Call) -> Answer:
    """Show a file as it was frozen."""
    number, steps = call.path["number"], call.desk.known().course.steps
    if number.isdecimal() and int(number) < len(steps):
        files = frozen_files(call.desk.workspace, steps[int(number)])
        if call.path["name"] in files:
            return shown(files[call.path["name"]])
    raise ImpossibleError("没有这个封存的文件，可能已经移走。")


@own.does(f"{BELOW}/issue")
def put_up(call: Call) -> Answer:
    """Publish the notice, or a correction of it."""
    return _step(call, "公示", publish, _told_of_issue)


@own.does(f"{BELOW}/close")
def end(call: Call) -> Answer:
    """End the publication."""

    def told(taken: Taken) -> Told:
        return Told(f"公示已经结束，公示情况说明在 {taken.step.folder}。", taken.findings)

    return _step(call, "结束公示", close, told)


@own.does(f"{BELOW}/commend")
def honour(call: Call) -> Answer:
    """Write the draft of the decision on those whom the committee commends."""
    codes = tuple(call.every("only"))

    def job(place: Workspace, options: StepOptions) -> Taken:
        return commend(place, codes, options)

    return _step(call, "写表彰决定", job, _told_of_commendation)


@own.does(f"{BELOW}/objection")
def note_objection(call: Call) -> Answer:
    """Write down an objection that came."""
    received = day_of(call.one("received"), "收到日期")
    if received is None:
        raise ImpossibleError("请写收到异议的日期。")
    raised = Raised(
        received, call.one("way"), call.has("named"), call.one("codes"), call.one("matter")
    )
    written = raise_objection(call.desk.workspace, raised)
    return call.told(
        Told(f"已记入 {OBJECTIONS} 第{written.row}行。查清以后，在那一条下面写明结果。")
    )


@own.does(f"{BELOW}/answer")
def answer(call: Call) -> Answer:
    """Write down how an objection was settled."""
    board = look_at_board(call.desk.known(), call.desk.workspace)
    objection = _objection(board, call)
    reply = Reply(
        call.one("checker"),
        call.one("result"),
        disposal_of(call.one("disposal")),
        day_of(call.one("answered"), "答复日期"),
    )
    written = answer_objection(call.desk.workspace, objection, reply)
    told = f"已记入 {OBJECTIONS} 第{written.row}行。"
    if reply.disposal is Disposal.CORRECTED:
        told += "请把更正的内容办好，换好设置里的落款日期和公示开始日期，再更正公示。"
    return call.told(Told(told))


def _step(
    call: Call,
    title: str,
    job: Callable[[Workspace, StepOptions], Taken],
    tell: Callable[[Taken], Told],
) -> Answer:
    act = call.act()

    def take(place: Workspace, track: Track) -> Taken:
        return job(place, StepOptions(act=act, track=track))

    return call.begin(title, take, tell)


def _objection(board: Board, call: Call) -> Objection:
    """Return the objection that a button stands beside, if nobody has changed it since."""
    for each in board.objections:
        if (str(each.row), each.matter) == (call.one("row"), call.one("was")):
            return each
    raise ImpossibleError(f"{OBJECTIONS} 刚刚有人改过，没有写入。请看一看再填一次。")


def _by_cell(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Return row of the list of objections → the findings in it."""
    rows: dict[str, list[Finding]] = {}
    for each in findings:
        if each.place.cell:
            rows.setdefault(each.place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), []).append(each)
    return rows


def _told_of_issue(taken: Taken) -> Told:
    step = taken.step
    what = "公示" if step.number == 1 else "更正公示"
    until = f"公示期自{spell(step.begins)}起至{spell(step.ends)}止"
    told = f"已{what}，封存在 {step.folder}，以后以它为准。{until}；有异议的记在下面。"
    return Told(told, taken.findings)


def _told_of_commendation(taken: Taken) -> Told:
    instead = f"，代替 {taken.replaces} 的" if taken.replaces else ""
    told = f"表彰决定的代拟稿在 {taken.step.folder}{instead}。"
    return Told(f"{told}要修改的，请另存一份再改，这一份请不要动。", taken.findings)


def _next(board: Board) -> Next:
    standing = board.course.standing
    if standing is None or board.awaits_correction:
        return _to_put_up(board)
    if board.stage is Stage.CLOSED:
        return Next("公示已经结束。党委确定表彰的单位以后，写表彰决定。", "去写", "#commend")
    if board.stage is Stage.COMMENDED:
        told = "表彰决定的代拟稿已经写好。接着给各单位反馈。"
        return Next(told, "去反馈", f"/{YearStep.FEEDBACK}")
    until = spell(standing.ends)
    if board.open_objections:
        told = f"有{len(board.open_objections)}条异议还没有办结，公示期到{until}。"
        return Next(told, "去办", "#objections")
    if not board.is_over:
        return Next(f"正在公示，到{until}期满。有异议的，记在下面。", "记异议", "#objections")
    return Next(f"公示期{until}已满，可以结束公示，写公示情况说明。", "去结束公示", "#close")


def _to_put_up(board: Board) -> Next:
    what = "更正公示" if board.standing is not None else "公示"
    first: Check | None = next(iter(board.hindering), None)
    if first is None:
        told = f"都齐了。看过下面的公示稿，填好经办人和理由，就可以{what}。"
        return Next(told, f"去{what}", "#issue")
    if first.matter is Matter.PAPERS:
        told = f"{what}以前：{first.told}"
        return Next(told, "计分", f"/{YearStep.RESULTS}/run", does=True)
    told = f"{what}以前还有{len(board.hindering)}件事要办，先办：{first.matter}。"
    return Next(told, *WHERE[first.matter])
