"""归档: the year made again and held against itself, packed, and beside the year before."""

from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import has_errors
from wuhao_batch.jobs.archive import FOLDER, Archived, archive, hindering, is_outrun
from wuhao_batch.jobs.diff import Diff, diff
from wuhao_batch.jobs.log import log
from wuhao_batch.jobs.overview import Known, Stamp, stamp
from wuhao_batch.jobs.paper_states import PaperState
from wuhao_batch.jobs.proving import shown
from wuhao_batch.jobs.unpacking import verify_archive
from wuhao_batch.jobs.verify import Verification, verify
from wuhao_batch.outcome.changes_in_words import headline, revision_lines, unit_lines
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Download, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.work import Told
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import Track

own = Addresses(YearStep.ARCHIVE)

BELOW = f"/{YearStep.ARCHIVE}"

GOOD = (PaperState.SAME, PaperState.EARLIER, PaperState.PUBLISHED, PaperState.WORKED_ON)


@dataclass(frozen=True)
class Proof:
    """The findings of verifying, and the files as they were then."""

    found: Verification
    files: Stamp


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show what verifying found, the archives, last year beside this one, and who decided what."""
    known, place = call.desk.known(), call.desk.workspace
    proof, compared = call.desk.kept(Proof), call.desk.kept(Diff)
    is_old = proof is not None and proof.files != _files(place)
    values = {
        "known": known,
        "proof": proof,
        "proof_is_old": is_old,
        "good": GOOD,
        "at": shown(proof.found.record.at) if proof and proof.found.record else "",
        "archives": known.on_disk.archives,
        "archived": call.desk.kept(Archived),
        "compared": compared,
        "told": _lines(compared) if compared else (),
        "recent": [each for each in call.desk.recent.folders() if each != place.root],
        "acts": log(place),
        "shown": shown,
    }
    return View("archive.html", _next(known, proof, is_old=is_old), values)


@own.does(f"{BELOW}/verify")
def hold_against(call: Call) -> Answer:
    """Make the last run again, and hold every paper against it."""
    desk = call.desk

    def job(place: Workspace, track: Track) -> Proof:
        files = _files(place)
        return Proof(verify(place, track=track), files)

    def tell(proof: Proof) -> Told:
        desk.keep(proof)
        return Told(_conclusion(proof.found), proof.found.findings, to=BELOW)

    return call.begin("核对", job, tell)


@own.does(f"{BELOW}/pack")
def pack(call: Call) -> Answer:
    """Pack the year into one file."""
    desk = call.desk

    def tell(done: Archived) -> Told:
        desk.keep(done)
        if done.path is None:
            told = "没有归档：这一年现在还证明不了自己。请先处理下面的问题，再归档。"
            return Told(told, done.findings, good=False)
        told = f"已归档：{done.path.name}（{done.files}个文件）。指纹（SHA-256）：{done.sha256}"
        return Told(told, done.findings)

    return call.begin("归档", lambda place, track: archive(place, track=track), tell)


@own.does(f"{BELOW}/verify/{{name}}")
def hold_archive_against(call: Call) -> Answer:
    """Unpack an archive elsewhere, and hold the year in it against its record."""
    name, path = call.path["name"], _archive(call)

    def tell(found: Verification) -> Told:
        told = f"{name}：{_conclusion(found)}指纹（SHA-256）：{found.archive}"
        return Told(told, found.findings, good=not has_errors(found.findings))

    return call.begin("核对归档", lambda _place, track: verify_archive(path, track=track), tell)


@own.does(f"{BELOW}/compare")
def compare(call: Call) -> Answer:
    """Hold the results against those of another year, or a published issue."""
    desk, keep = call.desk, call.has("keep")
    other = call.one("typed") or call.one("other")
    if not other:
        raise ImpossibleError("请选去年的工作文件夹，或写存档的路径、公示的第几号。")

    def tell(done: Diff) -> Told:
        desk.keep(done)
        return Told(f"已与{done.against}对照，列在下面。", done.findings)

    return call.begin("对照", lambda place, track: diff(place, other, keep=keep, track=track), tell)


@own.shows(f"{BELOW}/file/{{name}}")
def file(call: Call) -> Answer:
    """Give an archive."""
    return Download(call.path["name"], _archive(call))


def _archive(call: Call) -> Path:
    """Return the archive that an address names. Raises ImpossibleError if it is not there."""
    name = call.path["name"]
    if name not in call.desk.known().on_disk.archives:
        raise ImpossibleError("没有这个归档，可能已经移走。")
    return call.desk.workspace.output / FOLDER / name


def _files(place: Workspace) -> Stamp:
    """Return the stamp of all that is verified: archives are none of it."""
    archives = f"{place.relative(place.output)}/{FOLDER}/"
    return tuple(each for each in stamp(place) if not each[0].startswith(archives))


def _lines(compared: Diff) -> list[str]:
    changes = compared.changes
    return [headline(changes, compared.unit), *revision_lines(changes), *unit_lines(changes)]


def _conclusion(found: Verification) -> str:
    if has_errors(found.findings):
        return "核对完了：有不一致的地方，列在下面。"
    if found.record is None:
        return "没有可以核对的运行记录，没有核对。"
    if found.findings:
        return "核对完了：没有错误，但有要看的地方，列在下面，请逐条看过。"
    return "核对完了：全部一致。"


def _next(known: Known, proof: Proof | None, *, is_old: bool) -> Next:
    proved = proof.found if proof and not is_old else None
    if proved and is_outrun(proved):
        return _to_score(known, "核对过了。上次计分以后又有记录或文件，归档以前请再计分一次。")
    if proved and hindering(proved):
        told = "核对出不一致的地方，请先处理，再核对一次。"
        return Next(told, "再核对", f"{BELOW}/verify", does=True)
    if known.on_disk.archives and known.on_disk.last_run.is_current:
        return Next("这一年已经归档。归档文件请拷一份存到别处，把指纹写进登记表。")
    if proved:
        return Next("核对过了，可以把这一年装进一个文件。", "归档", f"{BELOW}/pack", does=True)
    if not known.on_disk.last_run.is_current:
        return _to_score(known, "上次计分以后材料有变动。请先再计分一次，再核对。")
    told = "上次计分以后没有变动，不用再计分。请核对：程序重算一遍，逐份看各种材料是不是一致。"
    return Next(told, "核对", f"{BELOW}/verify", does=True)


def _to_score(known: Known, told: str) -> Next:
    if known.on_disk.last_run.has_rounds:
        return Next(told, "去合成", f"/{YearStep.RESULTS}#rounds")
    return Next(told, "计分", f"/{YearStep.RESULTS}/run", does=True)
