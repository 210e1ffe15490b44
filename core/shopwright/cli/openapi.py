"""`shopwright openapi`: the API's description, as a file."""

from __future__ import annotations

import click

from shopwright.cli.output import print_json


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 document of the REST API, plugins' routes included.

    \b
        shopwright openapi > openapi.json
    """
    from importlib.metadata import version

    from shopwright.app import create_app
    from shopwright.cli.running import command_settings
    from shopwright.http.rest.kit import openapi_document
    from shopwright.platform.runtime import runtime

    app = create_app(command_settings())
    with app.app_context():
        plugins = runtime().registry.ids
    print_json(
        openapi_document(
            app, title="Shopwright API", version=version("shopwright"), plugins=plugins
        )
    )
