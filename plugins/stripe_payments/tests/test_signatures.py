"""Who is believed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import stripe
from shopwright_stripe_payments.signatures import Forged, Stale, check

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STAMP = int(NOW.timestamp())
BODY = b'{"id": "evt_1",  "object": "event"}'
SECRET, OTHER = "whsec_first_one", "whsec_second_one"


def signed(body: bytes = BODY, *, secret: str = SECRET, at: int = STAMP) -> str:
    """A header as Stripe's own library makes it."""
    return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, at)


def test_what_stripe_signed_is_believed() -> None:
    check(signed(), BODY, [SECRET], NOW)


def test_each_secret_in_force_is_believed() -> None:
    check(signed(secret=OTHER), BODY, [SECRET, OTHER], NOW)


def test_one_good_signature_of_several_is_enough() -> None:
    both = f"{signed()},{signed(secret=OTHER).partition(',')[2]}"
    check(both, BODY, [OTHER], NOW)


def test_an_unknown_scheme_beside_it_does_no_harm() -> None:
    check(f"{signed()},v0=abc", BODY, [SECRET], NOW)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("", BODY),
        ("t=,v1=", BODY),
        (f"t={STAMP}", BODY),
        (f"v1={'0' * 64}", BODY),
        (f"t={STAMP},v1={'0' * 64}", BODY),
        (f"t={STAMP},v1=é", BODY),
        (f"t=²,v1={'0' * 64}", BODY),
        (f"t=-1,v1={'0' * 64}", BODY),
        (f"t={'9' * 400},v1={'0' * 64}", BODY),
        (signed(secret=OTHER), BODY),
        (signed().replace("v1=", "v0="), BODY),
        (signed(), b'{"id":"evt_1","object":"event"}'),
        (signed(), BODY + b" "),
        (signed().replace(f"t={STAMP}", f"t={STAMP + 1}"), BODY),
        (f"t=1,{signed()}", BODY),
    ],
)
def test_f30_what_was_not_signed_by_stripe_is_forged(header: str, body: bytes) -> None:
    with pytest.raises(Forged):
        check(header, body, [SECRET], NOW)


def test_f30_an_old_one_may_be_a_repetition() -> None:
    check(signed(at=STAMP - 300), BODY, [SECRET], NOW)
    with pytest.raises(Stale):
        check(signed(at=STAMP - 301), BODY, [SECRET], NOW)


def test_clocks_that_are_behind_do_not_refuse_everything() -> None:
    check(signed(at=STAMP + 3600), BODY, [SECRET], NOW)
