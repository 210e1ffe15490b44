"""What a merchant can set."""

from __future__ import annotations

from collections import defaultdict

from pydantic import field_validator
from shopwright import PluginSettings

from shopwright_flat_rate_shipping.defaults import default_zones
from shopwright_flat_rate_shipping.zones import Zone


class Settings(PluginSettings):
    """Settings of flat rate shipping. A new shop sends from Germany to the whole world."""

    zones: tuple[Zone, ...] = default_zones()

    @field_validator("zones")
    @classmethod
    def _each_place_once(cls, zones: tuple[Zone, ...]) -> tuple[Zone, ...]:
        owners: dict[tuple[str, str], list[str]] = defaultdict(list)
        for zone in zones:
            for key in zone.keys:
                owners[key].append(zone.name)
        for (country, part), names in owners.items():
            if len(names) > 1:
                place = f"{country} {part}".strip()
                listed = " and ".join(f"'{name}'" for name in names)
                raise ValueError(f"{place} is in {listed}; a place belongs to one zone")
        return zones
