"""考评: the evaluators' workbooks out and in, their marks, and where they are far apart."""

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.carrying import packed
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.panel import IssuedPanel, panel
from wuhao_batch.jobs.panel_desk import PanelDesk, Seat, look_at_panel, marks_of
from wuhao_batch.jobs.remind import remind
from wuhao_batch.mail.dispatch import Order
from wuhao_batch.outcome.analysis import Disagreement, disagreements
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Download, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.dropping import take_in
from wuhao_batch.page.mailing import (
    Mailing,
    add_mailing,
    codes_of,
    mailing,
    next_mail,
    told_of_mails,
    transport,
)
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.work import Told, not_on_returns
from wuhao_batch.panel.beside_returns import NOT_HANDED_IN
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.workspace.moments import today

own = Addresses(YearStep.PANEL)

BELOW = f"/{YearStep.PANEL}"

add_mailing(own, Kind.PANEL, BELOW)


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show one row an evaluator, and the items on which they are far apart."""
    known = call.desk.known()
    desk = look_at_panel(known, call.desk.workspace)
    apart = disagreements(known.outcome)
    sending = mailing(call, known, Kind.PANEL, BELOW, known.assessment.panel)
    values = {
        "known": known,
        "desk": desk,
        "mailing": sending,
        "apart": apart,
        "today": today(),
        "units": {each.code: each.name for each in known.assessment.roster.branches},
        "about_all": _about_all(desk),
        "names": {each.code: each.label for each in known.assessment.panel},
    }
    return View("panel.html", _next(known, desk, sending, apart), values)


@own.does(f"{BELOW}/make")
def make(call: Call) -> Answer:
    """Make one workbook for each evaluator."""
    return call.begin("生成复核表", lambda place, track: panel(place, track=track), _told)


@own.does(f"{BELOW}/drop", takes_files=True)
def drop(call: Call) -> Answer:
    """Take in what evaluators handed in."""
    return take_in(call, panel=True)


@own.shows(f"{BELOW}/made/{{code}}")
def made(call: Call) -> Answer:
    """Give the workbook of one evaluator."""
    known = call.desk.known()
    evaluator = _evaluator(known, call.path["code"])
    for seat in look_at_panel(known, call.desk.workspace).seats:
        if seat.evaluator is evaluator and seat.made is not None:
            return Download(seat.made.name, seat.made)
    raise ImpossibleError(f"{evaluator.label}的复核表还没有生成。")


@own.shows(f"{BELOW}/stick")
def stick(call: Call) -> Answer:
    """Give all workbooks in one package."""
    known = call.desk.known()
    seats = look_at_panel(known, call.desk.workspace).seats
    name = f"{known.assessment.settings.occasion}复核表.zip"
    return Download(name, packed(seat.made for seat in seats if seat.made is not None))


@own.does(f"{BELOW}/remind")
def urge(call: Call) -> Answer:
    """Write to the evaluators who have not given all of their marks."""
    order, known = Order(codes_of(call), what=Kind.PANEL), call.desk.known()
    way = transport(call, known) if call.has("send") else None
    title = "发送催评邮件" if way else "生成催评邮件"
    return call.begin(
        title, lambda place, track: remind(place, order, way, track=track), told_of_mails
    )


@own.shows(f"{BELOW}/marks/{{code}}")
def marks(call: Call) -> Answer:
    """Show the marks that one evaluator gave."""
    known = call.desk.known()
    evaluator = _evaluator(known, call.path["code"])
    codes = [each.code for each in known.assessment.standard.items if each.code in evaluator.items]
    branches = [
        each
        for each in known.assessment.roster.taking_part
        if each.code in known.outcome.examined.accepted
    ]
    values = {
        "evaluator": evaluator,
        "items": [known.assessment.standard.item(code) for code in codes],
        "branches": branches,
        "marks": marks_of(known.outcome, evaluator),
        "unit": known.assessment.words.unit,
    }
    return View("marks.html", values=values)


def _about_all(desk: PanelDesk) -> list[Finding]:
    """Return the findings on no workbook; nobody is late while none has been made."""
    begun = any(seat.made or seat.file for seat in desk.seats)
    return [each for each in desk.findings if begun or each.code != NOT_HANDED_IN]


def _evaluator(known: Known, code: str) -> Evaluator:
    for each in known.assessment.panel:
        if each.code == code:
            return each
    raise ImpossibleError(f"没有编号是“{code}”的评委。")


def _told(issued: IssuedPanel) -> Told:
    count, found = len(issued.workbooks), not_on_returns(issued.findings)
    if issued.inspection:
        return Told(f"已生成{count}份检查清单，要查{issued.expected}个单位。", found)
    came = f"{issued.returned}个单位的评分表已收回，共{issued.expected}个"
    return Told(f"已生成{count}份复核表（{came}）。", found)


def _next(known: Known, desk: PanelDesk, sending: Mailing, apart: list[Disagreement]) -> Next:
    on_to_results = "去结果", f"/{YearStep.RESULTS}"
    if known.assessment.settings.basis != Basis.PANEL:
        return Next("照设置，以自评得分为准，考评组不用打分。", *on_to_results)
    if why := _to_be_made(known, desk):
        return Next(why, "生成复核表", f"{BELOW}/make", does=True)
    if desk.disputed:
        names = "、".join(seat.evaluator.label for seat in desk.disputed)
        return Next(f"{names}交了内容不同的几份，请选定以哪一份为准。", "去选定", "#out")
    if left := [seat for seat in desk.seats if not seat.is_done]:
        return _to_come(left, sending)
    if waiting := [each for each in apart if each.item.code not in each.result.decided]:
        told = f"都评完了。有{len(waiting)}项评委相差大，请会议研究；定了的，写在那一项旁边。"
        return Next(told, "看相差大的", "#apart")
    return Next("评委都评完了。", *on_to_results)


def _to_be_made(known: Known, desk: PanelDesk) -> str:
    """Return why the workbooks are to be made, "" if nothing asks for that."""
    if not any(seat.made or seat.file for seat in desk.seats):
        return "还没有复核表。收齐评分表以后，给每位评委生成一份。"
    if known.outcome.stale:
        count = len(known.outcome.stale)
        return f"有{count}处打分以后填报又有变动，请生成新的复核表，发给评委重看。"
    if any(seat.stale for seat in desk.seats):
        return "生成复核表以后填报有变动，请重新生成再发给评委。评委填过的会带过去。"
    return ""


def _to_come(left: list[Seat], sending: Mailing) -> Next:
    """Return what to do while evaluators have not given all of their marks."""
    unsent = {each.code for row in sending.to_send for each in row.people}
    waiting = any(seat.file is None and seat.evaluator.code in unsent for seat in left)
    if waiting and (mail := next_mail(sending, f"{BELOW}/stick")):
        return mail
    names = "、".join(seat.evaluator.label for seat in left)
    told = f"把复核表发给评委，交回的拖到下面。还在等：{names}。"
    return Next(told, "放入交回的复核表", "#drop")
