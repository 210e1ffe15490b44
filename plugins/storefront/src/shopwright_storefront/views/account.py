"""The way into an account: sign in and out, register, confirm, choose a new password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from shopwright import check_rate, current_shopper, sign_in, sign_out
from shopwright.commerce import customers
from shopwright.commerce.customers import Registration

from shopwright_storefront.theme_api.v1 import Field, Problem
from shopwright_storefront.views.asking import is_trapped, local
from shopwright_storefront.views.fields import by_name, field, form
from shopwright_storefront.views.links import route
from shopwright_storefront.views.signed_in import account_page, tried
from shopwright_storefront.views.visit import asked, visit

_FEW = "10/minute,60/hour;by=ip"


def login() -> ResponseReturnValue:
    """Sign in, and go on with the guest's cart."""
    given = asked()
    back = local(given.get("return_to"), route("account"))
    problems: list[Problem] = []
    if request.method == "POST":
        problems = tried(lambda: sign_in(given.get("email", ""), given.get("password", "")))
        if not problems:
            return redirect(back, 303)
    elif current_shopper().signed_in:
        return redirect(back)
    controls = [
        _email(given),
        _password("password", "current-password"),
        field("return_to", "", type="hidden", value=given.get("return_to", "")),
    ]
    return _shown("login", "account.login", controls, problems)


def logout() -> ResponseReturnValue:
    """Sign out."""
    if not tried(sign_out):
        flash(visit().language.say("account.signed_out"), "success")
    return redirect(route("login"), 303)


def register() -> ResponseReturnValue:
    """Make an account. Whether the address has one already is said by mail alone."""
    given = asked()
    problems: list[Problem] = []
    if request.method == "POST":
        problems = [] if is_trapped() else tried(lambda: _register(given))
        if not problems:
            return _told("account.registered", "login")
    say = visit().language.say
    controls = [
        field("first_name", say("fields.first_name"), value=given.get("first_name", ""),
              autocomplete="given-name", maxlength=200),
        field("last_name", say("fields.last_name"), value=given.get("last_name", ""),
              autocomplete="family-name", maxlength=200),
        _email(given),
        _password("password", "new-password", hint=say("fields.password_hint")),
        field("accepts_marketing", say("fields.accepts_marketing"), type="checkbox",
              value=given.get("accepts_marketing", "")),
    ]  # fmt: skip
    return _shown("register", "account.register", controls, problems)


def verify() -> ResponseReturnValue:
    """By the link in the mail. One press of a button: mail programs open links by themselves."""
    return _by_token(
        "verify", "account.verify", "account.verified", customers.verify_email,
        lambda given: customers.request_verification(given["email"]),
    )  # fmt: skip


def confirm_email() -> ResponseReturnValue:
    """The same for another address."""
    return _by_token(
        "verify", "account.verify", "account.email_changed", customers.confirm_email_change
    )


def reset() -> ResponseReturnValue:
    """Ask for a link, or, with its token, choose a new password."""
    given = asked()
    token = given.get("token", "")
    problems: list[Problem] = []
    if request.method == "POST":
        problems = tried(lambda: _reset(given, token), {"new_password": "password"})
        if not problems:
            return _told("account.reset_done" if token else "account.reset_sent", "login")
    hint = visit().language.say("fields.password_hint")
    controls = [_email(given)]
    if token:
        hidden = field("token", "", type="hidden", value=token)
        controls = [_password("password", "new-password", label="new_password", hint=hint), hidden]
    return _shown("reset", "account.reset", controls, problems)


def _by_token(
    template: str, title: str, done: str, redeem: Any, again: Any = None
) -> ResponseReturnValue:
    given = asked()
    problems: list[Problem] = []
    if request.method == "POST":

        def change() -> None:
            check_rate("storefront_token", _FEW)
            if "email" in given and again is not None:
                again(given)
            else:
                redeem(given.get("token", ""))

        problems = tried(change)
        if not problems:
            return _told("account.registered" if "email" in given else done, "login")
    controls = [field("token", "", type="hidden", value=given.get("token", "")), _email({})]
    return _shown(template, title, controls, problems)


def _register(given: dict[str, str]) -> None:
    check_rate("storefront_register", _FEW)
    customers.register(
        Registration(
            email=given.get("email", ""),
            password=given.get("password", ""),
            first_name=given.get("first_name", "")[:200],
            last_name=given.get("last_name", "")[:200],
            locale=visit().locale,
            accepts_marketing="accepts_marketing" in given,
        )
    )


def _reset(given: dict[str, str], token: str) -> None:
    check_rate("storefront_reset", _FEW)
    if token:
        customers.reset_password(token, given.get("password", ""))
    else:
        customers.request_password_reset(given.get("email", ""))


def _shown(
    template: str, title: str, controls: list[Field], problems: list[Problem]
) -> ResponseReturnValue:
    forms = {template: form(by_name(controls), problems)}
    return account_page(template, title, forms=forms, status=422 if problems else 200)


def _told(message: str, name: str) -> ResponseReturnValue:
    flash(visit().language.say(message), "success")
    return redirect(route(name), 303)


def _email(given: dict[str, str]) -> Field:
    return field(
        "email", visit().language.say("fields.email"), type="email", required=True,
        value=given.get("email", ""), autocomplete="email", maxlength=254, inputmode="email",
    )  # fmt: skip


def _password(name: str, complete: str, *, label: str = "password", hint: str = "") -> Field:
    return field(
        name, visit().language.say(f"fields.{label}"), type="password", required=True,
        autocomplete=complete, hint=hint, maxlength=200,
    )  # fmt: skip
