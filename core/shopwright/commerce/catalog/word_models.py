"""The tables of words and names: the search's vocabulary, translations, swatches, redirects."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.commerce.catalog.models import SortText
from shopwright.platform.clock import now
from shopwright.platform.db import Base, Key

_KINDS = "kind IN ('product', 'category', 'collection')"


class SearchTerm(Base):
    """A folded word that published products have, and how many have it in their title and anywhere.

    `shown` is the word as a title spells it. The counts are those of the last recount, or of the
    publish that brought the word.
    """

    __tablename__ = "search_terms"

    locale: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(SortText, primary_key=True)
    shown: Mapped[str]
    titles: Mapped[int]
    texts: Mapped[int]


class SearchTrigram(Base):
    """Three letters in a row of a search term: how a misspelt word finds its neighbors."""

    __tablename__ = "search_trigrams"

    locale: Mapped[str] = mapped_column(primary_key=True)
    trigram: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(SortText, primary_key=True)


class Translation(Base):
    """The texts of a product, category or collection in another language; None: not translated."""

    __tablename__ = "translations"
    __table_args__ = (CheckConstraint(_KINDS, name="kind"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    description_html: Mapped[str | None]
    seo_title: Mapped[str | None]
    seo_description: Mapped[str | None]


class OptionText(Base):
    """An option's name (`value` is empty) or one of its values in another language, shop-wide."""

    __tablename__ = "option_texts"

    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class Swatch(Base):
    """The color that stands for a value of an option, `#rrggbb`, shop-wide."""

    __tablename__ = "swatches"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    color: Mapped[str] = mapped_column(String(7))


class HandleRedirect(Base):
    """A handle that something once had. It names the thing, so renaming twice makes no chain."""

    __tablename__ = "handle_redirects"
    __table_args__ = (CheckConstraint(_KINDS, name="kind"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(primary_key=True)
    target_id: Mapped[UUID] = mapped_column(index=True)


class Redirect(Base):
    """A path that staff send elsewhere. No target is itself a path here: there are no chains."""

    __tablename__ = "redirects"
    __table_args__ = (Index("ix_redirects_created_at_id", "created_at", "id"),)

    id: Mapped[Key]
    path: Mapped[str] = mapped_column(unique=True)
    target: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
