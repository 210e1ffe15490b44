"""The page that shows what would be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.customers import NewCustomer, Registration, create_customer, register
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright.commerce.staff import create_owner, create_role, create_staff
from shopwright.platform.db import read
from shopwright.testing import Shop, tell
from shopwright_email_notify.mailbox import PAGE_SIZE
from shopwright_email_notify.models import Mail
from sqlalchemy import select

PASSWORD = "correct horse battery"
URL = "/api/v1/plugins/email_notify/mailbox"
OpenShop = Callable[..., AbstractContextManager[Shop]]


@pytest.fixture
def shop(open_mail_shop: OpenShop, database_url: str) -> Iterator[Shop]:
    """A shop on a developer's machine, without a mail server."""
    with open_mail_shop(environment="development", database_url=database_url) as shop:
        yield shop


@pytest.fixture
def browser(shop: Shop) -> FlaskClient:
    """Nobody is signed in."""
    return shop.client()


def pay(*numbers: int) -> None:
    for number in numbers:
        event = OrderPaid(
            order_id=UUID(int=number),
            number=number,
            email=f"buyer{number}@example.com",
            locale="en",
            total=Money(100, "EUR"),
        )
        tell(event)


def mail_of(number: int) -> Mail:
    with read() as db:
        address = f"buyer{number}@example.com"
        return db.scalars(select(Mail).where(Mail.recipient == address)).one()


def page(browser: FlaskClient, path: str = "", **query: str) -> str:
    response = browser.get(URL + path, query_string=query)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_an_empty_mailbox_says_how_to_fill_it(browser: FlaskClient) -> None:
    assert "No mail yet" in page(browser)


def test_mails_are_listed_newest_first_with_the_newest_open(
    shop: Shop, browser: FlaskClient
) -> None:
    pay(1, 2)
    shop.deliver()
    text = page(browser)
    assert text.index("buyer2@example.com") < text.index("buyer1@example.com")
    assert f'src="{URL}/{mail_of(2).id}/html"' in text


def test_a_mail_is_shown_in_a_frame_that_can_do_nothing(shop: Shop, browser: FlaskClient) -> None:
    pay(1)
    shop.deliver()
    mail = mail_of(1)
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page(browser, f"/{mail.id}")
    framed = browser.get(f"{URL}/{mail.id}/html")
    policy = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script" not in policy
    assert "Your payment has arrived" in framed.get_data(as_text=True)
    assert '<base target="_blank">' in framed.get_data(as_text=True)


def test_the_page_may_load_its_own_stylesheet_and_nothing_else(browser: FlaskClient) -> None:
    response = browser.get(URL)
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert response.headers["Cache-Control"] == "no-store"
    text = response.get_data(as_text=True)
    assert "<script" not in text
    assert "style=" not in text
    with browser.get(f"{URL}/static/mailbox.css") as stylesheet:
        assert stylesheet.mimetype == "text/css"


def test_there_is_plain_text_and_how_sending_went(shop: Shop, browser: FlaskClient) -> None:
    pay(1)
    shop.deliver()
    mail = mail_of(1)
    assert "<pre>Your payment has arrived" in page(browser, f"/{mail.id}", view="text")
    details = page(browser, f"/{mail.id}", view="details")
    assert "kept: no mail server is set" in details
    assert mail.key in details


def test_the_list_can_be_narrowed(shop: Shop, browser: FlaskClient) -> None:
    pay(1, 2)
    register(Registration(email="ines@example.com", password="correct horse battery"))
    shop.deliver()
    accounts = page(browser, shelf="accounts")
    assert "ines@example.com" in accounts
    assert "buyer" not in accounts
    assert "ines@" not in page(browser, shelf="orders")
    found = page(browser, q="BUYER2")
    assert "buyer2@" in found
    assert "buyer1@" not in found
    assert "No mail matches." in page(browser, q="%")
    assert "buyer1@" in page(browser, shelf="nonsense", before="nonsense", view="nonsense")


def test_older_mails_are_on_another_page(shop: Shop, browser: FlaskClient) -> None:
    pay(*range(PAGE_SIZE + 1))
    shop.deliver()
    first = page(browser)
    assert "Older mails" in first
    assert "buyer0@" not in first
    with read() as db:
        oldest = db.scalars(select(Mail.id).order_by(Mail.id).offset(1).limit(1)).one()
    second = page(browser, before=str(oldest))
    assert "buyer0@" in second
    assert "Older mails" not in second


def test_what_was_typed_into_the_search_cannot_become_markup(browser: FlaskClient) -> None:
    assert "<script" not in page(browser, q='"><script>alert(1)</script>')


def test_a_mail_that_is_not_there_is_not_found(browser: FlaskClient) -> None:
    for path in (f"/{uuid4()}", f"/{uuid4()}/html", "/nonsense"):
        assert browser.get(URL + path).status_code == 404


@pytest.mark.parametrize("environment", ["production", "test"])
def test_it_is_there_for_developers_only(open_mail_shop: OpenShop, environment: str) -> None:
    with open_mail_shop(environment=environment) as shop:
        pay(1)
        shop.deliver()
        for path in ("", f"/{mail_of(1).id}", f"/{mail_of(1).id}/html", "/static/mailbox.css"):
            assert shop.client().get(URL + path).status_code == 404


@pytest.fixture
def live(open_mail_shop: OpenShop) -> Iterator[Shop]:
    """A shop in production, with one mail."""
    with open_mail_shop(environment="production") as shop:
        pay(1)
        shop.deliver()
        yield shop


def staff_browser(shop: Shop, *rights: str) -> FlaskClient:
    """Somebody of the staff who signed in."""
    create_owner("olga@example.com", "Olga", PASSWORD)
    create_role("Desk", rights)
    create_staff("dora@example.com", "Dora", PASSWORD, "Desk")
    client = shop.client()
    credentials = {"email": "dora@example.com", "password": PASSWORD}
    assert client.post("/api/v1/admin/session", json=credentials).status_code == 201
    return client


def test_staff_with_the_right_read_the_mailbox_on_the_dashboard(live: Shop) -> None:
    client = staff_browser(live, "email_notify:read")
    (item,) = client.get("/api/v1/admin/menu").json["items"]
    text = client.get(item["url"]).text
    assert "buyer1@example.com" in text
    for path in (f"{item['url']}/{mail_of(1).id}", f"{item['url']}/{mail_of(1).id}/html"):
        assert client.get(path).status_code == 200
    with client.get(f"{item['url']}/static/mailbox.css") as stylesheet:
        assert stylesheet.mimetype == "text/css"
    assert URL not in text


def test_nobody_else_does(live: Shop) -> None:
    place = "/admin/x/email_notify/mailbox"
    without = staff_browser(live, "orders:read")
    for path in ("", f"/{mail_of(1).id}", f"/{mail_of(1).id}/html"):
        assert without.get(place + path).status_code == 403
        assert live.client().get(place + path).status_code == 401


def test_what_a_customer_was_told_stands_beside_them(live: Shop) -> None:
    ines = create_customer(NewCustomer(email="buyer1@example.com", verified=True))
    other = create_customer(NewCustomer(email="other@example.com", verified=True))
    client = staff_browser(live, "customers:read", "email_notify:read")
    panels = "/api/v1/admin/panels?entity=customer&id="
    (panel,) = client.get(f"{panels}{ines}").json["items"]
    ((mail, state, _),) = panel["content"]["blocks"][0]["rows"]
    assert (mail["text"], state["text"]) == (mail_of(1).subject, "kept")
    assert client.get(mail["url"]).status_code == 200
    for nobody in (other, uuid4()):
        assert client.get(f"{panels}{nobody}").json["items"] == []
