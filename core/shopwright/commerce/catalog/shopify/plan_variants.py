"""A product's variants after an import: those of the file changed or added, the others kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shopwright.commerce.catalog.shopify.cells import shown
from shopwright.commerce.catalog.shopify.known import Known
from shopwright.commerce.catalog.shopify.matching import Match, Shape, match_variants, shape_of
from shopwright.commerce.catalog.shopify.names import Entry
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.plan_prices import change_of_price, first_prices, payable
from shopwright.commerce.catalog.shopify.target import Target
from shopwright.commerce.catalog.shopify.texts import one_line
from shopwright.commerce.catalog.shopify.types import VariantRecord
from shopwright.commerce.catalog.types import (
    MAX_VARIANTS,
    Policy,
    ProductView,
    VariantInput,
    VariantView,
)
from shopwright.commerce.pricing import PriceChange

_CODE_LIMIT = 100
_COMPARED = (
    "sku",
    "barcode",
    "options",
    "weight_grams",
    "policy",
    "requires_shipping",
    "taxable",
    "active",
    "media_id",
)
_NEW: dict[str, Any] = {
    "sku": None,
    "barcode": None,
    "options": {},
    "weight_grams": 0,
    "policy": "deny",
    "requires_shipping": True,
    "taxable": True,
    "active": True,
    "media_id": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWish:
    """Units that a variant shall have: one that is there, or the one at `index` of the plan.

    `countable`: the variant is counted already, before anything else is changed.
    """

    line: int
    units: int
    variant_id: UUID | None
    index: int
    countable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantPlan:
    """`variants` None: they stay as they are. `lines` are theirs, 0 for those not in the file.

    `prices` are of variants that are there; new ones bring theirs along. `pictures` are those
    that variants will show.
    """

    variants: tuple[VariantInput, ...] | None = None
    lines: tuple[int, ...] = ()
    prices: tuple[PriceChange, ...] = ()
    stock: tuple[StockWish, ...] = ()
    pictures: tuple[UUID, ...] = ()


def plan_variants(
    entry: Entry, view: ProductView | None, known: Known, target: Target, notes: Notes
) -> VariantPlan:
    """Compare the record's variants with the product's. What cannot be is noted and left out."""
    record = entry.record
    sound = [v for v in record.variants if _is_sound(v, view, known, target, notes)]
    shape = shape_of(record, view)
    if shape.renamed is None and record.continuation:
        # Rows that come late, or without their first one, give a product no other options.
        shape = Shape(names=tuple(o.name for o in view.options) if view else (), renamed={})
    matches = match_variants(sound, view, shape, notes, alone=not entry.again)
    if not matches:
        return VariantPlan()
    planner = _Planner(view, shape, known, target, notes)
    planner.plan(matches)
    return planner.result()


def _is_sound(
    record: VariantRecord, view: ProductView | None, known: Known, target: Target, notes: Notes
) -> bool:
    """Whether there can be such a variant; else it is noted, and one that is there stays as it is."""
    sku = record.sku
    if sku is None:
        return payable(record, target, notes)
    if len(sku) > _CODE_LIMIT or one_line(sku) != sku:
        message = (
            f"'{shown(sku)}' is longer than {_CODE_LIMIT} characters, or not on one line; the "
            "variant is left out. Shorten the SKU."
        )
        notes.add(record.line, "Variant SKU", "too_long", message)
        return False
    holder = known.skus.get(sku)
    if holder is not None and (view is None or holder[0] != view.id):
        message = (
            f"'{shown(sku)}' is the SKU of the product '{holder[1]}' in the shop; the variant is "
            "left out. Give it a SKU of its own, or none."
        )
        notes.add(record.line, "Variant SKU", "sku_taken", message)
        return False
    return payable(record, target, notes)


class _Planner:
    """Collects a product's variants one by one: those that are there first, in their order."""

    def __init__(
        self, view: ProductView | None, shape: Shape, known: Known, target: Target, notes: Notes
    ) -> None:
        self._view, self._shape, self._known = view, shape, known
        self._target, self._notes = target, notes
        self._fields: list[dict[str, Any]] = []
        self._lines: list[int] = []
        self._prices: list[PriceChange] = []
        self._stock: list[StockWish] = []
        self._changed = view is None

    def plan(self, matches: list[Match]) -> None:
        found = {match.existing.id: match for match in matches if match.existing is not None}
        for variant in self._view.variants if self._view else ():
            if (match := found.get(variant.id)) is not None:
                self._update(variant, match)
            elif self._shape.renamed is not None:
                self._take(variant, _fields(variant) | {"options": self._shape.options(variant)})
            else:
                self._changed = True
                self._release(variant)
        for match in matches:
            if match.existing is None:
                self._add(match)

    def result(self) -> VariantPlan:
        pictures = dict.fromkeys(fields["media_id"] for fields in self._fields)
        variants = tuple(VariantInput(**fields) for fields in self._fields if self._changed)
        return VariantPlan(
            variants=variants if self._changed else None,
            lines=tuple(self._lines),
            prices=tuple(self._prices),
            stock=tuple(self._stock),
            pictures=tuple(media_id for media_id in pictures if media_id is not None),
        )

    def _take(self, variant: VariantView, fields: dict[str, Any], line: int = 0) -> None:
        self._changed |= any(fields[name] != getattr(variant, name) for name in _COMPARED)
        self._fields.append(fields | {"id": variant.id})
        self._lines.append(line)

    def _update(self, variant: VariantView, match: Match) -> None:
        fields = self._merged(_fields(variant), match)
        if fields["sku"] != variant.sku:
            self._release(variant)
        change = change_of_price(variant, match.record, self._target, self._notes)
        if change is not None:
            self._prices.append(change)
        self._wish(match.record, fields["policy"], variant)
        self._take(variant, fields, match.record.line)

    def _add(self, match: Match) -> None:
        if len(self._fields) >= MAX_VARIANTS:
            message = (
                f"A product has at most {MAX_VARIANTS} variants; this one is left out. Split the "
                "product."
            )
            self._notes.add(match.record.line, None, "too_many_variants", message)
            return
        fields = self._merged(dict(_NEW), match)
        fields["prices"] = first_prices(match.record, self._target, self._notes)
        self._wish(match.record, fields["policy"], None)
        self._changed = True
        self._fields.append(fields)
        self._lines.append(match.record.line)

    def _merged(self, fields: dict[str, Any], match: Match) -> dict[str, Any]:
        """The fields with what the record states of them; a blank cell sets a field back."""
        record = match.record
        fields["options"] = match.options
        fields["policy"] = _policy(fields["policy"], record)
        if "sku" in record.stated:
            fields["sku"] = record.sku
        if "barcode" in record.stated and self._fits(record):
            fields["barcode"] = record.barcode
        if "grams" in record.stated:
            fields["weight_grams"] = record.grams or 0
        for name in ("requires_shipping", "taxable"):
            if name in record.stated:
                fields[name] = getattr(record, name) is not False
        if record.image_src is not None:
            fields["media_id"] = self._picture(record.image_src, record) or fields["media_id"]
        elif "image_src" in record.stated:
            fields["media_id"] = None
        return fields

    def _picture(self, src: str, record: VariantRecord) -> UUID | None:
        found = self._known.pictures.get(src)
        if found is None:
            message = f"'{shown(src)}' is too long an address; the cell is left out."
            self._notes.add(record.line, "Variant Image", "too_long", message)
        return found

    def _fits(self, record: VariantRecord) -> bool:
        code = record.barcode or ""
        if len(code) <= _CODE_LIMIT and one_line(code) == code:
            return True
        message = (
            f"'{shown(code)}' is longer than {_CODE_LIMIT} characters, or not on one line; the "
            "cell is left out. Shorten it."
        )
        self._notes.add(record.line, "Variant Barcode", "too_long", message)
        return False

    def _wish(self, record: VariantRecord, policy: str, variant: VariantView | None) -> None:
        units = record.inventory_qty
        if units is None or policy == "untracked":
            return
        if variant is None or self._known.units.get(variant.id) != units:
            self._stock.append(
                StockWish(
                    line=record.line,
                    units=units,
                    variant_id=variant.id if variant else None,
                    index=len(self._fields),
                    countable=variant is not None and variant.policy != "untracked",
                )
            )

    def _release(self, variant: VariantView) -> None:
        """A later product of the file may have the SKU that this variant gives up."""
        if variant.sku is not None:
            self._known.skus.pop(variant.sku, None)


def _fields(variant: VariantView) -> dict[str, Any]:
    return {name: getattr(variant, name) for name in _COMPARED}


def _policy(before: str, record: VariantRecord) -> Policy:
    """Shopify counts what has a tracker. A file without that column counts what is counted here."""
    counted = before != "untracked"
    if "inventory_tracker" in record.stated:
        counted = record.inventory_tracker is not None
    if not counted:
        return "untracked"
    if "inventory_policy" in record.stated:
        return "backorder" if record.inventory_policy == "continue" else "deny"
    return "backorder" if before == "backorder" else "deny"
