"""Alembic's revisions of this plugin's tables."""
