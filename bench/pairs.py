"""What plugins cost that do nothing: pairs of measurements, one right after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    for shopper, call in zip(shoppers, calls, strict=True):
        shopper.server.measure(call, times=1, warm=50)
    return median(_pair(shoppers, calls, range(start, start + times)) for start in _starts(times))


def _starts(times: int) -> range:
    return range(0, PAIRS * times, times)


def _pair(
    shoppers: list[Shopper], calls: list[Callable[[int], object]], numbers: Iterable[int]
) -> float:
    """One call here, one there: what a core does in a second depends on who else is on the machine."""
    costs = [0.0, 0.0]
    for number in numbers:
        for side in (0, 1) if number % 2 else (1, 0):
            server = shoppers[side].server
            costs[side] += server.measure(calls[side], times=1, warm=0, first=number).total
    return costs[1] / costs[0]
