"""Asking for settings in a terminal, one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shopwright.platform.plugins.configuring import PluginSettingsView
    from shopwright.platform.plugins.forms import FormField, FormGroup

_EMPTY = '""'


def ask_all(view: PluginSettingsView, save: Callable[[Mapping[str, Any]], None]) -> None:
    """Ask for every setting and save them; as often as it takes, with the answers as they were."""
    from shopwright.platform.plugins.errors import PluginSettingsInvalid

    click.echo(f"Enter keeps what is in brackets; {_EMPTY} empties it.")
    values = dict(view.values)
    while True:
        values = _ask_groups(view.form, values)
        try:
            save(values)
        except PluginSettingsInvalid as error:
            for problem in error.problems:
                where = f"{problem.field}: " if problem.field else ""
                click.secho(f"{where}{problem.message}", fg="red", err=True)
            click.confirm("Try again?", default=True, abort=True)
        else:
            return


def _ask_groups(form: tuple[FormGroup, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    answers = dict(values)
    for group in form:
        if group.title:
            click.secho(f"\n{group.title}", bold=True)
        for field in group.fields:
            if field.locked_by:
                click.echo(f"{field.label}: set by {field.locked_by}")
            elif all(answers.get(name) in wanted for name, wanted in field.visible_if.items()):
                answers[field.name] = _ask(field, answers.get(field.name))
    return answers


def _ask(field: FormField, value: Any) -> Any:
    if field.type == "group":
        click.secho(f"\n{field.label}", bold=True)
        return _ask_groups(field.groups, value if isinstance(value, Mapping) else {})
    if field.help:
        click.secho(field.help, dim=True)
    if field.secret:
        return _ask_secret(field, value)
    if field.type == "boolean":
        return click.confirm(field.label, default=bool(value))
    if field.type == "choice" and not field.nullable:
        for choice in field.choices:
            click.secho(f"  {choice.value}: {choice.label}", dim=True)
        known = click.Choice([str(choice.value) for choice in field.choices])
        answer = click.prompt(field.label, default=str(value), type=known)
        return next(choice.value for choice in field.choices if str(choice.value) == answer)
    return _ask_text(field, value)


def _ask_secret(field: FormField, value: Any) -> Any:
    note = "(is set)" if value else "(is empty)"
    answer = click.prompt(f"{field.label} {note}", default="", show_default=False, hide_input=True)
    return "" if answer == _EMPTY else answer or value


def _ask_text(field: FormField, value: Any) -> Any:
    is_text = field.type == "text"
    shown = value if is_text and value else "" if value is None else json.dumps(value)
    shown = "" if shown == _EMPTY else shown
    answer: str = click.prompt(field.label, default=shown, show_default=bool(shown))
    if answer == _EMPTY or not answer:
        return None if field.nullable else "" if is_text else value
    if is_text:
        return answer
    try:
        return json.loads(answer)
    except ValueError:
        return answer
