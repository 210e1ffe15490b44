"""What all tests share, the core's and the plugins'."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How quick the machine is says nothing about the code.
settings.register_profile(
    "shopwright", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("shopwright")
