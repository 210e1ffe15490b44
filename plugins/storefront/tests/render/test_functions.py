"""Functions and filters, each with what it prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.services import MemoryFragments
from shopwright_storefront.render.text import written_money

MakeEngine = Callable[..., Engine]
SPRITE = '<svg><symbol id="cart" viewBox="0 0 24 24"></symbol></svg>'
TEXTS = """{"hello": "Hello {name}", "rich_html": "<b>{name}</b>", "cart":
  {"items": {"one": "{count} item", "other": "{count} items"}}}"""
GERMAN = '{"hello": "Hallo {name}"}'
FILES = {
    "assets/icons.svg": SPRITE,
    "assets/css/base.css": "a{}",
    "locales/en.json": TEXTS,
    "locales/de.json": GERMAN,
}


def printed(make_engine: MakeEngine, make: Any, source: str, **request: Any) -> str:
    engine = make_engine({**FILES, "sections/hero.html": f"[[{source}]]"}, development=True)
    objects = {"product": make.product(), "html": Markup("<i>x</i>"), "plain": "<i>x</i>"}
    everywhere = make.everywhere(**request)
    page = engine.page(make.view(objects=objects, everywhere=everywhere))
    assert [str(failure) for failure in page.failures] == []
    return page.html.partition("[[")[2].partition("]]")[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ product.price|money }}", "€22.00"),
        ("{{ product.price|money(zeros=false) }}", "€22"),
        ("{{ none|money }}", ""),
        ("{{ money_range(product.price_min, product.price_max) }}", "€22.00"),
        ("{{ 1234.5|number }}", "1,234.5"),
        ("{{ 1234.567|number(1) }}", "1,234.6"),
        ("{{ 350|weight }} {{ 1250|weight }}", "350 g 1.25 kg"),
        ("{{ '2026-11-23T06:32:00+00:00'|date }}", "Nov 23, 2026"),
        ("{{ '2026-11-23T06:32:00+00:00'|date('long') }}", "November 23, 2026"),
        ("{{ none|date }}", ""),
        ("{{ t('hello', name='<Ada>') }}", "Hello &lt;Ada&gt;"),
        ("{{ t('rich_html', name='<Ada>') }}", "<b>&lt;Ada&gt;</b>"),
        ("{{ t('cart.items', count=1) }}, {{ t('cart.items', count=2) }}", "1 item, 2 items"),
        ("{{ {'a': '<'}|json }}", '{"a": "\\u003c"}'),
        ("{{ html }}{{ plain }}", "<i>x</i>&lt;i&gt;x&lt;/i&gt;"),
        ("{{ html ~ plain }}", "<i>x</i>&lt;i&gt;x&lt;/i&gt;"),
        ("{{ [html, plain]|join(' < ') }}", "<i>x</i> &lt; &lt;i&gt;x&lt;/i&gt;"),
        ("{{ plain ~ 1 ~ none }}", "&lt;i&gt;x&lt;/i&gt;1"),
        ("{{ {'items': 4, 'keys': 5}.items }}", "4"),
        ("{% for k, v in {'a': 1}|items %}{{ k }}{{ v }}{% endfor %}", "a1"),
        ("{% for k, v in {'b': 1, 'a': 2}|dictsort %}{{ k }}{% endfor %}", "ab"),
        ("{{ product.variants|map(attribute='title')|join(', ') }}", "Blue, Red"),
        ("{{ product.variants|selectattr('available')|list|length }}", "1"),
        ("{% for g, l in product.variants|groupby('available') %}{{ g }}{{ l|length }}{% endfor %}", "False1True1"),
        ("{{ [3, 1, 2]|sort|first }}{{ [3, 1]|max }}{{ [1, 2]|sum }}", "133"),
        ("{{ 2.5|round }} {{ 2.567|round(1) }} {{ 2.1|round(0, 'ceil') }}", "2.0 2.6 3.0"),
        ("{{ 'a,b'|split(',')|last }}{{ 'abc'[1:] }}{{ 'abc'|upper }}{{ 'A B'.lower() }}", "bbcABCa b"),
        ("{{ 'a-b'|replace('-', '<') }}", "a&lt;b"),
        ("{{ '<p>one<br>two</p>'|striptags }}", "one two"),
        ("{{ 'one two three'|truncate(7, true) }}", "one ..."),
        ("{{ '7'|int + '2.5'|float }} {{ 'x'|int(3) }}", "9.5 3"),
        ("{{ 'a b'|urlencode }}", "a%20b"),
        ("{{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 3 }} {{ 7 / 2 }} {{ 1 - 3 }}", "3 3 8 3.5 -2"),
        ("{% if product.title.startswith('Mug') and 'u' in product.title %}y{% endif %}", "y"),
        ("{% set ns = namespace(n=0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "3"),
        ("{{ color_mix('#000', '#fff', 0.5) }} {{ color_alpha('#ff0000', 0.5) }}", "#808080 rgb(255 0 0 / 0.5)"),
        ("{{ url_for('product', 'mug', variant='v 1') }}", "/products/mug?variant=v+1"),
        ("{{ localized('/here', 'de') }}", "/de/here"),
        ("<b {{ live('stock', 'v1') }}>", '<b data-live="stock" data-key="v1">'),
        ("{{ image_url(product.image, 400) }}", "/media/mug-720.webp"),
        ("{{ image_url(product.image, 4000) }}", "/media/mug-1080.webp"),
        ("{{ srcset(product.image, [360]) }}", "/media/mug-360.webp 360w"),
    ],
)  # fmt: skip
def test_it_prints(make_engine: MakeEngine, make: Any, source: str, expected: str) -> None:
    assert printed(make_engine, make, source) == expected


def test_texts_are_in_the_shoppers_language_or_the_nearest(
    make_engine: MakeEngine, make: Any
) -> None:
    source = "{{ t('hello', name='Ada') }} {{ t('cart.items', count=2) }} {{ 1234.5|number }}"
    assert printed(make_engine, make, source, locale="de-CH") == "Hallo Ada 2 items 1\u2019234.5"


def test_a_picture_knows_its_sizes_and_has_room_kept_for_it(
    make_engine: MakeEngine, make: Any
) -> None:
    html = printed(make_engine, make, "{{ image(product.image, sizes='50vw', class='x') }}")
    assert html == (
        '<picture class="picture" style="--tint: #cccccc"><img src="/media/mug-720.webp" '
        'srcset="/media/mug-360.webp 360w, /media/mug-720.webp 720w, /media/mug-1080.webp 1080w" '
        'sizes="50vw" width="1080" height="1350" alt="A mug" loading="lazy" decoding="async" '
        'class="x"></picture>'
    )


def test_a_picture_in_two_formats_offers_both(make_engine: MakeEngine, make: Any) -> None:
    image = make.picture()
    jpeg = {"url": "/media/mug.jpg", "width": 720, "type": "image/jpeg"}
    image["renditions"] = [jpeg, *image["renditions"]]
    image["focal"] = {"x": 0.25, "y": 0.5}
    engine = make_engine({"sections/hero.html": "{{ image(picture) }}"}, development=True)
    html = engine.page(make.view(objects={"picture": image})).html
    assert '<source type="image/webp" srcset="/media/mug-360.webp 360w,' in html
    assert 'srcset="/media/mug.jpg 720w"' in html
    assert 'style="object-position: 25% 50%"' in html


def test_where_there_is_no_picture_something_quiet_is_drawn(
    make_engine: MakeEngine, make: Any
) -> None:
    html = printed(make_engine, make, "{{ image(none) }}")
    assert html.startswith('<span class="placeholder placeholder-product" aria-hidden="true"><svg')


def test_an_icon_is_decoration_unless_it_is_named(make_engine: MakeEngine, make: Any) -> None:
    plain = printed(make_engine, make, "{{ icon('cart') }}")
    named = printed(make_engine, make, "{{ icon('cart', label='Cart', size=20) }}")
    assert 'aria-hidden="true"><use href="/assets/theme/' in plain
    assert 'width="20" height="20" role="img" aria-label="Cart"' in named
    assert 'icons.svg#cart"/></svg>' in named


def test_pagination_is_there_where_there_is_more_than_one_page(
    make_engine: MakeEngine, make: Any
) -> None:
    from shopwright_storefront.theme_api.samples import sample
    from shopwright_storefront.theme_api.v1 import Page, PageLink

    links = [
        sample(PageLink, label="1", url="?page=1", current=True),
        sample(PageLink, label="…", url=None),
        sample(PageLink, label="9", url="?page=9"),
    ]
    page = sample(Page, pages=9, next="?page=2", links=links)
    engine = make_engine({"sections/hero.html": "{{ pagination(page) }}"}, development=True)
    html = engine.page(make.view(objects={"page": page})).html
    assert '<a href="?page=1" aria-current="page">1</a>' in html
    assert "<span>…</span>" in html
    assert '<a rel="next" href="?page=2">Next</a>' in html
    alone = engine.page(make.view(objects={"page": sample(Page, pages=1)}))
    assert "<nav" not in alone.html


def test_an_empty_state_offers_one_thing_to_do(make_engine: MakeEngine, make: Any) -> None:
    html = printed(make_engine, make, "{{ empty_state('cart', action=routes.collections) }}")
    assert "<p>Your cart is empty.</p>" in html
    assert '<a class="button" href="/collections">Continue shopping</a>' in html


def test_a_fragment_is_made_once_for_its_key(make_engine: MakeEngine, make: Any) -> None:
    source = "{% call fragment('x', product.version) %}{{ image(product.image, priority=true) }}"
    source += "{{ product.title }}{{ inline_asset('js/a.js') }}{% endcall %}"
    files = {"sections/hero.html": source, "assets/js/a.js": "1"}
    engine = make_engine(files, fragments=MemoryFragments())

    def page(**values: Any) -> Any:
        objects = {"product": make.product(**values)}
        return engine.page(make.view(objects=objects))

    first, same = page(), page(title="Changed, but not its version")
    assert "Mug 1" in same.html
    assert same.csp == first.csp != {}
    assert 'rel="preload" as="image"' in same.html
    assert "Changed" in page(title="Changed", version="2").html


@pytest.mark.parametrize(
    "change", [{"vary": ("r2",)}, {"locale": "de"}, {"currency": "USD"}, {"preview": True}]
)
def test_a_fragment_is_another_one_for_another_language_currency_or_revision(
    make_engine: MakeEngine, make: Any, change: dict[str, Any]
) -> None:
    source = "{% call fragment('x', 1) %}{{ meta.title }}{% endcall %}"
    engine = make_engine({"sections/hero.html": source}, fragments=MemoryFragments())
    engine.page(make.view())
    request = {name: change[name] for name in ("locale", "currency") if name in change}
    everywhere = make.everywhere(**request)
    everywhere["meta"] |= {"title": "Another"}
    values = {name: change[name] for name in ("vary", "preview") if name in change}
    html = engine.page(make.view(everywhere=everywhere, **values)).html
    assert "Another</section>" in html or "<main>Another" in html


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "expected"),
    [
        (4800, "EUR", "en", ("€48.00", "€48")),
        (4850, "EUR", "de", ("48,50\xa0€", "48,50\xa0€")),
        (4800, "EUR", "de", ("48,00\xa0€", "48\xa0€")),
        (4800, "JPY", "en", ("¥4,800", "¥4,800")),
        (4800, "KWD", "en", ("KWD4.800", "KWD4.800")),
        (48000, "KWD", "en", ("KWD48.000", "KWD48")),
    ],
)
def test_money_is_written_as_the_language_does(
    amount: int, currency: str, locale: str, expected: tuple[str, str]
) -> None:
    assert written_money(amount, currency, locale) == expected


def test_what_is_kept_stays_within_its_size() -> None:
    from shopwright_storefront.render.current import Effects
    from shopwright_storefront.render.services import Kept

    fragments = MemoryFragments(most=100_000)
    for name in "abcdefghijkl":
        fragments.put((name,), Kept(html=name * 10_000, effects=Effects()), 60)
    assert fragments.get(("a",)) is None
    assert fragments.get(("l",)) is not None
    fragments.put(("large",), Kept(html="x" * 20_000, effects=Effects()), 60)
    assert fragments.get(("large",)) is None
    fragments.put(("d",), Kept(html="d", effects=Effects()), -1)
    assert fragments.get(("d",)) is None
