"""The catalog's jobs and what it hears."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from shopwright.commerce.catalog import membership
from shopwright.commerce.catalog.hooks import product_document
from shopwright.commerce.catalog.models import ProductMedia
from shopwright.commerce.catalog.rebuild import (
    JOB,
    queue_all_documents,
    queue_documents,
    rebuild_documents,
)
from shopwright.commerce.catalog.sales import EVERY as SALES_EVERY
from shopwright.commerce.catalog.sales import SALES_JOB, count_sales
from shopwright.commerce.catalog.vocabulary import RECOUNT_JOB, recount_words
from shopwright.commerce.custom_fields.hooks import custom_fields
from shopwright.platform.cache.stamps import RENEW_JOB, renew_stamps
from shopwright.platform.db import command, session
from shopwright.platform.events.consumers import Consumers, Job
from shopwright.platform.media import MediaProcessed
from shopwright.platform.plugins.hooks import PluginDisabled, PluginEnabled, SettingsChanged


def register(consumers: Consumers) -> None:
    """Make them known to a new application."""
    consumers.job(Job(name=RENEW_JOB, function=renew_stamps))
    consumers.job(Job(name=JOB, function=rebuild_documents, queue="heavy"))
    consumers.job(Job(name=membership.JOB, function=membership.check_waiting, queue="heavy"))
    ages = Job(name=membership.AGE_JOB, function=membership.check_ages, queue="heavy")
    consumers.job(ages, every=membership.EVERY)
    sales = Job(name=SALES_JOB, function=count_sales, queue="heavy")
    consumers.job(sales, every=SALES_EVERY)
    recount = Job(name=RECOUNT_JOB, function=recount_words, queue="heavy")
    consumers.job(recount, every=timedelta(days=1))
    consumers.hear(MediaProcessed, "catalog_pictures", show_picture)
    consumers.hear(PluginEnabled, "catalog_documents", rewrite_documents)
    consumers.hear(PluginDisabled, "catalog_documents", rewrite_documents)
    consumers.hear(SettingsChanged, "catalog_documents", rewrite_documents)


@command()
def show_picture(event: MediaProcessed) -> None:
    """Documents show a picture once it is ready."""
    showing = ProductMedia.media_id == event.media_id
    queue_documents(session(), select(ProductMedia.product_id).where(showing))


def rewrite_documents(event: PluginEnabled | PluginDisabled | SettingsChanged) -> None:
    """What a plugin adds to documents comes and goes with it."""
    if {product_document.name, custom_fields.name}.intersection(event.hooks):
        queue_all_documents()
