"""Drawing the demo shop's pictures, a product at a time, after the shop is open.

It takes a minute or two of one core in all, so it is a chain of jobs: each draws a few pictures,
hands them to media like any upload, and owes the next. In between, media draws the widths and the
products are published with what is ready. Every product gets its first picture before any gets its
second, beginning with those that shoppers see first.

The drawing code is imported when a job runs: every process of every shop imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.catalog import (
    PictureInput,
    ProductPatch,
    ProductView,
    VariantInput,
    product,
    product_id_by_handle,
    update_product,
)
from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.db import command
from shopwright.platform.events.consumers import Consumers, Job
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.media import upload

JOB = "demo_pictures"
_WIDTH = 1080  # the widest rendition of media that is worth its time here


@dataclass(frozen=True, slots=True)
class PictureStep:
    """Bring a product to its first `count` pictures."""

    handle: str
    count: int


def register(consumers: Consumers) -> None:
    """Make the job known to a new application."""
    consumers.job(Job(name=JOB, function=draw_pictures, queue="heavy"))


@command()
def draw_pictures_soon(step: int = 0) -> None:
    """Owe a step of the chain, and with it all that follow. A step is owed once."""
    enqueue(JOB, dedupe_key=f"{JOB}:{step}", step=step)


def draw_pictures(step: int) -> None:
    """The job. A product that is gone, or has that many pictures, is passed over."""
    steps = picture_steps()
    with acting_as(Actor(kind="system", label="demo")):
        _draw(steps[step])
    if step + 1 < len(steps):
        draw_pictures_soon(step + 1)


def picture_steps() -> Sequence[PictureStep]:
    """What there is to draw, in order."""
    from shopwright.demo.catalog import demo_collections, demo_products

    shown = [handle for shelf in demo_collections()[:2] for handle in shelf.products]
    rank = {handle: place for place, handle in enumerate(dict.fromkeys(shown))}
    ordered = sorted(
        demo_products(),
        key=lambda p: (p.status != "active", rank.get(p.handle, len(rank)), p.age_days),
    )
    first = [PictureStep(product.handle, 1) for product in ordered]
    return first + [PictureStep(product.handle, len(product.pictures)) for product in ordered]


def _draw(step: PictureStep) -> None:
    from shopwright.demo.catalog import demo_products
    from shopwright.demo.pictures import draw

    product_id = product_id_by_handle(step.handle)
    if product_id is None:
        return
    view = product(product_id)
    sheet = next(found for found in demo_products() if found.handle == step.handle)
    media_ids = [picture.media_id for picture in view.media]
    if len(media_ids) >= step.count:
        return
    for number in range(len(media_ids), step.count):
        picture = sheet.pictures[number]
        data = draw(picture.subject, picture.palette, angle=picture.angle, width=_WIDTH)
        name = f"{step.handle}-{number + 1}.webp"
        media_ids.append(upload(data, file_name=name, alt=picture.alt).id)
    looks = {variant.sku: variant.picture for variant in sheet.variants}
    update_product(
        product_id,
        ProductPatch(
            media=tuple(PictureInput(media_id=media_id) for media_id in media_ids),
            variants=tuple(_variants(view, looks, media_ids)),
        ),
        version=view.version,
    )


def _variants(
    view: ProductView, looks: Mapping[str, int], media_ids: Sequence[UUID]
) -> Iterator[VariantInput]:
    """The variants as they are, with the pictures that show them as far as there are any."""
    for variant in view.variants:
        look = looks.get(variant.sku or "", len(media_ids))
        yield VariantInput(
            id=variant.id,
            sku=variant.sku,
            barcode=variant.barcode,
            options=variant.options,
            weight_grams=variant.weight_grams,
            policy=variant.policy,  # type: ignore[arg-type]
            requires_shipping=variant.requires_shipping,
            taxable=variant.taxable,
            active=variant.active,
            media_id=media_ids[look] if look < len(media_ids) else variant.media_id,
        )
