"""History that is played at its own time is written down like anything, and is no news to plugins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from shopwright import Context, Plugin, hooks
from shopwright.commerce.catalog import CategoryInput, CategoryUpdated, create_category
from shopwright.platform import audit, clock
from shopwright.platform.clock import now
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop
from sqlalchemy import select


class Listener(Plugin):
    """Hears of categories."""

    id = "listener"

    @hooks.category_updated
    def hear(self, event: CategoryUpdated, ctx: Context) -> None:
        """Nothing is done with it."""


@pytest.fixture
def registry() -> Registry:
    return registry_of(Listener)


def happened(**ago: float) -> tuple[OutboxEvent, list[str]]:
    """A category made that long ago: its event, and to which plugins it is owed."""
    with clock.at(now() - timedelta(**ago)):
        create_category(CategoryInput(title="Mugs"))
    with read() as db:
        event = db.scalars(select(OutboxEvent)).one()
        owed = select(OutboxDelivery.consumer).where(OutboxDelivery.event_id == event.id)
        return event, [name for name in db.scalars(owed) if name.startswith("plugin:")]


def test_an_event_happened_when_the_clock_said_so(shop: Shop) -> None:
    event, _ = happened(days=40)
    assert timedelta(days=39) < now() - event.occurred_at < timedelta(days=41)


def test_plugins_hear_of_what_happened_within_a_day(shop: Shop) -> None:
    assert happened(hours=23)[1] == ["plugin:listener"]


def test_plugins_do_not_hear_of_what_is_long_past(shop: Shop) -> None:
    assert happened(hours=25)[1] == []


def test_an_audit_entry_that_is_dated_back_is_sealed_too(shop: Shop) -> None:
    create_category(CategoryInput(title="Bowls"))
    assert audit.seal() == 1
    happened_at = now() - timedelta(days=400)
    with clock.at(happened_at):
        create_category(CategoryInput(title="Plates"))
    assert audit.seal() == 1
    report = audit.verify_chain()
    assert (report.intact, report.sealed, report.unsealed) == (True, 2, 0)
