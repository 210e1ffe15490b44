"""The shop that browsers look at: `shopwright serve --demo`, with the fake Stripe and a mailbox."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
from shopwright.testing import Inbox, mail_server

_PLUGINS = Path(__file__).with_name("plugins")
_READY = re.compile(r"Shopwright is at (http://127\.0\.0\.1:\d+)")
_START_SECONDS = 240.0
_ENABLED = (
    "storefront",
    "manual_payments",
    "stripe_payments",
    "flat_rate_shipping",
    "tax_tables",
    "email_notify",
    "mishap",
)


@dataclass(slots=True, kw_only=True)
class Served:
    """A running shop. `known` is what `fill.py` has told of it."""

    url: str
    known: Mapping[str, str]
    inbox: Inbox
    log: Path

    def api(self, method: str, path: str, body: object = None) -> Any:
        """Call the admin API with all rights."""
        answer = urllib3.request(
            method,
            f"{self.url}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.known['key']}"},
        )
        assert answer.status < 300, answer.data
        return answer.json() if answer.data else None

    def count_teapots(self, pieces: int) -> None:
        """Have so many of the last teapot for sale, whatever was sold before."""
        teapot = {"variant_id": self.known["last_variant"], "location_id": self.known["location"]}
        level = self.api("GET", f"/admin/stock/levels?{urlencode(teapot)}")["items"][0]
        self.api("POST", "/admin/stock/counts", {**teapot, "on_hand": level["held"] + pieces})

    def set_storefront(self, **values: object) -> None:
        """Change settings of the storefront and leave the others as they are."""
        path = "/admin/plugins/storefront/settings"
        before = self.api("GET", path)["values"]
        self.api("PUT", path, {"values": before | values})

    def wear(self, theme: str) -> None:
        """Have another theme draw the pages."""
        before = self._stylesheet()
        worn = self.api("GET", "/admin/plugins/storefront/settings")["values"]["theme"]
        if worn != theme:
            self.set_storefront(theme=theme)
            self.until(lambda: self._stylesheet() != before)

    def close(self) -> None:
        """Have every page say that the shop is closed for maintenance."""
        self.set_storefront(maintenance=True)
        self.until(lambda: self._front().status == 503)

    def reopen(self) -> None:
        """The shop is open again, for whoever comes next."""
        self.set_storefront(maintenance=False)
        self.until(lambda: self._front().status == 200)

    def _front(self) -> urllib3.BaseHTTPResponse:
        return urllib3.request("GET", self.url, retries=False)  # it may tell us to wait for minutes

    def _stylesheet(self) -> str:
        found = re.search(r"/assets/theme/[^\"]+\.css", self._front().data.decode())
        assert found is not None
        return found[0]

    def until(self, condition: Callable[[], Any], seconds: float = 30.0) -> Any:
        """Wait until it holds, at most so long; what it gave."""
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < deadline, f"it took more than {seconds:g} s"
            time.sleep(0.1)
        return found


@contextmanager
def served(directory: Path) -> Iterator[Served]:
    """Make a shop in this directory and run it until the block ends."""
    with mail_server() as inbox:
        environment = _environment(directory, inbox.port)
        told = directory / "known.json"
        fill = [sys.executable, str(Path(__file__).with_name("fill.py")), str(told)]
        filled = subprocess.run(
            fill, env=environment, cwd=directory, capture_output=True, check=False, text=True
        )
        assert filled.returncode == 0, filled.stdout + filled.stderr
        log = directory / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "shopwright.cli", "serve", "--demo", "--port=0"],
                env=environment,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            url = _await(process, log)
            yield Served(url=url, known=json.loads(told.read_text()), inbox=inbox, log=log)
        finally:
            process.terminate()
            process.wait(60)


def _environment(directory: Path, mail_port: int) -> dict[str, str]:
    """Ours, without what would configure another shop; with our plugin installed."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SHOPWRIGHT_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    inherited_path = filter(None, [inherited.get("PYTHONPATH")])
    info = directory / "site" / "mishap-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mishap\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[shopwright.plugins]\nmishap = mishap.plugin:Mishap\n")
    values = {
        "config": str(directory / "none.toml"),
        "data_dir": str(directory / "data"),
        "environment": "production",
        "shop_name": "Alder & Wren",
        "rate_limits": "false",
        "log_format": "json",
        "plugins": json.dumps(_ENABLED),
        "plugin_email_notify__host": "127.0.0.1",
        "plugin_email_notify__port": str(mail_port),
        "plugin_email_notify__security": "none",
        "plugin_email_notify__from_address": "shop@example.com",
    }
    return {
        **inherited,
        **{f"SHOPWRIGHT_{name.upper()}": value for name, value in values.items()},
        "PYTHONPATH": os.pathsep.join([str(directory / "site"), str(_PLUGINS), *inherited_path]),
    }


def _await(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while (found := _READY.search(log.read_text(errors="replace"))) is None:
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.05)
    return found[1]
