"""Payments: attempts, a ledger of facts, refunds, and the protocol of providers."""

from __future__ import annotations

from shopwright.commerce.payments.hooks import (
    MethodOffer,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDisputed,
    PaymentFailed,
    RefundDraft,
    RefundFailed,
    RefundIssued,
)
from shopwright.commerce.payments.types import (
    AttemptState,
    AttemptView,
    Fact,
    FactKind,
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
    "AttemptState",
    "AttemptView",
    "Fact",
    "FactKind",
    "MethodOffer",
    "NextAction",
    "PaymentAuthorized",
    "PaymentCaptured",
    "PaymentDisputed",
    "PaymentFailed",
    "PaymentMethod",
    "PaymentOffer",
    "PaymentProvider",
    "PaymentRefused",
    "PaymentRequest",
    "PaymentUnknown",
    "RefundDraft",
    "RefundFailed",
    "RefundIssued",
    "Seen",
    "Settlement",
]
