"""What is drawn beside pages: mails, and what is printed. Their links are whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright import Context, RenderedMessage, slot_contents

from shopwright_storefront.present.letters import letter
from shopwright_storefront.render.failures import Failure
from shopwright_storefront.render.mails import draw_mail
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api.v1 import EmailTemplate, Meta, Request
from shopwright_storefront.views.everywhere import direction, shop_object
from shopwright_storefront.views.links import routes
from shopwright_storefront.views.visit import Visit, outside, visiting


class ThemeMails:
    """Gives mails the look of the theme in force."""

    name = "theme"

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def render(self, kind: str, locale: str, data: Mapping[str, Any]) -> RenderedMessage | None:
        """None for a mail that neither the theme nor its parents have a template of.

        What fails in the theme is `base`'s; what fails there, too, is raised, so that the sender's
        own look is used.
        """
        with visiting(outside(self._ctx, locale)) as here:
            objects = EmailTemplate(letter=letter(data))
            mail = draw_mail(here.engine, kind, document_view(here, f"emails/{kind}", objects))
        if mail is None:
            return None
        report(here, mail.failures)
        return RenderedMessage(subject=mail.subject, html=mail.html, text=mail.text)


def document_view(here: Visit, template: str, objects: Mapping[str, Any], title: str = "") -> View:
    """What a mail or a print is drawn of. It is nobody's page, and has no language but one."""
    home = here.language.path("/")
    request = Request(
        locale=here.locale,
        dir=direction(here.locale),
        currency=here.market.currency,
        country=here.channel.country,
        channel=here.channel.handle,
        path="/",
        url=home,
        template=template,
        is_preview=False,
        messages=[],
    )
    meta = Meta(
        title=title, description="", canonical="", robots="noindex", alternates=[], image=None,
        type="website", previous=None, next=None, feed=None,
    )  # fmt: skip
    everywhere: dict[str, Any] = {
        "shop": shop_object(here, []),
        "request": request,
        "customer": None,
        "cart": None,
        "menus": {},
        "routes": routes(here.language),
        "meta": meta,
    }
    return View(
        template=template,
        everywhere=everywhere,
        objects=objects,
        overlay=here.overlay,
        slots=slot_contents(),
        vary=(here.revision,),
    )


def report(here: Visit, failures: tuple[Failure, ...]) -> None:
    """Tell the merchant's log what was left out, or drawn by `base`."""
    for failure in failures:
        here.ctx.log.error("a part was left out", what=failure.what, reason=str(failure))
