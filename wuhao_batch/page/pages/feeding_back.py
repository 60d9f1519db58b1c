"""反馈: what each branch lost and why, made, looked at and sent; what no longer holds."""

from wuhao_batch.jobs.carrying import packed
from wuhao_batch.jobs.feedback import FedBack, feedback
from wuhao_batch.jobs.feedback_desk import FeedbackDesk, look_at_feedback
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Download, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.mailing import Mailing, add_mailing, mailing, next_mail
from wuhao_batch.page.pages.papers import shown
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.work import Told, not_on_returns
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.records.stages import Stage
from wuhao_batch.workspace.folders import ImpossibleError

own = Addresses(YearStep.FEEDBACK)

BELOW = f"/{YearStep.FEEDBACK}"

add_mailing(own, Kind.FEEDBACK, BELOW)


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show one row a branch, and which of them no longer hold."""
    known = call.desk.known()
    desk = look_at_feedback(known, call.desk.workspace)
    branches = known.assessment.roster.taking_part
    sending = mailing(call, known, Kind.FEEDBACK, BELOW, branches)
    values = {"known": known, "desk": desk, "mailing": sending}
    is_shown = known.course.stage is Stage.SHOWN
    return View("feedback.html", _next(desk, sending, is_shown=is_shown), values)


@own.does(f"{BELOW}/make")
def make(call: Call) -> Answer:
    """Make the feedback, or a draft of it."""
    draft = call.has("draft")
    title = "生成反馈意见的征求意见稿" if draft else "生成反馈意见"
    return call.begin(title, lambda place, track: feedback(place, draft=draft, track=track), _told)


@own.shows(f"{BELOW}/look/{{code}}")
def look(call: Call) -> Answer:
    """Show the feedback to one branch as it prints."""
    desk = look_at_feedback(call.desk.known(), call.desk.workspace)
    page = desk.of(call.path["code"]).page
    if page is None:
        raise ImpossibleError("这个单位的网页版不在了，请重新生成。")
    return shown(page)


@own.shows(f"{BELOW}/file/{{code}}")
def file(call: Call) -> Answer:
    """Give the workbook with the feedback to one branch."""
    workbook = (
        look_at_feedback(call.desk.known(), call.desk.workspace).of(call.path["code"]).workbook
    )
    if workbook is None:
        raise ImpossibleError("这个单位的反馈意见还没有生成。")
    return Download(workbook.name, workbook)


@own.shows(f"{BELOW}/stick")
def stick(call: Call) -> Answer:
    """Give all workbooks in one package."""
    known = call.desk.known()
    rows = look_at_feedback(known, call.desk.workspace).made
    name = f"{known.assessment.settings.occasion}反馈意见.zip"
    return Download(name, packed(each.workbook for each in rows if each.workbook is not None))


def _told(given: FedBack) -> Told:
    count = len(given.workbooks)
    told = f"已生成{count}份反馈意见，放在 output/feedback。" if count else "没有生成反馈意见。"
    return Told(told, not_on_returns(given.findings), good=bool(count))


def _next(desk: FeedbackDesk, sending: Mailing, *, is_shown: bool) -> Next:
    if desk.refused and not desk.made:
        told = "结果还没有定，反馈意见要等一等；要先征求意见的，可以生成征求意见稿。"
        return Next(told, "去结果", f"/{YearStep.RESULTS}")
    if not desk.made:
        told = "结果定了，可以给各单位生成反馈意见。"
        if is_shown:
            told = "还在公示，结果可能更正。反馈意见可以先生成，公示结束再发。"
        return Next(told, "生成反馈意见", f"{BELOW}/make", does=True)
    if desk.stale:
        told = f"有{len(desk.stale)}份与现在的结果不一致，请重新生成；发出去了的，请再发一次。"
        return Next(told, "重新生成", f"{BELOW}/make", does=True)
    told = "反馈意见都照现在的结果，也都发出了。接着归档。"
    left = None if desk.refused else next_mail(sending, f"{BELOW}/stick")
    return left or Next(told, "去归档", f"/{YearStep.ARCHIVE}")
