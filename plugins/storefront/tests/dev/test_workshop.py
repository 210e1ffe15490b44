"""`shopwright theme dev`: pages of made-up shops, errors on the page, and what is saved on the screen."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path
from time import perf_counter

import pytest
from click.testing import CliRunner
from shopwright_storefront.cli import theme as command
from shopwright_storefront.dev.fixtures import FIXTURES
from shopwright_storefront.dev.overlay import editor_link
from shopwright_storefront.dev.server import DevServer
from shopwright_storefront.dev.site import PATHS
from shopwright_storefront.dev.watching import effect_of
from shopwright_storefront.dev.workshop import Choice, Workshop
from shopwright_storefront.theme_api.v1 import EMAILS, TEMPLATES
from shopwright_storefront.themes.discovery import discover
from werkzeug.test import Client

MANIFEST = '[theme]\nname = "moss"\ntitle = "Moss"\nversion = "1.0.0"\napi = "1"\n'
TITLE = (
    '{% extends "parent:sections/product.html" %}\n{% block title %}<h1>TITLE</h1>{% endblock %}'
)
SECONDS = 0.1


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A theme on `base` of one section."""
    root = tmp_path_factory.mktemp("themes") / "moss"
    (root / "sections").mkdir(parents=True)
    (root / "theme.toml").write_text(MANIFEST)
    (root / "assets/css").mkdir(parents=True)
    (root / "assets/css/theme.css").write_text("body { color: red }")
    (root / "sections/product.html").write_text(TITLE.replace("TITLE", "Saved 0"))
    return root


@pytest.fixture(scope="module")
def workshop(root: Path) -> Workshop:
    return Workshop(discover([root.parent]).chain("moss"))


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Client:
    return Client(DevServer(workshop))


@pytest.fixture
def product(root: Path) -> Iterator[Callable[[str], None]]:
    """`product("{{ product.title }}")`: save what stands in the product's title."""
    file = root / "sections/product.html"
    before = file.read_text()

    def save(text: str) -> None:
        file.write_text(TITLE.replace("TITLE", text))

    yield save
    file.write_text(before)


def tools(html: str) -> str:
    """What the toolbar and the overlay say."""
    return html.partition('<template id="theme-dev">')[2].partition("</template>")[0]


def test_there_is_a_page_for_every_template() -> None:
    assert set(TEMPLATES) - {"password", "brand"} <= set(PATHS)


@pytest.mark.parametrize("fixture", FIXTURES)
def test_no_page_of_base_fails_whatever_the_shop_is_like(workshop: Workshop, fixture: str) -> None:
    templates = ["index", "product", "collection", "cart", "checkout", "account/orders"]
    asked = list(PATHS) if fixture in ("default", "problems") else templates
    choice = Choice(fixture=fixture, locale="de", outlines=fixture == "problems")
    for template in asked:
        page = workshop.page(PATHS[template], choice)
        assert 'class="errors"' not in page, (template, tools(page)[:2000])


def test_what_is_saved_is_on_the_screen_within_a_tenth_of_a_second(
    root: Path, product: Callable[[str], None]
) -> None:
    """From the saved file by the event to the new page. A busy machine is not the tool's fault, so
    the quickest of some saves counts.
    """
    workshop = Workshop(discover([root.parent]).chain("moss"))
    workshop.start()
    try:
        events = workshop.listeners.stream(workshop.ended)
        next(events)
        workshop.page("/products/product-0", Choice())
        product("Warm")
        next(events)
        taken = []
        for number in range(1, 8):
            started = perf_counter()
            product(f"Saved {number}")
            event = next(one for one in events if one.startswith("event"))
            page = workshop.page("/products/product-0", Choice())
            taken.append(perf_counter() - started)
            assert event.startswith("event: page")
            assert f"<h1>Saved {number}</h1>" in page
        assert min(taken) <= SECONDS, taken
    finally:
        workshop.close()


@pytest.mark.parametrize(
    ("paths", "effect"),
    [
        ({"assets/css/theme.css"}, "css"),
        ({"sections/hero.html"}, "page"),
        ({"assets/css/theme.css", "locales/en.json"}, "page"),
        ({"assets/css/theme.css", "assets/js/theme.js"}, "reload"),
    ],
)
def test_a_browser_does_as_little_as_what_was_saved_needs(paths: set[str], effect: str) -> None:
    assert effect_of(paths) == effect


def test_a_saved_style_sheet_has_another_address(root: Path, workshop: Workshop) -> None:
    events = workshop.listeners.stream(workshop.ended)
    next(events)
    before = workshop.page("/", Choice())
    (root / "assets/css/theme.css").write_text("body { color: blue }")
    workshop.saved(frozenset({"assets/css/theme.css"}))
    told = json.loads(next_event(events).partition("data: ")[2])
    assert told["url"].endswith("/css/bundle.css")
    assert told["url"] not in before
    assert told["url"] in workshop.page("/", Choice())


def next_event(events: Iterator[str]) -> str:
    return next(one for one in events if one.startswith("event"))


def test_an_error_says_where_it_is_how_it_came_there_and_what_was_meant(
    workshop: Workshop, product: Callable[[str], None], root: Path
) -> None:
    product("{{ product.titel }}")
    told = tools(workshop.page("/products/product-0", Choice()))
    assert "moss:sections/product.html:2" in told
    assert "Did you mean <b>title</b>?" in told
    line = next(one for one in told.splitlines() if "product.titel" in one and "<i>" in one)
    caret = told.partition('class="caret">')[2].partition("\n")[0]
    before = unescape(line.partition("<i>")[2].replace("</i>", "")).partition("titel")[0]
    assert caret == " " * len(before) + "^"
    assert "How it came here" in told
    assert "base:sections/product.html" in told
    assert "<th>product</th>" in told
    assert f"editor://open?file={root}/sections/product.html&amp;line=2" in told
    product("{{ product.title }}")
    assert 'class="errors"' not in tools(workshop.page("/products/product-0", Choice()))


def test_a_value_that_may_be_none_is_told_how_to_ask_for(
    workshop: Workshop, product: Callable[[str], None]
) -> None:
    product("{{ product.compare_at.formatted }}")
    told = tools(workshop.page("/products/product-0", Choice()))
    assert "a value that is missing (none) has no" in told
    assert "ask for it first" in told


def test_editors_are_told_of_files_by_their_whole_path() -> None:
    assert editor_link("themes/a.html", 2) == (
        f"editor://open?file={Path.cwd()}/themes/a.html&line=2&column=1"
    )


def test_a_layout_that_cannot_be_read_is_shown_too(root: Path, workshop: Workshop) -> None:
    layout = root / "layouts/base.html"
    layout.parent.mkdir(exist_ok=True)
    layout.write_text("<body>{% if %}</body>")
    told = tools(workshop.page("/", Choice()))
    assert "TemplateSyntax" in told
    assert "moss:layouts/base.html:1" in told
    layout.unlink()
    assert 'class="errors"' not in tools(workshop.page("/", Choice()))


def test_a_manifest_that_cannot_be_read_is_told_until_it_is_mended(
    root: Path, workshop: Workshop
) -> None:
    (root / "theme.toml").write_text(MANIFEST.replace("title", "titel"))
    workshop.saved(frozenset({"theme.toml"}))
    assert "The theme cannot be used" in tools(workshop.page("/", Choice()))
    (root / "theme.toml").write_text(MANIFEST)
    workshop.saved(frozenset({"theme.toml"}))
    assert "The theme cannot be used" not in tools(workshop.page("/", Choice()))


def test_the_toolbar_says_what_a_page_costs_and_remembers_what_was_chosen(client: Client) -> None:
    chosen = client.get("/_theme/choose?name=fixture&value=yen&to=/cart", follow_redirects=True)
    assert '<option value="yen" selected>' in chosen.text
    assert "JPY" in chosen.text or "¥" in chosen.text
    assert "HTML " in tools(chosen.text)
    client.get("/_theme/choose?name=outlines&value=1&to=/cart")
    assert "<!--slot:cart.after_lines-->" in client.get("/cart").text
    away = client.get("/_theme/choose?name=fixture&value=default&to=https://evil.example")
    assert away.headers["Location"] == "/"


def test_the_objects_of_a_page_are_there_with_their_types(client: Client) -> None:
    found = client.get("/_theme/inspect?path=/products/product-0").text
    assert "<b>product</b> <code>Product</code>" in found
    assert "<b>compare_at</b> <code>Money | None</code>" in found
    assert "<b>images</b> <code>list[Image]</code>" in found


def test_every_part_of_the_theme_is_in_the_gallery_and_none_fails(
    client: Client, workshop: Workshop
) -> None:
    gallery = client.get("/_theme/").text
    names = [one.partition('"')[0] for one in gallery.split('src="/_theme/part/')[1:]]
    assert {"sections/hero", "snippets/card", "emails/order_placed"} <= set(names)
    failed = {}
    for name in names:
        part = client.get(f"/_theme/part/{name}")
        assert part.status_code == 200
        if 'class="errors"' in part.text:
            failed[name] = part.text.partition("<summary>")[2].partition("</summary>")[0]
    assert failed == {}
    assert client.get("/_theme/part/sections/nobody").status_code == 404
    assert client.get("/_theme/emails").text.count("<iframe") == len(EMAILS)


def test_scripts_get_parts_of_pages_as_in_a_shop(client: Client) -> None:
    assert set(client.get("/cart/drawer?sections=main").json or {}) == {"main"}
    assert client.get("/live").json == {"signed_in": False, "greeting": "", "cart_count": 0}


def test_it_answers_this_machine_alone(client: Client) -> None:
    assert client.get("/", base_url="http://evil.example").status_code == 403
    assert client.get("/_theme/static/../server.py").status_code == 404


def test_a_shop_never_loads_the_tools() -> None:
    """What serves shoppers imports nothing of them, so that no setting can bring them there."""
    package = files("shopwright_storefront")
    own = Path(str(package))
    for file in own.rglob("*.py"):
        if file.is_relative_to(own / "dev") or file == own / "cli/dev.py":
            continue
        assert not [one for one in imported(file) if one.startswith("shopwright_storefront.dev")]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def test_the_command_says_what_it_is_for() -> None:
    said = CliRunner().invoke(command, ["dev", "--help"])
    assert said.exit_code == 0
    assert "what you save is on the screen at once" in said.output
