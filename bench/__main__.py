"""`make bench`: CPU milliseconds per request, as multiples of a bare Flask JSON route.

Everything runs in one go on this machine: PostgreSQL and Valkey of its own, one granian worker
pinned to one core, connections that stay open. `python bench --products 1000` is quicker.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from catalog import fill
from hook import microseconds_per_call
from meter import Cost, Server, serve
from pairs import compare
from rich.console import Console
from rich.table import Table
from scenarios import Scenario, Shopper, pages, reading, search
from shopwright.app import create_app
from shopwright.cli.preparing import bring_up_to_date
from shopwright.platform.config import Settings
from shopwright.testing.servers import create_database, postgres_server, valkey_server

PLUGINS = 50  # as many as `idle` adds
HERE = Path(__file__).parent


def main() -> None:
    """Measure everything, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=1_000, help="requests per measurement")
    parser.add_argument("--plugins-only", action="store_true", help="what idle plugins cost")
    asked = parser.parse_args()
    with postgres_server() as server, valkey_server() as valkey, TemporaryDirectory() as folder:
        url = create_database(server, "bench")
        environment = {
            **os.environ,
            "PYTHONPATH": str(HERE),
            "DATABASE_URL": url,
            "REDIS_URL": valkey.url,
            "SHOPWRIGHT_DATA_DIR": folder,
            "SHOPWRIGHT_ENVIRONMENT": "production",
            "SHOPWRIGHT_RATE_LIMITS": "false",
            "SHOPWRIGHT_LOG_LEVEL": "warning",
        }
        print(f"filling a catalog of {asked.products} products ...", file=sys.stderr)
        variants = _prepare(environment, asked.products)
        if not asked.plugins_only:
            _report(_measure(environment, url, variants, asked.times))
        _report_plugins(_compare(environment, url, variants))


def _prepare(environment: dict[str, str], products: int) -> list[UUID]:
    settings = Settings(
        database_url=environment["DATABASE_URL"],
        data_dir=Path(environment["SHOPWRIGHT_DATA_DIR"]),
        environment="production",
    )
    bring_up_to_date(settings)
    with create_app(settings).app_context():
        return fill(products)


def _measure(
    environment: dict[str, str], url: str, variants: list[UUID], times: int
) -> list[tuple[str, float | None, Cost]]:
    rows: list[tuple[str, float | None, Cost]] = []
    with serve("bare:app", environment, url) as bare:
        row = f"/row/{UUID(int=0)}"
        bare_json = bare.measure(lambda _: bare.send("GET", "/json"), times=times * 3, warm=500)
        rows.append(("bare Flask, JSON", None, bare_json))
        by_key = bare.measure(lambda _: bare.send("GET", row), times=times * 3, warm=500)
        rows.append(("bare Flask, one SELECT by key", None, by_key))
    with serve("wsgi:app", environment | _at_root(), url) as shop:
        rows += _run(shop, reading(shop, aim=3, label="cached", times=times * 2))
        rows += _run(shop, pages(shop, aim=3, label="kept", times=times * 2))
    uncached = environment | _at_root() | {"SHOPWRIGHT_CACHE_SECONDS": "0"}
    with serve("wsgi:app", uncached, url) as shop:
        rows += _run(shop, reading(shop, aim=10, label="uncached", times=times))
        rows += _run(shop, pages(shop, aim=60, label="drawn", times=times // 2))
        rows += _run(shop, [search(shop, times)])
        shopper = Shopper(shop, variants)
        shopper.find_option()
        adding = shopper.add_to_one_of_many_carts()
        rows += _run(shop, [Scenario("add to cart", 18, adding, times // 2)])
        rows += _run(
            shop, [Scenario("guest checkout, 6 requests", 110, shopper.checkout, times // 4)]
        )
    return rows


def _compare(environment: dict[str, str], url: str, variants: list[UUID]) -> dict[str, float]:
    uncached = environment | {"SHOPWRIGHT_CACHE_SECONDS": "0"}
    with (
        serve("wsgi:app", uncached | _at_root(), url) as without,
        serve("idle:app", uncached, url) as with_idle,
    ):
        return compare(without, with_idle, variants)


def _at_root() -> dict[str, str]:
    return {"PYTHONPATH": str(HERE.parent)}


def _run(server: Server, scenarios: list[Scenario]) -> list[tuple[str, float | None, Cost]]:
    return [
        (item.name, item.aim, server.measure(item.call, times=item.times)) for item in scenarios
    ]


def _report(rows: list[tuple[str, float | None, Cost]]) -> None:
    floor = rows[0][2].total
    table = Table(title="CPU milliseconds per call; x = multiples of the bare JSON route")
    for heading in ("", "server", "database", "together", "x", "aim"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, aim, cost in rows:
        table.add_row(
            name,
            f"{cost.server:.3f}",
            f"{cost.database:.3f}",
            f"{cost.total:.3f}",
            f"{cost.total / floor:.1f}",
            f"{aim:.0f}" if aim else "",
        )
    Console(width=100).print(table)


def _report_plugins(ratios: dict[str, float]) -> None:
    table = Table(title=f"CPU with {PLUGINS} more plugins that do nothing in five hooks each")
    for heading in ("", "more CPU", "aim"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, ratio in ratios.items():
        table.add_row(name, f"{(ratio - 1) * 100:+.1f} %", "10 %")
    table.add_row("a hook call, one implementation", f"{microseconds_per_call():.1f} µs", "5 µs")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
