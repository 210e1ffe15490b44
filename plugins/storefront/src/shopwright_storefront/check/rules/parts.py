"""Templates: whether they can be read, exist, end, and stay within bounds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from jinja2 import TemplateSyntaxError, nodes

from shopwright_storefront.check.calls import literal_names
from shopwright_storefront.check.extending import outside_of_blocks, unknown_blocks
from shopwright_storefront.check.markup import unclosed
from shopwright_storefront.check.places import unknown_folders, unknown_pages, unknown_places
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject, Template
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.render.syntax import readable
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.positions import json_lines, line_of
from shopwright_storefront.themes.schema import FOLDERS, schema_names
from shopwright_storefront.themes.theme import GROUPS

_REFERRING = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)
_OTHERS = ("there is no filter", "there is no test", "escaping cannot", "No filter", "No test")


@rule(
    "TemplateSyntax",
    bad="{% if shop.email %}<p>{{ shop.email }}</p>\n",
    good="{% if shop.email %}<p>{{ shop.email }}</p>{% endif %}\n",
)
def template_syntax(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A template or style sheet cannot be read as it was meant: a tag or a brace is not closed.

    Also what a template that extends another says outside of its blocks, where nothing is shown, and
    files that are not UTF-8.
    """
    yield from theme.read("TemplateSyntax")
    for template in theme.templates:
        error = template.error or _compiled(theme, template)
        if error is not None:
            message, line = readable(error)
            yield theme.fault(template.path, line, message)
    yield from outside_of_blocks(theme)
    for path in theme.files("assets", ".css"):
        for line, message in unclosed(theme.text(path)):
            yield theme.fault(path, line, message)


@rule(
    "TemplateLimits",
    bad={
        "sections/example.toml": 'name = "Example"\nmax_per_page = 1\n',
        "templates/index.json": '{\n  "order": ["a", "b"],\n  "sections": {\n'
        '    "a": { "type": "example" },\n    "b": { "type": "example" }\n  }\n}\n',
    },
    good={
        "sections/example.toml": 'name = "Example"\nmax_per_page = 1\n',
        "templates/index.json": '{\n  "order": ["a"],\n  "sections": { "a": { "type": "example" } }\n}\n',
    },
)
def template_limits(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """Something is more than the engine takes.

    50 sections on a page, 100 blocks in a section, 6 levels of blocks, 256 kB in a file, and what
    a section says in `max_per_page`.
    """
    return theme.read("TemplateLimits")


@rule(
    "MissingTemplate",
    bad='{% include "snippets/lgoo.html" %}\n',
    good='{% include "snippets/logo.html" %}\n',
)
def missing_template(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A template, section, block or layout is named that neither the theme nor its parents have.

    Names are paths from the top of the theme. `parent:` before one leaves this theme's own file out.
    What extends a template has blocks of that one; others would be shown nowhere. Pages have the
    names of the reference, or `page.NAME` for another look of them.
    """
    yield from theme.read("MissingTemplate")
    yield from unknown_blocks(theme)
    yield from unknown_folders(theme)
    yield from unknown_pages(theme)
    yield from unknown_places(theme)
    for template in theme.templates:
        for node in template.all(*_REFERRING):
            yield from _unfound(theme, template, node)
    yield from _unknown_sections(theme, walk)
    yield from _unknown_layouts(theme)
    yield from _halves(theme)


@rule(
    "RecursiveInclude",
    bad={
        "sections/example.html": '{% include "snippets/tree.html" %}\n',
        "snippets/tree.html": '<ul>{% include "snippets/tree.html" %}</ul>\n',
    },
    good={
        "sections/example.html": '{% from "snippets/tree.html" import tree %}{{ tree(menus.main) }}\n',
        "snippets/tree.html": "{% macro tree(items) %}<ul>{% for item in items %}"
        "<li>{{ item.title }}{{ tree(item.items) }}</li>{% endfor %}</ul>{% endmacro %}\n",
    },
)
def recursive_include(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A template includes itself, maybe by way of others.

    It would be included until the page breaks off. For trees write a macro that calls itself.
    """
    for template in theme.templates:
        for node in template.all(*_REFERRING):
            target = _target(theme, template, node)
            way = _way_back(theme, target, template) if target else None
            if way is not None:
                names = " -> ".join(one.path for one in (template, *way))
                yield theme.fault(
                    template.path, node.lineno, f"it includes itself: {names}; use a macro"
                )


def _compiled(theme: Subject, template: Template) -> TemplateSyntaxError | None:
    """What only compiling finds; what other rules tell better is left to them."""
    try:
        theme.environment.compile(template.text, template.name, raw=True)
    except TemplateSyntaxError as error:
        return None if (error.message or "").startswith(_OTHERS) else error
    except RecursionError:
        return TemplateSyntaxError("it is nested too deep to be read", 1)
    return None


def _named(node: nodes.Node) -> list[str]:
    return literal_names(getattr(node, "template", None))


def _target(theme: Subject, template: Template, node: nodes.Node) -> Template | None:
    for name in _named(node):
        found = theme.referred(name, template)
        if found is not None:
            return found
    return None


def _unfound(theme: Subject, template: Template, node: nodes.Node) -> Iterator[Finding]:
    names = [name for name in _named(node) if ".." not in name and not name.startswith("/")]
    if not names or getattr(node, "ignore_missing", False) or _target(theme, template, node):
        return
    wanted = names[0].rpartition(":")[2]
    known = theme.paths
    message = f"there is no '{names[0]}'{did_you_mean(wanted, known)}"
    yield theme.fault(template.path, node.lineno, message, nearest(wanted, known))


def _unknown_sections(theme: Subject, walk: Walk) -> Iterator[Finding]:
    groups = [
        path.removeprefix(f"sections/{GROUPS}/").removesuffix(".json")
        for path in theme.chain.names(f"sections/{GROUPS}", ".json")
    ]
    known = [*groups, *schema_names(theme.chain, "section")]
    for call in walk.calls:
        named = call.function == "render_section" and call.argument
        if named and call.argument not in known and call.template.theme == theme.own.name:
            message = f"there is no section or group '{call.argument}'"
            message += did_you_mean(call.argument, known)
            near = nearest(call.argument, known)
            yield theme.fault(call.template.path, call.line, message, near)


def _unknown_layouts(theme: Subject) -> Iterator[Finding]:
    known = [path[len("layouts/") : -5] for path in theme.paths if path.startswith("layouts/")]
    for path in theme.files("templates", ".json"):
        text = theme.text(path)
        try:
            layout = json.loads(text).get("layout", "base")
        except (ValueError, AttributeError):
            continue
        if layout not in known:
            line = line_of(json_lines(text), ("layout",))
            message = f"there is no 'layouts/{layout}.html'{did_you_mean(str(layout), known)}"
            yield theme.fault(path, line, message, nearest(str(layout), known))


def _halves(theme: Subject) -> Iterator[Finding]:
    """A section or block is a template and a schema."""
    for folder in FOLDERS.values():
        for ending, other in ((".html", ".toml"), (".toml", ".html")):
            for path in theme.files(folder, ending):
                twin = path.removesuffix(ending) + other
                if theme.chain.owner(twin) is None:
                    yield theme.fault(path, 1, f"there is no '{twin}', which belongs to it")


def _way_back(theme: Subject, start: Template, goal: Template) -> list[Template] | None:
    """How `start` leads to `goal`; None when it does not."""
    waiting, seen = [[start]], {start.name}
    while waiting:
        way = waiting.pop()
        if way[-1] is goal:
            return way
        for node in way[-1].all(*_REFERRING):
            target = _target(theme, way[-1], node)
            if target is not None and (target.name not in seen or target is goal):
                seen.add(target.name)
                waiting.append([*way, target])
    return None
