"""What somebody does who has the released core, its documentation, and an idea for a plugin."""

from __future__ import annotations

import http.client
import json
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.wheels import ROOT, build_core, build_plugin, clean_variables, make_environment, pip
from tests.storms.shoppers import shopper

pytestmark = pytest.mark.thorough
NOTES = "/api/v1/plugins/gift_wrap/notes"
CATALOG = ROOT / "tests" / "data" / "apparel.csv"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels of the core and of what a shop needs to sell."""
    wheels = tmp_path_factory.mktemp("released")
    build_core(wheels, tmp_path_factory.mktemp("core"))
    for name in ("manual_payments", "flat_rate_shipping"):
        build_plugin(name, wheels, tmp_path_factory.mktemp("plugins"))
    return wheels


class Machine:
    """Somebody's computer: an environment with the released core, and a folder to work in."""

    def __init__(self, directory: Path, released: Path) -> None:
        directory.mkdir()
        self.directory = directory
        self.python = make_environment(directory / "env")
        self.variables = clean_variables(directory)
        wheels = list(released.glob("*.whl"))
        pip(self.python, "install", "--no-index", "--find-links", released, *wheels)

    def run(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run a module of its Python; it has to end well."""
        done = subprocess.run(
            [str(self.python), "-m", *arguments],
            cwd=cwd or self.directory,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def shopwright(self, *arguments: str) -> str:
        """Run `shopwright ...`."""
        return self.run("shopwright.cli", *arguments)


@pytest.fixture
def developer(tmp_path: Path, released: Path) -> Machine:
    """Whoever writes the plugin."""
    return Machine(tmp_path / "developer", released)


@pytest.fixture
def merchant(tmp_path: Path, released: Path) -> Machine:
    """Whoever uses it."""
    return Machine(tmp_path / "merchant", released)


@pytest.fixture
def port(merchant: Machine) -> Iterator[int]:
    """Where the merchant's shop listens."""
    log = merchant.directory / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(merchant.python), "-m", "shopwright.cli", "serve", "--port", "0"],
            cwd=merchant.directory,
            env=merchant.variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: "Shopwright is at http://" in log.read_text() or process.poll(), 120)
        assert process.poll() is None, log.read_text()
        yield int(log.read_text().partition("http://127.0.0.1:")[2].split()[0])
    finally:
        process.terminate()
        process.wait(60)


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something to come to pass."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


def get(port: int, path: str, key: str = "") -> tuple[int, Any]:
    """Status and body of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def order(port: int) -> int:
    """A guest buys something; the order's number."""
    _, found = get(port, "/api/v1/products/classic-varsity-top")
    with shopper(port, patience=30) as guest:
        guest.start()
        assert guest.put(found["variants"][0]["id"]).status == 201
        total = guest.fill_in(
            email="ada@example.com", shipping="flat_rate:standard", payment="manual:bank_transfer"
        )
        answer = guest.pay(total)
    assert answer.status in (200, 201), answer
    return int(answer.body["number"])


def is_noted(port: int, secret: str, number: int) -> bool:
    """Whether the plugin hears of an order within three seconds."""
    card, deadline = {"text": f"a card for order {number}"}, time.monotonic() + 3
    while time.monotonic() < deadline:
        status, notes = get(port, NOTES, secret)
        if status == 200 and card in notes:
            return True
        time.sleep(0.1)
    return False


def tables(merchant: Machine) -> set[str]:
    """The names of everything in the shop's database."""
    (path,) = (merchant.directory / "var").glob("*.db")
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def write_plugin(developer: Machine) -> Path:
    """Scaffold, edit, test, build; returns the wheel."""
    developer.shopwright("plugin", "new", "gift_wrap", "--with", "settings,tables,routes,events")
    project = developer.directory / "shopwright-gift-wrap"
    code = project / "src" / "shopwright_gift_wrap" / "plugin.py"
    code.write_text(code.read_text().replace('f"order {', 'f"a card for order {'))
    pip(developer.python, "install", "--no-deps", "-e", project)
    assert " passed" in developer.run("pytest", "-q", cwd=project)
    dist = project / "dist"
    pip(developer.python, "wheel", "--no-deps", "-w", dist, project)
    (wheel,) = dist.glob("*.whl")
    return wheel


def test_a_plugin_goes_from_an_idea_to_a_running_shop_and_leaves_without_a_trace(
    developer: Machine, merchant: Machine, port: int
) -> None:
    wheel = write_plugin(developer)
    merchant.shopwright("import", "products", str(CATALOG))
    order(port)
    before = tables(merchant)

    merchant.shopwright("plugin", "install", str(wheel), "--yes")
    assert get(port, NOTES)[0] == 404
    merchant.shopwright("plugin", "enable", "gift_wrap")
    until(lambda: get(port, NOTES)[0] == 401)
    key = merchant.shopwright("user", "api-key", "Cards", "--scope", "gift_wrap:read").split()
    (secret,) = [word for word in key if word.startswith("sw_")]

    # Until the roll is over, the process that leaves sells beside the one that came, as it used to.
    until(lambda: is_noted(port, secret, order(port)))

    merchant.shopwright("plugin", "disable", "gift_wrap")
    time.sleep(1)
    assert get(port, NOTES, secret)[0] == 404

    merchant.shopwright("plugin", "uninstall", "gift_wrap", "--purge", "--yes")
    order(port)
    assert tables(merchant) == before
    assert "gift_wrap" not in merchant.shopwright("plugin", "list")
    assert get(port, NOTES, secret)[0] == 404
