"""Telling the shop's log of failures, without telling it of the same one at every page view."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

import structlog

from shopwright_storefront.render.failures import Failure

_MOST = 1_000
_log = structlog.get_logger()


class FailureLog:
    """Logs each failure once per place, for as long as this object lives."""

    def __init__(self, theme: str) -> None:
        self._theme = theme
        self._known: set[tuple[str, str, str]] = set()
        self._lock = Lock()

    def note(self, failures: Iterable[Failure]) -> None:
        """Log those that are new."""
        for failure in failures:
            key = (failure.kind, str(failure.place), failure.message)
            with self._lock:
                if key in self._known:
                    continue
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known.add(key)
            _log.error(
                "a theme failed",
                theme=self._theme,
                kind=failure.kind,
                message=failure.message,
                place=str(failure.place) if failure.place else None,
                left_out=failure.what or None,
                by_plugin=failure.plugin or None,
            )
