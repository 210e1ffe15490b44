"""A shop that can take orders: a scripted payment provider and one way of shipping."""

from __future__ import annotations

import pytest
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin


@pytest.fixture
def provider() -> ScriptedProvider:
    """The payment provider of the shop under test; it pays at once unless told otherwise."""
    return ScriptedProvider()


@pytest.fixture
def registry(provider: ScriptedProvider) -> Registry:
    """The enabled plugins."""
    return registry_of(trading_plugin(provider))
