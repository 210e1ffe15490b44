"""Changing the category tree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.commands.products import flush
from shopwright.commerce.catalog.errors import (
    CategoryInvalid,
    CategoryNotEmpty,
    Changed,
    UnknownCategory,
)
from shopwright.commerce.catalog.handles import choose_handle, forget_former_handles, rename
from shopwright.commerce.catalog.hooks import CategoryUpdated
from shopwright.commerce.catalog.models import Category, CategoryListing, ProductCategory
from shopwright.commerce.catalog.queries.tree import category
from shopwright.commerce.catalog.rebuild import queue_documents
from shopwright.commerce.catalog.text import clean_html
from shopwright.commerce.catalog.types import CategoryInput, CategoryPatch, CategoryView
from shopwright.commerce.catalog.wording import forget_translations
from shopwright.commerce.custom_fields.commands import forget_values
from shopwright.platform import audit
from shopwright.platform.cache import touch
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7

MAX_DEPTH = 20
_PLAIN = ("title", "seo_title", "seo_description", "position")


@command()
def create_category(category: CategoryInput) -> CategoryView:
    """Add a node to the tree. Raises `CategoryInvalid`, `HandleTaken`."""
    db = session()
    row = Category(id=uuid7(), title=category.title)
    row.handle = choose_handle(db, Category, wanted=category.handle, title=category.title)
    _place(db, row, category.parent_id)
    db.add(row)
    values = category.model_dump(exclude={"handle", "parent_id"})
    return _save(db, row, values, "created")


@command()
def update_category(
    category_id: UUID, changes: CategoryPatch, *, version: UUID | None = None
) -> CategoryView:
    """Change the fields that `changes` sets; `parent_id` moves it with everything below it.

    Raises `UnknownCategory`, `CategoryInvalid` (also for a move below itself), `HandleTaken`,
    `Changed`.
    """
    db = session()
    row = _lock_tree(db, category_id)
    if version is not None and row.version != version:
        raise Changed("category")
    given = changes.model_fields_set
    if "handle" in given and changes.handle is not None:
        rename(db, row, changes.handle)
    moved = "parent_id" in given and changes.parent_id != row.parent_id
    if moved:
        _move(db, row, changes.parent_id)
    values = changes.model_dump(include=given - {"handle", "parent_id"}, exclude_none=True)
    return _save(db, row, values, "moved" if moved else "updated")


@command()
def delete_category(category_id: UUID) -> None:
    """Remove a category without children; its products stay. Raises `CategoryNotEmpty`."""
    db = session()
    row = _lock_tree(db, category_id)
    child = db.scalar(select(Category.title).where(Category.parent_id == category_id).limit(1))
    if child is not None:
        raise CategoryNotEmpty(
            f"'{row.title}' has categories below it, such as '{child}'; move or delete those first."
        )
    queue_below(db, row.path)
    handle = row.handle
    db.execute(delete(ProductCategory).where(ProductCategory.category_id == category_id))
    db.execute(delete(CategoryListing).where(CategoryListing.category_id == category_id))
    forget_values(db, "category", [category_id])
    forget_former_handles(db, "category", category_id)
    forget_translations(db, "category", category_id)
    db.delete(row)
    db.flush()
    _tell(category_id, handle, "deleted")


def _lock_tree(db: Session, category_id: UUID) -> Category:
    """The row. All of the tree is locked, so that two moves cannot close a circle together."""
    rows = db.scalars(
        select(Category)
        .order_by(Category.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for row in rows.all():
        if row.id == category_id:
            return row
    raise UnknownCategory(category_id)


def _place(db: Session, row: Category, parent_id: UUID | None) -> None:
    parent = None if parent_id is None else db.get(Category, parent_id, with_for_update=True)
    if parent_id is not None and parent is None:
        raise _bad_parent("unknown_category", f"There is no category {parent_id}.")
    if parent is not None and row.id in map(UUID, parent.path.split("/")):
        raise _bad_parent("circle", f"'{parent.title}' lies below '{row.title}' itself.")
    row.parent_id = parent_id
    row.path = f"{parent.path}/{row.id}" if parent else str(row.id)
    if row.path.count("/") >= MAX_DEPTH:
        raise _bad_parent("too_deep", f"The tree has at most {MAX_DEPTH} levels.")


def _bad_parent(code: str, message: str) -> CategoryInvalid:
    problem = Problem(code=code, message=message, field="parent_id")
    return CategoryInvalid(message, problems=[problem])


def _move(db: Session, row: Category, parent_id: UUID | None) -> None:
    before = row.path
    _place(db, row, parent_id)
    below = db.scalars(select(Category).where(Category.path.startswith(before + "/")))
    for child in below.all():
        child.path = row.path + child.path[len(before) :]
        if child.path.count("/") >= MAX_DEPTH:
            raise _bad_parent("too_deep", f"The tree has at most {MAX_DEPTH} levels.")


def _save(db: Session, row: Category, values: dict[str, Any], change: Any) -> CategoryView:
    for name in _PLAIN:
        if name in values:
            setattr(row, name, values[name])
    if "description_html" in values:
        row.description_html = clean_html(values["description_html"])
    row.version = uuid7()
    flush(db)
    if change != "created":
        queue_below(db, row.path)
    _tell(row.id, row.handle, change)
    return category(row.id)


def queue_below(db: Session, path: str) -> None:
    """Names and trails of the products in this branch are in their documents."""
    inside = (Category.path == path) | Category.path.startswith(path + "/")
    queue_documents(
        db,
        select(ProductCategory.product_id)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(inside),
    )


def _tell(category_id: UUID, handle: str, change: Any) -> None:
    emit(CategoryUpdated(category_id=category_id, handle=handle, change=change))
    audit.record(f"category.{change}", "category", category_id, handle=handle)
    touch("catalog", "tree")
