"""What every page's head has, and what it allows to run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from shopwright_storefront.render.engine import Engine
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import Alternate, Crumb

MakeEngine = Callable[..., Engine]

MANIFEST = """
    [theme]
    name = "shop"
    title = "Shop"
    version = "1.0.0"
    api = "1"
    [features]
    dark = true
    [fonts.sans]
    family = "Instrument Sans"
    file = "fonts/sans.woff2"
    weight = "400 700"
    fallback = "Arial, sans-serif"
    size_adjust = "98%"
    preload = true
    [[settings]]
    id = "calm"
    type = "color_scheme"
    [settings.default.light]
    bg = "#fdfcfa"
    surface = "#f4f2ed"
    ink = "#1a1a17"
    muted = "#66645d"
    line = "#e4e1d9"
    field = "#8a877e"
    accent = "#2f4a3c"
    on_accent = "#ffffff"
    [settings.default.dark]
    bg = "#151512"
    surface = "#1f1f1b"
    ink = "#f2f0ea"
    muted = "#a8a59b"
    line = "#33322c"
    field = "#7f7c72"
    accent = "#9cc3ab"
    on_accent = "#151512"
    [[settings]]
    id = "sale"
    type = "color"
    default = "#a63a24"
    [[settings]]
    id = "body"
    type = "font"
"""


def test_it_has_what_meta_says_escaped(make_engine: MakeEngine, make: Any) -> None:
    everywhere = make.everywhere()
    everywhere["meta"] |= {
        "title": "Mugs & <cups>",
        "description": 'The "best"',
        "robots": "noindex",
        "alternates": [sample(Alternate, locale="de", url="https://shop.example/de")],
        "next": "/here?page=2",
        "image": make.picture(),
    }
    html = make_engine().page(make.view(everywhere=everywhere)).html
    assert "<title>Mugs &amp; &lt;cups&gt;</title>" in html
    assert '<meta name="description" content="The &#34;best&#34;">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="alternate" href="https://shop.example/de" hreflang="de">' in html
    assert '<link rel="next" href="/here?page=2">' in html
    assert '<meta property="og:image" content="https://shop.example/media/mug-1080.webp">' in html
    assert 'content="summary_large_image"' in html


def test_the_largest_picture_is_preloaded_and_not_lazy(make_engine: MakeEngine, make: Any) -> None:
    source = "{{ image(product.image, sizes='50vw', priority=true) }}{{ image(product.image) }}"
    engine = make_engine({"sections/hero.html": source}, development=True)
    html = engine.page(make.product_view("index")).html
    head, _, body = html.partition("</head>")
    assert 'rel="preload" as="image"' in head
    assert 'imagesizes="50vw" fetchpriority="high"' in head
    assert body.count('loading="eager"') == body.count('loading="lazy"') == 1


def test_fonts_colors_and_schemes_are_there_before_the_style_sheet(
    make_engine: MakeEngine, make: Any
) -> None:
    files = {"theme.toml": MANIFEST, "assets/fonts/sans.woff2": "font"}
    engine = make_engine(files, development=True)
    assert engine.theme.findings == []
    page = engine.page(make.view())
    assert page.failures == ()
    style = re.search(r"<style>(.*?)</style>", page.html, re.DOTALL)
    assert style is not None
    css = style.group(1)
    assert ":root,.scheme-calm{--bg:#fdfcfa;" in css
    assert '@media(prefers-color-scheme:dark){:root:not([data-theme="light"])' in css
    assert ':root{--sale:#a63a24;--font-body:"Instrument Sans", "Instrument Sans fallback",' in css
    assert "size-adjust:98%" in css
    assert page.html.index("<style>") < page.html.index('rel="stylesheet"')
    assert 'as="font" type="font/woff2" crossorigin' in page.html


def test_what_is_inline_is_allowed_by_its_hash(make_engine: MakeEngine, make: Any) -> None:
    files = {
        "assets/js/first.js": "document.documentElement.dataset.js = 1\n",
        "sections/hero.html": "{{ inline_asset('js/first.js') }}",
    }
    page = make_engine(files, development=True).page(make.view())
    code = "document.documentElement.dataset.js = 1"
    assert f"<script>{code}</script>" in page.html
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert page.csp == {"script-src": (f"'sha256-{digest}'",)}


def test_checkout_loads_its_own_script_only(make_engine: MakeEngine, make: Any) -> None:
    files = {
        "assets/js/theme.js": "1",
        "assets/js/checkout.js": "2",
        "templates/checkout.html": "<head>{{ page_head() }}</head>{{ page_end() }}",
    }
    engine = make_engine(files, development=True)
    shop, checkout = engine.page(make.view()).html, engine.page(make.view("checkout")).html
    assert "js/theme.js" in shop
    assert "js/checkout.js" not in shop
    assert "js/theme.js" not in checkout
    assert "js/checkout.js" in checkout


def test_a_product_tells_its_offers_and_the_way_to_it(make_engine: MakeEngine, make: Any) -> None:
    crumbs = [sample(Crumb, title="Home", url="/"), sample(Crumb, title="</script>", url="/c")]
    objects = {"product": make.product(breadcrumbs=crumbs, title="</script><b>")}
    html = make_engine().page(make.view("product", objects=objects)).html
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    group, way = (json.loads(one) for one in found)
    assert group["@type"] == "ProductGroup"
    offers = [one["offers"] for one in group["hasVariant"]]
    assert [one["availability"] for one in offers] == [
        "https://schema.org/InStock",
        "https://schema.org/OutOfStock",
    ]
    assert (offers[0]["price"], offers[0]["priceCurrency"]) == ("22.00", "EUR")
    assert [one["position"] for one in way["itemListElement"]] == [1, 2]
    assert way["itemListElement"][1]["item"] == "https://shop.example/c"


def test_a_product_without_variants_is_a_product(make_engine: MakeEngine, make: Any) -> None:
    product = make.product(variants=[make.variant(1, title="", barcode="4006381333931")])
    html = make_engine().page(make.view("product", objects={"product": product})).html
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(found)["@type"] == "Product"
    assert json.loads(found)["sku"] == "MUG-1"
    assert json.loads(found)["gtin"] == "4006381333931"
