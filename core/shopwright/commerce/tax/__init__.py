"""Tax: computed by a provider, stored per line."""

from __future__ import annotations

from shopwright.commerce.tax.queries import taxes
from shopwright.commerce.tax.types import Taxable, TaxLine, TaxProvider, TaxRequest

__all__ = ["TaxLine", "TaxProvider", "TaxRequest", "Taxable", "taxes"]
