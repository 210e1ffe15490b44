"""The catalog's jobs and what it hears."""

from __future__ import annotations

from shopwright.commerce.catalog.rebuild import JOB, rebuild_documents
from shopwright.platform.cache.stamps import RENEW_JOB, renew_stamp
from shopwright.platform.events.consumers import Consumers, Job


def register(consumers: Consumers) -> None:
    """Make them known to a new application."""
    consumers.job(Job(name=RENEW_JOB, function=renew_stamp))
    consumers.job(Job(name=JOB, function=rebuild_documents, queue="heavy"))
