"""What of Jinja themes can use, and what of it behaves as everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopwright_storefront.render.engine import Engine

MakeEngine = Callable[..., Engine]

SNIPPETS = {
    "snippets/m.html": "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{% set word = 'w' %}"
    "{% set _own = 1 %}",
    "snippets/slots.html": "{% macro box(title) %}<b>{{ title }}{{ caller() }}</b>{% endmacro %}",
    "snippets/tree.html": "{% for n in tree recursive %}({{ n.name }}{{ loop(n.below) }}"
    "{{ loop.depth }}){% endfor %}",
    "snippets/part.html": "{{ part|default('none') }}",
}
TREE = [{"name": "a", "below": [{"name": "b", "below": []}]}]


def engine(make_engine: MakeEngine, source: str, **options: Any) -> Engine:
    return make_engine({**SNIPPETS, "sections/hero.html": f"[[{source}]]"}, **options)


def printed(make_engine: MakeEngine, make: Any, source: str) -> str:
    objects = {"tree": TREE, "names": ["a", "b", "c"], "shirts": [{"n": 1}, {"n": 2}, {"n": 1}]}
    page = engine(make_engine, source, development=True).page(make.view(objects=objects))
    assert [str(failure) for failure in page.failures] == []
    return page.html.partition("[[")[2].partition("]]")[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% import 'snippets/m.html' as m %}{{ m.twice('<') }}{{ m.word }}", "&lt;&lt;w"),
        ("{% from 'snippets/m.html' import twice as t2 %}{{ t2(1) }}", "11"),
        ("{% from 'snippets/slots.html' import box %}{% call box('T') %}<i>{% endcall %}", "<b>T<i></b>"),
        ("{% include 'snippets/tree.html' %}", "(a(b2)1)"),
        ("{% set part = 'p' %}{% include 'snippets/part.html' %}", "p"),
        ("{% set part = 'p' %}{% include 'snippets/part.html' without context %}", "none"),
        ("{% for n in names %}{{ loop.cycle('x', 'y') }}{{ loop.last }}{% endfor %}", "xFalseyFalsexTrue"),
        ("{% for n in names if n != 'b' %}{{ loop.index }}{{ n }}{% endfor %}", "1a2c"),
        ("{% for n in names %}{% if loop.previtem is defined %}{{ loop.previtem }}{% endif %}{% endfor %}", "ab"),
        ("{% for n in [] %}x{% else %}empty{% endfor %}", "empty"),
        ("{% for g in shirts|groupby('n') %}{{ g.grouper }}x{{ g.list|length }} {% endfor %}", "1x2 2x1 "),
        ("{% set x %}<b>{{ names[0] }}</b>{% endset %}{{ x }}", "<b>a</b>"),
        ("{% set x | upper %}a<b>{% endset %}{{ x }}", "A<B>"),
        ("{% filter upper %}a{{ '<' }}{% endfilter %}", "A&LT;"),
        ("{% with a = 1, b = 2 %}{{ a ~ b }}{% endwith %}", "12"),
        ("{{ names[-1] }}{{ names[:2]|join }}{{ names[::2]|join }}{{ 'abc'[::-1] }}", "cabaccba"),
        ("{{ 'yes' if 'a' in names else 'no' }}{{ 'x' if false }}", "yes"),
        ("{{ names[9]|default('-') }}{{ {'a': {'b': 1}}['a']['b'] }}{{ (1, 2)[1] }}", "-12"),
        ("{{ not none }}{{ 1 < 2 <= 2 }}{{ 3 is odd }}{{ 'a' is string }}", "TrueTrueTrueTrue"),
        ("{{ -3|abs }}{{ 7.0 // 2 }}{{ 1.5 }}", "33.01.5"),
        ("{% set ns = namespace(x=1) %}{% set ns.y = 2 %}{{ ns.x ~ ns.y }}", "12"),
        ("{% raw %}{{ x }}{% endraw %}{# gone #}", "{{ x }}"),
        ("{% macro m(a, b='d') %}{{ a }}{{ b }}{{ varargs|length }}{{ kwargs.k }}{% endmacro %}{{ m(1, 2, 3, k=4) }}", "1214"),
        ("{{ [['b', 1], ['a', 2]]|sort|first|first }}{{ names|reverse|join }}{{ ['a', 'A']|unique|list|length }}", "acba1"),
        ("{{ names|map('upper')|join }}{{ names|select('ne', 'b')|join }}{{ shirts|sum('n') }}", "ABCac4"),
        ("{{ shirts|rejectattr('n', 'eq', 1)|list|length }}{{ shirts|map(attribute='n')|max }}", "12"),
        ("{{ shirts|join('-', 'n') }}", "1-2-1"),
    ],
)  # fmt: skip
def test_it_works(make_engine: MakeEngine, make: Any, source: str, expected: str) -> None:
    assert printed(make_engine, make, source) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% import 'snippets/m.html' as m %}{{ m._own }}", "has no '_own'"),
        ("{{ 'a'|join }}", "a text is no list"),
        ("{{ ['a']|sum }}", "'sum' adds numbers; this is a str"),
        ("{{ 1|round(1, 'up') }}", "use common, ceil or floor"),
        ("{{ '2026'|date('tiny') }}", "use short, medium, long or full"),
        ("{{ 10 ** 99 }}", "to the power of 99"),
        ("{{ 10 ** 15 * 10 ** 15 * 2 }}", "too large to compute with"),
        ("{{ '%s' % 1 }}", "'%' computes with numbers"),
        ("{{ names * 2 }}", "'*' computes with numbers; this is a list"),
        ("{{ nothing + 1 }}", "'nothing' is not known here"),
        ("{{ fragment }}", "a function cannot be printed"),
        ("{% call fragment('x', names) %}{% endcall %}", "made of texts and numbers, not of a list"),
        ("{% form %}{% endform %}", "say which form it is"),
        ("{{ names is emtpy }}", "there is no test 'emtpy'"),
        ("{{ font_face('sans') }}", "there is no [fonts.sans]"),
        ("{{ inline_asset('css/none.css') }}", "there is no file"),
        ("{{ inline_asset('bad.js') }}", "contains '</script'"),
        ("{{ inline_asset('a.txt') }}", "cannot be inline"),
        ("{{ structured_data('prodct', none) }}", "did you mean 'product'?"),
        ("{{ 'x'|replace('x', 'y' ~ 'z'|replace('z', '0')) ~ names }}", "cannot be printed"),
    ],
)  # fmt: skip
def test_it_is_refused_with_a_sentence(
    make_engine: MakeEngine, make: Any, source: str, message: str
) -> None:
    files = {
        **SNIPPETS,
        "sections/hero.html": source,
        "assets/bad.js": "'</script>'",
        "assets/a.txt": "a",
    }
    from shopwright_storefront.render.services import MemoryFragments

    made = make_engine(files, development=True, fragments=MemoryFragments())
    page = made.page(make.view(objects={"names": ["a", "b"]}))
    assert message in page.failures[0].message


def test_settings_of_rich_text_and_their_links(make_engine: MakeEngine, make: Any) -> None:
    schema = """
        name = "h"
        settings = [
          { id = "story", type = "richtext", default = "<p>Hi <b>you</b><script>x</script></p>" },
          { id = "told", type = "richtext", default = "t:told_html" },
          { id = "picks", type = "products" },
          { id = "head", type = "header", label = "Only to be read" },
        ]
    """

    class Source:
        def fetch(self, requests: Any) -> Any:
            return [[] for _ in requests]

        def references(self, wanted: Any) -> Any:
            assert wanted == {"product": ["mug", "gone"]}
            return {"product": {"mug": make.card(7)}}

    files = {
        "sections/hero.toml": schema,
        "sections/hero.html": "{{ section.settings.story }}|{{ section.settings.told }}|"
        "{% for p in section.settings.picks %}{{ p.title }}{% endfor %}",
        "locales/en.json": '{"told_html": "<b>told</b><script>x</script>"}',
        "templates/index.json": """{"order": ["a"], "sections": {"a": {"type": "hero",
          "settings": {"picks": ["mug", "gone"]}}}}""",
    }
    page = make_engine(files, development=True, data=Source()).page(make.view())
    assert page.failures == ()
    assert "<p>Hi <b>you</b></p>|<b>told</b>|Mug 7" in page.html


def test_a_section_can_stand_in_a_layout_by_its_name(make_engine: MakeEngine, make: Any) -> None:
    layout = "<head>{{ page_head() }}</head>{{ render_section('hero') }}<hr>{{ content }}"
    page = make_engine({"layouts/base.html": layout}, development=True).page(make.view())
    assert page.failures == ()
    assert page.html.index("<h1>Hello</h1>") < page.html.index("<hr>")


def test_small_styles_and_drawings_can_be_inline(make_engine: MakeEngine, make: Any) -> None:
    files = {
        "assets/css/first.css": "a{}\n",
        "assets/mark.svg": "<svg></svg>\n",
        "sections/hero.html": "{{ inline_asset('css/first.css') }}{{ inline_asset('mark.svg') }}",
    }
    page = make_engine(files, development=True).page(make.view())
    assert "<style>a{}</style><svg></svg>" in page.html
    assert list(page.csp) == ["style-src"]


def test_a_text_that_is_missing_is_readable_to_shoppers(make_engine: MakeEngine, make: Any) -> None:
    page = engine(make_engine, "{{ t('cart.empty_now') }}").page(make.view())
    assert "[[Empty now]]" in page.html
    assert "there is no text 'cart.empty_now'" in page.failures[0].message


def test_structured_data_can_be_about_something_else(make_engine: MakeEngine, make: Any) -> None:
    source = "{{ structured_data('product', product) }}{{ structured_data('organization') }}"
    made = engine(make_engine, source, development=True)
    rated = make.product(rating={"value": 4.5, "count": 12, "url": ""})
    everywhere = make.everywhere()
    everywhere["shop"] |= {"logo": make.picture("logo"), "phone": "1"}
    page = made.page(make.view(objects={"product": rated}, everywhere=everywhere))
    assert page.failures == ()
    assert '"ratingValue": 4.5, "reviewCount": 12' in page.html
    assert '"logo": "https://shop.example/media/logo-1080.webp"' in page.html
