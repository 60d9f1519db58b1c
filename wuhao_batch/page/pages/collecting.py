"""收表: what came, whose it is, what is wrong with it, which version counts."""

from collections.abc import Mapping

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Severity
from wuhao_batch.jobs.accept import accept
from wuhao_batch.jobs.assign import assign
from wuhao_batch.jobs.collect import Access, collect
from wuhao_batch.jobs.confirm import confirm
from wuhao_batch.jobs.deciding import Decision, unclear
from wuhao_batch.jobs.overview import Known
from wuhao_batch.mail.server import Server, imap_server
from wuhao_batch.outcome.result import ON_VETOES
from wuhao_batch.outputs.status.progress import BranchState
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Download, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.dropping import take_in, told_of_collected
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.work import Told
from wuhao_batch.records.received import Journal
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.returns.senders import sent_by_mail
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import ImpossibleError

own = Addresses(YearStep.COLLECT)

BELOW = f"/{YearStep.COLLECT}"

LOOKS: Mapping[BranchState, tuple[str, str]] = {
    BranchState.ACCEPTED: ("good", "齐了"),
    BranchState.TO_CORRECT: ("bad", "要更正"),
    BranchState.UNUSABLE: ("bad", "要更正"),
    BranchState.TO_CHOOSE: ("warn", "要选定"),
    BranchState.MISSING: ("", "没有交"),
}
"""State of a branch → the look of its card and the word on it."""


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show a card a branch, and the files of nobody."""
    known = call.desk.known()
    receipts = known.outcome.examined.receipts
    nobodys = unclear(receipts)
    others = [each for each in receipts if each.owner is None and each not in nobodys]
    values = {
        "known": known,
        "cards": [each for each in known.report.branches if each.branch.takes_part],
        "looks": LOOKS,
        "unclear": nobodys,
        "exempt": [each for each in receipts if each.state is ReturnState.EXEMPT],
        "others": [each for each in others if each.state is ReturnState.NOT_A_FORM],
        "claims": known.outcome.unconfirmed,
        "confirmed": known.outcome.sure_claims,
        "vetoes": {each.code: each for each in known.assessment.standard.vetoes},
        "to_confirm": [each for each in known.outcome.to_confirm if each.code not in ON_VETOES],
        "owners": _owners(known),
        "server": _server(known),
        "counts": _counts(known),
    }
    tables = [each for each in nobodys if each.paper is None]  # a paper keeps nobody waiting
    return View("collect.html", _next(known, tables), values)


@own.does(f"{BELOW}/drop", takes_files=True)
def drop(call: Call) -> Answer:
    """Take in files from the browser, as the command takes in a folder."""
    return take_in(call)


@own.does(f"{BELOW}/mailbox")
def mailbox(call: Call) -> Answer:
    """Take in what came to the mailbox of the settings."""
    server = imap_server(call.desk.known().assessment.settings, plain=False)
    call.desk.keep_password(server, call.one("password"))
    access = Access(call.desk.ask_for, call.has("mark"))
    return call.begin(
        "从邮箱收取",
        lambda place, track: collect(place, (), access, track=track),
        told_of_collected,
    )


@own.shows(f"{BELOW}/branch/{{code}}")
def branch(call: Call) -> Answer:
    """Show the files of one branch, its faults in their cells, its versions side by side."""
    known = call.desk.known()
    look = call.desk.closely(call.path["code"])
    code = look.result.branch.code
    progress = next(each for each in known.report.branches if each.branch.code == code)
    values = {
        "known": known,
        "look": look,
        "progress": progress,
        "looks": LOOKS,
        "sent": sent_by_mail(Journal(known.report.received)),
        "Severity": Severity,
    }
    return View("branch.html", _next_with(progress.standing), values)


@own.shows(f"{BELOW}/file")
def file(call: Call) -> Answer:
    """Give a file that came, as it came; never more than that."""
    name = call.one("name").partition(INSIDE)[0]
    receipts = call.desk.known().outcome.examined.receipts
    if name not in {each.file.partition(INSIDE)[0] for each in receipts}:
        raise ImpossibleError("收到的文件里没有这一个，可能已经移走或改名。")
    path = call.desk.workspace.root / name
    if not path.is_file():
        raise ImpossibleError(f"“{name}”打不开，可能已经移走。")
    return Download(path.name, path)


@own.does(f"{BELOW}/assign")
def name_owner(call: Call) -> Answer:
    """Write down whose a file is."""
    place = call.desk.workspace
    decision = assign(place, call.one("file"), call.one("code"), act=call.act())
    return call.told(_told(decision, f"已{decision.ownership}。"))


@own.does(f"{BELOW}/accept")
def choose(call: Call) -> Answer:
    """Write down which version counts."""
    decision = accept(call.desk.workspace, call.one("file"), act=call.act())
    return call.told(_told(decision, f"已选定“{decision.file}”作为{decision.name}的表。"))


@own.does(f"{BELOW}/confirm")
def be_sure(call: Call) -> Answer:
    """Write down that a veto is so."""
    done = confirm(call.desk.workspace, call.one("code"), call.one("veto"), act=call.act())
    told = f"已记下：{done.claim.branch.name}的一票否决{done.claim.code}核实过，属实。"
    return call.told(Told(told, done.findings))


def _owners(known: Known) -> dict[str, list[tuple[Branch, str]]]:
    """Return groups of branches, those that lack a form first; each with the word on its card."""
    groups: dict[str, list[tuple[Branch, str]]] = {"还没有交的": [], "已经交了的": []}
    for each in known.report.branches:
        _, word = LOOKS.get(each.standing, ("", "不参评"))
        lacks = each.standing is BranchState.MISSING
        groups["还没有交的" if lacks else "已经交了的"].append((each.branch, word))
    return {label: branches for label, branches in groups.items() if branches}


def _told(decision: Decision, sentence: str) -> Told:
    return Told(sentence, decision.findings)


def _server(known: Known) -> Server | None:
    try:
        return imap_server(known.assessment.settings, plain=False)
    except ImpossibleError:
        return None


def _counts(known: Known) -> dict[str, int]:
    """Return the words on the cards → how many cards have them."""
    counts = dict.fromkeys((word for _, word in LOOKS.values()), 0)
    for state, (_, word) in LOOKS.items():
        counts[word] += known.report.count(state)
    return counts


def _next_with(standing: BranchState) -> Next | None:
    """Return the next thing to do with one branch, None if nothing is left."""
    letters = f"{BELOW}/letters"
    if standing is BranchState.TO_CHOOSE:
        return Next("交了内容不同的几份。请问清楚以哪一份为准，选定它。", "去选定", "#versions")
    if standing in (BranchState.TO_CORRECT, BranchState.UNUSABLE):
        return Next("有要更正的，写信退回，请对方改好重交。", "写信退回", letters)
    if standing is BranchState.MISSING:
        return Next("还没有交，可以写信催交。", "写信催交", letters)
    return None


def _next(known: Known, nobodys: list[Receipt]) -> Next:
    counts, count = _counts(known), known.report.count
    letters = f"{BELOW}/letters"
    if not known.assessment.asks_branches:
        return Next("照设置，这次不用收各单位的表。", "去考评", f"/{YearStep.PANEL}")
    if nobodys:
        told = f"有{len(nobodys)}个文件认不出是谁的，没有采用。请查明以后指定。"
        return Next(told, "去指定", "#unclear")
    if count(BranchState.TO_CHOOSE):
        first = next(
            each.branch for each in known.report.branches if each.standing is BranchState.TO_CHOOSE
        )
        told = f"{counts['要选定']}个单位交了内容不同的几份，请选定以哪一份为准。"
        return Next(told, f"去看{first.name}", f"{BELOW}/branch/{first.code}")
    if counts["齐了"] == sum(counts.values()):
        return _once_all_are_in(known)
    if not counts["齐了"] + counts["要更正"]:
        return Next("还没有收到表。把收到的文件拖进来，或从邮箱收取。", "放入文件", "#drop")
    told = f"还有{counts['没有交']}个没有交，{counts['要更正']}个要更正。可以写信催交、退回。"
    return Next(told, "写信催交、退回", letters)


def _once_all_are_in(known: Known) -> Next:
    if claims := known.outcome.unconfirmed:
        told = f"都收齐了。还有{len(claims)}条一票否决要核实，问清楚了，在下面记下。"
        return Next(told, "去核实", "#vetoes")
    return Next("都收齐了，没有要更正的。", "去考评", f"/{YearStep.PANEL}")
