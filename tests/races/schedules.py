"""Running threads against each other in an order that a seed decides.

    outcomes = race(shop, random.Random(7), lambda: settle(a), lambda: cancel(b))

Exactly one thread runs at a time. Before each of its statements, commits and calls of the provider
it may have to let another one go on. A thread that waits for a lock of the database counts as
blocked and does not keep the others waiting. So a window of one statement, which two threads on
their own meet once in a thousand runs, is met in a few, and met again with the same seed.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shopwright.commerce.payments import AttemptView, PaymentRefused, Seen
from shopwright.commerce.pricing import Money
from shopwright.platform.errors import ShopError
from shopwright.platform.runtime import runtime
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop
from sqlalchemy import event

SEED = int(os.environ.get("SEED", "1"))
ROUNDS = int(os.environ.get("ROUNDS", "4"))
_SWITCH = 0.35  # how often a thread lets another one go on
_BLOCKED_AFTER = 0.025  # seconds without a step; a statement takes a few milliseconds
_PATIENCE = 20.0

_runner = threading.local()


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What one thread came to: a value, or the error that it raised."""

    value: Any = None
    error: BaseException | None = None

    @property
    def code(self) -> str:
        """`ok`, or the code of the typed error; anything else is raised."""
        if self.error is None:
            return "ok"
        if isinstance(self.error, ShopError):
            return self.error.code
        raise AssertionError("a race ended in an error that is no ShopError") from self.error


@dataclass(slots=True, eq=False)
class _Runner:
    """One thread. It runs while it has the turn; `moved_at` is when it was last seen to."""

    call: Callable[[], Any]
    outcome: Outcome = field(default_factory=Outcome)
    waiting: bool = False
    over: bool = False
    moved_at: float = 0.0


class _Stage:
    """Who has the turn."""

    def __init__(self, rng: random.Random, runners: list[_Runner]) -> None:
        self._rng = rng
        self._runners = runners
        self._changed = threading.Condition()
        self._turn: _Runner | None = None

    def step(self, runner: _Runner) -> None:
        """Called by a thread before each step: go on, or wait for the turn."""
        with self._changed:
            runner.moved_at = time.monotonic()
            if self._turn is runner and self._rng.random() >= _SWITCH:
                return
            if self._turn is runner:
                self._turn = None
            runner.waiting = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._turn is runner, _PATIENCE)
            runner.waiting = False
            runner.moved_at = time.monotonic()

    def finish(self, runner: _Runner) -> None:
        """Called by a thread when it is done."""
        with self._changed:
            runner.over = True
            if self._turn is runner:
                self._turn = None
            self._changed.notify_all()

    def direct(self) -> None:
        """Hand out turns until everybody is done; the caller's thread does this."""
        deadline = time.monotonic() + _PATIENCE
        with self._changed:
            while not all(runner.over for runner in self._runners):
                assert time.monotonic() < deadline, "the race does not end: is it a deadlock?"
                if self._turn is not None and self._stuck(self._turn):
                    self._turn = None
                if self._turn is None and (ready := [r for r in self._runners if r.waiting]):
                    self._turn = self._rng.choice(ready)
                    self._turn.moved_at = time.monotonic()
                    self._changed.notify_all()
                self._changed.wait(_BLOCKED_AFTER / 5)

    @staticmethod
    def _stuck(runner: _Runner) -> bool:
        return not runner.waiting and time.monotonic() - runner.moved_at > _BLOCKED_AFTER


def race(shop: Shop, rng: random.Random, *calls: Callable[[], Any]) -> list[Outcome]:
    """Run `calls`, each in a thread of its own, in an order drawn from `rng`."""
    runners = [_Runner(call) for call in calls]
    stage = _Stage(rng, runners)

    def run(runner: _Runner) -> None:
        with shop.app.app_context():
            _runner.stage, _runner.me = stage, runner
            try:
                step()
                runner.outcome.value = runner.call()
            except BaseException as error:
                runner.outcome.error = error
            finally:
                stage.finish(runner)

    threads = [threading.Thread(target=run, args=(runner,)) for runner in runners]
    with _watched():
        for thread in threads:
            thread.start()
        stage.direct()
        for thread in threads:
            thread.join()
    return [runner.outcome for runner in runners]


def repeat(play: Callable[[random.Random], None], rounds: int = ROUNDS) -> None:
    """Play it in many orders; a failure says which."""
    for number in range(rounds):
        try:
            play(random.Random(f"{SEED}-{number}"))
        except BaseException as error:
            error.add_note(f"in round {number} with SEED={SEED}")
            raise


def step() -> None:
    """A point where the calling thread may have to wait; nothing outside of a race."""
    me = getattr(_runner, "me", None)
    if me is not None:
        _runner.stage.step(me)


@contextmanager
def _watched() -> Iterator[None]:
    """Make every statement and every commit a step."""

    def before(*_args: object) -> None:
        step()

    engine = runtime().database.engine
    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, before)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(engine, name, before)


class SteppingProvider(ScriptedProvider):
    """The scripted provider; its calls are steps as well, and it takes nothing of what is closed."""

    def capture(self, attempt: AttemptView, amount: Money, *, key: str) -> Seen:
        """Take `amount`, unless the payment was closed before."""
        with self._lock:
            if self.accounts[attempt.id].state == "voided":
                raise PaymentRefused("This payment was closed.")
            return super().capture(attempt, amount, key=key)

    def succeed_unless_closed(self, attempt_id: UUID) -> None:
        """The shopper pays at the provider, if that is still possible."""
        step()
        with self._lock:
            if self.accounts[attempt_id].state != "voided":
                self.succeed(attempt_id)

    def refund_by_hand(self, attempt_id: UUID, amount: int) -> None:
        """The merchant gives money back on the provider's own pages."""
        step()
        with self._lock:
            super().refund_by_hand(attempt_id, amount)

    def _call(self, verb: str, key: str = "") -> Any:
        step()
        return super()._call(verb, key)
