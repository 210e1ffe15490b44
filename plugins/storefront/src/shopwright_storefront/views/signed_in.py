"""Pages for signed-in customers, and what all pages of the account have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from shopwright import ShopError, StaleForm, check_form, current_shopper
from shopwright.commerce.customers import AddressEntry, CustomerView, customer

from shopwright_storefront.present import people
from shopwright_storefront.render.forms import CSRF
from shopwright_storefront.theme_api.v1 import Problem
from shopwright_storefront.views.fields import problems_of
from shopwright_storefront.views.links import route
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit

View = Callable[..., ResponseReturnValue]


def for_customers(view: Callable[..., ResponseReturnValue]) -> View:
    """Calls `view(customer, ...)`; guests are asked to sign in, and come back afterwards."""

    @wraps(view)
    def asked(**values: Any) -> ResponseReturnValue:
        customer_id = current_shopper().customer_id
        if customer_id is not None:
            return view(customer(customer_id), **values)
        flash(visit().language.say("account.signed_in_needed"), "info")
        back = urlencode({"return_to": request.path})
        return redirect(f"{route('login')}?{back}", 303)

    return asked


def account_page(
    template: str,
    title: str,
    objects: Mapping[str, Any] | None = None,
    *,
    me: CustomerView | None = None,
    entries: Sequence[AddressEntry] = (),
    forms: Mapping[str, Any] | None = None,
    status: int = 200,
    **values: object,
) -> Response:
    """A page of the account; `title` is a text of the theme's."""
    here = visit()
    who = people.customer(me, here.language, entries) if me else None
    about = About(title=here.language.say(title, **values), hidden=True)
    return show(
        f"account/{template}", {"customer": who, **(objects or {})}, about, forms=forms,
        personal=True, customer=who, status=status,
    )  # fmt: skip


def tried(change: Callable[[], object], names: Mapping[str, str] | None = None) -> list[Problem]:
    """What is wrong with a form that was sent, if it could not be done; the token is checked first."""
    try:
        check_form(request.form.get(CSRF))
        change()
    except StaleForm:
        message = visit().language.say("errors.stale")
        return [Problem(code="stale", message=message, field="")]
    except ShopError as error:
        return problems_of(error, names)
    return []
