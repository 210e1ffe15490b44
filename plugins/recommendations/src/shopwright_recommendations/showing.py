"""Into the document of a product, and onto the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from shopwright import Context
from shopwright.commerce.catalog import Document, DocumentDraft, market_of
from sqlalchemy import select

from shopwright_recommendations.arranging import SPARE, buyable
from shopwright_recommendations.models import Shown
from shopwright_recommendations.pairs import often_with

HEADINGS: Mapping[str, Mapping[str, str]] = {
    "product": {"en": "Often bought together", "de": "Wird oft zusammen gekauft"},
    "cart": {"en": "Others also took", "de": "Dazu nahmen andere"},
}


def with_others(draft: DocumentDraft, ctx: Context) -> Document:
    """The document, with what was arranged: nothing is asked when the page is read."""
    statement = select(Shown).where(
        Shown.product_id == draft.product.id, Shown.locale == draft.locale
    )
    with ctx.read() as db:
        found = db.scalars(statement).one_or_none()
    if found is None:
        return draft.document
    extra = {**draft.document.detail["extra"], ctx.id: found.others}
    return replace(draft.document, detail={**draft.document.detail, "extra": extra})


def for_product(payload: Mapping[str, Any], ctx: Context) -> dict[str, Any] | None:
    """What was published with the product."""
    found = payload["product"].get("extra", {}).get(ctx.id)
    return _contents("product", found, payload) if found else None


def for_cart(payload: Mapping[str, Any], ctx: Context, number: int) -> dict[str, Any] | None:
    """What goes with all of its lines: two questions, as a cart is nobody else's."""
    request = payload["request"]
    products = {UUID(line["product"]["id"]) for line in payload["cart"]["lines"]}
    others = often_with(ctx, products, number * SPARE)
    market = market_of(request["channel"], request["currency"], request["locale"])
    known = buyable(others, market) if others else {}
    found = [known[other] for other in others if other in known][:number]
    return _contents("cart", found, payload) if found else None


def _contents(place: str, found: Any, payload: Mapping[str, Any]) -> dict[str, Any]:
    words = HEADINGS[place]
    language = payload["request"]["locale"].partition("-")[0]
    return {"heading": words.get(language, words["en"]), "place": place, "others": found}
