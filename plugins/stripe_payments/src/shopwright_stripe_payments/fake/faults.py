"""What goes wrong on purpose, call by call.

before               the connection breaks, nothing was done
after_drop_response  it was done, the answer is lost
cached_500           500, kept under the idempotency key; done only if `executes`
429                  too many requests, before anything else
slow                 done and answered, `seconds` later
black_hole           nothing is done and nothing answered, for `seconds`
"""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

Kind = Literal["before", "after_drop_response", "cached_500", "429", "slow", "black_hole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of trouble for the next `count` calls that match, after `skip` that do not suffer.

    `path` is a pattern, such as `/v1/payment_intents/*/capture`; `count` 0 is for ever.
    """

    kind: Kind
    method: str = "*"
    path: str = "*"
    count: int = 1
    skip: int = 0
    seconds: float = 30.0
    executes: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no fault is called '{self.kind}'; there are {get_args(Kind)}")


class Faults:
    """The plan. It lives in memory: a fake that starts again works."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan: list[tuple[Fault, list[int]]] = []
        self.struck: list[dict[str, Any]] = []

    def add(self, fault: Fault) -> None:
        """Plan one more; the first that matches a call strikes."""
        with self._lock:
            self._plan.append((fault, [0]))

    def clear(self) -> None:
        """Let all go well from now on."""
        with self._lock:
            self._plan.clear()

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that this call suffers."""
        with self._lock:
            for fault, seen in self._plan:
                if not _matches(fault, method, path):
                    continue
                seen[0] += 1
                turn = seen[0] - fault.skip
                if turn >= 1 and (not fault.count or turn <= fault.count):
                    self.struck.append(asdict(fault) | {"method": method, "path": path})
                    return fault
        return None


def _matches(fault: Fault, method: str, path: str) -> bool:
    return fault.method in ("*", method) and fnmatchcase(path, fault.path)
