"""Calling a provider: never in a transaction, timed, and with an answer for each way it can go.

A refusal is a fact. Silence is none: what happened is unknown, and will be looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from sqlalchemy import update

from shopwright.commerce.payments.discrepancies import Difference, report
from shopwright.commerce.payments.errors import NotAnswered, NotAskedYet, PaymentPending
from shopwright.commerce.payments.hooks import payment_providers
from shopwright.commerce.payments.methods import CALLS, plugin_of, provider_named
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.types import (
    AttemptView,
    PaymentForeign,
    PaymentRefused,
    PaymentUnknown,
    Seen,
)
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit, enqueue
from shopwright.platform.hooks import PluginFailed, ask_provider, checked, rests
from shopwright.platform.network import check_network
from shopwright.platform.notices import StaffNotified

_CHECKING = "We are checking your payment. You need not pay again; we will tell you."
TELL_RESTING = "payments.tell_resting"
_SLOW_SECONDS = 10.0  # what a provider may take; more is noted
# Shorter than for other plugins: while its ways to pay are hidden, the shop sells less.
_REST_SECONDS = 20.0
# Whoever waits is answered within ten seconds, which is time for one slow answer, not for two.
_LONG_SECONDS = 1.5


@dataclass(slots=True)
class _Waited:
    """How long somebody has waited for answers."""

    seconds: float = 0.0


_waited: ContextVar[_Waited | None] = ContextVar("shopwright_payments_waited", default=None)


@contextmanager
def one_slow_answer() -> Iterator[None]:
    """For what somebody waits for: once an answer took long, no other is asked for in the block.

    `NotAskedYet` is raised instead. What is written down goes on by its job, or with the next call.
    """
    if _waited.get() is not None:  # it belongs to a longer block
        yield
        return
    token = _waited.set(_Waited())
    try:
        yield
    finally:
        _waited.reset(token)


@contextmanager
def _waiting(attempt: AttemptView) -> Iterator[None]:
    waited = _waited.get()
    if waited is None:
        yield
        return
    if waited.seconds > _LONG_SECONDS:
        raise pending(attempt, NotAskedYet)
    began = monotonic()
    try:
        yield
    finally:
        waited.seconds += monotonic() - began


def ask(attempt: AttemptView, call: Callable[[], Seen]) -> Seen:
    """What a provider says of an attempt.

    Raises `PaymentRefused` as the provider does, `PaymentPending` on silence or an error of the
    plugin's. What is another shop's is shown to staff, and changes nothing here.
    """
    check_network(f"the payment provider '{attempt.provider}'")
    plugin_id = plugin_of(attempt.provider)
    try:
        with _waiting(attempt):
            return ask_provider(
                payment_providers,
                plugin_id,
                lambda: checked(call(), Seen),
                what=CALLS,
                answers=(PaymentRefused, PaymentForeign),
                slow=_SLOW_SECONDS,
                rest=_REST_SECONDS,
            )
    except PaymentForeign as error:
        alert_foreign(attempt.provider, attempt.id, attempt.order_id, str(error))
        return Seen(
            attempt_id=attempt.id, order_id=attempt.order_id, state="creating", error=str(error)
        )
    except PluginFailed as error:
        resting = rests(payment_providers, plugin_id, CALLS)
        cause = error.__cause__
        _note_silence(attempt.id, str(cause), attempt.provider if resting else "")
        is_silence = isinstance(cause, PaymentUnknown) and not cause.answered
        raise pending(attempt, NotAnswered if is_silence else PaymentPending) from error


def look(attempt: AttemptView) -> Seen:
    """What the provider knows of it now. A refusal to tell is no fact about the payment."""
    try:
        return ask(attempt, lambda: provider_named(attempt.provider).fetch(attempt))
    except PaymentRefused as error:
        _note_silence(attempt.id, str(error), "")
        raise pending(attempt) from error


def pending(attempt: AttemptView, kind: type[PaymentPending] = PaymentPending) -> PaymentPending:
    """What to raise while it is unknown what became of a payment."""
    return kind(_CHECKING, retry_after=10, extra={"order_id": str(attempt.order_id)})


def alert_foreign(provider: str, attempt_id: UUID, order_id: UUID, found: str) -> None:
    """Show staff what does not belong to the attempt; they are told once."""
    report(
        Difference(
            provider=provider,
            attempt_id=attempt_id,
            order_id=order_id,
            kind="foreign",
            expected=found,
            found="a payment of its own, to which nothing was booked",
        ),
        notice="A payment is another shop's",
    )


@command()
def _note_silence(attempt_id: UUID, error: str, resting: str) -> None:
    session().execute(
        update(PaymentAttempt)
        .where(PaymentAttempt.id == attempt_id)
        .values(touched_at=now(), error=error[:500])
    )
    if resting:  # all processes see it; staff are told once a day
        key = f"resting:{resting}:{now():%Y-%m-%d}"
        enqueue(TELL_RESTING, dedupe_key=key, provider=resting)


@command()
def tell_resting(provider: str) -> None:
    """A provider fails too often: its ways to pay are hidden until it answers again."""
    text = (
        f"The payment provider '{provider}' failed too often. Its ways to pay are hidden from "
        "shoppers until it answers again, which is tried every twenty seconds. Open payments are kept, "
        "and settled then. See the health of its plugin for the errors."
    )
    emit(StaffNotified(source="payments", title=f"Payments by {provider} rest", text=text))
