"""A message to the shop."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from shopwright import check_rate

from shopwright_storefront.theme_api.v1 import ContentPage, Problem, Seo
from shopwright_storefront.views.asking import checked, is_trapped
from shopwright_storefront.views.fields import by_name, field, form
from shopwright_storefront.views.links import route
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.pages import content_page
from shopwright_storefront.views.visit import Visit, asked, visit

_FEW = "5/minute,30/day;by=ip"
_HANDLE = "contact"


def contact() -> ResponseReturnValue:
    """The merchant's page `contact`, if there is one, with a form."""
    if request.method == "POST":
        return checked(_sent)
    return _page(visit(), {}, [])


def _sent() -> ResponseReturnValue:
    """Staff are told as of everything that needs their attention."""
    here, given = visit(), asked()
    missing = [name for name in ("email", "message") if not given.get(name, "").strip()]
    if missing:
        message = here.language.say("form.required")
        return _page(
            here, given, [Problem(code="required", message=message, field=n) for n in missing]
        )
    if not is_trapped():
        check_rate("storefront_contact", _FEW)
        text = f"{given.get('name', '')} <{given['email']}>\n\n{request.form['message'][:5000]}"
        with here.ctx.transaction():
            here.ctx.notify_staff(here.language.say("contact.title"), text)
    flash(here.language.say("contact.sent"), "success")
    return redirect(f"{route('contact')}?sent=1", 303)


def _page(here: Visit, given: dict[str, str], problems: list[Problem]) -> ResponseReturnValue:
    say = here.language.say
    controls = [
        field("name", say("fields.name"), value=given.get("name", ""), autocomplete="name",
              maxlength=200),
        field("email", say("fields.email"), type="email", required=True, autocomplete="email",
              value=given.get("email", ""), maxlength=254),
        field("message", say("fields.message"), type="textarea", required=True,
              value=given.get("message", ""), maxlength=5000),
    ]  # fmt: skip
    page = content_page(_HANDLE, here) or _plain(here)
    was_sent = "sent" in request.args
    return show(
        "page.contact",
        {"page": page},
        About(title=page["title"], description=page["seo"]["description"]),
        forms={"contact": form(by_name(controls), problems)},
        personal=was_sent,
        status=422 if problems else 200,
    )


def _plain(here: Visit) -> ContentPage:
    """What stands in until the merchant writes one."""
    say, email = here.language.say, here.settings.email
    text = say("contact.text", email=email) if email else say("contact.text_none")
    return ContentPage(
        id="", handle=_HANDLE, title=say("contact.title"),
        body_html=Markup("<p>{}</p>").format(text), url=route("contact"), updated_at="",
        seo=Seo(title=say("contact.title"), description=text),
    )  # fmt: skip
