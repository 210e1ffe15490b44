"""Forms: what they carry by themselves, and how their controls are tied together."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.forms import KINDS
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import Field, FieldOption, Problem, Routes

MakeEngine = Callable[..., Engine]


def rendered(make_engine: MakeEngine, make: Any, source: str, **values: Any) -> str:
    engine = make_engine({"sections/hero.html": source}, development=True)
    page = engine.page(make.product_view("index", **values))
    assert [str(failure) for failure in page.failures] == []
    return page.html


def email(**values: Any) -> dict[str, Any]:
    return sample(
        Field,
        **{"name": "email", "label": "E-mail", "type": "email", "required": True, **values},
    )


def test_a_form_on_a_page_that_is_cached_holds_nothing_of_the_shopper(
    make_engine: MakeEngine, make: Any
) -> None:
    source = "{% form 'cart_add', product, class='buy', data_quick=true %}x{% endform %}"
    html = rendered(make_engine, make, source)
    assert (
        '<form method="post" action="/cart/add" class="buy" data-form="cart_add" data-quick>'
        '<input type="hidden" name="return_to" value="/here">'
        '<input type="hidden" name="product" value="p1">x</form>'
    ) in html


def test_elsewhere_it_holds_a_token_and_a_key_of_its_own(
    make_engine: MakeEngine, make: Any
) -> None:
    source = (
        "{% form 'cart_add', product %}{% endform %}{% form 'cart_add', product %}{% endform %}"
    )
    html = rendered(make_engine, make, source, csrf_token="tok<en")
    assert html.count('name="csrf_token" value="tok&lt;en"') == 2
    keys = re.findall(r'name="idempotency_key" value="(\w+)"', html)
    assert len(set(keys)) == 2


def test_the_only_variant_is_chosen_already(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine(
        {"sections/hero.html": "{% form 'cart_add', card %}{% endform %}"}, development=True
    )
    page = engine.page(make.view(objects={"card": make.card(variant_id="v9")}))
    assert 'name="variant" value="v9"' in page.html


def test_filters_are_a_get_form_without_a_token(make_engine: MakeEngine, make: Any) -> None:
    source = "{% form 'filters', product %}x{% endform %}"
    html = rendered(make_engine, make, source, csrf_token="t")
    form = '<form method="get" action="/products/mug-1" class="form-filters" data-form="filters">x'
    assert form in html


def test_machines_are_offered_a_field_that_people_do_not_see(
    make_engine: MakeEngine, make: Any
) -> None:
    html = rendered(make_engine, make, "{% form 'contact' %}{% endform %}")
    assert '<div hidden><label>Website <input name="website" tabindex="-1"' in html


def test_every_form_has_an_address(make: Any) -> None:
    routes = sample(Routes)
    for kind in KINDS.values():
        assert not kind.route or kind.route in routes


def test_a_field_is_tied_to_its_hint_and_problem(make_engine: MakeEngine, make: Any) -> None:
    control = email(problem="No @ in it", hint="For the receipt", autocomplete="email", value='a"b')
    forms = {"login": {"fields": {"email": control}, "problems": []}}
    source = "{% form 'login' %}{{ field(form.email, placeholder='you@example.com') }}{% endform %}"
    html = rendered(make_engine, make, source, forms=forms, csrf_token="t")
    assert '<label for="f-email">E-mail</label>' in html
    assert (
        '<input type="email" value="a&#34;b" id="f-email" name="email" required '
        'autocomplete="email" aria-describedby="f-email-hint f-email-problem" '
        'aria-invalid="true" placeholder="you@example.com">'
    ) in html
    assert '<p class="problem" id="f-email-problem">No @ in it</p>' in html


def test_a_field_that_may_stay_empty_says_so(make_engine: MakeEngine, make: Any) -> None:
    forms = {"login": {"fields": {"email": email(required=False)}, "problems": []}}
    source = "{% form 'login' %}{{ field(form.email) }}{% endform %}"
    html = rendered(make_engine, make, source, forms=forms, csrf_token="t")
    assert '<span class="optional">optional</span>' in html
    assert '<input type="email" value="" id="f-email" name="email">' in html


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("select", '<option value="de" selected>Germany</option>'),
        ("radio", '<input type="radio" name="email" value="de" checked required>'),
        ("checkbox", '<input type="checkbox" value="1" id="f-email" name="email" required checked>'),
        ("textarea", "<textarea rows=\"4\" id=\"f-email\" name=\"email\" required>hi</textarea>"),
        ("hidden", '<input type="hidden" name="email" value="hi">'),
    ],
)  # fmt: skip
def test_every_kind_of_control_is_drawn(
    make_engine: MakeEngine, make: Any, kind: str, expected: str
) -> None:
    options = [sample(FieldOption, value="de", label="Germany", selected=True)]
    control = email(type=kind, value="hi", options=options)
    forms = {"login": {"fields": {"email": control}, "problems": []}}
    source = "{% form 'login' %}{{ field(form.email) }}{% endform %}"
    assert expected in rendered(make_engine, make, source, forms=forms, csrf_token="t")


def test_problems_are_summed_up_above_and_lead_to_their_fields(
    make_engine: MakeEngine, make: Any
) -> None:
    problems = [
        sample(Problem, message="No @ in it", field="e_mail"),
        sample(Problem, message="Try later"),
    ]
    forms = {"login": {"fields": {}, "problems": problems}}
    source = "{% form 'login' %}{{ field(form.nothing|default(none)) }}{% endform %}"
    html = rendered(make_engine, make, source, forms=forms, csrf_token="t")
    assert 'role="alert"' in html
    assert "2 things need your attention:" in html
    assert '<a href="#f-e-mail">No @ in it</a>' in html
    assert "<li>Try later</li>" in html
