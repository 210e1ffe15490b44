"""Writing the catalog's texts in other languages, and the swatches of option values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.commands.categories import queue_below
from shopwright.commerce.catalog.commands.products import lock_product, tell_updated
from shopwright.commerce.catalog.documents import publish
from shopwright.commerce.catalog.errors import (
    TranslationInvalid,
    UnknownCategory,
    UnknownCollection,
)
from shopwright.commerce.catalog.handles import Kind
from shopwright.commerce.catalog.inputs import Input, Name
from shopwright.commerce.catalog.models import Category, Collection, ProductOption
from shopwright.commerce.catalog.rebuild import queue_documents
from shopwright.commerce.catalog.text import clean_html
from shopwright.commerce.catalog.types import Texts
from shopwright.commerce.catalog.word_models import OptionText, Swatch, Translation
from shopwright.commerce.catalog.wording import other_locales
from shopwright.platform import audit
from shopwright.platform.cache import touch
from shopwright.platform.db import Base, command, insert_rows, session
from shopwright.platform.errors import Problem
from shopwright.platform.runtime import runtime

MAX_VALUES = 500


class OptionValueInput(Input):
    """What to change about an option (`value` left out), or about one of its values.

    `texts` has translations by locale, None takes one away; locales left out stay. `color` None
    takes the swatch away; left out it stays.
    """

    name: Name
    value: Annotated[str, Field(max_length=255)] = ""
    color: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] | None = None
    texts: dict[str, Name | None] = Field(default_factory=dict, max_length=100)


@command()
def translate(kind: Kind, owner_id: UUID, locale: str, texts: Texts) -> Texts:
    """Make these the texts of a product, category or collection in a language; None: untranslated.

    Raises `UnknownProduct`, `UnknownCategory`, `UnknownCollection`, `TranslationInvalid`.
    """
    _check_locale(locale, "locale")
    db = session()
    if texts.description_html is not None:
        clean = clean_html(texts.description_html)
        texts = texts.model_copy(update={"description_html": clean})
    _write(db, kind, owner_id, locale, texts)
    _show(db, kind, owner_id)
    audit.record(f"{kind}.translate", kind, owner_id, locale=locale)
    touch("catalog", "tree")
    return texts


@command()
def set_option_values(values: Sequence[OptionValueInput]) -> int:
    """Translate options and their values for the whole shop, and give values swatches.

    Products follow in the background. Returns how many values were named. Raises
    `TranslationInvalid`.
    """
    for index, value in enumerate(values):
        for locale in value.texts:
            _check_locale(locale, f"items.{index}.texts.{locale}")
        if not value.value and value.color is not None:
            message = "A swatch belongs to a value of an option; name the value."
            problem = Problem(code="no_value", message=message, field=f"items.{index}.color")
            raise TranslationInvalid(message, problems=[problem])
    db = session()
    texts: dict[tuple[str, ...], str | None] = {
        (locale, value.name, value.value): text
        for value in values
        for locale, text in value.texts.items()
    }
    colors: dict[tuple[str, ...], str | None] = {
        (v.name, v.value): v.color for v in values if "color" in v.model_fields_set
    }
    _replace(db, OptionText, ("locale", "name", "value"), "text", texts)
    _replace(db, Swatch, ("name", "value"), "color", colors)
    names = {value.name for value in values}
    queue_documents(db, select(ProductOption.product_id).where(ProductOption.name.in_(names)))
    audit.record("option_values.set", "option_values", "shop", names=[*sorted(names)])
    touch("catalog")
    return len(values)


def _write(db: Session, kind: Kind, owner_id: UUID, locale: str, texts: Texts) -> None:
    key = {"kind": kind, "owner_id": owner_id, "locale": locale}
    db.execute(delete(Translation).filter_by(**key))
    said = texts.model_dump()
    if any(text is not None for text in said.values()):
        insert_rows(db, Translation, [key | said])


def _show(db: Session, kind: Kind, owner_id: UUID) -> None:
    """Let shoppers see it: a product at once, what stands in a category soon."""
    if kind == "product":
        row = lock_product(db, owner_id)
        publish(db, [owner_id])
        tell_updated(owner_id, row.handle, row.status, {"translations"})
    elif kind == "category":
        path = db.scalar(select(Category.path).where(Category.id == owner_id))
        if path is None:
            raise UnknownCategory(owner_id)
        queue_below(db, path)
    elif db.scalar(select(Collection.id).where(Collection.id == owner_id)) is None:
        raise UnknownCollection(owner_id)


def _replace(
    db: Session,
    model: type[Base],
    key: Sequence[str],
    column: str,
    wanted: Mapping[tuple[str, ...], str | None],
) -> None:
    if not wanted:
        return
    table = model.__table__
    columns = [table.c[name] for name in key]
    db.execute(delete(model).where(tuple_(*columns).in_(list(wanted))))
    rows: list[dict[str, Any]] = [
        {**dict(zip(key, values, strict=True)), column: text}
        for values, text in wanted.items()
        if text is not None
    ]
    insert_rows(db, model, rows)


def _check_locale(locale: str, field: str) -> None:
    if locale in other_locales():
        return
    first = runtime().settings.locales[0]
    offered = ", ".join(other_locales()) or "none, until the setting `locales` names some"
    message = (
        f"'{locale}' is no language to translate into: the shop is edited in '{first}', and "
        f"its others are: {offered}."
    )
    raise TranslationInvalid(
        message, problems=[Problem(code="unknown_locale", message=message, field=field)]
    )
