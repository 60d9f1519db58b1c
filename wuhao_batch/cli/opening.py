"""``wuhao open``: the pages in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from wuhao_batch.cli.console import say

WorkspaceToOpen = Annotated[
    Path | None,
    typer.Option("--workspace", help="工作文件夹（默认：当前文件夹；它不是的，在网页上选）"),
]
NoBrowserOption = Annotated[
    bool, typer.Option("--no-browser", help="不打开浏览器，只显示网址，自己粘贴到浏览器里")
]


def open_pages(workspace: WorkspaceToOpen = None, no_browser: NoBrowserOption = False) -> None:
    """Serve the pages and open the browser."""
    from wuhao_batch.page.serving import serve, show_in_browser
    from wuhao_batch.workspace.folders import ROSTER

    here = Path()
    root = workspace or (here if (here / ROSTER).is_file() else None)

    def started(address: str) -> None:
        if no_browser or not show_in_browser(address):
            typer.echo(address)
            say("请把上面的网址粘贴到浏览器里打开。")
        say("网页开着的时候，请不要关这个窗口；用完了点网页上的“退出”，或关掉这个窗口。")

    serve(root, started)
