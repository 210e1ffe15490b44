"""Slips that designers make: what the check says of each, at which line, and that it is all it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shopwright_storefront.themes.findings import Finding

Found = Callable[..., list[Finding]]

HTML, TOML, CSS = "sections/example.html", "sections/example.toml", "assets/css/theme.css"
HERO = '{% extends "parent:sections/hero.html" %}\n'
PAGE = '{{\n  "order": ["a"],\n  "sections": {{ "a": {{ "type": "{}" }}{}\n}}\n'
NAME = 'name = "Example"\n'


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("\n{% if shop.name %}\n<p>\n", 2, "'if' is not closed; write {% endif %}"),
        ("{% for a in [1] %}\n{% if a %}\n{% endfor %}", 3, "'if' of line 2 is closed by 'endif'"),
        ("\n{% fro a in [1] %}", 2, "there is no tag 'fro'; did you mean 'from'?"),
        ("{% form 'cart' %}\n{% endfrom %}", 2, "did you mean 'endform'?"),
        ("\n{% endif %}", 2, "there is no 'if' before it that 'endif' could belong to"),
        ("{{ shop.name }", 1, "a value ends in '}}', a tag in '%}'"),
        ("{{ shop.name shop.email }}", 1, "'}}' is expected here, not 'shop'"),
        ("{% set a = 1 2 %}", 1, "'%}' is expected here, not 'integer'"),
        (HERO + "{% block sideways %}x{% endblock %}", 2, "has no block 'sideways'"),
        (HERO + "{% block txet %}x{% endblock %}", 2, "did you mean 'text'?"),
        (HERO + "\n\n<p>Lost</p>\n", 4, "put it into a block"),
        ("{% for a in shop %}{{ a }}{% endfor %}", 1, "a Shop is no list"),
        ('{{ slot("section.after") }}', 1, "needs section=..., which plugins look at"),
    ],
)
def test_a_slip_in_a_template(found: Found, text: str, line: int, told: str) -> None:
    [one] = found(text)
    assert (one.file, one.line) == (HTML, line)
    assert told in one.message


def test_a_block_within_a_block_of_its_own_is_new(found: Found) -> None:
    assert found(HERO + "{% block text %}{% block mine %}x{% endblock %}{% endblock %}") == []


@pytest.mark.parametrize(
    ("css", "line", "told"),
    [
        ("a {\n  color: red;\n", 1, "'{' is not closed"),
        ("a { color: red; }\n}\n", 2, "'}' closes nothing"),
        ("a { }\n/* never\nb { }\n", 2, "the comment is not closed"),
        ('a { }\nb { content: "x; }\n', 2, "the text is not closed"),
    ],
)
def test_a_style_sheet_that_would_take_others_with_it(
    found: Found, css: str, line: int, told: str
) -> None:
    here = [one for one in found({CSS: css}) if one.line == line]
    assert {(one.rule, one.file) for one in here} == {("TemplateSyntax", CSS)}
    assert [one.message for one in here if told in one.message]


def test_a_style_sheet_that_is_well_closed(found: Found) -> None:
    css = """a::after { content: "}'"; } /* { */ b { background: url(data:image/svg+xml,{); &:is(c) { d: e } }\n"""
    assert found({CSS: css}) == []


@pytest.mark.parametrize(
    ("files", "file", "line", "told"),
    [
        ({TOML: NAME + 'settings = [ { id = "a", type = "text_area" } ]\n'}, TOML, 2, "did you mean 'textarea'"),
        ({TOML: NAME + 'allowed_in = ["index", "prodct"]\n'}, TOML, 2, "did you mean 'product'"),
        ({TOML: NAME + 'presets = [ { name = "a", settings = { b = 1 } } ]\n'}, TOML, 2, "no setting 'b'"),
        ({TOML: NAME + 'presets = [ { name = "a", blocks = [ { type = "text" } ] } ]\n'}, TOML, 2, "not allowed here"),
        ({"templates/prodct.html": ""}, "templates/prodct.html", 1, "did you mean 'product'"),
        ({"section/a.html": ""}, "section/a.html", 1, "did you mean 'sections/'"),
        ({"templates/index.json": PAGE.format("hero", " },")}, "templates/index.json", 4, "a comma before the closing"),
        ({"templates/index.json": PAGE.format("hero", ', "a": { "type": "hero" } }')}, "templates/index.json", 3, "occurs twice"),
        ({"templates/index.json": ""}, "templates/index.json", 1, "the file is empty"),
        ({"locales/en.json": '{\n  "a": "b"\n  "c": "d"\n}'}, "locales/en.json", 3, "a comma is missing before this"),
        ({"locales/de.json": '{\n  "cart": { "tilte": "x" }\n}'}, "locales/de.json", 2, "did you mean 'cart.title'"),
        ({"locales/en.editor.json": '{\n  "a": 1\n}'}, "locales/en.editor.json", 2, "has to be a text"),
        ({"assets/css/card.css": ""}, "assets/css/card.css", 1, "call it 'assets/css/theme/card.css'"),
        ({"assets/js/a.js": '\nimport x from "https://cdn.example/x.js";'}, "assets/js/a.js", 2, "is on another site"),
    ],
)  # fmt: skip
def test_a_slip_in_another_file(
    found: Found, files: dict[str, str], file: str, line: int, told: str
) -> None:
    [one] = found(files)
    assert (one.file, one.line) == (file, line)
    assert told in one.message


def test_refusals_may_be_translated_without_an_english_text(found: Found) -> None:
    assert found({"locales/de.json": '{ "problems": { "too_long": "Zu lang." } }'}) == []


def test_a_schema_that_cannot_be_used_is_not_said_to_be_missing(found: Found) -> None:
    page = PAGE.format("example", " }")
    told = found({TOML: NAME + "blocks = 1\n", "templates/index.json": page})
    assert [(one.file, one.rule) for one in told] == [
        (TOML, "ManifestSchema"),
        ("templates/index.json", "PageTemplateSchema"),
    ]
    assert told[1].message == "the schema of the section 'example' cannot be used as it is"
