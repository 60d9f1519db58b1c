"""发表: one form a branch, by mail, by draft or by hand."""

from pathlib import Path

from wuhao_batch.findings.finding import finding, first_of
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs.carrying import packed
from wuhao_batch.jobs.issue import Issued, issue
from wuhao_batch.jobs.overtaken import sent_otherwise, to_make_anew
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.picture import picture
from wuhao_batch.jobs.rescheduling import over_before_issue
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Download, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.mailing import Mailing, add_mailing, mailing, next_mail
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.work import Told
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.folders import ImpossibleError

own = Addresses(YearStep.ISSUE)

BELOW = f"/{YearStep.ISSUE}"

add_mailing(own, Kind.FORM, BELOW)


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show the forms, and one row a mailbox."""
    known = call.desk.known()
    sending = mailing(call, known, Kind.FORM, BELOW, known.assessment.roster.taking_part)
    made = _made(call, known)
    anew, otherwise = to_make_anew(known, call.desk.workspace), sent_otherwise(known)
    told = [each.name for each in otherwise]
    values = {
        "known": known,
        "mailing": sending,
        "made": made,
        "anew": anew,
        "about_sent": [finding("D020", names=first_of(told))] if told else [],
    }
    return View("issue.html", _next(known, sending, len(made), len(anew), len(told)), values)


@own.does(f"{BELOW}/make")
def make(call: Call) -> Answer:
    """Make one form for each branch."""
    return call.begin("生成评分表", lambda place, track: issue(place, track=track), _told)


@own.shows(f"{BELOW}/look/{{code}}")
def look(call: Call) -> Answer:
    """Show the form of one branch as it prints."""
    known = call.desk.known()
    branch = known.assessment.roster.branch(call.path["code"])
    path = _made(call, known).get(branch.code)
    if path is None:
        raise ImpossibleError(f"“{branch.name}”的评分表还没有生成。请先生成评分表。")
    values = {"name": branch.name, "sheets": picture(path.read_bytes()), "code": branch.code}
    return View("look.html", values=values)


@own.shows(f"{BELOW}/file/{{code}}")
def file(call: Call) -> Answer:
    """Give the form of one branch."""
    known = call.desk.known()
    branch = known.assessment.roster.branch(call.path["code"])
    path = _made(call, known).get(branch.code)
    if path is None:
        raise ImpossibleError(f"“{branch.name}”的评分表还没有生成。请先生成评分表。")
    return Download(path.name, path)


@own.shows(f"{BELOW}/stick")
def stick(call: Call) -> Answer:
    """Give the forms in one package: of all, or of those chosen."""
    known = call.desk.known()
    made, settings = _made(call, known), known.assessment.settings
    if code := call.one("code"):
        branch = known.assessment.roster.branch(code)
        chosen = [made[branch.code]] if branch.code in made else []
        name = chosen[0].stem if chosen else ""
    else:
        chosen, name = list(made.values()), f"{settings.occasion}评分表"
    return Download(f"{name}.zip", packed(chosen))


def _made(call: Call, known: Known) -> dict[str, Path]:
    """Return 编号 → the form that lies there."""
    names = form_names(known.assessment.roster.taking_part, known.assessment.settings.period)
    paths = {code: call.desk.workspace.forms / name for code, name in names.items()}
    return {code: path for code, path in paths.items() if path.is_file()}


def _told(issued: Issued) -> Told:
    return Told(f"已生成{len(issued.forms)}份评分表，放在 output/forms。", issued.findings)


def _next(known: Known, sending: Mailing, made: int, anew: int, otherwise: int) -> Next:
    whole = len(known.assessment.roster.taking_part)
    if not known.assessment.asks_branches:
        return Next("照设置，这次不用给各单位发表。", "去考评", f"/{YearStep.PANEL}")
    are_out = _are_out(known)
    if over := over_before_issue(known.assessment, known.report.forms_are_out):
        return Next(over, "去准备", f"/{YearStep.PREPARE}")
    if made < whole and not are_out:
        told = f"{whole}个单位，" + (f"已有{made}份评分表。" if made else "还没有评分表。")
        return Next(f"{told}先生成评分表，看一看再发。", "生成评分表", f"{BELOW}/make", does=True)
    if anew:
        told = f"生成以后，模板、名单或设置改过，{anew}份评分表还是以前的。先重新生成，再发。"
        return Next(told, "重新生成", f"{BELOW}/make", does=True)
    left = None
    if sending.in_doubt or not are_out:
        left = next_mail(sending, f"{BELOW}/stick")
    if left is None and otherwise:
        told = f"都发出了，但{otherwise}个单位手里的表和现在的不同。要改用新表的，点“要再发一次”。"
        return Next(told, "看改动影响什么", f"/{YearStep.PREPARE}/changes")
    waiting = any(not each.returned for each in known.report.branches if each.branch.takes_part)
    told = "都发出了，等各单位填好交回。" if waiting else "都已经交回了，不用再发。"
    return left or Next(told, "去收表", f"/{YearStep.COLLECT}")


def _are_out(known: Known) -> bool:
    """True if every branch was sent its form, or has handed one in however it came by it."""
    taking_part = (each for each in known.report.branches if each.branch.takes_part)
    return all(each.sent or each.returned for each in taking_part)
