"""How often things may happen to one account; the doors limit by address beside it."""

from __future__ import annotations

from datetime import timedelta

from shopwright.platform.accounts import Throttle

LOGINS = Throttle(name="customer_login", limit=10, window=timedelta(minutes=15))
"""Wrong passwords for one mail address."""

MAILS = Throttle(name="customer_mail", limit=5, window=timedelta(hours=1))
"""Mails to one address that anybody can cause."""
