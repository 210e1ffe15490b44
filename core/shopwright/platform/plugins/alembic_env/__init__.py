"""What Alembic runs to migrate a plugin: `env.py`, the same for all of them."""
