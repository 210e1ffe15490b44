"""Values of settings, conditions and colors."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright_storefront.themes.colors import (
    contrast,
    mix,
    nearest_readable,
    scheme_problems,
)
from shopwright_storefront.themes.conditions import Condition, ConditionInvalid
from shopwright_storefront.themes.setting_values import cleaned, default_value
from shopwright_storefront.themes.settings import Known, Setting

KNOWN = Known(schemes=["calm", "night"], fonts=["sans"], icons=["cart"])


def setting(kind: str, **values: Any) -> Setting:
    return Setting.model_validate({"id": "a", "type": kind, **values})


@pytest.mark.parametrize(
    ("kind", "options", "value", "kept"),
    [
        ("text", {}, "x", "x"),
        ("text", {"translatable": True}, {"de": "y"}, {"de": "y"}),
        ("richtext", {}, '<p onclick="x">a<script>b</script></p>', "<p>a</p>"),
        ("richtext", {}, '<a href="javascript:x">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ("richtext", {}, "t:home.text", "t:home.text"),
        ("number", {}, 3, 3),
        ("range", {"min": 1, "max": 3}, 2.5, 2.5),
        ("checkbox", {}, True, True),
        ("select", {"options": ["l", {"value": "r", "label": "Right"}]}, "r", "r"),
        ("color", {}, "#ABC", "#abc"),
        ("color_scheme", {}, "night", "night"),
        ("font", {}, "sans", "sans"),
        ("icon", {}, "cart", "cart"),
        ("url", {}, " /here ", "/here"),
        ("url", {}, "https://x.example", "https://x.example"),
        ("image", {}, "", None),
        ("product", {}, "mug", "mug"),
        ("products", {}, ["a", "", "b"], ["a", "b"]),
        ("align", {}, "center", "center"),
    ],
)
def test_what_fits_is_kept(kind: str, options: dict[str, Any], value: Any, kept: Any) -> None:
    assert cleaned(setting(kind, **options), value, KNOWN) == kept


@pytest.mark.parametrize(
    ("kind", "options", "value"),
    [
        ("text", {}, 3),
        ("text", {}, {"de": "y"}),
        ("text", {}, "x" * 10_001),
        ("number", {}, True),
        ("number", {}, "3"),
        ("range", {"min": 1, "max": 3}, 4),
        ("checkbox", {}, "true"),
        ("select", {"options": ["l"]}, "x"),
        ("color", {}, "#ab"),
        ("color", {}, "red;}"),
        ("color_scheme", {}, "day"),
        ("font", {}, "serif"),
        ("icon", {}, "bag"),
        ("url", {}, "javascript:alert(1)"),
        ("url", {}, "data:text/html,x"),
        ("image", {}, 3),
        ("products", {}, "a"),
        ("products", {}, ["a"] * 51),
        ("align", {}, "left"),
        ("header", {}, "x"),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, options: dict[str, Any], value: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        cleaned(setting(kind, **options), value, KNOWN)


@pytest.mark.parametrize(
    ("kind", "options", "default"),
    [
        ("text", {}, ""),
        ("range", {"min": 2, "max": 3}, 2),
        ("checkbox", {}, False),
        ("select", {"options": ["l", "r"]}, "l"),
        ("select", {"options": ["l", "r"], "default": "r"}, "r"),
        ("color_scheme", {}, "calm"),
        ("font", {}, "sans"),
        ("image", {}, None),
        ("products", {}, []),
        ("align", {}, "start"),
    ],
)
def test_there_is_a_value_before_anybody_chose(
    kind: str, options: dict[str, Any], default: Any
) -> None:
    assert default_value(setting(kind, **options), KNOWN) == default


@pytest.mark.parametrize(
    ("text", "settings", "holds"),
    [
        ("settings.columns <= 4", {"columns": 4}, True),
        ("settings.columns <= 4", {"columns": 5}, False),
        ("settings.columns <= 4", {"columns": "x"}, False),
        ("settings.a == 'x' and not settings.b", {"a": "x", "b": False}, True),
        ("settings.a in ['x', 'y'] or settings.b", {"a": "z", "b": True}, True),
        ("1 < settings.a < 3", {"a": 2}, True),
        ("1 < settings.a < 3", {"a": 3}, False),
        ("settings.a != none", {"a": None}, False),
        ("block.settings.a == true", {"a": True}, True),
    ],
)
def test_conditions(text: str, settings: dict[str, Any], holds: bool) -> None:
    assert Condition(text).holds(settings) is holds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "columns > 3",
        "settings.a.b",
        "settings['a']",
        "open('x')",
        "settings.a + 1 == 2",
        "-settings.a",
        "lambda: 1",
        "settings.a is none",
        "[x for x in settings.a]",
        "(" * 90 + ")" * 90,
        "settings.a == " + "'x'" * 100,
    ],
)
def test_conditions_know_nothing_else(text: str) -> None:
    with pytest.raises(ConditionInvalid):
        Condition(text)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#1a1a17", "#fdfcfa") == pytest.approx(17.0, abs=0.05)
    assert contrast("#2f4a3c", "#f4f2ed") == pytest.approx(8.7, abs=0.05)


COLOR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOR, COLOR)
def test_the_nearest_readable_shade_is_readable(color: str, background: str) -> None:
    shade = nearest_readable(color, (background,), 4.5)
    assert shade is not None
    assert contrast(shade, background) >= 4.5
    if contrast(color, background) >= 4.5:
        assert shade == color


def test_colors_mix() -> None:
    assert mix("#000000", "#ffffff", 0) == "#000000"
    assert mix("#000000", "#ffffff", 2) == "#ffffff"
    with pytest.raises(ValueError, match="no color"):
        mix("red", "#fff", 0.5)


def test_the_schemes_of_our_own_themes_can_be_read() -> None:
    names = ("bg", "surface", "ink", "muted", "line", "field", "accent", "on_accent")
    schemes = [
        "#fdfcfa #f4f2ed #1a1a17 #66645d #e4e1d9 #8a877e #2f4a3c #ffffff",
        "#151512 #1f1f1b #f2f0ea #a8a59b #33322c #7f7c72 #9cc3ab #151512",
        "#f5f6fa #ffffff #14142b #5a5a76 #e3e4ee #8486a0 #3d2bff #ffffff",
        "#0e0e1c #191930 #f3f3fb #a9a9c4 #2c2c48 #76769c #9d94ff #14142b",
    ]
    for scheme in schemes:
        assert scheme_problems(dict(zip(names, scheme.split(), strict=True))) == []
