"""The theme editor's REST API, for staff."""

from __future__ import annotations

from uuid import UUID

from shopwright import PluginApi, Result, current_actor, plugin_context, staff

from shopwright_storefront.editor.changes import Changed, changed
from shopwright_storefront.editor.drawing import drawn
from shopwright_storefront.editor.errors import ThemeUnknown
from shopwright_storefront.editor.lost import lost_references
from shopwright_storefront.editor.tree import TreeOut, settings_of, tree
from shopwright_storefront.editor.wire import (
    ChangedOut,
    ChangeIn,
    DifferenceOut,
    DraftOut,
    NoteIn,
    PagesOut,
    PreviewIn,
    PreviewOut,
    PublishedOut,
    PublishIn,
    RevisionDetailOut,
    RevisionOut,
    RevisionsOut,
    ThemeOut,
    ThemesOut,
    TreeQuery,
)
from shopwright_storefront.revisions import commands, queries
from shopwright_storefront.revisions.comparing import differences
from shopwright_storefront.revisions.drafts import change_draft, discard_draft, draft_of
from shopwright_storefront.themes.discovery import discover, theme_folders
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.themes.locales import Texts, read_texts, texts_for
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.theme import Theme
from shopwright_storefront.views.data import ShopData
from shopwright_storefront.views.preview import LASTING, Preview, own_path, token_of
from shopwright_storefront.views.state import engine

EDIT, PUBLISH = "storefront:edit", "storefront:publish"
api = PluginApi(
    "storefront",
    tag="Theme editor",
    description="Pages as trees of sections, changes to one's own draft, and publishing it.",
    group="editor",
)


@api.get("/themes", returns=ThemesOut, access=staff(EDIT), summary="List themes")
def list_themes() -> Result:
    """Those that cannot be used are left out; `shopwright theme check` says why."""
    ctx = plugin_context()
    shown = queries.published(ctx)
    current = shown.theme if shown else ctx.settings.theme
    found = [_found(name) for name in discover(theme_folders()).names()]
    return ThemesOut(
        items=[
            ThemeOut(
                name=one.name,
                title=one.manifest.theme.title,
                version=one.manifest.theme.version,
                published=one.name == current,
            )
            for one in found
            if one is not None
        ]
    )


@api.get(
    "/themes/<theme>/pages", returns=PagesOut, access=staff(EDIT), summary="List a theme's pages"
)
def list_pages(theme: str) -> Result:
    """As one's own draft has them."""
    overlay = draft_of(plugin_context(), _owner(), theme).overlay
    return PagesOut(items=_theme(theme).page_names(), changed=sorted(overlay.pages))


@api.get(
    "/themes/<theme>/tree", query=TreeQuery, returns=TreeOut, access=staff(EDIT),
    summary="Read a page's tree",
)  # fmt: skip
def read_tree(theme: str, query: TreeQuery) -> Result:
    """Sections and blocks with values and schemas, as one's own draft has them."""
    found = _theme(theme)
    overlay = draft_of(plugin_context(), _owner(), theme).overlay
    return tree(found, overlay, query.page, _editor_texts(found, query.locale))


@api.get(
    "/themes/<theme>/draft", query=TreeQuery, returns=DraftOut, access=staff(EDIT),
    summary="Read one's draft",
)  # fmt: skip
def read_draft(theme: str, query: TreeQuery) -> Result:
    """The theme's own settings, and what differs from the revision that it began with."""
    ctx, found = plugin_context(), _theme(theme)
    draft = draft_of(ctx, _owner(), theme)
    base = queries.revision(ctx, draft.base).overlay if draft.base else Overlay()
    latest = queries.revisions(ctx, theme, limit=1)
    return DraftOut(
        base=draft.base,
        newest=latest[0].id if latest else None,
        kept=draft.kept,
        settings=found.settings(draft.overlay),
        described=settings_of(found, _editor_texts(found, query.locale)),
        differences=_differences(base, draft.overlay),
        lost=lost_references(found, draft.overlay, ShopData()),
    )


@api.post(
    "/themes/<theme>/draft/changes", body=ChangeIn, returns=ChangedOut, access=staff(EDIT),
    errors=(409,), limit="600/minute;by=actor", summary="Change one's draft",
)  # fmt: skip
def change(theme: str, body: ChangeIn) -> Result:
    """Answers the HTML of the section that was changed. What the theme's schemas do not allow is
    refused, with a message for each field.
    """
    ctx, found, done = plugin_context(), _theme(theme), list[Changed]()

    def made(overlay: Overlay) -> Overlay:
        done.append(changed(found, overlay, body.page, body.change))
        return done[-1].overlay

    change_draft(ctx, _owner(), theme, made)
    section = done[-1].section
    token = token_of(_preview(found, None))
    shown = drawn(ctx.id, ctx.shop.public_url, body.url, section, token) if section else {}
    return ChangedOut(section=section, added=done[-1].added, sections=shown)


@api.delete("/themes/<theme>/draft", access=staff(EDIT), summary="Discard one's draft")
def discard(theme: str) -> None:
    """Begin anew with what is published."""
    discard_draft(plugin_context(), _owner(), theme)


@api.post(
    "/themes/<theme>/draft/publish", body=PublishIn, returns=PublishedOut, access=staff(PUBLISH),
    errors=(409,), summary="Publish one's draft",
)  # fmt: skip
def publish(theme: str, body: PublishIn) -> Result:
    """Refused with a comparison (`newer_revision`) when somebody published after it was begun."""
    made = commands.publish_draft(
        plugin_context(),
        _theme(theme).name,
        owner=_owner(),
        author=current_actor().label,
        note=body.note,
        instead_of=body.instead_of,
    )
    return PublishedOut.model_validate(made)


@api.get(
    "/themes/<theme>/revisions", returns=RevisionsOut, access=staff(EDIT),
    summary="List a theme's revisions",
)  # fmt: skip
def list_revisions(theme: str) -> Result:
    """Whoever made them."""
    found = queries.revisions(plugin_context(), theme)
    return RevisionsOut(items=[RevisionOut.model_validate(one) for one in found])


@api.get(
    "/revisions/<uuid:revision>", returns=RevisionDetailOut, access=staff(EDIT),
    summary="Read a revision",
)  # fmt: skip
def read_revision(revision: UUID) -> Result:
    """What it holds, and what it changed."""
    ctx = plugin_context()
    found = queries.revision(ctx, revision)
    parent = queries.revision(ctx, found.parent).overlay if found.parent else Overlay()
    return RevisionDetailOut(
        **RevisionOut.model_validate(found).model_dump(),
        overlay=found.overlay.model_dump(mode="json", exclude_defaults=True),
        differences=_differences(parent, found.overlay),
    )


@api.post(
    "/revisions/<uuid:revision>/restore", body=NoteIn, returns=PublishedOut, access=staff(PUBLISH),
    errors=(409,), summary="Restore a revision",
)  # fmt: skip
def restore(revision: UUID, body: NoteIn) -> Result:
    """Shoppers see again what it holds; that becomes a new revision."""
    author = current_actor().label
    made = commands.restore(plugin_context(), revision, author=author, note=body.note)
    return PublishedOut.model_validate(made)


@api.post(
    "/themes/<theme>/previews", body=PreviewIn, returns={201: PreviewOut}, access=staff(EDIT),
    summary="Preview a draft or a revision",
)  # fmt: skip
def preview(theme: str, body: PreviewIn) -> Result:
    """An address for one's own browser, good for twelve hours."""
    ctx, found = plugin_context(), _theme(theme)
    if body.revision is not None:
        queries.revision(ctx, body.revision)
    made = _preview(found, body.revision)
    url = f"{ctx.shop.public_url}/preview/{token_of(made)}?to={own_path(body.to)}"
    return PreviewOut(url=url, expires_at=made.until)


def _preview(theme: Theme, revision: UUID | None) -> Preview:
    return Preview(
        theme=theme.name,
        version=theme.manifest.theme.version,
        revision=revision,
        owner=_owner(),
        until=plugin_context().now() + LASTING,
    )


def _owner() -> str:
    """Whose the draft is."""
    return str(current_actor())


def _theme(name: str) -> Theme:
    found = _found(name)
    if found is None:
        raise ThemeUnknown(name, discover(theme_folders()).names())
    return found


def _found(name: str) -> Theme | None:
    try:
        return engine(plugin_context(), name).theme
    except ThemeInvalid:
        return None


def _editor_texts(theme: Theme, locale: str) -> Texts:
    return texts_for(read_texts(theme.chain, editor=True)[0], locale)


def _differences(before: Overlay, after: Overlay) -> list[DifferenceOut]:
    return [DifferenceOut.model_validate(one) for one in differences(before, after)]
