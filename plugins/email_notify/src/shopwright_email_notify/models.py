"""The mails: one row each, written before sending."""

from __future__ import annotations

from datetime import datetime

from shopwright import Key, column_types, plugin_metadata
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DONE = ("sent", "kept", "refused")


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Mail(Base):
    """One mail to one address. `key` is that of the delivery that it came of, and its kind.

    `state`: sending -> sent, or refused by the other side for good; kept: no server is set. What is
    stored of a sent mail has its one-time links blanked out.
    """

    __tablename__ = "email_notify_mails"
    __table_args__ = (
        CheckConstraint("state IN ('sending', 'sent', 'kept', 'refused')", name="state"),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    recipient: Mapped[str] = mapped_column(index=True)
    locale: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    message_id: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    sending_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
