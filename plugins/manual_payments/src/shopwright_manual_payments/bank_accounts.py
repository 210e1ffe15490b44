"""Checking account numbers before a shopper is sent to them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")

# Lengths of SEPA's countries, from the IBAN registry; elsewhere only the check digits are checked.
_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "VA": 22,
}  # fmt: skip


def checked_iban(value: str) -> str:
    """The IBAN without spaces, in capitals; empty stays empty. Raises ValueError for a wrong one."""
    iban = re.sub(r"\s", "", value).upper()
    if not iban:
        return ""
    if not _IBAN.fullmatch(iban):
        raise ValueError("an IBAN is two letters, two digits, and 11 to 30 letters or digits")
    expected = _LENGTHS.get(iban[:2])
    if expected is not None and len(iban) != expected:
        raise ValueError(
            f"an IBAN of {iban[:2]} has {expected} characters, this one has {len(iban)}"
        )
    # ISO 13616: the first four characters go to the end, letters become 10 to 35
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    if int(digits) % 97 != 1:
        raise ValueError("the IBAN's check digits are wrong; compare it with the bank's statement")
    return iban


def checked_bic(value: str) -> str:
    """The BIC in capitals; empty stays empty. Raises ValueError for a wrong one."""
    bic = re.sub(r"\s", "", value).upper()
    if bic and not _BIC.fullmatch(bic):
        raise ValueError("a BIC has 8 or 11 letters and digits, like DEUTDEFF")
    return bic


def in_groups(iban: str) -> str:
    """As people read it: `DE89 3704 0044 0532 0130 00`."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


Iban = Annotated[str, AfterValidator(checked_iban)]
Bic = Annotated[str, AfterValidator(checked_bic)]
