"""Which of a product's variants each row of a file means: by SKU, else by option values.

Shopify's files name a variant by its option values, price lists by its SKU alone; a product with
one variant needs neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shopwright.commerce.catalog.shopify.cells import shown
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.options import DEFAULT_NAME, is_default
from shopwright.commerce.catalog.shopify.texts import one_line
from shopwright.commerce.catalog.shopify.types import ProductRecord, VariantRecord
from shopwright.commerce.catalog.types import ProductView, VariantView


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The options that the product will have. `renamed`: how its present ones will be called.

    `renamed` None: it gets other options altogether, and a variant that the file does not name
    has no place any more.
    """

    names: tuple[str, ...]
    renamed: Mapping[str, str] | None

    def options(self, variant: VariantView) -> dict[str, str]:
        """A present variant's options under their new names."""
        renamed = self.renamed or {}
        return {renamed[name]: value for name, value in variant.options.items() if name in renamed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row's variant: one that is there, or (`existing` None) a new one."""

    record: VariantRecord
    existing: VariantView | None
    options: dict[str, str]


def shape_of(record: ProductRecord, view: ProductView | None) -> Shape:
    """Options of the same number are the same ones, perhaps under other names."""
    said = tuple(map(one_line, record.options))
    if view is None:
        return Shape(names=said, renamed={})
    old = tuple(option.name for option in view.options)
    if not said:
        if old and _says_there_are_none(record, view):
            return Shape(names=(), renamed=None)
        return Shape(names=old, renamed={name: name for name in old})
    if len(said) != len(old):
        return Shape(names=said, renamed=None)
    same = {name: name for name in old if name in said}
    rest = zip((n for n in old if n not in same), (n for n in said if n not in same), strict=True)
    return Shape(names=said, renamed=same | dict(rest))


def match_variants(
    variants: Sequence[VariantRecord],
    view: ProductView | None,
    shape: Shape,
    notes: Notes,
    *,
    alone: bool,
) -> list[Match]:
    """The rows that have a place in the product; the others are noted and left out.

    `alone`: the file has named no other variant of it, so that one row means the only variant.
    """
    there = _find(variants, view, shape, alone=alone)
    matches: list[Match] = []
    for index, variant in enumerate(variants):
        existing = there.get(index)
        options = _options(variant, existing, shape, notes)
        if options is None:
            continue
        if existing is None and not options and (_settled(view, shape) or matches):
            _note_unknown(variant, notes)
        else:
            matches.append(Match(record=variant, existing=existing, options=options))
    return matches


def _says_there_are_none(record: ProductRecord, view: ProductView) -> bool:
    """One variant here, one there, and the file's columns of options say 'Default Title'.

    Not if that is what the shop has as an option and its value: an export cannot say it otherwise.
    """
    if record.continuation or len(record.variants) != 1 or len(view.variants) != 1:
        return False
    named = [option.name.casefold() for option in view.options]
    if named == [DEFAULT_NAME.casefold()] and is_default([*view.variants[0].options.values()]):
        return False
    variant = record.variants[0]
    stated = "options" in record.stated and "option_values" in variant.stated
    return stated and not variant.option_values


def _find(
    variants: Sequence[VariantRecord], view: ProductView | None, shape: Shape, *, alone: bool
) -> dict[int, VariantView]:
    rest = {variant.id: variant for variant in view.variants} if view else {}
    by_sku = {variant.sku: variant for variant in rest.values() if variant.sku is not None}
    found: dict[int, VariantView] = {}
    for index, variant in enumerate(variants):
        if variant.sku is not None and (same := by_sku.get(variant.sku)):
            found[index] = rest.pop(same.id)
    if shape.renamed is not None:
        by_options = {frozenset(shape.options(v).items()): v for v in rest.values() if v.options}
        for index, variant in enumerate(variants):
            key = frozenset(_named(variant, shape).items())
            if index not in found and (same := by_options.get(key)):
                found[index] = rest.pop(same.id)
    only = alone and view is not None and len(view.variants) == len(variants) == 1 and not found
    if only and (shape.renamed is None or not variants[0].option_values):
        found[0] = next(iter(rest.values()))
    return found


def _named(variant: VariantRecord, shape: Shape) -> dict[str, str]:
    return dict(zip(shape.names, map(one_line, variant.option_values), strict=False))


def _options(
    variant: VariantRecord, existing: VariantView | None, shape: Shape, notes: Notes
) -> dict[str, str] | None:
    """The options that the variant will have; None, noted, where they do not fit the product's."""
    if len(variant.option_values) == len(shape.names):
        return _named(variant, shape)
    if not variant.option_values and (existing is None or shape.renamed is not None):
        return {} if existing is None else shape.options(existing)
    called = shown(" / ".join(variant.option_values))
    wanted = shown(", ".join(shape.names), 80) or "none, as its first row does not name them"
    message = (
        f"'{called}' does not fit the product's options ({wanted}); the variant is left out. "
        "Write one value for each option, and their names in the product's first row."
    )
    notes.add(variant.line, "Option1 Value", "wrong_options", message)
    return None


def _settled(view: ProductView | None, shape: Shape) -> bool:
    """Whether a variant without options cannot be a new one."""
    return bool(shape.names) or (view is not None and shape.renamed is not None)


def _note_unknown(variant: VariantRecord, notes: Notes) -> None:
    if variant.sku is None:
        cause = "The row does not say which of the product's variants it means"
    else:
        cause = f"The product has no variant with the SKU '{shown(variant.sku)}'"
    message = f"{cause}; the variant is left out. Write its option values."
    notes.add(variant.line, "Variant SKU", "unknown_variant", message)
