"""Which paid orders are looked at before they are sent."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.commerce.payments import FraudCheck, FraudVerdict

from shopwright_house_rules.settings import Settings
from shopwright_house_rules.values import exceeds

_LEVELS = ("normal", "elevated", "highest")


class HouseScreen:
    """Reviews large orders, and those whose payment the provider calls risky."""

    name = "house_rules"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def screen(self, check: FraudCheck) -> FraudVerdict:
        """`review` with every reason, or `allow`."""
        reasons = tuple(self._reasons(check))
        score = check.risk.score if check.risk else None
        return FraudVerdict(verdict="review" if reasons else "allow", score=score, reasons=reasons)

    def _reasons(self, check: FraudCheck) -> Iterator[str]:
        limit = exceeds(check.total, self._settings.review_above)
        if limit is not None:
            yield f"{check.total} is above {limit}"
        wanted = self._settings.review_risk
        if wanted == "never" or check.risk is None:
            return
        if _LEVELS.index(check.risk.level) >= _LEVELS.index(wanted):
            why = f" ({', '.join(check.risk.reasons)})" if check.risk.reasons else ""
            yield f"the payment's risk is {check.risk.level}{why}"
