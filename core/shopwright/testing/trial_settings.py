"""Trying a plugin's settings out: whether they survive being stored, and who can read secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import SecretStr, ValidationError

from shopwright.platform.plugins.plugin import PluginSettings
from shopwright.platform.plugins.settings import MASK, current, masked, sealed, validated

_SECRET = "whoever-reads-this-has-found-a-leak"  # noqa: S105


def settings_problems(kind: type[PluginSettings], values: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with settings of `kind`, tried with `values` and a secret in each secret field."""
    settings = _with_secrets(kind, values)
    stored = json.loads(json.dumps(sealed(settings)))
    read = current(kind, stored)
    if kind(**read) != settings:
        yield f"after being stored and read they are {kind(**read)!r}, not {settings!r}"
    shown = masked(settings)
    if validated(kind, shown, read) != settings:
        yield f"saving them as they are shown ('{MASK}' for a secret) changes them"
    secrets = set(_secrets(settings))
    for where, text in (
        ("what is stored", json.dumps(stored)),
        ("what staff are shown", json.dumps(shown)),
        ("their JSON Schema", json.dumps(kind.model_json_schema())),
        ("their repr(), which logs show", repr(settings)),
    ):
        if any(secret in text for secret in secrets):
            yield f"a secret stands in {where}; type it as pydantic.SecretStr, alone in its field"


def _with_secrets(kind: type[PluginSettings], values: Mapping[str, Any]) -> PluginSettings:
    """Settings whose secrets are set, as far as the plugin takes our words for them."""
    settings = kind(**values)
    for name in kind.model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr) and not value.get_secret_value():
            try:
                settings = kind(**{**values, name: _SECRET})
            except ValidationError:
                continue
            values = {**values, name: _SECRET}
    return settings


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr):
        if value.get_secret_value():
            yield value.get_secret_value()
    elif isinstance(value, PluginSettings):
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _secrets(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _secrets(item)
