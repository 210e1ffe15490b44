"""How plugins behave: "which plugin slowed my checkout?" in one look."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, Result, staff
from shopwright.platform.hooks.health import hook_health
from shopwright.platform.hooks.health_store import HookHealth
from shopwright.platform.plugins.health_checks import run_health_checks
from shopwright.platform.runtime import runtime

api = Api(
    "admin_plugin_health",
    tag="Plugins",
    description="What extends the shop.",
    prefix=ADMIN,
)


class HealthQuery(Model):
    """Which to list."""

    plugin: str | None = Field(default=None, max_length=80, description="Of this plugin alone.")


class HookHealthOut(OutModel):
    """One plugin's calls for one hook, as one provider, or for one job, in all processes.

    Counted for a week at most, and from the start when Redis loses it. While `rests_until` is
    there, the plugin is left out of this hook, or its deliveries wait, because it failed too often.
    """

    plugin: str
    hook: str
    calls: int
    errors: int
    total_ms: float
    average_ms: float
    slowest_ms: float
    last_error: str
    last_error_at: datetime | None
    rests_until: datetime | None


@api.get(
    "/plugin-health",
    query=HealthQuery,
    returns=Page[HookHealthOut],
    access=staff("plugins:read"),
    summary="See how plugins behave",
)
def plugin_health(query: HealthQuery) -> Result:
    """What took the most time comes first."""
    found = hook_health(runtime().broker)
    wanted = [item for item in found if query.plugin in (None, item.plugin)]
    return Page[HookHealthOut](items=[_out(item) for item in wanted])


class PluginCheckOut(OutModel):
    """What a plugin found when it was asked how it does; `label` is what should hold."""

    plugin: str
    name: str
    label: str
    ok: bool
    message: str


@api.get(
    "/plugin-health/checks",
    query=HealthQuery,
    returns=Page[PluginCheckOut],
    access=staff("plugins:read"),
    limit="20/minute;by=ip",
    summary="Ask plugins how they do",
)
def plugin_checks(query: HealthQuery) -> Result:
    """Some ask the services that they depend on; it takes ten seconds at most."""
    found = run_health_checks(query.plugin)
    return Page[PluginCheckOut](items=[PluginCheckOut.model_validate(item) for item in found])


def _out(item: HookHealth) -> HookHealthOut:
    return HookHealthOut(
        plugin=item.plugin,
        hook=item.hook,
        calls=item.calls,
        errors=item.errors,
        total_ms=round(item.seconds * 1000, 3),
        average_ms=round(item.seconds * 1000 / max(item.calls, 1), 3),
        slowest_ms=round(item.slowest * 1000, 3),
        last_error=item.last_error,
        last_error_at=item.last_error_at,
        rests_until=item.rests_until,
    )
