"""Going on in another language."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from shopwright_storefront.views.asking import checked, local
from shopwright_storefront.views.links import in_language
from shopwright_storefront.views.visit import visit


def choose() -> ResponseReturnValue:
    """To the same page in the language that was chosen; it changes nothing that is kept."""
    return checked(_chosen)


def _chosen() -> ResponseReturnValue:
    back, wanted = local(request.form.get("return_to"), "/"), request.form.get("locale", "")
    known = wanted if wanted in visit().ctx.shop.locales else visit().locale
    return redirect(in_language(back, known), 303)
