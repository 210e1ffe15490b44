"""Health checks of plugins: told by name, each for itself, and never waited for too long."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

import pytest
from shopwright import Context, HealthCheck, HealthResult, NetworkForbidden, Plugin, hooks
from shopwright.platform.db import transaction
from shopwright.platform.plugins import health_checks
from shopwright.platform.plugins.health_checks import run_health_checks
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop

done = threading.Event()


def fine(ctx: Context) -> HealthResult:
    with ctx.read():
        return HealthResult(ok=True, message=f"{ctx.id} is well")


def broken(ctx: Context) -> HealthResult:
    raise SystemExit("secret words")


def endless(ctx: Context) -> HealthResult:
    done.wait()
    return HealthResult(ok=True)


class Printer(Plugin):
    """Prints, or not."""

    @hooks.health_checks
    def checks(self, ctx: Context) -> Iterable[HealthCheck]:
        return [
            HealthCheck(name="paper", label="There is paper", check=fine),
            HealthCheck(name="ink", label="There is ink", check=broken),
            HealthCheck(name="nonsense", label="It makes sense", check=lambda ctx: "yes"),  # type: ignore[arg-type,return-value]
        ]


class Slow(Plugin):
    """Never answers."""

    @hooks.health_checks
    def checks(self, ctx: Context) -> Iterable[HealthCheck]:
        return [HealthCheck(name="paper", label="There is paper", check=endless)]


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    monkeypatch.setattr(health_checks, "DEADLINE", 0.3)
    done.clear()
    yield registry_of(Printer, Slow)
    done.set()


def test_each_check_is_told_for_itself(shop: Shop) -> None:
    found = {(item.plugin, item.name): item for item in run_health_checks()}
    assert {key: item.ok for key, item in found.items()} == {
        ("printer", "paper"): True,
        ("printer", "ink"): False,
        ("printer", "nonsense"): False,
        ("slow", "paper"): False,
    }
    assert found["printer", "paper"].message == "printer is well"
    assert found["printer", "ink"].message.startswith("The check itself failed with SystemExit")
    assert "did not answer" in found["slow", "paper"].message


def test_one_plugin_can_be_asked_alone(shop: Shop) -> None:
    assert {item.plugin for item in run_health_checks("printer")} == {"printer"}
    assert run_health_checks("nobody") == []


def test_a_disabled_plugin_is_not_asked(shop: Shop) -> None:
    runtime().registry = registry_of(Slow)
    assert run_health_checks("printer") == []


def test_they_are_not_for_transactions(shop: Shop) -> None:
    with transaction(), pytest.raises(NetworkForbidden):
        run_health_checks()
