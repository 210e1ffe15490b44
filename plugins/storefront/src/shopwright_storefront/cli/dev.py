"""`shopwright theme dev`: alone, and on a shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from shopwright_storefront.cli.chosen import chosen

if TYPE_CHECKING:
    from shopwright_storefront.dev.workshop import Workshop

_PORT = click.IntRange(0, 65535)


@click.command()
@click.argument("theme", required=False)
@click.option("--port", type=_PORT, default=5001, show_default=True, help="0: any that is free.")
@click.option("--shop", "on_shop", is_flag=True, help="On the pages of the shop that is here.")
@click.pass_context
def dev(ctx: click.Context, theme: str | None, port: int, on_shop: bool) -> None:
    """Show a theme while you make it: what you save is on the screen at once.

    It needs no shop: pages are drawn of made-up ones, which the toolbar chooses from. Gallery of
    all parts: /_theme/. It answers this machine alone; Ctrl-C ends it.
    """
    from shopwright_storefront.dev.server import DevServer
    from shopwright_storefront.dev.workshop import Workshop

    if on_shop:
        root = ctx.find_root()
        assert isinstance(root.command, click.Group)
        given = ["x", "storefront", "dev", *([theme] if theme else []), "--port", str(port)]
        root.command.main(given, prog_name=root.info_name, standalone_mode=False)
        return
    workshop = Workshop(chosen(theme).chain)
    _serve(workshop, DevServer(workshop), port)


@click.command("dev")
@click.argument("theme", required=False)
@click.option("--port", type=_PORT, default=5001, show_default=True, help="0: any that is free.")
def dev_on_shop(theme: str | None, port: int) -> None:
    """Show a theme on this shop's pages while you make it; for shops in development."""
    from shopwright import create_app, plugin_context

    from shopwright_storefront.dev.shop import ShopServer, shop_workshop

    if not plugin_context().shop.development:
        raise click.ClickException(
            "This shop serves shoppers, so it has no designer's tools; look at a theme there by a "
            "preview, or set SHOPWRIGHT_ENVIRONMENT=development."
        )
    workshop = shop_workshop(chosen(theme).chain)
    # Commands run in a shop that answers no requests.
    _serve(workshop, ShopServer(create_app(), workshop), port)


def _serve(workshop: Workshop, application: Any, port: int) -> None:
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", port, application, threaded=True)
    workshop.start()
    click.echo(f"http://localhost:{server.server_port}/ shows {workshop.chain.folders[0].name}")
    try:
        server.serve_forever()
    finally:
        workshop.close()
        server.server_close()
