"""Bytes of any kind give products and faults, and never an error."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TypeGuard

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shopwright.commerce.catalog.shopify import Fault, ProductRecord, read, write

HEADERS = [
    b"Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant Price,Image Src\n",
    b"\xef\xbb\xbfhandle;Published;Variant Inventory Qty\r\n",
    b"Handle\n",
    b"",
]
FRAGMENTS = [b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xe9", b"\xff\xfe"]
FRAGMENTS += [b"a", b"1,5", b" ", b'"\n', b',"', b'",', "ä\u2028".encode(), b"https://x/", b"true"]
fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(b"".join)


def check(content: bytes) -> None:
    items = list(read(io.BytesIO(content)))
    lines = len(content.splitlines()) + 1
    for item in items:
        assert 1 <= item.line <= lines
        json.dumps(asdict(item), default=_plain, ensure_ascii=False).encode()
    faults = [item for item in items if isinstance(item, Fault)]
    assert not any(fault.fatal for fault in faults[:-1])
    assert all(fault.message.endswith((".", "?")) for fault in faults)
    products = [item for item in items if isinstance(item, ProductRecord)]
    out = io.StringIO(newline="")
    write(products, out)
    assert list(read(io.BytesIO(out.getvalue().encode()))) == products


def _plain(value: object) -> object:
    assert isinstance(value, Decimal | frozenset)
    return str(value) if isinstance(value, Decimal) else sorted(value)


@given(st.binary(max_size=300))
@example(b"Handle\n\xed\xa0\x80")
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    check(content)


@given(st.sampled_from(HEADERS), fragments)
def test_any_pieces_of_a_file_are_read_without_an_error(header: bytes, body: bytes) -> None:
    check(header + body)


@pytest.mark.parametrize("name", ["apparel.csv", "home-and-garden.csv"])
@pytest.mark.parametrize("damage", [b'"', b",", b"\xe9", b"\0", b'"\r\n', b"\n", b""])
def test_damage_at_any_place_costs_no_product_but_its_own(
    data: Path, name: str, damage: bytes
) -> None:
    content = (data / name).read_bytes()
    whole = {item.handle: item for item in read(io.BytesIO(content)) if _is_product(item)}
    for at in range(content.index(b"\n") + 1, len(content), 97):
        damaged = content[:at] + damage + content[at + (not damage) :]
        line = content[:at].count(b"\n") + 1
        found = {item.handle: item for item in read(io.BytesIO(damaged)) if _is_product(item)}
        changed = {handle for handle in whole if found.get(handle) != whole[handle]}
        assert changed <= {h for h, p in whole.items() if p.line <= line <= p.last_line}


def _is_product(item: object) -> TypeGuard[ProductRecord]:
    return isinstance(item, ProductRecord)
