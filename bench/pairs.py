"""What plugins cost that do nothing: pairs of measurements, one right after the other."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from uuid import UUID

from meter import Server
from scenarios import Shopper

PAIRS = 30


def compare(without: Server, with_idle: Server, variants: list[UUID]) -> dict[str, float]:
    """The median of 30 ratios of CPU time, server and database, for each thing a shopper does.

    Both servers work for the same time of day, so that what else the machine does hits both.
    """
    shoppers = [Shopper(without, variants), Shopper(with_idle, variants)]
    for shopper in shoppers:
        shopper.find_option()
    adding = [shopper.add_to_one_of_many_carts() for shopper in shoppers]
    checking_out = [shopper.checkout for shopper in shoppers]
    return {
        "add to cart": _ratio(shoppers, adding, times=60),
        "guest checkout": _ratio(shoppers, checking_out, times=10),
    }


def _ratio(shoppers: list[Shopper], calls: list[Callable[[int], object]], *, times: int) -> float:
    found = []
    for pair in range(PAIRS):
        costs = [0.0, 0.0]
        for side in (0, 1) if pair % 2 else (1, 0):
            cost = shoppers[side].server.measure(calls[side], times=times, warm=5 if pair else 50)
            costs[side] = cost.total
        found.append(costs[1] / costs[0])
    return median(found)
