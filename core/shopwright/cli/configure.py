"""`shopwright plugin configure`: a plugin's settings, by prompts, by options, or from a file."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from shopwright.cli.asking import ask_all
from shopwright.cli.exits import Failure
from shopwright.cli.output import json_option, print_json
from shopwright.cli.running import opened_shop

if TYPE_CHECKING:
    from shopwright.platform.plugins.configuring import PluginSettingsView
    from shopwright.platform.plugins.forms import FormField, FormGroup, Path


@click.command()
@click.argument("name")
@click.option(
    "--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Change one; may be repeated."
)
@click.option(
    "--secret",
    "secret_keys",
    multiple=True,
    metavar="KEY",
    help="Ask for a secret, or read it from standard input: one line each.",
)
@click.option(
    "--from",
    "source",
    type=click.File("rb"),
    help="Change what a file says, .toml or JSON; - is JSON from standard input.",
)
@click.option("--show", is_flag=True, help="Change nothing, and show what it is set to.")
@json_option
def configure(
    name: str,
    assignments: tuple[str, ...],
    secret_keys: tuple[str, ...],
    source: BinaryIO | None,
    show: bool,
    as_json: bool,
) -> None:
    """Set a plugin up. Without options it asks for each setting.

    What is not named stays as it is. Settings inside of others are named with dots; lists and the
    like are JSON. The plugin tries them out before they are saved.

    \b
        shopwright plugin configure email_notify
        shopwright plugin configure email_notify --set host=mail.example.com --set port=587
        pass show smtp | shopwright plugin configure email_notify --secret password
        shopwright plugin configure email_notify --from email.toml
    """
    with opened_shop():
        from shopwright.platform.plugins.configuring import plugin_settings

        view = plugin_settings(name, first_time=True)
        if not show:
            if not view.form:
                raise Failure(f"the plugin {name} has no settings")
            changes = [
                *_from_file(source),
                *(_assigned(view, item) for item in assignments),
                *((path, _secret(view, path)) for path in map(_path, secret_keys)),
            ]
            _save(name, view, changes)
            view = plugin_settings(name, first_time=True)
    if as_json:
        print_json({"values": view.values, "form": [asdict(group) for group in view.form]})
    elif show:
        _print(view.form, view.values)
    else:
        click.echo(f"The settings of {name} are saved. A running shop follows within a second.")


def _save(name: str, view: PluginSettingsView, changes: list[tuple[Path, Any]]) -> None:
    from shopwright.platform.plugins.configuring import save_plugin_settings

    if changes:
        values = dict(view.values)
        for path, value in changes:
            values = _changed(values, path, value)
        save_plugin_settings(name, values, first_time=True)
    elif sys.stdin.isatty():
        ask_all(view, lambda values: save_plugin_settings(name, values, first_time=True))
    else:
        raise Failure("say what to change: --set, --secret or --from; in a terminal it asks")


def _assigned(view: PluginSettingsView, assignment: str) -> tuple[Path, Any]:
    key, equals, text = assignment.partition("=")
    if not equals:
        raise Failure(f"--set {key}: write KEY=VALUE")
    path = _path(key)
    field = _field(view, path)
    if field.secret:
        raise Failure(
            f"{key} is a secret, which everybody on this machine could read on the command line; "
            f"use --secret {key}, and it is asked for"
        )
    if field.nullable and not text:
        return path, None
    if field.type == "text":
        return path, text
    try:
        return path, json.loads(text)
    except ValueError:
        return path, text


def _secret(view: PluginSettingsView, path: Path) -> str:
    field = _field(view, path)
    if sys.stdin.isatty():
        answer: str = click.prompt(field.label, hide_input=True)
        return answer
    line = sys.stdin.readline()
    if not line:
        raise Failure(f"there is no line on standard input for {'.'.join(path)}")
    return line.rstrip("\r\n")


def _from_file(source: BinaryIO | None) -> list[tuple[Path, Any]]:
    if source is None:
        return []
    name, content = str(getattr(source, "name", "-")), source.read()
    try:
        is_toml = name.endswith(".toml")
        values = tomllib.loads(content.decode()) if is_toml else json.loads(content)
    except ValueError as error:
        raise Failure(f"{name} cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise Failure(f"{name} holds no settings: it has to be one object")
    return [((key,), value) for key, value in values.items()]


def _path(key: str) -> Path:
    return tuple(key.split("."))


def _field(view: PluginSettingsView, path: Path) -> FormField:
    from shopwright.platform.plugins.forms import field_at, fields_of

    found = field_at(view.form, path)
    if found is None:
        known = ", ".join(item.name for item in fields_of(view.form))
        raise Failure(f"there is no setting '{'.'.join(path)}'; there are {known}")
    return found


def _changed(values: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A file's objects are laid over what is there, as all else is."""
    name, below = path[0], path[1:]
    old = values.get(name)
    if below:
        value = _changed(old if isinstance(old, Mapping) else {}, below, value)
    elif isinstance(value, Mapping) and isinstance(old, Mapping):
        value = {**old, **value}
    return {**values, name: value}


def _print(form: tuple[FormGroup, ...], values: Mapping[str, Any]) -> None:
    if not form:
        click.echo("It has no settings.")
    for group in form:
        if group.title:
            click.secho(group.title, bold=True)
        for name, value, note in _lines(group, values, ""):
            click.echo(f"{name} = {value}{note}")


def _lines(
    group: FormGroup, values: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, str, str]]:
    for field in group.fields:
        name, value = f"{prefix}{field.name}", values.get(field.name)
        if field.type == "group" and isinstance(value, Mapping):
            for inner in field.groups:
                yield from _lines(inner, value, f"{name}.")
            continue
        note = f"  (set by {field.locked_by})" if field.locked_by else ""
        yield name, json.dumps(value, ensure_ascii=False), note
