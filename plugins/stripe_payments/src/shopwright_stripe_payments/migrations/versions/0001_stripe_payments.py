"""Customers at Stripe, their saved cards, and what webhooks came.

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
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "stripe_payments_customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("stripe_id", sa.Text(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_payments_customers")),
        sa.UniqueConstraint(
            "customer_id", "realm", name=op.f("uq_stripe_payments_customers_customer_id_realm")
        ),
    )
    op.create_table(
        "stripe_payments_cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("stripe_id", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("last4", sa.Text(), nullable=False),
        sa.Column("exp_month", sa.Integer(), nullable=False),
        sa.Column("exp_year", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_payments_cards")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_stripe_payments_cards_stripe_id")),
    )
    op.create_index(
        op.f("ix_stripe_payments_cards_customer_id"), "stripe_payments_cards", ["customer_id"]
    )
    arrivals = op.create_table(
        "stripe_payments_arrivals",
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("last_at", moment, nullable=True),
        sa.Column("last_type", sa.Text(), nullable=False),
        sa.Column("stale", sa.Integer(), nullable=False),
        sa.Column("forged", sa.Integer(), nullable=False),
        sa.Column("refused_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("realm", name=op.f("pk_stripe_payments_arrivals")),
    )
    # all there will ever be, so that counting is one UPDATE, however many come at once
    op.bulk_insert(
        arrivals,
        [
            {"realm": realm, "last_type": "", "stale": 0, "forged": 0}
            for realm in ("live", "test", "stand_in")
        ],
    )


def downgrade() -> None:
    """Remove them; what is kept at Stripe stays there."""
    for table in ("arrivals", "cards", "customers"):
        op.drop_table(f"stripe_payments_{table}")
