"""How far the shop's other languages are, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.handles import KINDS, Kind
from shopwright.commerce.catalog.models import Category, Collection, Product, ProductChoice
from shopwright.commerce.catalog.types import Texts
from shopwright.commerce.catalog.word_models import OptionText, Swatch, Translation
from shopwright.commerce.catalog.wording import load_texts, other_locales
from shopwright.platform.db import read

_MODELS: Mapping[Kind, Any] = {kind: model for model, kind in KINDS.items()}
_FIELDS = ("description_html", "seo_title", "seo_description")
_MOST_VALUES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much of one kind is translated into one language: whole, all that has a text."""

    locale: str
    kind: Literal["product", "category", "collection", "option"]
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Untranslated:
    """A product, category or collection that lacks texts in some language."""

    id: UUID
    handle: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValue:
    """A value of an option that is sold, or, with an empty `value`, the option itself.

    `texts` has its translations by locale, `color` its swatch.
    """

    name: str
    value: str
    color: str | None
    texts: Mapping[str, str] = field(default_factory=dict)


def translations(kind: Kind, owner_id: UUID) -> dict[str, Texts]:
    """The texts by locale, of every language but the first; empty where nobody translated."""
    with read() as db:
        found = load_texts(db, kind, [owner_id])
    return {locale: found.get((owner_id, locale), Texts()) for locale in other_locales()}


def translation_progress() -> tuple[Progress, ...]:
    """For every language and kind; two statements per kind."""
    if not other_locales():
        return ()
    with read() as db:
        return tuple(item for kind in (*_MODELS, None) for item in _progress(db, kind))


def untranslated(
    kind: Kind, locale: str, *, limit: int = 24, after: UUID | None = None
) -> list[Untranslated]:
    """One page of what is not whole in this language, the newest first."""
    model = _MODELS[kind]
    statement = (
        select(model.id, model.handle, model.title)
        .outerjoin(
            Translation,
            and_(
                Translation.kind == kind,
                Translation.owner_id == model.id,
                Translation.locale == locale,
            ),
        )
        .where(or_(Translation.owner_id.is_(None), ~_whole(model)))
        .order_by(model.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(model.id < after)
    with read() as db:
        return [
            Untranslated(id=id_, handle=handle, title=title)
            for id_, handle, title in db.execute(statement)
        ]


def option_values() -> tuple[OptionValue, ...]:
    """Options that products are sold by, each followed by its values; three statements."""
    pair = select(ProductChoice.name, ProductChoice.value).distinct()
    with read() as db:
        pairs = db.execute(pair.order_by("name", "value").limit(_MOST_VALUES)).all()
        names = {name for name, _ in pairs}
        colors = {
            (row.name, row.value): row.color
            for row in db.execute(
                select(Swatch.name, Swatch.value, Swatch.color).where(Swatch.name.in_(names))
            )
        }
        texts: dict[tuple[str, str], dict[str, str]] = {}
        words = select(OptionText).where(
            OptionText.name.in_(names), OptionText.locale.in_(other_locales())
        )
        for row in db.scalars(words):
            texts.setdefault((row.name, row.value), {})[row.locale] = row.text
    every = sorted({(name, "") for name in names} | {(name, value) for name, value in pairs})
    return tuple(
        OptionValue(
            name=name,
            value=value,
            color=colors.get((name, value)),
            texts=texts.get((name, value), {}),
        )
        for name, value in every
    )


def _progress(db: Session, kind: Kind | None) -> Iterator[Progress]:
    if kind is None:
        yield from _option_progress(db)
        return
    model = _MODELS[kind]
    total = db.scalar(select(func.count()).select_from(model)) or 0
    rows = db.execute(
        select(Translation.locale, func.count().label("done"))
        .join(model, model.id == Translation.owner_id)
        .where(Translation.kind == kind, _whole(model))
        .group_by(Translation.locale)
    )
    done = {row.locale: row.done for row in rows}
    for locale in other_locales():
        yield Progress(locale=locale, kind=kind, done=done.get(locale, 0), total=total)


def _option_progress(db: Session) -> Iterator[Progress]:
    """Names and values count alike."""
    names = select(ProductChoice.name, literal("", Text()).label("value"))
    pairs = (
        select(ProductChoice.name, ProductChoice.value).union(names.distinct()).subquery("pairs")
    )
    total = db.scalar(select(func.count()).select_from(pairs)) or 0
    rows = db.execute(
        select(OptionText.locale, func.count().label("done"))
        .join(pairs, and_(pairs.c.name == OptionText.name, pairs.c.value == OptionText.value))
        .group_by(OptionText.locale)
    )
    done = {row.locale: row.done for row in rows}
    for locale in other_locales():
        yield Progress(locale=locale, kind="option", done=done.get(locale, 0), total=total)


def _whole(model: type[Product] | type[Category] | type[Collection]) -> ColumnElement[bool]:
    """Whether each text that is there has a translation."""
    pairs = [
        or_(getattr(model, name) == "", getattr(Translation, name).is_not(None)) for name in _FIELDS
    ]
    return and_(Translation.title.is_not(None), *pairs)
