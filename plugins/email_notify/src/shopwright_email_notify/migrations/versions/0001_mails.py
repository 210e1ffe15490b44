"""The mails that were sent, or kept.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "email_notify_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('sending', 'sent', 'kept', 'refused')",
            name=op.f("ck_email_notify_mails_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_notify_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_email_notify_mails_key")),
    )
    op.create_index(op.f("ix_email_notify_mails_created_at"), "email_notify_mails", ["created_at"])
    op.create_index(op.f("ix_email_notify_mails_recipient"), "email_notify_mails", ["recipient"])


def downgrade() -> None:
    """Remove it, with all mails."""
    op.drop_table("email_notify_mails")
