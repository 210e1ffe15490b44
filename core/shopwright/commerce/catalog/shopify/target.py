"""Where a file's prices and quantities belong: it names neither currency nor location."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.channels import ChannelInfo, channel, default_channel
from shopwright.commerce.inventory import LocationNotFound, all_locations
from shopwright.commerce.pricing import exponent
from shopwright.platform.errors import Invalid


class CurrencyNotSold(Invalid):
    """The channel does not sell in this currency, so nobody would ever see the prices."""

    code = "currency_not_sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The price list, currency and location that a file speaks of."""

    price_list_id: UUID
    currency: str
    location_id: UUID

    @property
    def decimals(self) -> int:
        """How many decimals its prices may have."""
        return exponent(self.currency)


def find_target(
    channel_handle: str | None, currency: str | None, location_handle: str | None
) -> Target:
    """By default the shop's first channel, its own currency, and the location it sells from first.

    Raises `UnknownChannel`, `NoChannel`, `CurrencyNotSold`, `LocationNotFound`.
    """
    found = channel(channel_handle) if channel_handle else default_channel()
    code = (currency or found.currency).upper()
    if code not in found.currencies:
        raise CurrencyNotSold(
            f"The channel '{found.handle}' sells in {', '.join(found.currencies)}, not in {code}. "
            f"Add {code} to the channel's currencies first."
        )
    return Target(
        price_list_id=found.price_list_id,
        currency=code,
        location_id=_location(found, location_handle),
    )


def _location(found: ChannelInfo, handle: str | None) -> UUID:
    if handle is None and found.location_ids:
        return found.location_ids[0]
    known = all_locations()
    for location in known:
        if location.handle == handle or (handle is None and location.active):
            return location.id
    names = ", ".join(f"'{location.handle}'" for location in known) or "none at all"
    raise LocationNotFound(f"There is no location '{handle or ''}'; there is {names}.")
