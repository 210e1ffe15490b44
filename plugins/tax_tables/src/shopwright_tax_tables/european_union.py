"""The rates of the European Union's members, as of autumn 2026.

Compared with a copy of the European Commission's Taxes in Europe Database of 2026-09-29. Where a country has two reduced
rates, `reduced` is the one that more goods of daily life have (food, books), `second_reduced` the
other one; `super_reduced` is one below 5 %. Which goods have which rate differs by country.
"""

from __future__ import annotations

from decimal import Decimal

from shopwright_tax_tables.tables import Area, Rates, Table

_CATEGORIES = ("standard", "reduced", "second_reduced", "super_reduced")


def _rates(*percents: str) -> Rates:
    pairs = zip(_CATEGORIES, percents, strict=False)
    return {category: Decimal(percent) for category, percent in pairs if percent}


_RATES = {
    "AT": ("20", "10", "13", "4.9"),
    "BE": ("21", "6", "12", ""),
    "BG": ("20", "9", "", ""),
    "CY": ("19", "5", "9", "3"),
    "CZ": ("21", "12", "", ""),
    "DE": ("19", "7", "", ""),
    "DK": ("25", "", "", ""),
    "EE": ("24", "9", "13", ""),
    "ES": ("21", "10", "", "4"),
    "FI": ("25.5", "13.5", "10", ""),
    "FR": ("20", "5.5", "10", "2.1"),
    "GR": ("24", "13", "6", ""),
    "HR": ("25", "5", "13", ""),
    "HU": ("27", "5", "18", ""),
    "IE": ("23", "13.5", "9", "4.8"),
    "IT": ("22", "10", "5", "4"),
    "LT": ("21", "5", "12", ""),
    "LU": ("17", "8", "14", "3"),
    "LV": ("21", "12", "5", ""),
    "MT": ("18", "5", "7", ""),
    "NL": ("21", "9", "", ""),
    "PL": ("23", "5", "8", ""),
    "PT": ("23", "6", "13", ""),
    "RO": ("21", "11", "", ""),
    "SE": ("25", "6", "12", ""),
    "SI": ("22", "9.5", "5", ""),
    "SK": ("23", "5", "19", ""),
}
_RATES["MC"] = _RATES["FR"]  # Monaco is France for VAT

# Parts of members where the Union's VAT does not apply, or where it is another one.
_AREAS = {
    "AT": (
        Area(
            name="Jungholz and Mittelberg",
            postal_codes=("6691", "6991", "6992", "6993"),
            rates=_rates("19"),
        ),
    ),
    "DE": (Area(name="Büsingen and Heligoland", postal_codes=("78266", "27498")),),
    "ES": (
        Area(
            name="Canary Islands, Ceuta and Melilla",
            regions=("GC", "TF", "CE", "ML"),
            postal_codes=("35", "38", "51", "52"),
        ),
    ),
    "FI": (Area(name="Åland", postal_codes=("22",)),),
    "FR": (Area(name="Overseas", postal_codes=("97", "984", "986", "987", "988")),),
    "GR": (Area(name="Mount Athos", postal_codes=("63086", "63087")),),
    "IT": (Area(name="Livigno and Campione", postal_codes=("23041", "22061")),),
    "PT": (
        Area(
            name="Madeira",
            postal_codes=("90", "91", "92", "93", "94"),
            rates=_rates("22", "4", "12"),
        ),
        Area(
            name="Azores",
            postal_codes=("95", "96", "97", "98", "99"),
            rates=_rates("16", "4", "9"),
        ),
    ),
}

EUROPEAN_UNION = {
    country: Table(rates=_rates(*percents), areas=_AREAS.get(country, ()))
    for country, percents in _RATES.items()
}
