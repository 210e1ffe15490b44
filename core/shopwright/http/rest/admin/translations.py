"""The catalog in the shop's other languages, and the swatches of option values."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce import catalog
from shopwright.commerce.catalog import OptionValue, OptionValueInput, Texts
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, PageQuery, Result, staff
from shopwright.http.rest.paging import cut
from shopwright.platform.errors import NotFound

api = Api(
    "admin_translations",
    tag="Translations (staff)",
    description="What the catalog says in the shop's other languages. What is not translated is "
    "shown in the first one.",
    prefix=ADMIN,
)
READ, WRITE = staff("catalog:read"), staff("catalog:write")
Kind = Literal["product", "category", "collection"]


class TextsIn(Texts, Model):
    """All texts of one language; null or left out: not translated."""


class TextsOut(OutModel):
    """Texts in one language; null: not translated."""

    title: str | None
    description_html: str | None
    seo_title: str | None
    seo_description: str | None


class TranslationsOut(OutModel):
    """The shop's own texts, and those of every other language."""

    source: TextsOut
    texts: dict[str, TextsOut] = Field(description="By locale.")


class ProgressOut(OutModel):
    """How many of a kind are translated whole."""

    locale: str
    kind: Literal["product", "category", "collection", "option"]
    done: int
    total: int


class TranslationProgressOut(OutModel):
    """For every language but the first."""

    items: list[ProgressOut]


class UntranslatedQuery(PageQuery):
    """What is missing in which language."""

    kind: Kind
    locale: str = Field(max_length=20)


class UntranslatedOut(OutModel):
    """What lacks texts."""

    id: UUID
    handle: str
    title: str


class OptionValueOut(OutModel):
    """A value of an option that is sold; with an empty `value` the option itself."""

    name: str
    value: str
    color: str | None
    texts: dict[str, str] = Field(description="Translations by locale.")

    @classmethod
    def of(cls, view: OptionValue) -> OptionValueOut:
        """From the value that commerce gives."""
        return cls(name=view.name, value=view.value, color=view.color, texts=dict(view.texts))


class OptionValuesOut(OutModel):
    """Every option, followed by its values."""

    items: list[OptionValueOut]


class OptionValueIn(OptionValueInput, Model):
    """What to change of one value; what is left out stays."""


class OptionValuesIn(Model):
    """Values of options to translate, or to give swatches."""

    items: list[OptionValueIn] = Field(min_length=1, max_length=500)


class NamedOut(OutModel):
    """How many values were named."""

    changed: int


@api.get(
    "/translations",
    returns=TranslationProgressOut,
    access=READ,
    summary="See how far translations are",
)
def read_progress() -> Result:
    """Per language and kind: how many have all their texts translated."""
    items = [ProgressOut.model_validate(item) for item in catalog.translation_progress()]
    return TranslationProgressOut(items=items)


@api.get(
    "/translations/missing",
    query=UntranslatedQuery,
    returns=Page[UntranslatedOut],
    access=READ,
    summary="List what is not translated",
)
def list_untranslated(query: UntranslatedQuery) -> Result:
    """The newest first."""
    after = query.after("newest", UUID)
    rows = catalog.untranslated(
        query.kind, query.locale, limit=query.limit + 1, after=after[0] if after else None
    )
    page, cursor = cut(rows, query.limit, "newest", lambda row: (row.id,))
    items = [UntranslatedOut.model_validate(row) for row in page]
    return Page[UntranslatedOut](items=items, next=cursor)


@api.get(
    "/translations/<kind>/<uuid:owner_id>",
    returns=TranslationsOut,
    access=READ,
    summary="Read translations",
)
def read_translations(kind: str, owner_id: UUID) -> Result:
    """Of a `product`, `category` or `collection`, beside the shop's own texts."""
    return _translations(_kind(kind), owner_id)


@api.put(
    "/translations/<kind>/<uuid:owner_id>/<locale>",
    body=TextsIn,
    returns=TranslationsOut,
    access=WRITE,
    summary="Translate into a language",
)
def translate(kind: str, owner_id: UUID, locale: str, body: TextsIn) -> Result:
    """All texts of that language. A product is published at once, what a category touches soon."""
    catalog.translate(_kind(kind), owner_id, locale, body)
    return _translations(_kind(kind), owner_id)


@api.get(
    "/option-values",
    returns=OptionValuesOut,
    access=READ,
    summary="List options and their values",
)
def list_option_values() -> Result:
    """Those that products on sale have, with translations and swatches, for the whole shop."""
    items = [OptionValueOut.of(view) for view in catalog.option_values()]
    return OptionValuesOut(items=items)


@api.patch(
    "/option-values",
    body=OptionValuesIn,
    returns=NamedOut,
    access=WRITE,
    summary="Translate options, and give swatches",
)
def update_option_values(body: OptionValuesIn) -> Result:
    """Products follow in the background."""
    return NamedOut(changed=catalog.set_option_values(body.items))


def _kind(kind: str) -> Kind:
    for known in ("product", "category", "collection"):
        if kind == known:
            return known
    raise NotFound(f"There are translations of product, category and collection, not of '{kind}'.")


def _translations(kind: Kind, owner_id: UUID) -> TranslationsOut:
    read = {
        "product": catalog.product,
        "category": catalog.category,
        "collection": catalog.collection,
    }
    source = TextsOut.model_validate(read[kind](owner_id), from_attributes=True)
    found = catalog.translations(kind, owner_id)
    texts = {locale: TextsOut.model_validate(item) for locale, item in found.items()}
    return TranslationsOut(source=source, texts=texts)
