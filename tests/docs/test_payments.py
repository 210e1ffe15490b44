"""docs/payments.md: what it quotes is in the code, and what it shows works."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.payments import (
    AttemptView,
    FactKind,
    PaymentForeign,
    PaymentProvider,
    PaymentRefused,
    PaymentUnknown,
)
from shopwright.commerce.pricing import Money
from shopwright.testing import PaymentContract

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/payments.md").read_text("utf-8")
MANUAL = "plugins/manual_payments/src/shopwright_manual_payments/provider.py"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
QUOTES = [block for block in BLOCKS if block.startswith(" ")]
ATTEMPT = AttemptView(
    id=UUID(int=2),
    order_id=UUID(int=1),
    provider="pigeons",
    method="mail",
    key="order-attempt-start-1",
    reference=None,
    amount=Money(4890, "EUR"),
    captured=Money(0, "EUR"),
    state="creating",
    deadline=None,
    created_at=datetime(2026, 3, 2, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def page() -> Any:
    """The names that the page's code defines."""
    module = ModuleType("page")
    sys.modules["page"] = module
    for block in BLOCKS:
        if block not in QUOTES:
            exec(compile(block, "docs/payments.md", "exec", dont_inherit=True), vars(module))
    yield module
    del sys.modules["page"]


def test_what_is_quoted_of_manual_payments_is_there() -> None:
    source = (ROOT / MANUAL).read_text("utf-8")
    assert len(QUOTES) == 2
    for quote in QUOTES:
        assert quote in source


def test_every_method_and_every_fact_is_explained() -> None:
    methods = [name for name in vars(PaymentProvider) if not name.startswith("_")]
    for name in methods:
        assert f"`{name}(" in PAGE, name
    for kind in FactKind.__args__:  # type: ignore[attr-defined]
        assert f"`{kind}`" in PAGE, kind


class Answers:
    """Stands for `ctx`: the service answers what the test says."""

    def __init__(self, status: int, body: Any = None) -> None:
        self.status, self.body = status, body
        self.asked: list[dict[str, Any]] = []
        self.http, self.shop = self, SimpleNamespace(id="a-shop")

    def post(self, url: str, **options: Any) -> Any:
        self.asked.append({"url": url, **options})
        if not self.status:
            raise TimeoutError
        return SimpleNamespace(
            status_code=self.status, is_success=self.status < 300, json=lambda: self.body
        )


@pytest.mark.parametrize(
    ("status", "error"),
    [(0, PaymentUnknown), (500, PaymentUnknown), (402, PaymentRefused)],
)
def test_the_example_tells_a_refusal_from_silence(
    page: Any, status: int, error: type[Exception]
) -> None:
    ctx = Answers(status, {"message": "no"})
    with pytest.raises(error):
        page.Pigeons(ctx, "https://pigeons.example").ask("/payments", "a key", amount=1)
    assert ctx.asked[0]["headers"] == {"Idempotency-Key": "a key"}


def test_the_example_reads_a_picture_and_refuses_another_shops(page: Any) -> None:
    payment = {
        "id": "p_1",
        "shop": "a-shop",
        "state": "paid",
        "currency": "EUR",
        "movements": [
            {"kind": "captured", "id": "m_1", "amount": 4890, "at": "2026-03-02T12:00:00+00:00"}
        ],
    }
    pigeons = page.Pigeons(Answers(200), "https://pigeons.example")
    seen = pigeons.seen(ATTEMPT, payment)
    assert (seen.state, seen.reference) == ("paid", "p_1")
    assert [(fact.reference, fact.amount) for fact in seen.facts] == [
        ("captured:m_1", Money(4890, "EUR"))
    ]
    with pytest.raises(PaymentForeign, match="another"):
        pigeons.seen(ATTEMPT, payment | {"shop": "another"})


def test_the_examples_test_class_is_one_of_the_contract(page: Any) -> None:
    """That it passes is shown in the plugin's own tests, by the same class."""
    assert issubclass(page.TestCash, PaymentContract)
    with page.TestCash().trial() as trial:
        assert trial.method == "manual:cash_on_delivery"
        trial.will_authorize()
        with pytest.raises(pytest.skip.Exception):
            trial.will_pay()
