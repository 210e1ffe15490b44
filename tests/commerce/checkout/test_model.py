"""Random histories of carts, payments and orders, compared step by step with a model of plain dicts.

Three shoppers fill carts, press Pay, pay, give up and come back; staff capture, send, refund and
cancel; prices and stock change under them. After each step the shop must say of every order, every
unit and every cent what the model says.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from shopwright.commerce.cart import add_line, cart_draft, change_line
from shopwright.commerce.cart.models import Cart
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import cancel_payment, complete
from shopwright.commerce.inventory.commands import receive
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.fulfillments import FulfillLine, fulfill
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.commands import capture, refund
from shopwright.commerce.payments.settling import settle
from shopwright.commerce.pricing import Money
from shopwright.commerce.pricing.commands import PriceChange, set_prices
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import ShopError
from shopwright.platform.ids import uuid7
from shopwright.testing.invariants import assert_books
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop
from sqlalchemy import select, update

URL = "https://shop.example/"
GOODS = ("mug", "vase")
SHOPPERS = 3
SHIPPING = 490
STOCK = 6
LIVE = ("open", "processing", "authorized")
STAFF = (
    "capture",
    "capture all",
    "refund",
    "refund at the provider",
    "send",
    "send all",
    "cancel",
)
SEED = int(os.environ.get("SEED", "1"))
EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
# Shrinking finds the shortest history that goes wrong, and takes minutes: ask for it with SHRINK=1.
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("SHRINK") else (Phase.generate,)


@dataclass(slots=True)
class OrderModel:
    """An order as it should be. `attempt` is its latest payment's state."""

    state: str = "pending"
    lines: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    attempt: str = ""
    held: dict[str, int] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    captured: int = 0
    refunded: int = 0
    authorized: int = 0
    review: bool = False

    @property
    def total(self) -> int:
        return sum(self.amounts.values()) + SHIPPING

    @property
    def live(self) -> bool:
        return self.attempt in LIVE

    @property
    def left_to_send(self) -> dict[str, int]:
        left = {good: units - self.sent[good] for good, units in self.lines.items()}
        return {good: units for good, units in left.items() if units}

    @property
    def payment_state(self) -> str:
        if self.captured and self.refunded >= self.captured:
            return "refunded"
        if self.refunded:
            return "partly_refunded"
        if self.captured >= self.total:
            return "paid"
        if self.captured:
            return "partly_paid"
        return "authorized" if self.authorized else "unpaid"

    def finish_if_done(self) -> None:
        paid = self.payment_state in ("paid", "partly_refunded")
        if self.state == "open" and paid and not self.left_to_send and not self.review:
            self.state = "completed"


@dataclass(slots=True)
class CartModel:
    """A cart, and the order that came of it."""

    lines: dict[str, int] = field(default_factory=dict)
    order: OrderModel | None = None
    closed: bool = False


@dataclass(slots=True)
class Model:
    """The whole shop. Each method returns `ok` or the code of the refusal."""

    prices: dict[str, int]
    on_hand: dict[str, int]
    carts: list[CartModel]
    orders: list[OrderModel] = field(default_factory=list)

    def held(self, good: str) -> int:
        return sum(order.held.get(good, 0) for order in self.orders)

    def available(self, cart: CartModel, good: str) -> int:
        """Own holds are no obstacle, as long as they are not allocated."""
        own = 0
        if cart.order is not None and cart.order.state == "pending":
            own = cart.order.held.get(good, 0)
        return self.on_hand[good] - self.held(good) + own

    def editable(self, cart: CartModel) -> str:
        if cart.closed:
            return "cart_closed"
        if cart.order is not None and cart.order.live:
            return "payment_under_way"
        return "ok"

    def put(self, cart: CartModel, good: str, units: int) -> str:
        if (refused := self.editable(cart)) != "ok":
            return refused
        if cart.lines.get(good, 0) + units > self.available(cart, good):
            return "out_of_stock"
        cart.lines[good] = cart.lines.get(good, 0) + units
        return "ok"

    def change(self, cart: CartModel, good: str, units: int) -> str:
        if (refused := self.editable(cart)) != "ok":
            return refused
        if units > cart.lines[good] and units > self.available(cart, good):
            return "out_of_stock"
        cart.lines[good] = units
        if not units:
            del cart.lines[good]
        if not cart.lines and cart.order is not None and cart.order.state == "pending":
            cart.order.held = {}
        return "ok"

    def amounts_of(self, cart: CartModel) -> dict[str, int]:
        return {good: self.prices[good] * units for good, units in cart.lines.items()}

    def total_of(self, cart: CartModel) -> int:
        return sum(self.amounts_of(cart).values()) + SHIPPING

    def pay(self, cart: CartModel, expected: int | None, outcome: str) -> str:
        order = cart.order
        if order is not None and order.state != "pending":
            return "ok"
        if not cart.lines:
            return "checkout_incomplete"
        if expected not in (None, self.total_of(cart)):
            return "total_changed"
        amounts = self.amounts_of(cart)
        if order is not None and order.live:
            if order.amounts == amounts:
                return "ok"
            order.attempt = "voided"  # it was for other prices
        if any(units > self.available(cart, good) for good, units in cart.lines.items()):
            return "out_of_stock"
        if order is None:
            order = cart.order = OrderModel()
            self.orders.append(order)
        order.lines, order.held, order.amounts = dict(cart.lines), dict(cart.lines), amounts
        return self._pay(cart, order, outcome)

    def _pay(self, cart: CartModel, order: OrderModel, outcome: str) -> str:
        if outcome == "declined":
            order.attempt = "failed"
            return "payment_declined"
        order.attempt = outcome
        if outcome == "paid":
            order.captured = order.total
        if outcome == "authorized":
            order.authorized = order.total
        if outcome != "open":
            order.state = "awaiting_payment" if outcome == "processing" else "open"
            cart.closed = True
        return "ok"

    def succeed(self, order: OrderModel) -> None:
        order.attempt, order.captured, order.state = "paid", order.total, "open"
        for cart in self.carts:
            if cart.order is order:
                cart.closed = True

    def capture(self, order: OrderModel, amount: int) -> str:
        if order.attempt not in ("processing", "authorized"):
            return "nothing_to_capture"
        if amount > order.total - order.captured:
            return "nothing_to_capture"
        order.captured += amount
        if order.captured == order.total:
            order.attempt = "paid"
            if order.state == "awaiting_payment":
                order.state = "open"
            order.finish_if_done()
        return "ok"

    def refund(self, order: OrderModel, amount: int) -> str:
        if amount > order.captured - order.refunded:
            return "refund_too_large"
        order.refunded += amount
        order.finish_if_done()
        return "ok"

    def send(self, order: OrderModel, units: dict[str, int]) -> str:
        if order.state != "open" or order.review or not units:
            return "cannot_fulfill"
        for good, count in units.items():
            order.sent[good] += count
            order.held[good] -= count
            self.on_hand[good] -= count
        order.finish_if_done()
        return "ok"

    def cancel(self, order: OrderModel) -> str:
        if order.state in ("completed", "canceled"):
            return "transition_refused"
        if order.live:
            order.attempt, order.authorized = "voided", 0
        order.state, order.held = "canceled", {}
        if order.sent:
            order.review = True
        else:
            order.refunded = order.captured
        return "ok"


class Machine(RuleBasedStateMachine):
    """The shop and the model, side by side."""

    shop: Shop
    provider: ScriptedProvider

    def __init__(self) -> None:
        super().__init__()
        prices = {"mug": 1000, "vase": 700}
        self.variants = {
            good: self.shop.product(good.title(), price=price, stock=STOCK)
            for good, price in prices.items()
        }
        self.model = Model(prices, dict.fromkeys(GOODS, STOCK), [])
        self.cart_ids: list[UUID] = []
        self.order_ids: list[UUID] = []
        self.charged_before = self.provider.charged()
        for _ in range(SHOPPERS):
            self.model.carts.append(CartModel())
            self.cart_ids.append(self._cart())

    def _cart(self) -> UUID:
        """An empty cart that lacks nothing else."""
        cart_id = self.shop.cart({}, shipping=None, method=None)
        chosen = {"shipping_option": "test_post:letter", "payment_method": "scripted:card"}
        with transaction() as db:
            db.execute(update(Cart).where(Cart.id == cart_id).values(**chosen))
        return cart_id

    def _order(self, order: OrderModel) -> UUID:
        return self.order_ids[next(i for i, o in enumerate(self.model.orders) if o is order)]

    def _line_ids(self, order: OrderModel) -> dict[str, UUID]:
        names = {variant_id: good for good, variant_id in self.variants.items()}
        lines = order_detail(self._order(order)).lines
        return {names[line.variant_id]: line.id for line in lines}

    def _attempt(self, order: OrderModel) -> UUID:
        return order_detail(self._order(order)).attempts[-1].id

    shopper = st.integers(0, SHOPPERS - 1)
    good = st.sampled_from(GOODS)
    lines = st.dictionaries(good, st.integers(1, 2), min_size=1)
    outcome = st.sampled_from(["paid", "open", "authorized", "processing", "declined"])
    which = st.integers(0, 99)

    # Few rules with many actions each: so every history has a bit of everything.

    @rule(shopper=shopper, lines=lines, outcome=outcome)
    def buy(self, shopper: int, lines: dict[str, int], outcome: str) -> None:
        self.model.carts[shopper] = CartModel()
        self.cart_ids[shopper] = self._cart()
        for good, units in lines.items():
            self._put(shopper, good, units)
        self._press_pay(shopper, outcome, "the total")

    @rule(shopper=shopper, good=good, units=st.integers(0, 5))
    def edit_the_cart(self, shopper: int, good: str, units: int) -> None:
        if good in self.model.carts[shopper].lines:
            self._change(shopper, good, units)
        else:
            self._put(shopper, good, max(units, 1))

    @rule(
        shopper=shopper,
        outcome=outcome,
        saw=st.sampled_from(["the total", "nothing", "another total"]),
    )
    def press_pay_again(self, shopper: int, outcome: str, saw: str) -> None:
        self._press_pay(shopper, outcome, saw)

    @precondition(lambda self: self.model.orders)
    @rule(which=which, action=st.sampled_from(["succeeds", "is given up", "loses its stock"]))
    def a_payment(self, which: int, action: str) -> None:
        match action:
            case "succeeds":
                self._succeed(which)
            case "is given up":
                self._give_up(which)
            case "loses its stock":
                self._let_the_hold_run_out(which)

    @precondition(lambda self: self.model.orders)
    @rule(
        which=which,
        action=st.sampled_from(STAFF),
        amount=st.integers(1, 1500),
    )
    def staff(self, which: int, action: str, amount: int) -> None:
        match action:
            case "capture":
                self._capture(which, amount)
            case "capture all":
                self._capture(which, None)
            case "refund":
                self._refund(which, amount)
            case "refund at the provider":
                self._refund_at_the_provider(which, amount)
            case "send":
                self._send_one(which)
            case "send all":
                self._send_all(which)
            case "cancel":
                self._cancel(which)

    @rule(good=good, amount=st.integers(1, 3000))
    def a_price_changes(self, good: str, amount: int) -> None:
        change = PriceChange(variant_id=self.variants[good], currency="EUR", amount=amount)
        set_prices([change])
        self.model.prices[good] = amount

    @rule(good=good, units=st.integers(1, 3))
    def goods_arrive(self, good: str, units: int) -> None:
        receive(self.variants[good], install_defaults().location_ids[0], units)
        self.model.on_hand[good] += units

    def _pick(self, which: int, when: Callable[[OrderModel], object]) -> OrderModel:
        """An order of this kind, else any."""
        found = [order for order in self.model.orders if when(order)] or self.model.orders
        return found[which % len(found)]

    def _put(self, shopper: int, good: str, units: int) -> None:
        said = _code(lambda: add_line(self.cart_ids[shopper], self.variants[good], units))
        assert said == self.model.put(self.model.carts[shopper], good, units)

    def _change(self, shopper: int, good: str, units: int) -> None:
        cart_id = self.cart_ids[shopper]
        lines = cart_draft(cart_id).lines
        line = next(line for line in lines if line.variant_id == self.variants[good])
        said = _code(lambda: change_line(cart_id, line.id, units))
        assert said == self.model.change(self.model.carts[shopper], good, units)

    def _press_pay(self, shopper: int, outcome: str, saw: str) -> None:
        cart, cart_id = self.model.carts[shopper], self.cart_ids[shopper]
        total = self.model.total_of(cart)
        expected = {"nothing": None, "the total": total, "another total": total + 1}[saw]
        self.provider.outcome = outcome  # type: ignore[assignment]
        known = len(self.model.orders)
        said = _code(lambda: complete(cart_id, expected_total=expected, return_url=URL))
        assert said == self.model.pay(cart, expected, outcome)
        if len(self.model.orders) > known:
            with read() as db:
                made = select(Order.id).where(Order.cart_id == cart_id)
                self.order_ids.append(db.scalars(made).one())

    def _succeed(self, which: int) -> None:
        order = self._pick(which, _can_succeed)
        if _can_succeed(order):
            attempt_id = self._attempt(order)
            self.provider.succeed(attempt_id)
            settle(attempt_id, source="webhook")
            self.model.succeed(order)

    def _give_up(self, which: int) -> None:
        order = self._pick(which, lambda o: o.state == "pending" and o.live)
        cancel_payment(order_detail(self._order(order)).order.cart_id)
        if order.state == "pending" and order.live:
            order.attempt = "voided"

    def _let_the_hold_run_out(self, which: int) -> None:
        order = self._pick(which, _holds_without_payment)
        if _holds_without_payment(order):
            with transaction() as db:
                mine = StockHold.order_id == self._order(order)
                due = now() - timedelta(seconds=1)
                db.execute(update(StockHold).where(mine).values(expires_at=due))
            reap_holds()
            order.held = {}

    def _capture(self, which: int, amount: int | None) -> None:
        order = self._pick(which, lambda o: o.state != "pending" and o.live)
        if order.state == "pending":
            return  # an open payment is the shopper's to finish
        asked = amount or order.total - order.captured
        said = _code(lambda: capture(self._order(order), asked))
        assert said == self.model.capture(order, asked)

    def _refund(self, which: int, amount: int) -> None:
        order = self._pick(which, lambda o: o.captured > o.refunded)
        said = _code(lambda: refund(self._order(order), amount=amount))
        assert said == self.model.refund(order, amount)

    def _refund_at_the_provider(self, which: int, amount: int) -> None:
        order = self._pick(which, lambda o: o.captured > o.refunded)
        given = min(amount, order.captured - order.refunded)
        if not given:
            return
        attempt_id = self._attempt(order)
        reference = f"refunded:by-hand-{uuid7()}"
        account = self.provider.accounts[attempt_id]
        self.provider._book(account, "refunded", reference, Money(given, "EUR"))
        settle(attempt_id, source="webhook")
        assert self.model.refund(order, given) == "ok"

    def _send_all(self, which: int) -> None:
        order = self._pick(which, lambda o: o.state == "open")
        said = _code(lambda: fulfill(self._order(order)))
        assert said == self.model.send(order, order.left_to_send)

    def _send_one(self, which: int) -> None:
        order = self._pick(which, lambda o: o.state == "open" and o.left_to_send)
        if order.left_to_send:
            good = sorted(order.left_to_send)[0]
            line = FulfillLine(line_id=self._line_ids(order)[good], quantity=1)
            said = _code(lambda: fulfill(self._order(order), (line,)))
            assert said == self.model.send(order, {good: 1})

    def _cancel(self, which: int) -> None:
        order = self._pick(which, lambda o: o.state == "open")
        said = _code(lambda: cancel(self._order(order), reason="in the model"))
        assert said == self.model.cancel(order)
        self.shop.deliver()  # money that goes back by itself goes by a job

    @invariant()
    def every_unit_is_where_the_model_has_it(self) -> None:
        with read() as db:
            rows = db.execute(
                select(StockLevel.variant_id, StockLevel.on_hand, StockLevel.held).where(
                    StockLevel.variant_id.in_(self.variants.values())
                )
            ).all()
        levels = {row.variant_id: (row.on_hand, row.held) for row in rows}
        for good, variant_id in self.variants.items():
            assert levels[variant_id] == (self.model.on_hand[good], self.model.held(good)), good

    @invariant()
    def every_order_is_as_modeled(self) -> None:
        columns = (Order.state, Order.payment_state, Order.total, Order.captured_total)
        with read() as db:
            rows = {
                row.id: tuple(row)[1:]
                for row in db.execute(
                    select(Order.id, *columns, Order.refunded_total, Order.review).where(
                        Order.id.in_(self.order_ids)
                    )
                )
            }
        for order_id, order in zip(self.order_ids, self.model.orders, strict=True):
            modeled = (order.state, order.payment_state, order.total, order.captured)
            assert rows[order_id] == (*modeled, order.refunded, order.review)

    @invariant()
    def the_provider_has_what_the_orders_say(self) -> None:
        ours = sum(order.captured - order.refunded for order in self.model.orders)
        assert self.provider.charged() - self.charged_before == ours

    def teardown(self) -> None:
        self.shop.deliver()
        assert_books()


def _can_succeed(order: OrderModel) -> bool:
    return order.attempt in ("open", "processing") and not order.captured


def _holds_without_payment(order: OrderModel) -> bool:
    return order.state == "pending" and not order.live


def _code(call: Callable[[], object]) -> str:
    try:
        call()
    except ShopError as error:
        return error.code
    return "ok"


def _run(shop: Shop, provider: ScriptedProvider, *, examples: int, steps: int) -> None:
    machine = type("Machine", (Machine,), {"shop": shop, "provider": provider})
    run_state_machine_as_test(
        seed(SEED)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_history_of_a_checkout_ends_as_the_model_says(
    shop: Shop, provider: ScriptedProvider
) -> None:
    _run(shop, provider, examples=12, steps=25)


@pytest.mark.storm
def test_any_long_history_of_a_checkout_ends_as_the_model_says(
    shop: Shop, provider: ScriptedProvider
) -> None:
    _run(shop, provider, examples=EXAMPLES, steps=40)
