"""Plugins' contents: where they are shown, and what they cannot break."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from markupsafe import Markup
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.services import MemoryFragments
from shopwright_storefront.render.slots import SLOTS
from shopwright_storefront.themes.overlay import Overlay

MakeEngine = Callable[..., Engine]
Function = Callable[[Mapping[str, Any], Any], Any]


@dataclass
class Content:
    """As a plugin describes it."""

    function: Function | None = None
    template: str | None = None
    cache_ttl: int = 0
    assets: tuple[str, ...] = ()


@dataclass
class FakePlaced:
    """As the core hands it over, without its clock and breaker."""

    content: Content
    plugin: str = "wrap"
    package: str = "gift_wrap_plugin"
    ctx: Any = None
    calls: list[str] = field(default_factory=list)

    def render(self, draw: Callable[[], Any]) -> Any:
        self.calls.append("render")
        return draw()


def says(text: object, plugin: str = "wrap", **options: Any) -> FakePlaced:
    return FakePlaced(Content(function=lambda payload, ctx: text, **options), plugin=plugin)


def fails(plugin: str = "broken") -> FakePlaced:
    def function(payload: Mapping[str, Any], ctx: Any) -> str:
        raise RuntimeError("no paper left")

    return FakePlaced(Content(function=function), plugin=plugin)


def slots(**named: FakePlaced | Sequence[FakePlaced]) -> dict[str, Sequence[FakePlaced]]:
    return {
        name.replace("__", "."): [one] if isinstance(one, FakePlaced) else one
        for name, one in named.items()
    }


PRODUCT = (
    "<h1>{{ product.title }}</h1>{{ slot('product.after_price', product=product) }}"
    "{% form 'cart_add', product %}<button>Buy</button>{% endform %}"
)


def test_contents_stand_where_the_theme_wants_them_once(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/product.html": PRODUCT}, development=True)
    page = engine.page(make.product_view(slots=slots(product__after_price=says("Wrapped"))))
    assert "</h1>Wrapped<form" in page.html
    assert page.html.count("Wrapped") == 1


def test_text_is_escaped_and_markup_is_not(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/product.html": PRODUCT}, development=True)
    both = [says("<i>a</i>"), says(Markup("<b>b</b>"), plugin="other")]
    page = engine.page(make.product_view(slots=slots(product__after_price=both)))
    assert "&lt;i&gt;a&lt;/i&gt;<b>b</b>" in page.html


def test_a_function_is_told_in_which_language_the_page_is(
    make_engine: MakeEngine, make: Any
) -> None:
    def greet(payload: Mapping[str, Any], ctx: Any) -> str:
        return f"{payload['product']['title']}, {payload['request']['locale']}"

    engine = make_engine({"sections/product.html": PRODUCT}, development=True)
    placed = FakePlaced(Content(function=greet), plugin="wrap")
    page = engine.page(make.product_view(slots=slots(product__after_price=placed)))
    assert re.search(r"</h1>[^<]+, en<form", page.html)


def test_what_a_theme_leaves_out_is_shown_at_the_end_of_the_form(
    make_engine: MakeEngine, make: Any
) -> None:
    page = make_engine().page(
        make.product_view(
            slots=slots(product__after_price=says("Price"), product__after_buy=says("Buy"))
        )
    )
    assert "<button>Buy</button>PriceBuy</form>" in page.html


def test_a_product_in_a_list_does_not_take_the_pages_slots(
    make_engine: MakeEngine, make: Any
) -> None:
    source = "{% form 'cart_add', other %}{% endform %}" + PRODUCT
    engine = make_engine({"sections/product.html": source}, development=True)
    objects = {"product": make.product(), "other": make.card(2)}
    page = engine.page(
        make.view("product", objects=objects, slots=slots(product__after_buy=says("Buy")))
    )
    assert page.html.index("<h1>") < page.html.index("Buy</form>")


@pytest.mark.parametrize("layout", ["<head></head><body>{{ content }}</body>", None])
def test_head_and_body_have_their_slots_even_if_the_layout_forgets(
    make_engine: MakeEngine, make: Any, layout: str | None
) -> None:
    engine = make_engine({"layouts/base.html": layout} if layout else {})
    contents = slots(head__end=says("H"), body__end=says("E"), body__start=says("S"))
    page = engine.page(make.view(slots=contents))
    assert "H</head>" in page.html
    assert page.html.index("<h1>Hello") < page.html.index("SE") < page.html.index("</body>")


def test_a_plugin_that_fails_takes_nothing_with_it(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/product.html": PRODUCT})
    both = slots(product__after_price=[fails(), says("Wrapped")])
    page = engine.page(make.product_view(slots=both))
    assert "</h1>Wrapped<form" in page.html
    (failure,) = page.failures
    assert (failure.plugin, failure.what) == ("broken", "product.after_price")
    assert "no paper left" in failure.message


def test_staff_see_which_plugin_failed_and_why(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/product.html": PRODUCT})
    page = engine.page(make.product_view(slots=slots(product__after_price=fails()), preview=True))
    assert "The plugin <b>broken</b> failed in the slot <b>product.after_price</b>" in page.html
    assert "no paper left" in page.html


def test_a_slot_of_a_list_asks_once_for_all(make_engine: MakeEngine, make: Any) -> None:
    asked: list[list[str]] = []

    def badges(payload: Mapping[str, Any], ctx: Any) -> dict[str, str]:
        asked.append([product["id"] for product in payload["products"]])
        return {"p1": "One", "p3": "Three"}

    source = "{% for p in products %}<i>{{ slot('product_card.badge', product=p) }}</i>{% endfor %}"
    engine = make_engine({"sections/hero.html": source}, development=True)
    objects = {"products": [make.card(number) for number in (1, 2, 3)]}
    contents = slots(product_card__badge=FakePlaced(Content(function=badges)))
    page = engine.page(make.view(objects=objects, slots=contents))
    assert "<i>One</i><i></i><i>Three</i>" in page.html
    assert asked == [["p1", "p2", "p3"]]


def test_a_slot_of_a_list_that_fails_is_asked_once(make_engine: MakeEngine, make: Any) -> None:
    source = "{% for p in products %}<i>{{ slot('product_card.badge', product=p) }}</i>{% endfor %}"
    engine = make_engine({"sections/hero.html": source})
    objects = {"products": [make.card(number) for number in (1, 2, 3)]}
    broken = fails()
    page = engine.page(make.view(objects=objects, slots=slots(product_card__badge=broken)))
    assert "<i></i><i></i><i></i>" in page.html
    assert len(broken.calls) == len(page.failures) == 1


def test_the_merchant_arranges_and_switches_off(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/product.html": PRODUCT})
    three = slots(product__after_price=[says("A", "a"), says("B", "b"), says("C", "c")])
    overlay = Overlay.model_validate(
        {"slots": {"product.after_price": {"order": ["c", "a"], "off": ["b"]}}}
    )
    page = engine.page(make.product_view(slots=three, overlay=overlay))
    assert "</h1>CA<form" in page.html


def test_assets_come_with_what_is_shown(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/product.html": PRODUCT})
    shown = says("Yes", assets=("a.css", "a.js"))
    silent = says(None, "silent", assets=("b.css",))
    page = engine.page(make.product_view(slots=slots(product__after_price=[shown, silent])))
    assert '<link rel="stylesheet" href="/plugins/wrap/static/a.css">' in page.html
    assert '<script type="module" src="/plugins/wrap/static/a.js"></script>' in page.html
    assert "b.css" not in page.html


def test_what_was_shown_is_kept_for_as_long_as_the_plugin_says(
    make_engine: MakeEngine, make: Any
) -> None:
    engine = make_engine({"sections/product.html": PRODUCT}, fragments=MemoryFragments())
    placed = says("Yes", cache_ttl=60, assets=("a.css",))
    for _ in range(2):
        page = engine.page(make.product_view(slots=slots(product__after_price=placed)))
        assert "</h1>Yes<form" in page.html
        assert "a.css" in page.html
    assert len(placed.calls) == 1


def test_the_template_of_a_plugin_can_be_mended_by_the_theme(
    make_engine: MakeEngine, make: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gift_wrap_plugin"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "templates/hint.html").write_text("<u>{{ product.title }} {{ paper }}</u>")
    monkeypatch.syspath_prepend(tmp_path)
    placed = FakePlaced(Content(function=lambda p, c: {"paper": "red"}, template="hint.html"))
    contents = slots(product__after_price=placed)
    plain = make_engine({"sections/product.html": PRODUCT}, development=True)
    assert "<u>Mug 1 red</u>" in plain.page(make.product_view(slots=contents)).html
    mended = make_engine(
        {"sections/product.html": PRODUCT, "templates/plugins/wrap/hint.html": "<s>{{ paper }}</s>"}
    )
    assert "<s>red</s>" in mended.page(make.product_view(slots=contents)).html


@pytest.mark.parametrize("path", ["/etc/passwd", "../__init__.py", "../../secret.html"])
def test_a_template_of_a_plugin_is_below_its_templates(
    make_engine: MakeEngine, make: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    (tmp_path / "gift_wrap_plugin/templates").mkdir(parents=True)
    (tmp_path / "gift_wrap_plugin/__init__.py").write_text("")
    (tmp_path / "secret.html").write_text("secret")
    monkeypatch.syspath_prepend(tmp_path)
    engine = make_engine({"sections/hero.html": f"{{% include 'plugin.wrap:{path}' %}}"})
    contents = slots(product__after_price=FakePlaced(Content(template="x.html")))
    (failure,) = engine.page(make.view(slots=contents)).failures
    assert failure.kind == "ThemeInvalid"


def test_a_theme_may_have_slots_of_its_own(make_engine: MakeEngine, make: Any) -> None:
    manifest = """
        [theme]
        name = "shop"
        title = "Shop"
        version = "1.0.0"
        api = "1"
        [[slots.extra]]
        name = "hero.below"
    """
    files = {"theme.toml": manifest, "sections/hero.html": "{{ slot('hero.below') }}"}
    engine = make_engine(files, development=True)
    page = engine.page(make.view(slots=slots(hero__below=says("Extra"))))
    assert "Extra" in page.html


def test_checkout_shows_every_slot_whatever_the_theme_does(
    make_engine: MakeEngine, make: Any
) -> None:
    files = {
        "templates/checkout.html": "<head>{{ page_head() }}</head>{% form 'checkout' %}{% endform %}"
        "{{ page_end() }}"
    }
    names = [name for name in SLOTS if name.startswith("checkout.")]
    contents = {name: [says(f"[{name}]")] for name in names}
    engine = make_engine(files, development=True)
    page = engine.page(
        make.view("checkout", objects={"checkout": {}}, slots=contents, csrf_token="t")
    )
    assert page.failures == ()
    for name in names:
        assert page.html.count(f"[{name}]") == 1


@pytest.mark.parametrize(
    ("template", "form", "names"),
    [
        ("cart", "cart", ["cart.before_lines", "cart.after_lines", "cart.summary"]),
        ("cart_drawer", "cart", ["cart_drawer.before_lines", "cart_drawer.summary"]),
    ],
)
def test_the_cart_and_its_drawer_have_slots_of_their_own(
    make_engine: MakeEngine, make: Any, template: str, form: str, names: list[str]
) -> None:
    source = f"{{% form '{form}' %}}{{{{ slot('{names[0]}', cart=cart) }}}}|{{% endform %}}"
    engine = make_engine({f"templates/{template}.html": source}, development=True)
    contents = {name: [says(f"[{name}]")] for name in SLOTS if name.startswith("cart")}
    page = engine.page(make.view(template, objects={"cart": {"lines": []}}, slots=contents))
    before, _, after = page.html.partition("|")
    assert names[0] in before
    for name in names[1:]:
        assert after.count(f"[{name}]") == 1
    assert ("cart_drawer." in page.html) is (template == "cart_drawer")


def test_the_page_of_thanks_shows_its_slots_before_its_end(
    make_engine: MakeEngine, make: Any
) -> None:
    seen: list[Any] = []

    def thanks(payload: Mapping[str, Any], ctx: Any) -> str:
        seen.append(payload["order"]["number"])
        return "Thanks"

    source = "<body><h1>{{ order.number }}</h1>{{ page_end() }}</body>"
    engine = make_engine({"templates/checkout_thanks.html": source}, development=True)
    contents = slots(thanks__top=FakePlaced(Content(function=thanks)))
    objects = {"order": {"number": "1001"}}
    page = engine.page(make.view("checkout_thanks", objects=objects, slots=contents))
    assert "</h1>Thanks" in page.html
    assert seen == ["1001"]


@pytest.mark.parametrize(
    ("path", "slot"),
    [("emails/order_placed.html", "email.after_lines"), ("print/invoice.html", "print.footer")],
)
def test_mails_and_prints_show_slots_that_they_left_out(
    make_engine: MakeEngine, make: Any, path: str, slot: str
) -> None:
    engine = make_engine({path: "<body>lines</body>"}, development=True)
    contents = {slot: [says("Extra")]}
    mail = make.view("order_placed", objects={"order": {}}, slots=contents)
    assert engine.document(path, mail).html == "<body>linesExtra</body>"
    printed = {path: f"<body>{{{{ slot('{slot}', order=order) }}}}lines</body>"}
    assert make_engine(printed).document(path, mail).html == "<body>Extralines</body>"


def test_a_template_alone_sees_the_payload(
    make_engine: MakeEngine, make: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gift_wrap_plugin"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "templates/badge.html").write_text("<u>{{ product.title }}{{ mark }}</u>")
    monkeypatch.syspath_prepend(tmp_path)
    source = "{% for p in products %}{{ slot('product_card.badge', product=p) }}{% endfor %}"
    objects = {"products": [make.card(1), make.card(2)]}
    engine = make_engine({"sections/hero.html": source}, development=True)
    alone = slots(product_card__badge=FakePlaced(Content(template="badge.html")))
    engine_with_mark = FakePlaced(
        Content(function=lambda p, c: {"p2": {"mark": "!"}}, template="badge.html")
    )
    marked = slots(product_card__badge=engine_with_mark)
    production = make_engine({"sections/hero.html": source})
    assert (
        "<u>Mug 1</u><u>Mug 2</u>" in production.page(make.view(objects=objects, slots=alone)).html
    )
    assert "<u>Mug 2!</u>" in engine.page(make.view(objects=objects, slots=marked)).html
