"""`shopwright theme eject` and `diff`: making a parent's file one's own, and what it became."""

from __future__ import annotations

import json
from pathlib import Path

import click

from shopwright_storefront.check.overriding import (
    Override,
    block_names,
    keep_origin,
    mark,
    overrides_of,
    renewed,
    sha_of,
    stale,
    text_of,
)
from shopwright_storefront.cli.chosen import Chosen, as_sentences, chosen
from shopwright_storefront.themes.files import Folder
from shopwright_storefront.themes.findings import did_you_mean


@click.command()
@click.argument("file")
@click.option("--theme", "named", help="Whose own it shall be.")
@click.option("--block", default="", help="Only this block of the template.")
@click.option("--renew", is_flag=True, help="FILE is up to date with its origin again: note that.")
def eject(file: str, named: str | None, block: str, renew: bool) -> None:
    """Copy a file of the parent theme, or one block of it, into the theme.

    The copy notes what it was made from, so that `check` and `diff` can tell when that changes.

    \b
        shopwright theme eject sections/product.html --block title
        shopwright theme eject assets/css/tokens.css
    """
    theme = chosen(named)
    with as_sentences():
        if renew:
            _renew(theme, file)
            return
        owner = theme.chain.owner(file, after=theme.name)
        if owner is None:
            known = [name for one in theme.chain.folders[1:] for name in one.names("", "")]
            raise click.ClickException(f"no parent has '{file}'{did_you_mean(file, known)}")
        override = _override(theme, owner, file, block)
        _write(theme, override, owner)
    click.echo(f"{override.what} of {owner.name} is now yours: {theme.root / file}")


@click.command()
@click.argument("theme", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def diff(theme: str | None, as_json: bool) -> None:
    """Show what parents have changed of files and blocks that the theme has made its own.

    Exit code 1 means that something has changed.
    """
    found = chosen(theme)
    with as_sentences():
        every = [(one, stale(found.chain, one)) for one in overrides_of(found.chain)]
    changed = [(one, diff) for one, diff in every if diff is not None]
    if as_json:
        rows = [
            {"file": one.file, "line": one.line, "theme": one.theme, "origin": one.path,
             "block": one.block, "diff": diff}
            for one, diff in changed
        ]  # fmt: skip
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif not changed:
        click.echo("Everything is up to date with what it was made from.")
    for one, difference in () if as_json else changed:
        click.secho(f"{one.file}:{one.line}: {one.theme} has changed {one.what}", bold=True)
        click.echo(difference or "What it was made from was not kept.")
    if changed:
        raise SystemExit(1)


def _override(theme: Chosen, owner: Folder, file: str, block: str) -> Override:
    text = text_of(owner, file, block)
    if text is None:
        known = block_names(owner.read(file) or "")
        listed = ", ".join(known) or "none"
        raise click.ClickException(
            f"{owner.name}'s {file} has no block '{block}'{did_you_mean(block, known)} "
            f"(there are: {listed})"
        )
    return Override(
        file=file, line=1, theme=owner.name, path=file, block=block, sha=sha_of(text)
    )  # fmt: skip


def _write(theme: Chosen, override: Override, owner: Folder) -> None:
    own, text = theme.root / override.file, text_of(owner, override.path, override.block) or ""
    before = own.read_text("utf-8") if own.is_file() else ""
    extended = f'{{% extends "parent:{override.path}" %}}'
    if before and (not override.block or extended not in before):
        remedy = "remove it first" if not override.block else f"it does not begin with {extended}"
        raise click.ClickException(f"the theme has its own {override.file} already; {remedy}")
    if override.block in block_names(before):
        message = f"the theme's {override.file} has its own block '{override.block}' already"
        raise click.ClickException(message)
    if override.block:
        begun = before or f"{extended}\n"
        body = f"{{% block {override.block} %}}{text}{{% endblock %}}\n"
        made = f"{begun}\n{mark(override)}{body}"
    else:
        made = text if override.file.endswith(".json") else mark(override) + text
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(made, "utf-8")
    keep_origin(theme.root, override, text)


def _renew(theme: Chosen, file: str) -> None:
    path = Path(file).as_posix()
    found = [one for one in overrides_of(theme.chain) if one.file == path]
    if not found:
        raise click.ClickException(f"the theme's {path} does not say what it was made from")
    for override in found:
        now = text_of(theme.chain.folder(override.theme), override.path, override.block)
        if now is None:
            raise click.ClickException(
                f"{override.theme} has no {override.what} any more; remove the note of it"
            )
        if not path.endswith(".json"):
            own = theme.root / path
            own.write_text(renewed(own.read_text("utf-8"), override, sha_of(now)), "utf-8")
        keep_origin(theme.root, override, now)
    click.echo(f"{path} is noted as up to date.")
