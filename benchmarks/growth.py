"""What a branch costs among many, where it costs 1 among a hundred.

``python -m benchmarks.growth [MOST]`` does each step of the line for 100, 1,000 and so on up to
MOST branches (default 1,000; 10,000 takes some minutes) and prints the processor time of one. What
stays near 1 grows with the work; what goes up, faster.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.line import of_many
from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.feedback.feedback import make_feedback
from wuhao_batch.outputs.results.tables import results_tables
from wuhao_batch.outputs.results.workbook import results_workbook
from wuhao_batch.outputs.status.progress import status_of
from wuhao_batch.outputs.status.workbook import status_workbook
from wuhao_batch.records.ledger import Intent, Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import claim, conclude
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.examine import form_owners
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.workspace.plan import look_again, write_atomically

SIZES = (100, 1_000, 10_000, 100_000)
ROUNDS = 3
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Many:
    """So many branches that have all handed in, and a folder for their files."""

    assessment: Assessment
    outcome: Outcome
    folder: Path

    @property
    def codes(self) -> list[str]:
        """The codes of the branches."""
        return [each.code for each in self.assessment.roster.branches]


def many(assessment: Assessment, count: int, folder: Path) -> Many:
    """Return so many branches, each of which handed in what one of the sample's did."""
    branches = tuple(Branch(f"{each:06}", f"第{each}党总支") for each in range(count))
    grown = replace(assessment, roster=replace(assessment.roster, branches=branches))
    receipts = tuple(
        Receipt(each.code, ReturnState.ACCEPTED, f"{each.code}.xlsx", each.code, None)
        for each in branches
    )
    examined = replace(of_many(grown, list(branches)), receipts=receipts)
    return Many(grown, judge(grown, examined), folder)


def intent(code: str) -> Intent:
    """Return the mail that a branch gets."""
    return Intent(Kind.FORM, f"{code}@example.cn", {code: "x"})


def write_files(among: Many) -> None:
    """Write a file a branch, one by one."""
    look_again()
    for code in among.codes:
        write_atomically(among.folder / code, b"x")


def find_owners(among: Many) -> None:
    """Ask whose each file is."""
    owners = form_owners(among.assessment)
    for code in among.codes:
        owners.assigned(code)


def ask_ledger(among: Many) -> None:
    """Ask for the mails that each branch got."""

    def message(number: int, to: Intent) -> Message:
        return Message(
            number, to.kind, "2026", to.address, "", State.SENT, "", NOON, NOON, to.about
        )

    ledger = Ledger("2026", tuple(message(*each) for each in enumerate(map(intent, among.codes))))
    for code in among.codes:
        ledger.held(intent(code), NOON)
        ledger.message_id(intent(code), "example.cn")


def claim_mails(among: Many) -> None:
    """Record that a mail to each branch goes, and that it went."""
    records = among.folder / "records.db"
    records.unlink(missing_ok=True)
    (among.folder / ".wuhao.records").unlink(missing_ok=True)
    for code in among.codes:
        claimed = claim(records, "2026", intent(code), "example.cn")
        if claimed is not None:
            conclude(records, claimed.number, State.SENT, "")


def tables(among: Many) -> None:
    """Make the tables of results.xlsx."""
    for table in results_tables(among.outcome, ()):
        for column in table.columns:
            table.values(column)


def results(among: Many) -> None:
    """Make results.xlsx."""
    outcome = among.outcome
    results_workbook(among.assessment, results_tables(outcome, ()), outcome.method)


def status(among: Many) -> None:
    """Make status.xlsx."""
    status_workbook(status_of(among.outcome, open_workspace(ROOT)))


STEPS: Mapping[str, Callable[[Many], object]] = {
    "files written one by one": write_files,
    "owners of files": find_owners,
    "mails in the ledger": ask_ledger,
    "mails claimed and concluded": claim_mails,
    "judging": lambda among: judge(among.assessment, among.outcome.examined),
    "tables of the results": tables,
    "results.xlsx": results,
    "status.xlsx": status,
    "feedback, its texts": lambda among: make_feedback(among.outcome, draft=True),
}
SLOW = frozenset(("mails claimed and concluded", "results.xlsx"))
"""Left out beyond 1,000 branches."""


def cost_of_one(step: Callable[[Many], object], among: Many) -> float:
    """Return the processor time that a step takes a branch; the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        step(among)
        best = min(best, time.process_time() - started)
    return best / len(among.codes)


def main(most: int) -> None:
    """Print the table."""
    assessment, _ = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    sizes = [size for size in SIZES if size <= most]
    costs: dict[str, list[float]] = {name: [] for name in STEPS}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            among = many(assessment, size, Path(folder))
            for name, step in STEPS.items():
                if size <= SIZES[1] or name not in SLOW:
                    costs[name].append(cost_of_one(step, among))
    print("a branch among".ljust(30), *(f"{size:>9,}" for size in sizes))
    for name, own in costs.items():
        print(name.ljust(30), *(f"{each / own[0]:9.2f}" for each in own))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[1])
