"""Scripts, and markup that could become one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import nodes

from shopwright_storefront.check.markup import Tag
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding

_HANDLER = re.compile(r"on[a-z]{3,}")


def _deferred(line: str) -> str:
    return re.sub(r"<script\b(?=[^>]*\ssrc=)", "<script defer", line)


@rule(
    "UnsafeMarkup",
    bad='<button onclick="buy()">Buy</button>\n',
    good='<button data-action="buy">Buy</button>\n',
)
def unsafe_markup(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """Markup that runs code, or that lets others' texts run some.

    `on...` attributes and `javascript:` addresses do not run: the page's policy forbids them. Put
    code into `assets/js/` and listen there. Escaping cannot be switched off.
    """
    for template in theme.templates:
        for node in template.all(nodes.EvalContextModifier, nodes.ScopedEvalContextModifier):
            message = "escaping cannot be switched off; texts with markup end in '_html'"
            yield theme.fault(template.path, node.lineno, message)
        for tag in template.tags:
            for name, value in tag.attributes.items():
                if _HANDLER.fullmatch(name):
                    message = f"'{name}' does not run; listen to the event in assets/js"
                    yield theme.fault(template.path, tag.line, message, f"data-{name[2:]}")
                elif value.strip().lower().startswith("javascript:"):
                    message = f"'javascript:' in '{name}' does not run; use a button and assets/js"
                    yield theme.fault(template.path, tag.line, message)


@rule(
    "InlineScript",
    bad="<script>document.title = 'Shop';</script>\n",
    good='{{ structured_data("website") }}\n',
)
def inline_script(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A script stands in a template, where the page's policy does not let it run.

    Scripts are files of `assets/js/`. A small one that has to run before the page is seen is
    printed by `inline_asset("js/early.js")`, which tells the policy of it.
    """
    for template in theme.templates:
        for tag in _scripts(template.tags):
            if "src" not in tag.attributes and "json" not in tag.attributes.get("type", ""):
                message = (
                    "put the script into assets/js, and print it by inline_asset() if it is urgent"
                )
                yield theme.fault(template.path, tag.line, message, 'inline_asset("js/....js")')


@rule(
    "ParserBlockingScript",
    bad={
        "assets/js/more.js": "",
        "sections/example.html": """<script src="{{ asset_url('js/more.js') }}"></script>\n""",
    },
    good={
        "assets/js/more.js": "",
        "sections/example.html": """<script type="module" src="{{ asset_url('js/more.js') }}"></script>\n""",
    },
    mend=_deferred,
)
def parser_blocking_script(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """The browser stops reading the page until a script has come.

    `type="module"`, `defer` or `async` let it go on.
    """
    for template in theme.templates:
        for tag in _scripts(template.tags):
            quick = {"defer", "async"} & set(tag.attributes)
            if "src" in tag.attributes and not quick and tag.attributes.get("type") != "module":
                message = 'the page waits for this script; add type="module" or defer'
                yield theme.fault(template.path, tag.line, message, "defer")


def _scripts(tags: Iterable[Tag]) -> Iterable[Tag]:
    return [tag for tag in tags if tag.name == "script"]
