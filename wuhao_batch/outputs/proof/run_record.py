"""``output/run.json``: what a run was made from and what it made, under a seal of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from wuhao_batch.outputs.proof.program import Program
from wuhao_batch.outputs.proof.sealed import UnsealedError, sealed, unsealed
from wuhao_batch.records.evidence import Evidence
from wuhao_batch.workspace.fingerprints import Fingerprints
from wuhao_batch.workspace.folders import OBJECTIONS

RUN_FILE = "run.json"
_KIND = "wuhao run 1"
"""Stands first in the file, so that a later form of it can be told apart."""


@dataclass(frozen=True)
class Asked:
    """The command of a run: its name, the options that results rest on, the folders of rounds."""

    command: str
    draft: bool = False
    latest: bool = False
    rounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunRecord:
    """A run, to be proved: all that decided on its papers, and the fingerprint of each of these.

    Names are relative to the workspace. ``modified`` are the times of change of inputs, which
    decide only with ``--latest``. ``outputs`` are the papers that it made, ``beside`` the other
    papers that lay there when it did. ``at`` is UTC; ``since`` is the moment of the run before it.
    """

    at: str
    asked: Asked
    program: Program
    period: str
    standard: str
    settings: Mapping[str, str]
    inputs: Fingerprints
    decisions: Evidence
    outputs: Fingerprints
    beside: Fingerprints = field(default_factory=dict)
    modified: Mapping[str, float] = field(default_factory=dict)
    since: str = ""

    def is_as(self, other: "RunRecord") -> bool:
        """True if nothing but the moment differs."""
        return replace(self, at="", since="") == replace(other, at="", since="")

    def to_json(self) -> bytes:
        """Return the file."""
        return sealed(_KIND, asdict(self))


def objections_of(rounds: Iterable[str]) -> set[str]:
    """Return the names of the lists of objections, which no run reads: its own and its rounds'."""
    return {OBJECTIONS, *(f"{folder}/{OBJECTIONS}" for folder in rounds)}


def read_run(data: bytes) -> RunRecord:
    """Read the file.

    Raises:
        UnsealedError: It is none, or its seal is not that of its content.
    """
    told = unsealed(_KIND, data)
    try:
        asked = {**told["asked"], "rounds": tuple(told["asked"]["rounds"])}
        tables = {name: tuple(rows) for name, rows in told["decisions"]["tables"].items()}
        lists = objections_of(asked["rounds"])
        parts = {
            "asked": Asked(**asked),
            # Named in records of before, although nothing is made from it.
            "inputs": {name: told["inputs"][name] for name in told["inputs"] if name not in lists},
            "program": Program(**told["program"]),
            "decisions": Evidence(tables),
        }
        return RunRecord(**{**told, **parts})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnsealedError from None
