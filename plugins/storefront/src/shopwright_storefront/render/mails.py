"""Mails: a theme's HTML with its styles in the tags, and the plain text beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from css_inline import CSSInliner

from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.failures import Failure
from shopwright_storefront.render.view import View

MAX_BYTES = 100_000
"""Mail programs cut off what is longer."""
_OWN_ADDRESS = re.compile(r'(\s(?:href|src|background)=")/(?!/)')
# Mail programs drop <style> or parts of it, so styles are inlined; what cannot be (@media, for
# small screens and the dark) stays for those that keep it.
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it is sent. `failures` did not keep it from being made."""

    subject: str
    html: str
    text: str
    failures: tuple[Failure, ...]


class MailTooLarge(ValueError):
    """The theme makes so much of it that mail programs would cut it off."""


def draw_mail(engine: Engine, kind: str, view: View) -> Mail | None:
    """`emails/KIND.html` and `.txt`; None where no theme has a mail of this kind.

    Raises `RenderFailed` and `MailTooLarge`.
    """
    paths = f"emails/{kind}.html", f"emails/{kind}.txt"
    if not all(engine.theme.chain.owner(path) for path in paths):
        return None
    drawn, plain = (engine.document(path, view) for path in paths)
    html = _OWN_ADDRESS.sub(
        lambda found: f"{found[1]}{view.everywhere['shop']['url']}/", _inliner.inline(drawn.html)
    )
    if len(html.encode()) > MAX_BYTES:
        size = f"{len(html.encode()):,} bytes"
        raise MailTooLarge(
            f"emails/{kind}.html makes {size}; at most {MAX_BYTES:,} are shown whole"
        )
    return Mail(
        subject=drawn.subject,
        html=html,
        text=plain.html.strip() + "\n",
        failures=(*drawn.failures, *plain.failures),
    )
