"""Passwords: how they are hashed, and which are refused."""

from __future__ import annotations

import threading
import time

import pytest
from shopwright.platform.accounts import (
    WeakPassword,
    check_new_password,
    hash_password,
    needs_rehash,
    passwords,
    verify_password,
)
from shopwright.platform.errors import Unavailable

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.usefixtures("real_passwords")


def test_hashes_are_argon2id_with_owasps_parameters() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_rehash(stored)
    assert hash_password(PASSWORD) != stored


def test_only_the_right_password_matches() -> None:
    stored = hash_password(PASSWORD)
    assert verify_password(PASSWORD, stored)
    assert not verify_password(PASSWORD + " ", stored)
    assert not verify_password(PASSWORD, None)
    assert not verify_password(PASSWORD, "no hash at all")


def test_the_dummy_of_unknown_accounts_opens_nothing() -> None:
    assert not verify_password("nobody's password", None)


def test_an_unknown_account_costs_as_much_as_a_known_one() -> None:
    stored = hash_password(PASSWORD)
    verify_password("wrong", None)  # makes the dummy

    def best_of(stored: str | None) -> float:
        times = []
        for _ in range(5):
            started = time.process_time()
            verify_password("wrong", stored)
            times.append(time.process_time() - started)
        return min(times)

    assert best_of(None) > best_of(stored) / 3


def test_the_same_characters_from_another_keyboard_are_the_same_password() -> None:
    composed, decomposed = "pass\u00e9word words", "passe\u0301word words"
    assert verify_password(decomposed, hash_password(composed))


def test_at_most_two_hashes_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password: str) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return "hash"

    monkeypatch.setattr(passwords, "_hasher", Slow())
    threads = [threading.Thread(target=hash_password, args=("x",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_who_waits_too_long_for_a_turn_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "_LONGEST_WAIT", 0.01)
    passwords._turns.acquire()
    with pytest.raises(Unavailable):
        hash_password(PASSWORD)


@pytest.mark.parametrize(
    "good", ["8 chars!", "x" * 120 + "abcdefgh", "pässwörter", "🐘🐁🐓🐄🐖🐕🐈🐇"]
)
def test_length_is_all_that_a_password_needs(good: str) -> None:
    check_new_password(good)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("7 chars", "at least 8"),
        ("x" * 129, "at most 128"),
        ("Password", "tried"),
        ("QWERTYUIOP", "tried"),
        ("aaaaaaaaaaaa", "tried"),
        ("abababababab", "tried"),
        ("ada@example.com", "too close"),
        ("Ada Lovelace", "too close"),
    ],
)
def test_what_is_guessed_first_is_refused_with_a_reason(bad: str, why: str) -> None:
    with pytest.raises(WeakPassword, match=why):
        check_new_password(bad, about=["ada@example.com", "Ada Lovelace", ""])


def test_the_bundled_list_is_small_and_long_enough() -> None:
    common = passwords._common()
    assert 1_500 < len(common) <= 2_000
    assert min(map(len, common)) >= passwords.SHORTEST
