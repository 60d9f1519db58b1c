"""The office's own files, and what it does about one that cannot be used: nobody hands it in again.

The remedies of the catalogue are for files that somebody else has handed in.
"""

from wuhao_batch.workspace.folders import DECISIONS, OBJECTIONS, ROSTER, TEMPLATE

OWN = (TEMPLATE, ROSTER, DECISIONS, OBJECTIONS)
"""The workbooks that the office keeps itself, relative to the workspace."""

_BACK = "放回原处"
_RESTORED = f"请从备份里换回它；没有备份的，请重新填一份，{_BACK}。"
_SAVED = f"请用 Excel 或 WPS 打开原表，另存为 .xlsx，{_BACK}。"
_SLIM = f"请删去图片和多余的工作表、格子，只留要填的，另存后{_BACK}。"
_UNPACKED = f"请解开它，把里面的工作簿{_BACK}，仍用这个文件名。"
_FETCHED = f"请找到原来的文件，下载或导出为 .xlsx，{_BACK}。"

_REMEDIES = {
    **dict.fromkeys(("F002", "F009", "F016"), _RESTORED),
    **dict.fromkeys(("F003", "F012", "F013", "F017", "F018", "F019"), _SLIM),
    **dict.fromkeys(("F008", "F011", "F014"), _UNPACKED),
    **dict.fromkeys(("F030", "F031", "F032"), _FETCHED),
    "F005": "请移走它，把原来的工作簿放回这里。",
    "F006": f"请取消密码（文件→信息→保护工作簿），另存为 .xlsx，{_BACK}。",
    "F007": f"请在装有该加密软件的电脑上解密，另存为 .xlsx，{_BACK}。",
    "F029": f"请用有权限的帐号打开，取消标签或限制，另存为 .xlsx，{_BACK}。",
    "L010": "请取消隐藏，核对内容。",
}


def is_own(file: str | None) -> bool:
    """True for a workbook of the office's own, those of rounds included."""
    return file is not None and any(file == own or file.endswith(f"/{own}") for own in OWN)


def is_refusal(code: str) -> bool:
    """True if a file was not read: of what came that may be meant so, of the office's own never."""
    return code.startswith("F")


def own_remedy(code: str) -> str | None:
    """Return the remedy for a workbook of the office's own; None where any file's will do."""
    return _REMEDIES.get(code, _SAVED if is_refusal(code) else None)
