"""What rendering a listing of 24 cards costs, in CPU time: `python bench/listing.py`.

Three ways: as a shopper gets it who is the first, the same with kept cards, and Jinja's own sandbox
with the same card and attributes looked up as it does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from jinja2 import DictLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.services import MemoryFragments, Services
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api import v1
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.theme import load_theme

CARDS = 24
ROUNDS = 200

CARD = """{% macro card(product, lazy=true, quick=false) %}
<article class="card{% if not product.available %} sold-out{% endif %}">
  <a class="media" href="{{ product.url }}" tabindex="-1" aria-hidden="true">
    PICTURE
    {% if product.on_sale %}<span class="badge sale">Save {{ product.saving_percent }}%</span>{% endif %}
    {% for badge in product.badges %}<span class="badge">{{ badge.label }}</span>{% endfor %}
  </a>
  {% if product.vendor %}<p class="vendor">{{ product.vendor }}</p>{% endif %}
  <h3 class="title"><a href="{{ product.url }}">{{ product.title }}</a></h3>
  <p class="price">{% if product.compare_at %}<s>{{ product.compare_at.formatted }}</s>{% endif %}
    <span>{{ product.price.formatted }}</span></p>
  {% if product.swatches %}<ul class="swatches">{% for swatch in product.swatches %}
    <li{% if not swatch.available %} class="out"{% endif %} style="--swatch: {{ swatch.color }}">
      <a href="{{ swatch.url }}">{{ swatch.label }}</a></li>{% endfor %}</ul>{% endif %}
  {% if product.rating %}<p class="rating">{{ product.rating.value }} ({{ product.rating.count }})</p>{% endif %}
  {% if quick and product.variant_count == 1 %}<button>Add</button>{% endif %}
</article>
{% endmacro %}"""
OURS = "{{ image(product.image, sizes='25vw', loading='lazy' if lazy else 'eager') }}"
PLAIN = """<picture class="picture" style="--tint: {{ product.image.dominant_color }}"><img
  src="{{ product.image.url }}" srcset="{{ product.image.srcset }}" sizes="25vw" width="{{
  product.image.width }}" height="{{ product.image.height }}" alt="{{ product.image.alt }}"
  loading="{{ 'lazy' if lazy else 'eager' }}" decoding="async"></picture>"""
GRID = """{% from "snippets/card.html" import card %}
<section SECTION><ul class="grid">{% for product in products %}{% set lazy = loop.index > 4 %}
<li>CALL</li>{% endfor %}</ul></section>"""
CALL = "{{ card(product, lazy=lazy, quick=true) }}"
KEPT = "{% call fragment('card', product.id, product.version, lazy) %}" + CALL + "{% endcall %}"
LAYOUT = """<!doctype html><html lang="en"><head>{{ page_head() }}</head><body>
<main>{{ content }}</main>{{ page_end() }}</body></html>"""


def cards() -> list[dict[str, object]]:
    """Cards with four swatches and a picture in seven widths each."""
    return [_card(number) for number in range(CARDS)]


def _card(number: int) -> dict[str, object]:
    widths = (180, 360, 540, 720, 1080, 1440, 1920)
    renditions = [
        sample(v1.Rendition, url=f"/media/{number:032x}-{w}.webp", width=w, type="image/webp")
        for w in widths
    ]
    price = sample(v1.Money, amount=2200, currency="EUR", formatted="€22.00")
    image = sample(
        v1.Image,
        url=renditions[-1]["url"],
        width=1920,
        height=2400,
        alt="A stoneware mug on a wooden table",
        dominant_color="#cccccc",
        renditions=renditions,
        srcset=", ".join(f"{one['url']} {one['width']}w" for one in renditions),
    )
    swatches = [
        sample(v1.Swatch, label=name, color="#2f3e46", available=True, url=f"/products/{name}")
        for name in ("slate", "sage", "clay", "sand")
    ]
    return sample(
        v1.ProductCard,
        id=f"p{number}",
        version="1",
        url=f"/products/stoneware-mug-{number}",
        title=f"Stoneware mug & saucer {number}",
        vendor="Kiln & Co",
        image=image,
        price=price,
        compare_at=price if number % 4 == 0 else None,
        on_sale=number % 4 == 0,
        saving_percent=21,
        available=number % 7 != 0,
        swatches=swatches,
        rating=sample(v1.Rating, value=4.5, count=12),
        variant_count=1,
    )


def engine(folder: Path, call: str, *, kept: bool) -> Engine:
    """A theme with a listing in it."""
    files = {
        "theme.toml": '[theme]\nname="base"\ntitle="B"\nversion="1.0.0"\napi="1"\nparent=""\n',
        "layouts/base.html": LAYOUT,
        "templates/collection.json": '{"order":["grid"],"sections":{"grid":{"type":"grid"}}}',
        "sections/grid.toml": 'name = "grid"\n',
        "sections/grid.html": GRID.replace("SECTION", "{{ section.attrs }}").replace("CALL", call),
        "snippets/card.html": CARD.replace("PICTURE", OURS),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    chain = Chain(folders=(Folder(name="base", root=folder),))
    fragments = MemoryFragments() if kept else None
    return Engine(load_theme(chain), Services(assets=Assets(chain=chain), fragments=fragments))


def plain(products: list[dict[str, object]]) -> Callable[[], str]:
    """The same by Jinja's own sandbox."""
    templates = {
        "snippets/card.html": CARD.replace("PICTURE", PLAIN),
        "grid": GRID.replace("SECTION", "").replace("CALL", CALL),
    }
    environment = ImmutableSandboxedEnvironment(loader=DictLoader(templates), autoescape=True)
    template = environment.get_template("grid")
    return lambda: template.render(products=products)


def cost(work: Callable[[], object]) -> float:
    """The median of its rounds, in milliseconds of CPU."""
    work()
    times = []
    for _ in range(ROUNDS):
        started = process_time()
        work()
        times.append(process_time() - started)
    return median(times) * 1000


def main() -> None:
    products = cards()
    view = View(
        template="collection",
        everywhere=sample(v1.Everywhere),
        objects={"products": products},
    )
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = engine(Path(one), CALL, kept=False)
        again = engine(Path(other), KEPT, kept=True)
        page = first.page(view)
        print(f"{len(page.html) / 1000:.1f} kB, {page.steps} steps, {len(page.failures)} failures")
        print(f"first view   {cost(lambda: first.page(view)):6.2f} ms")
        print(f"kept cards   {cost(lambda: again.page(view)):6.2f} ms")
        print(f"Jinja's own  {cost(plain(products)):6.2f} ms (without page, head and counting)")


if __name__ == "__main__":
    sys.exit(main())
