"""What must be true of a shop's books at any moment, whatever was killed, raced or repeated.

    assert_books()                    # in a test: raises, listing every row that contradicts
    assert_books(provider=books)      # and compares with a payment provider's own books
    for violation in check():         # in a tool: what is wrong, in words, with the rows
        print(violation)

| rule | what holds |
|---|---|
| I1 | a level's `on_hand` is the sum of its movements |
| I2 | a level's `held` is the sum of its open promises, and they are units that exist; no promise outlives its order or its payment |
| I3 | no order is placed without money, a provider that waits for it, nothing to pay, or a person's decision |
| I4 | each capture at the provider has one order, or was given back |
| I5 | what an order says of its money is what its ledger says, and the provider, in one currency |
| I6 | each delivery is made once per consumer, or is dead and says why |
| I8 | the audit chain is intact; order numbers are unique and drawn, invoice numbers without gaps; one order per cart |

I4 and the provider's half of I5 need its books (see `provider_books`), once all is settled; I7
belongs to the plugins that bring coupons and gift cards. Each rule is a few statements that return the rows which break
it, so a healthy shop costs little more than reading its tables once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.models import StockHold, StockLevel, StockMovement
from shopwright.commerce.orders.models import InvoiceNumber, Order, OrderNumber
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt, PaymentEntry, Refund
from shopwright.platform.audit import AuditEntry
from shopwright.platform.audit.sealer import verify_chain
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.testing.provider_books import ProviderBooks, compare_books
from shopwright.testing.violations import SHOWN, Rule, Violation

__all__ = ["Rule", "Violation", "assert_books", "check"]


def check(
    db: Session | None = None, *, settled: bool = False, provider: ProviderBooks | None = None
) -> list[Violation]:
    """Every rule that is broken now; an empty list is good news.

    Without `db` it reads one snapshot of its own. `settled` says that all work should be done: then
    a delivery that is still owed is a violation too. With a `provider` its books are compared.
    """
    if db is None:
        with read(snapshot=True) as snapshot:
            return check(snapshot, settled=settled, provider=provider)
    found = [violation for rule in _RULES for violation in rule(db)]
    if settled:
        found += _broken("I6", "deliveries are still owed", db, _owed())
    if provider is not None:
        found += compare_books(db, provider)
    return found


def assert_books(
    db: Session | None = None, *, settled: bool = False, provider: ProviderBooks | None = None
) -> None:
    """Raise `AssertionError` with every violation; see `check`."""
    found = check(db, settled=settled, provider=provider)
    if found:
        raise AssertionError("the books do not agree:\n" + "\n".join(map(str, found)))


def _broken(
    rule: Rule, message: str, db: Session, statement: Select[*tuple[Any, ...]]
) -> list[Violation]:
    rows = db.execute(statement.limit(SHOWN)).mappings().all()
    if not rows:
        return []
    shown = tuple({key: _plain(value) for key, value in row.items()} for row in rows)
    return [Violation(rule=rule, message=message, rows=shown)]


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | None) else str(value)


def _stock_ledger(db: Session) -> Iterator[Violation]:
    sums = (
        select(StockMovement.level_id, func.sum(StockMovement.delta).label("units"))
        .group_by(StockMovement.level_id)
        .subquery()
    )
    ledger = func.coalesce(sums.c.units, 0)
    wrong = (
        select(StockLevel.id, StockLevel.variant_id, StockLevel.on_hand, ledger.label("ledger"))
        .outerjoin(sums, sums.c.level_id == StockLevel.id)
        .where(StockLevel.on_hand != ledger)
    )
    yield from _broken("I1", "on_hand is not the sum of the movements", db, wrong)


def _promises(db: Session) -> Iterator[Violation]:
    units = StockHold.quantity - StockHold.shipped
    is_open = StockHold.state.in_(("held", "allocated"))
    sums = (
        select(StockHold.level_id, func.sum(units).label("units"))
        .where(is_open)
        .group_by(StockHold.level_id)
        .subquery()
    )
    promised = func.coalesce(sums.c.units, 0)
    level = (StockLevel.id, StockLevel.variant_id, StockLevel.on_hand, StockLevel.held)
    wrong = (
        select(*level, promised.label("promised"))
        .outerjoin(sums, sums.c.level_id == StockLevel.id)
        .where(StockLevel.held != promised)
    )
    yield from _broken("I2", "held is not the sum of the open holds", db, wrong)
    oversold = select(*level).where(or_(StockLevel.held < 0, StockLevel.held > StockLevel.on_hand))
    yield from _broken("I2", "more is promised than exists", db, oversold)
    hold = (StockHold.id, StockHold.order_id, StockHold.state, units.label("units"))
    canceled = (
        select(*hold)
        .join(Order, Order.id == StockHold.order_id)
        .where(is_open, Order.state == "canceled")
    )
    yield from _broken("I2", "a canceled order still holds stock", db, canceled)
    paying = exists().where(
        PaymentAttempt.order_id == StockHold.order_id, PaymentAttempt.state.in_(LIVE_STATES)
    )
    stuck = select(*hold).where(StockHold.state == "held", StockHold.expires_at.is_(None), ~paying)
    yield from _broken("I2", "a hold without a payment that no clock ends", db, stuck)


def _placed_orders(db: Session) -> Iterator[Violation]:
    booked = exists().where(PaymentEntry.order_id == Order.id)
    awaited = exists().where(
        PaymentAttempt.order_id == Order.id,
        PaymentAttempt.state.in_(("processing", "authorized")),
    )
    rows = db.execute(
        select(Order.id, Order.number, Order.state, Order.total).where(
            Order.state.in_(("awaiting_payment", "open", "completed")),
            Order.total > 0,
            ~booked,
            ~awaited,
        )
    ).all()
    opened = [f"order:{row.id}" for row in rows]
    by_hand = set(
        db.scalars(
            select(AuditEntry.subject).where(
                AuditEntry.subject.in_(opened), AuditEntry.action == "order.open"
            )
        )
    )
    wrong = tuple(
        {"id": str(row.id), "number": row.number, "state": row.state, "total": row.total}
        for row in rows
        if f"order:{row.id}" not in by_hand
    )
    if wrong:
        message = "an order is placed, and nobody paid or is about to"
        yield Violation(rule="I3", message=message, rows=wrong[:SHOWN])


def _money(db: Session) -> Iterator[Violation]:
    def total(*kinds: str) -> Any:
        amount = case((PaymentEntry.kind.in_(kinds), PaymentEntry.amount), else_=0)
        return func.coalesce(func.sum(amount), 0)

    ledger = (
        select(
            PaymentEntry.order_id,
            total("captured").label("captured"),
            (total("refunded") - total("refund_failed")).label("refunded"),
            total("dispute_lost").label("lost"),
        )
        .group_by(PaymentEntry.order_id)
        .subquery()
    )
    captured, refunded, lost = (
        func.coalesce(ledger.c[name], 0) for name in ("captured", "refunded", "lost")
    )
    wrong = (
        select(
            Order.id,
            Order.captured_total,
            captured.label("captured"),
            Order.refunded_total,
            refunded.label("refunded"),
            Order.lost_total,
            lost.label("lost"),
        )
        .outerjoin(ledger, ledger.c.order_id == Order.id)
        .where(
            or_(
                Order.captured_total != captured,
                Order.refunded_total != refunded,
                Order.lost_total != lost,
            )
        )
    )
    yield from _broken("I5", "an order's totals are not the sums of its ledger", db, wrong)
    strange = (
        select(
            PaymentEntry.id,
            PaymentEntry.order_id,
            PaymentEntry.currency,
            Order.currency.label("of_order"),
        )
        .join(Order, Order.id == PaymentEntry.order_id)
        .where(PaymentEntry.currency != Order.currency, ~Order.review)
    )
    yield from _broken("I5", "an entry in another currency than its order's", db, strange)
    asked = (
        select(Refund.order_id, func.sum(Refund.amount).label("amount"))
        .where(Refund.state != "failed")
        .group_by(Refund.order_id)
        .subquery()
    )
    committed = (
        select(Order.id, Order.refund_committed, Order.refunded_total, Order.captured_total)
        .outerjoin(asked, asked.c.order_id == Order.id)
        .where(
            or_(
                Order.refund_committed < Order.refunded_total,
                Order.refund_committed < func.coalesce(asked.c.amount, 0),
                Order.refund_committed > Order.captured_total,
            )
        )
    )
    yield from _broken("I5", "refunds do not fit what was captured", db, committed)


def _deliveries(db: Session) -> Iterator[Violation]:
    twice = (
        select(OutboxDelivery.event_id, OutboxDelivery.consumer, func.count().label("times"))
        .where(OutboxDelivery.event_id.is_not(None))
        .group_by(OutboxDelivery.event_id, OutboxDelivery.consumer)
        .having(func.count() > 1)
    )
    yield from _broken("I6", "an event is owed twice to one consumer", db, twice)
    state = OutboxDelivery.state
    silent = select(OutboxDelivery.id, OutboxDelivery.consumer, state).where(
        or_(
            and_(state == "done", OutboxDelivery.finished_at.is_(None)),
            and_(state == "dead", OutboxDelivery.last_error.is_(None)),
            state.not_in(("due", "sent", "done", "dead", "parked")),
        )
    )
    yield from _broken("I6", "a delivery ended without a trace", db, silent)


def _owed() -> Select[*tuple[Any, ...]]:
    return select(
        OutboxDelivery.id,
        OutboxDelivery.consumer,
        OutboxDelivery.state,
        OutboxDelivery.attempts,
        OutboxDelivery.last_error,
    ).where(OutboxDelivery.state.in_(("due", "sent")))


def _numbers(db: Session) -> Iterator[Violation]:
    nameless = select(Order.id, Order.state).where(
        Order.state.in_(("awaiting_payment", "open", "completed")), Order.number.is_(None)
    )
    yield from _broken("I8", "a placed order without a number", db, nameless)
    undrawn = (
        select(Order.id, Order.number)
        .outerjoin(OrderNumber, OrderNumber.order_id == Order.id)
        .where(Order.number.is_not(None), OrderNumber.value.is_(None))
    )
    yield from _broken("I8", "an order number that was never drawn", db, undrawn)
    gaps = select(func.count().label("drawn"), func.max(InvoiceNumber.value).label("last")).having(
        func.count() != func.max(InvoiceNumber.value)
    )
    yield from _broken("I8", "invoice numbers with a gap", db, gaps)
    stray = (
        select(Order.id, Order.invoice_number, InvoiceNumber.value)
        .outerjoin(InvoiceNumber, InvoiceNumber.order_id == Order.id)
        .where(func.coalesce(Order.invoice_number, 0) != func.coalesce(InvoiceNumber.value, 0))
    )
    yield from _broken("I8", "an invoice number that was not drawn for its order", db, stray)
    for column, message in (
        (Order.number, "two orders with one number"),
        (Order.cart_id, "two orders of one cart"),
    ):
        twins = (
            select(column, func.count().label("orders"))
            .where(column.is_not(None))
            .group_by(column)
            .having(func.count() > 1)
        )
        yield from _broken("I8", message, db, twins)


def _audit(_db: Session) -> Iterator[Violation]:
    report = verify_chain()
    if not report.intact:
        row = {"seq": report.broken_at, "reason": report.reason}
        yield Violation(rule="I8", message="the audit chain is broken", rows=(row,))


_RULES: tuple[Callable[[Session], Iterator[Violation]], ...] = (
    _stock_ledger,
    _promises,
    _placed_orders,
    _money,
    _deliveries,
    _numbers,
    _audit,
)
