"""The scripts of `base`: small, of plain modules, and allowed by a strict policy."""

from __future__ import annotations

import gzip
import posixpath
import re

import pytest
from shopwright_storefront.themes.assets import CHECKOUT_SCRIPT, SCRIPT, Assets
from shopwright_storefront.themes.discovery import discover

ASSETS = Assets(chain=discover().chain("base"))
SCRIPTS = sorted(name for name in ASSETS.names if name.startswith("js/"))
IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)["']""")


def loaded(start: str) -> set[str]:
    """A module with all that it imports, at once or later."""
    found, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        named = IMPORTED.findall(ASSETS.text(name))
        waiting += [
            posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in named
        ]
    return found


def zipped(names: set[str]) -> int:
    return sum(len(gzip.compress(ASSETS.text(name).encode(), 6)) for name in names)


@pytest.mark.parametrize("start", [SCRIPT, CHECKOUT_SCRIPT])
def test_a_pages_scripts_keep_to_the_budget(start: str) -> None:
    assert zipped(loaded(start)) <= 30_000


def test_every_script_is_loaded_by_some_page() -> None:
    assert loaded(SCRIPT) | loaded(CHECKOUT_SCRIPT) | {"js/first.js", "js/offline.js"} == set(
        SCRIPTS
    )


def test_the_checkout_loads_nothing_but_what_it_needs() -> None:
    assert loaded(CHECKOUT_SCRIPT) == {CHECKOUT_SCRIPT, "js/morph.js"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_is_run_from_texts(name: str) -> None:
    code = ASSETS.text(name)
    assert not re.search(r"\beval\(|new Function|\bon\w+\s*=\s*[\"']|https?:", code)
