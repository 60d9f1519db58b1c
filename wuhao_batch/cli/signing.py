"""The author of a decision: who takes it and why, from options or asked for at the terminal."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from wuhao_batch.records.acts import Act

ByOption = Annotated[
    str | None, typer.Option("--by", help="经办人：这个决定是谁作的；不写，在终端里会问")
]
WhyOption = Annotated[
    str | None, typer.Option("--why", help="理由，如“电话核实过，以后一份为准”；不写，在终端里会问")
]


def signed(by: str | None, why: str | None) -> "Act":
    """Return who decides and why; what was not said is asked for where there is a terminal.

    Raises:
        ImpossibleError: One of the two is blank, or was not said and nobody can be asked.
    """
    from wuhao_batch.records.acts import Act

    return Act(ask_for(by, "经办人（姓名）："), ask_for(why, "理由："))


def ask_for(said: str | None, question: str) -> str:
    """Return what was said in an option, or the answer at the terminal; "" where there is none."""
    if said is not None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return said or ""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline()
