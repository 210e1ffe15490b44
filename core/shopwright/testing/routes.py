"""The routes that a plugin brought to a test's shop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import FloatConverter, IntegerConverter, UUIDConverter

from shopwright.http.rest.kit import endpoint_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginRoute:
    """One method of one route. `url` has made-up parameters; `permissions` are what staff need."""

    method: str
    rule: str
    url: str
    permissions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def routes_of(app: Flask, plugin_id: str) -> list[PluginRoute]:
    """All routes and pages of a plugin."""
    return [
        route
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(f"plugin_{plugin_id}.")
        for route in _routes(app, rule)
    ]


def _routes(app: Flask, rule: Rule) -> Iterator[PluginRoute]:
    endpoint = endpoint_of(app.view_functions[rule.endpoint])
    values = {name: _value(rule._converters[name]) for name in rule.arguments}
    url = app.url_map.bind("shop.example").build(rule.endpoint, values, append_unknown=False)
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        yield PluginRoute(
            method=method,
            rule=rule.rule,
            url=url,
            permissions=endpoint.access.permissions if endpoint else (),
        )


def _value(converter: Any) -> Any:
    if isinstance(converter, UUIDConverter):
        return uuid4()
    if isinstance(converter, IntegerConverter | FloatConverter):
        return converter.num_convert(converter.min or 1)
    return "sample"
