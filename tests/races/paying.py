"""A shop whose races are about payments at the fake Stripe, which runs in this process."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from shopwright import Context
from shopwright.commerce.cart import cart_view, set_codes, set_contact
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import complete
from shopwright.commerce.payments import payments_of, settle
from shopwright.commerce.payments.commands import capture, process_capture, process_refund
from shopwright.commerce.payments.models import CaptureRequest, PaymentAttempt, Refund
from shopwright.platform.db import read
from shopwright.testing import DatabaseKind, Databases, ScriptedProvider, Shop, open_shop
from shopwright.testing.invariants import Violation, check
from shopwright.testing.plugins import trading_plugin
from shopwright_promotions import books as promotion_books
from shopwright_promotions import commands as promotions
from shopwright_promotions.plugin import Promotions
from shopwright_promotions.types import PromotionInput
from shopwright_stripe_payments.connection import STAND_IN
from shopwright_stripe_payments.fake import FakeStripe, Options, running_fake
from shopwright_stripe_payments.plugin import StripePayments
from shopwright_stripe_payments.transport import Transport
from sqlalchemy import select

from tests.races.schedules import step
from tests.storms.paying import METHOD, StripeBooks

URL = "https://shop.example/"
PLUGINS = (StripePayments, Promotions)
_LIVE = ("creating", "open", "processing", "authorized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order of one lamp, of which there were two; paid with a code that can be used once."""

    order_id: UUID
    lamp: UUID
    location: UUID
    rival: UUID
    rival_total: int

    @property
    def attempt_id(self) -> UUID:
        """Of its last attempt to pay."""
        return payments_of(self.order_id).attempts[-1].id


@dataclass(slots=True, kw_only=True)
class PayingArena:
    """A running shop, and the Stripe that it is paid through."""

    shop: Shop
    stripe: FakeStripe
    drawn: random.Random

    def place(self, state: str) -> Placed:
        """`waiting`: promised at Stripe, and the shop does not know; `authorized`; or `paid`."""
        placed = self.press()
        self.pay()
        if state != "waiting":
            settle(placed.attempt_id, source="webhook")
        if state == "paid":
            capture(placed.order_id)
        return placed

    def pay(self) -> None:
        """On every page of Stripe's that is open."""
        for session in self.stripe.world.store.every("checkout.session", status="open"):
            self.stripe.controls.pay(session["id"])

    def press(self) -> Placed:
        """An order whose shopper was sent to Stripe."""
        lamp, code = self._lamp()
        cart_id, rival = (self.cart(lamp, code, email) for email in ("a@e.example", "b@e.example"))
        total = cart_view(rival).totals.total.amount
        return Placed(
            order_id=complete(cart_id, expected_total=total, return_url=URL).order_id,
            lamp=lamp,
            location=install_defaults().location_ids[0],
            rival=rival,
            rival_total=total,
        )

    def _lamp(self) -> tuple[UUID, str]:
        """Something of which there are two, and a code for it that can be used once."""
        code = f"CODE{self.drawn.getrandbits(60):X}"
        values: dict[str, Any] = {"name": code, "codes": [code], "limit_total": 1}
        values["action"] = {"kind": "percent_off", "percent": "10"}
        once = PromotionInput.model_validate_json(json.dumps(values))
        promotions.create(self.context, once)
        return self.shop.product("Lamp", price=2000, stock=2), code

    def cart(self, variant_id: UUID, code: str = "", email: str = "a@e.example") -> UUID:
        """One of those that only have to be completed."""
        cart_id = self.shop.cart({variant_id: 1}, method=METHOD)
        set_contact(cart_id, email=email)
        if code:
            set_codes(cart_id, [code])
        return cart_id

    @property
    def context(self) -> Context:
        """That of the promotions."""
        return Context("promotions", None)

    def finish(self, placed: Placed) -> None:
        """What workers and sweepers would do, until there is nothing left to do."""
        self.shop.deliver()
        order_id = placed.order_id
        with read() as db:
            mine = select(PaymentAttempt.id).where(PaymentAttempt.order_id == order_id)
            attempts = db.scalars(mine.where(PaymentAttempt.state.in_(_LIVE))).all()
            waits = CaptureRequest.state == "pending"
            captures = db.scalars(
                select(CaptureRequest.id).where(waits, CaptureRequest.attempt_id.in_(mine))
            ).all()
        for attempt_id in attempts:
            settle(attempt_id, source="completer")
        for request_id in captures:
            process_capture(request_id)
        with read() as db:
            owed = select(Refund.id).where(Refund.order_id == order_id, Refund.state == "pending")
            refunds = db.scalars(owed).all()
        for refund_id in refunds:
            process_refund(refund_id)
        self.shop.deliver()

    def violations(self) -> list[Violation | promotion_books.Difference]:
        """Of I1 to I8, with Stripe's books and those of the promotions."""
        books = StripeBooks(controls=self.stripe.controls)
        return [*check(provider=books), *promotion_books.differences(self.context)]


@contextmanager
def open_paying_arena(
    kind: DatabaseKind, databases: Databases, directory: Path, *, capture: str = "manual"
) -> Iterator[PayingArena]:
    """`capture`: `manual`, by staff, or `automatic`, on Stripe's page. Each call of it is a step."""
    asks = Transport.request

    def ask(self: Transport, *arguments: Any, **options: Any) -> Any:
        step()
        answer = asks(self, *arguments, **options)
        step()
        return answer

    with (
        running_fake(options=Options(refund_seconds=3600)) as stripe,
        databases.fresh(kind, directory, PLUGINS) as url,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv(STAND_IN, stripe.url)
        patch.setattr(Transport, "request", ask)
        with open_shop(
            directory,
            *PLUGINS,
            trading_plugin(ScriptedProvider()),
            settings={"stripe_payments": {"capture": capture}},
            database_url=url,
            make_tables=False,
        ) as shop:
            yield PayingArena(shop=shop, stripe=stripe, drawn=random.Random(0))
