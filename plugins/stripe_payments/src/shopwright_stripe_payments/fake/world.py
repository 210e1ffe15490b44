"""The fake's world: the state of one Stripe account, and the ways to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import stripe

from shopwright_stripe_payments.fake.clock import Clock
from shopwright_stripe_payments.fake.errors import Body, invalid, no_such
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.outbox import Outbox
from shopwright_stripe_payments.fake.store import Store, Window

# A live key looks otherwise, so one can never be mistaken for the other.
SECRET_KEY = "sk_test_fake"  # noqa: S105
PUBLISHABLE_KEY = "pk_test_fake"
# The only version that the fake speaks: the one that the installed SDK pins.
API_VERSION: str = stripe.api_version
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How this Stripe account is set up.

    `bank_seconds` overrides how long a bank takes to answer a direct debit.
    """

    secret_keys: frozenset[str] = frozenset({SECRET_KEY})
    publishable_key: str = PUBLISHABLE_KEY
    country: str = "DE"
    currency: str = "eur"
    name: str = "Demo shop"
    bank_seconds: float | None = None
    authorization_seconds: int = 7 * DAY
    refund_seconds: float = 5.0
    retry_seconds: float = 1.0


@dataclass(slots=True)
class Asking:
    """The request that is being worked on; events say which one caused them."""

    id: str | None = None
    idempotency_key: str | None = None


@dataclass(slots=True)
class World:
    """State and time of the account. Everything that changes it runs in `store.transaction()`."""

    store: Store
    clock: Clock
    outbox: Outbox
    options: Options
    url: str = ""
    asking: Asking = field(default_factory=Asking)

    def now(self) -> int:
        """The time in whole seconds."""
        return self.clock.now()

    def require(self, kind: str, object_id: str, *, param: str = "") -> Body:
        """An object that a path (or the parameter `param`) names; raises `ApiError`."""
        found = self.store.find(object_id, kind)
        if found is None:
            status = 400 if param else 404
            raise no_such(kind.rpartition(".")[2], object_id, param=param or "id", status=status)
        return found

    def listed(self, kind: str, path: str, params: Body, **fields: object) -> Body:
        """Stripe's list object: newest first, in pages."""
        limit = params.get("limit", 10)
        if not 1 <= limit <= 100:
            raise invalid(
                "Invalid limit: must be between 1 and 100",
                param="limit",
                code="parameter_invalid_integer",
            )
        created = params.get("created")
        window = Window(
            limit=limit,
            after=params.get("starting_after"),
            before=params.get("ending_before"),
            created=created
            if created is None or isinstance(created, Mapping)
            else {"gte": created, "lte": created},
        )
        wanted = {name: value for name, value in fields.items() if value is not None}
        found = self.store.page(kind, window, wanted)
        if found is None:
            name = "starting_after" if window.after else "ending_before"
            raise no_such(kind.rpartition(".")[2], params[name], param=name, status=400)
        return {"object": "list", "data": found[0], "has_more": found[1], "url": path}

    def emit(self, kind: str, body: Body, previous: Body | None = None) -> Body:
        """Write an event about an object as it is now, and owe it to the webhook endpoints."""
        data: Body = {"object": body}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Body = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": self.outbox.subscribers(kind),
            "request": {
                "id": self.asking.id,
                "idempotency_key": self.asking.idempotency_key,
            },
            "type": kind,
        }
        self.store.add(event)
        self.outbox.owe(event)
        return event


def open_world(path: Path | None, options: Options) -> World:
    """The world that `path` holds, or a new one."""
    store = Store(path)
    return World(
        store=store,
        clock=Clock(store),
        outbox=Outbox(store, options.retry_seconds),
        options=options,
    )
