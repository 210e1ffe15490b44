"""Whether Stripe takes us, and whether its webhooks come: for staff, and before settings are saved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import stripe
from babel.dates import format_timedelta
from shopwright import Context, HealthResult, Problem

from shopwright_stripe_payments import connection as connections
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.arrivals import (
    FORGED_IN_A_ROW,
    STALE_IN_A_ROW,
    arrivals,
)
from shopwright_stripe_payments.connection import Connection, connection, missing, webhook_secrets
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.subjects import EVENTS
from shopwright_stripe_payments.webhooks import address

_CHECK_SECONDS = 4.0  # two keys may be tried, and a check has ten seconds
_IN_TIME = timedelta(minutes=5)
_MONTH = timedelta(days=29)


def account_answers(ctx: Context) -> HealthResult:
    """Whether Stripe takes the key in force, and lets the account take payments.

    All is well where nobody has begun to set it up.
    """
    settings: Settings = ctx.settings
    account = connection(settings)
    if account is None:
        begun = settings.mode == "live" or bool(settings.live.secret_key.get_secret_value())
        return HealthResult(ok=not begun, message=missing(settings))
    problem = _try(ctx, account)
    if problem is not None:
        return HealthResult(ok=False, message=problem.message)
    words = {
        "live": "Live mode: real money is taken.",
        "test": "Test mode: no real money moves.",
        "stand_in": "This demo pays at a stand-in for Stripe: no real money moves.",
    }
    return HealthResult(ok=True, message=words[account.realm])


def webhooks_come(ctx: Context) -> HealthResult:
    """Whether the last event that Stripe has for us came here."""
    account = connection(ctx.settings)
    if account is None:
        return HealthResult(ok=True, message="There is nothing to hear of yet.")
    if not webhook_secrets(ctx.settings, ctx.now()):
        return HealthResult(
            ok=False,
            message="There is no signing secret, so that no webhook is believed. Add a webhook to "
            f"{address(ctx)} in Stripe's dashboard, and enter its signing secret.",
        )
    found = arrivals(ctx, account.realm)
    if found is not None and found.stale >= STALE_IN_A_ROW:
        return HealthResult(ok=False, message="They come too late: look at the server's clock.")
    if found is not None and found.forged >= FORGED_IN_A_ROW:
        return HealthResult(
            ok=False, message="Their signatures are wrong: enter the signing secret again."
        )
    last, kind = (found.last_at, found.last_type) if found else (None, "")
    try:
        page, _ = Api(ctx, account).events(ctx.now() - _MONTH, EVENTS, limit=1)
    except stripe.StripeError:
        return HealthResult(ok=False, message="Stripe does not say what it sent.")
    if not page:
        return HealthResult(ok=True, message="Stripe has had nothing to tell.")
    silent = ctx.now().timestamp() - page[0].created > _IN_TIME.total_seconds()
    if silent and (last is None or last.timestamp() < page[0].created):
        return HealthResult(
            ok=False,
            message=f"Stripe's last event did not come. Is its webhook set to {address(ctx)}? "
            "Payments are still found, a few minutes later.",
        )
    if last is None:
        return HealthResult(ok=True, message="The first event is on its way.")
    ago = format_timedelta(ctx.now() - last, locale="en")
    return HealthResult(ok=True, message=f"The last event came {ago} ago ({kind}).")


def problems_of(settings: Settings, ctx: Context) -> Iterator[Problem]:
    """Try each secret key that is set: whether Stripe knows it, and what the account may do."""
    live = settings.live.secret_key.get_secret_value()
    if live and os.environ.get(connections.STAND_IN):
        yield Problem(
            code="live_key_in_demo",
            message="This is a demo, where nobody expects to pay real money: no live key here.",
            field="live.secret_key",
        )
        return
    if settings.mode == "live" and not live:
        yield Problem(
            code="key_missing",
            message="Live mode needs its secret key, which begins with sk_live_ or rk_live_.",
            field="live.secret_key",
        )
    for mode, keys in (("test", settings.test), ("live", settings.live)):
        secret = keys.secret_key.get_secret_value()
        if secret:
            account = Connection(
                realm="live" if mode == "live" else "test",
                secret_key=secret,
                publishable_key=keys.publishable_key,
                url=connections.API,
            )
            problem = _try(ctx, account)
            if problem is not None:
                yield problem


def _try(ctx: Context, account: Connection) -> Problem | None:
    mode = "live" if account.livemode else "test"
    field = f"{mode}.secret_key"
    try:
        found = Api(ctx, account, seconds=_CHECK_SECONDS).account()
    except stripe.AuthenticationError:
        message = (
            f"Stripe does not know the secret key of {mode} mode, or it was rolled or revoked."
        )
        return Problem(code="key_refused", message=message, field=field)
    except stripe.PermissionError:
        message = (
            f"The restricted key of {mode} mode has too few rights; give it those to write Checkout "
            "Sessions, PaymentIntents, SetupIntents, Customers, PaymentMethods and Charges, and to "
            "read the rest."
        )
        return Problem(code="key_too_weak", message=message, field=field)
    except stripe.StripeError:
        message = "Stripe does not answer. Look at https://status.stripe.com, and try again."
        return Problem(code="no_answer", message=message, field=field)
    if account.livemode and not found.charges_enabled:
        message = (
            "Stripe does not let this account take payments yet: finish its activation in the "
            "dashboard."
        )
        return Problem(code="not_activated", message=message, field=field)
    return None
