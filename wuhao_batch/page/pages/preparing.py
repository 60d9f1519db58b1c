"""准备: template, roster and settings, as they were saved last."""

from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.findings.finding import Severity, has_errors
from wuhao_batch.forms.live_scores import without_live_score
from wuhao_batch.jobs.overtaken import changed_since_issued, overtaken
from wuhao_batch.jobs.overview import Known, Overview
from wuhao_batch.jobs.rescheduling import over_before_issue
from wuhao_batch.outputs.notice.window import lacking, plan_window
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.steps import YearStep
from wuhao_batch.workspace.folders import ROSTER, TEMPLATE, ImpossibleError

own = Addresses(YearStep.PREPARE)

_OWN_FILES = {"roster": ROSTER, "template": TEMPLATE}
_NAMES = {"roster": "名单", "template": "模板"}


@own.shows("/prepare")
def show(call: Call) -> Answer:
    """Show the faults of all of it at once, the standard, and the window of the notice."""
    seen = call.desk.overview()
    told = _told(seen.known) if seen.known else {}
    values = {"seen": seen, "known": seen.known, "files": _OWN_FILES, **told}
    known, place = seen.known, call.desk.workspace
    changed = len(changed_since_issued(known, place)) if known else 0
    return View("prepare.html", _next(seen, changed), values)


@own.shows("/prepare/changes")
def changes(call: Call) -> Answer:
    """Show what was made or sent and does not hold any more."""
    known = call.desk.known()
    found = overtaken(known, call.desk.workspace)
    told = "发出和生成过的，都还照现在的模板、名单和收到的表。"
    if found.forms or found.findings:
        told = "下面这些是照以前的模板、名单或表做的。要紧的，请重新生成，通知单位。"
    back = Next(told, "去发表", f"/{YearStep.ISSUE}")
    return View("changes.html", back, {"known": known, "found": found})


@own.does("/prepare/open")
def open_file(call: Call) -> Answer:
    """Open template or roster in Excel, or whatever this computer has for it."""
    file = _OWN_FILES.get(call.one("file"))
    if file is None:
        raise ImpossibleError("没有这个文件。")
    return call.opened(call.desk.workspace.root / file)


def _told(known: Known) -> dict[str, object]:
    settings, template = known.assessment.settings, known.assessment.template
    window, doubts = plan_window(settings, known.assessment.working_days)
    return {
        "standard": known.assessment.standard,
        "window": window,
        "about_notice": [*doubts, *lacking(settings, draft=False)],
        "about_standard": [*probable_slips(template), *without_live_score(template, settings)],
    }


def _next(seen: Overview, changed: int) -> Next:
    if has_errors(seen.findings):
        count = sum(each.severity is Severity.ERROR for each in seen.findings)
        told = f"有{count}处错误。请在 Excel 里改好、保存，这一页会自己重新检查。"
        first = next(each for each in seen.findings if each.severity is Severity.ERROR)
        file = "template" if first.place.file == TEMPLATE else "roster"
        return Next(told, f"用 Excel 打开{_NAMES[file]}", "/prepare/open", True, {"file": file})
    known = seen.known
    if known and (over := over_before_issue(known.assessment, known.report.forms_are_out)):
        return Next(over, "用 Excel 打开名单", "/prepare/open", True, {"file": "roster"})
    if changed:
        told = f"生成评分表以后，模板、名单或设置改过，{changed}个单位的评分表还是以前的。"
        return Next(told, "看改动影响什么", "/prepare/changes")
    if seen.findings:
        told = "没有错误；下面的提醒请看一看，不用改的可以不改。接着发表。"
        return Next(told, "去发表", f"/{YearStep.ISSUE}")
    return Next("模板、名单和设置都没有问题，可以发表了。", "去发表", f"/{YearStep.ISSUE}")
