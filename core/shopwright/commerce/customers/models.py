"""People who buy."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, validates

from shopwright.platform.clock import now
from shopwright.platform.db import Base, Key


def name_key(last_name: str) -> str:
    """What a search by last name compares: databases fold letters beyond ASCII each their own way."""
    return last_name.strip().lower()


def _name_key_of_insert(context: DefaultExecutionContext) -> str:
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return name_key(values.get("last_name") or "")


class Customer(Base):
    """`email` is stored folded. `group` is a plain label that prices and plugins may ask for.

    Erasing empties the row and sets `erased_at`; the row stays, so that orders keep an owner.
    """

    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_created_at_id", "created_at", "id"),
        Index("ix_customers_group", "group"),
        # PostgreSQL needs the operator class to use an index for LIKE, whatever its collation.
        Index("ix_customers_email_prefix", "email", postgresql_ops={"email": "text_pattern_ops"}),
        Index("ix_customers_name_key", "name_key", postgresql_ops={"name_key": "text_pattern_ops"}),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(default=_name_key_of_insert)
    phone: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="en")
    group: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    accepts_marketing: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    email_verified_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    @validates("last_name")
    def _keep_name_key(self, _field: str, value: str) -> str:
        self.name_key = name_key(value)
        return value


class CustomerAddress(Base):
    """One entry of a customer's address book; `address` is an `Address` as JSON."""

    __tablename__ = "customer_addresses"

    id: Mapped[Key]
    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[dict[str, Any]]
    is_default: Mapped[bool] = mapped_column(default=False)
