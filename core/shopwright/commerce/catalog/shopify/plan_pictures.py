"""A product's pictures after an import. The file adds and arranges; it takes none away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from shopwright.commerce.catalog.shopify.known import Known
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.types import ImageRecord, ProductRecord
from shopwright.commerce.catalog.types import MAX_PICTURES, PictureInput, ProductView
from shopwright.platform.media import LONGEST_URL

_Picture = tuple[UUID, str]  # with its description


def plan_pictures(
    record: ProductRecord,
    view: ProductView | None,
    of_variants: Iterable[UUID],
    known: Known,
    notes: Notes,
) -> tuple[PictureInput, ...] | None:
    """All of the product's pictures in order; None: as they are.

    First those of the file, then the product's others, then those that only variants name. An
    order that the shop has already stays.
    """
    before = [(picture.media_id, picture.alt) for picture in view.media] if view else []
    named = _named(record.images, dict(before), known, notes)
    wanted = _merged(before, named, append=record.continuation)
    there = {media_id for media_id, _ in wanted}
    wanted += [(media_id, "") for media_id in dict.fromkeys(of_variants) if media_id not in there]
    if len(wanted) > MAX_PICTURES:
        message = (
            f"A product has at most {MAX_PICTURES} pictures; the last {len(wanted) - MAX_PICTURES} "
            "are left out."
        )
        notes.add(record.line, "Image Src", "too_many_images", message)
        wanted = wanted[:MAX_PICTURES]
    if wanted == before:
        return None
    return tuple(PictureInput(media_id=media_id, alt=alt) for media_id, alt in wanted)


def _named(
    images: Sequence[ImageRecord], alts: dict[UUID, str], known: Known, notes: Notes
) -> list[_Picture]:
    """The file's pictures by position; one without a description keeps the one it has."""
    order = sorted(enumerate(images, 1), key=lambda pair: (pair[1].position or pair[0], pair[0]))
    found: dict[UUID, str] = {}
    for _, image in order:
        media_id = known.pictures.get(image.src)
        if media_id is None:
            message = f"The address is longer than {LONGEST_URL} characters; the image is left out."
            notes.add(image.line, "Image Src", "too_long", message)
        else:
            alt = (image.alt or "").strip() or found.get(media_id) or alts.get(media_id, "")
            found[media_id] = alt
    return list(found.items())


def _merged(before: list[_Picture], named: list[_Picture], *, append: bool) -> list[_Picture]:
    texts = dict(named)
    kept = [(media_id, texts.get(media_id, alt)) for media_id, alt in before]
    there = {media_id for media_id, _ in before}
    if append:
        return kept + [picture for picture in named if picture[0] not in there]
    if [picture for picture in kept if picture[0] in texts] == named:
        return kept
    return named + [picture for picture in kept if picture[0] not in texts]
