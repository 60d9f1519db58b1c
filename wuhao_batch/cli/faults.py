"""Every failure that ends a command, as one clear sentence and an exit code."""

from dataclasses import dataclass

from typer.exceptions import TyperException

from wuhao_batch.cli.console import ExtraArgumentError, UnknownCommandError
from wuhao_batch.cli.shell import ENVIRONMENT, PROGRAM, UNUSABLE
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.faults import Whose, failure

_CODES = {Whose.REQUEST: UNUSABLE, Whose.ENVIRONMENT: ENVIRONMENT, Whose.PROGRAM: PROGRAM}


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure explained: a sentence, the exit code, and the findings that are its cause."""

    sentence: str
    code: int
    findings: tuple[Finding, ...] = ()


def explain(fault: Exception) -> Explained:
    """Explain an exception that reached the command line."""
    match fault:
        case UnknownCommandError() | ExtraArgumentError():
            return Explained(str(fault), UNUSABLE)
        case TyperException():
            return Explained(f"{_usage(fault)}用 --help 查看用法。", UNUSABLE)
        case _:
            told = failure(fault)
            return Explained(told.sentence, _CODES[told.whose], told.findings)


def _usage(fault: TyperException) -> str:
    param = getattr(fault, "param", None)
    name = getattr(param, "metavar", None) or getattr(param, "name", "")
    option = getattr(fault, "option_name", "")
    match type(fault).__name__:
        case "MissingParameter":
            return f"缺少参数“{name}”。"
        case "NoSuchOption":
            return f"没有选项“{option}”。"
        case "BadOptionUsage":
            return f"选项“{option}”用法不对。"
        case "BadParameter":
            opts = [each for each in getattr(param, "opts", []) if each.startswith("--")]
            return f"选项“{opts[0]}”的值不对。" if opts else f"参数“{name}”的值不对。"
        case _:
            return "命令的参数不对。"
