"""From a letter to a mail: plain text, and HTML with its styles inlined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from css_inline import CSSInliner
from jinja2 import PackageLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment
from shopwright import render_message

from shopwright_email_notify.letters import Desk, Letter

_BLANK = "…"
# Mail programs drop <style> or parts of it, so styles are inlined; what cannot be (@media, for
# small screens and the dark) stays for those that keep it.
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A mail as it is sent."""

    letter: Letter
    subject: str
    text: str
    html: str

    def without_secret(self) -> Rendered:
        """As it may be stored: with its one-time token blanked out."""
        secret = self.letter.secret
        if not secret:
            return self
        return replace(
            self,
            text=self.text.replace(secret, _BLANK),
            html=self.html.replace(secret, _BLANK),
        )


def render(letter: Letter, desk: Desk, *, accent: str) -> Rendered:
    """The mail with the look that a plugin brings, a theme's for example; else with our own."""
    look = render_message(letter.kind, letter.words.locale, letter.data(desk.shop))
    if look is None:
        return render_plainly(letter, desk, accent=accent)
    return Rendered(letter=letter, subject=look.subject, text=look.text, html=look.html)


def render_plainly(letter: Letter, desk: Desk, *, accent: str) -> Rendered:
    """The mail with our own look: `accent` is the color of its button."""
    values = {"letter": letter, "desk": desk, "shop": desk.shop, "accent": accent}
    html = environment().get_template("mails/mail.html").render(values)
    text = environment().get_template("mails/mail.txt").render(values)
    return Rendered(
        letter=letter,
        subject=letter.subject,
        text=text.strip() + "\n",
        html=_inliner.inline(html),
    )


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Templates of this package; HTML is escaped, a name that is missing is an error."""
    return ImmutableSandboxedEnvironment(
        loader=PackageLoader("shopwright_email_notify"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
