"""What can keep an embedded server from serving.

ServerError
├── NoServerProgram   nothing on this machine that could be started
└── ServerFailed      it was started and did not come up
"""

from __future__ import annotations


class ServerError(Exception):
    """An embedded server is not to be had; the message says why and what to do instead."""


class NoServerProgram(ServerError):
    """There is no program to start, on PATH or among the installed packages."""


class ServerFailed(ServerError):
    """The program was started but ended, or did not answer in time."""
