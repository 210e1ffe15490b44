"""Caches: version stamps, ready answers for guests, and small per-process memories."""

from __future__ import annotations

from shopwright.platform.cache.memory import Memory
from shopwright.platform.cache.pieces import remembered
from shopwright.platform.cache.responses import CachedAnswer, ResponseCache, response_cache
from shopwright.platform.cache.stamps import current_stamp, renew_stamp, touch

__all__ = [
    "CachedAnswer",
    "Memory",
    "ResponseCache",
    "current_stamp",
    "remembered",
    "renew_stamp",
    "response_cache",
    "touch",
]
