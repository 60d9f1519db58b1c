"""Papers and files that several pages offer: looked at, kept, or opened on this computer."""

from pathlib import Path

from wuhao_batch.jobs.known_files import OWN, known_file
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Download, PaperView
from wuhao_batch.page.call import Call
from wuhao_batch.workspace.folders import ImpossibleError

own = Addresses()


def shown(path: Path) -> Answer:
    """Return a paper of our own making: a page to look at, anything else to keep.

    Raises:
        ImpossibleError: It is not there any more.
    """
    if not path.is_file():
        raise ImpossibleError(f"{path.name} 不在了，请重新生成。")
    return PaperView(path.read_bytes()) if path.suffix == ".html" else Download(path.name, path)


@own.shows("/paper/{key}")
def paper(call: Call) -> Answer:
    """Show a paper of a run as it lies in ``output/``."""
    return shown(_paper(call, call.path["key"]))


@own.does("/paper/open")
def open_paper(call: Call) -> Answer:
    """Open such a paper in the program that this computer has for it."""
    return call.opened(_paper(call, call.one("key")))


@own.shows("/file")
def file(call: Call) -> Answer:
    """Give a file that was handed in, or that the office fills in, as it is."""
    path = known_file(call.desk.known(), call.desk.workspace, call.one("name"))
    return Download(path.name, path)


@own.does("/file/open")
def open_file(call: Call) -> Answer:
    """Open a workbook that the office fills in."""
    name = call.one("name")
    if name not in OWN:
        raise ImpossibleError("没有这个文件。")
    return call.opened(call.desk.workspace.root / name)


def _paper(call: Call, key: str) -> Path:
    if key not in PAPERS:
        raise ImpossibleError("没有这样的材料。")
    return call.desk.workspace.output / PAPERS[key]
