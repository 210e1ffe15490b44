"""Editing one variant or option of a product; each is a change of the whole product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.catalog.commands.products import as_input, change_product, lock_product
from shopwright.commerce.catalog.commands.variants import (
    current_options,
    current_variants,
    options_key,
)
from shopwright.commerce.catalog.errors import (
    ProductInvalid,
    SkuTaken,
    UnknownOption,
    UnknownVariant,
)
from shopwright.commerce.catalog.models import ProductOption, Variant
from shopwright.commerce.catalog.types import (
    MAX_VARIANTS,
    ProductView,
    VariantInput,
    VariantPatch,
    VariantView,
)
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem, ShopError

R = TypeVar("R")
_NULLABLE = {"sku", "barcode", "media_id"}


@command()
def add_variant(product_id: UUID, variant: VariantInput) -> VariantView:
    """Add a variant at the end; option values that it brings are added to the options.

    Raises `UnknownProduct`, `ProductInvalid`, `SkuTaken`.
    """
    lock_product(session(), product_id)
    kept = _inputs(product_id)
    if len(kept) >= MAX_VARIANTS:
        raise ProductInvalid(f"A product has at most {MAX_VARIANTS} variants.")
    view = _of_one(len(kept), lambda: _set(product_id, [*kept, variant]))
    known = {item.id for item in kept}
    return next(found for found in view.variants if found.id not in known)


@command()
def update_variant(variant_id: UUID, changes: VariantPatch) -> VariantView:
    """Change the fields that `changes` sets. Raises `UnknownVariant`, `ProductInvalid`, `SkuTaken`."""
    product_id = _product_of(variant_id)
    lock_product(session(), product_id)
    variants = _inputs(product_id)
    index = next((n for n, item in enumerate(variants) if item.id == variant_id), None)
    if index is None:
        raise UnknownVariant(variant_id)
    given = {
        name: getattr(changes, name)
        for name in changes.model_fields_set
        if name in _NULLABLE or getattr(changes, name) is not None
    }
    variants[index] = variants[index].model_copy(update=given)
    view = _of_one(index, lambda: _set(product_id, variants))
    return next(found for found in view.variants if found.id == variant_id)


@command()
def delete_variant(variant_id: UUID) -> None:
    """Remove a variant. Raises `UnknownVariant`, `HasStock`, or `ProductInvalid` for the last one."""
    product_id = _product_of(variant_id)
    lock_product(session(), product_id)
    kept = [item for item in _inputs(product_id) if item.id != variant_id]
    if not kept:
        raise ProductInvalid(
            "This is the product's only variant; archive or delete the product instead."
        )
    _set(product_id, kept)


@command()
def reorder_variants(product_id: UUID, variant_ids: Sequence[UUID]) -> ProductView:
    """Put the variants into this order; it names each exactly once. Raises `ProductInvalid`."""
    lock_product(session(), product_id)
    variants = {item.id: item for item in _inputs(product_id)}
    if sorted(variant_ids) != sorted(key for key in variants if key is not None):
        message = "Name each variant of the product exactly once."
        problem = Problem(code="not_all_variants", message=message, field="variant_ids")
        raise ProductInvalid(message, problems=[problem])
    return _set(product_id, [variants[variant_id] for variant_id in variant_ids])


@command()
def rename_option(
    product_id: UUID, option_id: UUID, *, name: str, values: dict[str, str] | None = None
) -> ProductView:
    """Give an option another name, and some of its values (old -> new), in all variants.

    Raises `UnknownProduct`, `UnknownOption`, `ProductInvalid`.
    """
    db = session()
    lock_product(db, product_id)
    options = current_options(db, product_id)
    row = next((option for option in options if option.id == option_id), None)
    if row is None:
        raise UnknownOption(option_id)
    renamed = values or {}
    _refuse_clash(options, row, name, renamed)
    before = row.name
    row.name = name
    row.option_values = [renamed.get(value, value) for value in row.option_values]
    names = [option.name for option in options]
    variants = current_variants(db, product_id)
    for variant in variants:
        variant.options_key = str(variant.id)  # where two values swap, neither may be in the way
    db.flush()
    for variant in variants:
        variant.options = {
            (name if key == before else key): (
                renamed.get(value, value) if key == before else value
            )
            for key, value in variant.options.items()
        }
        variant.options_key = options_key(names, variant.options)
        variant.title = " / ".join(variant.options.values())
    return change_product(product_id, {"options": None})


def _refuse_clash(
    options: Iterable[ProductOption], row: ProductOption, name: str, renamed: dict[str, str]
) -> None:
    if any(option.name == name and option is not row for option in options):
        message = f"Another option is called '{name}'."
        problem = Problem(code="duplicate", message=message, field="name")
        raise ProductInvalid(message, problems=[problem])
    unknown = renamed.keys() - set(row.option_values)
    after = [renamed.get(value, value) for value in row.option_values]
    if unknown or len(set(after)) < len(after):
        message = "Each value must be there before, and differ from the others afterwards."
        problem = Problem(code="wrong_values", message=message, field="values")
        raise ProductInvalid(message, problems=[problem])


def _product_of(variant_id: UUID) -> UUID:
    found = session().scalar(select(Variant.product_id).where(Variant.id == variant_id))
    if found is None:
        raise UnknownVariant(variant_id)
    return found


def _inputs(product_id: UUID) -> list[VariantInput]:
    return [as_input(row) for row in current_variants(session(), product_id)]


def _set(product_id: UUID, variants: Sequence[VariantInput]) -> ProductView:
    return change_product(product_id, {"variants": tuple(variants)})


def _of_one(index: int, change: Callable[[], R]) -> R:
    """Problems point into the one variant that the caller sent, not into the product's list."""
    prefix = f"variants.{index}."
    try:
        return change()
    except (ProductInvalid, SkuTaken) as error:
        raise _pointing(error, prefix) from error


def _pointing(error: ShopError, prefix: str) -> ShopError:
    problems = [
        replace(problem, field=(problem.field or "").removeprefix(prefix) or None)
        for problem in error.problems
    ]
    return type(error)(error.message, problems=problems, extra=error.extra)
