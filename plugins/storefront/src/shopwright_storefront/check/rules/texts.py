"""Texts of `locales/`: keys that exist, with all their placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.locales import DEFAULT, is_plural, placeholders
from shopwright_storefront.themes.parsing import Source, read_json

_BY_CODE = ("problems.",)
_USED = re.compile(r"[\"']t:([\w.]+)[\"']")
_GREETING = '{\n  "greeting": "Hello {name}"\n}\n'


@rule(
    "TranslationKeyMissing",
    bad='{{ t("greting") }}\n',
    good={
        "locales/en.json": '{\n  "greeting": "Hello"\n}\n',
        "sections/example.html": '{{ t("greeting") }}\n',
    },
)
def translation_key_missing(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A text is asked for, or translated, that `locales/en.json` does not have.

    English is what all other languages fall back on, so every text is there. The parents' texts
    count. Also texts that settings name: `"t:home.hero"`. Texts of `problems` may be translated
    without an English one.
    """
    path = f"locales/{DEFAULT}.json"
    if theme.owns(path) and read_json(theme.own, path, "", []) is None:
        return  # What it has is not known before that is mended.
    known = theme.theme.texts(DEFAULT).known
    for call in walk.calls:
        asked = call.function == "t" and call.argument and call.template.theme == theme.own.name
        if asked and call.argument not in known:
            yield _missing(theme, call.template.path, call.line, call.argument, known)
    for path in (*theme.files("", ".json"), *theme.files("", ".toml")):
        if path.startswith(("locales/", "assets/", "fixtures/", "migrations/")):
            continue
        for number, line in enumerate(theme.text(path).splitlines(), 1):
            for key in _USED.findall(line):
                if key not in known:
                    yield _missing(theme, path, number, key, known)
    yield from _untold(theme, known)


@rule(
    "TranslationPlaceholders",
    bad={"locales/en.json": _GREETING, "sections/example.html": '{{ t("greeting") }}\n'},
    good={
        "locales/en.json": _GREETING,
        "sections/example.html": '{{ t("greeting", name=shop.name) }}\n',
    },
)
def translation_placeholders(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A text and what it is given do not fit together.

    Every `{name}` of a text is given as an argument of `t`, and `count` where the text has plural
    forms. A translation has no placeholder that the English text lacks.
    """
    yield from theme.read("TranslationPlaceholders")
    known = theme.theme.texts(DEFAULT).known
    for call in walk.calls:
        own = call.function == "t" and call.template.theme == theme.own.name
        if own and call.argument in known and "**" not in call.keywords:
            for message, near in _ungiven(call.argument, known[call.argument], call.keywords):
                yield theme.fault(call.template.path, call.line, message, near)
    yield from _translations(theme, known)


def _missing(theme: Subject, path: str, line: int, key: str, known: Mapping[str, Any]) -> Finding:
    message = f"locales/{DEFAULT}.json has no text '{key}'{did_you_mean(key, known)}"
    return theme.fault(path, line, message, nearest(key, known))


def _ungiven(key: str, text: Any, given: frozenset[str]) -> Iterator[tuple[str, str]]:
    wanted = placeholders(text) | ({"count"} if is_plural(text) else set())
    spare = given - wanted
    for name in sorted(wanted - given):
        hint = nearest(name, spare)
        instead = f" in place of '{hint}='" if hint else ""
        yield f"the text '{key}' needs {name}=...{instead}", name


def _translations(theme: Subject, known: Mapping[str, Any]) -> Iterator[Finding]:
    for source in _translated(theme):
        for at, text in _texts(source.data, ()):
            key = ".".join(at)
            wanted = placeholders(known[key]) if key in known else set()
            for name in sorted(placeholders(text) - wanted if key in known else ()):
                message = f"{key}: the English text has no '{{{name}}}'{did_you_mean(name, wanted)}"
                yield source.finding("", message, at, suggestion=nearest(name, wanted))


def _untold(theme: Subject, known: Mapping[str, Any]) -> Iterator[Finding]:
    """Translations of what is never said."""
    for source in _translated(theme):
        for at, _ in _texts(source.data, ()):
            key = ".".join(at)
            if key not in known and not key.startswith(_BY_CODE):
                message = f"locales/{DEFAULT}.json has no text '{key}' that this would translate"
                near = nearest(key, known)
                yield source.finding("", message + did_you_mean(key, known), at, suggestion=near)


def _translated(theme: Subject) -> Iterator[Source]:
    for path in theme.files("locales", ".json"):
        if path == f"locales/{DEFAULT}.json" or path.endswith(".editor.json"):
            continue
        source = read_json(theme.own, path, "", [])
        if source is not None:
            yield source


def _texts(data: Any, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(data, Mapping) and not is_plural(data):
        for key, value in data.items():
            yield from _texts(value, (*at, key))
    else:
        yield at, data
