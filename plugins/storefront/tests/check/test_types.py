"""How the check follows values: through loops, set, includes, macros, lists, blocks and forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shopwright_storefront.themes.findings import Finding

Found = Callable[..., list[Finding]]
PRODUCT = 'name = "Example"\nallowed_in = ["product"]\n'


def told(found: Found, template: str, **snippets: str) -> list[str]:
    """What is said of a section that is allowed on the product's page."""
    files = {f"snippets/{name}.html": text for name, text in snippets.items()}
    findings = found({"sections/example.toml": PRODUCT, "sections/example.html": template, **files})
    rules = ("UndefinedAttribute", "UndefinedObject", "UnknownFunction", "FilterType")
    return [f"{one.file}:{one.line} {one.suggestion}" for one in findings if one.rule in rules]


@pytest.mark.parametrize(
    ("template", "suggestion"),
    [
        ("{% for v in product.variants %}{{ v.titel }}{% endfor %}", "title"),
        ("{% set first = product.variants[0] %}{{ first.titel }}", "title"),
        ("{{ (product.variants|first).titel }}", "title"),
        ("{{ product.variants|map(attribute='price.formated')|join }}", "formatted"),
        ("{% for v in product.variants|sort(attribute='titel') %}{% endfor %}", "title"),
        ("{% for v in product.variants|selectattr('availble') %}{{ v.id }}{% endfor %}", "available"),
        ("{% for group in media|groupby('widht') %}{{ group.grouper }}{% endfor %}", "width"),
        ("{% for name, value in product.attributes|items %}{{ value.lable }}{% endfor %}", None),
        ("{{ (selected_variant or product).titel }}", "title"),
        ("{{ (product.image if product else None).widht }}", "width"),
        ("{% with one = product.image %}{{ one.hieght }}{% endwith %}", "height"),
        ("{{ product['titel'] }}", "title"),
        ("{% for v in product.variants[:3] %}{{ v.titel }}{% endfor %}", "title"),
        ("{% for v in product.variants if v.avalable %}{{ v.id }}{% endfor %}", "available"),
        ("{% form 'cart_add', product %}{{ form.quantity.lable }}{% endform %}", "label"),
        ("{% call fragment('x', product.verson) %}x{% endcall %}", "version"),
        ("{{ product.title.uper() }}", "upper"),
        ("{% for m in media %}{{ loop.idnex }}{% endfor %}", "index"),
    ],
)  # fmt: skip
def test_a_wrong_attribute_is_found(found: Found, template: str, suggestion: str | None) -> None:
    if suggestion is None:
        assert told(found, template) == ["sections/example.html:1 "]
    else:
        assert told(found, template) == [f"sections/example.html:1 {suggestion}"]


def test_an_include_sees_what_its_place_sees(found: Found) -> None:
    template = '{% for v in product.variants %}{% include "snippets/one.html" %}{% endfor %}'
    assert told(found, template, one="\n{{ v.titel }}") == ["snippets/one.html:2 title"]
    assert told(found, template, one="{{ v.title }}") == []
    assert told(found, '{% include "snippets/one.html" %}', one="{{ v.title }}") == [
        "snippets/one.html:1 "
    ]


def test_a_macro_is_followed_with_the_arguments_of_each_call(found: Found) -> None:
    macro = "{% macro line(thing, name='x') %}{{ thing.vendor }}{{ name }}{% endmacro %}"
    called = '{% from "snippets/m.html" import line %}{{ line(product) }}'
    assert told(found, called, m=macro) == []
    wrong = called + "{{ line(thing=selected_variant) }}"
    assert told(found, wrong, m=macro) == ["snippets/m.html:1 "]


def test_a_macro_sees_nothing_of_the_page(found: Found) -> None:
    macro = "{% macro line() %}{{ product.title }}{% endmacro %}"
    called = '{% import "snippets/m.html" as m %}{{ m.line() }}'
    assert [one.split(" ")[0] for one in told(found, called, m=macro)] == ["snippets/m.html:1"]


def test_a_parameter_that_a_comment_describes_has_that_type_even_if_nobody_calls(
    found: Found,
) -> None:
    macro = (
        "{#- @param one: ProductCard, or a Variant -#}\n"
        "{% macro line(one) %}{{ one.price|money }}{{ one.titel }}{% endmacro %}"
    )
    template = '{% from "snippets/m.html" import line %}{{ shop.name }}'
    assert told(found, template, m=macro) == ["snippets/m.html:2 title"]


def test_a_name_that_is_asked_for_may_be_missing(found: Found) -> None:
    assert told(found, "{% if query is defined %}{{ query }}{% endif %}") == []
    assert told(found, "{{ nothing|default('x') }}{{ product.nothing|default('x') }}") == []


def test_settings_that_are_references_are_objects(found: Found) -> None:
    schema = 'name = "Example"\nsettings = [ { id = "top", type = "product" } ]\n'
    template = "{{ section.settings.top.titel }}{{ section.settings.top }}"
    findings = found({"sections/example.toml": schema, "sections/example.html": template})
    assert [one.rule for one in findings] == ["FilterType", "UndefinedAttribute"]


def test_a_block_of_a_child_sees_what_the_parent_imported(found: Found) -> None:
    child = (
        '{% extends "parent:sections/product.html" %}{% block price %}{{ super() }}'
        "{{ price(product) }}{{ product.pricee }}{% endblock %}"
    )
    findings = found({"sections/product.html": child})
    assert [(one.rule, one.suggestion) for one in findings] == [("UndefinedAttribute", "price")]


def test_a_fault_can_be_silenced_with_a_reason(found: Found) -> None:
    silent = "{# check: ignore UndefinedAttribute made by a plugin #}"
    assert told(found, f"{silent}{{{{ product.nothing }}}}") == []
    assert told(found, f"{silent}\n{{{{ product.nothing }}}}") == []
    unreasoned = "{# check: ignore UndefinedAttribute #}"
    assert told(found, f"{unreasoned}{{{{ product.nothing }}}}") != []
    assert told(found, f"{silent}\n\n{{{{ product.nothing }}}}") != []
