"""`/admin/plugin-health/checks`: plugins are asked how they do, by staff only."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask.testing import FlaskClient
from shopwright import Context, HealthCheck, HealthResult, Plugin, hooks
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop

URL = "/api/v1/admin/plugin-health/checks"
asked: list[str] = []


class Printer(Plugin):
    """Has no paper."""

    @hooks.health_checks
    def checks(self, ctx: Context) -> Iterable[HealthCheck]:
        return [HealthCheck(name="paper", label="There is paper", check=self.look)]

    def look(self, ctx: Context) -> HealthResult:
        asked.append(ctx.id)
        return HealthResult(ok=False, message="The tray is empty.")


@pytest.fixture
def registry() -> Registry:
    asked.clear()
    return registry_of(Printer)


def test_staff_see_what_each_check_found(shop: Shop, owner: FlaskClient) -> None:
    found = {
        "plugin": "printer",
        "name": "paper",
        "label": "There is paper",
        "ok": False,
        "message": "The tray is empty.",
    }
    assert owner.get(URL).get_json()["items"] == [found]
    assert owner.get(f"{URL}?plugin=printer").get_json()["items"] == [found]
    assert owner.get(f"{URL}?plugin=other").get_json()["items"] == []


def test_a_balancer_does_not_ask(shop: Shop) -> None:
    assert shop.client().get("/readyz").status_code == 200
    assert shop.client().get(URL).status_code == 401
    assert asked == []
