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
        self._threads = threads
        self._given_up: set[object] = set()

    def ask(self, question: Callable[[], R], *, seconds: float) -> R:
        """What `question` returns or raises. Raises `TimeoutError` when that takes longer.

        Then nobody waits for it any more; its thread is free again once it has ended. While all are
        busy with what was given up, the error comes at once.
        """
        if len(self._given_up) >= self._threads:
            raise TimeoutError("nothing asked before has come to an end")
        answer = self._pool.submit(copy_context().run, question)
        try:
            return answer.result(seconds)
        except TimeoutError:
            if not answer.cancel():
                if answer.done():
                    raise  # the question's own
                self._given_up.add(answer)
                answer.add_done_callback(self._given_up.discard)
            raise TimeoutError(f"no answer within {seconds:g} s") from None

    def send(self, message: Callable[[], object]) -> None:
        """Have it called, and do not wait for that."""
        with suppress(RuntimeError):  # the program is ending
            self._pool.submit(message)
