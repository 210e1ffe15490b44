"""Which Stripe the shop talks to: the merchant's account, the stand-in of a demo, or none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shopwright_stripe_payments.settings import Settings

API = "https://api.stripe.com"
# Set by `shopwright serve --demo` for its processes: where the stand-in listens, and its secret.
STAND_IN = "SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS"
STAND_IN_SECRET = f"{STAND_IN}_SECRET"
_STAND_IN_KEY, _STAND_IN_PUBLISHABLE = "sk_test_fake", "pk_test_fake"
Realm = Literal["live", "test", "stand_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An account at Stripe. `realm` keeps what was stored about one of them from the others."""

    realm: Realm
    secret_key: str
    publishable_key: str
    url: str

    @property
    def livemode(self) -> bool:
        """Whether real money moves."""
        return self.realm == "live"

    def __repr__(self) -> str:
        return f"Connection(realm={self.realm!r}, url={self.url!r})"


def connection(settings: Settings) -> Connection | None:
    """The account in force; None when there is none (see `missing`).

    A demo with a stand-in never uses a live key. The stand-in is used where no secret key is set.
    """
    stand_in = os.environ.get(STAND_IN, "")
    secret = settings.keys.secret_key.get_secret_value()
    if settings.mode == "live":
        return None if stand_in or not secret else _merchants(settings, secret)
    if secret:
        return _merchants(settings, secret)
    if stand_in:
        return Connection(
            realm="stand_in",
            secret_key=_STAND_IN_KEY,
            publishable_key=_STAND_IN_PUBLISHABLE,
            url=stand_in.rstrip("/"),
        )
    return None


def missing(settings: Settings) -> str:
    """Why there is no connection, and what to do: a sentence for staff."""
    if settings.mode == "live" and os.environ.get(STAND_IN):
        return "This is a demo, where live keys are never used. Switch the mode to test."
    return (
        f"No payment by Stripe is on offer: enter the secret key of {settings.mode} mode, which "
        "you find in Stripe's dashboard under Developers, API keys."
    )


def webhook_secrets(settings: Settings, moment: datetime) -> tuple[str, ...]:
    """The signing secrets that are believed at `moment`; none when none is set."""
    keys = settings.keys
    found = [keys.webhook_secret.get_secret_value()]
    if keys.previous_until is not None and moment < keys.previous_until:
        found.append(keys.previous_webhook_secret.get_secret_value())
    used = connection(settings)
    if used is not None and used.realm == "stand_in":
        found.append(os.environ.get(STAND_IN_SECRET, ""))
    return tuple(secret for secret in found if secret)


def _merchants(settings: Settings, secret: str) -> Connection:
    return Connection(
        realm=settings.mode,
        secret_key=secret,
        publishable_key=settings.keys.publishable_key,
        url=API,
    )
