"""`shopwright theme new`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from shopwright_storefront.cli.chosen import as_sentences
from shopwright_storefront.themes.discovery import BASE, discover, theme_folders

_NAME = re.compile(r"[a-z][a-z0-9_-]{1,39}")
_MANIFEST = """\
[theme]
name = "{name}"
title = "{title}"
version = "0.1.0"
api = "1"
parent = "{parent}"
"""
_CSS = """\
/* Rules of this theme; they win over those of its parents. Colors and sizes are custom properties,
   such as var(--accent). More files may lie in assets/css/theme/. */
h1 {
  text-wrap: balance;
}
"""
_SECTION = {
    "sections/promise.toml": """\
name = "sections.promise.name"
settings = [
  { id = "heading", type = "text", translatable = true, default = "t:promise.heading" },
  { id = "text", type = "textarea", translatable = true, default = "t:promise.text" },
]
presets = [ { name = "sections.promise.name" } ]
""",
    "sections/promise.html": """\
<section {{ section.attrs }}>
  <div class="wrap">
    {% block promise %}
    <h2>{{ section.settings.heading }}</h2>
    <p>{{ section.settings.text }}</p>
    {% endblock %}
  </div>
</section>
""",
    "locales/en.json": """\
{
  "promise": {
    "heading": "Made to last",
    "text": "What breaks within ten years, we mend."
  }
}
""",
    "locales/en.editor.json": """\
{
  "sections": { "promise": { "name": "Promise" } }
}
""",
}
"""A section of its own, which merchants can put on any page."""


@click.command()
@click.argument("name")
@click.option(
    "--child-of", "parent", default=BASE, help="The theme to begin from; base by default."
)
@click.option("--css-only", is_flag=True, help="Nothing but a manifest and a style sheet.")
def new(name: str, parent: str, css_only: bool) -> None:
    """Begin a theme, which has everything that its parent has.

    \b
        shopwright theme new moss --child-of linen
        shopwright theme check moss
    """
    if not _NAME.fullmatch(name):
        raise click.BadParameter(
            f"'{name}' is no name for a theme: use 2 to 40 small letters, digits, '-' and '_'"
        )
    with as_sentences():
        catalog = discover(theme_folders())
        catalog.chain(parent)
    root = theme_folders()[0] / name
    if name in catalog.names() or root.exists():
        raise click.ClickException(f"there is a theme '{name}' already, or a folder {root}")
    for path, text in _files(name, parent, css_only).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    click.echo(f"{root} is a theme now; next: shopwright theme check {name}")


def _files(name: str, parent: str, css_only: bool) -> Mapping[Path, str]:
    title = name.replace("-", " ").replace("_", " ").capitalize()
    files = {
        "theme.toml": _MANIFEST.format(name=name, title=title, parent=parent),
        "assets/css/theme.css": _CSS,
        **({} if css_only else _SECTION),
    }
    return {Path(path): text for path, text in files.items()}
