"""Servers that a storm kills and starts again, while others go on using them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from shopwright.testing._postgres import Cluster

_RETURN_SECONDS = 30.0


class MortalPostgres(Cluster):
    """A PostgreSQL of a storm's own. What it has acknowledged outlives a kill -9, its sessions do not."""

    def kill(self) -> None:
        """kill -9 of the postmaster; its other processes notice, and end."""
        self._process.kill()
        self._process.wait()

    def start(self) -> None:
        """Start it again, and wait until it takes connections.

        It refuses to start as long as a process of the one before is alive: then again.
        """
        deadline = time.monotonic() + _RETURN_SECONDS
        self._process = self._start()
        while not self._answers():
            assert time.monotonic() < deadline, self._log.read_text(errors="replace")
            if self._process.poll() is not None:
                self._process = self._start()
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def mortal_postgres() -> Iterator[MortalPostgres]:
    """One for the length of a block."""
    cluster = MortalPostgres()
    try:
        yield cluster
    finally:
        cluster.stop()
