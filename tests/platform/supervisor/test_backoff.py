from __future__ import annotations

from shopwright.platform.supervisor.backoff import Backoff


def test_pauses_double_from_a_fifth_of_a_second_to_ten_seconds() -> None:
    backoff = Backoff()

    pauses = [backoff.pause(lived=0.1) for _ in range(8)]

    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_a_minute_of_health_makes_the_next_pause_short_again() -> None:
    backoff = Backoff()
    for _ in range(8):
        backoff.pause(lived=59.9)

    assert backoff.pause(lived=60.0) == 0.2
    assert backoff.pause(lived=1.0) == 0.4
