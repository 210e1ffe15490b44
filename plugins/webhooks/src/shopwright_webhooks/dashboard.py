"""What the dashboard shows: a page of the endpoints, and a card while something fails."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from shopwright import Action, Badge, CardContent, Context, Fact, Facts, PageContent, Table
from sqlalchemy import func, select

from shopwright_webhooks.endpoints import endpoints
from shopwright_webhooks.models import Message
from shopwright_webhooks.types import EndpointView

_COLUMNS = ("Endpoint", "Events", "State", "Last success")
_RECENT = timedelta(days=7)


def troubled(ctx: Context) -> int | None:
    """How many endpoints need somebody, for the menu; None when there is none."""
    return sum(map(_needs_somebody, endpoints(ctx))) or None


def page(ctx: Context) -> PageContent:
    """All endpoints and how they do."""
    found = endpoints(ctx)
    rows = tuple(
        (_name(item), ", ".join(item.events), _state(item), item.last_success_at) for item in found
    )
    actions = tuple(_resume(item) for item in found if not item.enabled)
    return PageContent(blocks=(Table(columns=_COLUMNS, rows=rows),), actions=actions)


def card(ctx: Context) -> CardContent | None:
    """What was not delivered within a week, and who is not told any more; nothing when all is well."""
    troubled, failed = list(filter(_needs_somebody, endpoints(ctx))), _failed_lately(ctx)
    if not troubled and not failed:
        return None
    facts = (
        Fact(label="Not delivered in 7 days", value=failed),
        *(Fact(label=_name(item), value=_state(item)) for item in troubled),
    )
    actions = tuple(_resume(item) for item in troubled if not item.enabled)
    badge = Badge(text="switched off", tone="error") if actions else None
    return CardContent(blocks=(Facts(facts=facts),), actions=actions, badge=badge)


def _failed_lately(ctx: Context) -> int:
    since = ctx.now() - _RECENT
    statement = select(func.count()).where(Message.state == "failed", Message.created_at >= since)
    with ctx.read() as db:
        return int(db.scalars(statement).one())


def _resume(item: EndpointView) -> Action:
    return Action(
        label=f"Enable {_name(item)}",
        path=f"/endpoints/{item.id}",
        method="PATCH",
        permission="webhooks:write",
        confirm="What waits for it will be sent.",
        input={
            "type": "object",
            "properties": {"enabled": {"const": True}},
            "required": ["enabled"],
        },
    )


def _needs_somebody(item: EndpointView) -> bool:
    """What staff switched off themselves is as they want it."""
    return _state(item).tone in ("warn", "error")


def _state(item: EndpointView) -> Badge:
    if not item.enabled:
        is_wanted = item.disabled_reason == "by staff"
        return Badge(text=f"off, {item.disabled_reason}", tone="neutral" if is_wanted else "error")
    if item.failing_since is not None:
        return Badge(text="failing", tone="warn")
    return Badge(text="works", tone="ok")


def _name(item: EndpointView) -> str:
    """Its description, or its host: the path may be a secret of the receiver's."""
    return item.description or urlsplit(item.url).hostname or "?"
