"""Caches: version stamps, ready answers for guests, and small per-process memories."""

from __future__ import annotations

from shopwright.platform.cache.memory import Memory
from shopwright.platform.cache.pieces import remembered
from shopwright.platform.cache.responses import CachedAnswer, ResponseCache, response_cache
from shopwright.platform.cache.stamps import (
    Basis,
    Watch,
    current_stamp,
    current_stamps,
    renew_stamps,
    touch,
)

__all__ = [
    "Basis",
    "CachedAnswer",
    "Memory",
    "ResponseCache",
    "Watch",
    "current_stamp",
    "current_stamps",
    "remembered",
    "renew_stamps",
    "response_cache",
    "touch",
]
