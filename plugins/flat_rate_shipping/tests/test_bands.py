from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright_flat_rate_shipping.bands import SubtotalBand, band_of, check_bands


def bands(*edges: tuple[int, int | None]) -> list[SubtotalBand]:
    return [SubtotalBand(from_amount=start, to_amount=end, price=0) for start, end in edges]


def test_the_beginning_belongs_to_a_band_and_the_end_to_the_next() -> None:
    low, high = made = bands((0, 2000), (2000, None))
    assert band_of(made, 0) is low
    assert band_of(made, 1999) is low
    assert band_of(made, 2000) is high
    assert band_of(made, 10**9) is high


def test_beyond_a_last_band_with_an_end_there_is_none() -> None:
    assert band_of(bands((0, 2000)), 2000) is None


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ([(1, None)], "a gap: nothing is said of 0 to 1"),
        ([(0, 1000), (1500, None)], "a gap: nothing is said of 1000 to 1500"),
        ([(0, 1000), (900, None)], "an overlap: band 2 begins at 900, band 1 ends at 1000"),
        ([(0, None), (5000, None)], "band 2 can never apply"),
        ([(0, 1000), (1000, 1000)], "band 2 ends at 1000, where or before it begins"),
    ],
)
def test_gaps_and_overlaps_are_named(edges: list[tuple[int, int | None]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_bands(bands(*edges))


@given(
    ends=st.lists(st.integers(1, 100_000), min_size=1, unique=True).map(sorted),
    value=st.integers(0, 200_000),
)
def test_bands_that_pass_have_exactly_one_price_for_everything(ends: list[int], value: int) -> None:
    made = bands(*zip([0, *ends], [*ends, None], strict=True))
    check_bands(made)
    matching = [band for band in made if band_of([band], value)]
    assert matching == [band_of(made, value)]
