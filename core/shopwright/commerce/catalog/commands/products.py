"""Creating, changing and removing products.

Each command is one transaction that ends with the product's documents written anew, so that what
shoppers read is never older than what staff saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.commands.pieces import (
    add_variant_pictures,
    write_categories,
    write_pictures,
    write_prices,
    write_tags,
)
from shopwright.commerce.catalog.commands.variants import (
    current_options,
    current_variants,
    derive_options,
    remove_variants,
    write_variants,
)
from shopwright.commerce.catalog.documents import publish, withdraw
from shopwright.commerce.catalog.errors import Changed, HandleTaken, SkuTaken, UnknownProduct
from shopwright.commerce.catalog.handles import choose_handle, forget_former_handles, rename
from shopwright.commerce.catalog.hooks import (
    ProductCreated,
    ProductDeleted,
    ProductDraft,
    ProductUpdated,
    product_validate,
)
from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.stock_state import settle_variant_states
from shopwright.commerce.catalog.text import clean_html
from shopwright.commerce.catalog.types import (
    OptionInput,
    ProductInput,
    ProductPatch,
    ProductView,
    Status,
    VariantInput,
)
from shopwright.commerce.catalog.wording import forget_translations
from shopwright.commerce.custom_fields.commands import forget_values
from shopwright.commerce.pricing.ranges import touch_products
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.hooks.dispatch import veto
from shopwright.platform.ids import uuid7

_COLUMNS = (
    "title",
    "vendor",
    "product_type",
    "tax_category",
    "seo_title",
    "seo_description",
    "status",
)
_CHUNK = 100


@command()
def create_product(product: ProductInput) -> ProductView:
    """Add a product with all that belongs to it.

    Raises `ProductInvalid`, `SkuTaken`, `HandleTaken`, or `Invalid` from `product_validate`.
    """
    db = session()
    row = Product(id=uuid7(), title=product.title, created_at=now())
    row.handle = choose_handle(db, Product, wanted=product.handle, title=product.title)
    db.add(row)
    values = _values(product, set(ProductInput.model_fields))
    if not product.variants:
        values["variants"] = (VariantInput(),)
    view = _save(db, row, values, new=True)
    emit(
        ProductCreated(product_id=view.id, handle=view.handle, title=view.title, status=view.status)
    )
    audit.record("product.create", "product", view.id, handle=view.handle)
    return view


@command()
def replace_product(
    product_id: UUID, product: ProductInput, *, version: UUID | None = None
) -> ProductView:
    """Make the product what `product` says; variants keep their ids where they match.

    Raises as `create_product`, and `UnknownProduct`, `HasStock`, `Changed` (see `version`).
    """
    values = _values(product, set(ProductInput.model_fields) - {"handle"})
    if product.handle is not None:
        values["handle"] = product.handle
    return change_product(product_id, values, version)


@command()
def update_product(
    product_id: UUID, changes: ProductPatch, *, version: UUID | None = None
) -> ProductView:
    """Change the fields that `changes` sets. With `version`, only if nobody else did since.

    Raises as `replace_product`.
    """
    return change_product(product_id, given_values(changes), version)


@command()
def set_status(product_ids: Sequence[UUID], status: Status) -> int:
    """Publish, unpublish or archive many products; returns how many were in another state."""
    db = session()
    rows = db.scalars(
        select(Product)
        .where(Product.id.in_(list(product_ids)), Product.status != status)
        .order_by(Product.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        row.status = status
        row.published_at = row.published_at or (now() if status == "active" else None)
        _stamp(row)
    db.flush()
    for start in range(0, len(rows), _CHUNK):
        publish(db, [row.id for row in rows[start : start + _CHUNK]])
    for row in rows:
        tell_updated(row.id, row.handle, row.status, {"status"})
    return len(rows)


@command()
def delete_product(product_id: UUID) -> None:
    """Remove a product for good; orders keep their copies. Raises `UnknownProduct`, `HasStock`."""
    db = session()
    row = lock_product(db, product_id)
    variants = current_variants(db, product_id)
    remove_variants(db, variants)
    forget_values(db, "product", [product_id])
    forget_former_handles(db, "product", product_id)
    forget_translations(db, "product", product_id)
    withdraw(db, [product_id])
    skus = tuple(sorted(variant.sku for variant in variants if variant.sku))
    event = ProductDeleted(product_id=product_id, handle=row.handle, title=row.title, skus=skus)
    db.execute(
        delete(Product)
        .where(Product.id == product_id)
        .execution_options(synchronize_session="fetch")
    )
    emit(event)
    audit.record("product.delete", "product", product_id, handle=event.handle, title=event.title)


def lock_product(db: Session, product_id: UUID, version: UUID | None = None) -> Product:
    """The row, locked; raises `UnknownProduct`, or `Changed` when it is of another version."""
    row = db.get(Product, product_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownProduct(product_id)
    if version is not None and row.version != version:
        raise Changed("product")
    return row


def given_values(changes: ProductPatch) -> dict[str, Any]:
    """The fields that a patch sets."""
    given = {name for name in changes.model_fields_set if getattr(changes, name) is not None}
    return _values(changes, given | changes.model_fields_set & {"published_at"})


def _values(source: ProductInput | ProductPatch, names: set[str]) -> dict[str, Any]:
    return {name: getattr(source, name) for name in names}


def change_product(
    product_id: UUID, values: dict[str, Any], version: UUID | None = None
) -> ProductView:
    """Write these fields of a product, in the open transaction, and publish it anew."""
    db = session()
    row = lock_product(db, product_id, version)
    if "handle" in values:
        rename(db, row, values["handle"])
    view = _save(db, row, values, new=False)
    tell_updated(view.id, view.handle, view.status, values)
    return view


def _save(db: Session, row: Product, values: dict[str, Any], *, new: bool) -> ProductView:
    set_fields(row, values)
    flush(db)
    write_parts(db, row, values)
    flush(db)
    settle_variant_states(db, [row.id])
    view = load_products(db, [row.id])[0]
    veto(
        product_validate,
        ProductDraft(product=view, new=new),
        code="product_invalid",
        message="The product cannot be saved like this.",
    )
    publish(db, [row.id], loaded=[view])
    return view


def set_fields(row: Product, values: Mapping[str, Any]) -> None:
    """Set what is stored with the product itself, except its handle."""
    for name in _COLUMNS:
        if name in values:
            setattr(row, name, values[name])
    if "description_html" in values:
        row.description_html = clean_html(values["description_html"])
    if values.get("published_at") is not None:
        row.published_at = values["published_at"]
    if row.status == "active" and row.published_at is None:
        row.published_at = now()
    _stamp(row)


def write_parts(db: Session, row: Product, values: Mapping[str, Any]) -> None:
    """Write the lists that belong to a stored product, and its variants."""
    if values.get("tags") is not None:
        write_tags(db, row.id, values["tags"])
    if values.get("category_ids") is not None:
        write_categories(db, row.id, values["category_ids"])
    if values.get("media") is not None:
        write_pictures(db, row.id, values["media"])
    variants: tuple[VariantInput, ...] | None = values.get("variants") or None
    options: tuple[OptionInput, ...] | None = values.get("options")
    if variants is None and options is None:
        return
    if variants is None:
        variants = tuple(map(as_input, current_variants(db, row.id)))
    if options is None:
        options = _options_for(db, row.id, variants)
    add_variant_pictures(db, row.id, variants)
    ids = write_variants(db, row, options, variants)
    flush(db)
    write_prices(db, row.id, list(zip(ids, variants, strict=True)))


def _options_for(
    db: Session, product_id: UUID, variants: tuple[VariantInput, ...]
) -> tuple[OptionInput, ...]:
    """What the variants name, in the order that the product's options already have."""
    named = {option.name: option for option in derive_options(variants)}
    known = {row.name: row.option_values for row in current_options(db, product_id)}
    if set(known) != set(named):
        return tuple(named.values())
    return tuple(
        OptionInput(
            name=name,
            values=tuple(
                dict.fromkeys(
                    [*(v for v in values if v in named[name].values), *named[name].values]
                )
            ),
        )
        for name, values in known.items()
    )


def as_input(row: Variant) -> VariantInput:
    """A variant as it is, to be written again beside a changed one."""
    return VariantInput(
        id=row.id,
        sku=row.sku,
        barcode=row.barcode,
        options=row.options,
        weight_grams=row.weight_grams,
        policy=row.policy,  # type: ignore[arg-type]
        requires_shipping=row.requires_shipping,
        taxable=row.taxable,
        active=row.active,
        media_id=row.media_id,
    )


def flush(db: Session) -> None:
    """Write what is pending. What another transaction took meanwhile is a typed error."""
    try:
        db.flush()
    except IntegrityError as error:
        if (known := conflict(error)) is None:
            raise
        raise known from error


def conflict(error: IntegrityError) -> SkuTaken | HandleTaken | None:
    """What a violated constraint of products and variants means to the caller."""
    text = str(error.orig)
    if "sku" in text:
        return SkuTaken("Somebody else just took one of the SKUs; try again.")
    if "handle" in text:
        return HandleTaken()
    return None


def _stamp(row: Product) -> None:
    row.updated_at = now()
    row.version = uuid7()


def tell_updated(
    product_id: UUID, handle: str, status: str, changed: Mapping[str, Any] | set[str]
) -> None:
    """Tell everybody which fields of a product were changed."""
    names = tuple(sorted(changed))
    emit(ProductUpdated(product_id=product_id, handle=handle, status=status, changed=names))
    audit.record("product.update", "product", product_id, handle=handle, changed=list(names))
    touch_products([product_id])
