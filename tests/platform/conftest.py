"""What the platform's tests share: hooks of their own, and waiting for what takes a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from shopwright.platform.hooks.spec import EVENT_HOOKS, SPECS


@pytest.fixture
def own_hooks() -> Iterator[None]:
    """Hooks that are declared in the test are forgotten after it."""
    specs, events = dict(SPECS), dict(EVENT_HOOKS)
    yield
    for known, before in ((SPECS, specs), (EVENT_HOOKS, events)):
        known.clear()  # type: ignore[attr-defined]
        known.update(before)  # type: ignore[attr-defined]


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Waits until a condition holds, and fails the test when it does not."""

    def wait(condition: Callable[[], object], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not come to pass"
            time.sleep(0.01)

    return wait
