"""Hostile templates: every one ends in an error, soon, and without taking the memory.

They are rendered by this file in a process of its own, which prints what each has cost: the peak of
memory is the whole process's, and pytest's own would hide it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from shopwright_storefront.render.current import Render, rendering
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.environment import ThemeEnvironment
from shopwright_storefront.render.services import Services
from shopwright_storefront.testing import SHOP, view
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.discovery import chain_of, discover
from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.theme import load_theme

SECONDS = 0.2
MEGABYTES = 64
HONEST = 4
"""Sections of the page around it: the header's, the footer's, and two."""

BIG = "{% set s = 'x' %}" + "{% set s = s ~ s %}" * 20
"""A text of a million characters."""

STOPPED = {
    "nested loops": "{% for a in range(1000) %}" * 4 + "{% endfor %}" * 4,
    "loops that print": "{% for a in range(1000) %}" * 3 + "{{ a }}" + "{% endfor %}" * 3,
    "filtered loops": "{% for a in range(1000) %}{% for b in range(1000) if false %}"
    "{% endfor %}{% endfor %}",
    "recursive loop": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "wide recursive loop": "{% for a in range(50) recursive %}{{ loop(range(50)) }}{% endfor %}",
    "macro calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "macro calls itself twice": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "macro in loops": "{% macro m() %}x{% endmacro %}{% for a in range(1000) %}"
    "{% for b in range(1000) %}{{ m() }}{% endfor %}{% endfor %}",
    "includes itself": "{% include 'sections/payload.html' %}",
    "includes itself often": "{% for a in range(9) %}{% include 'sections/payload.html' %}"
    "{% endfor %}",
    "imports itself": "{% import 'sections/payload.html' as x %}",
    "extends itself": "{% extends 'sections/payload.html' %}",
    "block calls itself": "{% block a %}{{ self.a() }}{% endblock %}",
    "range": "{{ range(10**9)|list }}",
    "power": "{{ 9**9**9**9 }}",
    "power by hand": "{% set ns = namespace(x=9) %}{% for i in range(1000) %}"
    "{% set ns.x = ns.x * ns.x %}{% endfor %}",
    "growth by minus": "{% set ns = namespace(x=9) %}{% for i in range(1000) %}"
    "{% set ns.x = ns.x - -ns.x %}{% endfor %}",
    "times text": "{{ 'a' * 10**9 }}",
    "times text, folded": "{{ 'a' * 30000000 }}",
    "times list": "{{ [0] * 10**9 }}",
    "plus text": "{{ 'a' + 'a' }}",
    "plus list": "{% set x = [1] %}" + "{% set x = x + x %}" * 40,
    "doubled text": "{% set s = 'x' %}" + "{% set s = s ~ s %}" * 40,
    "doubled by set": "{% set s = 'x' %}" + "{% set s %}{{ s }}{{ s }}{% endset %}" * 40,
    "many large texts": BIG + "".join(f"{{% set t{i} = s ~ {i} %}}" for i in range(500)),
    "large text often": BIG + "{% for a in range(1000) %}{{ s }}{% endfor %}",
    "large text in macro": BIG + "{% macro m(s) %}{% for a in range(1000) %}{{ s }}{% endfor %}"
    "{% endmacro %}{{ m(s) }}",
    "large slices": BIG + "".join(f"{{% set t{i} = s[1:] %}}" for i in range(500)),
    "large text upper": BIG + "{% for a in range(1000) %}{% set x = s|upper %}{% endfor %}",
    "join by a long text": BIG + "{{ range(1000)|join(s) }}",
    "join of long texts": BIG + "{{ [s, s, s, s, s, s, s, s]|join }}",
    "replace": "{% set s = 'x' %}" + "{% set s = s ~ s %}" * 15 + "{{ s|replace('x', s) }}",
    "replace by method": "{% set s = 'x' %}"
    + "{% set s = s ~ s %}" * 15
    + "{{ s.replace('x', s) }}",
    "format": "{{ '%1000000000d'|format(1) }}",
    "format by operator": "{{ '%1000000000d' % 1 }}",
    "format by method": "{{ '{:1000000000}'.format(1) }}",
    "center": "{{ 'x'|center(1000000000) }}",
    "center by method": "{{ 'x'.center(1000000000) }}",
    "zfill": "{{ 'x'.zfill(1000000000) }}",
    "expandtabs": "{{ '\t'.expandtabs(1000000000) }}",
    "indent": "{{ 'x\n'|indent(1000000000) }}",
    "wordwrap": BIG + "{{ s|wordwrap(1) }}",
    "list of characters": BIG + "{{ s|list }}",
    "sum of lists": "{{ [range(1000)|list, range(1000)|list]|sum(start=[]) }}",
    "round": "{{ 1.5|round(1000000000, 'ceil') }}",
    "chained maps": "{{ range(1000)" + "|map('string')" * 1000 + "|list }}",
    "list that doubles, printed": "{% set a = ['x'] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
    "list that doubles, as json": "{% set a = ['x'] %}"
    + "{% set a = [a, a] %}" * 40
    + "{{ a|json }}",
    "list that doubles, as text": "{% set a = ['x'] %}"
    + "{% set a = [a, a] %}" * 40
    + "{{ a|string }}",
    "lorem ipsum": "{{ lipsum(100000) }}",
    "class of a text": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "class by key": "{{ ''['__class__'] }}{{ ''['__class__']['__mro__'] }}",
    "class by attr": "{{ ''|attr('__class__') }}",
    "class by map": "{{ ['']|map(attribute='__class__')|list|join(',', 'mro') }}",
    "class by format": "{{ '{0.__class__}'.format('') }}",
    "globals of a function": "{{ range.__globals__.os }}",
    "globals of a macro": "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "the environment": "{{ self._TemplateReference__context.environment }}",
    "methods of a dict": "{{ shop.clear() }}",
    "methods of a list": "{% set l = [1] %}{{ l.append(2) }}",
    "dict's update": "{{ shop.update({'name': 'x'}) }}",
    "no escaping": "{% autoescape false %}{{ shop.name }}{% endautoescape %}",
    "marked safe": "{{ shop.name|safe }}",
    "out of the theme": "{% include '../../../../etc/passwd' %}",
    "absolute path": "{% include '/etc/passwd' %}",
}
"""What has to end in an error, by what it tries."""


def cost(source: str) -> dict[str, object]:
    """Render it, and say what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sections").mkdir()
        (Path(folder) / "sections/payload.html").write_text(source)
        chain = Chain(folders=(Folder(name="evil", root=Path(folder)),))
        environment = ThemeEnvironment(chain, strict=True)
        everywhere = {"shop": {"name": "<b>"}}
        error, text, started = "", "", process_time()
        with rendering(Render(environment=environment, everywhere=everywhere)):
            try:
                template = environment.get_template("sections/payload.html")
                context = template.new_context(dict(everywhere))
                text = environment.concat(template.root_render_func(context))
            except Exception as failed:
                error = type(failed).__name__
        seconds = process_time() - started
    return {"error": error, "text": text[:100], "seconds": seconds, "shop": everywhere["shop"]}


def on_pages(root: Path) -> Callable[[str], dict[str, object]]:
    """The same on a page of a shop in production, between sections that are honest."""
    write(
        root,
        {"theme.toml": '[theme]\nname = "evil"\ntitle = "Evil"\nversion = "1.0.0"\napi = "1"\n'},
    )
    for number, (name, source) in enumerate(STOPPED.items()):
        sections = {"a": {"type": "hero"}, "b": {"type": f"p{number}"}, "c": {"type": "hero"}}
        page = {"order": list(sections), "sections": sections}
        write(root, {
            f"sections/p{number}.toml": f'name = "{name.replace(chr(39), "")}"\n',
            f"sections/p{number}.html": source.replace("sections/payload", f"sections/p{number}"),
            f"templates/index.p{number}.json": json.dumps(page),
        })  # fmt: skip
    chain = chain_of(root, discover())
    engine = Engine(load_theme(chain), Services(assets=Assets(chain=chain)))
    honest = view("index")
    engine.page(honest)

    def drawn(name: str) -> dict[str, object]:
        asked = replace(honest, template=f"index.p{list(STOPPED).index(name)}")
        started = process_time()
        page = engine.page(asked)
        seconds = process_time() - started
        told = [failure.kind for failure in page.failures]
        whole = page.html.count('data-section="') if page.html.rstrip().endswith("</html>") else 0
        return {
            "error": ", ".join(told), "text": page.html, "seconds": seconds, "sections": whole,
            "shop": {"name": asked.everywhere["shop"]["name"]},
        }  # fmt: skip

    return drawn


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def _seconds(found: Mapping[str, object]) -> float:
    return float(str(found["seconds"]))


def main() -> None:
    """Both ways; what took long is tried again, for other programs run, too."""
    cost("{{ shop.name }}")
    answers, sys.stdout = sys.stdout, sys.stderr  # where failures are logged
    with tempfile.TemporaryDirectory() as folder:
        ways = {"alone": lambda name: cost(STOPPED[name]), "on a page": on_pages(Path(folder))}
        for way, run in ways.items():
            for name in STOPPED:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                found = run(name)
                for _ in range(4):
                    if _seconds(found) > SECONDS / 2:
                        found = min(found, run(name), key=_seconds)
                grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
                row = {"way": way, "name": name, **found, "megabytes": grown / 1024}
                print(json.dumps(row), file=answers, flush=True)


@pytest.fixture(scope="module")
def costs() -> dict[tuple[str, str], dict[str, object]]:
    """What each payload has cost, by where it was drawn and its name."""
    done = subprocess.run(
        [sys.executable, __file__], capture_output=True, text=True, timeout=240, check=True
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {(str(one["way"]), str(one["name"])): one for one in found}


Costs = Mapping[tuple[str, str], dict[str, object]]


@pytest.mark.parametrize("name", STOPPED)
def test_a_hostile_template_is_stopped(name: str, costs: Costs) -> None:
    found = costs["alone", name]
    assert found["error"], found["text"]
    assert found["shop"] == {"name": "<b>"}


@pytest.mark.parametrize("name", STOPPED)
def test_in_a_shop_it_costs_its_section_and_never_the_page(name: str, costs: Costs) -> None:
    found = costs["on a page", name]
    assert found["error"]
    assert found["sections"] == HONEST
    assert found["shop"] == {"name": SHOP}


@pytest.mark.parametrize("way", ["alone", "on a page"])
@pytest.mark.parametrize("name", STOPPED)
def test_it_is_stopped_within_200_ms_and_64_mb(way: str, name: str, costs: Costs) -> None:
    assert float(str(costs[way, name]["seconds"])) < SECONDS
    assert float(str(costs[way, name]["megabytes"])) < MEGABYTES


def test_what_an_honest_template_does_is_not_stopped() -> None:
    rows = "{% for a in range(200) %}<li>{{ a }} {{ a * 3 }} {{ 'x' ~ a }}</li>{% endfor %}"
    found = cost(rows)
    assert found["error"] == ""
    assert str(found["text"]).startswith("<li>0 0 x0</li>")


if __name__ == "__main__":
    main()
