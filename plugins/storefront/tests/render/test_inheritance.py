"""A child theme: whole files, single blocks, and whose file is whose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopwright_storefront.render.engine import Engine

MakeEngine = Callable[..., Engine]


def test_a_child_overrides_a_single_block(make_engine: MakeEngine, make: Any) -> None:
    child = "{% extends 'parent:sections/hero.html' %}{% block title %}<em>{{ super() }}</em>{% endblock %}"
    page = make_engine({"sections/hero.html": child}, development=True).page(make.view())
    assert page.failures == ()
    assert '<section id="hero"' in page.html
    assert "<em><h1>Hello</h1></em>" in page.html


def test_what_base_includes_is_the_childs(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine(
        {"snippets/logo.html": "<b>mine</b>"},
        base={
            "snippets/logo.html": "<b>base</b>",
            "sections/hero.html": "{% include 'snippets/logo.html' %}",
        },
        development=True,
    )
    assert "<b>mine</b>" in engine.page(make.view()).html


def test_a_theme_may_be_one_style_sheet(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"assets/css/theme/mine.css": "h1 { color: red }"}, development=True)
    assert "css/bundle.css" in engine.page(make.view()).html
    assert "color: red" in engine.services.assets.bundle


def test_parent_of_a_file_that_no_parent_has_is_an_error_that_names_it(
    make_engine: MakeEngine, make: Any
) -> None:
    engine = make_engine(
        {"sections/hero.html": "\n{% extends 'parent:sections/heroo.html' %}"}, development=True
    )
    (failure,) = engine.page(make.view()).failures
    assert failure.kind == "MissingTemplate"
    assert failure.suggestion == "sections/hero.html"
    assert str(failure.place) == "shop:sections/hero.html:2"


def test_a_list_of_templates_takes_the_first_that_is_there(
    make_engine: MakeEngine, make: Any
) -> None:
    source = "{% include ['snippets/none.html', 'snippets/some.html'] %}{% include 'x.html' ignore missing %}"
    engine = make_engine({"sections/hero.html": source, "snippets/some.html": "some"})
    assert "some" in engine.page(make.view()).html
