"""The hosted pages: Checkout, the shopper's bank, the receipt.

Plain HTML that needs no JavaScript. Every page says that no money moves.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from shopwright_stripe_payments.fake import checkout, methods, tasks
from shopwright_stripe_payments.fake.checkout import Entry
from shopwright_stripe_payments.fake.errors import ApiError, Body
from shopwright_stripe_payments.fake.money import words
from shopwright_stripe_payments.fake.world import Asking, World

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self' http: https:"
)
_LABELS = {
    "card": "Card",
    "apple_pay": "Apple Pay",
    "google_pay": "Google Pay",
    "sepa_debit": "SEPA direct debit",
    "us_bank_account": "US bank account",
}


def hosted_pages(world: World) -> Blueprint:
    """The pages of a world."""
    pages = Blueprint(
        "pages", __name__, url_prefix="/c", static_folder="static", template_folder="templates"
    )

    @pages.get("/pay/<session_id>")
    def show(session_id: str) -> AnyResponse:
        tasks.run_due(world)
        return _checkout(world, session_id)

    @pages.post("/pay/<session_id>")
    def pay(session_id: str) -> AnyResponse:
        tasks.run_due(world)
        return _pay(world, session_id)

    @pages.get("/authenticate/<intent_id>/<token>")
    def bank(intent_id: str, token: str) -> AnyResponse:
        return _bank(world, intent_id, token)

    @pages.post("/authenticate/<intent_id>/<token>")
    def answer_bank(intent_id: str, token: str) -> AnyResponse:
        return _answer_bank(world, intent_id, token)

    @pages.get("/receipt/<charge_id>")
    def receipt(charge_id: str) -> AnyResponse:
        return _receipt(world, charge_id)

    @pages.after_request
    def protect(response: Response) -> Response:
        if not request.path.startswith(f"{pages.url_prefix}/static"):
            response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return pages


def _page(template: str, status: int = 200, **values: Any) -> AnyResponse:
    return make_response(render_template(template, **values), status)


def _notice(
    title: str, text: str, status: int = 200, *, link: str = "", link_text: str = ""
) -> AnyResponse:
    return _page("notice.html", status, title=title, text=text, link=link, link_text=link_text)


def _checkout(
    world: World, session_id: str, error: ApiError | None = None, entry: Entry | None = None
) -> AnyResponse:
    session = world.store.find(session_id, "checkout.session")
    if session is None:
        return _notice("Nothing here", "There is no such payment page.", 404)
    if session["status"] != "open":
        return _closed(session)
    message, param = _trouble(world, session, error)
    methods = _methods(world, session)
    return _page(
        "pay.html",
        402 if error else 200,
        session=session,
        name=world.options.name,
        items=world.store.private(session_id)["line_items"],
        amount=_amount(session["amount_total"], session["currency"]),
        words=words,
        email=_known_email(world, session),
        methods=methods,
        may_save=checkout.may_save(session),
        button=_button(world, session),
        entry=entry or Entry(method=methods[0][0]),
        message=message,
        param=param,
    )


def _amount(amount: int | None, currency: str | None) -> str:
    """'' where nothing is paid."""
    return words(amount, currency) if amount is not None and currency else ""


def _button(world: World, session: Body) -> str:
    if session["mode"] == "setup":
        return "Save card"
    held = world.store.private(session["id"])["intent_data"].get("capture_method") == "manual"
    amount = words(session["amount_total"], session["currency"])
    return f"{'Authorize' if held else 'Pay'} {amount}"


def _methods(world: World, session: Body) -> list[tuple[str, str]]:
    """What there is to choose from, as (value, label): what the customer saved comes first."""
    saved = checkout.saved_methods(world, session)
    offered = checkout.methods_offered(world, session)
    return [(method["id"], methods.words(method)) for method in saved] + [
        (name, _LABELS[name]) for name in offered
    ]


def _trouble(world: World, session: Body, error: ApiError | None) -> tuple[str, str]:
    """What to tell the shopper, and about which field."""
    if error is not None:
        return str(error), error.error.get("param") or ""
    intent_id = session["setup_intent"] or session["payment_intent"]
    if request.args.get("again") and intent_id:
        intent = world.store.get(intent_id)
        last = intent.get("last_setup_error") or intent.get("last_payment_error")
        return (last["message"] if last else ""), ""
    return "", ""


def _known_email(world: World, session: Body) -> str:
    known: str = session["customer_email"] or ""
    if session["customer"]:
        known = known or world.store.get(session["customer"])["email"] or ""
    return known


def _closed(session: Body) -> AnyResponse:
    if session["status"] == "complete":
        return redirect(checkout.way_back(session), 303)
    return _notice(
        "This payment page has expired",
        "Nothing was done here. Go back to the shop and begin again.",
        410,
        link=session["cancel_url"] or "",
        link_text="Back to the shop",
    )


def _pay(world: World, session_id: str) -> AnyResponse:
    form = request.form
    names = ("method", "email", "name", "number", "expiry", "cvc", "iban", "routing", "account")
    entry = Entry(**{name: form.get(name, "") for name in names}, save=bool(form.get("save")))
    error: ApiError | None = None
    session = world.store.find(session_id, "checkout.session")
    if session is None or session["status"] != "open":
        return _checkout(world, session_id)
    try:
        intent = do(world, checkout.pay, session_id, entry)
    except ApiError as raised:
        error = raised
    if error is not None:
        return _checkout(world, session_id, error, entry)
    if intent["status"] == "requires_action":
        return redirect(intent["next_action"]["redirect_to_url"]["url"], 303)
    return redirect(checkout.way_back(world.store.get(session_id)), 303)


def do(world: World, what: Any, *values: Any, **named: Any) -> Body:
    """Do something in the world that is no API request; raises `ApiError`.

    What a declined card leaves behind is kept, as it is for requests.
    """
    kept: ApiError | None = None
    with world.store.transaction():
        world.asking = Asking()
        try:
            found: Body = what(world, *values, **named)
        except ApiError as error:
            if not error.keeps:
                raise
            kept = error
    if kept is not None:
        raise kept
    return found


def _intent(world: World, intent_id: str, token: str) -> Body | None:
    """The intent, of either kind, whose page at the bank has this token."""
    kind = "setup_intent" if intent_id.startswith("seti_") else "payment_intent"
    intent = world.store.find(intent_id, kind)
    if intent is None or world.store.private(intent_id).get("token") != token:
        return None
    return intent


def _waiting(world: World, intent_id: str, token: str) -> Body | None:
    """The intent that waits for the shopper's bank with this token."""
    intent = _intent(world, intent_id, token)
    if intent is None:
        return None
    return intent if intent["status"] == "requires_action" else None


def _bank(world: World, intent_id: str, token: str) -> AnyResponse:
    intent = _waiting(world, intent_id, token)
    if intent is None:
        return _gone(world, intent_id, token)
    method = world.store.get(intent["payment_method"])
    return _page(
        "authenticate.html",
        name=world.options.name,
        amount=_amount(intent.get("amount"), intent.get("currency")),
        card=methods.words(method),
    )


def _answer_bank(world: World, intent_id: str, token: str) -> AnyResponse:
    if _waiting(world, intent_id, token) is None:
        return _gone(world, intent_id, token)
    try:
        do(world, checkout.authenticate, intent_id, passed=request.form.get("answer") == "complete")
    except ApiError as error:
        if not error.keeps:
            raise
    return _onward(world, world.store.get(intent_id))


def _gone(world: World, intent_id: str, token: str) -> AnyResponse:
    """A page that was used already, opened again."""
    intent = _intent(world, intent_id, token)
    if intent is None:
        return _notice("Nothing here", "There is nothing to confirm.", 404)
    return _onward(world, intent)


def _onward(world: World, intent: Body) -> AnyResponse:
    if url := checkout.after_authentication(world, intent):
        return redirect(url, 303)
    return _notice("Done", "You can close this page and go back to the shop.")


def _receipt(world: World, charge_id: str) -> AnyResponse:
    charge = world.store.find(charge_id, "charge")
    if charge is None:
        return _notice("Nothing here", "There is no such receipt.", 404)
    amount = words(charge["amount_captured"], charge["currency"])
    back = words(charge["amount_refunded"], charge["currency"])
    text = f"{world.options.name} received {amount}."
    if charge["amount_refunded"]:
        text += f" {back} of it went back."
    return _notice("Receipt", text)
