"""Channels: what a new shop starts with, changes, and how quickly they are seen."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright.commerce.cart.models import Cart
from shopwright.commerce.channels import (
    ChannelInfo,
    ChannelInput,
    ChannelInUse,
    ChannelInvalid,
    ChannelPatch,
    NoChannel,
    UnknownChannel,
    active_channels,
    all_channels,
    channel,
    channel_by_id,
    create_channel,
    default_channel,
    delete_channel,
    install_defaults,
    update_channel,
)
from shopwright.commerce.inventory.models import Location
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import func, select


@pytest.fixture
def web(shop: Shop) -> ChannelInfo:
    """The channel of a new shop."""
    return install_defaults()


def _input(web: ChannelInfo, **fields: Any) -> ChannelInput:
    values: dict[str, Any] = {
        "handle": "ch",
        "name": "Switzerland",
        "currency": "CHF",
        "country": "CH",
        "price_list_id": web.price_list_id,
    }
    return ChannelInput(**(values | fields))


def test_a_new_shop_sells_on_the_web_from_its_main_location(web: ChannelInfo) -> None:
    assert (web.handle, web.currency, web.tax_included) == ("web", "EUR", True)
    assert len(web.location_ids) == 1
    assert default_channel() == channel("web") == channel_by_id(web.id) == web


def test_installing_twice_changes_nothing(web: ChannelInfo) -> None:
    update_channel(web.id, ChannelPatch(name="My shop"))
    assert install_defaults().name == "My shop"
    with read() as db:
        assert db.scalar(select(func.count()).select_from(Location)) == 1


def test_a_shop_without_channels_says_so(shop: Shop) -> None:
    with pytest.raises(NoChannel):
        default_channel()


def test_a_channel_has_its_own_currency_first(web: ChannelInfo) -> None:
    made = create_channel(_input(web, currencies=("EUR", "CHF", "USD", "EUR")))
    assert made.currencies == ("CHF", "EUR", "USD")
    assert made.location_ids == web.location_ids
    assert update_channel(made.id, ChannelPatch(currency="USD")).currencies == (
        "USD",
        "CHF",
        "EUR",
    )


def test_changes_are_seen_at_once_in_the_process_that_made_them(web: ChannelInfo) -> None:
    made = create_channel(_input(web))
    assert list(active_channels()) == ["web", "ch"]
    update_channel(made.id, ChannelPatch(active=False))
    with pytest.raises(UnknownChannel):
        channel("ch")
    assert channel_by_id(made.id).active is False
    delete_channel(made.id)
    assert [info.handle for info in all_channels()] == ["web"]
    with pytest.raises(UnknownChannel):
        channel_by_id(made.id)


def test_channels_are_read_once_in_a_while_only(web: ChannelInfo) -> None:
    default_channel()
    with count_queries() as sent:
        for _ in range(10):
            default_channel()
    assert sent == []


def test_what_is_rolled_back_is_not_remembered(web: ChannelInfo) -> None:
    class Stop(Exception):
        pass

    def rename() -> None:
        with transaction():
            assert update_channel(web.id, ChannelPatch(name="Other")).name == "Other"
            raise Stop

    with pytest.raises(Stop):
        rename()
    assert channel("web").name == "Web shop"


def test_every_fault_is_named_at_once(web: ChannelInfo) -> None:
    with pytest.raises(ChannelInvalid) as refused:
        create_channel(
            _input(
                web,
                handle="web",
                currency="XQX",
                currencies=("QQQ",),
                locale="klingon-nonsense",
                country="QQ",
                price_list_id=uuid7(),
                location_ids=(web.location_ids[0], uuid7()),
            )
        )
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("currency", "unknown_currency"),
        ("currencies", "unknown_currency"),
        ("locale", "unknown_locale"),
        ("country", "unknown_country"),
        ("handle", "handle_taken"),
        ("price_list_id", "unknown_price_list"),
        ("location_ids.1", "unknown_location"),
    ]


def test_the_last_channel_and_one_with_carts_stay(web: ChannelInfo) -> None:
    with pytest.raises(ChannelInUse, match="last"):
        delete_channel(web.id)
    made = create_channel(_input(web))
    with transaction() as db:
        db.add(Cart(token_hash="x", channel_id=made.id, currency="CHF", locale="en"))
    with pytest.raises(ChannelInUse, match="'ch'"):
        delete_channel(made.id)


def test_locations_keep_their_order(web: ChannelInfo) -> None:
    with transaction() as db:
        other = Location(handle="second", name="Second")
        db.add(other)
        db.flush()
        wanted = (other.id, web.location_ids[0])
    assert update_channel(web.id, ChannelPatch(location_ids=wanted)).location_ids == wanted
    assert update_channel(web.id, ChannelPatch(location_ids=())).location_ids == ()
