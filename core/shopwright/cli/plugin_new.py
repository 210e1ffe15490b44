"""`shopwright plugin new`: the beginning of a plugin, as a distribution that can be published."""

from __future__ import annotations

import getpass
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import click

from shopwright.cli.exits import Failure

TEMPLATES = Path(__file__).with_name("new_plugin")
PARTS = (
    "events",
    "fees",
    "jobs",
    "pages",
    "panel",
    "payments",
    "routes",
    "settings",
    "slots",
    "tables",
)
_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
# Files that belong to one of the parts only.
_OWNED = {"api.py": "routes", "models.py": "tables", "provider.py": "payments"}
_OWNED |= {"settings.py": "settings", "migrations": "tables", "pages.py": "pages"}
# What plugin.py imports for each part, from shopwright and from collections.abc.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "events": ("Context", "hooks"),
    "fees": ("Context", "hooks"),
    "jobs": ("Context", "Job", "Schedule", "hooks"),
    "pages": ("Context", "StorefrontRoutes", "hooks"),
    "panel": ("AdminPanel", "Context", "Fact", "Facts", "PanelContent", "hooks"),
    "payments": ("Context", "hooks"),
    "routes": ("Context", "PluginApi", "hooks"),
    "settings": (),
    "slots": ("Context", "SlotContent", "hooks"),
    "tables": (),
}
_RETURNING = frozenset({"jobs", "pages", "panel", "payments", "routes", "slots"})
_LINE = 100


@click.command("new")
@click.argument("name")
@click.option(
    "--with",
    "wanted",
    default="",
    metavar="PARTS",
    help=f"What it starts with, separated by commas: {', '.join(PARTS)}.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to make; shopwright-NAME by default.",
)
@click.option("--author", default="", help="Who stands in the license; you by default.")
def new(name: str, wanted: str, into: Path | None, author: str) -> None:
    """Begin a plugin: a package with its metadata, a contract test, and what you ask for.

    \b
        shopwright plugin new gift_wrap --with settings,events
        cd shopwright-gift-wrap
        pip install -e '.[dev]'
        shopwright plugin check .
    """
    parts = {part.strip() for part in wanted.split(",") if part.strip()}
    unknown = sorted(parts - set(PARTS))
    if unknown:
        raise click.BadParameter(f"there is no '{unknown[0]}'; there are {', '.join(PARTS)}")
    if not _ID.fullmatch(name):
        raise click.BadParameter(
            f"'{name}' is no name for a plugin: use lower-case letters, digits and '_', as in "
            "'gift_wrap'"
        )
    folder = into or Path(f"shopwright-{name.replace('_', '-')}")
    if folder.exists() and any(folder.iterdir()):
        raise Failure(f"there is something in {folder} already; name another folder by --into")
    for path, text in files(name, parts, author or getpass.getuser()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    click.echo(f"The plugin {name} is in {folder}. Next:\n\n  cd {folder}")
    click.echo("  pip install -e '.[dev]'\n  shopwright plugin check .")


def files(name: str, parts: set[str], author: str) -> dict[PurePosixPath, str]:
    """The files of a new plugin, by path."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 (it writes no HTML)
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    values = _values(name, parts, author)
    found = {}
    for template in environment.list_templates(extensions=["jinja"]):
        path = PurePosixPath(template.removesuffix(".jinja"))
        owners = {_OWNED[step] for step in path.parts if step in _OWNED}
        if owners <= parts:
            place = PurePosixPath(*(values["package"] if p == "package" else p for p in path.parts))
            found[place] = _tidy(environment.get_template(template).render(values), path)
    return found


def _values(name: str, parts: set[str], author: str) -> Mapping[str, Any]:
    from shopwright.platform.clock import now
    from shopwright.platform.plugins.manifest import API_VERSION

    words = name.split("_")
    imported = {"Plugin", *(item for part in parts for item in _NAMES[part])}
    collected = ({"Iterable"} if parts & _RETURNING else set()) | (
        {"Mapping"} if "slots" in parts else set()
    )
    testing = {"Shop"} | ({"Outbox"} if "events" in parts else set())
    testing |= {"SignIn"} if parts & {"panel", "routes"} else set()
    return {
        **{part: part in parts for part in PARTS},
        "id": name,
        "name": "".join(word.capitalize() for word in words),
        "title": " ".join(words).capitalize(),
        "package": f"shopwright_{name}",
        "distribution": f"shopwright-{name.replace('_', '-')}",
        "author": author,
        "year": now().year,
        "api": API_VERSION,
        "collection_names": sorted(collected),
        "shopwright_names": sorted(imported),
        "imported": _import,
        "testing_names": sorted(testing),
    }


def _import(module: str, names: Sequence[str]) -> str:
    """An import on one line, or on several where one is too short."""
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= _LINE:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in names), ")"])


def _tidy(text: str, path: PurePosixPath) -> str:
    """Python without the blank lines that parts left behind which are not there."""
    if path.suffix != ".py":
        return text
    text = re.sub(r"\n{4,}", "\n\n\n", text)
    return re.sub(r"(?<=\n)\n\n+(?=(?:from|import) )", "\n", text)
