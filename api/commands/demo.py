"""`undersigned demo`: everything in one command, in the browser, without an account or a key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.speaking import fail, show, talk


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    database: Annotated[Path | None, typer.Option(help="Keep what is signed in this file.")] = None,
) -> None:
    """Try everything in the browser: a phone and a Telegram chat, two example petitions, the public pages."""
    from api import diagnostics
    from api.commands import serving
    from api.commands.opening import said_plainly
    from api.demo.app import create_demo_app
    from api.demo.home import NotADemo

    diagnostics.configure()
    with serving.listen("127.0.0.1", port) as listening:
        taken = int(listening.getsockname()[1])
        with said_plainly():
            try:
                app = create_demo_app(database, taken)
            except NotADemo as problem:
                fail(str(problem))

        def ready() -> None:
            talk("The demo is ready. Nothing leaves this machine; stop it with Ctrl-C.")
            show(f"http://127.0.0.1:{taken}/demo")

        serving.serve(app, listening, ready)
