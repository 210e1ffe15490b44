"""Texts of a theme: `locales/en.json` for shoppers, `locales/en.editor.json` for merchants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import Finding, did_you_mean
from shopwright_storefront.themes.parsing import Source, merged, read_json

RULE = "TranslationPlaceholders"
DEFAULT = "en"
PLURALS = frozenset(["zero", "one", "two", "few", "many", "other"])
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TextMissing(LookupError):
    """There is no text of this key in any language."""

    def __init__(self, key: str, known: Mapping[str, Any]) -> None:
        super().__init__(f"there is no text '{key}'{did_you_mean(key, known)}")
        self.key = key


class Texts:
    """One language's texts, over those of its parent language, over the default's.

    `layers` are flat: "cart.empty" to a text, or to plural forms by category.
    """

    def __init__(self, locale: str, layers: tuple[Mapping[str, Any], ...]) -> None:
        self.locale = locale
        self._layers = layers

    def say(self, key: str, values: Mapping[str, Any]) -> str:
        """The text with its placeholders filled; `count` chooses the plural.

        Keys that end in `_html` give markup, into which values go escaped. Raises `TextMissing`.
        """
        text = self._found(key)
        if isinstance(text, Mapping):
            text = text.get(_category(self.locale, values.get("count", 0))) or text["other"]
        if key.endswith("_html"):
            return Markup(_filled(str(text), {k: str(escape(v)) for k, v in values.items()}))  # noqa: S704
        return _filled(str(text), values)

    def find(self, key: str) -> str | None:
        """A plain text, or None where there is none of this key."""
        found = next((layer[key] for layer in self._layers if key in layer), None)
        return found if isinstance(found, str) else None

    def has(self, key: str) -> bool:
        """Whether this language itself has the text."""
        return bool(self._layers) and key in self._layers[0]

    @property
    def known(self) -> Mapping[str, Any]:
        """All texts by key, those of the languages that it falls back on too."""
        found: dict[str, Any] = {}
        for layer in reversed(self._layers):
            found |= layer
        return found

    def _found(self, key: str) -> Any:
        for layer in self._layers:
            if key in layer:
                return layer[key]
        raise TextMissing(key, {name: 1 for layer in self._layers for name in layer})


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """Placeholders without a value stay as they are, so that the slip can be seen."""
    if "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda m: str(values.get(m.group(1), m.group())), text)


@lru_cache(maxsize=64)
def _plural_rule(locale: str) -> Any:
    try:
        return Locale.parse(locale.replace("-", "_")).plural_form
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT).plural_form


def _category(locale: str, count: Any) -> str:
    number = count if isinstance(count, int | float) else 0
    return str(_plural_rule(locale)(number))


def read_texts(chain: Chain, *, editor: bool = False) -> tuple[dict[str, Texts], list[Finding]]:
    """Texts by locale, each theme's laid over its parent's; and what is wrong with the files."""
    findings: list[Finding] = []
    flat: dict[str, dict[str, Any]] = {}
    for locale in _locales(chain, editor):
        data: dict[str, Any] = {}
        for folder in reversed(chain.folders):
            path = _path(locale, editor)
            source = read_json(folder, path, RULE, findings)
            if source is not None:
                findings.extend(_check(source))
                data = merged(data, source.data)
        flat[locale] = dict(_flat(data))
    return {locale: Texts(locale, _layers(locale, flat)) for locale in flat}, findings


def texts_for(texts: Mapping[str, Texts], locale: str) -> Texts:
    """Those of the locale, of its language, or of the default."""
    language = locale.replace("_", "-").partition("-")[0]
    for name in (locale, language, DEFAULT):
        if name in texts:
            return texts[name]
    return next(iter(texts.values()), Texts(locale, ()))


def _path(locale: str, editor: bool) -> str:
    return f"locales/{locale}{'.editor' if editor else ''}.json"


def _locales(chain: Chain, editor: bool) -> list[str]:
    found = []
    for path in chain.names("locales", ".json"):
        name = path.removeprefix("locales/").removesuffix(".json")
        if name.endswith(".editor") == editor:
            found.append(name.removesuffix(".editor"))
    return found


def _layers(locale: str, flat: Mapping[str, Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    language = locale.partition("-")[0]
    order = dict.fromkeys([locale, language, DEFAULT])
    return tuple(flat[name] for name in order if name in flat)


def is_plural(value: Any) -> bool:
    """Whether an object holds the forms of one text."""
    return isinstance(value, Mapping) and "other" in value and set(value) <= PLURALS


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, Mapping) and not is_plural(value):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def placeholders(text: Any) -> set[str]:
    """What a text, or any of its plural forms, has in braces."""
    parts = text.values() if isinstance(text, Mapping) else [text]
    return {name for part in parts for name in _PLACEHOLDER.findall(str(part))}


def _check(source: Source) -> Iterator[Finding]:
    for path, value in _leaves(source.data, ()):
        if not isinstance(value, str):
            yield source.finding(RULE, f"{'.'.join(path)} has to be a text", path)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    else:
        yield path, value
