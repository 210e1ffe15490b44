"""Threads that ask another service, so that whoever waits for it can give up on the whole call.

A time-out of a socket begins anew with each byte: an answer that drips would hold up a request for as
long as it likes.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import TypeVar

R = TypeVar("R")


class Messengers:
    """At most `threads` of them; they begin with the first call."""

    def __init__(self, name: str, *, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    def ask(self, question: Callable[[], R], *, seconds: float) -> R:
        """What `question` returns or raises. Raises `TimeoutError` when that takes longer.

        Then nobody waits for it any more; its thread is free again once it has ended.
        """
        answer = self._pool.submit(copy_context().run, question)
        try:
            return answer.result(seconds)
        except TimeoutError:
            if not answer.cancel() and answer.done():
                raise  # the question's own
            raise TimeoutError(f"no answer within {seconds:g} s") from None

    def send(self, message: Callable[[], object]) -> None:
        """Have it called, and do not wait for that."""
        with suppress(RuntimeError):  # the program is ending
            self._pool.submit(message)
