"""Tells the test kit which plugin its shops have."""

from __future__ import annotations

import pytest
from shopwright import Plugin
from shopwright_recommendations.plugin import Recommendations


@pytest.fixture
def plugin() -> type[Plugin]:
    """The plugin under test."""
    return Recommendations
