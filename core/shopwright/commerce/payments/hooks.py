"""Hooks of payments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.payments.fraud import FraudScreen
from shopwright.commerce.payments.types import PaymentMethod, PaymentOffer, PaymentProvider
from shopwright.commerce.pricing import Money
from shopwright.platform.errors import Problem
from shopwright.platform.events.event import Event
from shopwright.platform.hooks import Context, boot_hook, compute_hook, event_hook, veto_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodOffer:
    """The methods on offer, in the providers' order."""

    offer: PaymentOffer
    methods: tuple[PaymentMethod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDraft:
    """A refund that somebody asked for."""

    order_id: UUID
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAuthorized(Event):
    """`amount` is promised and can be captured."""

    order_id: UUID
    number: int | None
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptured(Event):
    """`amount` was taken."""

    order_id: UUID
    number: int | None
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Event):
    """An attempt ended without money."""

    order_id: UUID
    number: int | None
    email: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundIssued(Event):
    """`amount` went back to the shopper."""

    order_id: UUID
    number: int | None
    email: str
    locale: str
    refund_id: UUID | None
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(Event):
    """A refund that was believed done, or asked for, did not happen: a person has to act."""

    order_id: UUID
    number: int | None
    refund_id: UUID | None
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDisputed(Event):
    """The shopper's bank wants `amount` back; fulfillment stops."""

    order_id: UUID
    number: int | None
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClosed(Event):
    """The bank has decided: `won`, and the shop keeps `amount`, or it is gone for good."""

    order_id: UUID
    number: int | None
    amount: Money
    won: bool


@boot_hook
def payment_providers(ctx: Context) -> Iterable[PaymentProvider]:
    """Returns the providers that a plugin brings; called once, when the shop starts.

    @hooks.payment_providers
    def providers(self, ctx: Context) -> Iterable[PaymentProvider]:
        return [Invoice(ctx)]
    """
    raise NotImplementedError


@boot_hook
def fraud_screens(ctx: Context) -> Iterable[FraudScreen]:
    """Returns what looks for fraud in orders that were paid; called once, when the shop starts.

    A screen is asked by a job after an order's money was authorized or captured, outside of
    transactions, so it may use the network. The severest verdict counts, and is stored with the
    order. `review` and `block` stop fulfillment until staff release the order; so does a screen
    that fails. Nothing is sent before the screens were asked.

    @hooks.fraud_screens
    def screens(self, ctx: Context) -> Iterable[FraudScreen]:
        return [Blocklist(ctx)]
    """
    raise NotImplementedError


@compute_hook(money=True)
def payment_methods(draft: MethodOffer, ctx: Context) -> tuple[PaymentMethod, ...]:
    """Filters the methods on offer; runs when a shopper is shown them or chooses one. Pure.

    @hooks.payment_methods
    def no_cash_above_500(
        self, draft: MethodOffer, ctx: Context
    ) -> tuple[PaymentMethod, ...]:
        if draft.offer.total.amount <= 500_00:
            return draft.methods
        return tuple(method for method in draft.methods if "cash" not in method.id)
    """
    raise NotImplementedError


@veto_hook
def refund_validate(draft: RefundDraft, ctx: Context) -> Iterable[Problem]:
    """Runs in the transaction, before a refund that a person asked for is recorded.

    @hooks.refund_validate
    def ask_the_boss(self, draft: RefundDraft, ctx: Context) -> Iterable[Problem]:
        if draft.amount.amount > 1000_00:
            yield Problem(code="too_large", message="Refunds above 1,000 need the owner.")
    """
    raise NotImplementedError


@event_hook
def payment_authorized(event: PaymentAuthorized, ctx: Context) -> None:
    """Runs after money was promised.

    @hooks.payment_authorized
    def reserve(self, event: PaymentAuthorized, ctx: Context) -> None:
        ctx.log.info("money is promised", order=event.number, amount=event.amount.amount)
    """


@event_hook
def payment_captured(event: PaymentCaptured, ctx: Context) -> None:
    """Runs after money was taken.

    @hooks.payment_captured
    def book(self, event: PaymentCaptured, ctx: Context) -> None:
        ctx.log.info("money came", order=event.number, amount=event.amount.amount)
    """


@event_hook
def payment_failed(event: PaymentFailed, ctx: Context) -> None:
    """Runs after an attempt to pay ended without money.

    @hooks.payment_failed
    def offer_help(self, event: PaymentFailed, ctx: Context) -> None:
        ctx.log.info("it was not paid", order=event.number, reason=event.reason)
    """


@event_hook
def refund_issued(event: RefundIssued, ctx: Context) -> None:
    """Runs after money went back.

    @hooks.refund_issued
    def book_back(self, event: RefundIssued, ctx: Context) -> None:
        ctx.log.info("money went back", order=event.number, amount=event.amount.amount)
    """


@event_hook
def refund_failed(event: RefundFailed, ctx: Context) -> None:
    """Runs when a refund did not happen after all.

    @hooks.refund_failed
    def call_the_bank(self, event: RefundFailed, ctx: Context) -> None:
        ctx.log.warning("a refund did not happen", order=event.number)
    """


@event_hook
def payment_disputed(event: PaymentDisputed, ctx: Context) -> None:
    """Runs after a bank asked for money back.

    @hooks.payment_disputed
    def collect_proof(self, event: PaymentDisputed, ctx: Context) -> None:
        ctx.log.warning("find the receipt of this parcel", order=event.number)
    """


@event_hook
def dispute_closed(event: DisputeClosed, ctx: Context) -> None:
    """Runs after a bank has decided a dispute. Only a dispute that was won lets fulfillment go on.

    @hooks.dispute_closed
    def learn(self, event: DisputeClosed, ctx: Context) -> None:
        if not event.won:
            ctx.log.warning("this money is gone", order=event.number)
    """
