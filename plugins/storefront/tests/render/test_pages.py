"""Pages from dicts: sections, blocks, layouts, and what remains of a page when a part fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from shopwright_storefront.render.current import Effects
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.services import DataRequest, Kept, MemoryFragments, NoData
from shopwright_storefront.render.view import RenderFailed
from shopwright_storefront.themes.overlay import Overlay

MakeEngine = Callable[..., Engine]


def test_a_page_is_its_sections_in_its_layout(make_engine: MakeEngine, make: Any) -> None:
    page = make_engine(development=True).page(make.view())
    assert '<main><section id="hero" class="section-hero" data-section="hero">' in page.html
    assert "<h1>Hello</h1>" in page.html
    assert page.failures == ()


def test_blocks_nest_and_print_themselves_in_order(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine(
        {
            "templates/index.json": """{"order": ["h"], "sections": {"h": {"type": "hero",
              "block_order": ["two", "one"], "blocks": {
                "one": {"type": "text", "settings": {"text": "One"}},
                "two": {"type": "text", "settings": {"text": "Two"}, "blocks": {
                  "in": {"type": "text", "settings": {"text": "Inner"}}}}}}}}""",
            "blocks/text.html": "<p {{ block.attrs }}>{{ block.settings.text }}"
            "{{ render_blocks(block) }}</p>",
        },
        development=True,
    )
    page = engine.page(make.view())
    assert page.failures == ()
    assert page.html.index("Two") < page.html.index("Inner") < page.html.index("One")


def test_what_the_merchant_changed_is_shown(make_engine: MakeEngine, make: Any) -> None:
    overlay = Overlay.model_validate(
        {
            "pages": {
                "index": {
                    "sections": {
                        "hero": {"settings": {"heading": {"de": "Hallo", "en": "Hi"}}},
                        "more": {"type": "hero", "settings": {"heading": "More"}},
                        "gone": {"settings": {"heading": "Lost"}},
                    },
                    "order": ["more", "hero"],
                }
            }
        }
    )
    page = make_engine().page(make.view(overlay=overlay))
    assert page.html.index("<h1>More</h1>") < page.html.index("<h1>Hi</h1>")
    assert page.lost == ("sections.gone is not in the theme any more",)
    german = make_engine().page(
        make.view(overlay=overlay, everywhere=make.everywhere(locale="de-AT"))
    )
    assert "<h1>Hallo</h1>" in german.html


def test_a_section_that_fails_is_left_out_and_reported(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine(
        {
            "templates/index.json": """{"order": ["a", "b"], "sections": {
              "a": {"type": "broken"}, "b": {"type": "hero"}}}""",
            "sections/broken.html": "<section>\n{{ 1 / 0 }}</section>",
            "sections/broken.toml": 'name = "b"\n',
        }
    )
    page = engine.page(make.view())
    assert "<h1>Hello</h1>" in page.html
    assert page.html.count("<section") == 1
    (failure,) = page.failures
    assert failure.what == "a"
    assert str(failure.place) == "shop:sections/broken.html:2"


def test_a_section_that_uses_everything_up_leaves_something_for_the_others(
    make_engine: MakeEngine, make: Any
) -> None:
    loop = "{% for a in range(1000) %}" * 3 + "{% endfor %}" * 3
    engine = make_engine(
        {
            "templates/index.json": """{"order": ["a", "b"], "sections": {
              "a": {"type": "endless"}, "b": {"type": "hero"}}}""",
            "sections/endless.html": loop,
            "sections/endless.toml": 'name = "b"\n',
        }
    )
    page = engine.page(make.view())
    assert "<h1>Hello</h1>" in page.html
    assert [failure.kind for failure in page.failures] == ["TemplateLimits"]


def test_a_main_section_that_fails_is_bases(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/product.html": "<h2>{{ product.title.nothing() }}</h2>"})
    page = engine.page(make.product_view())
    assert "<h1>Mug 1</h1>" in page.html
    assert "<button>Buy</button>" in page.html
    assert page.failures[0].what == "main"


def test_a_main_section_of_a_type_that_base_lacks_is_bases_of_that_page(
    make_engine: MakeEngine, make: Any
) -> None:
    engine = make_engine(
        {
            "templates/product.json": '{"order": ["x"], "sections": {"x": {"type": "fancy"}}}',
            "sections/fancy.html": "{{ fail() }}",
            "sections/fancy.toml": 'name = "f"\nmain = true\n',
        }
    )
    page = engine.page(make.product_view())
    assert "<h1>Mug 1</h1>" in page.html


def test_a_snippet_that_is_broken_does_not_reach_into_base(
    make_engine: MakeEngine, make: Any
) -> None:
    base = {
        "sections/product.html": "{% from 'snippets/price.html' import price %}{{ price(product) }}"
        "{% form 'cart_add', product %}{% endform %}",
        "snippets/price.html": "{% macro price(product) %}<b>{{ product.price|money }}</b>"
        "{% endmacro %}",
    }
    engine = make_engine({"snippets/price.html": "{% macro price(x) %}{{ x.y.z() }}"}, base=base)
    page = engine.page(make.product_view())
    assert "<b>€22.00</b>" in page.html


def test_a_broken_layout_makes_the_page_bases(make_engine: MakeEngine, make: Any) -> None:
    page = make_engine({"layouts/base.html": "{% if %}"}).page(make.product_view())
    assert "<h1>Mug 1</h1>" in page.html
    assert page.failures[0].kind == "TemplateSyntax"


def test_when_base_fails_too_it_is_told(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine(base={"layouts/base.html": "{{ 1 / 0 }}"})
    with pytest.raises(RenderFailed) as failed:
        engine.page(make.view())
    assert str(failed.value.failures[-1].place) == "base:layouts/base.html:1"


def test_an_alternate_is_used_where_there_is_one(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine(
        {
            "templates/product.gift.json": '{"order": ["g"], "sections": {"g": {"type": "hero",'
            ' "settings": {"heading": "A gift"}}}}'
        }
    )
    gift = make.product_view(alternate="gift")
    other = make.product_view(alternate="poster")
    assert "A gift" in engine.page(gift).html
    assert "<h1>Mug 1</h1>" in engine.page(other).html


def test_a_page_can_be_one_template(make_engine: MakeEngine, make: Any) -> None:
    html = "{% extends 'layouts/base.html' %}{% block body %}<h1>404</h1>{% endblock %}"
    page = make_engine({"templates/404.html": html}, development=True).page(make.view("404"))
    assert "<title>Mug</title>" in page.html
    assert "<h1>404</h1>" in page.html


def test_one_section_can_be_rendered_alone(make_engine: MakeEngine, make: Any) -> None:
    found = make_engine().sections(make.view(), ["hero", "other"])
    assert list(found) == ["hero"]
    assert found["hero"].startswith("<section ")


def test_data_of_all_sections_and_groups_are_fetched_at_once(
    make_engine: MakeEngine, make: Any
) -> None:
    calls: list[Any] = []

    class Source:
        def fetch(self, requests: Any) -> list[Any]:
            calls.append([(one.source, dict(one.arguments), one.limit) for one in requests])
            return [
                [make.card(1), make.card(2)] if one.source != "menu" else None for one in requests
            ]

        def references(self, wanted: Any) -> Any:
            calls.append(dict(wanted))
            return {"collection": {"new-in": {"title": "New in", "url": "/c/new-in"}}}

    grid = """
        name = "g"
        settings = [ { id = "from", type = "collection" }, { id = "other", type = "collection" } ]
        data.products = { source = "collection_products", collection = "{settings.from}", limit = 8 }
    """
    engine = make_engine(
        {
            "sections/grid.toml": grid,
            "sections/grid.html": "<h2>{{ section.settings.from.title }}</h2>"
            "{% for product in products %}<i>{{ product.title }}</i>{% endfor %}"
            "{% if section.settings.other %}never{% endif %}",
            "templates/index.json": """{"order": ["a"], "sections": {"a": {"type": "grid",
              "settings": {"from": "new-in", "other": "lost"}}}}""",
            "sections/groups/footer.json": '{"order": ["f"], "sections": {"f": {"type": "foot"}}}',
            "sections/foot.toml": 'name = "f"\ndata.links = { source = "menu", menu = "footer" }\n',
            "sections/foot.html": "<footer>{{ links is none }}</footer>",
            "layouts/base.html": "<head>{{ page_head() }}</head>{{ content }}"
            "{{ render_section('footer') }}{{ page_end() }}",
        },
        development=True,
        data=Source(),
    )
    page = engine.page(make.view())
    assert page.failures == ()
    assert "<h2>New in</h2><i>Mug 1</i><i>Mug 2</i>" in page.html
    assert "<footer>True</footer>" in page.html
    assert calls == [
        {"collection": ["new-in", "lost"]},
        [
            ("collection_products", {"collection": "new-in", "sort": ""}, 8),
            ("menu", {"menu": "footer"}, 12),
        ],
    ]


def test_macros_know_what_is_everywhere_and_nothing_of_the_shopper_before(
    make_engine: MakeEngine, make: Any
) -> None:
    engine = make_engine(
        {
            "snippets/hi.html": "{% set who = customer %}{% macro hi() %}"
            "{{ who.first_name }} in {{ request.locale }}{% endmacro %}",
            "sections/hero.html": "{% from 'snippets/hi.html' import hi %}{{ hi() }}",
        },
        development=True,
    )
    for name, locale in (("Ada", "en"), ("Bob", "de")):
        everywhere = {**make.everywhere(locale=locale), "customer": {"first_name": name}}
        assert f"{name} in {locale}" in engine.page(make.view(everywhere=everywhere)).html


def test_the_themes_settings_are_everywhere(make_engine: MakeEngine, make: Any) -> None:
    manifest = """
        [theme]
        name = "shop"
        title = "Shop"
        version = "1.0.0"
        api = "1"
        [[settings]]
        id = "slogan"
        type = "text"
        default = "Made slowly"
    """
    files = {
        "theme.toml": manifest,
        "sections/hero.html": "{{ settings.slogan }}|{{ theme.title }}",
    }
    engine = make_engine(files, development=True)
    assert "Made slowly|Shop" in engine.page(make.view()).html
    changed = Overlay(settings={"slogan": "Quick", "unknown": 1})
    assert "Quick|Shop" in engine.page(make.view(overlay=changed)).html


def test_a_section_with_a_cache_is_rendered_once(make_engine: MakeEngine, make: Any) -> None:
    files = {
        "sections/hero.toml": 'name = "h"\n[cache]\nttl = 60\ntags = ["collection:new"]\n',
        "sections/hero.html": "<h1>{{ meta.title }}</h1>",
    }
    engine = make_engine(files, fragments=MemoryFragments())
    first = engine.page(make.view())
    later = {**make.everywhere(), "meta": {**make.everywhere()["meta"], "title": "Changed"}}
    again = engine.page(make.view(everywhere=later))
    other = engine.page(make.view(everywhere=later, vary=("next revision",)))
    assert "<h1>Mug</h1>" in first.html
    assert "<h1>Mug</h1>" in again.html
    assert "<h1>Changed</h1>" in other.html
    assert again.tags == {"collection:new"}


def test_a_kept_section_ends_with_what_it_names(make_engine: MakeEngine, make: Any) -> None:
    asked: list[tuple[list[str], list[str]]] = []

    class Shop(NoData):
        now = "1"

        def version(self, requests: Sequence[DataRequest], tags: Sequence[str]) -> tuple[str, ...]:
            asked.append(([one.source for one in requests], list(tags)))
            return (self.now,)

    files = {
        "sections/hero.toml": 'name = "h"\n[cache]\nttl = 60\ntags = ["collection:new"]\n'
        '[data.products]\nsource = "collection_products"\n',
        "sections/hero.html": "<h1>{{ meta.title }}</h1>",
    }
    engine = make_engine(files, fragments=MemoryFragments(), data=Shop())
    engine.page(make.view())
    later = {**make.everywhere(), "meta": {**make.everywhere()["meta"], "title": "Changed"}}
    assert "<h1>Mug</h1>" in engine.page(make.view(everywhere=later)).html
    Shop.now = "2"
    assert "<h1>Changed</h1>" in engine.page(make.view(everywhere=later)).html
    assert asked[0] == (["collection_products"], ["collection:new"])


def test_parts_of_pages_fill_no_more_memory_than_they_may(make_engine: MakeEngine) -> None:
    fragments = MemoryFragments(most=40_000)
    for number in range(100):
        fragments.put((number,), Kept(html="x" * 1_000, effects=Effects()), 60)
    assert fragments.get((99,)) is not None
    assert [fragments.get((number,)) for number in range(80)] == [None] * 80
    fragments.put(("large",), Kept(html="x" * 30_000, effects=Effects()), 60)
    assert fragments.get(("large",)) is None
    assert fragments.get((99,)) is not None


def test_mails_have_a_plain_text_and_a_subject_which_may_be_inherited(
    make_engine: MakeEngine, make: Any
) -> None:
    files = {
        "layouts/email.html": "{% block subject %}Your order\n {{ order.number }} &amp; more"
        "{% endblock %}<body>{% block body %}{% endblock %}</body>",
        "emails/order_placed.html": "{% extends 'layouts/email.html' %}"
        "{% block body %}{{ order.number }}{% endblock %}",
        "emails/order_placed.txt": "Order {{ order.number }} <{{ shop.name }}>",
    }
    engine = make_engine(files, development=True)
    mail = make.view("order_placed", objects={"order": {"number": "1001"}})
    found = engine.document("emails/order_placed.html", mail)
    assert found.subject == "Your order 1001 & more"
    assert "<body>1001</body>" in found.html
    assert engine.document("emails/order_placed.txt", mail).html == "Order 1001 <Alder & Wren>"


def test_compiled_templates_are_kept_in_a_folder_of_ones_own(
    make_engine: MakeEngine, make: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "bytecode"
    engine = make_engine(bytecode=folder)
    assert engine.warm() == []
    (own,) = folder.iterdir()
    assert own.stat().st_mode & 0o777 == 0o700
    assert len(list(own.iterdir())) > 5


@pytest.mark.parametrize("damage", [b"", b"j2", b"nonsense", b"\xff" * 400])
def test_compiled_templates_that_cannot_be_read_are_compiled_again(
    make_engine: MakeEngine, make: Any, tmp_path: Path, damage: bytes
) -> None:
    folder = tmp_path / "bytecode"
    drawn = make_engine(bytecode=folder).page(make.view()).html
    for file in folder.rglob("*.cache"):
        magic = file.read_bytes()[:15]
        file.write_bytes(magic + damage if damage[:1] == b"\xff" else damage)
    assert make_engine(bytecode=folder).page(make.view()).html == drawn


def test_pages_are_drawn_where_nothing_can_be_kept(
    make_engine: MakeEngine, make: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    page = make_engine(bytecode=tmp_path / "file").page(make.view())
    assert "<h1>Hello</h1>" in page.html


def test_warming_tells_what_cannot_be_compiled(make_engine: MakeEngine) -> None:
    (failure,) = make_engine({"snippets/a.html": "{% if %}"}).warm()
    assert str(failure.place) == "shop:snippets/a.html:1"


def test_the_nearest_of_both_kinds_of_template_is_used(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"templates/product.html": "<p>{{ product.title }} alone</p>"})
    assert "Mug 1 alone" in engine.page(make.product_view()).html


def test_what_a_designer_changes_is_seen_at_once(make_engine: MakeEngine, make: Any) -> None:
    engine = make_engine({"sections/hero.html": "one"}, development=True)
    assert "one" in engine.page(make.view()).html
    files = {
        "sections/hero.html": "two {{ section.settings.word }} {{ t('three') }}",
        "sections/hero.toml": 'name = "h"\nsettings = [ { id = "word", type = "text", default = "new" } ]',
        "locales/en.json": '{"three": "three"}',
        "assets/css/base.css": "a{}",
    }
    root = engine.theme.chain.folders[0].root
    before = engine.services.assets.fingerprint
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    engine.refresh()
    page = engine.page(make.view())
    assert page.failures == ()
    assert "two new three" in page.html
    assert engine.services.assets.fingerprint != before


def test_a_failure_is_logged_once_for_all_shoppers(make_engine: MakeEngine, make: Any) -> None:
    import structlog

    engine = make_engine({"sections/hero.html": "{{ nothing }}"})
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            engine.page(make.view())
    (entry,) = logs
    assert entry["place"] == "shop:sections/hero.html:1"
    assert entry["theme"] == "shop"


def test_groups_of_a_layout_that_is_extended_are_known(make_engine: MakeEngine, make: Any) -> None:
    files = {
        "layouts/base.html": "<head>{{ page_head() }}</head>{% block body %}{% endblock %}"
        "{% include 'snippets/foot.html' %}",
        "snippets/foot.html": "{{ render_section('footer') }}",
        "sections/groups/footer.json": '{"order": ["f"], "sections": {"f": {"type": "hero"}}}',
        "templates/404.html": "{% extends 'layouts/base.html' %}{% block body %}404{% endblock %}",
    }
    page = make_engine(files, development=True).page(make.view("404"))
    assert page.failures == ()
    assert '404<section id="f"' in page.html


def test_every_menu_of_the_theme_is_there_even_if_empty(make_engine: MakeEngine, make: Any) -> None:
    manifest = (
        '[theme]\nname = "shop"\ntitle = "S"\nversion = "1.0.0"\napi = "1"\n[menus]\nmain = "M"\n'
    )
    source = "[{% for item in menus.main %}{{ item.title }}{% endfor %}]"
    engine = make_engine({"theme.toml": manifest, "sections/hero.html": source}, development=True)
    assert "[]" in engine.page(make.view()).html
    everywhere = {**make.everywhere(), "menus": {"main": [{"title": "New"}]}}
    assert "[New]" in engine.page(make.view(everywhere=everywhere)).html
