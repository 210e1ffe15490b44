"""Alembic's scripts for the tables of the core; `shopwright upgrade` runs them."""
