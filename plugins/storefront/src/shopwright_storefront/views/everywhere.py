"""The objects that every template has."""

from __future__ import annotations

import os
from typing import Any, Literal

from flask import get_flashed_messages, request
from shopwright.commerce.channels import active_channels

from shopwright_storefront.present.pictures import plain_picture
from shopwright_storefront.render.text import babel_locale
from shopwright_storefront.theme_api.v1 import (
    Country,
    Customer,
    Locale,
    Message,
    Meta,
    Request,
    Shop,
    SocialLink,
)
from shopwright_storefront.views.links import in_language, routes
from shopwright_storefront.views.menus import menus
from shopwright_storefront.views.visit import Visit
from shopwright_storefront.views.worker import offline_routes

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_STAND_IN = "SHOPWRIGHT_STAND_IN_"


def everywhere(
    here: Visit, template: str, meta: Meta, customer: Customer | None, *, personal: bool
) -> dict[str, Any]:
    """Those of `theme_api.v1.Everywhere` that the engine does not add itself."""
    return {
        "shop": shop_object(here, _locales(here)),
        "request": _request(here, template, personal=personal),
        "customer": customer,
        "cart": None,
        "menus": menus(here),
        "routes": {**routes(here.language), **offline_routes(here)},
        "meta": meta,
    }


def direction(locale: str) -> Literal["ltr", "rtl"]:
    """In which direction a language is written."""
    return "rtl" if locale.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def is_demo(here: Visit) -> bool:
    """Whether stand-ins play the payment services' part, so that no money moves."""
    return here.ctx.shop.development and any(name.startswith(_STAND_IN) for name in os.environ)


def shop_object(here: Visit, locales: list[Locale]) -> Shop:
    """The shop; `locales` lead to the same page in other languages."""
    shop, settings = here.ctx.shop, here.settings
    return Shop(
        name=shop.name,
        url=shop.public_url,
        email=settings.email,
        phone=settings.phone,
        description=settings.description,
        logo=plain_picture(settings.logo, shop.name) if settings.logo else None,
        address=None,
        currency=here.market.currency,
        locales=locales,
        countries=_countries(here),
        social=[SocialLink(name=one.name, url=one.url) for one in settings.social],
        prices_include_tax=here.channel.tax_included,
        imprint=settings.imprint.splitlines(),
        announcement=settings.announcement,
        is_demo=is_demo(here),
    )


def _locales(here: Visit) -> list[Locale]:
    return [
        Locale(
            code=code,
            name=(babel_locale(code).display_name or code).capitalize(),
            url=in_language(request.path, code),
            selected=code == here.locale,
        )
        for code in here.ctx.shop.locales
    ]


def _countries(here: Visit) -> list[Country]:
    names = babel_locale(here.locale).territories
    found = {channel.country: channel for channel in active_channels().values()}
    return [
        Country(
            code=code,
            name=names.get(code, code),
            currency=channel.currency,
            selected=code == here.channel.country,
        )
        for code, channel in found.items()
    ]


def _request(here: Visit, template: str, *, personal: bool) -> Request:
    return Request(
        locale=here.locale,
        dir=direction(here.locale),
        currency=here.market.currency,
        country=here.channel.country,
        channel=here.channel.handle,
        path=request.path,
        url=f"{here.ctx.shop.public_url}{request.path}",
        template=template,
        is_preview=here.preview is not None,
        messages=_messages() if personal else [],
    )


def _messages() -> list[Message]:
    """Read on pages only that are not cached: reading them changes a cookie."""
    found: Any = get_flashed_messages(with_categories=True)
    return [Message(kind=_kind(kind), text=text) for kind, text in found]


def _kind(kind: str) -> Any:
    return kind if kind in ("success", "error") else "info"
