"""Which page of a made-up shop is at which path, and what its template gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from shopwright_storefront.dev.buying import Buying
from shopwright_storefront.dev.fixtures import FIXTURES, Fixture
from shopwright_storefront.dev.goods import Goods
from shopwright_storefront.present.language import Language
from shopwright_storefront.render.services import DataRequest, PlainLinks
from shopwright_storefront.render.text import babel_locale
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import (
    ContentPage,
    Country,
    Everywhere,
    Locale,
    MenuItem,
    Message,
    Removed,
)
from shopwright_storefront.themes.theme import Theme
from shopwright_storefront.views.links import routes

TOKEN = "fixture"  # noqa: S105 - forms of fixtures are sent nowhere
_PAGES: Mapping[str, str] = {
    "/": "index", "/products": "collection", "/products/<handle>": "product",
    "/collections": "collections", "/collections/<handle>": "collection",
    "/categories/<handle>": "collection", "/search": "search", "/search/suggest": "mini_search",
    "/pages/<handle>": "page", "/contact": "page.contact", "/cart": "cart",
    "/cart/drawer": "cart_drawer", "/checkout": "checkout", "/checkout/pay": "checkout_pay",
    "/checkout/thanks": "checkout_thanks", "/orders/<handle>": "order_status",
    "/account": "account/index", "/account/login": "account/login",
    "/account/register": "account/register", "/account/verify": "account/verify",
    "/account/reset": "account/reset", "/account/orders": "account/orders",
    "/account/orders/<handle>": "account/order", "/account/addresses": "account/addresses",
    "/account/profile": "account/profile", "/account/privacy": "account/privacy",
    "/404": "404", "/500": "500", "/maintenance": "maintenance", "/offline": "offline", "/confirm": "confirm",
}  # fmt: skip
_RULES = Map([Rule(path, endpoint=name) for path, name in _PAGES.items()], strict_slashes=False)
PATHS: Mapping[str, str] = {
    name: path.replace("<handle>", "collection-0" if name == "collection" else "product-0")
    for path, name in _PAGES.items()
}
"""A path for each template."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A fixture in a language: the shop that a page is drawn of. `outlines`: slots are marked."""

    name: str
    goods: Goods
    outlines: bool = False

    @property
    def fixture(self) -> Fixture:
        """The fixture."""
        return self.goods.fixture

    @property
    def buying(self) -> Buying:
        """Carts and orders."""
        return Buying(goods=self.goods)


def scene(theme: Theme, name: str, locale: str, *, outlines: bool = False) -> Scene:
    """Unknown fixtures and languages are the first ones."""
    fixture = FIXTURES.get(name, FIXTURES["default"])
    spoken = locale if locale in theme.locales else "en"
    language = Language(
        locale=spoken, currency=fixture.currency, prefix="", texts=theme.texts(spoken)
    )
    goods = Goods(fixture=fixture, language=language)
    return Scene(name=name if name in FIXTURES else "default", goods=goods, outlines=outlines)


def template_at(path: str) -> str:
    """The template of a path; `404` where there is no page."""
    try:
        return str(_RULES.bind("localhost").match(path)[0])
    except HTTPException:
        return "404"


def view_of(path: str, here: Scene, theme: Theme, template: str = "") -> View:
    """What the page at `path` is drawn of."""
    template = template or template_at(path)
    personal = template.startswith(("cart", "checkout", "account/", "order_status", "confirm"))
    main, _, alternate = template.partition(".")
    return View(
        template=main,
        alternate=alternate,
        everywhere=_everywhere(path, template, here, theme, personal=personal),
        objects=_objects(template, path, here),
        forms=here.buying.forms(),
        csrf_token=TOKEN if personal else "",
        preview=here.outlines,
        outlines=here.outlines,
    )


def _objects(template: str, path: str, here: Scene) -> dict[str, Any]:
    goods, buying = here.goods, here.buying
    listing = goods.listing(path)
    order = buying.order()
    customer = buying.customer()
    match template:
        case "product":
            return _product(path, goods)
        case "collection":
            shown = goods.collection(0)
            return {"collection": shown, "breadcrumbs": shown["breadcrumbs"], **listing}
        case "collections":
            return {"collections": goods.collections()}
        case "search" | "mini_search":
            found = {"query": "mug", "corrected": None, "collections": goods.collections()}
            return {**found, "suggestions": goods.suggestions(), **listing}
        case "page" | "page.contact":
            return {"page": _page("About us")}
        case "cart" | "cart_drawer":
            removed = sample(Removed, id="p1", variant_id="p1-v0", title="Linen shirt", quantity=1)
            shown_removed = removed if here.fixture.problems else None
            crosses = goods.cards[2:6]
            return {"cart": buying.cart(), "cross_sells": crosses, "removed": shown_removed}
        case "checkout":
            return {"checkout": buying.checkout()}
        case "checkout_pay":
            return {"order": order, "pay_url": "/checkout/thanks"}
        case "checkout_thanks" | "order_status":
            return {"order": order}
        case "confirm":
            return {"action": "/cart/add", "fields": []}
        case "account/index" | "account/orders":
            return {"customer": customer, "orders": [order], "page": listing["page"]}
        case "account/order":
            return {"customer": customer, "order": order}
        case "account/addresses":
            return {"customer": customer, "addresses": [buying.address()]}
        case "account/profile" | "account/privacy":
            return {"customer": customer}
    return {"customer": None} if template.startswith("account/") else {}


def _product(path: str, goods: Goods) -> dict[str, Any]:
    number = path.rpartition("-")[2]
    product: Any = goods.product(int(number) if number.isdigit() and len(number) < 4 else 0)
    return {
        "product": product,
        "variants": product["variants"],
        "selected_variant": product["selected_variant"],
        "media": product["images"],
        "breadcrumbs": product["breadcrumbs"],
    }


def _page(title: str) -> dict[str, Any]:
    body = Markup("<p>We are four people and a kiln.</p><h2>How we work</h2><p>Slowly.</p>")
    return sample(
        ContentPage, id="about", handle="about", title=title, body_html=body, url="/pages/about"
    )


def _everywhere(
    path: str, template: str, here: Scene, theme: Theme, *, personal: bool
) -> dict[str, Any]:
    found, language = sample(Everywhere), here.goods.language
    found["shop"] |= {
        "name": "Alder & Wren", "url": "http://localhost", "email": "hello@example.com",
        "description": "Things that last.", "currency": here.fixture.currency,
        "prices_include_tax": here.fixture.tax_included, "imprint": ["Alder & Wren", "Berlin"],
        "announcement": "Free delivery from 50", "locales": _locales(theme, language.locale, path),
        "countries": [sample(Country, code="DE", name="Germany", currency="EUR", selected=True)],
    }  # fmt: skip
    found["request"] |= {
        "locale": language.locale, "currency": here.fixture.currency, "country": "DE", "path": path,
        "url": f"http://localhost{path}", "template": template, "messages": _messages(here, personal),
    }  # fmt: skip
    found["meta"] |= {"title": f"{template} – Alder & Wren", "canonical": path}  # noqa: RUF001
    found["menus"] = {"main": _menu(here), "footer": _menu(here)}
    found["routes"] = routes(language)
    signed_in = here.fixture.signed_in and personal
    found["customer"] = here.buying.customer() if signed_in else None
    found["cart"] = here.buying.cart() if personal else None
    return found


def _locales(theme: Theme, current: str, path: str) -> list[dict[str, Any]]:
    return [
        sample(
            Locale,
            code=code,
            name=(babel_locale(code).display_name or code).capitalize(),
            url=path,
            selected=code == current,
        )
        for code in theme.locales
    ]


def _messages(here: Scene, personal: bool) -> list[dict[str, Any]]:
    if not (here.fixture.problems and personal):
        return []
    return [sample(Message, kind="error", text="Something in your cart has changed.")]


def _menu(here: Scene) -> list[dict[str, Any]]:
    shown = here.goods.collections() or [here.goods.collection(0)]
    return [sample(MenuItem, title=one["title"], url=one["url"]) for one in shown]


showing: ContextVar[Scene] = ContextVar("shopwright_storefront_scene")
"""What the page that is being drawn is of; the theme's engine is one for all fixtures."""


class FixtureData:
    """What sections ask for."""

    def fetch(self, requests: Sequence[DataRequest]) -> Sequence[Any]:
        """Products and collections of the fixture."""
        here = showing.get()
        return [self._answer(one, here) for one in requests]

    def _answer(self, request: DataRequest, here: Scene) -> Any:
        match request.source:
            case "collections":
                return here.goods.collections()[: request.limit]
            case "page":
                return _page("About us")
            case "menu":
                return _menu(here)
        return here.goods.cards[: request.limit]

    def references(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, Any]]:
        """Whatever is asked for is there, in shops that have something."""
        goods = showing.get().goods
        found: dict[str, Mapping[str, Any]] = {}
        if goods.cards:
            found["product"] = dict.fromkeys(wanted.get("product", ()), goods.cards[0])
            found["collection"] = {key: goods.collection(0) for key in wanted.get("collection", ())}
        picture = goods.picture(1, "")
        found["image"] = {key: picture for key in wanted.get("image", ()) if picture}
        found["page"] = {key: _page("About us") for key in wanted.get("page", ())}
        found["menu"] = {key: _menu(showing.get()) for key in wanted.get("menu", ())}
        return found

    def version(self, requests: Sequence[DataRequest], tags: Sequence[str]) -> tuple[str, ...]:
        """Nothing is kept."""
        return ()


class DevLinks(PlainLinks):
    """Languages are chosen in the toolbar, not in the path."""

    def localized(self, url: str, locale: str) -> str:
        """The same address."""
        return url
