"""What every plugin must hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from shopwright.testing import PluginContract
from shopwright_stripe_payments.fake import FakeStripe
from shopwright_stripe_payments.plugin import StripePayments

from .conftest import SECRET, STAND_IN


class TestContract(PluginContract):
    """Inherited; the orders are paid by another provider, so that nobody has to be called."""

    plugin = StripePayments
    settings: ClassVar[Mapping[str, Any]] = {
        "test": {
            "publishable_key": "pk_test_of_a_contract",
            "secret_key": "sk_test_of_a_contract",
            "webhook_secret": "whsec_of_a_contract",
            "previous_webhook_secret": "whsec_of_a_contract_before",
            "previous_until": "2026-11-24T00:00:00Z",
        }
    }

    @pytest.fixture(autouse=True)
    def demo(self, fake: FakeStripe, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every shop of these tests has the stand-in."""
        monkeypatch.setenv(STAND_IN, fake.url)
        monkeypatch.setenv(f"{STAND_IN}_SECRET", SECRET)
