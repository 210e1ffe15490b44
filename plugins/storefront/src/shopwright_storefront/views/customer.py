"""A customer's own pages: orders, addresses, profile, privacy."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from shopwright import keep_signed_in, sign_out, this_browser
from shopwright.commerce import customers
from shopwright.commerce.customers import CustomerChanges, CustomerView
from shopwright.commerce.orders import count_orders_of, order_view, orders_of

from shopwright_storefront.present import listings, orders, people
from shopwright_storefront.present.narrowing import Narrowing
from shopwright_storefront.theme_api.v1 import Problem
from shopwright_storefront.views.address_fields import (
    address_fields,
    address_values,
    typed_address,
)
from shopwright_storefront.views.asking import uuid_of
from shopwright_storefront.views.bought import shown
from shopwright_storefront.views.fields import by_name, field, form
from shopwright_storefront.views.links import route
from shopwright_storefront.views.signed_in import account_page, for_customers, tried
from shopwright_storefront.views.visit import asked, visit

_RECENT, _SIZE = 3, 20
_NAMES = {"first_name": "name", "last_name": "name"}


@for_customers
def index(me: CustomerView) -> ResponseReturnValue:
    """What is new, and the way to everything else."""
    return _history(me, "index", "account.title", _RECENT)


@for_customers
def history(me: CustomerView) -> ResponseReturnValue:
    """All orders, by numbered pages."""
    return _history(me, "orders", "account.orders", _SIZE)


@for_customers
def order(me: CustomerView, order_id: str) -> ResponseReturnValue:
    """One of them; 404 for somebody else's."""
    found = order_view(uuid_of(order_id))
    if found.customer_id != me.id:
        abort(404)
    here = visit()
    seen = shown(found, here, url=here.language.url_for("order", order_id))
    return account_page("order", "order.title", {"order": seen}, me=me, number=seen["number"])


@for_customers
def addresses(me: CustomerView) -> ResponseReturnValue:
    """The address book: add, change, remove."""
    given = asked()
    problems: list[Problem] = []
    if request.method == "POST":
        problems = tried(lambda: _change_book(me, given), _NAMES)
        if not problems:
            gone = "remove" in given
            key = "account.address_removed" if gone else "account.address_saved"
            flash(visit().language.say(key), "success")
            return redirect(route("addresses"), 303)
    entries = customers.address_book(me.id)
    chosen = request.args.get("edit") or given.get("address", "")
    known = next((one for one in entries if str(one.id) == chosen), None)
    values: dict[str, str] = {"country": visit().channel.country, "name": me.name}
    if known is not None:
        values = address_values(known.address)
    if problems:
        values = given
    say = visit().language.say
    controls = [
        *address_fields(values, visit().language, section=""),
        field("default", say("fields.default_address"), type="checkbox",
              value="1" if known and known.is_default else ""),
        field("address", "", type="hidden", value=str(known.id) if known else ""),
    ]  # fmt: skip
    book = people.addresses(entries, visit().language)
    return account_page(
        "addresses", "account.addresses", {"addresses": book}, me=me, entries=entries,
        forms={"address": form(by_name(controls), problems)}, status=422 if problems else 200,
    )  # fmt: skip


@for_customers
def profile(me: CustomerView) -> ResponseReturnValue:
    """Name, phone and news; and, by a form of its own, the password."""
    given = asked()
    is_password = "new_password" in given
    problems: list[Problem] = []
    if request.method == "POST":
        change = _change_password if is_password else _change_profile
        problems = tried(lambda: change(me, given))
        if not problems:
            key = "account.password_saved" if is_password else "account.profile_saved"
            flash(visit().language.say(key), "success")
            return redirect(route("profile"), 303)
    forms = {
        "profile": form(_profile_fields(me, given), () if is_password else problems),
        "password": form(_password_fields(), problems if is_password else ()),
    }
    status = 422 if problems else 200
    return account_page("profile", "account.profile", me=me, forms=forms, status=status)


@for_customers
def privacy(me: CustomerView) -> ResponseReturnValue:
    """Take the data along; or have the account erased, which asks for the password."""
    given = asked()
    is_export = given.get("do") == "export"
    problems: list[Problem] = []
    if request.method == "POST":
        problems = tried((lambda: None) if is_export else (lambda: _erase(me, given)))
        if not problems:
            if is_export:
                return _exported(me)
            flash(visit().language.say("account.erased"), "success")
            return redirect(route("login"), 303)
    password = field(
        "password", visit().language.say("fields.password"), type="password", required=True,
        autocomplete="current-password",
    )  # fmt: skip
    forms = {
        "privacy": form(by_name([password]), () if is_export else problems),
        "export": form({}, problems if is_export else ()),
    }
    status = 422 if problems else 200
    return account_page("privacy", "account.privacy", me=me, forms=forms, status=status)


def _history(me: CustomerView, template: str, title: str, size: int) -> Response:
    here = visit()
    narrowing = Narrowing.read(request.path, request.args.items(multi=True))
    found = orders_of(me.id, limit=size, start=(min(narrowing.page, 50) - 1) * size)
    page = listings.page(narrowing, size, count_orders_of(me.id), exact=True)
    rows = [orders.row(one, here.language) for one in found]
    return account_page(template, title, {"orders": rows, "page": page}, me=me)


def _change_book(me: CustomerView, given: dict[str, str]) -> None:
    if "remove" in given:
        customers.remove_address(me.id, uuid_of(given["remove"]))
        return
    typed, default = typed_address(given), "default" in given
    if given.get("address"):
        customers.update_address(me.id, uuid_of(given["address"]), typed, default=default)
    else:
        customers.add_address(me.id, typed, default=default)


def _change_profile(me: CustomerView, given: dict[str, str]) -> None:
    customers.update_customer(
        me.id,
        CustomerChanges(
            first_name=given.get("first_name", "")[:200],
            last_name=given.get("last_name", "")[:200],
            phone=given.get("phone", "")[:32],
            accepts_marketing="accepts_marketing" in given,
        ),
    )


def _change_password(me: CustomerView, given: dict[str, str]) -> None:
    current, new = given.get("current_password", ""), given.get("new_password", "")
    keep_signed_in(customers.change_password(me.id, current, new, this_browser()))


def _erase(me: CustomerView, given: dict[str, str]) -> None:
    customers.check_password(me.id, given.get("password", ""))
    sign_out()
    customers.erase_customer(me.id)


def _exported(me: CustomerView) -> Response:
    body = json.dumps(customers.export_customer(me.id), indent=2, default=str, ensure_ascii=False)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _profile_fields(me: CustomerView, given: dict[str, str]) -> dict[str, Any]:
    say = visit().language.say
    values = {"first_name": me.first_name, "last_name": me.last_name, "phone": me.phone, **given}
    return by_name(
        [
            field("first_name", say("fields.first_name"), value=values["first_name"],
                  autocomplete="given-name", maxlength=200),
            field("last_name", say("fields.last_name"), value=values["last_name"],
                  autocomplete="family-name", maxlength=200),
            field("phone", say("fields.phone"), type="tel", value=values["phone"],
                  autocomplete="tel", maxlength=32),
            field("accepts_marketing", say("fields.accepts_marketing"), type="checkbox",
                  value="1" if me.accepts_marketing else ""),
        ]
    )  # fmt: skip


def _password_fields() -> dict[str, Any]:
    say = visit().language.say
    return by_name(
        [
            field("current_password", say("fields.current_password"), type="password",
                  required=True, autocomplete="current-password"),
            field("new_password", say("fields.new_password"), type="password", required=True,
                  autocomplete="new-password", hint=say("fields.password_hint")),
        ]
    )  # fmt: skip
