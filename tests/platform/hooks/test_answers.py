"""What a plugin answers is of the promised types all the way down, and of a size that can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import pytest
from shopwright.platform.errors import JSON
from shopwright.platform.hooks.answers import checked
from shopwright.platform.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Of money."""

    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """As an answer may hold it."""

    kind: Literal["fee", "discount"]
    label: str
    total: Sum
    line_id: UUID | None = None
    meta: Mapping[str, JSON] | None = None
    extra: dict[str, Any] | None = None


def fee(**changed: Any) -> Fee:
    return Fee(**{"kind": "fee", "label": "Wrapping", "total": Sum(amount=300)} | changed)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        (fee(),),
        [fee(line_id=uuid7()), fee(kind="discount")],
        [fee(meta={"missing": [1, None, {"a": "b"}]}, extra={"sizes": ["S", "M"]})],
    ],
)
def test_what_was_promised_is_handed_on(answer: Sequence[Fee]) -> None:
    assert checked(answer, Sequence[Fee]) is answer


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "it returned None"),
        ("lots", "it returned str"),
        ({"a": 1}, "it returned dict"),
        ([fee()] * 10_001, "10,001 items; at most 10,000 in a list"),
        (["free"], "it returned str, where it should be Fee"),
        ([fee(kind="gift")], r"should be one of .*\(Fee.kind\)"),
        ([fee(label=None)], r"None, where it should be str \(Fee.label\)"),
        ([fee(label="x" * 100_001)], "str of length 100,001; at most 100,000"),
        ([fee(total=300)], r"300, where it should be Sum \(Fee.total\)"),
        ([fee(total=Sum(amount=3.5))], r"3.5, where it should be int \(Sum.amount\)"),  # type: ignore[arg-type]
        ([fee(total=Sum(amount=True))], "True, where it should be int"),
        ([fee(total=Sum(amount=2**70))], "a number that no sum can be"),
        ([fee(line_id="7")], r"\(Fee.line_id\)"),
        ([fee(extra={"a": object()})], r"\(Fee.extra\)"),
        ([fee(extra={"a": "x" * 1_000_001})], r"\(Fee.extra\)"),
        ([fee(meta=["a"])], r"\(Fee.meta\)"),
    ],
)
def test_what_was_not_is_refused_with_what_it_is(answer: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        checked(answer, Iterable[Fee])
