"""A theme's texts: languages, plurals, and what a child changes of its parent's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.locales import (
    TextMissing,
    placeholders,
    read_texts,
    texts_for,
)

MakeChain = Callable[..., Chain]

BASE = """{"cart": {"title": "Cart", "left": "{amount} left",
  "items": {"one": "{count} item", "other": "{count} items"}}}"""


def test_a_child_changes_single_texts_of_its_parents(make_chain: MakeChain) -> None:
    chain = make_chain(
        {"locales/en.json": '{"cart": {"title": "Bag"}}'}, base={"locales/en.json": BASE}
    )
    texts, findings = read_texts(chain)
    assert findings == []
    assert texts["en"].say("cart.title", {}) == "Bag"
    assert texts["en"].say("cart.left", {"amount": "€3"}) == "€3 left"


def test_the_nearest_language_speaks(make_chain: MakeChain) -> None:
    files = {
        "locales/pl.json": '{"cart": {"items": {"one": "rzecz", "few": "rzeczy", "many": "rzeczy+", "other": "-"}}}',
        "locales/pt-BR.json": '{"cart": {"title": "Carrinho"}}',
    }
    texts, _ = read_texts(make_chain(files, base={"locales/en.json": BASE}))
    polish = texts_for(texts, "pl-PL")
    assert [polish.say("cart.items", {"count": n}) for n in (1, 3, 5)] == [
        "rzecz",
        "rzeczy",
        "rzeczy+",
    ]
    assert polish.say("cart.title", {}) == "Cart"
    assert texts_for(texts, "pt-BR").say("cart.title", {}) == "Carrinho"
    assert texts_for(texts, "fi").say("cart.title", {}) == "Cart"
    assert not polish.has("cart.title")


def test_a_text_that_is_nowhere_names_the_nearest(make_chain: MakeChain) -> None:
    texts, _ = read_texts(make_chain(base={"locales/en.json": BASE}))
    with pytest.raises(TextMissing, match=r"did you mean 'cart\.title'"):
        texts["en"].say("cart.titel", {})


def test_what_merchants_read_is_apart(make_chain: MakeChain) -> None:
    chain = make_chain({"locales/en.editor.json": '{"sections": {"hero": {"name": "Hero"}}}'})
    editor, _ = read_texts(chain, editor=True)
    shoppers, _ = read_texts(chain)
    assert editor["en"].say("sections.hero.name", {}) == "Hero"
    with pytest.raises(TextMissing):
        shoppers["en"].say("sections.hero.name", {})


def test_what_is_no_text_is_told_with_its_line(make_chain: MakeChain) -> None:
    _, findings = read_texts(make_chain({"locales/en.json": '{\n "a": {\n  "b": 3}}'}))
    (found,) = findings
    assert (found.file, found.line) == ("locales/en.json", 3)
    assert "a.b has to be a text" in found.message


def test_placeholders_are_those_of_any_form() -> None:
    assert placeholders({"one": "{count} of {all}", "other": "{count}"}) == {"count", "all"}
    assert placeholders("Hello {name}, {Not} {0}") == {"name"}


def test_a_value_cannot_bring_placeholders_of_its_own(make_chain: MakeChain) -> None:
    texts, _ = read_texts(make_chain({"locales/en.json": '{"a": "{x} {y}"}'}))
    assert texts["en"].say("a", {"x": "{y}", "y": "2"}) == "{y} 2"
