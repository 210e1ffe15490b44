"""Whether it was Stripe who sent a webhook: its signature over the raw body, and how old it is."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

TOLERANCE_SECONDS = 300
_SCHEME = "v1"


class Forged(Exception):
    """No secret of ours made this signature."""


class Stale(Exception):
    """Stripe signed it, so long ago that somebody may be repeating it; or our clock is wrong."""


def check(header: str, body: bytes, secrets: Sequence[str], now: datetime) -> None:
    """Believe `body`, byte for byte, or raise `Forged` or `Stale`.

    `header` is `t=1732100000,v1=5257a8...`, with a `v1` for each secret that Stripe signs with. All
    comparisons take the same time, whatever is in it.
    """
    stamp, signatures = _parts(header)
    wanted = [_signature(secret, stamp, body) for secret in secrets]
    matches = [
        hmac.compare_digest(given.encode(), right) for given in signatures for right in wanted
    ]
    if not any(matches):
        raise Forged("the signature is of another secret, or of another body")
    if now.timestamp() - int(stamp) > TOLERANCE_SECONDS:
        raise Stale(f"it was signed more than {TOLERANCE_SECONDS} seconds ago")


def _parts(header: str) -> tuple[str, list[str]]:
    pairs = [part.partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in pairs if name.strip() == "t"]
    signatures = [value for name, _, value in pairs if name.strip() == _SCHEME]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit()):
        raise Forged("it has no time of signing")
    if len(stamps[0]) > 12 or len(signatures) > 20:
        raise Forged("its signature is none of Stripe's")
    return stamps[0], signatures


def _signature(secret: str, stamp: str, body: bytes) -> bytes:
    return hmac.digest(secret.encode(), stamp.encode() + b"." + body, "sha256").hex().encode()
