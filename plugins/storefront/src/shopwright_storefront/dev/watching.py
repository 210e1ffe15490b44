"""From a saved file to an event in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Lock, Thread
from typing import Literal

from watchfiles import watch

from shopwright_storefront.themes.files import Chain

What = Literal["css", "page", "reload"]
_DEBOUNCE = 20
_STEP = 5
_ALIVE = 15.0


def effect_of(paths: Iterable[str]) -> What:
    """What a browser has to do: swap the style sheet, draw the page anew, or load all again."""
    kinds = {_kind(path) for path in paths}
    if "reload" in kinds:
        return "reload"
    return "page" if "page" in kinds else "css"


def _kind(path: str) -> What:
    if path.endswith(".css"):
        return "css"
    return "reload" if path.endswith(".js") else "page"


class Listeners:
    """The browsers that wait for events."""

    def __init__(self) -> None:
        self._queues: list[Queue[str]] = []
        self._lock = Lock()

    def tell(self, event: What, **data: str) -> None:
        """Send an event to all of them."""
        text = f"event: {event}\ndata: {json.dumps(data)}\n\n"
        with self._lock:
            for queue in self._queues:
                queue.put(text)

    def stream(self, ended: Event) -> Iterator[str]:
        """What one browser gets, as long as it listens; server-sent events."""
        queue: Queue[str] = Queue()
        with self._lock:
            self._queues.append(queue)
        try:
            yield "retry: 500\n\n"
            while not ended.is_set():
                try:
                    yield queue.get(timeout=_ALIVE)
                except Empty:
                    yield ": still here\n\n"
        finally:
            with self._lock:
                self._queues.remove(queue)


class Watcher:
    """Looks at all folders of a theme's chain, and says what was saved. `stop` ends it."""

    def __init__(self, chain: Chain, changed: Callable[[frozenset[str]], None]) -> None:
        self._roots = [folder.root.resolve() for folder in chain.folders]
        self._changed = changed
        self._stop = Event()
        self._thread = Thread(target=self._watch, name="theme-watcher", daemon=True)

    def start(self) -> None:
        """In a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Wait until it has ended."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _watch(self) -> None:
        found = watch(*self._roots, debounce=_DEBOUNCE, step=_STEP, stop_event=self._stop)
        for changes in found:
            paths = frozenset(map(self._within, (path for _, path in changes)))
            self._changed(frozenset(path for path in paths if path))

    def _within(self, path: str) -> str:
        """The path as it is in the theme; empty for what editors leave beside."""
        root = next((one for one in self._roots if Path(path).is_relative_to(one)), None)
        inner = Path(path).relative_to(root).as_posix() if root else ""
        is_noise = any(part.startswith(".") or part == "__pycache__" for part in inner.split("/"))
        return "" if is_noise or inner.endswith(("~", ".swp", ".tmp", ".pyc")) else inner
