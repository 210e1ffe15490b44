"""Payments: attempts, a ledger of facts, refunds, and the protocol of providers."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from shopwright.commerce.payments.fraud import (
    FraudCheck,
    FraudScreen,
    FraudVerdict,
    Verdict,
)
from shopwright.commerce.payments.hooks import (
    DisputeClosed,
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
    EntryView,
    Fact,
    FactKind,
    NextAction,
    OrderPayments,
    PaymentForeign,
    PaymentMethod,
    PaymentOffer,
    PaymentProvider,
    PaymentRefused,
    PaymentRequest,
    PaymentUnknown,
    ProviderStanding,
    RefundView,
    Risk,
    RiskLevel,
    Seen,
    Settlement,
)

if TYPE_CHECKING:
    from shopwright.commerce.payments.methods import payment_methods_for
    from shopwright.commerce.payments.queries import (
        attempt_by_id,
        attempt_by_reference,
        payments_of,
        standing_of,
    )
    from shopwright.commerce.payments.settling import settle

# Carts and orders rest on the types above, and these rest on carts and orders: loaded when used.
_HOME = {
    "attempt_by_id": "queries",
    "attempt_by_reference": "queries",
    "payment_methods_for": "methods",
    "payments_of": "queries",
    "settle": "settling",
    "standing_of": "queries",
}

__all__ = [
    "AttemptState",
    "AttemptView",
    "DisputeClosed",
    "EntryView",
    "Fact",
    "FactKind",
    "FraudCheck",
    "FraudScreen",
    "FraudVerdict",
    "MethodOffer",
    "NextAction",
    "OrderPayments",
    "PaymentAuthorized",
    "PaymentCaptured",
    "PaymentDisputed",
    "PaymentFailed",
    "PaymentForeign",
    "PaymentMethod",
    "PaymentOffer",
    "PaymentProvider",
    "PaymentRefused",
    "PaymentRequest",
    "PaymentUnknown",
    "ProviderStanding",
    "RefundDraft",
    "RefundFailed",
    "RefundIssued",
    "RefundView",
    "Risk",
    "RiskLevel",
    "Seen",
    "Settlement",
    "Verdict",
    "attempt_by_id",
    "attempt_by_reference",
    "payment_methods_for",
    "payments_of",
    "settle",
    "standing_of",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
