"""Cells to values. A function returns the value, None for a blank cell, or raises `BadCell`.

Numbers. A shop's file has `1234.50`. A cell is also read when it can mean one thing only:

    1,234.50   1.234,50   1 234,50   1,234,567   12,50   .99        read
    1,234      1.234                                                refused: a thousand, or not?
    -5         NaN   1e5   5.   € 12   12 USD                       refused

`1.234` is read where the currency has three decimals, and `1234.500` or `0.500` anywhere, since
no thousands are written so. A currency sign is refused because the amount would be taken for one
in the shop's own currency. A price that is too precise is never rounded.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlsplit

from shopwright.commerce.catalog.shopify.types import Severity

_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_MAYBE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_COMMA_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,}")
_DOT_THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,}")
_SPACE_THOUSANDS = re.compile(r"[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+([.,][0-9]{1,2})?")
_COMMA_DECIMALS = re.compile(r"[0-9]+,[0-9]{1,2}")
_WHOLE = re.compile(r"(-?[0-9]{1,9})(\.0+)?")
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+")
_HANDLE = re.compile(r"\w[\w.-]*")
_UNDECODED = re.compile("[\udc80-\udcff]")
_AMOUNT_REMEDY = "Write digits and a point, such as 1234.50, and no currency."
_AMOUNT_LIMIT = Decimal(10**12)
_WEIGHT_LIMIT = Decimal(10**9)

# Spreadsheets write booleans in the language of the office.
_YES = frozenset(["true", "yes", "1", "wahr", "vrai", "verdadero", "vero", "waar", "sant"])
_NO = frozenset(["false", "no", "0", "falsch", "faux", "falso", "onwaar", "falskt"])


class BadCell(Exception):
    """A cell that is not what its column holds; `instead` is a harmless value to go on with."""

    def __init__(
        self,
        code: str,
        cause: str,
        remedy: str,
        *,
        severity: Severity = "error",
        instead: Any = None,
    ) -> None:
        super().__init__(code)
        self.code, self.cause, self.remedy = code, cause, remedy
        self.severity: Severity = severity
        self.instead = instead


def shown(value: str, limit: int = 40) -> str:
    """The value as a message can show it: on one line, printable, shortened."""
    head = value[: limit * 4].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    flat = " ".join("".join(c if c.isprintable() else " " for c in head).split())
    return flat if len(flat) <= limit and len(value) <= limit * 4 else flat[: limit - 1] + "…"


def check_characters(value: str) -> None:
    """Refuse what no database and no page can hold: bytes that are not UTF-8, and NUL."""
    if _UNDECODED.search(value):
        raw = value.encode("utf-8", "surrogateescape")
        guess = shown(raw.decode("cp1252", "replace"))
        raise BadCell(
            "wrong_encoding",
            f"has bytes that are not UTF-8 (as Windows-1252 it reads '{guess}')",
            "Save the file as 'CSV UTF-8' and import it again.",
        )
    if "\0" in value:
        raise BadCell("nul_character", "has a NUL character", "Remove it, or export the file anew.")


def line(value: str) -> str | None:
    """Text of one line: a title, a vendor, an option's value."""
    return value.strip() or None


def html(value: str) -> str | None:
    """Text that is kept to the last blank, unless it is nothing but blanks."""
    return value if value.strip() else None


def tags(value: str) -> tuple[str, ...] | None:
    found = tuple(dict.fromkeys(tag for part in value.split(",") if (tag := part.strip())))
    if len(found) > 250 or any(len(tag) > 255 for tag in found):
        remedy = "Keep to 250 tags of 255 characters."
        raise BadCell("too_long", "has too many tags, or one too long", remedy)
    return found or None


def handle(value: str) -> str | None:
    """The handle in lower case, blanks as hyphens, as Shopify itself reads it."""
    found = "-".join(value.lower().split())
    if found and not _HANDLE.fullmatch(found):
        remedy = "Use letters, digits and hyphens, such as 'blue-shirt'."
        raise BadCell("bad_handle", "cannot be part of an address", remedy)
    return found or None


def code(value: str) -> str | None:
    """A SKU or barcode, without the apostrophe that protects its zeros from spreadsheets."""
    found = value.strip()
    if _SCIENTIFIC.fullmatch(found):
        cause = "was rounded by a spreadsheet"
        raise BadCell("bad_code", cause, "Format the column as text, and enter it anew.")
    digits = found.lstrip("'")
    return (digits if digits.isdecimal() else found) or None


def boolean(value: str) -> bool | None:
    found = value.strip().casefold()
    if found in _YES:
        return True
    if found in _NO:
        return False
    if found:
        raise BadCell("bad_boolean", "is neither true nor false", "Write TRUE or FALSE.")
    return None


def money(value: str, decimals: int) -> Decimal | None:
    """An amount in a currency of that many decimals."""
    found = value.strip()
    if not found:
        return None
    if decimals != 3 and _MAYBE_THOUSANDS.fullmatch(found):
        digits = re.sub("[.,]", "", found)
        raise BadCell(
            "bad_price", f"may mean {digits}, or far less", f"Write {digits}, or {digits[:-3]}.00."
        )
    amount = _number(found, "bad_price", "an amount", _AMOUNT_REMEDY)
    if amount >= _AMOUNT_LIMIT:
        raise BadCell("bad_price", "is too large", "Check the digits.")
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        raise BadCell(
            "price_too_precise",
            f"has more than {decimals} decimals",
            f"Round it to {decimals} decimals.",
        )
    return amount


def _number(found: str, code: str, what: str, remedy: str) -> Decimal:
    if _PLAIN.fullmatch(found):
        return Decimal(found)
    if _COMMA_THOUSANDS.fullmatch(found):
        return Decimal(found.replace(",", ""))
    if _DOT_THOUSANDS.fullmatch(found):
        return Decimal(found.replace(".", "").replace(",", "."))
    if _SPACE_THOUSANDS.fullmatch(found) or _COMMA_DECIMALS.fullmatch(found):
        return Decimal(re.sub("[ \u00a0\u202f]", "", found).replace(",", "."))
    cause = "is negative" if found.startswith(("-", "\u2212", "(")) else f"is not {what}"
    raise BadCell(code, cause, remedy)


def grams(value: str) -> int | None:
    """Whole grams; Shopify writes fractions for a weight that was entered in pounds."""
    found = value.strip()
    if not found:
        return None
    weight = _number(found, "bad_weight", "a weight", "Write the weight in grams, such as 250.")
    if weight >= _WEIGHT_LIMIT:
        raise BadCell("bad_weight", "is too heavy", "Write the weight in grams.")
    return int(weight.quantize(Decimal(1), ROUND_HALF_UP))


def quantity(value: str) -> int | None:
    found = value.strip()
    if not found:
        return None
    if not (match := _WHOLE.fullmatch(found)):
        raise BadCell(
            "bad_quantity", "is not a whole number", "Write digits alone, such as 12 or 1200."
        )
    if (number := int(match[1])) < 0:
        raise BadCell(
            "negative_quantity",
            "is negative: more was sold than there was",
            "Count the stock after the import.",
            severity="warning",
            instead=0,
        )
    return number


def position(value: str) -> int | None:
    found = value.strip()
    match = _WHOLE.fullmatch(found)
    if found and not (match and int(match[1]) > 0):
        cause = "is not a position"
        raise BadCell("bad_image_position", cause, "Write 1 or more.", severity="warning")
    return int(match[1]) if match else None


def weight_unit(value: str) -> str | None:
    found = value.strip().casefold()
    if found and found not in ("g", "kg", "lb", "oz"):
        cause = "is not a unit of weight"
        raise BadCell("bad_weight_unit", cause, "Write g, kg, lb or oz.", severity="warning")
    return found or None


def inventory_policy(value: str) -> str | None:
    """`deny` or `continue`; newer files ask whether to continue, and answer TRUE or FALSE."""
    found = value.strip().casefold()
    if found in ("deny", "continue"):
        return found
    try:
        answer = boolean(value)
    except BadCell:
        remedy = "Write deny (stop selling at zero) or continue."
        raise BadCell("bad_inventory_policy", "is not a policy", remedy) from None
    return None if answer is None else "continue" if answer else "deny"


def status(value: str) -> str | None:
    found = value.strip().casefold()
    if found and found not in ("active", "draft", "archived"):
        raise BadCell("bad_status", "is not a status", "Write active, draft or archived.")
    return found or None


def url(value: str) -> str | None:
    """An absolute address of the web, as it stands."""
    found = value.strip()
    if found and not _is_web_address(found):
        cause = "is not a complete web address"
        raise BadCell("bad_url", cause, "Write it from https:// on, without blanks.")
    return found or None


def _is_web_address(found: str) -> bool:
    if not found.isprintable() or " " in found:
        return False
    try:
        parts = urlsplit(found)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets or a port that make no sense
        return False
