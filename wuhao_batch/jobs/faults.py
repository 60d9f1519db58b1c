"""Every failure that ends a job, as one clear sentence for whoever asked for it."""

import traceback
from dataclasses import dataclass
from enum import Enum

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.loading import FaultyAssessmentError, NotYetError
from wuhao_batch.mail.server import UnreachableError
from wuhao_batch.workspace.disk import reason_of
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.workspace.processes import CannotStartError


class Whose(Enum):
    """The place of a cause: the request, the computer, or this program."""

    REQUEST = "request"
    ENVIRONMENT = "environment"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure explained: a sentence, whose it is, and the findings that are its cause."""

    sentence: str
    whose: Whose
    findings: tuple[Finding, ...] = ()


def failure(fault: Exception) -> Failure:
    """Explain an exception that a job has raised."""
    match fault:
        case FaultyAssessmentError() | NotYetError():
            return Failure(str(fault), Whose.REQUEST, fault.findings)
        case ImpossibleError():
            return Failure(str(fault), Whose.REQUEST)
        case UnreachableError():
            return Failure(f"{fault}。", Whose.ENVIRONMENT)
        case OSError() | MemoryError():
            return Failure(_of_system(fault), Whose.ENVIRONMENT)
        case _:
            trace = "".join(traceback.format_exception(fault))
            told = f"程序内部错误，请把下面的内容发给维护人员：\n{trace}"
            return Failure(told, Whose.PROGRAM)


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
