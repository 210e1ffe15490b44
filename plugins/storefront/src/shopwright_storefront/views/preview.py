"""Previews: staff look at a draft, or a revision, on the shop's own pages. Nobody else does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from flask import Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from shopwright import Context, NotFound, check_form, plugin_context, read_cookie, set_cookie
from werkzeug.wrappers import Response as BaseResponse

from shopwright_storefront.present.language import Language
from shopwright_storefront.render.failures import Failure
from shopwright_storefront.render.forms import CSRF, RETURN_TO
from shopwright_storefront.revisions.drafts import draft_of
from shopwright_storefront.revisions.queries import revision
from shopwright_storefront.themes.overlay import Overlay

R = TypeVar("R", bound=BaseResponse)
COOKIE = "preview"
LASTING = timedelta(hours=12)
_SALT = "shopwright_storefront.preview"
_ENDED = "This preview is over, or its address is not whole; open it again from the dashboard."


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What somebody looks at: a theme's revision or, without one, the `owner`'s draft."""

    theme: str
    version: str
    revision: UUID | None
    owner: str
    until: datetime

    def overlay(self, ctx: Context) -> Overlay:
        """What the merchant has changed there. Raises `RevisionNotFound`."""
        if self.revision is not None:
            return revision(ctx, self.revision).overlay
        return draft_of(ctx, self.owner, self.theme).overlay


class PreviewOver(NotFound):
    """A preview's address does not open anything."""

    code = "preview_over"

    def __init__(self) -> None:
        super().__init__(_ENDED)


def token_of(preview: Preview) -> str:
    """As it is in addresses and in the cookie: signed, readable, and of no use to other shops."""
    values = {
        "theme": preview.theme,
        "version": preview.version,
        "revision": str(preview.revision) if preview.revision else None,
        "owner": preview.owner,
        "until": preview.until.isoformat(),
    }
    token: str = _signer().dumps(values)
    return token


def preview_of(token: str, now: datetime) -> Preview | None:
    """None for a token that is forged, or whose time is over."""
    try:
        values: Mapping[str, Any] = _signer().loads(token)
    except BadSignature:
        return None
    until = datetime.fromisoformat(values["until"])
    if until <= now:
        return None
    return Preview(
        theme=values["theme"],
        version=values["version"],
        revision=UUID(values["revision"]) if values["revision"] else None,
        owner=values["owner"],
        until=until,
    )


def current_preview(ctx: Context) -> Preview | None:
    """What this browser looks at; None for shoppers."""
    token = read_cookie(COOKIE)
    return preview_of(token, ctx.now()) if token else None


def enter(token: str) -> ResponseReturnValue:
    """From now on this browser sees the preview; on to the page `?to=/path`."""
    ctx = plugin_context()
    found = preview_of(token, ctx.now())
    if found is None:
        raise PreviewOver
    set_cookie(COOKIE, token, max_age=found.until - ctx.now())
    return unlisted(redirect(own_path(request.args.get("to", "")), 303))


def leave() -> ResponseReturnValue:
    """Back to what shoppers see."""
    check_form(request.form.get(CSRF))
    set_cookie(COOKIE, "", max_age=timedelta())
    return redirect(own_path(request.form.get(RETURN_TO, "")), 303)


def unlisted(response: R) -> R:
    """Not for search engines, and not to be kept by anybody."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def own_path(asked: str) -> str:
    """A path of this shop; its first page for anything else."""
    return asked if asked.startswith("/") and asked[1:2] not in ("/", "\\") else "/"


def banner(
    preview: Preview, failures: tuple[Failure, ...], csrf_token: str, language: Language
) -> Markup:
    """Says that this is no page of shoppers', what failed on it, and the way out."""
    what = "preview.revision" if preview.revision else "preview.draft"
    told = language.say(what, theme=preview.theme, version=preview.version)
    return Markup(
        '<aside class="preview-banner" aria-label="{label}" style="{style}"><p style="margin:0">'
        '{told}</p>{failed}<form method="post" action="/preview/leave" style="margin:0">'
        '<input type="hidden" name="{csrf}" value="{token}">'
        '<input type="hidden" name="{to}" value="{path}">'
        '<button style="{button}">{leave}</button></form></aside>'
    ).format(
        label=language.say("preview.label"),
        style=_STYLE,
        button=_BUTTON,
        told=told,
        failed=_failed(failures, language),
        csrf=CSRF,
        token=csrf_token,
        to=RETURN_TO,
        path=request.path,
        leave=language.say("preview.leave"),
    )


def with_banner(response: Response, html: Markup) -> Response:
    """The page with it, before its body ends."""
    before, end, after = response.get_data(as_text=True).rpartition("</body>")
    response.set_data(f"{before}{html}{end}{after}" if end else f"{after}{html}")
    return unlisted(response)


_STYLE = (
    "position:fixed;inset-inline:0;inset-block-end:0;z-index:1000;display:flex;gap:16px;"
    "flex-wrap:wrap;align-items:center;justify-content:space-between;padding:10px 16px;"
    "background:#18181b;color:#fff;font:14px/1.4 system-ui,sans-serif"
)
_BUTTON = (
    "min-height:36px;padding:0 16px;border:0;border-radius:6px;background:#fff;color:#18181b;"
    "font:inherit;font-weight:600;cursor:pointer"
)


def _failed(failures: tuple[Failure, ...], language: Language) -> Markup:
    if not failures:
        return Markup("")
    rows = Markup("").join(Markup("<li>{}</li>").format(_sentence(one)) for one in failures)
    said = language.say("preview.failed", count=len(failures))
    return Markup(
        '<details style="color:#fecaca"><summary style="cursor:pointer">{}</summary>'
        '<ul style="margin:4px 0">{}</ul></details>'
    ).format(said, rows)


def _sentence(failure: Failure) -> str:
    by = f"{failure.plugin}: " if failure.plugin else ""
    where = f"{failure.what}: " if failure.what else ""
    return f"{by}{where}{failure}"


def _signer() -> URLSafeSerializer:
    """An old key opens what it has signed until that is over."""
    keys = [*current_app.config.get("SECRET_KEY_FALLBACKS", ()), str(current_app.secret_key)]
    return URLSafeSerializer(keys, salt=_SALT)
