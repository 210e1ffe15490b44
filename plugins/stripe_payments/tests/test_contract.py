"""What every plugin must hold."""

from __future__ import annotations

import pytest
from shopwright.testing import PluginContract
from shopwright_stripe_payments.fake import FakeStripe
from shopwright_stripe_payments.plugin import StripePayments

from .conftest import SECRET, STAND_IN


class TestContract(PluginContract):
    """Inherited; the orders are paid by another provider, so that nobody has to be called."""

    plugin = StripePayments

    @pytest.fixture(autouse=True)
    def demo(self, fake: FakeStripe, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every shop of these tests has the stand-in."""
        monkeypatch.setenv(STAND_IN, fake.url)
        monkeypatch.setenv(f"{STAND_IN}_SECRET", SECRET)
