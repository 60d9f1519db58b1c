"""Results of another time, found where an office has them: issue, archive, folder or file."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.jobs.comparing import kept
from wuhao_batch.jobs.listed import has_list, not_as_packed
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.outcome.snapshot import MOST_BYTES, Snapshot, from_json, snapshot_of
from wuhao_batch.outputs.proof.contents import UNREADABLE
from wuhao_batch.outputs.publication.issue import PUBLISHED, RESULTS, Issue, load_issue
from wuhao_batch.records.stages import load_course
from wuhao_batch.workspace.folders import (
    ROSTER,
    TEMPLATE,
    ImpossibleError,
    Workspace,
    open_workspace,
)
from wuhao_batch.workspace.progress import Track

_ISSUE = re.compile(r"(.+)-([0-9]{1,3})")


def published_issue(workspace: Workspace, now: Snapshot, number: str) -> Issue | None:
    """Return a published issue of this period.

    Args:
        workspace: Where it was published.
        now: The results of now.
        number: What somebody typed; 1, 01 and the name of the issue's folder are its number.

    Returns:
        None if that is no number of an issue at all.

    Raises:
        ImpossibleError: There is no such issue, or it is not as it was published.
        OSError: It cannot be read.
    """
    issues = load_course(workspace.records, now.span).issues
    asked = int(number) if re.fullmatch(r"[0-9]{1,3}", number) else None
    step = next((each for each in issues if number == each.name or asked == each.number), None)
    if step is not None:
        issue = load_issue(workspace, step)
        if isinstance(issue, Finding):
            raise NotYetError(f"公示的{step.name}与记录不符，不能和它比。", [issue])
        return issue
    if asked is not None:
        there = "、".join(each.name for each in issues)
        told = f"公示过的是{there}" if issues else "还没有公示过"
        raise ImpossibleError(f"没有公示的第{asked}号：{told}。请核对。")
    return None


def earlier_results(path: Path, track: Track) -> Snapshot:
    """Return the results of another period.

    Of a workspace or an archive those that were published last count, else those of its last run; a
    workspace that has none is assessed now, and nothing is written to it.

    Raises:
        FaultyAssessmentError: It is to be assessed, and its template or roster has an error.
        ImpossibleError: There are none, or an archive is not as it was packed.
        OSError: Something cannot be read.
    """
    if path.is_dir():
        return _in_folder(path, track)
    if not path.is_file():
        raise ImpossibleError(f"没有“{path}”。请写公示的第几号，或以前一期的存档、文件夹。")
    return _in_archive(path) if zipfile.is_zipfile(path) else _read(path, path)


def _in_folder(folder: Path, track: Track) -> Snapshot:
    pattern = f"{PUBLISHED}/*/{RESULTS}"
    files = [*folder.glob(pattern), folder / "output" / RESULTS, folder / RESULTS]
    names = [each.relative_to(folder).as_posix() for each in files if each.is_file()]
    best = _best(names)
    if best is not None:
        return _read(folder / best, folder)
    if all((folder / each).is_file() for each in (TEMPLATE, ROSTER)):
        return snapshot_of(assess(open_workspace(folder), track=track))
    raise _none_in(folder)


def _in_archive(path: Path) -> Snapshot:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sums(archive, path)
            best = _best(archive.namelist())
            if best is None:
                raise _none_in(path)
            with archive.open(best) as file:
                return from_json(file.read(MOST_BYTES + 1))
    except UNREADABLE:
        raise _none_in(path) from None


def _check_sums(archive: zipfile.ZipFile, path: Path) -> None:
    """Check that an archive of ours is what was packed; another zip is a folder, packed by hand.

    Raises:
        NotYetError: It is not.
    """
    wrong = list(not_as_packed(archive)) if has_list(archive) else []
    if wrong:
        told = f"归档“{path}”与它自己的清单不符，不能和它比，原因列在上面。请换用完好的归档。"
        raise NotYetError(told, wrong)


def _best(names: Iterable[str]) -> str | None:
    """Return which results count: those published last, else those of the last run.

    Those of a year go before those of its rounds, which lie in folders of their own.
    """
    found = [name for name in names if PurePosixPath(name).name == RESULTS]
    return max(found, key=_weight, default=None)


def _weight(name: str) -> tuple[int, int, str, int]:
    folders = PurePosixPath(name).parts[:-1]
    published = "/".join(folders[-3:-1]) == PUBLISHED
    issue = _ISSUE.fullmatch(folders[-1]) if published else None
    if issue is not None:
        return 3 - len(folders), 2, issue[1], int(issue[2])
    of_run = folders[-1:] == ("output",)
    return of_run - len(folders), int(of_run), "", 0


def _read(file: Path, told: Path) -> Snapshot:
    try:
        found = kept(file)
    except ValueError:
        found = None
    if found is None:
        raise _none_in(told)
    return found


def _none_in(path: Path) -> ImpossibleError:
    return ImpossibleError(
        f"“{path}”里没有能读的结果（{RESULTS}）。"
        "请写以前一期的存档或文件夹；文件夹里还没有的，先在那里运行 wuhao run。"
    )
