"""The zones of a new shop: it sends from Germany to the whole world, in EUR and USD."""

from __future__ import annotations

from shopwright_flat_rate_shipping.bands import WeightBand
from shopwright_flat_rate_shipping.places import REST
from shopwright_flat_rate_shipping.zones import Rate, Zone


def default_zones() -> tuple[Zone, ...]:
    """Germany, the European Union, the rest of the world."""

    def by_weight(*steps: tuple[int, int, int]) -> tuple[WeightBand, ...]:
        starts = [start for start, _, _ in steps]
        ends = [*starts[1:], None]
        return tuple(
            WeightBand(from_grams=start, to_grams=end, price={"EUR": eur, "USD": usd})
            for (start, eur, usd), end in zip(steps, ends, strict=True)
        )

    return (
        Zone(
            name="Germany",
            countries=("DE",),
            rates=(
                Rate(
                    code="standard",
                    label="Standard",
                    weight_bands=by_weight((0, 490, 550), (5000, 790, 890), (10000, 1690, 1890)),
                    free_above={"EUR": 7500, "USD": 8500},
                    min_days=2,
                    max_days=3,
                ),
                Rate(
                    code="express",
                    label="Express",
                    description="Ordered before noon, there tomorrow.",
                    weight_bands=by_weight((0, 1190, 1290), (10000, 2490, 2690)),
                    min_days=1,
                    max_days=1,
                ),
            ),
        ),
        Zone(
            name="European Union",
            countries=("EU",),
            rates=(
                Rate(
                    code="standard",
                    label="Standard",
                    weight_bands=by_weight((0, 990, 1090), (5000, 1490, 1690), (10000, 2490, 2790)),
                    free_above={"EUR": 15000, "USD": 17000},
                    min_days=3,
                    max_days=6,
                ),
            ),
        ),
        Zone(
            name="Rest of the world",
            countries=(REST,),
            rates=(
                Rate(
                    code="standard",
                    label="International",
                    description="Duties and import taxes are paid on delivery.",
                    weight_bands=by_weight((0, 1490, 1690), (1000, 2490, 2790), (5000, 4490, 4990)),
                    min_days=7,
                    max_days=15,
                ),
            ),
        ),
    )
