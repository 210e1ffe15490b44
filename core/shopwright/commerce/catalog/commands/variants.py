"""Bringing a product's options and variants to what was asked for, keeping ids where they match."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.errors import HasStock, ProductInvalid, SkuTaken
from shopwright.commerce.catalog.models import Product, ProductOption, Variant
from shopwright.commerce.catalog.stock_tables import stock_holds, stock_levels, stock_movements
from shopwright.commerce.catalog.types import MAX_OPTIONS, OptionInput, VariantInput
from shopwright.commerce.custom_fields.commands import forget_values
from shopwright.platform.errors import Problem
from shopwright.platform.ids import uuid7

_COPIED = (
    "sku",
    "barcode",
    "weight_grams",
    "policy",
    "requires_shipping",
    "taxable",
    "active",
    "media_id",
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A variant as it will be, and the row that becomes it (None: a new one)."""

    wanted: VariantInput
    row: Variant | None


def options_key(names: Sequence[str], options: Mapping[str, str]) -> str:
    """What makes a variant unique within its product: its values, in the options' order."""
    return json.dumps([options.get(name) for name in names], ensure_ascii=False)


def derive_options(variants: Iterable[VariantInput]) -> tuple[OptionInput, ...]:
    """The options that the variants name, with their values in order of appearance."""
    found: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            found.setdefault(name, {})[value] = None
    return tuple(OptionInput(name=name, values=tuple(values)) for name, values in found.items())


def current_options(db: Session, product_id: UUID) -> list[ProductOption]:
    """The product's options in order."""
    return list(
        db.scalars(
            select(ProductOption)
            .where(ProductOption.product_id == product_id)
            .order_by(ProductOption.position)
        )
    )


def current_variants(db: Session, product_id: UUID) -> list[Variant]:
    """The product's variants in order."""
    return list(
        db.scalars(
            select(Variant)
            .where(Variant.product_id == product_id)
            .order_by(Variant.position, Variant.id)
        )
    )


def write_variants(
    db: Session,
    product: Product,
    options: tuple[OptionInput, ...],
    variants: tuple[VariantInput, ...],
) -> list[UUID]:
    """Make these the product's options and variants; returns the ids in the order given.

    Raises `ProductInvalid`, `SkuTaken`, or `HasStock` when one that is left out has stock.
    """
    rows = current_variants(db, product.id)
    names = [option.name for option in options]
    problems = list(option_problems(options)) + list(variant_problems(options, variants))
    planned = _plan(names, rows, variants, problems)
    if problems:
        raise ProductInvalid("The product's variants cannot be saved.", problems=problems)
    kept = {plan.row.id for plan in planned if plan.row is not None}
    _check_skus(db, variants, [row.id for row in rows])
    remove_variants(db, [row for row in rows if row.id not in kept])
    _write_options(db, product.id, options)
    return _write_rows(db, product.id, names, planned)


def remove_variants(db: Session, rows: Sequence[Variant]) -> None:
    """Delete variants without stock and without a history of it. Raises `HasStock`."""
    ids = [row.id for row in rows]
    if not ids:
        return
    levels = select(stock_levels.c.id).where(stock_levels.c.variant_id.in_(ids))
    moved = select(stock_movements.c.level_id).where(stock_movements.c.level_id.in_(levels))
    promised = select(stock_holds.c.level_id).where(stock_holds.c.level_id.in_(levels))
    busy = set(
        db.scalars(
            select(stock_levels.c.variant_id).where(
                stock_levels.c.variant_id.in_(ids),
                (stock_levels.c.on_hand != 0)
                | (stock_levels.c.held != 0)
                | stock_levels.c.id.in_(moved)
                | stock_levels.c.id.in_(promised),
            )
        )
    )
    if busy:
        names = ", ".join(_name(row) for row in rows if row.id in busy)
        raise HasStock(
            f"Stock, or its ledger, refers to {names}; archive the product, or make the variant "
            "inactive, instead of removing it.",
            extra={"variant_ids": [*sorted(map(str, busy))]},
        )
    db.execute(delete(stock_levels).where(stock_levels.c.variant_id.in_(ids)))
    forget_values(db, "variant", ids)
    db.execute(
        delete(Variant).where(Variant.id.in_(ids)).execution_options(synchronize_session="fetch")
    )


def _name(row: Variant) -> str:
    return f"the SKU '{row.sku}'" if row.sku else f"the variant '{row.title or row.id}'"


def option_problems(options: tuple[OptionInput, ...]) -> Iterator[Problem]:
    """What is wrong with a product's options by themselves."""
    if len(options) > MAX_OPTIONS:
        message = f"A product has at most {MAX_OPTIONS} options, not {len(options)}."
        yield Problem(code="too_many_options", message=message, field="options")
    names = [option.name for option in options]
    for index, option in enumerate(options):
        if option.name in names[:index]:
            message = f"The option '{option.name}' is there twice."
            yield Problem(code="duplicate", message=message, field=f"options.{index}.name")
        if len(set(option.values)) < len(option.values):
            message = f"The option '{option.name}' has a value twice."
            yield Problem(code="duplicate", message=message, field=f"options.{index}.values")


def variant_problems(
    options: tuple[OptionInput, ...], variants: tuple[VariantInput, ...]
) -> Iterator[Problem]:
    """What is wrong with a product's variants, given its options."""
    allowed = {option.name: set(option.values) for option in options}
    names = list(allowed)
    seen: dict[str, int] = {}
    skus: dict[str, int] = {}
    for index, variant in enumerate(variants):
        field = f"variants.{index}"
        if set(variant.options) != set(names):
            wanted = ", ".join(names) or "no options"
            message = f"This variant must name exactly: {wanted}."
            yield Problem(code="wrong_options", message=message, field=f"{field}.options")
            continue
        for name, value in variant.options.items():
            if value not in allowed[name]:
                message = f"'{value}' is no value of the option '{name}'."
                yield Problem(code="unknown_value", message=message, field=f"{field}.options")
        first = seen.setdefault(options_key(names, variant.options), index)
        if first != index:
            message = f"This variant has the same options as number {first + 1}."
            yield Problem(code="duplicate_variant", message=message, field=f"{field}.options")
        if variant.sku and skus.setdefault(variant.sku, index) != index:
            message = f"The SKU '{variant.sku}' is there twice."
            yield Problem(code="sku_taken", message=message, field=f"{field}.sku")


def _plan(
    names: list[str],
    rows: list[Variant],
    variants: tuple[VariantInput, ...],
    problems: list[Problem],
) -> list[Planned]:
    """Find each variant's row: by its id, else by its options, else (alone on both sides) as is."""
    by_id = {row.id: row for row in rows}
    named = {variant.id for variant in variants if variant.id is not None}
    by_key = {options_key(names, row.options): row for row in rows if row.id not in named}
    only = rows[0] if len(rows) == len(variants) == 1 and not named else None
    planned = []
    for index, variant in enumerate(variants):
        if variant.id is None:
            row = by_key.pop(options_key(names, variant.options), None) or only
        else:
            row = by_id.pop(variant.id, None)
            if row is None:
                message = f"This product has no variant {variant.id}."
                problems.append(
                    Problem(code="unknown_variant", message=message, field=f"variants.{index}.id")
                )
        planned.append(Planned(variant, row))
    return planned


def _check_skus(db: Session, variants: Iterable[VariantInput], own: list[UUID]) -> None:
    wanted = {v.sku: index for index, v in enumerate(variants) if v.sku is not None}
    holders = db.execute(
        select(Variant.sku, Product.handle)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.sku.in_(list(wanted)), Variant.id.not_in(own))
    ).all()
    if holders:
        raise SkuTaken(
            "; ".join(f"the SKU '{sku}' belongs to '{handle}'" for sku, handle in holders),
            problems=[
                Problem(
                    code="sku_taken",
                    message=f"The SKU '{sku}' belongs to the product '{handle}'.",
                    field=f"variants.{wanted[sku]}.sku",
                    meta={"sku": sku, "held_by": handle},
                )
                for sku, handle in holders
                if sku is not None
            ],
        )


def _write_options(db: Session, product_id: UUID, options: tuple[OptionInput, ...]) -> None:
    rows = {row.name: row for row in current_options(db, product_id)}
    for position, option in enumerate(options):
        row = rows.pop(option.name, None)
        if row is None:
            row = ProductOption(product_id=product_id, name=option.name)
            db.add(row)
        row.position = position
        row.option_values = list(option.values)
    for row in rows.values():
        db.delete(row)


def _write_rows(
    db: Session, product_id: UUID, names: list[str], planned: list[Planned]
) -> list[UUID]:
    _free_names(db, names, planned)
    ids = []
    for position, plan in enumerate(planned):
        row = plan.row
        if row is None:
            row = Variant(id=uuid7(), product_id=product_id)
            db.add(row)
        values: dict[str, Any] = plan.wanted.model_dump(include=set(_COPIED))
        for name, value in values.items():
            setattr(row, name, value)
        row.position = position
        row.options = {name: plan.wanted.options[name] for name in names}
        row.options_key = options_key(names, row.options)
        row.title = " / ".join(row.options.values())
        ids.append(row.id)
    return ids


def _free_names(db: Session, names: list[str], planned: list[Planned]) -> None:
    """Where variants swap SKUs or options, let go of the old ones first: both are unique."""
    rows = [plan.row for plan in planned if plan.row is not None]
    held = {row.sku: row for row in rows if row.sku} | {row.options_key: row for row in rows}
    in_the_way = {
        row.id: row
        for plan in planned
        for name in (plan.wanted.sku or "", options_key(names, plan.wanted.options))
        if (row := held.get(name)) is not None and row is not plan.row
    }
    for row in in_the_way.values():
        row.sku = None
        row.options_key = str(row.id)
    if in_the_way:
        db.flush()
