"""Pages and menus as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Handle = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Locale = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$", max_length=20)
]
Url = Annotated[str, StringConstraints(pattern=r"^(https?://|mailto:|tel:|/|#)", max_length=1000)]


class Written(BaseModel):
    """Strict and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageText(Written):
    """A page's texts in one language. The body is cleaned when it is saved."""

    title: Line
    body_html: str = Field(default="", max_length=200_000)
    seo_title: str = Field(default="", max_length=255)
    seo_description: str = Field(default="", max_length=1000)


class PageInput(PageText):
    """A page in the shop's own language, and its translations by locale."""

    handle: Handle
    published: bool = True
    translations: dict[Locale, PageText] = Field(default_factory=dict, max_length=30)


class Link(Written):
    """A menu's entry; a `url` that begins with a slash is a page of the shop.

    `titles` are its names in other languages.
    """

    title: Line
    url: Url
    titles: Mapping[Locale, Line] = Field(default_factory=dict)
    items: tuple[Link, ...] = Field(default=(), max_length=50)


class MenuInput(Written):
    """A menu. Its handle is a place of the theme (`main`, `footer`), or a section's setting."""

    title: Line
    items: tuple[Link, ...] = Field(default=(), max_length=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page as staff see it."""

    id: UUID
    handle: str
    published: bool
    text: PageText
    translations: Mapping[str, PageText]
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuView:
    """A menu as staff see it."""

    handle: str
    title: str
    items: tuple[Link, ...]
    updated_at: datetime
