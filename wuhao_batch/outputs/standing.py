"""Papers that an earlier run left in ``output/``: a notice is kept, what has gone stale is told.

A formal notice may hang on the board already; nothing that happens later removes it or writes over
it unless somebody asks for that, and then the old one is put aside (docs/notice.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wuhao_batch.findings.finding import Finding, finding, first_of
from wuhao_batch.forms.names import form_stems
from wuhao_batch.outcome.judging import Outcome
from wuhao_batch.outputs.feedback.feedback import feedback_digest, make_feedback
from wuhao_batch.outputs.papers import DRAFT, FORMAL, PAPERS, WORKING
from wuhao_batch.workspace.plan import Plan
from wuhao_batch.writing.packages import carries

REPLACED = "replaced"
"""Folder of ``output/`` in which each notice that was replaced has a numbered one of its own."""


@dataclass(frozen=True, slots=True)
class StandingNotice:
    """The notice in ``output/`` and the numbers taken below :data:`REPLACED`.

    ``files`` maps the keys of its forms to their bytes, of those that are there.
    """

    files: Mapping[str, bytes]
    replaced: int = 0


def standing_notice(output: Path) -> StandingNotice:
    """Return the notice that stands in a folder.

    Raises:
        OSError: It cannot be read.
    """
    paths = {name: output / PAPERS[name] for name in FORMAL}
    files = {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
    numbers = [int(each.name) for each in (output / REPLACED).glob("*") if each.name.isdecimal()]
    return StandingNotice(files, max(numbers, default=0))


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """The forms of the notice as they are to lie in ``output/``.

    ``renewable`` means that one stays although this run made another.
    """

    plan: Plan
    findings: tuple[Finding, ...] = ()
    renewable: bool = False


def plan_notice(
    made: Mapping[str, bytes], standing: StandingNotice, output: Path, *, renew: bool
) -> NoticePlan:
    """Plan the forms of a notice beside the one that stands there.

    Args:
        made: Key of a paper → its bytes; the formal notice may be among them, or a draft.
        standing: The notice there.
        output: The folder.
        renew: Put another one aside and write the new one.

    Returns:
        The plan, with D041 or D042 where the notice there stays and is not the same.
    """
    new = {name: made[name] for name in FORMAL if name in made}
    drafts = {output / PAPERS[name]: made[name] for name in DRAFT if name in made}
    changed = any(new.get(name) != data for name, data in standing.files.items())
    kept = tuple(output / PAPERS[name] for name in standing.files)
    if changed and not new:
        return NoticePlan(Plan(drafts, keep=kept), (finding("D042"),))
    if changed and not renew:
        return NoticePlan(Plan(drafts, keep=kept), (finding("D041"),), renewable=True)
    write = {output / PAPERS[name]: data for name, data in new.items()}
    if changed:
        aside = output / REPLACED / str(standing.replaced + 1)
        write |= {aside / PAPERS[name]: data for name, data in standing.files.items()}
    return NoticePlan(Plan(write | drafts))


def plan_papers(made: Mapping[str, bytes], output: Path, *, renew: bool) -> NoticePlan:
    """Plan the working papers anew, and the notice as :func:`plan_notice` does.

    Raises:
        OSError: The notice there cannot be read.
    """
    working = {output / PAPERS[name]: made[name] for name in WORKING if name in made}
    stale = tuple(output / PAPERS[name] for name in WORKING if name not in made)
    notice = plan_notice(made, standing_notice(output), output, renew=renew)
    return replace(notice, plan=Plan(working, stale).and_then(notice.plan))


def papers_written(plan: Plan, output: Path) -> dict[str, Path]:
    """Return the name of an output → its path, of the papers that a plan writes."""
    paths = {name: output / file for name, file in PAPERS.items()}
    return {name: path for name, path in paths.items() if path in plan.write}


def stale_feedback(outcome: Outcome, workbooks: Mapping[str, bytes]) -> list[Finding]:
    """Return D043 where feedback in ``output/`` was made from other facts than those of this run.

    Args:
        outcome: The results.
        workbooks: Stem of a branch's file names → the workbook with its feedback that lies there.
    """
    stems = form_stems(outcome.assessment)
    now = {stems[code]: each for code, each in make_feedback(outcome, draft=False).items()}
    names = {stem: code for code, stem in stems.items()}
    stale = [
        names.get(stem, stem)
        for stem, data in workbooks.items()
        if stem not in now or not carries(data, feedback_digest(now[stem]))
    ]
    return [finding("D043", names=first_of(stale))] if stale else []
