"""What a branch costs among many, where it costs 1 among a hundred.

``python -m benchmarks growth`` does each step of the line for 100 and for 1,000 branches. What
stays near 1 grows with the work; what goes up, faster. ``python -m benchmarks.growth [MOST]``
(default 10,000, which takes some minutes) does it once for each size up to MOST.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.measuring import Round, cost
from benchmarks.year import year_of
from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment
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
from wuhao_batch.returns.examine import form_owners
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.workspace.plan import look_again, write_atomically

FEW, MANY = 100, 1_000
SIZES = (FEW, MANY, 10_000)
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


def many(count: int, folder: Path) -> Many:
    """Return so many branches, each of which handed in what one of the sample's did."""
    year = year_of(count)
    return Many(year.assessment, year.outcome, folder)


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
SLOW = frozenset(("mails claimed and concluded",))
"""Left out beyond 1,000 branches."""


def rounds(folder: Path) -> Iterator[Round]:
    """Yield what a branch costs in each step among many, where it costs 1 among a hundred."""
    among = {size: many(size, folder / str(size)) for size in (FEW, MANY)}
    for each in among.values():
        each.folder.mkdir()
    for _ in range(ROUNDS):
        found: dict[str, float] = {}
        for name, step in STEPS.items():
            few, most = (cost(lambda: step(each)) / len(each.codes) for each in among.values())  # noqa: B023
            found[f"a branch among {MANY:,} / among {FEW}: {name}"] = most / few
        yield found


def main(most: int) -> None:
    """Print the cost of one among as many as wanted."""
    costs: dict[str, list[float]] = {name: [] for name in STEPS}
    sizes = [size for size in SIZES if size <= most]
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            among = many(size, Path(folder))
            for name, step in STEPS.items():
                if size <= MANY or name not in SLOW:
                    costs[name].append(cost(partial(step, among)) / size)
    print("a branch among".ljust(30), *(f"{size:>9,}" for size in sizes))
    for name, own in costs.items():
        print(name.ljust(30), *(f"{each / own[0]:9.2f}" for each in own))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1])
