"""Keeps the programs that a shop consists of running, as one.

    Supervisor([Child(name="web", argv=[...]), ...], pid_file=data_dir / "shopwright.pid").run()

It knows nothing of what the programs do. See `Child` for what it can be told about one.
"""

from __future__ import annotations

from shopwright.platform.supervisor.child import Child
from shopwright.platform.supervisor.errors import AlreadyRunning, ChildFailed, SupervisorError
from shopwright.platform.supervisor.pidfile import PID_FILE, PidFile, request_roll, running
from shopwright.platform.supervisor.process import OwnedProcess
from shopwright.platform.supervisor.supervisor import Supervisor
from shopwright.platform.supervisor.watchdog import Watchdog

__all__ = [
    "PID_FILE",
    "AlreadyRunning",
    "Child",
    "ChildFailed",
    "OwnedProcess",
    "PidFile",
    "Supervisor",
    "SupervisorError",
    "Watchdog",
    "request_roll",
    "running",
]
