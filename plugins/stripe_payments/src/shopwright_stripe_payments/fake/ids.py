"""Identifiers as Stripe makes them: a prefix that names the kind, then what nobody can guess."""

from __future__ import annotations

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """`pi_` and 24 letters and digits, for the prefix `pi`."""
    return f"{prefix}_{random_text(length)}"


def random_text(length: int) -> str:
    """So many letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
