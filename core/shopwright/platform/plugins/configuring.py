"""Setting plugins up: what they are set to, and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import FAULTS, Problem
from shopwright.platform.events.outbox import emit
from shopwright.platform.plugins.checking import check_settings
from shopwright.platform.plugins.errors import (
    PluginNotFound,
    PluginNotKnown,
    PluginSettingsInvalid,
    PluginSettingsStale,
    PluginUnusable,
)
from shopwright.platform.plugins.forms import FormGroup, Path, form_of
from shopwright.platform.plugins.hooks import SettingsChanged
from shopwright.platform.plugins.loading import plugin_class
from shopwright.platform.plugins.models import PluginState, new_stamp
from shopwright.platform.plugins.overrides import (
    Overrides,
    has_path,
    overrides_of,
    replaced,
    value_at,
)
from shopwright.platform.plugins.plugin import Plugin, PluginSettings
from shopwright.platform.plugins.settings import (
    current,
    masked,
    plain,
    sealed,
    stored_version,
    validated,
)
from shopwright.platform.plugins.switching import (
    discovered,
    hooks_of,
    reason_of,
    state_of,
    was_enabled,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSettingsView:
    """Settings with masked secrets, their JSON Schema, and their form; empty for a plugin without.

    `values` are those in force: what the environment sets is among them, and locked in the form.
    """

    values: Mapping[str, Any]
    schema: Mapping[str, Any]
    form: tuple[FormGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SetUp:
    """A plugin's settings as they are now. `stored` is its row's, `own` that in plain."""

    kind: type[Plugin]
    settings_class: type[PluginSettings]
    stored: dict[str, Any]
    own: dict[str, Any]
    environment: Overrides

    @property
    def values(self) -> dict[str, Any]:
        """What is in force, as it came, with secrets in plain."""
        return self.environment.over(self.own)

    @property
    def in_force(self) -> PluginSettings:
        """The same as settings; a value that became invalid is taken for its default."""
        try:
            return self.settings_class(**self.values)
        except ValidationError:
            return _as_far_as_valid(self.settings_class, self.values)


def plugin_settings(name: str, *, first_time: bool = False) -> PluginSettingsView:
    """What a plugin is set to. With `first_time`, also one that was never enabled.

    Raises `PluginNotFound`, `PluginNotKnown` or `PluginUnusable`.
    """
    found = _set_up(name, first_time=first_time)
    if found is None:
        return PluginSettingsView(values={}, schema={}, form=())
    return PluginSettingsView(
        values=masked(found.in_force),
        schema=found.settings_class.model_json_schema(),
        form=form_of(found.settings_class, found.environment.variables),
    )


def save_plugin_settings(name: str, values: Mapping[str, Any], *, first_time: bool = False) -> None:
    """Replace a plugin's settings; a masked secret stays as it was, what is left out is default.

    The plugin may try them out first, which can take ten seconds: call it outside of transactions.
    Raises `PluginNotFound`, `PluginNotKnown`, `PluginUnusable`, `PluginSettingsInvalid` or
    `PluginSettingsStale`.
    """
    found = _set_up(name, first_time=first_time)
    if found is None:
        raise PluginUnusable(name, "it has no settings")
    before = found.in_force
    _refuse_locked(values, masked(before), found.environment)
    settings = validated(found.settings_class, found.environment.over(values), found.values)
    problems = check_settings(name, found.kind, settings)
    if problems:
        raise PluginSettingsInvalid(problems)
    old, new = plain(before), plain(settings)
    changed = tuple(sorted(key for key in new if new[key] != old.get(key)))
    _save(name, found.stored, _to_store(settings, found), changed)


def _set_up(name: str, *, first_time: bool) -> _SetUp | None:
    """None for a plugin without settings."""
    found, state = discovered(name), state_of(name)
    if found is None and state is None:
        raise PluginNotFound(name)
    if not was_enabled(state) and not first_time:
        raise PluginNotKnown(name)
    if found is None:
        raise PluginUnusable(name, "its package is not installed")
    try:
        kind = plugin_class(found)
        settings_class = kind.settings_class()
        if settings_class is None:
            return None
        stored = state.settings if state else {}
        return _SetUp(
            kind=kind,
            settings_class=settings_class,
            stored=stored,
            own=current(settings_class, stored),
            environment=overrides_of(name, settings_class),
        )
    except FAULTS as error:
        raise PluginUnusable(name, found.error or reason_of(error)) from error


def _refuse_locked(
    sent: Mapping[str, Any], shown: Mapping[str, Any], environment: Overrides
) -> None:
    """What is sent back as it was shown, or left out, is left alone."""
    problems = [
        _locked(path, variable)
        for path, variable in environment.variables.items()
        if has_path(sent, path) and value_at(sent, path) != value_at(shown, path)
    ]
    if problems:
        raise PluginSettingsInvalid(problems)


def _locked(path: Path, variable: str) -> Problem:
    message = f"It is set by {variable} in the shop's environment; change or remove it there."
    return Problem(code="setting_locked", message=message, field=".".join(path))


def _as_far_as_valid(
    settings_class: type[PluginSettings], values: Mapping[str, Any]
) -> PluginSettings:
    """Each field for itself, so that a secret is known for one even among values that don't fit."""
    good: dict[str, Any] = {}
    for name, field in settings_class.model_fields.items():
        if name in values:
            with suppress(ValidationError):
                kind: Any = Annotated[field.annotation, field]
                good[name] = TypeAdapter(kind).validate_python(values[name])
    return settings_class.model_construct(**good)


def _to_store(settings: PluginSettings, found: _SetUp) -> dict[str, Any]:
    """What the environment sets is not stored; what was stored beneath it stays."""
    values = sealed(settings)
    is_same = stored_version(found.stored) == settings.settings_version
    for path in found.environment.variables:
        values = replaced(values, found.stored if is_same else {}, path)
    return values


@command()
def _save(
    name: str,
    before: Mapping[str, Any],
    values: dict[str, Any],
    changed: tuple[str, ...],
) -> None:
    db = session()
    row = db.get(PluginState, name, with_for_update=True)
    if row is None:
        row = PluginState(id=name, enabled=False, version="", settings={}, changed_at=now())
        db.add(row)
    elif row.settings != before:
        raise PluginSettingsStale(name)
    row.settings, row.changed_at = values, now()
    new_stamp(db)
    emit(SettingsChanged(plugin=name, fields=changed, hooks=hooks_of(name)))
    audit.record("plugin.configure", "plugin", name, fields=[*changed])
