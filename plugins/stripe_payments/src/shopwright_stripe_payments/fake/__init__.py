"""A Stripe that moves no money: the test double, and the demo mode, of the Stripe plugin.

    with running_fake() as fake:
        client = stripe.StripeClient(fake.secret_key, base_addresses={"api": fake.url})
        session = client.v1.checkout.sessions.create(params={...})
        fake.controls.pay(session.id, "4242 4242 4242 4242")

It speaks the wire format of the API version that the installed SDK pins, refuses what that version
does not know, and says so where it models less than Stripe does. It has nothing to do with the
shop: it knows Flask, the standard library and, for their annotations, the SDK's parameters.
"""

from __future__ import annotations

from shopwright_stripe_payments.fake.cards import CARDS, READY
from shopwright_stripe_payments.fake.controls import Controls, RemoteControls
from shopwright_stripe_payments.fake.faults import Fault
from shopwright_stripe_payments.fake.instance import FakeStripe, running_fake
from shopwright_stripe_payments.fake.outbox import Weather
from shopwright_stripe_payments.fake.process import FakeProcess
from shopwright_stripe_payments.fake.world import (
    API_VERSION,
    PUBLISHABLE_KEY,
    SECRET_KEY,
    Options,
)

__all__ = [
    "API_VERSION",
    "CARDS",
    "PUBLISHABLE_KEY",
    "READY",
    "SECRET_KEY",
    "Controls",
    "FakeProcess",
    "FakeStripe",
    "Fault",
    "Options",
    "RemoteControls",
    "Weather",
    "running_fake",
]
