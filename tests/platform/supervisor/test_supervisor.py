from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from shopwright.platform.supervisor import Child, ChildFailed, Supervisor

SLEEP = ("sleep", "600")
Await = Callable[..., None]
Gone = Callable[[int], bool]
Running = Callable[..., Supervisor]
WithWorker = Callable[[Path], list[str]]


def pid(supervisor: Supervisor, name: str) -> int:
    found = supervisor.pids()[name]
    assert found is not None
    return found


def test_a_child_starts_when_the_one_before_it_is_ready(tmp_path: Path, running: Running) -> None:
    sign = tmp_path / "ready"
    seen: list[bool] = []

    def second() -> tuple[str, ...]:
        seen.append(sign.exists())
        return SLEEP

    running(
        Child(
            name="a",
            argv=["sh", "-c", f"sleep 0.2; touch {sign}; exec sleep 600"],
            ready=sign.exists,
        ),
        Child(name="b", argv=second),
    )

    assert seen == [True]


def test_a_killed_child_comes_back_and_the_others_stay(running: Running, eventually: Await) -> None:
    supervisor = running(Child(name="a", argv=SLEEP), Child(name="b", argv=SLEEP))
    before = supervisor.pids()

    os.kill(pid(supervisor, "a"), signal.SIGKILL)

    eventually(lambda: supervisor.pids()["a"] not in {before["a"], None})
    assert pid(supervisor, "b") == before["b"]


def test_what_a_killed_child_had_started_ends_with_it(
    tmp_path: Path, running: Running, with_worker: WithWorker, eventually: Await, gone: Gone
) -> None:
    note = tmp_path / "worker"
    supervisor = running(
        Child(name="a", argv=with_worker(note), ready=lambda: note.read_text().endswith("\n"))
    )
    worker = int(note.read_text())

    os.kill(pid(supervisor, "a"), signal.SIGKILL)

    eventually(lambda: gone(worker))


def test_a_child_that_dies_again_and_again_is_restarted_ever_more_slowly(
    tmp_path: Path, running: Running, eventually: Await
) -> None:
    starts = tmp_path / "starts"
    running(
        Child(
            name="a",
            argv=["sh", "-c", f"date +%s.%N >> {starts}; sleep 0.1; exit 3"],
            ready=starts.exists,
        )
    )

    eventually(lambda: len(starts.read_text().split()) == 4)

    times = [float(line) for line in starts.read_text().split()]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses[0] >= 0.2
    assert pauses[1] >= 0.4
    assert pauses[2] >= 0.8


def test_a_restarted_child_that_does_not_get_ready_is_killed_and_tried_again(
    tmp_path: Path, running: Running, eventually: Await
) -> None:
    sign = tmp_path / "ready"
    sign.touch()
    supervisor = running(Child(name="a", argv=SLEEP, ready=sign.exists, ready_timeout=0.2))
    sign.unlink()
    first = pid(supervisor, "a")

    os.kill(first, signal.SIGKILL)

    eventually(lambda: supervisor.pids()["a"] not in {first, None})
    second = pid(supervisor, "a")
    eventually(lambda: supervisor.pids()["a"] not in {first, second, None})


def test_a_program_that_is_away_for_a_while_is_started_when_it_is_back(
    tmp_path: Path, running: Running, eventually: Await
) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    supervisor = running(Child(name="a", argv=[str(program)]))
    first = pid(supervisor, "a")
    program.rename(tmp_path / "away")

    os.kill(first, signal.SIGKILL)
    eventually(lambda: supervisor.pids()["a"] is None)
    time.sleep(0.3)
    (tmp_path / "away").rename(program)

    eventually(lambda: supervisor.pids()["a"])


def test_a_child_rolls_over_by_the_signal_it_asked_for(
    tmp_path: Path, running: Running, eventually: Await
) -> None:
    note, sign = tmp_path / "hup", tmp_path / "ready"
    script = (  # not a shell's trap: that cannot hear a signal which `nohup` has us ignore
        "import pathlib, signal, sys, time\n"
        "note, sign = map(pathlib.Path, sys.argv[1:])\n"
        "signal.signal(signal.SIGHUP, lambda *_: note.touch())\n"
        "sign.touch()\n"
        "while True: time.sleep(0.05)\n"
    )
    argv = [sys.executable, "-c", script, str(note), str(sign)]
    supervisor = running(Child(name="web", argv=argv, ready=sign.exists, on_roll=signal.SIGHUP))
    before = supervisor.pids()

    supervisor.roll("web")

    eventually(note.exists)
    assert supervisor.pids() == before


def test_a_child_rolls_over_by_a_restart_without_delay(running: Running, eventually: Await) -> None:
    supervisor = running(Child(name="worker", argv=SLEEP, on_roll="restart"))
    before, began = pid(supervisor, "worker"), time.monotonic()

    supervisor.roll("worker")

    eventually(lambda: supervisor.pids()["worker"] not in {before, None})
    assert time.monotonic() - began < 1


def test_one_that_ignores_the_request_to_restart_is_killed_in_the_end(
    tmp_path: Path, running: Running, eventually: Await
) -> None:
    sign = tmp_path / "ready"
    script = f"trap '' TERM; touch {sign}; while :; do sleep 0.05; done"
    supervisor = running(
        Child(
            name="worker",
            argv=["sh", "-c", script],
            ready=sign.exists,
            on_roll="restart",
            stop_timeout=0.2,
        )
    )
    before = pid(supervisor, "worker")

    supervisor.roll("worker")

    eventually(lambda: supervisor.pids()["worker"] not in {before, None})


def test_one_without_on_roll_is_left_alone(running: Running) -> None:
    supervisor = running(Child(name="valkey", argv=SLEEP))
    before = supervisor.pids()

    supervisor.roll("valkey")
    time.sleep(0.2)

    assert supervisor.pids() == before


def test_rolling_an_unknown_child_names_those_there_are(running: Running) -> None:
    supervisor = running(Child(name="web", argv=SLEEP))

    with pytest.raises(ValueError, match=r"no child 'wbe'; there are \['web'\]"):
        supervisor.roll("wbe")


def test_two_children_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two children of one name"):
        Supervisor([Child(name="web", argv=SLEEP), Child(name="web", argv=SLEEP)])


@pytest.mark.parametrize(
    ("child", "cause"),
    [
        (Child(name="web", argv=["/no/such/program"]), "no such program"),
        (
            Child(name="web", argv=["sh", "-c", "exit 7"], ready=lambda: False),
            "ended with code 7 before",
        ),
        (
            Child(name="web", argv=SLEEP, ready=lambda: False, ready_timeout=0.1),
            "not ready within 0.1 seconds",
        ),
    ],
)
def test_a_child_that_does_not_come_up_at_first_ends_the_whole(
    tmp_path: Path, child: Child, cause: str, gone: Gone
) -> None:
    note = tmp_path / "pid"
    earlier = Child(
        name="valkey",
        argv=["sh", "-c", f"echo $$ > {note}; exec sleep 600"],
        ready=lambda: note.read_text().endswith("\n"),
    )

    with pytest.raises(ChildFailed, match=cause) as failed:
        Supervisor([earlier, child]).run()

    assert (failed.value.name, failed.value.exit_code) == ("web", 69)
    assert gone(int(note.read_text()))
