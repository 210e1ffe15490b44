"""The pictures of products."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.catalog.commands.products import change_product, lock_product
from shopwright.commerce.catalog.models import ProductMedia
from shopwright.commerce.catalog.rebuild import queue_documents
from shopwright.commerce.catalog.types import PictureInput, ProductView
from shopwright.platform.db import command, session
from shopwright.platform.media import delete_media


@command()
def delete_picture(media_id: UUID) -> None:
    """Remove a picture with its files; products that show it are published without it.

    Raises `UnknownMedia`.
    """
    showing = select(ProductMedia.product_id).where(ProductMedia.media_id == media_id)
    queue_documents(session(), showing)
    delete_media(media_id)


@command()
def add_picture(product_id: UUID, picture: PictureInput) -> ProductView:
    """Put a picture at the end of a product's; one that is there gets the new text.

    Raises `UnknownProduct`, `ProductInvalid`.
    """
    lock_product(session(), product_id)
    kept = [item for item in _pictures(product_id) if item.media_id != picture.media_id]
    return change_product(product_id, {"media": (*kept, picture)})


@command()
def remove_picture(product_id: UUID, media_id: UUID) -> ProductView:
    """Take a picture off a product; one that is not there is no error. Raises `UnknownProduct`."""
    lock_product(session(), product_id)
    kept = tuple(item for item in _pictures(product_id) if item.media_id != media_id)
    return change_product(product_id, {"media": kept})


def _pictures(product_id: UUID) -> list[PictureInput]:
    rows = session().execute(
        select(ProductMedia.media_id, ProductMedia.alt)
        .where(ProductMedia.product_id == product_id)
        .order_by(ProductMedia.position)
    )
    return [PictureInput(media_id=media_id, alt=alt) for media_id, alt in rows]
