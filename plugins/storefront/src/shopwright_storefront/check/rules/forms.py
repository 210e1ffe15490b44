"""Forms, by the tag that makes them safe."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.render.forms import KINDS
from shopwright_storefront.render.tags import OPENER
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest


@rule(
    "FormWithoutHelper",
    bad='<form method="post" action="/cart"><button>Buy</button></form>\n',
    good="{% form 'cart' %}<button>Buy</button>{% endform %}\n",
)
def form_without_helper(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A form is written by hand, or is of a kind that is not there.

    `{% form 'cart_add', product %}` knows the address, protects the form from other sites and from
    being sent twice, lists what was wrong, and shows what plugins have for it.
    """
    for template in theme.templates:
        for tag in template.tags:
            if tag.name == "form":
                message = "a form needs {% form 'KIND' %} ... {% endform %}: " + ", ".join(KINDS)
                yield theme.fault(template.path, tag.line, message, "{% form %}")
    for call in walk.calls:
        own = call.function == OPENER and call.template.theme == theme.own.name
        if own and call.argument and call.argument not in KINDS:
            message = f"there is no form '{call.argument}'{did_you_mean(call.argument, KINDS)}"
            near = nearest(call.argument, KINDS)
            yield theme.fault(call.template.path, call.line, message, near)
