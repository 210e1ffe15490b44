"""UUIDv7 keys (RFC 9562): random, yet sorted by the millisecond they were made in."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new key. Keys made by one process are strictly increasing, so they also order rows."""
    global _last
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    with _lock:
        if value >> 80 <= _last >> 80:
            value = _last + 1 + (value & 0xFFFF_FFFF)
        _last = value
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=value | (0x7 << 76) | (0x2 << 62))


def uuid7_before(key: UUID, span: timedelta) -> UUID:
    """A bound: keys made at least `span` before `key` are below it, all later ones are not."""
    millis = (key.int >> 80) - span // timedelta(milliseconds=1)
    return UUID(int=max(millis, 0) << 80)


def made_at(key: UUID) -> datetime:
    """When a key of `uuid7` was made, to the millisecond."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
