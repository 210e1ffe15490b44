"""The `Stripe-Signature` header."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256


def new_secret() -> str:
    """A webhook secret, as Stripe's look."""
    return f"whsec_{secrets.token_hex(16)}"


def header(payload: str, keys: Sequence[str], timestamp: int) -> str:
    """`t=...,v1=...`, one `v1` for each secret in force, and test mode's `v0`, which proves nothing.

    While a secret is being rotated the old and the new one are both in force.
    """
    signatures = [f"v1={_sign(payload, key, timestamp)}" for key in keys]
    return ",".join([f"t={timestamp}", *signatures, f"v0={_sign(payload, 'test mode', timestamp)}"])


def _sign(payload: str, key: str, timestamp: int) -> str:
    return hmac.new(key.encode(), f"{timestamp}.{payload}".encode(), sha256).hexdigest()
