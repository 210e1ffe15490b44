"""A supervisor as a process: its signals, its exit codes, and its death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Await = Callable[..., None]
Gone = Callable[[int], bool]
WithWorker = Callable[[Path], list[str]]
Launch = Callable[..., "subprocess.Popen[str]"]


def noting(note: Path, *, on_term: str = "") -> list[str]:
    """A program that writes its process id and, after `on_term`, ends at SIGTERM."""
    loop = "while :; do sleep 0.05; done"
    return [
        "sh",
        "-c",
        f"trap '{on_term}' TERM; echo $$ > {note}.new; mv {note}.new {note}; {loop}",
    ]


def child_of(path: Path, name: str, on_term: str = "exit", **more: object) -> dict[str, object]:
    note = path / name
    argv = noting(note, on_term=on_term)
    return {"name": name, "argv": argv, "ready_file": str(note), **more}


def pid_in(path: Path) -> int:
    return int(path.read_text())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_the_last_child_first_and_ends_well(
    number: signal.Signals, tmp_path: Path, launch: Launch, eventually: Await
) -> None:
    order = tmp_path / "order"
    supervisor = launch(
        *[child_of(tmp_path, name, f"echo {name} >> {order}; exit") for name in ("a", "b", "c")]
    )
    eventually((tmp_path / "c").exists)

    supervisor.send_signal(number)

    assert supervisor.wait(5) == 0
    assert order.read_text().split() == ["c", "b", "a"]
    assert not (tmp_path / "pid").exists()


def test_a_child_that_ignores_sigterm_is_killed_after_its_time(
    tmp_path: Path, launch: Launch, eventually: Await, gone: Gone
) -> None:
    supervisor = launch(child_of(tmp_path, "deaf", ":", stop_timeout=0.5))
    eventually((tmp_path / "deaf").exists)
    began = time.monotonic()

    supervisor.terminate()

    assert supervisor.wait(5) == 0
    assert 0.5 <= time.monotonic() - began < 3
    assert gone(pid_in(tmp_path / "deaf"))


def test_a_second_sigterm_kills_at_once(
    tmp_path: Path, launch: Launch, eventually: Await, gone: Gone
) -> None:
    asked = tmp_path / "asked"
    supervisor = launch(child_of(tmp_path, "deaf", f"touch {asked}", stop_timeout=60))
    eventually((tmp_path / "deaf").exists)
    supervisor.terminate()
    eventually(asked.exists)

    supervisor.terminate()

    assert supervisor.wait(5) == 0
    assert gone(pid_in(tmp_path / "deaf"))


def test_killed_it_leaves_no_child_and_no_worker_of_a_child(
    tmp_path: Path, launch: Launch, with_worker: WithWorker, eventually: Await, gone: Gone
) -> None:
    worker = tmp_path / "worker"
    supervisor = launch(
        {"name": "a", "argv": with_worker(worker), "ready_file": str(worker)},
        child_of(tmp_path, "b"),
    )
    eventually((tmp_path / "b").exists)

    supervisor.kill()

    eventually(lambda: gone(pid_in(tmp_path / "b")) and gone(pid_in(worker)))


def test_after_a_kill_the_next_one_waits_until_the_children_of_the_last_are_gone(
    tmp_path: Path, launch: Launch, eventually: Await, gone: Gone
) -> None:
    first = launch(child_of(tmp_path, "slow", "sleep 1; exit"))
    eventually((tmp_path / "slow").exists)
    old = pid_in(tmp_path / "slow")
    first.kill()
    first.wait()
    (tmp_path / "slow").unlink()

    launch(child_of(tmp_path, "slow"))

    eventually((tmp_path / "slow").exists)
    assert gone(old)


def test_its_watchdog_is_replaced_when_it_is_killed(
    tmp_path: Path, launch: Launch, eventually: Await, gone: Gone
) -> None:
    supervisor = launch(child_of(tmp_path, "a"))
    eventually((tmp_path / "a").exists)
    watchdogs = Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children")
    if not watchdogs.exists():
        pytest.skip("the list of a process's children is Linux's")
    child = pid_in(tmp_path / "a")

    def others() -> set[int]:
        return {int(pid) for pid in watchdogs.read_text().split()} - {child}

    (watchdog,) = others()
    os.kill(watchdog, signal.SIGKILL)
    eventually(lambda: others() - {watchdog})
    supervisor.kill()

    eventually(lambda: gone(child))


def test_a_second_one_on_the_same_pid_file_is_refused(
    tmp_path: Path, launch: Launch, eventually: Await
) -> None:
    first = launch(child_of(tmp_path, "a"))
    eventually((tmp_path / "a").exists)

    second = launch(child_of(tmp_path, "b"))

    assert second.wait(5) == 75
    assert second.stderr is not None
    assert f"process {first.pid} already runs on {tmp_path}" in second.stderr.read()
    assert not (tmp_path / "b").exists()
    assert first.poll() is None


def test_a_child_that_cannot_start_gives_an_exit_code_of_its_own(
    tmp_path: Path, launch: Launch
) -> None:
    supervisor = launch({"name": "web", "argv": ["/no/such/program"]})

    assert supervisor.wait(5) == 69
    assert supervisor.stderr is not None
    assert "'web' did not start" in supervisor.stderr.read()


def test_sighup_restarts_those_that_ask_for_it(
    tmp_path: Path, launch: Launch, eventually: Await
) -> None:
    supervisor = launch(child_of(tmp_path, "a", on_roll="restart"), child_of(tmp_path, "b"))
    eventually((tmp_path / "b").exists)
    a, b = pid_in(tmp_path / "a"), pid_in(tmp_path / "b")

    supervisor.send_signal(signal.SIGHUP)

    eventually(lambda: pid_in(tmp_path / "a") != a)
    assert pid_in(tmp_path / "b") == b
    assert supervisor.poll() is None


def test_what_children_print_is_passed_on_as_it_is(tmp_path: Path, launch: Launch) -> None:
    done = tmp_path / "done"
    script = f"printf 'one\\ntwo'; touch {done}; exec sleep 600"
    supervisor = launch({"name": "a", "argv": ["sh", "-c", script], "ready_file": str(done)})
    while not done.exists():
        time.sleep(0.01)

    supervisor.terminate()

    printed, _ = supervisor.communicate(timeout=5)
    assert "one\ntwo" in printed


def test_killed_before_its_watchdog_knows_of_a_child_it_does_not_leave_that_either(
    tmp_path: Path,
) -> None:
    note = tmp_path / "started"
    script = f"""
import os, signal
from shopwright.platform.supervisor import OwnedProcess, Watchdog
class Late(Watchdog):
    def guard(self, pid, stop_signal=signal.SIGTERM):
        print(pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
OwnedProcess(["touch", {str(note)!r}], watchdog=Late())
"""
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert int(killed.stdout)
    time.sleep(0.2)
    assert not note.exists()
