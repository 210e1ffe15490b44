"""Money: attempts to pay, an append-only ledger of what providers said, and refunds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Amount, Base, Currency, Key

LIVE_STATES = ("creating", "open", "processing", "authorized")
_LIVE = "state NOT IN ('paid', 'failed', 'voided')"


class PaymentAttempt(Base):
    """One try to pay one order: creating -> open -> processing -> authorized -> paid, or failed | voided.

    `key` was stored before the provider was asked (see `keys`). At most one attempt per order is
    live. `capture_before` is when an authorization lapses, `warned_at` when staff were told so.
    """

    __tablename__ = "payment_attempts"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint(
            "state IN ('creating', 'open', 'processing', 'authorized', 'paid', 'failed', 'voided')",
            name="state",
        ),
        Index(
            "uq_payment_attempts_live",
            "order_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index("ix_payment_attempts_state_touched_at", "state", "touched_at"),
        Index("ix_payment_attempts_reference", "provider", "reference"),
    )

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="RESTRICT"), index=True)
    provider: Mapped[str]
    method: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str | None]
    amount: Mapped[Amount]
    currency: Mapped[Currency]
    fingerprint: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    return_url: Mapped[str] = mapped_column(default="")
    cancel_url: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="creating")
    next_action: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    deadline: Mapped[datetime | None]
    capture_before: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    paid_with: Mapped[str] = mapped_column(default="")
    risk: Mapped[dict[str, Any] | None]
    tries: Mapped[int] = mapped_column(default=0)
    keyed_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    touched_at: Mapped[datetime] = mapped_column(default=now)


class PaymentEntry(Base):
    """One fact of the ledger, as the provider reported it. Append-only, by trigger.

    `kind`: authorized, captured, voided, refunded, refund_failed, disputed, dispute_won,
    dispute_lost.
    """

    __tablename__ = "payment_entries"
    __table_args__ = (
        UniqueConstraint("provider", "reference"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="RESTRICT"), index=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("payment_attempts.id", ondelete="RESTRICT"))
    provider: Mapped[str]
    kind: Mapped[str]
    reference: Mapped[str]
    amount: Mapped[Amount]
    currency: Mapped[Currency]
    source: Mapped[str]
    occurred_at: Mapped[datetime]
    booked_at: Mapped[datetime] = mapped_column(default=now)


class CaptureRequest(Base):
    """A capture we asked for; the row and its key exist before the provider is asked."""

    __tablename__ = "capture_requests"

    id: Mapped[Key]
    attempt_id: Mapped[UUID] = mapped_column(
        ForeignKey("payment_attempts.id", ondelete="RESTRICT"), index=True
    )
    amount: Mapped[Amount]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="pending", index=True)
    error: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    keyed_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    requested_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Refund(Base):
    """Money that goes back: pending -> succeeded | failed. Row first, then the call, then the entry."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("provider", "provider_reference"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="RESTRICT"), index=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("payment_attempts.id", ondelete="RESTRICT"))
    provider: Mapped[str]
    amount: Mapped[Amount]
    currency: Mapped[Currency]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="pending", index=True)
    provider_reference: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    lines: Mapped[list[Any]] = mapped_column(default=list)
    restock: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    keyed_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    requested_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class PaymentDiscrepancy(Base):
    """A difference between a provider's books and ours; shown with both, never silently repaired.

    `kind`: state, missing (booked here, unknown there), amount, unknown (theirs, and no attempt of
    ours), foreign (another shop's), or canceled_order (of which money is left). One row per attempt,
    kind and reference while it is open.
    """

    __tablename__ = "payment_discrepancies"
    __table_args__ = (
        Index(
            "uq_payment_discrepancies_open",
            "attempt_id",
            "kind",
            "reference",
            unique=True,
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index("ix_payment_discrepancies_found_at_id", "found_at", "id"),
    )

    id: Mapped[Key]
    provider: Mapped[str]
    attempt_id: Mapped[UUID]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    expected: Mapped[str]
    found: Mapped[str]
    found_at: Mapped[datetime] = mapped_column(default=now)
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str] = mapped_column(default="")
