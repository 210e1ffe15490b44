"""Reading categories and collections.

With a `locale`, their texts are those of this language, and else the shop's own, field by field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Select, and_, select

from shopwright.commerce.catalog.errors import UnknownCategory, UnknownCollection
from shopwright.commerce.catalog.handles import KINDS
from shopwright.commerce.catalog.models import Category, Collection
from shopwright.commerce.catalog.queries.redirects import missing
from shopwright.commerce.catalog.queries.storefront import Sort
from shopwright.commerce.catalog.rules import CollectionRules
from shopwright.commerce.catalog.types import CategoryView, CollectionSort, CollectionView
from shopwright.commerce.catalog.word_models import Translation
from shopwright.commerce.catalog.wording import other_locales
from shopwright.platform.db import read

_View = TypeVar("_View", CategoryView, CollectionView)
_TEXTS = ("title", "description_html", "seo_title", "seo_description")


def categories(locale: str | None = None) -> tuple[CategoryView, ...]:
    """The whole tree: parents before children, siblings by position, then title. One statement."""
    statement = _with_texts(Category, locale)
    statement = statement.order_by(Category.position, Category.title, Category.id)
    with read() as db:
        rows = db.execute(statement.execution_options(populate_existing=True)).all()
    children: dict[UUID | None, list[CategoryView]] = {}
    for row, *texts in rows:
        children.setdefault(row.parent_id, []).append(_in_words(_category(row), texts))
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


def category_by_handle(
    handle: str, locale: str | None = None
) -> tuple[CategoryView, tuple[CategoryView, ...]]:
    """The category, and the whole tree that it stands in. Raises `UnknownCategory`, or `Moved`."""
    tree = categories(locale)
    found = next((view for view in tree if view.handle == handle), None)
    if found is None:
        raise missing("category", handle, UnknownCategory)
    return found, tree


def category_version(category_id: UUID) -> UUID | None:
    """What `If-Match` is compared with; None where there is no such category."""
    with read() as db:
        return db.scalar(select(Category.version).where(Category.id == category_id))


def collections(locale: str | None = None) -> tuple[CollectionView, ...]:
    """All collections by title, published or not. One statement."""
    statement = _with_texts(Collection, locale).order_by(Collection.title, Collection.id)
    with read() as db:
        rows = db.execute(statement.execution_options(populate_existing=True)).all()
    return tuple(_in_words(_collection(row), texts) for row, *texts in rows)


def collection(collection_id: UUID) -> CollectionView:
    """Raises `UnknownCollection`."""
    with read() as db:
        row = db.get(Collection, collection_id, populate_existing=True)
    if row is None:
        raise UnknownCollection(collection_id)
    return _collection(row)


def collection_by_handle(handle: str, locale: str | None = None) -> CollectionView:
    """A published collection, in one statement. Raises `UnknownCollection`, or `Moved`."""
    statement = _with_texts(Collection, locale).where(
        Collection.handle == handle, Collection.published
    )
    with read() as db:
        row = db.execute(statement.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise missing("collection", handle, UnknownCollection)
    return _in_words(_collection(row[0]), row[1:])


def collection_sort(handle: str) -> Sort:
    """The order that a collection's products are listed in, unless one is asked for."""
    with read() as db:
        found = db.scalar(select(Collection.sort).where(Collection.handle == handle))
    return "position" if found in (None, "manual") else cast(Sort, found)


def collection_version(collection_id: UUID) -> UUID | None:
    """What `If-Match` is compared with; None where there is no such collection."""
    with read() as db:
        return db.scalar(select(Collection.version).where(Collection.id == collection_id))


def _with_texts(model: type[Category] | type[Collection], locale: str | None) -> Select[Any]:
    if locale not in other_locales():
        return select(model)
    own = and_(
        Translation.kind == KINDS[model],
        Translation.owner_id == model.id,
        Translation.locale == locale,
    )
    columns = (getattr(Translation, name) for name in _TEXTS)
    return select(model, *columns).outerjoin(Translation, own)


def _in_words(view: _View, texts: Iterable[str | None]) -> _View:
    said: dict[str, Any] = {
        name: text for name, text in zip(_TEXTS, texts, strict=False) if text is not None
    }
    return replace(view, **said) if said else view


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
    rules = None if row.rules is None else CollectionRules.model_validate_json(row.rules)
    return CollectionView(
        id=row.id,
        handle=row.handle,
        title=row.title,
        description_html=row.description_html,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        published=row.published,
        sort=cast(CollectionSort, row.sort),
        rules=rules,
        version=row.version,
    )
