"""The plugins that come with Shopwright can all be used as they are."""

from __future__ import annotations

import pytest
from shopwright.platform.config import Settings
from shopwright.platform.plugins.loading import make_loaded
from shopwright.platform.plugins.manifest import Discovered, discover
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.registry import build

NAMES = Settings.model_fields["plugins"].default


@pytest.fixture(scope="module")
def found() -> dict[str, Discovered]:
    """What is installed."""
    return {item.name: item for item in discover()}


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is(found: dict[str, Discovered], name: str) -> None:
    item = found[name]
    assert item.error == ""
    assert item.manifest is not None
    assert item.manifest.summary
    assert item.manifest.license == "Apache-2.0"
    assert item.distribution == f"shopwright-{name.replace('_', '-')}"
    assert item.package == f"shopwright_{name}"


def test_all_of_them_start_together_without_settings(found: dict[str, Discovered]) -> None:
    loaded = []
    for name in NAMES:
        plugin = found[name].entry_point.load()
        assert issubclass(plugin, Plugin)
        assert plugin.id == name
        manifest = found[name].manifest
        assert manifest is not None
        loaded.append(make_loaded(plugin, manifest, {}))
    registry = build(loaded)
    assert registry.quarantined == {}
    assert {item.id for item in registry.plugins} == set(NAMES)
