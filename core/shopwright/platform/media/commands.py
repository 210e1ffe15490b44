"""Taking pictures in, changing and removing them.

A file cannot be part of a transaction. It is written before its row and removed after it, so that
a crash leaves a file without a row, never a row without its file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.platform import audit
from shopwright.platform.cache import touch
from shopwright.platform.db import command, current_transaction, insert_rows, session
from shopwright.platform.events.outbox import emit, enqueue, enqueue_each
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
LONGEST_URL = 2000
STAMP = "media"
"""Renewed when any picture is another one, has other words, or is gone."""
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


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
    return _taken_in(session(), [url], alt)[url]


@command()
def add_media_from_urls(urls: Iterable[str]) -> dict[str, UUID]:
    """The same for many addresses, by address; as many statements as for one."""
    return _taken_in(session(), list(dict.fromkeys(urls)), "")


def _taken_in(db: Session, urls: Sequence[str], alt: str) -> dict[str, UUID]:
    if any(not _ADDRESS.match(url) or len(url) > LONGEST_URL for url in urls):
        raise MediaInvalid("A picture's address must begin with http:// or https://.")
    rows = db.execute(
        select(Media.source_url, Media.id)
        .where(Media.source_url.in_(urls))
        .order_by(Media.id.desc())
    )
    found = {row[0]: row[1] for row in rows if row[0] is not None}
    new = {url: uuid7() for url in urls if url not in found}
    insert_rows(
        db,
        Media,
        [
            {
                "id": key,
                "source_url": url,
                "alt": alt,
                "file_name": _file_name(url),
                "renditions": {},
            }
            for url, key in new.items()
        ],
    )
    enqueue_each(FETCH_JOB, [{"media_id": str(key)} for key in new.values()])
    return found | new


def _file_name(url: str) -> str:
    return PurePath(url.partition("?")[0]).name[:255]


@command()
def update_media(media_id: UUID, *, alt: str) -> MediaView:
    """Change what is read aloud instead of the picture. Raises `UnknownMedia`."""
    row = _locked(media_id)
    row.alt = alt
    audit.record("media.update", "media", media_id)
    touch(STAMP)
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
    touch(STAMP)
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
