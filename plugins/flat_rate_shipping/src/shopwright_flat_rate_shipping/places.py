"""Countries, and the groups that stand for several."""

from __future__ import annotations

from functools import cache

from babel import Locale

REST = "*"
# The customs union's members; territories outside of it (Canary Islands, Heligoland) are shipped to
# like their country unless a zone names their postal codes.
GROUPS = {
    "EU": frozenset((
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ))
}  # fmt: skip
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@cache
def known_countries() -> frozenset[str]:
    """The two-letter codes of all countries and territories that CLDR knows."""
    codes = [str(code) for code in Locale("en").territories]
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


def checked_country(code: str) -> str:
    """A country, a group (`EU`), or `*` for the rest of the world. Raises ValueError otherwise."""
    if code == REST or code in GROUPS or code in known_countries():
        return code
    hint = f"; did you mean {code.upper()}?" if code.upper() in known_countries() else ""
    raise ValueError(
        f"'{code}' is no country{hint or '; use two capitals like DE, EU for its members, or *'}"
    )


def plain(code: str) -> str:
    """A postal code or prefix without spaces and dashes, in capitals, so that spellings compare."""
    return "".join(character for character in code.upper() if character.isalnum())
