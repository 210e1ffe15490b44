"""Categories and collections."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from shopwright.commerce.catalog import CategoryView, CollectionView, plain_text

from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.v1 import Collection, Crumb, Seo


def of_category(view: CategoryView, tree: Sequence[CategoryView], language: Language) -> Collection:
    """A category with those below it; `tree` is the whole one."""
    by_id = {one.id: one for one in tree}
    trail = [by_id[step] for step in view.path if step in by_id]
    children = [one for one in tree if one.parent_id == view.id]
    return Collection(
        id=str(view.id),
        handle=view.handle,
        version=str(view.version),
        title=view.title,
        description_html=Markup(view.description_html),  # noqa: S704 - cleaned when saved
        image=None,
        url=language.url_for("category", view.handle),
        count=0,
        children=[of_category(one, tree, language) for one in children],
        breadcrumbs=[
            home(language),
            *(Crumb(title=s.title, url=language.url_for("category", s.handle)) for s in trail),
        ],
        seo=_seo(view),
    )


def of_collection(view: CollectionView, language: Language) -> Collection:
    """A collection."""
    url = language.url_for("collection", view.handle)
    return Collection(
        id=str(view.id),
        handle=view.handle,
        version=str(view.version),
        title=view.title,
        description_html=Markup(view.description_html),  # noqa: S704 - cleaned when saved
        image=None,
        url=url,
        count=0,
        children=[],
        breadcrumbs=[home(language), Crumb(title=view.title, url=url)],
        seo=_seo(view),
    )


def everything(language: Language) -> Collection:
    """All products, as if they were a collection."""
    title, url = language.say("listing.everything"), language.path("/products")
    return Collection(
        id="all", handle="all", version="", title=title, description_html=Markup(""), image=None,
        url=url, count=0, children=[], breadcrumbs=[home(language), Crumb(title=title, url=url)],
        seo=Seo(title=title, description=""),
    )  # fmt: skip


def home(language: Language) -> Crumb:
    """Where every way begins."""
    return Crumb(title=language.say("general.home"), url=language.path("/"))


def _seo(view: CategoryView | CollectionView) -> Seo:
    text = plain_text(view.description_html)[:300]
    return Seo(title=view.seo_title or view.title, description=view.seo_description or text)
