"""Servers that a shop brings itself when it is given none."""

from __future__ import annotations

from shopwright.platform.servers.errors import NoServerProgram, ServerError, ServerFailed
from shopwright.platform.servers.valkey import EmbeddedValkey, find_program

__all__ = ["EmbeddedValkey", "NoServerProgram", "ServerError", "ServerFailed", "find_program"]
