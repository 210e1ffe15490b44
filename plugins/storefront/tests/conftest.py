"""Small themes, and a shop made of dicts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from markupsafe import Markup
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.environment import ThemeEnvironment
from shopwright_storefront.render.services import Services
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import (
    Everywhere,
    Image,
    Money,
    Product,
    ProductCard,
    Rendition,
    Routes,
    Variant,
)
from shopwright_storefront.themes import discovery
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.theme import Theme, load_theme

Files = Mapping[str, str]


class CompiledBefore(BytecodeCache):
    """Templates that an earlier test compiled, by what is written in them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Each test has an engine of its own; those without a cache share what they compile."""
    original, compiled = ThemeEnvironment.__init__, CompiledBefore()

    def init(self: ThemeEnvironment, *arguments: Any, bytecode: Any = None, **options: Any) -> None:
        original(self, *arguments, bytecode=bytecode or compiled, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThemeEnvironment, "__init__", init)
        yield


BASE_FILES = {
    "theme.toml": """
        [theme]
        name = "base"
        title = "Base"
        version = "1.0.0"
        api = "1"
        parent = ""
    """,
    "layouts/base.html": """<!doctype html>
<html lang="{{ request.locale }}" dir="{{ request.dir }}">
<head>{{ page_head() }}</head>
<body>{% block body %}<main>{{ content }}</main>{% endblock %}{{ page_end() }}</body></html>""",
    "templates/index.json": """{"order": ["hero"], "sections": {"hero": {"type": "hero"}}}""",
    "templates/product.json": """{"order": ["main"], "sections": {"main": {"type": "product"}}}""",
    "sections/hero.html": "<section {{ section.attrs }}>{% block title %}"
    "<h1>{{ section.settings.heading }}</h1>{% endblock %}{{ render_blocks(section) }}</section>",
    "sections/hero.toml": """
        name = "sections.hero.name"
        blocks = ["text"]
        settings = [
          { id = "heading", type = "text", default = "Hello", translatable = true },
          { id = "size", type = "range", min = 1, max = 5, default = 3 },
        ]
    """,
    "sections/product.html": "<section {{ section.attrs }}><h1>{{ product.title }}</h1>"
    "{% form 'cart_add', product %}<button>Buy</button>{% endform %}</section>",
    "sections/product.toml": 'name = "sections.product.name"\nmain = true\n',
    "blocks/text.html": "<p {{ block.attrs }}>{{ block.settings.text }}</p>",
    "blocks/text.toml": """
        name = "blocks.text.name"
        blocks = ["text"]
        settings = [ { id = "text", type = "text" } ]
    """,
}
"""A parent that has just enough."""

MANIFEST = """
    [theme]
    name = "shop"
    title = "Shop"
    version = "1.2.0"
    api = "1"
"""


def write(root: Path, files: Files) -> Path:
    """Files of a theme, as they are on disk."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


@pytest.fixture
def make_chain(tmp_path: Path) -> Callable[..., Chain]:
    """`make_chain({...})`: a theme `shop` of these files, on `base`, of `BASE_FILES` and `base`."""

    def made(files: Files | None = None, *, base: Files | None = None) -> Chain:
        real = Path(discovery.__file__).parent.parent / "base"
        for folder in ("snippets", "locales"):
            shutil.copytree(real / folder, tmp_path / "base" / folder, dirs_exist_ok=True)
        write(tmp_path / "base", {**BASE_FILES, **(base or {})})
        write(tmp_path / "shop", {"theme.toml": MANIFEST, **(files or {})})
        names = ("shop", "base")
        return Chain(folders=tuple(Folder(name=name, root=tmp_path / name) for name in names))

    return made


@pytest.fixture
def make_theme(make_chain: Callable[..., Chain]) -> Callable[..., Theme]:
    """The same, loaded."""

    def made(files: Files | None = None, *, base: Files | None = None) -> Theme:
        return load_theme(make_chain(files, base=base))

    return made


@pytest.fixture
def make_engine(make_theme: Callable[..., Theme]) -> Callable[..., Engine]:
    """The same, ready to render: `make_engine(files, development=True, data=...)`."""

    def made(
        files: Files | None = None,
        *,
        base: Files | None = None,
        development: bool = False,
        bytecode: Path | None = None,
        **services: Any,
    ) -> Engine:
        theme = make_theme(files, base=base)
        provided = Services(assets=Assets(chain=theme.chain), **services)
        return Engine(theme, provided, development=development, bytecode=bytecode)

    return made


class Make:
    """Objects of a shop, complete, with as much in them as a test needs."""

    @staticmethod
    def money(amount: int) -> dict[str, Any]:
        return sample(
            Money, amount=amount, currency="EUR", formatted=f"€{amount / 100:.2f}",
            without_zeros=f"€{amount // 100}",
        )  # fmt: skip

    @staticmethod
    def picture(name: str = "mug") -> dict[str, Any]:
        renditions = [
            sample(Rendition, url=f"/media/{name}-{width}.webp", width=width, type="image/webp")
            for width in (360, 720, 1080)
        ]
        return sample(
            Image, id=name, url=f"/media/{name}-1080.webp", width=1080, height=1350, alt=f"A {name}",
            dominant_color="#cccccc", renditions=renditions,
        )  # fmt: skip

    @staticmethod
    def card(number: int = 1, **values: Any) -> dict[str, Any]:
        return sample(
            ProductCard,
            **{
                "id": f"p{number}", "handle": f"mug-{number}", "version": f"v{number}",
                "url": f"/products/mug-{number}", "title": f"Mug {number}", "vendor": "Kiln & Co",
                "image": Make.picture(), "price": Make.money(2200), "price_min": Make.money(2200),
                "price_max": Make.money(2200), "available": True, **values,
            },
        )  # fmt: skip

    @staticmethod
    def variant(number: int = 1, **values: Any) -> dict[str, Any]:
        return sample(
            Variant,
            **{
                "id": f"v{number}", "sku": f"MUG-{number}", "title": "Blue", "price": Make.money(2200),
                "available": True, "url": f"/products/mug?variant=v{number}", **values,
            },
        )  # fmt: skip

    @staticmethod
    def product(**values: Any) -> dict[str, Any]:
        variants = [
            Make.variant(1),
            Make.variant(2, title="Red", stock_state="out", available=False),
        ]
        fields = {
            **Make.card(1), "variants": variants, "selected_variant": variants[0], "images": [Make.picture()],
            "description_html": Markup("<p>Made slowly.</p>"), **values,
        }  # fmt: skip
        return sample(Product, **fields)

    @staticmethod
    def everywhere(**request: Any) -> dict[str, Any]:
        found = sample(Everywhere)
        found["shop"] |= {"name": "Alder & Wren", "url": "https://shop.example"}
        found["request"] |= {"locale": "en", "currency": "EUR", "path": "/here", **request}
        found["meta"] |= {"title": "Mug", "canonical": "https://shop.example/here"}
        found["routes"] = {name: f"/{name.replace('_', '/')}" for name in sample(Routes)}
        return found

    @staticmethod
    def view(template: str = "index", **values: Any) -> View:
        return View(**{"template": template, "everywhere": Make.everywhere(), **values})

    @staticmethod
    def product_view(template: str = "product", **values: Any) -> View:
        return Make.view(template, objects={"product": Make.product()}, **values)


@pytest.fixture
def make() -> type[Make]:
    """Objects of a shop."""
    return Make
