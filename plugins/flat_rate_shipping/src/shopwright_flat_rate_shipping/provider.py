"""The provider: finds an address's zone and prices its rates."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.commerce.customers import Address
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping import ShippingRate, ShippingRequest

from shopwright_flat_rate_shipping.places import GROUPS, REST, plain
from shopwright_flat_rate_shipping.settings import Settings
from shopwright_flat_rate_shipping.zones import Rate, Zone

# How well a zone fits an address: (kind of match, length of the postal prefix).
Fit = tuple[int, int]
_REST, _GROUP, _COUNTRY, _REGION, _POSTAL_CODE = range(5)


class FlatRateProvider:
    """`ShippingProvider` for rates that are written down: `flat_rate:<code>`."""

    name = "flat_rate"

    def __init__(self, settings: Settings) -> None:
        self._zones = settings.zones

    def quote(self, request: ShippingRequest) -> Sequence[ShippingRate]:
        """The rates of the address's zone in the cart's currency, as the merchant ordered them."""
        zone = zone_of(self._zones, request.destination)
        quotes = (_quote(rate, request) for rate in zone.rates) if zone else ()
        return [found for found in quotes if found]


def zone_of(zones: Sequence[Zone], address: Address) -> Zone | None:
    """The zone that fits best: postal code, region, country, group, rest of the world."""
    fits = [(fit, zone) for zone in zones if (fit := _fit(zone, address)) is not None]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def _fit(zone: Zone, address: Address) -> Fit | None:
    country = address.country.upper()
    if zone.regions or zone.postal_codes:
        return _fit_part(zone, address) if country in zone.countries else None
    if country in zone.countries:
        return _COUNTRY, 0
    if any(country in GROUPS.get(name, ()) for name in zone.countries):
        return _GROUP, 0
    return (_REST, 0) if REST in zone.countries else None


def _fit_part(zone: Zone, address: Address) -> Fit | None:
    code = plain(address.postal_code)
    prefixes = [len(prefix) for prefix in zone.postal_codes if code.startswith(prefix)]
    if prefixes:
        return _POSTAL_CODE, max(prefixes)
    region = address.region.casefold()
    if region and region in (name.casefold() for name in zone.regions):
        return _REGION, 0
    return None


def _quote(rate: Rate, request: ShippingRequest) -> ShippingRate | None:
    currency = request.subtotal.currency
    cost = rate.cost(
        weight_grams=request.weight_grams, subtotal=request.subtotal.amount, currency=currency
    )
    if cost is None:
        return None
    return ShippingRate(
        code=rate.code,
        label=rate.label,
        description=rate.description,
        amount=Money(cost, currency),
        min_days=rate.min_days,
        max_days=rate.max_days,
    )
