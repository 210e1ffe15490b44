from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright_manual_payments.bank_accounts import checked_bic, checked_iban, in_groups

IBAN = "DE89370400440532013000"


@pytest.mark.parametrize(
    "written", [IBAN, "de89 3704 0044 0532 0130 00", " GB82 WEST 1234 5698 7654 32 "]
)
def test_an_iban_may_be_written_with_spaces_and_small_letters(written: str) -> None:
    assert checked_iban(written) == "".join(written.split()).upper()


def test_no_iban_stays_none() -> None:
    assert checked_iban("  ") == ""


@given(position=st.integers(2, len(IBAN) - 1), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(position: int, digit: str) -> None:
    wrong = IBAN[:position] + digit + IBAN[position + 1 :]
    if wrong == IBAN:
        assert checked_iban(wrong) == IBAN
    else:
        with pytest.raises(ValueError, match="check digits"):
            checked_iban(wrong)


def test_two_digits_in_the_wrong_order_are_found() -> None:
    with pytest.raises(ValueError, match="check digits"):
        checked_iban("DE89370400440532031000")


def test_a_missing_digit_says_how_many_there_should_be() -> None:
    with pytest.raises(ValueError, match="DE has 22 characters, this one has 21"):
        checked_iban(IBAN[:-1])


@pytest.mark.parametrize("text", ["1234", "DE", "DE89-3704-0044", "ÄÖ89370400440532013000"])
def test_what_is_no_iban_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="an IBAN is"):
        checked_iban(text)


def test_a_bic_has_eight_or_eleven_characters() -> None:
    assert checked_bic("deutdeff") == "DEUTDEFF"
    assert checked_bic("DEUTDEFF500") == "DEUTDEFF500"
    assert checked_bic("") == ""
    with pytest.raises(ValueError, match="8 or 11"):
        checked_bic("DEUTDEFF5")


def test_an_iban_is_shown_in_groups_of_four() -> None:
    assert in_groups(IBAN) == "DE89 3704 0044 0532 0130 00"
