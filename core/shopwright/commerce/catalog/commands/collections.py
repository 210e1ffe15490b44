"""Changing collections: lists put together by hand in an order of their own, or by rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.commands.products import flush
from shopwright.commerce.catalog.errors import Changed, CollectionInvalid, UnknownCollection
from shopwright.commerce.catalog.handles import choose_handle, forget_former_handles, rename
from shopwright.commerce.catalog.membership import check_collection
from shopwright.commerce.catalog.models import Collection, CollectionProduct, Product
from shopwright.commerce.catalog.queries.tree import collection
from shopwright.commerce.catalog.rules import CollectionRules
from shopwright.commerce.catalog.text import clean_html
from shopwright.commerce.catalog.types import CollectionInput, CollectionPatch, CollectionView
from shopwright.commerce.catalog.wording import forget_translations
from shopwright.platform import audit
from shopwright.platform.cache import touch
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem
from shopwright.platform.ids import uuid7

MAX_PRODUCTS = 5000
_PLAIN = ("title", "seo_title", "seo_description", "published", "sort")


@command()
def create_collection(collection: CollectionInput) -> CollectionView:
    """Add a collection: empty, or soon filled by its rules.

    Raises `HandleTaken`, `CollectionInvalid`.
    """
    db = session()
    row = Collection(id=uuid7(), title=collection.title, sort="manual", rules=None)
    row.handle = choose_handle(db, Collection, wanted=collection.handle, title=collection.title)
    db.add(row)
    values = collection.model_dump(exclude={"handle", "rules"}, exclude_none=True)
    return _save(db, row, values | {"rules": collection.rules}, "collection.create")


@command()
def update_collection(
    collection_id: UUID, changes: CollectionPatch, *, version: UUID | None = None
) -> CollectionView:
    """Change the fields that `changes` sets. Products follow new rules in the background.

    Raises `UnknownCollection`, `HandleTaken`, `CollectionInvalid`, `Changed`.
    """
    db = session()
    row = _lock(db, collection_id)
    if version is not None and row.version != version:
        raise Changed("collection")
    values = changes.model_dump(exclude={"rules"}, exclude_unset=True, exclude_none=True)
    if "rules" in changes.model_fields_set:
        values["rules"] = changes.rules
    handle = values.pop("handle", None)
    if handle is not None:
        rename(db, row, handle)
    return _save(db, row, values, "collection.update")


@command()
def delete_collection(collection_id: UUID) -> None:
    """Remove a collection; its products stay. Raises `UnknownCollection`."""
    db = session()
    row = _lock(db, collection_id)
    handle = row.handle
    db.execute(delete(CollectionProduct).where(CollectionProduct.collection_id == collection_id))
    forget_former_handles(db, "collection", collection_id)
    forget_translations(db, "collection", collection_id)
    db.delete(row)
    db.flush()
    audit.record("collection.delete", "collection", collection_id, handle=handle)
    touch("catalog", "tree")


@command()
def set_collection_products(collection_id: UUID, product_ids: Sequence[UUID]) -> int:
    """Make these the collection's products, in this order; returns how many there are.

    Raises `UnknownCollection`, `CollectionInvalid`.
    """
    db = session()
    _by_hand(_lock(db, collection_id))
    ids = list(dict.fromkeys(product_ids))
    if len(ids) > MAX_PRODUCTS:
        raise CollectionInvalid(f"A collection holds at most {MAX_PRODUCTS} products.")
    _refuse_unknown(db, product_ids)
    db.execute(delete(CollectionProduct).where(CollectionProduct.collection_id == collection_id))
    _append(db, collection_id, ids, 0)
    _changed(collection_id, len(ids))
    return len(ids)


@command()
def add_to_collection(collection_id: UUID, product_ids: Sequence[UUID]) -> int:
    """Put products at the end; those already there keep their place. Returns how many are new."""
    db = session()
    _by_hand(_lock(db, collection_id))
    _refuse_unknown(db, product_ids)
    own = CollectionProduct.collection_id == collection_id
    have = set(db.scalars(select(CollectionProduct.product_id).where(own)))
    fresh = [p for p in dict.fromkeys(product_ids) if p not in have]
    if len(have) + len(fresh) > MAX_PRODUCTS:
        raise CollectionInvalid(f"A collection holds at most {MAX_PRODUCTS} products.")
    last = db.scalar(select(func.max(CollectionProduct.position)).where(own))
    _append(db, collection_id, fresh, 0 if last is None else last + 1)
    _changed(collection_id, len(fresh))
    return len(fresh)


@command()
def remove_from_collection(collection_id: UUID, product_ids: Sequence[UUID]) -> None:
    """Take products out; those that are not there are no error.

    Raises `UnknownCollection`, `CollectionInvalid`.
    """
    db = session()
    _by_hand(_lock(db, collection_id))
    db.execute(
        delete(CollectionProduct).where(
            CollectionProduct.collection_id == collection_id,
            CollectionProduct.product_id.in_(list(product_ids)),
        )
    )
    _changed(collection_id, -len(product_ids))


def _lock(db: Session, collection_id: UUID) -> Collection:
    row = db.get(Collection, collection_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownCollection(collection_id)
    return row


def _by_hand(row: Collection) -> None:
    if row.rules is not None:
        raise CollectionInvalid(
            f"Rules choose the products of '{row.title}'; change those, or take them away first."
        )


def _refuse_unknown(db: Session, product_ids: Sequence[UUID]) -> None:
    known = set(db.scalars(select(Product.id).where(Product.id.in_(list(product_ids)))))
    problems = [
        Problem(
            code="unknown_product",
            message=f"There is no product {product_id}.",
            field=f"product_ids.{index}",
        )
        for index, product_id in enumerate(product_ids)
        if product_id not in known
    ]
    if problems:
        raise CollectionInvalid("Some of the products are not there.", problems=problems)


def _append(db: Session, collection_id: UUID, product_ids: Sequence[UUID], start: int) -> None:
    rows = [
        {"collection_id": collection_id, "product_id": product_id, "position": position}
        for position, product_id in enumerate(product_ids, start)
    ]
    if rows:
        db.execute(insert(CollectionProduct), rows)


def _changed(collection_id: UUID, count: int) -> None:
    audit.record("collection.products", "collection", collection_id, count=count)
    touch("catalog")


def _save(db: Session, row: Collection, values: dict[str, Any], action: str) -> CollectionView:
    for name in _PLAIN:
        if name in values:
            setattr(row, name, values[name])
    if "description_html" in values:
        row.description_html = clean_html(values["description_html"])
    rules: CollectionRules | None = values.get("rules")
    if "rules" in values:
        row.rules = rules.model_dump_json() if rules is not None else None
    if row.rules is not None and row.sort == "manual":
        row.sort = _sort_by_rules(values.get("sort"))
    row.version = uuid7()
    flush(db)
    if rules is not None:
        check_collection(db, row.id, rules)
    audit.record(action, "collection", row.id, handle=row.handle)
    touch("catalog", "tree")
    return collection(row.id)


def _sort_by_rules(wanted: str | None) -> str:
    """What rules have chosen is in no order of its own."""
    if wanted == "manual":
        message = "What rules choose has no order made by hand; choose another one."
        problem = Problem(code="no_manual_order", message=message, field="sort")
        raise CollectionInvalid(message, problems=[problem])
    return "newest"
