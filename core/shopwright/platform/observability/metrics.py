"""The Prometheus metrics of the core, in one place so that names stay consistent."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

HOOK_CALLS = Counter(
    "shopwright_hook_calls_total",
    "Calls of one plugin's implementation of one hook.",
    ["hook", "plugin"],
)
HOOK_SECONDS = Counter(
    "shopwright_hook_seconds_total", "Time spent in them, in seconds.", ["hook", "plugin"]
)
HOOK_ERRORS = Counter(
    "shopwright_hook_errors_total", "Exceptions raised by plugins in hooks.", ["hook", "plugin"]
)
HOOK_SKIPPED = Counter(
    "shopwright_hook_skipped_total",
    "Calls of plugins that were left out, by reason.",
    ["hook", "plugin", "reason"],
)
DELIVERIES = Counter(
    "shopwright_deliveries_total", "Deliveries worked off, by how they ended.", ["queue", "outcome"]
)
DELIVERY_BACKLOG = Gauge("shopwright_delivery_backlog", "Deliveries that are due.", ["queue"])
SWEEPER_RUNS = Counter(
    "shopwright_sweeper_runs_total", "Passes of a sweeper.", ["sweeper", "outcome"]
)
