"""Every endpoint that the fake has."""

from __future__ import annotations

from shopwright_stripe_payments.fake.operations import Operation
from shopwright_stripe_payments.fake.resources import (
    account,
    balance,
    charges,
    customers,
    disputes,
    events,
    payment_intents,
    payment_methods,
    refunds,
    sessions,
    setup_intents,
    webhook_endpoints,
)

OPERATIONS: tuple[Operation, ...] = (
    *account.OPERATIONS,
    *balance.OPERATIONS,
    *charges.OPERATIONS,
    *customers.OPERATIONS,
    *disputes.OPERATIONS,
    *events.OPERATIONS,
    *payment_intents.OPERATIONS,
    *payment_methods.OPERATIONS,
    *refunds.OPERATIONS,
    *sessions.OPERATIONS,
    *setup_intents.OPERATIONS,
    *webhook_endpoints.OPERATIONS,
)
