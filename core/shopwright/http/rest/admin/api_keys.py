"""Keys for programs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from shopwright.commerce import staff as area
from shopwright.commerce.staff import ApiKeyView
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, PageQuery, Result, staff
from shopwright.http.rest.paging import cut
from shopwright.http.rest.people import PermissionName

api = Api("admin_api_keys", tag="API keys", description="Keys for programs.", prefix=ADMIN)

READ, WRITE = staff("staff:read"), staff("staff:write")


class ApiKeyIn(Model):
    """A new key. Its scopes are permissions, of those that you hold yourself."""

    name: str = Field(min_length=1, max_length=80, examples=["Warehouse sync"])
    scopes: list[PermissionName] = Field(
        min_length=1, max_length=200, examples=[["inventory:read"]]
    )
    expires_at: AwareDatetime | None = None


class ApiKeyPatch(Model):
    """A key's name is all that can change; for other scopes make another key."""

    name: str = Field(min_length=1, max_length=80)


class ApiKeyOut(OutModel):
    """A key without its secret: `prefix` is how to recognize it (`sw_<prefix>_...`)."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_by: UUID | None
    created_at: datetime
    last_used_at: datetime | None = Field(description="Right to the minute.")
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, view: ApiKeyView) -> ApiKeyOut:
        """From the value that commerce gives."""
        values = {name: getattr(view, name) for name in cls.model_fields}
        return cls(**{**values, "scopes": list(view.scopes)})


class NewApiKeyOut(OutModel):
    """A new key. `key` is shown this once: keep it where secrets are kept."""

    id: UUID
    key: str


@api.get(
    "/api-keys", query=PageQuery, returns=Page[ApiKeyOut], access=READ, summary="List API keys"
)
def list_keys(query: PageQuery) -> Result:
    """Latest first, revoked ones too."""
    rows = area.api_keys(after=query.after("newest", datetime, UUID), limit=query.limit + 1)
    page, following = cut(rows, query.limit, "newest", lambda row: (row.created_at, row.id))
    return Page[ApiKeyOut](items=[ApiKeyOut.of(row) for row in page], next=following)


@api.post(
    "/api-keys", body=ApiKeyIn, returns={201: NewApiKeyOut}, access=WRITE, summary="Make an API key"
)
def create_key(body: ApiKeyIn) -> Result:
    """Takes no `Idempotency-Key`: its answer would be a stored secret."""
    created = area.create_api_key(body.name, body.scopes, expires_at=body.expires_at)
    return NewApiKeyOut(id=created.id, key=created.key)


@api.get("/api-keys/<uuid:key_id>", returns=ApiKeyOut, access=READ, summary="Read an API key")
def read_key(key_id: UUID) -> Result:
    return ApiKeyOut.of(area.api_key(key_id))


@api.patch(
    "/api-keys/<uuid:key_id>",
    body=ApiKeyPatch,
    returns=ApiKeyOut,
    access=WRITE,
    summary="Rename an API key",
)
def rename_key(key_id: UUID, body: ApiKeyPatch) -> Result:
    area.rename_api_key(key_id, body.name)
    return ApiKeyOut.of(area.api_key(key_id))


@api.delete("/api-keys/<uuid:key_id>", access=WRITE, summary="Revoke an API key")
def revoke_key(key_id: UUID) -> None:
    """At once and for good. The key stays in the list, so that old log entries can be read."""
    area.revoke_api_key(key_id)
