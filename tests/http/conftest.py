"""Tests of the doors need them open."""

from __future__ import annotations

import pytest


@pytest.fixture
def doors() -> bool:
    """The shop under test answers HTTP."""
    return True
