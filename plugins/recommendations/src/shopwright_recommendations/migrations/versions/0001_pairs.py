"""Pairs of products, and what is shown of them.

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


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "recommendations_pairs",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "other_id", name=op.f("pk_recommendations_pairs")),
    )
    op.create_index(
        op.f("ix_recommendations_pairs_other_id"), "recommendations_pairs", ["other_id"]
    )
    op.create_table(
        "recommendations_shown",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("others", Json, nullable=False),
        sa.PrimaryKeyConstraint("product_id", "locale", name=op.f("pk_recommendations_shown")),
    )


def downgrade() -> None:
    """Remove them; a night's job fills them again."""
    op.drop_table("recommendations_shown")
    op.drop_table("recommendations_pairs")
