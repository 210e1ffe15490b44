"""Payments: attempts, a ledger of facts, refunds, and the protocol of providers."""

from __future__ import annotations

from shopwright.commerce.payments.hooks import MethodOffer, RefundDraft
from shopwright.commerce.payments.types import (
    AttemptView,
    Fact,
    NextAction,
    PaymentMethod,
    PaymentOffer,
    PaymentProvider,
    PaymentRefused,
    PaymentRequest,
    PaymentUnknown,
    Seen,
    Settlement,
)

__all__ = [
    "AttemptView",
    "Fact",
    "MethodOffer",
    "NextAction",
    "PaymentMethod",
    "PaymentOffer",
    "PaymentProvider",
    "PaymentRefused",
    "PaymentRequest",
    "PaymentUnknown",
    "RefundDraft",
    "Seen",
    "Settlement",
]
