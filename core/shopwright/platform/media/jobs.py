"""The jobs that make pictures showable: fetching what an import names, and drawing all widths."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from shopwright.platform.cache import touch
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.events.consumers import Consumers, Job
from shopwright.platform.events.outbox import emit, enqueue
from shopwright.platform.media.commands import FETCH_JOB, RENDER_JOB, STAMP
from shopwright.platform.media.fetch import FetchFailed, fetch
from shopwright.platform.media.hooks import MediaProcessed
from shopwright.platform.media.images import Rendered, inspect, render
from shopwright.platform.media.models import Media
from shopwright.platform.media.storage import (
    read_original,
    remove_files,
    save_original,
    save_rendition,
)
from shopwright.platform.media.types import MediaInvalid, MediaTooLarge
from shopwright.platform.runtime import runtime

FETCH_AGAIN = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=12))
_log = structlog.get_logger()


def register(consumers: Consumers) -> None:
    """Make the jobs known to a new application."""
    consumers.job(Job(name=RENDER_JOB, function=draw_renditions, queue="heavy"))
    consumers.job(Job(name=FETCH_JOB, function=fetch_media, queue="heavy"))


def draw_renditions(media_id: str) -> None:
    """Draw a picture in all widths; one that cannot be read becomes `failed`."""
    row = _row(media_id)
    if row is None or row.original is None:
        return
    try:
        drawn = render(read_original(row.original))
    except (MediaInvalid, MediaTooLarge) as error:
        _fail(row.id, error.message)
        return
    paths = {str(width): save_rendition(data, width) for width, data in drawn.renditions.items()}
    old = _finish(row.id, drawn, paths)
    remove_files(None, paths.values() if old is None else old)


def fetch_media(media_id: str, attempt: int = 1) -> None:
    """Fetch a picture that an import named. A failure is written down, and tried again later."""
    row = _row(media_id)
    if row is None or row.source_url is None or row.original is not None:
        return
    try:
        data = fetch(row.source_url, max_bytes=runtime().settings.media_max_bytes)
        extension = inspect(data).extension
    except FetchFailed as error:
        _fetch_failed(row.id, str(error), attempt, lasting=error.lasting)
        return
    except (MediaInvalid, MediaTooLarge) as error:
        _fetch_failed(row.id, error.message, attempt, lasting=True)
        return
    path = save_original(data, extension)
    if not _fetched(row.id, path, hashlib.sha256(data).hexdigest()):
        remove_files(path, ())


def _row(media_id: str) -> Media | None:
    with read() as db:
        return db.get(Media, UUID(media_id))


@command()
def _finish(media_id: UUID, drawn: Rendered, paths: dict[str, str]) -> list[str] | None:
    """Returns the paths of earlier renditions; None when the picture was deleted meanwhile."""
    row = session().get(Media, media_id, with_for_update=True)
    if row is None:
        return None
    old = list(row.renditions.values())
    row.width, row.height, row.dominant_color = drawn.width, drawn.height, drawn.color
    row.renditions, row.state, row.error = dict(paths), "ready", None
    touch(STAMP)
    emit(MediaProcessed(media_id=media_id, state="ready"))
    return old


@command()
def _fetched(media_id: UUID, path: str, digest: str) -> bool:
    db = session()
    row = db.get(Media, media_id, with_for_update=True)
    if row is None or row.original is not None:
        return False
    # The same content under two addresses stays two pictures: each has products of its own.
    twin = db.scalar(select(Media.id).where(Media.digest == digest))
    row.original, row.digest = path, None if twin else digest
    row.state, row.error = "processing", None
    enqueue(RENDER_JOB, media_id=str(media_id))
    return True


@command()
def _fetch_failed(media_id: UUID, reason: str, attempt: int, *, lasting: bool) -> None:
    _fail(media_id, f"It could not be fetched: {reason}.")
    if not lasting and attempt <= len(FETCH_AGAIN):
        later = now() + FETCH_AGAIN[attempt - 1]
        enqueue(FETCH_JOB, run_at=later, media_id=str(media_id), attempt=attempt + 1)


@command()
def _fail(media_id: UUID, reason: str) -> None:
    row = session().get(Media, media_id, with_for_update=True)
    if row is None:
        return
    row.state, row.error = "failed", reason
    emit(MediaProcessed(media_id=media_id, state="failed"))
    _log.warning("a picture cannot be shown", media=str(media_id), reason=reason)
