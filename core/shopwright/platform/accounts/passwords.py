"""Passwords: argon2id, at most two hashes at a time, and which new ones are refused.

A hash costs about 20 ms of CPU and 19 MiB (OWASP's first choice of parameters). Two at a time keep
a burst of logins from taking both cores away from the shop; the rest waits for its turn.
"""

from __future__ import annotations

import functools
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shopwright.platform.errors import Invalid, Problem, Unavailable

SHORTEST = 8
LONGEST = 128
_AT_ONCE = 2
_LONGEST_WAIT = 5.0


def new_hasher() -> PasswordHasher:
    """One with the parameters of a shop."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


_hasher = new_hasher()
_turns = threading.BoundedSemaphore(_AT_ONCE)


class WeakPassword(Invalid):
    """A new password is too short, too long, or one that everybody tries first."""

    code = "weak_password"


def check_new_password(
    password: str, *, about: Iterable[str] = (), field: str = "password"
) -> None:
    """Raise `WeakPassword` for one that is easy to guess.

    `about` holds what an attacker knows (the mail address, the name). No rules about digits or
    symbols: they make passwords harder to remember, not harder to guess.
    """
    message = _weakness(_same_form(password), about)
    if message:
        problem = Problem(code=WeakPassword.code, message=message, field=field)
        raise WeakPassword(message, problems=[problem])


def hash_password(password: str) -> str:
    """What to store."""
    with _turn():
        return _hasher.hash(_same_form(password))


def verify_password(password: str, stored: str | None) -> bool:
    """Whether `password` is the one behind `stored`.

    Takes as long when there is nothing to compare with (None), so that the time an answer takes
    does not tell whether an account exists.
    """
    with _turn():
        try:
            return _hasher.verify(stored or _dummy(), _same_form(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _weakness(password: str, about: Iterable[str]) -> str | None:
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    folded = password.casefold()
    if folded in _common() or len(set(folded)) < 3:
        return "This password is among the first that are tried; choose another one."
    known = {part for text in about for part in (text.casefold(), text.casefold().split("@")[0])}
    if folded in known:
        return "This password is too close to your name or address; choose another one."
    return None


def _same_form(password: str) -> str:
    """The same characters typed on different keyboards are the same password."""
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=_LONGEST_WAIT):
        raise Unavailable("Too many people are signing in right now; try again in a moment.")
    try:
        yield
    finally:
        _turns.release()


@functools.cache
def _dummy() -> str:
    """Made at the first use, with the parameters in force, so that it costs the same."""
    return _hasher.hash("nobody's password")


@functools.cache
def _common() -> frozenset[str]:
    """The 2,000 most frequent of eight characters or more, from public leaks (list: zxcvbn, MIT)."""
    text = resources.files(__package__).joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(text.split())
