"""What all tests share, the core's and the plugins'."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What runs on PostgreSQL in the storms only: it reaches the database through the core, whose own
# tests run on both every time.
ROOT = Path(__file__).parent
THROUGH_THE_CORE = (ROOT / "plugins", ROOT / "tests/commerce/catalog/shopify", ROOT / "tests/demo")

# How quick the machine is says nothing about the code.
settings.register_profile(
    "shopwright", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("shopwright")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is left to the storms."""
    for item in items:
        case = getattr(item, "callspec", None)
        is_through = any(item.path.is_relative_to(folder) for folder in THROUGH_THE_CORE)
        if is_through and case is not None and "postgresql" in case.id.split("-"):
            item.add_marker(pytest.mark.storm)
