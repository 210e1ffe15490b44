"""The cart: what is in it, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, session
from flask.typing import ResponseReturnValue
from shopwright import ShopError, current_cart, open_cart
from shopwright.commerce import cart as carts
from shopwright.commerce.cart import CartDraft, CartView
from shopwright.commerce.catalog import cards_of
from shopwright.commerce.checkout import edit_cart

from shopwright_storefront.present import carts as present
from shopwright_storefront.present.cards import card
from shopwright_storefront.render.forms import RETURN_TO
from shopwright_storefront.theme_api.v1 import Problem, Removed
from shopwright_storefront.views import product
from shopwright_storefront.views.asking import checked, local, uuid_of
from shopwright_storefront.views.fields import by_name, field, form, problems_of, said
from shopwright_storefront.views.links import route
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import Visit, asked, visit

_QUANTITY = "quantity."
_REMOVED = "storefront_removed"


def cart() -> Response:
    """As it is now; what changed since the last look is told until it is acknowledged."""
    return _page("cart")


def drawer() -> ResponseReturnValue:
    """The same at the side of any page, for a script; all others see the page."""
    if "sections" not in request.args:
        return redirect(route("cart"))
    return _page("cart_drawer")


def add() -> ResponseReturnValue:
    """Put a product in; one that cannot be had is shown again, with the choice that was made."""
    return checked(_add)


def update() -> ResponseReturnValue:
    """Change quantities, take a line out, or acknowledge what changed."""
    return checked(_update)


def coupon() -> ResponseReturnValue:
    """Enter a code, or take one out again."""
    return checked(_coupon)


def shown(view: CartView | None, here: Visit) -> Any:
    """As templates get it; an empty one for who has none yet."""
    if view is None or not view.draft.lines:
        return None
    free_from = here.settings.free_shipping_from.get(view.draft.currency)
    own = line_cards(view.draft, here)
    return present.cart(view, own, here.language, free_from=free_from)


def line_cards(draft: CartDraft, here: Visit) -> present.Cards:
    """The products of its lines, in one statement."""
    ids = list(dict.fromkeys(line.product_id for line in draft.lines))
    found = cards_of(here.market, ids)
    return {number: card(document, here.language) for number, document in found.items()}


def _page(template: str) -> Response:
    here = visit()
    found = current_cart()
    view = carts.cart_view(found.cart_id) if found is not None else None
    say = here.language.say
    about = About(title=say("cart.title"), description=say("cart.description"))
    objects = {
        "cart": shown(view, here),
        "cross_sells": [],
        "removed": session.pop(_REMOVED, None),
    }
    fields = by_name([field("code", here.language.say("cart.coupon"), required=True)])
    return show(template, objects, about, forms={"coupon": form(fields)}, personal=True)


def _add() -> ResponseReturnValue:
    here, given = visit(), asked()
    product_id = uuid_of(given.get("product"))
    document = cards_of(here.market, [product_id]).get(product_id)
    if document is None:
        flash(here.language.say("cart.gone"), "error")
        return redirect(_after_adding(), 303)
    handle = card(document, here.language)["handle"]
    found = product.read(handle, given, here)
    selected = found["selected_variant"]
    if selected is None:
        return product.page(found, here, refused=True)
    quantity = given.get("quantity", "1")
    try:
        units = _units(quantity)
        carts_id = open_cart(locale=here.locale)
        variant = UUID(selected["id"])
        edit_cart(carts_id, lambda: carts.add_line(carts_id, variant, max(units, 1)))
    except ShopError as error:
        problems = _in_words(error, found["title"], here)
        return product.page(found, here, problems=problems, quantity=quantity, refused=True)
    flash(here.language.say("cart.added", title=found["title"]), "success")
    return redirect(_after_adding(), 303)


def _after_adding() -> str:
    """A script that asked for the drawer gets it; all others see the cart."""
    wanted = request.form.get(RETURN_TO, "")
    return wanted if wanted.startswith(f"{route('cart_drawer')}?") else route("cart")


def _update() -> ResponseReturnValue:
    found, given = current_cart(), asked()
    if found is None:
        return redirect(route("cart"), 303)
    own = found.cart_id
    if "acknowledge" in given:
        carts.acknowledge(own)
    elif "remove" in given:
        _set(own, uuid_of(given["remove"]), lambda units: 0)
    elif "less" in given:
        _set(own, uuid_of(given["less"]), lambda units: units - 1)
    elif "more" in given:
        _set(own, uuid_of(given["more"]), lambda units: units + 1)
    else:
        _set_quantities(own, given)
    return redirect(local(request.form.get(RETURN_TO), route("cart")), 303)


def _set(own: UUID, line_id: UUID, changed: Callable[[int], int]) -> None:
    """Change one line; one that is taken out can be put back from the next page."""
    line = next((one for one in carts.cart_draft(own).lines if one.id == line_id), None)
    if line is None:
        return
    units = changed(line.quantity)
    _try(lambda: carts.change_line(own, line_id, units), own)
    if units == 0:
        session[_REMOVED] = Removed(
            id=str(line.product_id),
            variant_id=str(line.variant_id),
            title=line.title,
            quantity=line.quantity,
        )


def _set_quantities(own: UUID, given: dict[str, str]) -> None:
    now = {line.id: line.quantity for line in carts.cart_draft(own).lines}
    for name, text in given.items():
        if not name.startswith(_QUANTITY):
            continue
        line, units = uuid_of(name.removeprefix(_QUANTITY)), _units(text)
        if line in now and now[line] != units:
            _try(lambda line=line, units=units: carts.change_line(own, line, units), own)  # type: ignore[misc]


def _coupon() -> ResponseReturnValue:
    given, own = asked(), open_cart(locale=visit().locale)
    codes = list(carts.cart_draft(own).codes)
    if "remove" in given:
        codes = [code for code in codes if code != given["remove"]]
    else:
        codes.append(given.get("code", ""))
    _try(lambda: carts.set_codes(own, tuple(codes[:20])), own)
    return redirect(local(request.form.get(RETURN_TO), route("cart")), 303)


def _try(change: Callable[[], CartDraft], own: UUID) -> None:
    """What cannot be done is told on the next page."""
    try:
        edit_cart(own, change)
    except ShopError as error:
        flash(said(error), "error")


def _units(text: str) -> int:
    """What was typed; nonsense is one."""
    return min(int(text), present.MOST_UNITS + 1) if text.isascii() and text.isdigit() else 1


def _in_words(error: ShopError, title: str, here: Visit) -> list[Problem]:
    """Stock in the shopper's language, by its facts; other refusals say it themselves."""
    found = problems_of(error)
    for fault in error.problems:
        if fault.code == "out_of_stock":
            left = int(str(fault.meta.get("available", 0)))
            key = "cart.some_left" if left else "product.sold_out"
            message = here.language.say(key, count=left, title=title)
            return [Problem(code=fault.code, message=message, field="quantity")]
    return found
