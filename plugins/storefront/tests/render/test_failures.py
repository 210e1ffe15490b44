"""What a designer reads when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.failures import Failure

MakeEngine = Callable[..., Engine]


def failure(make_engine: MakeEngine, make: Any, source: str, **files: str) -> Failure:
    named = {name.replace("__", "/") + ".html": text for name, text in files.items()}
    engine = make_engine({"sections/hero.html": source, **named}, development=True)
    return engine.page(make.product_view(template="index")).failures[0]


def test_it_names_template_line_and_the_way_there(make_engine: MakeEngine, make: Any) -> None:
    found = failure(
        make_engine,
        make,
        "{% from 'snippets/card.html' import card %}\n\n{{ card(product) }}",
        snippets__card="{% macro card(product) %}\n{% include 'snippets/price.html' %}{% endmacro %}",
        snippets__price="\n\n<b>{{ product.prise.formatted }}</b>",
    )
    assert [str(place) for place in found.chain] == [
        "shop:sections/hero.html:3",
        "shop:snippets/card.html:2",
        "shop:snippets/price.html:3",
    ]
    assert found.place == found.chain[-1]
    assert found.source is not None
    assert found.source[3] == "<b>{{ product.prise.formatted }}</b>"
    assert found.column == found.source[3].index("prise") + 1
    assert found.suggestion == "price"
    assert found.file.endswith("shop/snippets/price.html")


def test_it_shows_the_values_of_that_line_first(make_engine: MakeEngine, make: Any) -> None:
    found = failure(make_engine, make, "{% set n = 3 %}{{ n + product }}")
    assert found.values is not None
    assert list(found.values)[:2] == ["n", "product"]
    assert found.values["n"] == "3"
    assert found.values["product"].startswith("{id, handle, version")


@pytest.mark.parametrize(
    ("source", "kind", "message", "suggestion"),
    [
        ("{{ prodct.title }}", "Undefined", "'prodct' is not known here", "product"),
        ("{{ product.titel }}", "Undefined", "has no 'titel'", "title"),
        ("{{ product.rating.value }}", "Undefined", "a value that is missing (none)", ""),
        ("{{ product.title|uper }}", "TemplateSyntax", "there is no filter 'uper'", "upper"),
        ("{{ t('form.optonal') }}", "Undefined", "there is no text 'form.optonal'", ""),
        ("{{ icon('card') }}", "Undefined", "there is no icon 'card'", ""),
        ("{{ slot('product.after_prize') }}", "Undefined", "no slot", "product.after_price"),
        ("{% form 'cart_ad', product %}{% endform %}", "Undefined", "no form", "cart_add"),
        ("{% include 'snippets/feild.html' %}", "MissingTemplate", "no template", "snippets/field.html"),
        ("{{ asset_url('css/x.css') }}", "Undefined", "there is no file 'assets/css/x.css'", ""),
        ("{{ product }}", "TypeError", "an object cannot be printed", ""),
        ("{{ 'a' + 'b' }}", "TemplateRuntimeError", "join texts with '~'", ""),
        ("{% if product.titel %}{% endif %}", "Undefined", "has no 'titel'", "title"),
        ("{% for x in product.tagz %}{% endfor %}", "Undefined", "has no 'tagz'", "tags"),
        ("{% block a %}", "TemplateSyntax", "'block' is not closed", ""),
        ("{{ url_for('prodct', 'mug') }}", "Undefined", "'url_for' knows no", "product"),
        ("{{ fragment('card') }}", "Undefined", "needs a body", ""),
        ("{{ render_section('heder') }}", "Undefined", "no section or group 'heder'", "hero"),
        ("{{ image(product.image, onclick='x') }}", "ValueError", "scripts belong into", ""),
        ("{% form 'login' %}{% endform %}", "Undefined", "cannot stand on a page that is cached", ""),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_and_what_was_meant(
    make_engine: MakeEngine, make: Any, source: str, kind: str, message: str, suggestion: str
) -> None:
    found = failure(make_engine, make, source)
    assert found.kind == kind
    assert message in found.message
    assert found.suggestion == suggestion
    assert str(found.place) == "shop:sections/hero.html:1"


def test_shoppers_see_nothing_of_an_unknown_name_and_it_is_reported_once_per_place(
    make_engine: MakeEngine, make: Any
) -> None:
    source = (
        "{% for i in range(3) %}<i>{{ nothing.at.all }}</i>{% endfor %}\n<b>{{ product.x }}</b>"
    )
    engine = make_engine({"sections/hero.html": source})
    page = engine.page(make.product_view(template="index"))
    assert "<i></i><i></i><i></i>" in page.html
    assert [str(one.place) for one in page.failures] == [
        "shop:sections/hero.html:1",
        "shop:sections/hero.html:2",
    ]


def test_what_may_be_missing_can_be_asked_for(make_engine: MakeEngine, make: Any) -> None:
    source = "{{ nothing|default('none') }} {{ product.nothing is defined }} {{ product.rating or 'new' }}"
    engine = make_engine({"sections/hero.html": source}, development=True)
    page = engine.page(make.product_view(template="index"))
    assert "none False new" in page.html


def test_a_slip_in_a_long_loop_costs_little(make_engine: MakeEngine, make: Any) -> None:
    source = "{% for i in range(1000) %}{{ nothing }}{{ icon('none') }}{% endfor %}"
    engine = make_engine({"sections/hero.html": source})
    page = engine.page(make.view())
    assert len(page.failures) == 1
    assert page.steps < 2_000


def test_the_way_into_an_endless_recursion_is_cut_short(make_engine: MakeEngine, make: Any) -> None:
    source = "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"
    found = failure(make_engine, make, source)
    assert found.kind == "TemplateLimits"
    assert "calls itself without end" in found.message
    assert len(found.chain) == 20


def test_a_template_that_cannot_be_read_is_told_with_the_way_to_it(
    make_engine: MakeEngine, make: Any
) -> None:
    found = failure(
        make_engine,
        make,
        "\n{% include 'snippets/price.html' %}",
        snippets__price="<b>\n{{ product.price|mony }}</b>",
    )
    assert found.kind == "TemplateSyntax"
    assert [str(place) for place in found.chain] == [
        "shop:sections/hero.html:2",
        "shop:snippets/price.html:2",
    ]
    assert found.column == "{{ product.price|mony }}".index("mony") + 1
    assert "did you mean 'money'?" in found.message
