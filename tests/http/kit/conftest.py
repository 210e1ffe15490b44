"""Tiny applications around the kit, and stand-ins for what a shop plugs into it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from shopwright.http import security
from shopwright.http.rest import kit
from shopwright.http.security import SecuritySettings


@dataclass(frozen=True, kw_only=True)
class Caller:
    """An actor that holds the named permissions."""

    key: str = ""
    permissions: Collection[str] = ()

    @property
    def authenticated(self) -> bool:
        return bool(self.key)

    def permits(self, access: kit.Access) -> bool:
        if access.kind == "customer":
            return self.key.startswith("customer:")
        return self.key.startswith("staff:") and set(access.permissions) <= set(self.permissions)


@dataclass
class Callers:
    """Finds the caller by `Authorization: Bearer <key>`, and counts how often it was asked."""

    known: dict[str, Caller] = field(default_factory=dict)
    asked: int = 0

    def __call__(self, request: Request) -> Caller:
        self.asked += 1
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.known.get(sent, Caller())


@dataclass
class MemoryStore:
    """An idempotency store in a dictionary."""

    kept: dict[tuple[str, str], tuple[str, kit.Stored | None]] = field(default_factory=dict)

    def begin(self, scope: str, key: str, fingerprint: str) -> kit.Stored | None:
        held = self.kept.get((scope, key))
        if held is None:
            self.kept[scope, key] = (fingerprint, None)
            return None
        if held[0] != fingerprint:
            raise kit.Mismatch()
        if held[1] is None:
            raise kit.InProgress(retry_after=2)
        return held[1]

    def noting(self, scope: str, key: str) -> AbstractContextManager[None]:
        return nullcontext()

    def finish(self, scope: str, key: str, stored: kit.Stored) -> None:
        self.kept[scope, key] = (self.kept[scope, key][0], stored)

    def abandon(self, scope: str, key: str) -> None:
        self.kept.pop((scope, key), None)


@dataclass
class Shop:
    """An application with one `Api`: declare on `api`, then ask `client`."""

    app: Flask
    api: kit.Api
    callers: Callers
    store: MemoryStore

    def know(self, bearer: str, key: str, *permissions: str) -> None:
        self.callers.known[bearer] = Caller(key=key, permissions=permissions)

    @property
    def client(self) -> FlaskClient:
        if self.api.name not in self.app.blueprints:
            self.app.register_blueprint(self.api.blueprint)
        return self.app.test_client()


@pytest.fixture
def make_shop() -> Callable[..., Shop]:
    def make(*, propagate: bool = True, **options: Any) -> Shop:
        app = Flask("tiny")
        app.testing = propagate
        app.config["SHOPWRIGHT_VALIDATE_RESPONSES"] = True
        guards = security.init_app(app, SecuritySettings(**options))
        callers, store = Callers(), MemoryStore()
        kit.init_app(
            app,
            resolve_actor=callers,
            idempotency=store,
            limits=guards.limits,
            trusted_origins=guards.trusted_origins,
        )
        return Shop(app, kit.Api("things", tag="Things"), callers, store)

    return make


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    return make_shop()
