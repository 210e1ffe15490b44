"""What plays outside services in a demo."""

from __future__ import annotations

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from shopwright.cli import stand_ins
from shopwright.platform.config import Settings
from shopwright.platform.plugins import manifest
from shopwright.platform.plugins.manifest import Manifest, StandIn


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that brings a stand-in, one that does not, and one that cannot be read."""
    values = {"name": "n", "summary": "s", "category": "c", "api": "1.0"}
    stand_in = StandIn(module="pay_me.fake", webhook="events")
    found = [
        SimpleNamespace(name="broken", manifest=None),
        SimpleNamespace(name="pay_me", manifest=Manifest(id="pay_me", stand_in=stand_in, **values)),
        SimpleNamespace(name="plain", manifest=Manifest(id="plain", **values)),
    ]
    monkeypatch.setattr(manifest, "discover", lambda: found)


def free_port() -> int:
    """One that is free, and the next as well."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port: int = first.getsockname()[1]
            try:
                with socket.create_server(("127.0.0.1", port + 1)):
                    return port
            except OSError:
                continue


def flags(playing: stand_ins.Playing) -> dict[str, str]:
    parts = (part.removeprefix("--").partition("=") for part in playing.child.command()[3:])
    return {name: value for name, _, value in parts}


@pytest.mark.usefixtures("plugins")
def test_a_stand_in_gets_the_next_port_and_the_shop_learns_its_address(tmp_path: Path) -> None:
    port = free_port()

    (playing,) = stand_ins.stand_ins(Settings(data_dir=tmp_path, port=port))

    url = f"http://127.0.0.1:{port + 1}"
    secret = playing.environment["SHOPWRIGHT_STAND_IN_PAY_ME_SECRET"]
    assert playing.environment["SHOPWRIGHT_STAND_IN_PAY_ME"] == url
    assert playing.child.command()[1:3] == ["-m", "pay_me.fake"]
    assert flags(playing) == {
        "host": "127.0.0.1",
        "port": str(port + 1),
        "public-url": url,
        "data": str(tmp_path / "stand_ins" / "pay_me.db"),
        "webhook": f"http://127.0.0.1:{port}/api/v1/plugins/pay_me/webhooks/events",
        "webhook-secret": secret,
    }


@pytest.mark.usefixtures("plugins")
def test_browsers_elsewhere_reach_it_where_they_reach_the_shop(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, host="0.0.0.0", public_url="http://shop.local:8000")

    (playing,) = stand_ins.stand_ins(settings)

    port = flags(playing)["port"]
    assert flags(playing)["public-url"] == f"http://shop.local:{port}"
    assert playing.environment["SHOPWRIGHT_STAND_IN_PAY_ME"] == f"http://127.0.0.1:{port}"


@pytest.mark.usefixtures("plugins")
def test_a_port_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    port = free_port()

    with socket.create_server(("127.0.0.1", port + 1)):
        (playing,) = stand_ins.stand_ins(Settings(data_dir=tmp_path, port=port))

    assert int(flags(playing)["port"]) not in (port, port + 1)


@pytest.mark.usefixtures("plugins")
def test_after_the_last_port_comes_any(tmp_path: Path) -> None:
    (playing,) = stand_ins.stand_ins(Settings(data_dir=tmp_path, port=65535))

    assert 0 < int(flags(playing)["port"]) < 65535


@pytest.mark.usefixtures("plugins")
def test_it_is_ready_when_it_listens(tmp_path: Path) -> None:
    (playing,) = stand_ins.stand_ins(Settings(data_dir=tmp_path, port=free_port()))
    assert playing.child.ready is not None
    with pytest.raises(OSError, match="refused"):
        playing.child.ready()

    with socket.create_server(("127.0.0.1", int(flags(playing)["port"]))):
        assert playing.child.ready()


@pytest.mark.usefixtures("plugins")
def test_each_run_has_a_secret_of_its_own(tmp_path: Path) -> None:
    secrets = {
        stand_ins.stand_ins(Settings(data_dir=tmp_path))[0].environment[
            "SHOPWRIGHT_STAND_IN_PAY_ME_SECRET"
        ]
        for _ in range(2)
    }

    assert len(secrets) == 2
