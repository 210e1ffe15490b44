"""Why a demo is refused."""

from __future__ import annotations

from typing import Self

from shopwright.platform.errors import Conflict


class DemoRefused(Conflict):
    """The shop has goods of its own, which the demo would stand beside."""

    code = "demo_refused"


class DemoImpossible(Conflict):
    """The shop lacks what the demo needs: a way to pay or to send, or a name that is free."""

    code = "demo_impossible"

    @classmethod
    def without_shipping(cls, country: str, currency: str) -> Self:
        """Nothing is sent there for that money."""
        return cls(
            f"Nothing on offer sends the demo's parcels to {country} for {currency}; enable "
            "flat_rate_shipping, or give the plugin for shipping a rate for it."
        )

    @classmethod
    def without_payment(cls, method: str, country: str) -> Self:
        """Shoppers there cannot pay like that."""
        name = method.replace("_", " ")
        return cls(
            f"The demo's shoppers in {country} pay by {name}, which is not on offer; enable "
            f"manual_payments, and {name} in its settings."
        )
