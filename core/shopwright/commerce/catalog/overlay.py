"""Laying prices and stock over ready documents: bytes are joined, nothing is parsed."""

from __future__ import annotations

from shopwright.commerce.pricing.ranges import MARK, money_json

_CARD = b'%s,"price":%s,"stock_state":"%s"}'
_NONE = b'"price":null,"compare_at":null'


def price_range_json(
    lowest: int | None, highest: int | None, compare_at: int | None, currency: str
) -> bytes:
    """`{"min":{...},"max":{...},"compare_at":null}`; `null` where the product has no price."""
    if lowest is None or highest is None:
        return b"null"
    return b'{"min":%s,"max":%s,"compare_at":%s}' % (
        money_json(lowest, currency),
        money_json(highest, currency),
        money_json(compare_at, currency),
    )


def card_json(card: bytes, price: bytes, stock_state: str) -> bytes:
    """A list's entry. `card` is stored without its closing brace."""
    return _CARD % (card, price, stock_state.encode())


def detail_json(
    detail: bytes,
    price: bytes,
    stock_state: str,
    variant_prices: bytes | None,
    variant_states: bytes,
) -> bytes:
    """A product's page: its variants get their prices and states in the order they are stored in."""
    pieces = detail.split(MARK)
    if len(pieces) > 1:
        states = variant_states.split(MARK)
        prices = variant_prices.split(MARK) if variant_prices else [_NONE] * len(states)
        joined = [pieces[0]]
        for money, state, rest in zip(prices, states, pieces[1:], strict=True):
            joined += (money, b',"stock_state":"', state, b'"', rest)
        detail = b"".join(joined)
    return _CARD % (detail, price, stock_state.encode())
