from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from shopwright.platform.supervisor import AlreadyRunning, PidFile, request_roll, running


def test_it_holds_our_process_id_and_is_gone_after_release(tmp_path: Path) -> None:
    file = PidFile(tmp_path / "var" / "shop.pid")

    file.acquire()

    assert file.path.read_text() == f"{os.getpid()}\n"
    assert running(file.path) == os.getpid()
    file.release()
    assert not file.path.exists()
    assert running(file.path) is None


def test_a_second_holder_is_refused_with_the_first_ones_id_and_a_remedy(tmp_path: Path) -> None:
    first = PidFile(tmp_path / "shop.pid")
    first.acquire()

    with pytest.raises(AlreadyRunning, match="already runs on") as refused:
        PidFile(tmp_path / "shop.pid").acquire()

    assert refused.value.pid == os.getpid()
    assert f"kill {os.getpid()}" in str(refused.value)
    first.release()


def test_a_file_left_by_a_crash_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "shop.pid"
    path.write_text(f"{os.getppid()}\n")  # the number now belongs to somebody else
    file = PidFile(path)

    assert running(path) is None
    file.acquire()

    assert running(path) == os.getpid()
    file.release()


def test_while_a_dead_holder_is_cleared_up_after_one_waits(tmp_path: Path) -> None:
    path = tmp_path / "shop.pid"
    watchdog = PidFile(path)
    watchdog.acquire()
    path.write_text("not yet a number")

    with pytest.raises(AlreadyRunning, match="just stopping"):
        PidFile(path).acquire(patience=0.1)

    watchdog.release()


def test_a_roll_is_requested_by_sighup_if_somebody_is_there(tmp_path: Path) -> None:
    received: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda number, frame: received.append(number))
    file = PidFile(tmp_path / "shop.pid")

    assert not request_roll(file.path)
    file.acquire()
    assert request_roll(file.path)

    assert received == [signal.SIGHUP]
    file.release()
    signal.signal(signal.SIGHUP, before)
