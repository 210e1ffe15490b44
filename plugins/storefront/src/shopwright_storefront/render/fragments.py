"""`{% call fragment("card", product.version) %}...{% endcall %}`: parts of pages that are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from shopwright_storefront.render.current import current_render
from shopwright_storefront.render.markup import markup, mistaken
from shopwright_storefront.render.services import Kept

SECONDS = 600


def fragment(name: str, *key: Any, caller: Callable[[], Markup] | None = None) -> Markup:
    """The body, made once for each `key`, which has to name everything that it depends on.

    Language, currency, theme, the merchant's revision and the price group are added to the key.
    """
    if caller is None:
        return mistaken("'fragment' needs a body: {% call fragment('card', ...) %}...{% endcall %}")
    render = current_render()
    fragments = render.services.fragments if render.services else None
    view = render.view
    if fragments is None or view is None or view.preview or render.services is None:
        return caller()
    whole = (
        *(name, render.environment.chain.folders[0].name, render.services.assets.fingerprint),
        *(render.locale, render.text_of("currency"), *view.vary),
        *(_plain(part) for part in key),
    )
    kept = fragments.get(whole)
    if kept is None:
        with render.recording() as effects:
            kept = Kept(html=str(caller()), effects=effects)
        fragments.put(whole, kept, SECONDS)
    else:
        render.effects.add(kept.effects)
        render.meter.produced(kept.html)
    return markup(kept.html)


def _plain(part: Any) -> Any:
    """A part of a key: what can be compared at a glance."""
    if part is None or isinstance(part, str | int | float):
        return part
    raise TypeError(
        f"a fragment's key is made of texts and numbers, not of a {type(part).__name__}; "
        "use product.id and product.version"
    )


FUNCTIONS: dict[str, Callable[..., Any]] = {"fragment": fragment}
