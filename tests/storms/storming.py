"""Many buyers at once, while what serves them is killed at random moments."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Protocol

_INSIDE, _WAITING = 6, 60
_AHEAD = 3  # kills at most that the share of those killed is ahead of the share of those served
Killed = tuple[float, str]  # when, by the monotonic clock, and what
Buy = Callable[[int, AbstractContextManager[object]], None]


class Killable(Protocol):
    """Something that has parts."""

    def up(self) -> Iterable[str]:
        """The parts that can be killed now."""
        ...

    def kill(self, name: str) -> bool:
        """kill -9 one; False when it was not up any more."""
        ...


def storm(
    target: Killable, buy: Buy, *, buyers: int, kills: int, weights: Mapping[str, int], seed: str
) -> list[Killed]:
    """Call `buy(number, door)` for each buyer, sixty at once; `door` lets six of them in.

    Meanwhile each 0.4 to 1.6 s something is killed. In all that is done `kills` times, and not all
    at the beginning: where many were killed while few were served, those come first.
    """
    door, over = threading.Semaphore(_INSIDE), threading.Event()
    killed: list[Killed] = []
    bought: list[int] = []

    def serve(number: int) -> None:
        buy(number, door)
        bought.append(number)

    def kill() -> None:
        rng = random.Random(seed)
        while len(killed) < kills and not over.wait(rng.uniform(0.4, 1.6)):
            if len(killed) >= _AHEAD + kills * len(bought) / buyers:
                continue
            if up := sorted(target.up()):
                name = rng.choices(up, [weights[part] for part in up])[0]
                if target.kill(name):
                    killed.append((time.monotonic(), name))

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with ThreadPoolExecutor(_WAITING) as pool:
            list(pool.map(serve, range(buyers)))
    finally:
        over.set()
        killer.join()
    return killed
