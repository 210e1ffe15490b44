"""`shopwright theme dev`."""

from __future__ import annotations

import click

from shopwright_storefront.cli.chosen import chosen


@click.command()
@click.argument("theme", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=5001, show_default=True,
              help="0 takes any that is free.")  # fmt: skip
def dev(theme: str | None, port: int) -> None:
    """Show a theme while you make it: what you save is on the screen at once.

    It needs no shop: pages are drawn of made-up ones, which the toolbar chooses from. Gallery of
    all parts: /_theme/. It answers this machine alone; Ctrl-C ends it.
    """
    from werkzeug.serving import make_server

    from shopwright_storefront.dev.server import DevServer
    from shopwright_storefront.dev.workshop import Workshop

    workshop = Workshop(chosen(theme).chain)
    server = make_server("127.0.0.1", port, DevServer(workshop), threaded=True)
    workshop.start()
    click.echo(f"http://localhost:{server.server_port}/ shows {workshop.chain.folders[0].name}")
    try:
        server.serve_forever()
    finally:
        workshop.close()
        server.server_close()
