"""Comparing a record with the product that the shop has: what would have to change, if anything.

Nothing is written here. A product that the record says nothing new of gets no change, so its
documents are not written again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from shopwright.commerce.catalog.commands.pieces import unique_tags
from shopwright.commerce.catalog.shopify import cells
from shopwright.commerce.catalog.shopify.known import Known
from shopwright.commerce.catalog.shopify.names import Entry
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.plan_pictures import plan_pictures
from shopwright.commerce.catalog.shopify.plan_variants import StockWish, VariantPlan, plan_variants
from shopwright.commerce.catalog.shopify.refusals import note_invalid
from shopwright.commerce.catalog.shopify.target import Target
from shopwright.commerce.catalog.shopify.texts import line_feeds, one_line
from shopwright.commerce.catalog.shopify.types import ProductRecord
from shopwright.commerce.catalog.text import clean_html
from shopwright.commerce.catalog.types import ProductInput, ProductPatch, ProductView, Status
from shopwright.commerce.pricing import PriceChange

Outcome = Literal["created", "updated", "unchanged", "skipped"]

_LINES = ("vendor", "product_type", "seo_title")
_LIMITS = {"body_html": ("Body (HTML)", 200_000), "seo_description": ("SEO Description", 1000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a record means for its product.

    One of `create` and `patch` at most; neither, no price and no stock: nothing is to be done.
    `lines` are those of the variants in `create` or `patch`.
    """

    entry: Entry
    notes: Notes
    view: ProductView | None = None
    create: ProductInput | None = None
    patch: ProductPatch | None = None
    lines: tuple[int, ...] = ()
    prices: tuple[PriceChange, ...] = ()
    stock: tuple[StockWish, ...] = ()
    refused: bool = False

    @property
    def outcome(self) -> Outcome:
        """What becomes of the product if nobody objects."""
        if self.refused:
            return "skipped"
        if self.create is not None:
            return "created"
        return "updated" if self.patch or self.prices or self.stock else "unchanged"


def acceptable(entry: Entry, known: Known) -> bool:
    """Whether there can be a product: a new one needs a title to be called by."""
    return entry.handle in known.products or bool(one_line(entry.record.title or ""))


def plan_product(entry: Entry, known: Known, target: Target, notes: Notes) -> Plan:
    """Compare the record with the shop. What cannot be is noted and left out."""
    record, view = entry.record, known.products.get(entry.handle)
    if not acceptable(entry, known):
        message = (
            "There is no product of this handle yet, and a new one needs a title; the product is "
            "left out. Write the title in its first row."
        )
        notes.add(record.line, "Title", "missing_title", message)
        return Plan(entry=entry, notes=notes, refused=True)
    values = dict(_values(record, view, notes))
    try:
        variants = plan_variants(entry, view, known, target, notes)
        pictures = plan_pictures(record, view, variants.pictures, known, notes)
        if pictures is not None:
            values["media"] = pictures
        if variants.variants is not None:
            values["variants"] = variants.variants
        return _plan(entry, notes, view, values, variants)
    except ValidationError as error:
        note_invalid(error, record, notes)
        return Plan(entry=entry, notes=notes, refused=True)


def _plan(
    entry: Entry,
    notes: Notes,
    view: ProductView | None,
    values: dict[str, Any],
    variants: VariantPlan,
) -> Plan:
    create = patch = None
    if view is None:
        create = ProductInput(handle=entry.handle, **values)
    elif changed := {name: value for name, value in values.items() if _differs(view, name, value)}:
        patch = ProductPatch(**changed)
    return Plan(
        entry=entry,
        notes=notes,
        view=view,
        create=create,
        patch=patch,
        lines=variants.lines,
        prices=variants.prices,
        stock=variants.stock,
    )


def _values(
    record: ProductRecord, view: ProductView | None, notes: Notes
) -> Iterator[tuple[str, Any]]:
    """The fields that the record states. A title cannot be cleared."""
    if title := one_line(record.title or ""):
        yield "title", title
    for name in _LINES:
        if name in record.stated:
            yield name, one_line(getattr(record, name) or "")
    for name, (column, limit) in _LIMITS.items():
        text = (getattr(record, name) or "").strip()
        if len(text) > limit:
            message = (
                f"The text has {len(text)} characters, more than {limit}; the cell is left out. "
                "Shorten it."
            )
            notes.add(record.line, column, "too_long", message)
        elif name in record.stated:
            yield ("description_html" if name == "body_html" else name), text
    if "tags" in record.stated:
        yield "tags", tuple(filter(None, map(one_line, record.tags)))
    if (status := _status(record, view, notes)) is not None:
        yield "status", status


def _status(record: ProductRecord, view: ProductView | None, notes: Notes) -> Status | None:
    """Sold is what is both active and published; None: as it is.

    Shopify publishes a new product whose cell is blank.
    """
    if record.gift_card:
        message = (
            "This shop has no gift cards, and would sell it as an ordinary product; it is kept as "
            "a draft."
        )
        notes.add(record.line, "Gift Card", "gift_card", message)
        return "draft"
    if record.status in ("draft", "archived"):
        return record.status
    if record.status == "active":
        return "draft" if record.published is False else "active"
    if record.published is not None:
        archived = view is not None and view.status == "archived"
        return "active" if record.published else "archived" if archived else "draft"
    if view is not None:
        return None
    return "active" if "published" in record.stated or "status" in record.stated else "draft"


def _differs(view: ProductView, name: str, value: Any) -> bool:
    if name in ("variants", "media"):
        return True
    if name == "description_html":
        return clean_html(value) != line_feeds(view.description_html)
    if name == "seo_description":
        return bool(value != line_feeds(view.seo_description))
    if name == "tags":
        # A tag with a comma comes back from a file as two.
        stored = cells.tags(",".join(view.tags)) or ()
        return unique_tags(value) != unique_tags(stored)
    return bool(value != getattr(view, name))
