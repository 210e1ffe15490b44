"""The plugin: counting at night, publishing with the product, showing in two slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from click import Command
from shopwright import Context, Job, Plugin, Schedule, SlotContent, hooks
from shopwright.commerce.catalog import Document, DocumentDraft, ProductDeleted, ProductUpdated

from shopwright_recommendations import cli, pairs, showing
from shopwright_recommendations.settings import Settings

_TEMPLATE = "together.html"
_ASSETS = ("together.css",)


class Recommendations(Plugin):
    """Shows what is often bought together."""

    id = "recommendations"
    settings: Settings

    @hooks.job_definitions
    def jobs(self, ctx: Context) -> Iterable[Job]:
        """Counting."""
        return [Job(name="count", func=self.count, queue="heavy", timeout=600)]

    @hooks.schedules
    def schedules(self, ctx: Context) -> Iterable[Schedule]:
        """When few people buy."""
        return [Schedule(job="count", cron="40 3 * * *")]

    def count(self, ctx: Context) -> None:
        """The job."""
        pairs.count(ctx, self.settings)

    @hooks.cli_commands
    def commands(self, ctx: Context) -> Iterable[Command]:
        """For who does not want to wait for the night."""
        return [cli.count]

    @hooks.product_document
    def publish(self, draft: DocumentDraft, ctx: Context) -> Document:
        """What stands on the product's page."""
        return showing.with_others(draft, ctx)

    @hooks.product_updated
    def follow(self, event: ProductUpdated, ctx: Context) -> None:
        """Its title, picture or stock stands on others' pages, too."""
        pairs.follow(ctx, event.product_id, self.settings.number)

    @hooks.product_deleted
    def forget(self, event: ProductDeleted, ctx: Context) -> None:
        """Nobody can buy it any more. The next night's count drops its pairs."""
        pairs.follow(ctx, event.product_id, self.settings.number)

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> Iterable[SlotContent]:
        """Below a product, and below the lines of a cart."""
        return [
            SlotContent(
                slot="product.end",
                template=_TEMPLATE,
                function=showing.for_product,
                assets=_ASSETS,
            ),
            SlotContent(
                slot="cart.after_lines",
                template=_TEMPLATE,
                function=self.cross_sells,
                assets=_ASSETS,
            ),
        ]

    def cross_sells(self, payload: Mapping[str, Any], ctx: Context) -> dict[str, Any] | None:
        """For the cart that is looked at."""
        return showing.for_cart(payload, ctx, self.settings.number)
