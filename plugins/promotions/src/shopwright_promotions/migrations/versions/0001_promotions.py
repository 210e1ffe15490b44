"""Promotions, their codes and their uses.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from shopwright import Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_MINOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "promotions_promotions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("starts_at", _MOMENT, nullable=True),
        sa.Column("ends_at", _MOMENT, nullable=True),
        sa.Column("channels", Json, nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("limit_total", sa.Integer(), nullable=True),
        sa.Column("limit_per_customer", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("revision", sa.Uuid(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_promotions_promotions_used_not_negative")),
        sa.CheckConstraint(
            "used <= limit_total", name=op.f("ck_promotions_promotions_used_within_limit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions_promotions")),
    )
    _make_codes()
    _make_uses()


def _make_codes() -> None:
    op.create_table(
        "promotions_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("limit_total", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_promotions_codes_used_not_negative")),
        sa.CheckConstraint(
            "used <= limit_total", name=op.f("ck_promotions_codes_used_within_limit")
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"],
            ["promotions_promotions.id"],
            name=op.f("fk_promotions_codes_promotion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_promotions_codes_code")),
    )
    op.create_index(
        "ix_promotions_codes_promotion_id_code", "promotions_codes", ["promotion_id", "code"]
    )


def _make_uses() -> None:
    op.create_table(
        "promotions_uses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("amount", _MINOR, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('counted', 'returned', 'beyond')", name=op.f("ck_promotions_uses_state")
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"],
            ["promotions_promotions.id"],
            name=op.f("fk_promotions_uses_promotion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions_uses")),
        sa.UniqueConstraint(
            "promotion_id", "order_id", name=op.f("uq_promotions_uses_promotion_id_order_id")
        ),
    )
    for columns in (
        ["order_id"],
        ["person"],
        ["promotion_id", "person"],
        ["promotion_id", "id"],
        ["cart_id", "promotion_id"],
    ):
        op.create_index(f"ix_promotions_uses_{'_'.join(columns)}", "promotions_uses", columns)


def downgrade() -> None:
    """Remove them, with everything that was counted."""
    for table in ("promotions_uses", "promotions_codes", "promotions_promotions"):
        op.drop_table(table)
