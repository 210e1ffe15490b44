"""The catalog in other languages: what products are called where they are published.

The shop's first language is what staff edit; the others are laid over it field by field, so that
what nobody has translated yet is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.handles import Kind
from shopwright.commerce.catalog.types import ProductView, Texts
from shopwright.commerce.catalog.word_models import OptionText, Swatch, Translation
from shopwright.platform.runtime import runtime

_Words = Mapping[tuple[str, str], str]  # (option, value or nothing) -> text
_NONE = Texts()


class Wording:
    """The languages and swatches of some products and categories, read once for a batch."""

    def __init__(
        self, db: Session, products: Sequence[ProductView], category_ids: Iterable[UUID]
    ) -> None:
        names = {option.name for product in products for option in product.options}
        owners = [product.id for product in products]
        self._texts = load_texts(db, "product", owners) | load_texts(db, "category", category_ids)
        self._words = load_words(db, names)
        self._colors = {
            (row.name, row.value): row.color
            for row in db.execute(
                select(Swatch.name, Swatch.value, Swatch.color).where(Swatch.name.in_(names))
            )
        }

    def product(self, product: ProductView, locale: str) -> ProductView:
        """The product as it is published in `locale`."""
        words = self._words.get(locale, {})
        texts = self._texts.get((product.id, locale), _NONE)
        if words:
            product = _with_words(product, words)
        return replace(product, **texts.model_dump(exclude_none=True))

    def category_title(self, category_id: UUID, locale: str) -> str | None:
        """None where nobody has translated it."""
        return self._texts.get((category_id, locale), _NONE).title

    def colors(self, product: ProductView, shown: ProductView) -> dict[str, dict[str, str]]:
        """The swatches by option and value, in the words of `shown`."""
        found: dict[str, dict[str, str]] = {}
        for option, other in zip(product.options, shown.options, strict=True):
            for value, name in zip(option.values, other.values, strict=True):
                color = self._colors.get((option.name, value))
                if color is not None:
                    found.setdefault(other.name, {})[name] = color
        return found


def other_locales() -> tuple[str, ...]:
    """Every language but the one that staff edit in."""
    return runtime().settings.locales[1:]


def load_texts(db: Session, kind: Kind, owner_ids: Iterable[UUID]) -> dict[tuple[UUID, str], Texts]:
    """Translations by owner and locale; no statement in a shop of one language."""
    ids = list(owner_ids)
    if not ids or not other_locales():
        return {}
    rows = db.execute(
        select(
            Translation.owner_id,
            Translation.locale,
            Translation.title,
            Translation.description_html,
            Translation.seo_title,
            Translation.seo_description,
        ).where(
            Translation.kind == kind,
            Translation.owner_id.in_(ids),
            Translation.locale.in_(other_locales()),
        )
    )
    return {
        (row.owner_id, row.locale): Texts.model_construct(
            title=row.title,
            description_html=row.description_html,
            seo_title=row.seo_title,
            seo_description=row.seo_description,
        )
        for row in rows
    }


def load_words(db: Session, names: Iterable[str]) -> dict[str, dict[tuple[str, str], str]]:
    """Translations of options and their values, by locale."""
    wanted = list(names)
    found: dict[str, dict[tuple[str, str], str]] = {}
    if wanted and other_locales():
        rows = db.execute(
            select(OptionText.locale, OptionText.name, OptionText.value, OptionText.text).where(
                OptionText.locale.in_(other_locales()), OptionText.name.in_(wanted)
            )
        )
        for locale, name, value, text in rows:
            found.setdefault(locale, {})[name, value] = text
    return found


def forget_translations(db: Session, kind: Kind, owner_id: UUID) -> None:
    """What is deleted needs no translation."""
    db.execute(
        delete(Translation).where(Translation.kind == kind, Translation.owner_id == owner_id)
    )


def _with_words(product: ProductView, words: _Words) -> ProductView:
    names = {option.name: words.get((option.name, ""), option.name) for option in product.options}
    if len(set(names.values())) < len(names):  # two options would have one name
        names = {name: name for name in names}
    options = tuple(
        replace(
            option,
            name=names[option.name],
            values=tuple(words.get((option.name, value), value) for value in option.values),
        )
        for option in product.options
    )
    variants = []
    for variant in product.variants:
        chosen = {
            names[name]: words.get((name, value), value) for name, value in variant.options.items()
        }
        variants.append(replace(variant, options=chosen, title=" / ".join(chosen.values())))
    return replace(product, options=options, variants=tuple(variants))
