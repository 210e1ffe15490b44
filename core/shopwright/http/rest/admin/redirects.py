"""Old addresses that staff send elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shopwright.commerce import catalog
from shopwright.commerce.catalog import RedirectInput, RedirectView
from shopwright.http.rest.kit import (
    ADMIN,
    Api,
    Model,
    OutModel,
    Page,
    PageQuery,
    Result,
    Upload,
    Uploaded,
    staff,
)
from shopwright.http.rest.paging import cut
from shopwright.platform.errors import Invalid, Problem

api = Api(
    "admin_redirects",
    tag="Redirects (staff)",
    description="Old addresses. Handles that were changed need none: they lead on by themselves.",
    prefix=ADMIN,
)
READ, WRITE = staff("catalog:read"), staff("catalog:write")
_MAX_FILE = 4 * 1024 * 1024


class RedirectsQuery(PageQuery):
    """Filters of the list."""

    text: str = Field(default="", max_length=200, description="Part of the path or the target.")


class RedirectIn(RedirectInput, Model):
    """A path of this shop, and where it leads: another path, or an address elsewhere."""


class RedirectPatchIn(Model):
    """Another target."""

    target: str = Field(min_length=1, max_length=1000)


class RedirectOut(OutModel):
    """A path and where it leads; chains are collapsed."""

    id: UUID
    path: str
    target: str
    created_at: datetime

    @classmethod
    def of(cls, view: RedirectView) -> RedirectOut:
        """From the value that commerce gives."""
        return cls.model_validate(view)


class LineProblemOut(OutModel):
    """Why a line was left out."""

    line: str = Field(description="`lines.<number>`, the first line being 1.")
    code: str
    message: str


class RedirectImportOut(OutModel):
    """What a file brought."""

    added: int
    changed: int
    problems: list[LineProblemOut]


@api.get(
    "/redirects",
    query=RedirectsQuery,
    returns=Page[RedirectOut],
    access=READ,
    summary="List redirects",
)
def list_redirects(query: RedirectsQuery) -> Result:
    """The newest first."""
    after = query.after("newest", datetime, UUID)
    rows = catalog.redirects(text=query.text, limit=query.limit + 1, after=after)
    page, cursor = cut(rows, query.limit, "newest", lambda row: (row.created_at, row.id))
    return Page[RedirectOut](items=[RedirectOut.of(view) for view in page], next=cursor)


@api.post(
    "/redirects",
    body=RedirectIn,
    returns={201: RedirectOut},
    access=WRITE,
    idempotent=True,
    summary="Create a redirect",
)
def create_redirect(body: RedirectIn) -> Result:
    """Refused for a circle, and for a path that has one."""
    return RedirectOut.of(catalog.create_redirect(body))


@api.post(
    "/redirects/import",
    body=Upload(media_types=("text/csv",), max_bytes=_MAX_FILE),
    returns=RedirectImportOut,
    access=WRITE,
    summary="Import redirects",
)
def import_redirects(body: Uploaded) -> Result:
    """From CSV in UTF-8 with the columns `path` and `target`, or as Shopify names them.

    Paths that have a redirect get the file's. Lines that cannot be used are told and left out.
    """
    try:
        text = body.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(code="not_utf8", message="Save the file as UTF-8.", field="#")
        raise Invalid("The file is not in UTF-8.", problems=[problem]) from error
    done = catalog.import_redirects(text)
    problems = [
        LineProblemOut(line=item.field or "", code=item.code, message=item.message)
        for item in done.problems
    ]
    return RedirectImportOut(added=done.added, changed=done.changed, problems=problems)


@api.get(
    "/redirects/<uuid:redirect_id>", returns=RedirectOut, access=READ, summary="Read a redirect"
)
def read_redirect(redirect_id: UUID) -> Result:
    """A path, and where it leads."""
    return RedirectOut.of(catalog.redirect(redirect_id))


@api.patch(
    "/redirects/<uuid:redirect_id>",
    body=RedirectPatchIn,
    returns=RedirectOut,
    access=WRITE,
    summary="Change a redirect",
)
def update_redirect(redirect_id: UUID, body: RedirectPatchIn) -> Result:
    """Its target; for another path make another one."""
    return RedirectOut.of(catalog.update_redirect(redirect_id, body.target))


@api.delete("/redirects/<uuid:redirect_id>", access=WRITE, summary="Delete a redirect")
def delete_redirect(redirect_id: UUID) -> Result:
    """Those that led on over its path keep leading to its target."""
    catalog.delete_redirect(redirect_id)
    return None
