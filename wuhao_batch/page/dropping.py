"""Files that were let fall on a page: taken in as the command takes in a folder."""

from functools import partial
from pathlib import Path

from wuhao_batch.jobs.collect import collect
from wuhao_batch.mail.arriving import Collected
from wuhao_batch.page.answers import Answer, Go
from wuhao_batch.page.call import Call
from wuhao_batch.page.incoming import CALLED
from wuhao_batch.page.uploads import store
from wuhao_batch.page.work import Told
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import Track


def take_in(call: Call, *, panel: bool = False) -> Answer:
    """Take in the files of a request, with those of the requests before it that belong to it.

    Args:
        call: The request.
        panel: They are what evaluators handed in.

    Raises:
        ImpossibleError: There is no file.
        OccupiedError: Other work is under way.
    """
    if not call.files:
        raise ImpossibleError("没有选文件。请选文件或文件夹，或者拖进来。")
    if call.one("part") in ("", "0"):  # what an upload left that was broken off
        call.desk.forget_incoming()
    folder = call.desk.incoming()
    store(call.files, Path(folder.name))
    if call.has("more"):
        return Go(call.back)
    call.desk.forget_incoming()

    def job(place: Workspace, track: Track) -> Collected:
        with folder:
            sources = [Path(folder.name)]
            return collect(place, sources, panel=panel, called=CALLED, track=track)

    return call.begin("收取文件", job, partial(told_of_collected, panel=panel))


def told_of_collected(done: Collected, *, panel: bool = False) -> Told:
    """Return what came in, for people; ``panel`` means that they look at the evaluators'."""
    told = f"收取了{len(done.files)}个文件。" if done.files else "没有新的文件。"
    if panel and (others := len(done.files) - done.of_panel):
        told += f"其中{others}个不是复核表，放到了“收表”页。"
    if not panel and done.of_panel:
        told += f"其中{done.of_panel}个是评委的，放到了“考评”页。"
    return Told(told, done.findings, good=not done.stopped)
