"""What stands on the pages of products: chosen when something changes, never when a page is read.

There is no price in it: it is made once, for all currencies and price lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from shopwright import Context
from shopwright.commerce.catalog import Market, cards_of, market_of, refresh_documents
from sqlalchemy import delete, insert, select

from shopwright_recommendations.models import Shown

SPARE = 2
"""So many times as many are kept as are shown: some will be sold out."""

Other = dict[str, Any]


def arrange(ctx: Context, others: Mapping[UUID, Sequence[UUID]], number: int) -> None:
    """Write what is shown of these products' others, and have documents made where it changed.

    Costs as many statements for one product as for hundreds.
    """
    found = {
        (one, locale): shown
        for locale in ctx.shop.locales
        for one, shown in _shown(others, locale, number).items()
        if shown
    }
    kept = _kept(ctx, others)
    changed = {key for key in found.keys() | kept.keys() if found.get(key) != kept.get(key)}
    ids = sorted({one for one, _ in changed})
    if not ids:
        return
    rows = [
        {"product_id": one, "locale": locale, "others": shown}
        for (one, locale), shown in found.items()
        if one in ids
    ]
    with ctx.transaction(settles=False) as db:
        db.execute(delete(Shown).where(Shown.product_id.in_(ids)))
        if rows:
            db.execute(insert(Shown), rows)
        refresh_documents(ids)


def buyable(product_ids: Iterable[UUID], market: Market) -> dict[UUID, Other]:
    """Those that can be bought in a market now."""
    cards = cards_of(market, list(product_ids))
    read = ((one, json.loads(card)) for one, card in cards.items())
    return {
        one: _other(card)
        for one, card in read
        if card["price"] is not None and card["stock_state"] != "out"
    }


def _shown(
    others: Mapping[UUID, Sequence[UUID]], locale: str, number: int
) -> dict[UUID, list[Other]]:
    every = {other for some in others.values() for other in some}
    known = buyable(every, market_of(locale=locale))
    return {
        one: [known[other] for other in some if other in known][:number]
        for one, some in others.items()
    }


def _kept(ctx: Context, product_ids: Iterable[UUID]) -> dict[tuple[UUID, str], list[Other]]:
    statement = select(Shown).where(Shown.product_id.in_(list(product_ids)))
    with ctx.read() as db:
        return {(row.product_id, row.locale): row.others for row in db.scalars(statement)}


def _other(card: Mapping[str, Any]) -> Other:
    image = _image(card["images"][0]) if card["images"] else None
    return {"handle": card["handle"], "title": card["title"], "image": image}


def _image(picture: Mapping[str, Any]) -> dict[str, Any] | None:
    made = picture["renditions"]
    if not made:
        return None
    return {
        "src": made[0]["url"],
        "srcset": ", ".join(f"{one['url']} {one['width']}w" for one in made),
        "width": picture["width"],
        "height": picture["height"],
    }
