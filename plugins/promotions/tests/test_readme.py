"""The README's examples come to what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from shopwright import Context
from shopwright.commerce.cart import Totals, cart_draft, cart_view, set_codes
from shopwright.commerce.catalog import ProductPatch, update_product
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.pricing import PriceChange, set_prices
from shopwright.testing.shop import Shop
from shopwright_promotions import commands
from shopwright_promotions.conditions import Condition
from shopwright_promotions.models import PROMOTIONS
from shopwright_promotions.types import PromotionInput
from sqlalchemy import delete

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```(json|cart)\n(.*?)```", re.DOTALL)
_GOODS = re.compile(
    r"(?P<count>\d+) x (?P<title>\w+)(?: \[(?P<tag>\w+)\])? +(?P<price>[\d.]+)"
    r"(?: instead of (?P<before>[\d.]+))?"
)
_RESULT = re.compile(r"(?:code (?P<code>\w+) +(?P<reason>\w+)|(?P<what>\w+) +(?P<sum>-?[\d.]+))")


@dataclass
class Example:
    """Promotions, a cart, and what it comes to."""

    promotions: list[PromotionInput]
    goods: list[dict[str, str | None]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)


def examples() -> Iterator[Example]:
    promotions: list[PromotionInput] = []
    for kind, text in _BLOCK.findall(README):
        if kind == "json":
            found = json.loads(text)
            found = found if isinstance(found, list) else [found]
            promotions = [PromotionInput.model_validate_json(json.dumps(item)) for item in found]
            continue
        example = Example(promotions)
        for line in text.splitlines():
            if goods := _GOODS.fullmatch(line):
                example.goods.append(goods.groupdict())
                continue
            result = _RESULT.fullmatch(line)
            assert result, line
            if result["code"]:
                example.codes[result["code"]] = result["reason"]
            else:
                example.sums[result["what"]] = cents(result["sum"])
        yield example


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


EXAMPLES = list(examples())


def test_every_example_comes_to_what_it_says(shop: Shop, ctx: Context) -> None:
    for example in EXAMPLES:
        made = [commands.create(ctx, promotion) for promotion in example.promotions]
        totals = calculated(shop, example)
        sums = {"discount": -totals.discount.amount, "shipping": totals.shipping.amount}
        codes = {
            state.code: state.refusal.reason if state.refusal else "applies"
            for state in totals.codes
        }
        assert ({name: sums[name] for name in example.sums}, codes) == (
            example.sums,
            example.codes,
        ), example
        with ctx.transaction() as db:
            db.execute(delete(PROMOTIONS).where(PROMOTIONS.c.id.in_(made)))


def calculated(shop: Shop, example: Example) -> Totals:
    """What the example's cart comes to."""
    goods = example.goods
    wanted = {
        shop.product(str(item["title"]), price=cents(str(item["price"]))): int(str(item["count"]))
        for item in goods
    }
    cart_id = shop.cart(wanted)
    for line, item in zip(cart_draft(cart_id).lines, goods, strict=True):
        if item["tag"]:
            update_product(line.product_id, ProductPatch(tags=(item["tag"],)))
        if item["before"]:
            reduced = PriceChange(
                variant_id=line.variant_id,
                price_list_id=install_defaults().price_list_id,
                currency="EUR",
                amount=cents(str(item["price"])),
                compare_at=cents(item["before"]),
            )
            set_prices([reduced])
    set_codes(cart_id, tuple(example.codes))
    return cart_view(cart_id).totals


def test_there_are_examples_of_everything_that_can_be_taken_off() -> None:
    kinds = {promotion.action.kind for e in EXAMPLES for promotion in e.promotions}
    assert kinds == {"percent_off", "amount_off", "free_shipping", "buy_x_get_y"}
    assert len(EXAMPLES) >= 12


def test_every_condition_is_in_its_table() -> None:
    named = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)
    pieces = Condition.__origin__.__args__  # type: ignore[attr-defined]
    kinds = {piece.model_fields["kind"].annotation.__args__[0] for piece in pieces}
    assert kinds <= set(named)
