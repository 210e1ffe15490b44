"""Reading categories and collections."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.catalog.errors import UnknownCategory, UnknownCollection
from shopwright.commerce.catalog.models import Category, Collection
from shopwright.commerce.catalog.types import CategoryView, CollectionView
from shopwright.platform.db import read


def categories() -> tuple[CategoryView, ...]:
    """The whole tree: parents before children, siblings by position, then title."""
    with read() as db:
        rows = db.scalars(
            select(Category)
            .order_by(Category.position, Category.title, Category.id)
            .execution_options(populate_existing=True)
        ).all()
    children: dict[UUID | None, list[CategoryView]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(_category(row))
    found: list[CategoryView] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        view = waiting.pop()
        found.append(view)
        waiting.extend(reversed(children.get(view.id, [])))
    return tuple(found)


def category(category_id: UUID) -> CategoryView:
    """Raises `UnknownCategory`."""
    with read() as db:
        row = db.get(Category, category_id, populate_existing=True)
    if row is None:
        raise UnknownCategory(category_id)
    return _category(row)


def category_version(category_id: UUID) -> UUID | None:
    """What `If-Match` is compared with; None where there is no such category."""
    with read() as db:
        return db.scalar(select(Category.version).where(Category.id == category_id))


def collections() -> tuple[CollectionView, ...]:
    """All collections by title."""
    with read() as db:
        rows = db.scalars(
            select(Collection)
            .order_by(Collection.title, Collection.id)
            .execution_options(populate_existing=True)
        ).all()
    return tuple(map(_collection, rows))


def collection(collection_id: UUID) -> CollectionView:
    """Raises `UnknownCollection`."""
    with read() as db:
        row = db.get(Collection, collection_id, populate_existing=True)
    if row is None:
        raise UnknownCollection(collection_id)
    return _collection(row)


def collection_version(collection_id: UUID) -> UUID | None:
    """What `If-Match` is compared with; None where there is no such collection."""
    with read() as db:
        return db.scalar(select(Collection.version).where(Collection.id == collection_id))


def _category(row: Category) -> CategoryView:
    return CategoryView(
        id=row.id,
        parent_id=row.parent_id,
        handle=row.handle,
        title=row.title,
        description_html=row.description_html,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        position=row.position,
        path=tuple(map(UUID, row.path.split("/"))),
        version=row.version,
    )


def _collection(row: Collection) -> CollectionView:
    return CollectionView(
        id=row.id,
        handle=row.handle,
        title=row.title,
        description_html=row.description_html,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        published=row.published,
        version=row.version,
    )
