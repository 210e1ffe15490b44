"""Adding many products at once; the number of statements does not depend on how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from shopwright.commerce.catalog.commands.pieces import price_problems, unique_tags
from shopwright.commerce.catalog.commands.products import conflict
from shopwright.commerce.catalog.commands.variants import (
    derive_options,
    option_problems,
    options_key,
    variant_problems,
)
from shopwright.commerce.catalog.documents import publish
from shopwright.commerce.catalog.errors import HandleTaken, ProductInvalid, SkuTaken
from shopwright.commerce.catalog.handles import forget_redirects
from shopwright.commerce.catalog.hooks import ProductCreated, ProductDraft, product_validate
from shopwright.commerce.catalog.models import (
    Category,
    Product,
    ProductCategory,
    ProductMedia,
    ProductOption,
    ProductTag,
    Variant,
)
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.stock_state import settle_variant_states
from shopwright.commerce.catalog.text import clean_html, make_handle
from shopwright.commerce.catalog.types import OptionInput, ProductInput, ProductView, VariantInput
from shopwright.commerce.pricing import PriceChange
from shopwright.commerce.pricing.commands import store_prices
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.events.outbox import emit
from shopwright.platform.hooks.dispatch import veto
from shopwright.platform.ids import uuid7
from shopwright.platform.media.models import Media

MAX_BATCH = 100
_COPIED = ("title", "status", "vendor", "product_type", "tax_category", "seo_title")
_OF_VARIANTS = (
    "sku",
    "barcode",
    "weight_grams",
    "policy",
    "requires_shipping",
    "taxable",
    "active",
    "media_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _New:
    """A product about to be written; `variant_ids` are in the order of `variants`."""

    id: UUID
    handle: str
    wanted: ProductInput
    options: tuple[OptionInput, ...]
    variants: tuple[VariantInput, ...]
    variant_ids: tuple[UUID, ...]


@command()
def create_products(products: Sequence[ProductInput]) -> list[ProductView]:
    """Add at most 100 products, each with a handle and all that belongs to it: all or none.

    Problems point at `products.<index>`. Raises `ProductInvalid`, `SkuTaken`, `HandleTaken`, or
    `Invalid` from `product_validate`.
    """
    if len(products) > MAX_BATCH:
        raise ValueError(f"create at most {MAX_BATCH} products at once, not {len(products)}")
    if not products:
        return []
    db = session()
    planned = [_plan(product) for product in products]
    _check(db, planned)
    try:
        _write(db, planned)
    except IntegrityError as error:
        if (known := conflict(error)) is None:
            raise
        raise known from error
    ids = [new.id for new in planned]
    settle_variant_states(db, ids)
    views = load_products(db, ids)
    ask_plugins(views, new=True)
    publish(db, ids, loaded=views)
    for view in views:
        emit(
            ProductCreated(
                product_id=view.id, handle=view.handle, title=view.title, status=view.status
            )
        )
        audit.record("product.create", "product", view.id, handle=view.handle)
    return views


def _plan(product: ProductInput) -> _New:
    variants = product.variants or (VariantInput(),)
    options = derive_options(variants) if product.options is None else product.options
    return _New(
        id=uuid7(),
        handle=make_handle(product.handle or ""),
        wanted=product,
        options=options,
        variants=variants,
        variant_ids=tuple(uuid7() for _ in variants),
    )


def _check(db: Session, planned: Sequence[_New]) -> None:
    problems = [
        at_index(index, problem)
        for index, new in enumerate(planned)
        for problem in _own_problems(new)
    ]
    problems += _unknown(db, planned, "picture", Media.id, _pictures_named)
    problems += _unknown(db, planned, "category", Category.id, _categories_named)
    if problems:
        raise ProductInvalid("Some products cannot be saved.", problems=problems)
    _check_handles(db, planned)
    _check_skus(db, planned)


def _own_problems(new: _New) -> Iterator[Problem]:
    if not new.handle:
        message = "Name a handle of letters and digits."
        yield Problem(code="missing_handle", message=message, field="handle")
    yield from option_problems(new.options)
    yield from variant_problems(new.options, new.variants)
    yield from price_problems(new.variants)


def _pictures_named(new: _New) -> Iterator[tuple[UUID, str]]:
    for index, picture in enumerate(new.wanted.media):
        yield picture.media_id, f"media.{index}.media_id"
    for index, variant in enumerate(new.variants):
        if variant.media_id is not None:
            yield variant.media_id, f"variants.{index}.media_id"


def _categories_named(new: _New) -> Iterator[tuple[UUID, str]]:
    for index, category_id in enumerate(new.wanted.category_ids):
        yield category_id, f"category_ids.{index}"


def _unknown(
    db: Session,
    planned: Sequence[_New],
    what: str,
    column: InstrumentedAttribute[UUID],
    named: Callable[[_New], Iterable[tuple[UUID, str]]],
) -> list[Problem]:
    wanted = [
        (id_, f"products.{index}.{field}")
        for index, new in enumerate(planned)
        for id_, field in named(new)
    ]
    if not wanted:
        return []
    known = set(db.scalars(select(column).where(column.in_({id_ for id_, _ in wanted}))))
    return [
        Problem(code=f"unknown_{what}", message=f"There is no {what} {id_}.", field=field)
        for id_, field in wanted
        if id_ not in known
    ]


def _check_handles(db: Session, planned: Sequence[_New]) -> None:
    wanted = [new.handle for new in planned]
    taken = set(db.scalars(select(Product.handle).where(Product.handle.in_(wanted))))
    for handle in wanted:
        if handle in taken:
            raise HandleTaken(handle)
        taken.add(handle)
    forget_redirects(db, "product", wanted)


def _check_skus(db: Session, planned: Sequence[_New]) -> None:
    places: dict[str, str] = {}
    problems = []
    for index, new in enumerate(planned):
        for number, variant in enumerate(new.variants):
            if variant.sku is None:
                continue
            field = f"products.{index}.variants.{number}.sku"
            if places.setdefault(variant.sku, field) != field:
                message = f"The SKU '{variant.sku}' is there twice."
                problems.append(Problem(code="sku_taken", message=message, field=field))
    holders = db.execute(
        select(Variant.sku, Product.handle)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.sku.in_(list(places)))
    )
    for sku, handle in holders:
        message = f"The SKU '{sku}' belongs to the product '{handle}'."
        meta = {"sku": sku, "held_by": handle}
        problems.append(
            Problem(code="sku_taken", message=message, field=places[sku or ""], meta=meta)
        )
    if problems:
        raise SkuTaken(" ".join(problem.message for problem in problems), problems=problems)


def _write(db: Session, planned: Sequence[_New]) -> None:
    for model, rows in (
        (Product, [_product_row(new) for new in planned]),
        (ProductTag, [row for new in planned for row in _tag_rows(new)]),
        (ProductCategory, [row for new in planned for row in _category_rows(new)]),
        (ProductMedia, [row for new in planned for row in _picture_rows(new)]),
        (ProductOption, [row for new in planned for row in _option_rows(new)]),
        (Variant, [row for new in planned for row in _variant_rows(new)]),
    ):
        if rows:
            # By the table: the mapper would group rows by which of their values are None.
            db.execute(insert(cast(Table, model.__table__)), rows)
    owners = {variant_id: new.id for new in planned for variant_id in new.variant_ids}
    prices = [
        PriceChange(variant_id=variant_id, **price.model_dump())
        for new in planned
        for variant_id, variant in zip(new.variant_ids, new.variants, strict=True)
        for price in variant.prices or ()
    ]
    if prices:
        store_prices(prices, owners)


def _product_row(new: _New) -> dict[str, Any]:
    moment, wanted = now(), new.wanted
    return {
        "id": new.id,
        "handle": new.handle,
        **{name: getattr(wanted, name) for name in _COPIED},
        "seo_description": wanted.seo_description,
        "description_html": clean_html(wanted.description_html),
        "published_at": wanted.published_at or (moment if wanted.status == "active" else None),
        "created_at": moment,
        "updated_at": moment,
        "version": uuid7(),
    }


def _tag_rows(new: _New) -> list[dict[str, Any]]:
    return [{"product_id": new.id, "tag": tag} for tag in unique_tags(new.wanted.tags)]


def _category_rows(new: _New) -> list[dict[str, Any]]:
    ids = dict.fromkeys(new.wanted.category_ids)
    return [{"product_id": new.id, "category_id": category_id} for category_id in ids]


def _picture_rows(new: _New) -> list[dict[str, Any]]:
    """Its own in order, then those that only variants name."""
    alts = {picture.media_id: picture.alt for picture in reversed(new.wanted.media)}
    ids = dict.fromkeys(media_id for media_id, _ in _pictures_named(new))
    return [
        {"product_id": new.id, "media_id": id_, "position": n, "alt": alts.get(id_, "")}
        for n, id_ in enumerate(ids)
    ]


def _option_rows(new: _New) -> list[dict[str, Any]]:
    return [
        {
            "id": uuid7(),
            "product_id": new.id,
            "name": option.name,
            "position": position,
            "option_values": list(option.values),
        }
        for position, option in enumerate(new.options)
    ]


def _variant_rows(new: _New) -> Iterator[dict[str, Any]]:
    names = [option.name for option in new.options]
    for position, (variant_id, variant) in enumerate(
        zip(new.variant_ids, new.variants, strict=True)
    ):
        options = {name: variant.options[name] for name in names}
        yield {
            "id": variant_id,
            "product_id": new.id,
            "position": position,
            "title": " / ".join(options.values()),
            "options": options,
            "options_key": options_key(names, options),
            **{name: getattr(variant, name) for name in _OF_VARIANTS},
        }


def ask_plugins(views: Sequence[ProductView], *, new: bool) -> None:
    """Let plugins refuse; every product's problems at once, at `products.<index>`."""
    problems = []
    for index, view in enumerate(views):
        try:
            veto(
                product_validate,
                ProductDraft(product=view, new=new),
                code="product_invalid",
                message="The product cannot be saved like this.",
            )
        except Invalid as error:
            problems += [at_index(index, problem) for problem in error.problems]
    if problems:
        message = "Some products cannot be saved."
        raise Invalid(message, code="product_invalid", problems=problems)


def at_index(index: int, problem: Problem) -> Problem:
    """The problem, pointing into a list of products."""
    place = f"products.{index}"
    return replace(problem, field=f"{place}.{problem.field}" if problem.field else place)
