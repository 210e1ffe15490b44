"""`Visit`: one look at one page: in which language, of which channel, drawn by which theme."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, g, request
from shopwright import Context, plugin_context
from shopwright.commerce.catalog import Market, market_of
from shopwright.commerce.channels import ChannelInfo, default_channel

from shopwright_storefront.cache.disk import forget_unused
from shopwright_storefront.cache.tags import CHANNELS, THEME, depends_on
from shopwright_storefront.present.language import Language
from shopwright_storefront.revisions.errors import RevisionNotFound
from shopwright_storefront.revisions.queries import published
from shopwright_storefront.settings import Settings
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.views.preview import Preview, current_preview

if TYPE_CHECKING:
    from shopwright_storefront.render.engine import Engine

_NAME = "storefront_visit"
_LOCALE = "storefront_locale"
_UNCHANGED = Overlay()
PUBLISHED = "published"
"""Under which the publication in force is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What every page of this request needs to know.

    `overlay` is what the merchant has changed of the theme, by `revision`; empty before anything
    was published. `preview` is there for staff who look at something else than shoppers do.
    """

    ctx: Context
    settings: Settings
    engine: Engine
    overlay: Overlay
    revision: str
    channel: ChannelInfo
    market: Market
    language: Language
    preview: Preview | None = None

    @property
    def locale(self) -> str:
        """The page's language."""
        return self.language.locale


def visit() -> Visit:
    """That of the running request."""
    found: Visit | None = g.get(_NAME)
    if found is None:
        found = _begun()
        setattr(g, _NAME, found)
    return found


def speak(locale: str | None) -> None:
    """The language in the address; 404 for one that the shop does not speak, or need not name."""
    if locale is None:
        return
    if locale not in plugin_context().shop.locales[1:]:
        abort(404)
    setattr(g, _LOCALE, locale)


@contextmanager
def visiting(here: Visit) -> Iterator[Visit]:
    """Make `here` what `visit()` returns: where nobody asked for a page, but something is drawn."""
    before = g.get(_NAME)
    setattr(g, _NAME, here)
    try:
        yield here
    finally:
        setattr(g, _NAME, before)


def outside(ctx: Context, locale: str) -> Visit:
    """What is drawn for people who are not on a page, in a mail say: its links are whole.

    `locale` may be one that the shop's pages do not speak; links lead to those in its own then.
    """
    shop, tag = ctx.shop, locale.replace("_", "-")
    nearest = (tag, tag.partition("-")[0], shop.locale)
    spoken = next(one for one in nearest if one in (*shop.locales, shop.locale))
    prefix = "" if spoken == shop.locale else f"/{spoken}"
    return _look(ctx, tag, spoken, f"{shop.public_url}{prefix}")


def _begun() -> Visit:
    ctx = plugin_context()
    chosen: str | None = g.get(_LOCALE)
    locale = chosen or ctx.shop.locale
    return _look(ctx, locale, locale, f"/{chosen}" if chosen else "", current_preview(ctx))


def _look(
    ctx: Context, locale: str, catalog: str, prefix: str, preview: Preview | None = None
) -> Visit:
    """`catalog` is the language that products are told of in."""

    settings: Settings = ctx.settings
    market = market_of(None, None, catalog)
    depends_on(THEME, CHANNELS)
    seen = _previewed(ctx, preview) if preview else None
    drawing, overlay, revision = seen or in_force(ctx)
    return Visit(
        ctx=ctx,
        settings=settings,
        engine=drawing,
        overlay=overlay,
        revision=revision,
        preview=preview if seen else None,
        channel=default_channel(),
        market=market,
        language=Language(
            locale=locale,
            currency=market.currency,
            prefix=prefix,
            texts=drawing.theme.texts(locale),
        ),
    )


def in_force(ctx: Context) -> tuple[Engine, Overlay, str]:
    """What shoppers see: a theme, what the merchant has changed of it, and by which revision."""
    from shopwright_storefront.views.state import engine, remembered, state

    shown = remembered(PUBLISHED, lambda: published(ctx), THEME)
    theme = shown.theme if shown else ctx.settings.theme
    designing = state().designing
    drawing = designing or engine(ctx, theme)
    if shown is None or shown.theme != drawing.theme.name:
        return drawing, _UNCHANGED, ""
    return drawing, shown.overlay, str(shown.revision)


def warm() -> None:
    """See `StorefrontRoutes.warm`: what the first page would have to wait for."""
    from shopwright_storefront.views.state import kept_folder

    ctx = plugin_context()
    drawing, _, _ = in_force(ctx)
    drawing.make_ready()
    folder = kept_folder(ctx)
    if folder is not None:
        forget_unused(folder)


def _previewed(ctx: Context, preview: Preview) -> tuple[Engine, Overlay, str] | None:
    """What staff look at; None when the theme is not there any more, or another version of it."""
    from shopwright_storefront.views.state import engine

    try:
        drawing = engine(ctx, preview.theme)
        if drawing.theme.manifest.theme.version != preview.version:
            return None
        return drawing, preview.overlay(ctx), f"preview-{preview.owner}"
    except (ThemeInvalid, RevisionNotFound):
        return None


def unprefixed(path: str) -> str:
    """The path without the language in front."""
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if first in plugin_context().shop.locales[1:] else path


def asked() -> dict[str, str]:
    """The query or, in answer to a form, the form; of each name the first value."""
    given = request.form if request.method == "POST" else request.args
    return {name: value[:500] for name, value in given.items()}
