"""A client in a shop that consists of nothing but its settings, and machines to call."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from shopwright.platform.config import Settings
from shopwright.platform.outbound import HttpClient
from shopwright.platform.runtime import Runtime, attach, runtime
from shopwright.testing.receiving import Receiver, receiver

Resolve = Callable[..., list[str]]


@pytest.fixture
def shop_with() -> Iterator[Callable[..., None]]:
    """Sets settings of the shop that the client is of."""
    app = Flask("shop")
    nothing: Any = None
    settings = Settings(environment="test", shop_name="Alder & Wrën (Tea)")
    parts = {
        "database": nothing,
        "broker": nothing,
        "consumers": nothing,
        "plugins": nothing,
        "health": nothing,
    }
    attach(app, Runtime(settings=settings, **parts))

    def change(**values: Any) -> None:
        found = runtime()
        found.settings = found.settings.model_copy(update=values)

    with app.app_context():
        yield change


@pytest.fixture
def http(shop_with: Callable[..., None]) -> HttpClient:
    """The client of a plugin."""
    return HttpClient("gift_wrap")


@pytest.fixture
def web() -> Iterator[Receiver]:
    """A web server on this machine."""
    with receiver() as found:
        yield found


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """`resolve("a.example", ["1.2.3.4"], ["127.0.0.1"])`: what its name leads to, ask by ask.

    Returns the list of names that were asked for.
    """
    real = socket.getaddrinfo

    def script(name: str, *answers: list[str]) -> list[str]:
        asked: list[str] = []

        def answer(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
            if host != name:
                return real(host, port, *args, **options)
            asked.append(host)
            found = answers[min(len(asked), len(answers)) - 1]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        monkeypatch.setattr(socket, "getaddrinfo", answer)
        return asked

    return script
