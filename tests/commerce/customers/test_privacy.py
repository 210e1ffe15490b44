"""A copy of one's data, and its erasing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.customers import (
    Address,
    CustomerChanges,
    CustomerErased,
    CustomerNotFound,
    NewCustomer,
    WrongCredentials,
    add_address,
    create_customer,
    customer,
    customer_by_email,
    customers,
    erase_customer,
    export_customer,
    exports_personal_data,
    issue_token,
    login,
    privacy,
    request_password_reset,
    signed_in_customer,
    update_customer,
)
from shopwright.platform.accounts import Browser
from shopwright.platform.db import Base, read
from shopwright.platform.db.idempotency import Answer, claim, store
from shopwright.testing.shop import Shop
from sqlalchemy import MetaData, text

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"
SECRETS = ("ada@example.com", "Lovelace", "Weg 17", "+49 30 1234567", "likes tea", "10.9.8.7")


@pytest.fixture
def traces(shop: Shop, ada: UUID) -> UUID:
    """A customer who left traces wherever this area keeps some."""
    login("ada@example.com", PASSWORD, Browser(address="10.9.8.7", user_agent="Firefox"))
    address = Address(
        country="DE",
        last_name="Lovelace",
        address1="Weg 17",
        city="Berlin",
        postal_code="10115",
        phone="+49 30 1234567",
    )
    add_address(ada, address)
    update_customer(ada, CustomerChanges(note="likes tea", phone="+49 30 1234567"))
    request_password_reset("ada@example.com")
    issue_token(ada, "reset_password", email="ada@example.com")
    claim(f"customer:{ada}", "key", "fingerprint")
    store(f"customer:{ada}", "key", Answer(status=200, body=b"Lovelace", headers=()))
    claim("staff:1", "key", "fingerprint")
    store("staff:1", "key", Answer(status=200, body=b'{"email":"ada@example.com"}', headers=()))
    return ada


def every_value(metadata: MetaData) -> Iterator[str]:
    with read() as db:
        for table in metadata.tables:
            for row in db.execute(text(f'SELECT * FROM "{table}"')):
                yield from (
                    value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                    for value in row
                )


def test_before_erasing_the_traces_are_there(traces: UUID) -> None:
    everything = "\n".join(every_value(Base.metadata))
    for secret in SECRETS:
        assert secret in everything


def test_after_erasing_no_trace_is_left_in_the_database(traces: UUID) -> None:
    erase_customer(traces)
    everything = "\n".join(every_value(Base.metadata))
    for secret in SECRETS:
        assert secret not in everything


def test_an_erased_customer_is_nowhere_and_cannot_sign_in(
    shop: Shop, ada: UUID, emitted: Emitted
) -> None:
    opened = login("ada@example.com", PASSWORD, Browser())
    erase_customer(ada)
    assert signed_in_customer(opened.token) is None
    assert customers() == []
    assert customer_by_email("ada@example.com") is None
    assert issue_token(ada, "reset_password", email="ada@example.com") is None
    for attempt in (lambda: customer(ada), lambda: erase_customer(ada)):
        with pytest.raises(CustomerNotFound):
            attempt()
    with pytest.raises(WrongCredentials):
        login("ada@example.com", PASSWORD, Browser())
    assert [event.customer_id for event in emitted(CustomerErased)] == [ada]


def test_the_address_is_free_afterwards(shop: Shop, ada: UUID) -> None:
    erase_customer(ada)
    assert create_customer(NewCustomer(email="ada@example.com")) != ada


def test_others_keep_their_data(traces: UUID) -> None:
    bea = create_customer(NewCustomer(email="bea@example.com", last_name="Bee"))
    erase_customer(traces)
    assert customer(bea).last_name == "Bee"
    assert "bea@example.com" in "\n".join(every_value(Base.metadata))


def test_the_copy_holds_what_the_shop_knows(traces: UUID) -> None:
    copy = export_customer(traces)
    assert copy["profile"]["email"] == "ada@example.com"  # type: ignore[index,call-overload]
    assert "Weg 17" in str(copy["addresses"])
    assert "10.9.8.7" in str(copy["sessions"])


def test_other_areas_add_their_part_to_the_copy(
    shop: Shop, ada: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "_parts", {})

    @exports_personal_data("wishes")
    def wishes(customer_id: UUID) -> list[Any]:
        return [str(customer_id)]

    assert export_customer(ada)["wishes"] == [str(ada)]


def test_the_copy_holds_no_secret(traces: UUID) -> None:
    assert "argon2" not in str(export_customer(traces))
