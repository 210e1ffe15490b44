"""The mailbox: every mail of the shop on one page.

Staff with the right find it on the dashboard; those who develop a shop, or show it around, without
signing in. A mail is shown in a frame that may run nothing and load nothing of the shop's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from babel.dates import format_date, format_datetime, format_time
from flask import Blueprint, Response, abort, request, url_for
from shopwright import plugin_context
from sqlalchemy import Select, func, select

from shopwright_email_notify.models import Mail
from shopwright_email_notify.rendering import environment

PAGE_SIZE = 30
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
# What the shelves hold: kinds of mails by what they are about.
_SHELVES = {
    "orders": ("order_placed", "order_paid", "order_shipped", "refund_issued", "order_canceled"),
    "accounts": (
        "verify_email", "change_email", "change_email_notice", "password_reset", "invitation",
        "password_changed", "account_exists", "staff_invitation", "staff_password_reset",
    ),
}  # fmt: skip
View = Literal["mail", "text", "details"]


def mailbox(name: str) -> Blueprint:
    """The pages, as a blueprint of this name."""
    pages = Blueprint(name, __name__, static_folder="static", static_url_path="/mailbox/static")
    pages.after_request(_never_stored)
    pages.get("/mailbox")(index)
    pages.get("/mailbox/<uuid:mail_id>")(show)
    pages.get("/mailbox/<uuid:mail_id>/html")(html)
    return pages


def for_developers() -> Blueprint:
    """The mailbox without a lock, in development only."""
    pages = mailbox("mailbox")
    pages.before_request(_for_developers_only)
    return pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the list is narrowed to."""

    shelf: str = ""
    text: str = ""
    before: UUID | None = None

    @classmethod
    def of_request(cls) -> Search:
        """From the query string; what makes no sense there is as if it were not there."""
        shelf = request.args.get("shelf", "")
        return cls(
            shelf=shelf if shelf in _SHELVES else "",
            text=request.args.get("q", "").strip()[:200],
            before=_uuid(request.args.get("before", "")),
        )

    def arguments(self, **changes: str) -> dict[str, str]:
        """As a query string's arguments, without those that say nothing."""
        values = {"shelf": self.shelf, "q": self.text} | changes
        return {name: value for name, value in values.items() if value}


def _for_developers_only() -> None:
    if not plugin_context().shop.development:
        abort(404)


def _never_stored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def index() -> Response:
    """The list, with the newest mail beside it where there is room."""
    return _page(Search.of_request(), chosen=None)


def show(mail_id: UUID) -> Response:
    """One mail beside the list."""
    return _page(Search.of_request(), chosen=_mail(mail_id))


def html(mail_id: UUID) -> Response:
    """The mail itself, for the frame. Its links open in a window of their own."""
    mail = _mail(mail_id)
    body = mail.html.replace("<head>", '<head><base target="_blank">', 1)
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _MAIL_POLICY
    return response


def _page(search: Search, *, chosen: Mail | None) -> Response:
    with plugin_context().read() as db:
        rows = list(db.scalars(_listed(search).limit(PAGE_SIZE + 1)))
        grouped = db.execute(
            select(Mail.kind, func.count(Mail.id).label("count")).group_by(Mail.kind)
        ).mappings()
        counts = {str(row["kind"]): int(row["count"]) for row in grouped}
    mails, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    view = request.args.get("view", "mail")
    values = {
        "mails": mails,
        "older": mails[-1].id if more else None,
        "search": search,
        "shelves": _shelves(counts),
        "mail": chosen or (mails[0] if mails else None),
        "is_chosen": chosen is not None,
        "view": view if view in ("mail", "text", "details") else "mail",
        "shop": plugin_context().shop,
        "host": plugin_context().settings.host,
        "url_for": url_for,
        "when": _when,
        "at": _at,
    }
    body = environment().get_template("mailbox/page.html").render(values)
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _PAGE_POLICY
    return response


def _listed(search: Search) -> Select[Mail]:
    """Newest first; keys are in the order of time."""
    statement = select(Mail).order_by(Mail.id.desc())
    if search.shelf:
        statement = statement.where(Mail.kind.in_(_SHELVES[search.shelf]))
    if search.text:
        text = search.text.lower()
        statement = statement.where(
            func.lower(Mail.recipient).contains(text, autoescape=True)
            | func.lower(Mail.subject).contains(text, autoescape=True)
        )
    if search.before is not None:
        statement = statement.where(Mail.id < search.before)
    return statement


def _mail(mail_id: UUID) -> Mail:
    with plugin_context().read() as db:
        found = db.get(Mail, mail_id)
    if found is None:
        abort(404)
    return found


def _shelves(counts: dict[str, int]) -> Iterable[dict[str, Any]]:
    """Names and how many mails are on each; the first is for all."""
    yield {"id": "", "label": "All", "count": sum(counts.values())}
    for name, kinds in _SHELVES.items():
        count = sum(counts.get(kind, 0) for kind in kinds)
        yield {"id": name, "label": name.capitalize(), "count": count}


def _when(moment: datetime) -> str:
    """As in a list: the time today, else the day. By this machine's clock."""
    local, today = moment.astimezone(), datetime.now().astimezone()
    if local.date() == today.date():
        return format_time(local, "HH:mm", locale="en")
    if today.date() - local.date() < timedelta(days=300):
        return format_date(local.date(), "d MMM", locale="en")
    return format_date(local.date(), "d MMM yyyy", locale="en")


def _at(moment: datetime) -> str:
    return format_datetime(moment.astimezone(), "EEEE, d MMMM yyyy, HH:mm:ss", locale="en")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
