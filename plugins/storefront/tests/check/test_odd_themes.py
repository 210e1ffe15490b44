"""Whatever a theme's files hold, the check ends with findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from shopwright_storefront.check.examine import examine
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import Finding

Found = Callable[..., list[Finding]]


def test_files_that_are_no_text_or_too_large_are_told(
    make_chain: Callable[[Mapping[str, str]], Chain],
) -> None:
    chain = make_chain(
        {"snippets/large.html": "x" * 300_000, "assets/css/theme.css": "a{}" * 99_999}
    )
    (chain.folders[0].root / "sections/example.html").write_bytes(b"\xff\xfe")
    rules = {(one.rule, one.file) for one in examine(chain)}
    assert ("TemplateSyntax", "sections/example.html") in rules
    assert ("TemplateLimits", "snippets/large.html") in rules


def test_a_link_that_leads_out_of_the_theme_is_told(
    make_chain: Callable[[Mapping[str, str]], Chain], tmp_path: Path
) -> None:
    chain = make_chain({})
    (tmp_path / "secret.html").write_text("secret")
    (chain.folders[0].root / "snippets").mkdir()
    (chain.folders[0].root / "snippets/link.html").symlink_to(tmp_path / "secret.html")
    told = [one for one in examine(chain) if one.rule == "SymlinkOrTraversal"]
    assert {one.file for one in told} == {"snippets/link.html"}


def test_a_manifest_that_cannot_be_used_is_all_that_is_told(found: Found) -> None:
    """Without its parent and its settings, what else could be said would be wrong."""
    broken = '[theme]\nname = "shop"\ntitle = "Shop"\nversion = "one"\napi = "1"\n'
    [told] = found({"theme.toml": broken, "sections/example.html": "{{ settings.mine }}"})
    assert (told.line, told.message) == (
        4,
        "theme.version: 'one' is no such value; write three numbers, such as 1.0.0",
    )


@pytest.mark.parametrize(
    "file", ["locales/de.json", "sections/example.toml", "assets/css/theme.css"]
)
def test_a_file_that_is_not_utf_8_is_told_and_no_more(
    make_chain: Callable[[Mapping[str, str]], Chain], file: str
) -> None:
    chain = make_chain({file: ""})
    (chain.folders[0].root / file).write_bytes("{}ü".encode("latin-1"))
    [told] = examine(chain)
    assert (told.rule, told.file) == ("TemplateSyntax", file)


@pytest.mark.parametrize(
    "text",
    [
        '{% include "x" ~ "y" %}',
        "{% for a in 5 %}{{ a.b.c }}{% endfor %}",
        '{{ {"a": 1}.b }}{{ {shop.name: 1}.b }}{{ [1][0].x }}{{ (1, 2)[0] }}{{ [] }}',
        "{% macro f(a) %}{{ f(a) }}{{ caller() }}{{ varargs }}{% endmacro %}{{ f(1) }}",
        '{% import "snippets/card.html" as m %}{{ m.crad(1) }}{{ m }}',
        "{% block a %}{{ self.a() }}{{ super() }}{% endblock %}",
        "{% set ns = namespace(n=1) %}{% set ns.n = 2 %}{{ ns.n }}{% set a, b = 1, 2 %}{{ a ~ b }}",
        "{% for a, b in menus.main|groupby('url') %}{{ a }}{{ b }}{% endfor %}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{% set x %}a{% endset %}{{ x|upper|split|first|default('y')|length }}",
        "{% call(a) nothing(*shop, **request) %}{{ a.b }}{% endcall %}{{ shop[request.path] }}",
        '{% extends "sections/example.html" %}',
        '{% extends "parent:layouts/base.html" %}{% block main %}{{ super() }}{% endblock %}',
    ],
)
def test_odd_templates_are_examined(found: Found, text: str) -> None:
    assert all(one.rule for one in found(text))
