"""What mails say, as their senders tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shopwright_storefront.theme_api.v1 import (
    Letter,
    LetterButton,
    LetterFact,
    LetterItem,
    LetterLines,
    LetterTotal,
)


def letter(data: Mapping[str, Any]) -> Letter:
    """Complete, whatever the sender leaves out."""
    total, button = data.get("total"), data.get("button")
    return Letter(
        subject=_text(data, "subject"),
        title=_text(data, "title"),
        greeting=_text(data, "greeting"),
        paragraphs=_texts(data.get("paragraphs")),
        instructions=_lines(data.get("instructions")),
        facts=_facts(data.get("facts")),
        items=[_item(one) for one in data.get("items") or ()],
        sums=_facts(data.get("sums")),
        total=LetterTotal(**_fact(total), note=_text(total, "note")) if total else None,
        address=_lines(data.get("address")),
        button=LetterButton(label=_text(button, "label"), url=button["url"]) if button else None,
        after=_text(data, "after"),
        order_id=data.get("order_id"),
    )


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")


def _texts(found: Iterable[Any] | None) -> list[str]:
    return [str(one) for one in found or ()]


def _fact(data: Mapping[str, Any]) -> LetterFact:
    return LetterFact(label=_text(data, "label"), value=_text(data, "value"))


def _facts(found: Iterable[Mapping[str, Any]] | None) -> list[LetterFact]:
    return [_fact(one) for one in found or ()]


def _lines(data: Mapping[str, Any] | None) -> LetterLines | None:
    return (
        LetterLines(title=_text(data, "title"), lines=_texts(data.get("lines"))) if data else None
    )


def _item(data: Mapping[str, Any]) -> LetterItem:
    return LetterItem(
        quantity=int(data.get("quantity") or 1),
        title=_text(data, "title"),
        detail=_text(data, "detail"),
        amount=_text(data, "amount"),
    )
