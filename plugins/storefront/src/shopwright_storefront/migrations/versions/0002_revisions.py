"""Revisions of themes, and which one is published.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from shopwright import Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "storefront_revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("theme_version", sa.Text(), nullable=False),
        sa.Column("parent", sa.Uuid(), nullable=True),
        sa.Column("overlay", Json, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["storefront_revisions.id"],
            name=op.f("fk_storefront_revisions_parent_storefront_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storefront_revisions")),
    )
    op.create_index(
        "ix_storefront_revisions_theme", "storefront_revisions", ["theme", "created_at"]
    )
    op.create_table(
        "storefront_publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["storefront_revisions.id"],
            name=op.f("fk_storefront_publications_revision_id_storefront_revisions"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_storefront_publications")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("storefront_publications")
    op.drop_index("ix_storefront_revisions_theme", "storefront_revisions")
    op.drop_table("storefront_revisions")
