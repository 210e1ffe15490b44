"""Run by Alembic, never imported: applies a plugin's revisions on the connection it was given."""

from __future__ import annotations

from alembic import context

context.configure(**context.config.attributes["options"])
context.run_migrations()
