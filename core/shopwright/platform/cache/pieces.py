"""Pieces of answers that may be a minute old, whatever is published: counts, facets."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from shopwright.platform.db import Database
from shopwright.platform.runtime import runtime

T = TypeVar("T")
_MOST = 2_000

_pieces: WeakKeyDictionary[Database, OrderedDict[str, tuple[float, Any]]] = WeakKeyDictionary()
_lock = threading.Lock()


def remembered(name: str, build: Callable[[], T]) -> T:
    """What `build` returned for this name within `settings.cache_seconds`, in this process.

    The name says all that the piece depends on, and which kind of piece it is. Give it values that
    nobody changes. The least recently used go first.
    """
    kept = _pieces.setdefault(runtime().database, OrderedDict())
    with _lock:
        found = kept.get(name)
        if found is not None and time.monotonic() < found[0]:
            kept.move_to_end(name)
            value: T = found[1]
            return value
    made = build()
    with _lock:
        kept[name] = (time.monotonic() + runtime().settings.cache_seconds, made)
        kept.move_to_end(name)
        while len(kept) > _MOST:
            kept.popitem(last=False)
    return made
