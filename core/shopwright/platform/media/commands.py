"""Taking pictures in, changing and removing them.

A file cannot be part of a transaction. It is written before its row and removed after it, so that
a crash leaves a file without a row, never a row without its file.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from shopwright.platform import audit
from shopwright.platform.db import command, current_transaction, session
from shopwright.platform.events.outbox import emit, enqueue
from shopwright.platform.ids import uuid7
from shopwright.platform.media.hooks import MediaProcessed
from shopwright.platform.media.images import inspect
from shopwright.platform.media.models import Media
from shopwright.platform.media.queries import media, media_by_digest, view
from shopwright.platform.media.storage import remove_files, save_original
from shopwright.platform.media.types import (
    MediaInvalid,
    MediaTooLarge,
    MediaView,
    NoOriginal,
    UnknownMedia,
)
from shopwright.platform.runtime import runtime

RENDER_JOB = "media_renditions"
FETCH_JOB = "media_fetch"
_LONGEST_URL = 2000


def upload(data: bytes, *, file_name: str = "", alt: str = "") -> MediaView:
    """Take a picture in; the same content again is the picture that is there already.

    It is shown once a job has drawn it. No command: call it outside of transactions. Raises
    `MediaInvalid`, `MediaTooLarge`.
    """
    limit = runtime().settings.media_max_bytes
    if len(data) > limit:
        raise MediaTooLarge(f"The file is larger than {limit} bytes; save it smaller.")
    picture = inspect(data)
    digest = hashlib.sha256(data).hexdigest()
    known = media_by_digest(digest)
    if known is not None:
        return media(known)
    path = save_original(data, picture.extension)
    media_id = None
    try:
        media_id = _record(digest, path, PurePath(file_name).name[:255], alt)
    finally:
        if media_id is None:
            remove_files(path, ())
    found = media_by_digest(digest) if media_id is None else media_id
    assert found is not None
    return media(found)


@command()
def add_media_from_url(url: str, *, alt: str = "") -> UUID:
    """Take in the picture at `url`, which a job fetches; the same address again is the same one.

    For imports: what cannot be fetched stays visible as failed. Raises `MediaInvalid`.
    """
    url = url.strip()
    if not url.lower().startswith(("http://", "https://")) or len(url) > _LONGEST_URL:
        raise MediaInvalid("A picture's address must begin with http:// or https://.")
    db = session()
    known = db.scalar(select(Media.id).where(Media.source_url == url).limit(1))
    if known is not None:
        return known
    name = PurePath(url.partition("?")[0]).name[:255]
    row = Media(id=uuid7(), source_url=url, alt=alt, file_name=name, renditions={})
    db.add(row)
    db.flush()
    enqueue(FETCH_JOB, media_id=str(row.id))
    return row.id


@command()
def update_media(media_id: UUID, *, alt: str) -> MediaView:
    """Change what is read aloud instead of the picture. Raises `UnknownMedia`."""
    row = _locked(media_id)
    row.alt = alt
    audit.record("media.update", "media", media_id)
    if row.state == "ready":
        emit(MediaProcessed(media_id=media_id, state="ready"))
    session().flush()
    return view(row)


@command()
def retry_media(media_id: UUID) -> MediaView:
    """Fetch or draw a failed picture again. Raises `UnknownMedia`, `NoOriginal`."""
    row = _locked(media_id)
    if row.original is not None:
        enqueue(RENDER_JOB, media_id=str(media_id))
    elif row.source_url is not None:
        enqueue(FETCH_JOB, media_id=str(media_id))
    else:
        raise NoOriginal("The picture has no original; upload it again.")
    row.state, row.error = "processing", None
    session().flush()
    return view(row)


@command()
def delete_media(media_id: UUID) -> None:
    """Remove a picture with its files, from everything that shows it. Raises `UnknownMedia`."""
    row = _locked(media_id)
    original, renditions = row.original, list(row.renditions.values())
    session().delete(row)
    session().flush()
    audit.record("media.delete", "media", media_id, file_name=row.file_name)
    opened = current_transaction()
    opened.after_commit[f"media:{media_id}"] = lambda: remove_files(original, renditions)


@command()
def _record(digest: str, path: str, file_name: str, alt: str) -> UUID | None:
    """Returns the new picture's id; None when a twin was quicker."""
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    taken: UUID | None = session().scalar(
        dialect.insert(Media)
        .values(
            id=uuid7(),
            digest=digest,
            original=path,
            file_name=file_name,
            alt=alt,
            renditions={},
            state="processing",
        )
        .on_conflict_do_nothing(index_elements=["digest"])
        .returning(Media.id)
    )
    if taken is not None:
        enqueue(RENDER_JOB, media_id=str(taken))
        audit.record("media.upload", "media", taken, file_name=file_name)
    return taken


def _locked(media_id: UUID) -> Media:
    row = session().get(Media, media_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownMedia(media_id)
    return row
