"""The lists that belong to a product: tags, categories, pictures and its variants' prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.errors import ProductInvalid
from shopwright.commerce.catalog.models import (
    Category,
    ProductCategory,
    ProductMedia,
    ProductTag,
    Variant,
)
from shopwright.commerce.catalog.types import PictureInput, VariantInput
from shopwright.commerce.pricing import PriceChange, known_currencies, prices_of_variants
from shopwright.commerce.pricing.commands import store_prices
from shopwright.platform.errors import Problem
from shopwright.platform.media.models import Media


def unique_tags(tags: Iterable[str]) -> list[str]:
    """In order; of those that differ in case only, the first stays."""
    return sorted({tag.casefold(): tag for tag in reversed(list(tags))}.values())


def write_tags(db: Session, product_id: UUID, tags: Iterable[str]) -> None:
    """Make these the product's tags; see `unique_tags`."""
    db.execute(delete(ProductTag).where(ProductTag.product_id == product_id))
    rows = [{"product_id": product_id, "tag": tag} for tag in unique_tags(tags)]
    if rows:
        db.execute(insert(ProductTag), rows)


def write_categories(db: Session, product_id: UUID, category_ids: Sequence[UUID]) -> None:
    """Put the product into these categories. Raises `ProductInvalid` for unknown ones."""
    ids = list(dict.fromkeys(category_ids))
    known = set(db.scalars(select(Category.id).where(Category.id.in_(ids))))
    _refuse_unknown("category", "category_ids", ids, known)
    db.execute(delete(ProductCategory).where(ProductCategory.product_id == product_id))
    if ids:
        rows = [{"product_id": product_id, "category_id": category_id} for category_id in ids]
        db.execute(insert(ProductCategory), rows)


def write_pictures(db: Session, product_id: UUID, pictures: Sequence[PictureInput]) -> None:
    """Make these the product's pictures, in this order. Raises `ProductInvalid`."""
    unique = {picture.media_id: picture for picture in reversed(pictures)}
    wanted = [unique.pop(p.media_id) for p in pictures if p.media_id in unique]
    ids = [picture.media_id for picture in wanted]
    known = set(db.scalars(select(Media.id).where(Media.id.in_(ids))))
    _refuse_unknown("picture", "media", [p.media_id for p in pictures], known, ".media_id")
    db.execute(delete(ProductMedia).where(ProductMedia.product_id == product_id))
    rows = [
        {
            "product_id": product_id,
            "media_id": picture.media_id,
            "position": position,
            "alt": picture.alt,
        }
        for position, picture in enumerate(wanted)
    ]
    if rows:
        db.execute(insert(ProductMedia), rows)
    db.execute(
        update(Variant)
        .where(Variant.product_id == product_id, Variant.media_id.not_in(ids))
        .values(media_id=None)
        .execution_options(synchronize_session="fetch")
    )


def write_prices(
    db: Session, product_id: UUID, variants: Sequence[tuple[UUID, VariantInput]]
) -> None:
    """Make the variants' prices what they say; one without `prices` keeps what it has."""
    problems = list(price_problems(variant for _, variant in variants))
    if problems:
        raise ProductInvalid("Some prices cannot be set.", problems=problems)
    priced = {variant_id: v.prices for variant_id, v in variants if v.prices is not None}
    if not priced:
        return
    stored = prices_of_variants(priced)
    gone = [
        PriceChange(
            variant_id=price.variant_id,
            price_list_id=price.price_list_id,
            currency=price.currency,
            amount=None,
        )
        for prices in stored.values()
        for price in prices
    ]
    wanted = [
        PriceChange(variant_id=variant_id, **price.model_dump())
        for variant_id, prices in priced.items()
        for price in prices
    ]
    # Later ones win, so what is wanted again is not taken away.
    store_prices([*gone, *wanted], dict.fromkeys(priced, product_id))


def add_variant_pictures(db: Session, product_id: UUID, variants: Sequence[VariantInput]) -> None:
    """A variant's picture is one of its product's: add those that are not there yet."""
    wanted = [variant.media_id for variant in variants]
    ids = list(dict.fromkeys(media_id for media_id in wanted if media_id is not None))
    if not ids:
        return
    known = set(db.scalars(select(Media.id).where(Media.id.in_(ids))))
    problems = [
        Problem(
            code="unknown_picture",
            message=f"There is no picture {media_id}.",
            field=f"variants.{index}.media_id",
        )
        for index, media_id in enumerate(wanted)
        if media_id is not None and media_id not in known
    ]
    if problems:
        raise ProductInvalid("A variant names a picture that is not there.", problems=problems)
    have = set(
        db.scalars(select(ProductMedia.media_id).where(ProductMedia.product_id == product_id))
    )
    rows = [
        {"product_id": product_id, "media_id": media_id, "position": len(have) + n, "alt": ""}
        for n, media_id in enumerate(media_id for media_id in ids if media_id not in have)
    ]
    if rows:
        db.execute(insert(ProductMedia), rows)


def price_problems(variants: Iterable[VariantInput]) -> Iterator[Problem]:
    """What is wrong with the variants' prices."""
    for index, variant in enumerate(variants):
        for number, price in enumerate(variant.prices or ()):
            if price.currency not in known_currencies():
                yield Problem(
                    code="unknown_currency",
                    message=f"'{price.currency}' is no ISO 4217 code.",
                    field=f"variants.{index}.prices.{number}.currency",
                )


def _refuse_unknown(
    what: str, field: str, ids: Sequence[UUID], known: set[UUID], suffix: str = ""
) -> None:
    problems = [
        Problem(
            code=f"unknown_{what}",
            message=f"There is no {what} {wanted}.",
            field=f"{field}.{index}{suffix}",
        )
        for index, wanted in enumerate(ids)
        if wanted not in known
    ]
    if problems:
        raise ProductInvalid(f"The product names a {what} that is not there.", problems=problems)
