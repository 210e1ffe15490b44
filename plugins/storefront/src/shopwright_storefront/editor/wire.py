"""What the theme editor sends, and what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from shopwright import Model, OutModel

from shopwright_storefront.editor.kinds import Change
from shopwright_storefront.editor.lost import LostOut
from shopwright_storefront.editor.tree import SettingOut


class ThemeOut(OutModel):
    """A theme that is installed."""

    name: str
    title: str
    version: str
    published: bool


class ThemesOut(OutModel):
    """All of them, by name."""

    items: list[ThemeOut]


class PagesOut(OutModel):
    """The pages that are made of sections, and groups such as `groups/header`; the merchant has
    changed those in `changed`.
    """

    items: list[str]
    changed: list[str]


class TreeQuery(Model):
    """Which page, and in which language labels are."""

    page: str = Field(default="index", max_length=120)
    locale: str = Field(default="en", max_length=20)


class DifferenceOut(OutModel):
    """A key whose value is another one; null is the theme's own."""

    key: str
    before: Any
    after: Any


class DraftOut(OutModel):
    """One's own draft. `base` is the revision that it began with; `newest` the one that there is:
    if they differ, somebody has published meanwhile. `lost` are settings that name what is gone.
    """

    base: UUID | None
    newest: UUID | None
    kept: bool
    settings: Mapping[str, Any]
    described: list[SettingOut]
    differences: list[DifferenceOut]
    lost: list[LostOut]


class ChangeIn(Model):
    """A change of a page. `url` is the page that is open in the editor: its sections are drawn."""

    page: str = Field(default="index", max_length=120)
    url: str = Field(default="/", max_length=1000, pattern=r"^/([^/\\].*)?$")
    change: Change


class ChangedOut(OutModel):
    """What the change did. `sections` is the HTML of the section that it was about, by its id;
    empty: open the page again. `added` is the id of what was added.
    """

    section: str
    added: str
    sections: Mapping[str, str]


class PublishIn(Model):
    """A note for the history. `instead_of` is the newer revision that one has looked at, and wants
    to replace.
    """

    note: str = Field(default="", max_length=500)
    instead_of: UUID | None = None


class NoteIn(Model):
    """A note for the history."""

    note: str = Field(default="", max_length=500)


class RevisionOut(OutModel):
    """A state of the theme that was published."""

    id: UUID
    parent: UUID | None
    theme: str
    theme_version: str
    author: str
    note: str
    created_at: datetime


class RevisionsOut(OutModel):
    """The latest fifty, the newest first."""

    items: list[RevisionOut]


class RevisionDetailOut(RevisionOut):
    """With all that differs from the theme's defaults, and what differs from its parent."""

    overlay: Mapping[str, Any]
    differences: list[DifferenceOut]


class PublishedOut(OutModel):
    """What shoppers see now."""

    number: int
    revision: UUID
    theme: str
    theme_version: str


class PreviewIn(Model):
    """Without a revision, one's own draft is shown. `to` is the page to begin with."""

    revision: UUID | None = None
    to: str = Field(default="/", max_length=1000)


class PreviewOut(OutModel):
    """An address that makes the browser that opens it see the preview."""

    url: str
    expires_at: datetime
