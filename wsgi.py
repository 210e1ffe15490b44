"""The shop under any WSGI server, from a checkout: `gunicorn wsgi:app`."""

from __future__ import annotations

from shopwright.wsgi import app

__all__ = ["app"]
