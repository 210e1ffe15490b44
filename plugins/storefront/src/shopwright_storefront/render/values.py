"""From kept values of settings to what templates see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from shopwright_storefront.render.current import Render
from shopwright_storefront.render.markup import markup
from shopwright_storefront.render.text import translated
from shopwright_storefront.themes.setting_values import clean_richtext
from shopwright_storefront.themes.settings import Setting


def resolved(
    render: Render, settings: Iterable[Setting], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Texts in the shopper's language, markup that was cleaned, and objects in place of ids."""
    return {
        one.id: _value(render, one, values.get(one.id)) for one in settings if not one.is_display
    }


def wanted(settings: Iterable[Setting], values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What has to be looked up for that: kinds and ids."""
    for one in settings:
        value = values.get(one.id)
        if one.reference and value:
            for key in value if one.is_list else (value,):
                yield one.reference, str(key)


def _value(render: Render, setting: Setting, value: Any) -> Any:
    if setting.reference:
        known = render.references.get(setting.reference, {})
        if setting.is_list:
            return [known[key] for key in value or () if key in known]
        nothing = () if setting.reference == "menu" else None
        return known.get(value, nothing) if value else nothing
    if setting.translatable and isinstance(value, Mapping):
        value = _in_language(value, render.locale)
    if setting.type in ("text", "textarea", "url"):
        return translated(value or "")
    if setting.type == "richtext":
        text = value or ""
        said = translated(text)
        return markup(said if said is text else clean_richtext(said))
    return value


def _in_language(values: Mapping[str, str], locale: str) -> str:
    """The nearest of several translations; the first that was written, if none is near."""
    language = locale.partition("-")[0]
    return values.get(locale) or values.get(language) or next(iter(values.values()), "")


def uuids(texts: Iterable[object]) -> list[UUID]:
    """Those of the texts that are ids; the others refer to nothing."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(str(text)))
    return found
