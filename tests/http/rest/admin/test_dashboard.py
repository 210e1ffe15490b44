"""What plugins add to the dashboard: who sees what, and one that fails leaves the others there."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from shopwright import (
    Action,
    AdminCard,
    AdminMenuItem,
    AdminPanel,
    Badge,
    CardContent,
    Context,
    Fact,
    Facts,
    Link,
    Note,
    PageContent,
    PanelContent,
    Plugin,
    Table,
    hooks,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.pricing import Money
from shopwright.platform.plugins import dashboard_loading
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.people import staff_program
from shopwright.testing.plugins import registry_of
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop

MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FACTS = Facts(
    facts=(
        Fact(label="Waiting", value=2),
        Fact(label="Worth", value=Money(1250, "EUR")),
        Fact(label="Since", value=MOMENT),
        Fact(label="Until", value=date(2026, 3, 2)),
        Fact(label="Paper", value="red"),
        Fact(label="Printer", value=Link(text="its page", url="https://printer.example/")),
        Fact(label="Ink", value=None),
    )
)


class GiftWrap(Plugin):
    """Brings one of everything."""

    id = "gift_wrap"

    @hooks.admin_menu_items
    def menu(self, ctx: Context) -> Iterable[AdminMenuItem]:
        """A line with a number, and one below it."""
        return [
            AdminMenuItem(
                id="cards",
                label="Cards",
                permission="orders:read",
                page=lambda ctx: PageContent(blocks=(Note(text="None."),)),
                icon="gift",
                parent="orders",
                badge=lambda ctx: 2,
            ),
            AdminMenuItem(
                id="paper", label="Paper", permission="settings:read", path="/paper", parent="cards"
            ),
        ]

    @hooks.admin_cards
    def cards(self, ctx: Context) -> Iterable[AdminCard]:
        """One with facts, and one with nothing to show."""
        return [
            AdminCard(id="all", title="Cards", permission="orders:read", load=self.waiting),
            AdminCard(id="none", title="None", permission="orders:read", load=lambda ctx: None),
        ]

    @hooks.admin_panels
    def panels(self, ctx: Context) -> Iterable[AdminPanel]:
        """Beside orders, and one beside products."""
        return [
            AdminPanel(
                id="wrapping",
                entity="order",
                title="Wrapping",
                permission="orders:read",
                load=self.wrapping,
            ),
            AdminPanel(
                id="paper",
                entity="product",
                title="Paper",
                permission="settings:read",
                load=lambda product_id, ctx: PanelContent(blocks=(Note(text="Red"),)),
            ),
        ]

    def waiting(self, ctx: Context) -> CardContent:
        """What is to be printed."""
        return CardContent(blocks=(FACTS,), badge=Badge(text="2 to print", tone="warn"))

    def wrapping(self, order_id: UUID, ctx: Context) -> PanelContent:
        """What one order has, and what can be done."""
        table = Table(columns=("Card", "State"), rows=((str(order_id), Badge(text="new")),))
        schema: dict[str, Any] = {"type": "object", "properties": {"copies": {"type": "integer"}}}
        again = Action(
            label="Print",
            path=f"/cards/{order_id}/print",
            permission="orders:write",
            confirm="Again?",
            input=schema,
        )
        return PanelContent(blocks=(Note(text="Red.", tone="info"), table), actions=(again,))


def failing(name: str, load: Any) -> type[Plugin]:
    """A plugin whose card does this."""

    class Failing(Plugin):
        @hooks.admin_cards
        def cards(self, ctx: Context) -> Iterable[AdminCard]:
            return [AdminCard(id="card", title="Card", permission="orders:read", load=load)]

    Failing.id = name
    return Failing


def _raise(ctx: Context) -> CardContent:
    raise ValueError("no ink")


def _call(ctx: Context) -> CardContent:
    ctx.http.get("https://printer.example/")
    return CardContent()


def _change(ctx: Context) -> CardContent:
    install_defaults()
    return CardContent()


@pytest.fixture
def registry() -> Registry:
    return registry_of(GiftWrap)


@pytest.fixture
def reader(shop: Shop) -> FlaskClient:
    runtime().health.share_at = float("inf")  # for tests that look at what was counted
    return staff_program(shop, "orders:read", "catalog:read")


def items(client: FlaskClient, path: str) -> list[Any]:
    answer = client.get(f"/api/v1/admin/{path}")
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.get_json()["items"]
    return found


def test_the_menu_has_what_somebody_has_the_right_to(shop: Shop, reader: FlaskClient) -> None:
    cards = {
        "id": "gift_wrap:cards",
        "plugin": "gift_wrap",
        "label": "Cards",
        "url": "",
        "page": "/api/v1/admin/pages/gift_wrap/cards",
        "icon": "gift",
        "parent": "orders",
        "badge": 2,
        "failed": "",
    }
    assert items(reader, "menu") == [cards]
    (_, paper) = items(staff_program(shop, "orders:read", "settings:read"), "menu")
    assert (paper["url"], paper["page"]) == ("/admin/x/gift_wrap/paper", "")
    assert paper["parent"] == "gift_wrap:cards"


def test_a_menu_item_leads_to_a_page_for_those_with_the_right(
    shop: Shop, reader: FlaskClient
) -> None:
    path = "/api/v1/admin/pages/gift_wrap"
    seen = reader.get(f"{path}/cards").get_json()
    assert (seen["id"], seen["title"]) == ("gift_wrap:cards", "Cards")
    assert seen["content"]["blocks"] == [{"type": "note", "text": "None.", "tone": "neutral"}]
    for client, name in (
        (reader, "paper"),
        (reader, "x"),
        (staff_program(shop, "catalog:read"), "cards"),
    ):
        assert client.get(f"{path}/{name}").status_code == 404


def test_a_card_says_of_each_value_what_it_is(reader: FlaskClient) -> None:
    (card,) = items(reader, "cards")
    assert (card["id"], card["title"], card["plugin_name"]) == (
        "gift_wrap:all", "Cards", "gift_wrap",
    )  # fmt: skip
    content = card["content"]
    assert content["badge"] == {"type": "badge", "text": "2 to print", "tone": "warn"}
    (block,) = content["blocks"]
    assert [fact["value"] for fact in block["facts"]] == [
        {"type": "number", "number": 2},
        {"type": "money", "amount": 1250, "currency": "EUR"},
        {"type": "moment", "at": "2026-03-01T09:30:00Z"},
        {"type": "day", "day": "2026-03-02"},
        {"type": "text", "text": "red"},
        {"type": "link", "text": "its page", "url": "https://printer.example/"},
        {"type": "nothing"},
    ]


def test_a_panel_offers_what_somebody_may_do(shop: Shop, reader: FlaskClient) -> None:
    order_id = uuid4()
    (seen,) = items(reader, f"panels?entity=order&id={order_id}")
    assert [block["type"] for block in seen["content"]["blocks"]] == ["note", "table"]
    assert seen["content"]["blocks"][1]["rows"][0][0] == {"type": "text", "text": str(order_id)}
    assert seen["content"]["actions"] == []
    writer = staff_program(shop, "orders:read", "orders:write")
    (seen,) = items(writer, f"panels?entity=order&id={order_id}")
    assert seen["content"]["actions"] == [
        {
            "label": "Print",
            "method": "POST",
            "url": f"/api/v1/plugins/gift_wrap/cards/{order_id}/print",
            "confirm": "Again?",
            "input": {"type": "object", "properties": {"copies": {"type": "integer"}}},
        }
    ]


def test_a_panel_needs_the_right_to_what_it_is_beside_and_its_own(
    shop: Shop, reader: FlaskClient
) -> None:
    path = f"panels?entity=product&id={uuid4()}"
    assert items(reader, path) == []
    assert len(items(staff_program(shop, "catalog:read", "settings:read"), path)) == 1
    alone = staff_program(shop, "settings:read")
    assert alone.get(f"/api/v1/admin/{path}").status_code == 403


def test_a_disabled_plugin_adds_nothing(reader: FlaskClient) -> None:
    runtime().registry = registry_of()
    for path in ("menu", "cards", f"panels?entity=order&id={uuid4()}"):
        assert items(reader, path) == []


@pytest.mark.parametrize(
    ("load", "said"),
    [
        (_raise, "It failed with ValueError"),
        (_call, "It failed with NetworkForbidden"),
        (_change, "It failed with CommandRefused"),
        (lambda ctx: "a text", "It failed with TypeError"),
        (lambda ctx: CardContent(blocks=("text",)), "It failed with TypeError"),  # type: ignore[arg-type]
    ],
)
def test_a_card_that_fails_is_shown_as_such_and_others_stay(
    load: Any, said: str, reader: FlaskClient
) -> None:
    runtime().registry = registry_of(failing("broken", load), GiftWrap)
    broken, well = items(reader, "cards")
    assert (broken["plugin"], broken["content"]) == ("broken", None)
    assert broken["failed"].startswith(said)
    assert well["content"] is not None
    counts = runtime().health.of("broken", "admin_cards").take()
    assert (counts.calls, counts.errors) == (1, 1)


def test_a_card_that_is_slow_holds_nobody_up(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard_loading, "DEADLINE", 0.2)
    runtime().registry = registry_of(failing("slow", lambda ctx: time.sleep(1)), GiftWrap)
    started = time.monotonic()
    slow, well = sorted(items(reader, "cards"), key=lambda card: card["plugin"] != "slow")
    assert time.monotonic() - started < 0.9
    assert slow["failed"] == "It did not answer within 0.2 seconds."
    assert well["content"] is not None
    assert runtime().health.of("slow", "admin_cards").take().errors == 1


def test_a_card_that_always_fails_is_asked_no_more(reader: FlaskClient) -> None:
    asked = []

    def load(ctx: Context) -> CardContent:
        asked.append(1)
        raise ValueError

    runtime().registry = registry_of(failing("broken", load))
    for _ in range(25):
        (card,) = items(reader, "cards")
    assert len(asked) == 20
    assert card["failed"].startswith("It failed too often")


def test_what_plugins_add_costs_the_core_no_query(reader: FlaskClient) -> None:
    counts = []
    for path in ("menu", "cards", f"panels?entity=order&id={uuid4()}"):
        with count_queries() as queries:
            items(reader, path)
        counts.append(len(queries))
    assert max(counts) <= 2  # the API key


READ = {"id": "card", "title": "Card", "permission": "orders:read"}
CARD = partial(AdminCard, load=lambda ctx: None)
ITEM = partial(AdminMenuItem, id="card", label="Card", permission="orders:read")
PANEL = partial(AdminPanel, load=lambda order_id, ctx: None, entity="order")
DO = partial(Action, label="Print", path="/print", permission="orders:write")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: CARD(**READ | {"id": "My card"}), "use words like"),
        (lambda: CARD(**READ | {"title": " "}), "no title"),
        (lambda: CARD(**READ | {"permission": ""}), "needs a permission like 'orders:read'"),
        (lambda: PANEL(**READ | {"entity": "cart"}), "is beside one of"),
        (lambda: ITEM(path="cards"), "is like '/cards'"),
        (ITEM, "needs a page or a path"),
        (lambda: ITEM(path="/cards", page=lambda ctx: PageContent()), "needs a page or a path"),
        (lambda: ITEM(path="/cards", parent="card"), "its own parent"),
        (lambda: DO(path="https://evil.example/"), "is like '/cards/7'"),
        (lambda: DO(path="/cards?all=1"), "is like '/cards/7'"),
        (lambda: DO(path="/../admin/orders"), "is like '/cards/7'"),
        (lambda: DO(path="//evil.example"), "is like '/cards/7'"),
        (lambda: DO(permission="write"), "needs a permission"),
        (lambda: DO(method="GET"), "is one of"),
        (lambda: Link(text="x", url="javascript:alert(1)"), "a link leads to"),
        (lambda: Link(text="x", url="//evil.example"), "a link leads to"),
        (lambda: Table(columns=("a",), rows=(("1", "2"),)), "2 values for 1 columns"),
    ],
)
def test_what_cannot_be_shown_is_refused(make: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()


def test_two_cards_of_one_id_quarantine_their_plugin() -> None:
    class Twice(Plugin):
        @hooks.admin_cards
        def cards(self, ctx: Context) -> Iterable[AdminCard]:
            return [CARD(**READ), CARD(**READ)]

    registry = registry_of(Twice, GiftWrap)
    assert "both bring 'card' to admin_cards" in registry.quarantined["twice"]
    assert registry.ids == ["gift_wrap"]


def test_several_plugins_may_use_the_same_id() -> None:
    same = replace(CARD(**READ))
    registry = registry_of(failing("one", same.load), failing("two", same.load))
    assert registry.quarantined == {}
