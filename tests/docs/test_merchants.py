"""What the pages for merchants say to do, done in a shop."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from shopwright.commerce.channels import install_defaults
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.testing import Databases, Shop, SignIn, open_shop
from shopwright_storefront.cli import publishing
from shopwright_storefront.plugin import Storefront
from shopwright_storefront.present import offers
from shopwright_storefront.views.blueprint import PAGES

FOLDER = Path(__file__).parents[2] / "docs" / "merchants"
_BLOCK = re.compile(r"^```(http|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ENDPOINT = re.compile(r"(?:`(GET|POST|PATCH|PUT|DELETE) |\(`)(/[^.`]*?)`")
_COMMAND = re.compile(r"^\$ shopwright theme (\w+) ?(.*)\n((?:[^$].*\n)*)", re.MULTILINE)


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, shopwright_databases: Databases
) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    with (
        shopwright_databases.fresh("sqlite", folder, (Storefront,)) as url,
        open_shop(folder, Storefront, database_url=url, make_tables=False,
                  public_url="http://localhost", locales=("en", "de")) as shop,
    ):  # fmt: skip
        install_defaults()
        yield shop


@pytest.fixture
def staff(as_staff: SignIn) -> FlaskClient:
    return as_staff()


def follow(name: str, staff: FlaskClient) -> dict[str, Any]:
    """Do what the page shows, in order. Returns the last answer to each address."""
    answers: dict[str, Any] = {}
    revision = ""
    for kind, content in _BLOCK.findall((FOLDER / name).read_text("utf-8")):
        if kind == "sh":
            _command(content)
            continue
        request, _, body = content.partition("\n")
        method, path = request.replace("REVISION", revision).split()
        data = json.loads(body) if body.strip() else None
        answer = staff.open(path, method=method, json=data)
        assert answer.status_code in (200, 201), f"{request}: {answer.text}"
        answers[path.rpartition("/")[2]] = answer.json
        if path.endswith("/revisions"):
            revision = answer.json["items"][-1]["id"]
    return answers


def _command(content: str) -> None:
    enter_plugin("storefront")
    for command, options, expected in _COMMAND.findall(content):
        done = CliRunner().invoke(getattr(publishing, command), shlex.split(options))
        assert done.output == expected, command


def test_themes_are_published_changed_looked_at_and_taken_back(
    shop: Shop, staff: FlaskClient
) -> None:
    before = shop.client().get("/").text
    answers = follow("themes.md", staff)
    page = json.dumps(answers["changes"])
    assert "sections" in page
    token = answers["previews"]["url"].removeprefix("http://localhost")
    assert shop.client().get(token).status_code == 303
    revisions = staff.get("/api/v1/plugins/storefront/themes/linen/revisions").json["items"]
    assert [one["note"] for one in revisions[:2]] == ["Autumn was too early", "Autumn"]
    autumn = staff.get(f"/api/v1/plugins/storefront/revisions/{revisions[1]['id']}").json
    assert {one["key"] for one in autumn["differences"]} >= {
        "pages.index.sections.hero.settings.heading",
        "pages.index.sections.story.disabled",
        "settings.sale",
    }
    assert "Slow pots" not in shop.client().get("/").text
    assert re.findall("<h1[^>]*>[^<]*", before) == re.findall(
        "<h1[^>]*>[^<]*", shop.client().get("/").text
    )


def test_menus_pages_and_redirects_are_made(shop: Shop, staff: FlaskClient) -> None:
    follow("storefront.md", staff)
    guest = shop.client()
    assert '<a href="/pages/returns">Returns</a>' in guest.get("/").text
    german = guest.get("/de/pages/returns").text
    assert "Sie haben 30 Tage." in german
    assert "Schreiben Sie uns" in german
    moved = guest.get("/blogs/news/returns")
    assert (moved.status_code, moved.location) == (301, "/pages/returns")


def test_the_addresses_and_fields_of_feeds_are_all_told() -> None:
    page = (FOLDER / "storefront.md").read_text("utf-8")
    for rule in (rule for rule, _, _ in PAGES if rule.endswith(".atom")):
        assert rule.replace("<handle>", "HANDLE") in page
    source = Path(offers.__file__).read_text("utf-8")
    fields = set(re.findall(r'"g:(\w+)"', source)) | set(offers.ATTRIBUTES.values())
    table = page.partition("| field | from |")[2].partition("\n\n")[0]
    assert fields | {"title", "description", "link"} == set(
        re.findall(r"`(\w+)`(?=[^|]*\| )", table)
    )


def test_every_endpoint_that_is_named_is_there(shop: Shop) -> None:
    urls = shop.app.url_map.bind("localhost")
    for page in sorted(FOLDER.glob("*.md")):
        for method, path in _ENDPOINT.findall(page.read_text("utf-8")):
            plain = path.partition("?")[0].replace("<id>", str(UUID(int=0)))
            whole = plain if plain.startswith("/api/") else f"/api/v1/admin{plain}"
            methods = [method] if method else ["GET", "PUT", "POST"]
            assert any(urls.test(whole, one) for one in methods), f"{page.name}: {method} {path}"
