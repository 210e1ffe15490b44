"""What every layout has to do."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import nodes

from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.scopes import DOCUMENTS
from shopwright_storefront.check.subject import Subject, Template
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding

_GOOD = """<!doctype html>
<html lang="{{ request.locale }}" dir="{{ request.dir }}">
<head>{{ page_head() }}</head>
<body><main>{{ content }}</main>{{ page_end() }}</body>
</html>
"""


@rule(
    "LayoutContract",
    bad={"layouts/plain.html": _GOOD.replace("{{ page_head() }}", "<title>Shop</title>")},
    good={"layouts/plain.html": _GOOD},
)
def layout_contract(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A layout lacks something that every page needs.

    It prints `page_head()` in the head, `content` within `<main>`, and `page_end()` before the
    body's end; `<html>` has `lang` and `dir`. Search engines, screen readers, languages written
    from right to left, and plugins depend on these. A layout that extends another one has its.
    `layouts/email` and `layouts/print` are not those of pages; but every mail has its subject in a
    block `subject`, and a plain text beside it.
    """
    yield from _mails(theme, walk)
    for path in (one for one in theme.paths if one.startswith("layouts/")):
        if path.removeprefix("layouts/").rpartition(".")[0] in DOCUMENTS:
            continue
        used = [name for name, entries in walk.reached.items() if path in entries]
        templates = [one for one in map(theme.template, used) if one is not None]
        own = [one for one in templates if one.theme == theme.own.name]
        if own:
            place = next((one for one in own if one.path == path), own[0])
            for lack in _lacks(path, templates, walk):
                yield theme.fault(place.path, 1, f"the layout '{path}' {lack}")


def _mails(theme: Subject, walk: Walk) -> Iterable[Finding]:
    for path in (one for one in theme.files("emails", ".html") if one in walk.parts):
        used = [name for name, entries in walk.reached.items() if path in entries]
        templates = [one for one in map(theme.template, used) if one is not None]
        if not any(block.name == "subject" for one in templates for block in one.all(nodes.Block)):
            yield theme.fault(path, 1, "the mail has no block 'subject': put one into its <title>")
        text = f"{path.removesuffix('.html')}.txt"
        if theme.chain.owner(text) is None:
            yield theme.fault(path, 1, f"there is no plain text of the mail beside it, '{text}'")


def _lacks(path: str, templates: list[Template], walk: Walk) -> Iterable[str]:
    called = {call.function for call in walk.calls if call.entry == path}
    for function, place in (("page_head", "in <head>"), ("page_end", "before </body>")):
        if function not in called:
            yield f"does not call {function}(): print it {place}"
    if path not in walk.content:
        yield "does not print 'content', which is the page: print it in <main>"
    tags = [tag for template in templates for tag in template.tags]
    pages = [tag for tag in tags if tag.name == "html"]
    for name, value in (("lang", "request.locale"), ("dir", "request.dir")):
        if not any(name in tag.attributes for tag in pages):
            yield f'has no <html {name}="{{{{ {value} }}}}">'
    if not any(tag.name == "main" for tag in tags):
        yield "has no <main>"
