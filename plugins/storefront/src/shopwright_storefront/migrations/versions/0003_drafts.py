"""What staff have changed of themes, and not published yet.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from shopwright import Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "storefront_drafts",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("base", sa.Uuid(), nullable=True),
        sa.Column("overlay", Json, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["base"],
            ["storefront_revisions.id"],
            name=op.f("fk_storefront_drafts_base_storefront_revisions"),
        ),
        sa.PrimaryKeyConstraint("owner", "theme", name=op.f("pk_storefront_drafts")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("storefront_drafts")
