"""Pictures, and the page's headings."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import nodes

from shopwright_storefront.check.calls import literal_names
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject, Template
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding, ThemeInvalid
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.theme import PageMissing

_DEEPEST = 20


@rule(
    "ImgWithoutSize",
    bad="""<img src="{{ asset_url('img/seal.svg') }}" alt="">\n""",
    good={
        "assets/img/seal.svg": "<svg/>",
        "sections/example.html": """<img src="{{ asset_url('img/seal.svg') }}" alt="" width="64" height="64">\n""",
    },
)
def img_without_size(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """An `<img>` lacks `width` or `height`, so the page jumps when the picture comes.

    They are the picture's own size or its ratio; CSS decides how large it is shown. Pictures of
    products are printed by `image(...)`, which has them.
    """
    for template in theme.templates:
        for tag in template.tags:
            lacking = [one for one in ("width", "height") if one not in tag.attributes]
            if tag.name == "img" and lacking and not tag.open:
                message = f"<img> has no {' and no '.join(lacking)}; print pictures with image(...)"
                yield theme.fault(template.path, tag.line, message, f'{lacking[0]}="..."')


@rule(
    "ImgWithoutAlt",
    bad={
        "assets/img/seal.svg": "<svg/>",
        "sections/example.html": """<img src="{{ asset_url('img/seal.svg') }}" width="64" height="64">\n""",
    },
    good={
        "assets/img/seal.svg": "<svg/>",
        "sections/example.html": """<img src="{{ asset_url('img/seal.svg') }}" alt="" width="64" height="64">\n""",
    },
)
def img_without_alt(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """An `<img>` has no `alt`, so a screen reader reads its file's name.

    `alt` says what the picture shows; it is empty for one that is mere decoration.
    """
    for template in theme.templates:
        for tag in template.tags:
            if tag.name == "img" and "alt" not in tag.attributes and not tag.open:
                message = '<img> has no alt; describe the picture, or write alt="" for decoration'
                yield theme.fault(template.path, tag.line, message, 'alt=""')


@rule(
    "MoreThanOneH1",
    severity="warning",
    bad="<h1>{{ shop.name }}</h1>\n<h1>{{ shop.description }}</h1>\n",
    good="<h1>{{ shop.name }}</h1>\n<h2>{{ shop.description }}</h2>\n",
)
def more_than_one_h1(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A page has two main headings.

    The `<h1>` says what the page is about, to search engines and to those who jump from heading to
    heading. Those of branches that exclude each other count as one.
    """
    for template in theme.templates:
        lines = [tag.line for tag in template.tags if tag.name == "h1"]
        if len(lines) > 1 and _count(theme, template, 0) > 1:
            yield theme.fault(template.path, lines[1], "a second <h1>; make it an <h2>", "<h2>")
    for path in theme.files("templates", ".json"):
        headed = _headed(theme, path.removeprefix("templates/").removesuffix(".json"))
        if len(headed) > 1:
            message = f"the sections {' and '.join(headed)} each have an <h1>"
            yield theme.fault(path, 1, message)


def _headed(theme: Subject, page: str) -> list[str]:
    """The sections of a page that have an `<h1>` of their own."""
    try:
        tree, _ = theme.theme.page(page, Overlay())
    except (PageMissing, ThemeInvalid):
        return []
    found = []
    for section in tree.sections:
        template = theme.at(f"sections/{section.type}.html")
        if template is not None and _count(theme, template, 0):
            found.append(section.id)
    return found


def _count(theme: Subject, template: Template, depth: int) -> int:
    body = template.tree.body if template.tree else []
    return sum(_headings(theme, template, node, depth) for node in body)


def _headings(theme: Subject, template: Template, node: nodes.Node, depth: int) -> int:
    """How many a part of a template prints at most."""
    if isinstance(node, nodes.TemplateData):
        return node.data.lower().count("<h1")
    if isinstance(node, nodes.Macro) or depth > _DEEPEST:
        return 0
    if isinstance(node, nodes.Include):
        named = (theme.referred(name, template) for name in literal_names(node.template))
        found = next((one for one in named if one is not None), None)
        return _count(theme, found, depth + 1) if found else 0
    if isinstance(node, nodes.If):
        branches: list[list[nodes.Node]] = [node.body, node.else_]
        branches += [[one] for one in node.elif_]
        return max(sum(_headings(theme, template, n, depth) for n in one) for one in branches)
    return sum(_headings(theme, template, child, depth) for child in node.iter_child_nodes())
