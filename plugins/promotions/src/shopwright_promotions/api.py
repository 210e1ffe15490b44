"""The REST API, for staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from shopwright import (
    Cursor,
    Page,
    PageQuery,
    PluginApi,
    Reply,
    Result,
    plugin_context,
    staff,
)

from shopwright_promotions import books, commands, queries
from shopwright_promotions.shapes import (
    BulkIn,
    CodeOut,
    DifferenceOut,
    GeneratedOut,
    GenerateIn,
    PromotionOut,
    PromotionQuery,
    UsageOut,
    UseOut,
)
from shopwright_promotions.types import PromotionInput

READ, WRITE = staff("promotions:read"), staff("promotions:write")
api = PluginApi(
    "promotions", tag="Promotions", description="Offers, codes and what became of them."
)


class _Row(Protocol):
    @property
    def id(self) -> UUID: ...


R = TypeVar("R", bound=_Row)


def _paged(
    query: PageQuery, fetch: Callable[[UUID | None, int], Sequence[R]]
) -> tuple[list[R], str | None]:
    """A page of rows, the newest first, and where the next one begins."""
    after = query.after("newest", UUID)
    rows = list(fetch(after[0] if after else None, query.limit + 1))
    page = rows[: query.limit]
    return page, Cursor.encode("newest", page[-1].id) if len(rows) > query.limit else None


def _revision(promotion_id: UUID) -> str:
    return str(queries.promotion(plugin_context(), promotion_id).revision)


def _shown(promotion_id: UUID) -> Reply:
    view = queries.promotion(plugin_context(), promotion_id)
    return Reply(PromotionOut.of(view), etag=str(view.revision))


@api.get("/schema", returns=dict[str, Any], access=READ, summary="Read the form of a promotion")
def schema() -> Result:
    """The JSON Schema of a promotion, with every kind of condition and action."""
    return PromotionInput.model_json_schema()


@api.get(
    "/promotions",
    query=PromotionQuery,
    returns=Page[PromotionOut],
    access=READ,
    summary="List promotions",
)
def list_promotions(query: PromotionQuery) -> Result:
    """The newest first."""
    rows, following = _paged(
        query,
        lambda after, limit: queries.promotions(
            plugin_context(), status=query.status, text=query.text, after=after, limit=limit
        ),
    )
    return Page[PromotionOut](items=[PromotionOut.of(row) for row in rows], next=following)


@api.post(
    "/promotions",
    body=PromotionInput,
    returns={201: PromotionOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Make a promotion",
)
def create_promotion(body: PromotionInput) -> Result:
    """It applies from the next calculation of any cart."""
    return _shown(commands.create(plugin_context(), body))


@api.post(
    "/promotions/bulk",
    body=BulkIn,
    returns={204: None},
    access=WRITE,
    errors=(404, 409),
    summary="Change many promotions",
)
def change_many(body: BulkIn) -> None:
    """All of them, or none."""
    ctx = plugin_context()
    with ctx.transaction():
        for promotion_id in sorted(set(body.ids)):
            if body.action == "archive":
                commands.archive(ctx, promotion_id)
            else:
                commands.switch(ctx, promotion_id, enabled=body.action == "enable")


@api.get(
    "/promotions/<uuid:promotion_id>",
    returns=PromotionOut,
    access=READ,
    summary="Read a promotion",
)
def read_promotion(promotion_id: UUID) -> Result:
    """With its conditions and its action. The ETag is for `If-Match`: `used` changes without it."""
    return _shown(promotion_id)


@api.put(
    "/promotions/<uuid:promotion_id>",
    body=PromotionInput,
    returns=PromotionOut,
    access=WRITE,
    errors=(409,),
    if_match=_revision,
    summary="Change a promotion",
)
def change_promotion(promotion_id: UUID, body: PromotionInput) -> Result:
    """Replaces it as a whole; what orders have of it stays counted."""
    commands.change(plugin_context(), promotion_id, body)
    return _shown(promotion_id)


@api.delete("/promotions/<uuid:promotion_id>", access=WRITE, summary="Archive a promotion")
def archive_promotion(promotion_id: UUID) -> None:
    """It is out of use for good, and kept for the orders that have it."""
    commands.archive(plugin_context(), promotion_id)


@api.get(
    "/promotions/<uuid:promotion_id>/codes",
    query=PageQuery,
    returns=Page[CodeOut],
    access=READ,
    summary="List a promotion's codes",
)
def list_codes(promotion_id: UUID, query: PageQuery) -> Result:
    """In their alphabetical order."""
    after = query.after("code", str)
    rows = queries.codes(
        plugin_context(), promotion_id, after=after[0] if after else None, limit=query.limit + 1
    )
    page = rows[: query.limit]
    following = Cursor.encode("code", page[-1].code) if len(rows) > query.limit else None
    return Page[CodeOut](items=[CodeOut.model_validate(row) for row in page], next=following)


@api.post(
    "/promotions/<uuid:promotion_id>/codes",
    body=GenerateIn,
    returns={201: GeneratedOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Generate codes",
)
def generate_codes(promotion_id: UUID, body: GenerateIn) -> Result:
    """Each is good for one order."""
    codes = commands.generate(
        plugin_context(),
        promotion_id,
        body.count,
        prefix=body.folded_prefix,
        length=body.length,
    )
    return GeneratedOut(codes=codes)


@api.delete(
    "/promotions/<uuid:promotion_id>/codes/<uuid:code_id>",
    access=WRITE,
    errors=(409,),
    summary="Remove a code",
)
def remove_code(promotion_id: UUID, code_id: UUID) -> None:
    """Only one that no order has."""
    commands.remove_code(plugin_context(), promotion_id, code_id)


@api.get(
    "/promotions/<uuid:promotion_id>/usage",
    returns=UsageOut,
    access=READ,
    summary="Report what became of a promotion",
)
def usage(promotion_id: UUID) -> Result:
    """In sums; the orders are below `/uses`."""
    return UsageOut.model_validate(queries.usage(plugin_context(), promotion_id))


@api.get(
    "/promotions/<uuid:promotion_id>/uses",
    query=PageQuery,
    returns=Page[UseOut],
    access=READ,
    summary="List the orders that have a promotion",
)
def list_uses(promotion_id: UUID, query: PageQuery) -> Result:
    """The latest first."""
    rows, following = _paged(
        query,
        lambda after, limit: queries.uses(plugin_context(), promotion_id, after=after, limit=limit),
    )
    return Page[UseOut](items=[UseOut.model_validate(row) for row in rows], next=following)


@api.get("/books", returns=list[DifferenceOut], access=READ, summary="Check the books")
def check_books() -> Result:
    """Counters that differ from the orders, and limits that are exceeded; none is right."""
    return [DifferenceOut.model_validate(item) for item in books.differences(plugin_context())]
