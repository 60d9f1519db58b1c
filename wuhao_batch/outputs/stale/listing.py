"""清单.txt in a folder of papers: which of them hold, and why the others do not."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wuhao_batch.outputs.stale.paper import StandingPaper

LISTING = "清单.txt"


def listing(papers: Sequence[StandingPaper], remedy: str) -> bytes:
    """Return the listing of a folder that holds such papers."""
    return ("\r\n".join(_lines(papers, remedy)) + "\r\n").encode()


def _lines(papers: Sequence[StandingPaper], remedy: str) -> Iterator[str]:
    stale = [each for each in papers if each.is_stale]
    good = [each for each in papers if not each.is_stale]
    yield "这里的材料与现在的结果是否一致（每次运行 wuhao run、wuhao status 时更新）"
    if stale:
        yield ""
        yield f"不一致的{len(stale)}份。{remedy}"
        yield from (f"  {each.path.name}　{each.why}" for each in stale)
    if good:
        yield ""
        yield f"一致的{len(good)}份："
        yield from (f"  {each.path.name}" for each in good)


def place_of(folder: Path) -> Path:
    """Return the listing's place in a folder."""
    return folder / LISTING
