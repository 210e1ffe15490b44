"""The network guard: nothing may talk to another machine inside a transaction or a compute hook.

A slow peer would otherwise hold row locks, and a compute hook would no longer be pure. Every door
to the network of ours (`ctx.http`, provider calls, mail, Redis) calls `check_network` first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

network_forbidden: ContextVar[object] = ContextVar("shopwright_network_forbidden", default=None)


class NetworkForbidden(RuntimeError):
    """A plugin or a command reached for the network where it must not."""


@contextmanager
def forbid_network(where: str) -> Iterator[None]:
    """Refuse network use for the length of the block; `where` is named in the error."""
    token = network_forbidden.set(where)
    try:
        yield
    finally:
        network_forbidden.reset(token)


def check_network(what: str) -> None:
    """Raise `NetworkForbidden` when called inside a transaction or a compute hook."""
    where = network_forbidden.get()
    if where is not None:
        raise NetworkForbidden(
            f"{what} was called inside {where}, where the network is refused: it would hold locks "
            "while another machine answers. Do it before or after, or subscribe to an '-ed' hook."
        )
