"""JSON-LD: what pages tell search engines, after schema.org."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from shopwright_storefront.render.current import Render, current_render
from shopwright_storefront.render.filters import as_json
from shopwright_storefront.render.markup import NOTHING, markup, mistaken
from shopwright_storefront.render.text import decimal_amount

Json = dict[str, Any]
_CONTEXT = "https://schema.org"
_STOCK = {
    "in": "InStock",
    "low": "LimitedAvailability",
    "out": "OutOfStock",
    "backorder": "BackOrder",
    "preorder": "PreOrder",
}

_SHORT = 8
_OWN = ("02", "04", "2")
"""How the numbers begin, of thirteen digits, that GS1 leaves to each shop."""


def structured_data(kind: str, subject: Any = None) -> Markup:
    """A script of JSON-LD about a `product`, `breadcrumbs`, the `organization` or the `website`.

    The page's own are printed by `page_head()`; this is for others.
    """
    makers: Mapping[str, Callable[[Render, Any], Json]] = {
        "product": lambda render, product: product_group(product, render),
        "breadcrumbs": lambda render, crumbs: breadcrumbs(crumbs, render),
        "organization": lambda render, _: organization(render),
        "website": lambda render, _: website(render),
    }
    if kind not in makers:
        return mistaken(f"there are no structured data '{kind}'", kind, makers)
    return _script(makers[kind](current_render(), subject))


def page_structured_data(render: Render) -> Markup:
    """What the page's own objects say."""
    objects = render.objects
    found: list[Json] = []
    product = objects.get("product")
    if product:
        found.append(product_group(product, render))
    crumbs = objects.get("breadcrumbs") or (product or {}).get("breadcrumbs")
    if crumbs:
        found.append(breadcrumbs(crumbs, render))
    if render.view is not None and render.view.template == "index":
        found += [organization(render), website(render)]
    return Markup("\n").join(_script(one) for one in found)


def product_group(product: Mapping[str, Any], render: Render) -> Json:
    """A product with its variants, each with its offer; alone, if there is one only."""
    common = {
        "name": product["title"],
        "description": product["seo"]["description"],
        "brand": {"@type": "Brand", "name": product["vendor"]} if product["vendor"] else None,
        "image": [absolute(image["url"], render) for image in product["images"][:5]],
        "aggregateRating": _rating(product["rating"]),
    }
    variants = product["variants"]
    if len(variants) == 1:
        own = _variant(variants[0], product, render)
        return _clean({"@context": _CONTEXT, **own, **common})
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "ProductGroup",
            "productGroupID": product["id"],
            "url": absolute(product["url"], render),
            **common,
            "variesBy": [option["name"] for option in product["options"]],
            "hasVariant": [_variant(variant, product, render) for variant in variants],
        }
    )


def breadcrumbs(crumbs: Sequence[Mapping[str, Any]], render: Render) -> Json:
    """The way from home to the page."""
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "name": crumb["title"],
            "item": absolute(crumb["url"], render),
        }
        for position, crumb in enumerate(crumbs, 1)
    ]
    return {"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def organization(render: Render) -> Json:
    """Who sells."""
    shop = render.everywhere["shop"]
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "Organization",
            "name": shop["name"],
            "url": shop["url"],
            "logo": absolute(shop["logo"]["url"], render) if shop["logo"] else None,
            "email": shop["email"] or None,
            "telephone": shop["phone"] or None,
            "sameAs": [link["url"] for link in shop["social"]],
        }
    )


def website(render: Render) -> Json:
    """The shop's site, and how to search it."""
    shop = render.everywhere["shop"]
    search = absolute(render.everywhere["routes"]["search"], render)
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "name": shop["name"],
        "url": shop["url"],
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def _variant(variant: Mapping[str, Any], product: Mapping[str, Any], render: Render) -> Json:
    price = variant["price"]
    return _clean(
        {
            "@type": "Product",
            "sku": variant["sku"] or None,
            "gtin": variant["barcode"] if is_gtin(variant["barcode"]) else None,
            "name": f"{product['title']} {variant['title']}".strip(),
            "image": absolute(variant["image"]["url"], render) if variant["image"] else None,
            "offers": {
                "@type": "Offer",
                "url": absolute(variant["url"], render),
                "price": decimal_amount(price["amount"], price["currency"]),
                "priceCurrency": price["currency"],
                "availability": f"{_CONTEXT}/{_STOCK[variant['stock_state']]}",
                "itemCondition": f"{_CONTEXT}/NewCondition",
            },
        }
    )


def is_gtin(text: str) -> bool:
    """Whether a barcode is a GTIN (EAN, UPC, ISBN): its last digit is right, and it is not one of
    the numbers that shops give themselves.
    """
    if len(text) not in (8, 12, 13, 14) or not (text.isascii() and text.isdigit()):
        return False
    if len(text) > _SHORT and text.zfill(14)[1:].startswith(_OWN):
        return False
    weighed = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text)))
    return sum(weighed) % 10 == 0


def _rating(rating: Mapping[str, Any] | None) -> Json | None:
    if not rating or not rating["count"]:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": rating["value"],
        "reviewCount": rating["count"],
    }


def absolute(url: str, render: Render) -> str:
    """The address as others need it, who do not know on which site they read it."""
    return url if "://" in url else str(render.everywhere["shop"]["url"]).rstrip("/") + url


def _clean(data: Json) -> Json:
    """Without what is not known: an empty field is worse than none."""
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _script(data: Json) -> Markup:
    if not data:
        return NOTHING
    return markup(f'<script type="application/ld+json">{as_json(data)}</script>')


FUNCTIONS: dict[str, Callable[..., Any]] = {"structured_data": structured_data}
