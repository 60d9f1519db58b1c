"""Every failure that ends a command, as one clear sentence and an exit code."""

import traceback
from dataclasses import dataclass

from typer.exceptions import TyperException

from wuhao_batch.cli.console import ExtraArgumentError, UnknownCommandError
from wuhao_batch.cli.shell import ENVIRONMENT, PROGRAM, UNUSABLE
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.loading import FaultyAssessmentError, NotYetError
from wuhao_batch.mail.server import UnreachableError
from wuhao_batch.workspace.disk import reason_of
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.workspace.processes import CannotStartError


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure explained: a sentence, the exit code, and the findings that are its cause."""

    sentence: str
    code: int
    findings: tuple[Finding, ...] = ()


def explain(fault: Exception) -> Explained:
    """Explain an exception that reached the command line."""
    match fault:
        case FaultyAssessmentError() | NotYetError():
            return Explained(str(fault), UNUSABLE, fault.findings)
        case ImpossibleError() | UnknownCommandError() | ExtraArgumentError():
            return Explained(str(fault), UNUSABLE)
        case TyperException():
            return Explained(f"{_usage(fault)}用 --help 查看用法。", UNUSABLE)
        case UnreachableError():
            return Explained(f"{fault}。", ENVIRONMENT)
        case OSError() | MemoryError():
            return Explained(_of_system(fault), ENVIRONMENT)
        case _:
            sentence = f"程序内部错误，请把下面的内容发给维护人员：\n{traceback.format_exc()}"
            return Explained(sentence, PROGRAM)


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


def _of_system(fault: OSError | MemoryError) -> str:
    if isinstance(fault, MemoryError):
        return "电脑的内存不够。请关掉一些正在运行的程序再试。"
    if isinstance(fault, CannotStartError):
        advice = "请关掉一些正在运行的程序再试；还不行的，请重新安装 Python 和本程序。"
        return f"启动不了子程序：{fault.strerror}。{advice}"
    return f"{_what_failed(fault)}。请检查磁盘空间、文件夹权限，关闭占用文件的程序。"


def _what_failed(fault: OSError) -> str:
    reason = reason_of(fault)
    return f"无法读写“{fault.filename}”：{reason}" if fault.filename else f"读写失败：{reason}"
