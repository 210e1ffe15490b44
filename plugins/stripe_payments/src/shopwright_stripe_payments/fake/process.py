"""The fake as a process that a test starts, kills and starts again."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from shopwright_stripe_payments.fake.controls import RemoteControls
from shopwright_stripe_payments.fake.world import SECRET_KEY

_ADDRESS = re.compile(r"http://\S+:\d+")


class FakeProcess:
    """A fake of its own on `data`. Its address stays the same from start to start.

    `arguments` are more of those that `python -m shopwright_stripe_payments.fake` takes.
    """

    def __init__(self, data: Path, *arguments: str) -> None:
        self.url = ""
        self.port = 0
        self.secret_key = SECRET_KEY
        self.control_token = secrets.token_urlsafe(24)
        self._arguments = [f"--data={data}", f"--control-token={self.control_token}", *arguments]
        self._process: subprocess.Popen[str] | None = None

    @property
    def controls(self) -> RemoteControls:
        """Its controls, over HTTP."""
        return RemoteControls(self.url, self.control_token)

    def start(self) -> FakeProcess:
        """Start it, and wait until it answers. Raises RuntimeError if it does not."""
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "shopwright_stripe_payments.fake",
                f"--port={self.port}",
                *self._arguments,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            self._end("kill")
            raise RuntimeError(f"the fake Stripe ended with code {code}")
        self.url = _ADDRESS.findall(line)[0]
        self.port = urlsplit(self.url).port or 0
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end("kill")

    def stop(self) -> None:
        """End it gently."""
        self._end("terminate")

    def _end(self, how: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            getattr(process, how)()
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()
