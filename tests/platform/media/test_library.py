"""Pictures in the shop: taken in once, drawn in a job, changed, removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from shopwright.platform import media
from shopwright.platform.cache import current_stamps
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.ids import uuid7
from shopwright.platform.media import (
    MediaInvalid,
    MediaTooLarge,
    NoOriginal,
    UnknownMedia,
    commands,
    jobs,
    storage,
)
from shopwright.platform.media.fetch import FetchFailed
from shopwright.platform.media.jobs import draw_renditions
from shopwright.platform.media.models import Media
from shopwright.testing.shop import Shop
from sqlalchemy import select

from .conftest import Draw


def _stored(shop: Shop, tmp_path: Path) -> list[str]:
    return sorted(path.suffix for path in (tmp_path / "media").rglob("*.*"))


def test_an_upload_can_be_shown_once_a_job_has_drawn_it(
    files: Shop, draw: Draw, tmp_path: Path
) -> None:
    taken = media.upload(draw(), file_name="../../etc/My shirt.jpg", alt="A shirt")
    assert (taken.state, taken.file_name, taken.renditions) == ("processing", "My shirt.jpg", {})
    files.deliver()
    shown = media.media(taken.id)
    assert (shown.state, shown.width, shown.height) == ("ready", 400, 300)
    assert (shown.color or "").startswith("#33")
    assert sorted(shown.renditions) == [180, 360, 400]
    assert _stored(files, tmp_path) == [".jpg", ".webp", ".webp", ".webp"]


def test_the_same_content_is_one_picture(files: Shop, draw: Draw, tmp_path: Path) -> None:
    first = media.upload(draw(), alt="One")
    assert media.upload(draw(), alt="Two") == first
    assert _stored(files, tmp_path) == [".jpg"]


def test_twins_that_upload_at_once_get_one_picture(
    files: Shop, draw: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = media.upload(draw())
    known = iter([None, first.id])
    monkeypatch.setattr(commands, "media_by_digest", lambda _digest: next(known))
    assert media.upload(draw()).id == first.id
    assert _stored(files, tmp_path) == [".jpg"]


def test_what_is_no_picture_or_too_large_leaves_nothing_behind(
    files: Shop, draw: Draw, tmp_path: Path
) -> None:
    with pytest.raises(MediaInvalid):
        media.upload(b"<svg/>")
    with pytest.raises(MediaTooLarge):
        media.upload(b"x" * 200_001)
    assert not (tmp_path / "media").exists()


def test_a_picture_that_cannot_be_drawn_says_why(files: Shop, draw: Draw, tmp_path: Path) -> None:
    taken = media.upload(draw(300, 300, "PNG"))
    original = next((tmp_path / "media" / "originals").rglob("*.png"))
    original.write_bytes(original.read_bytes()[:100])
    files.deliver()
    failed = media.media(taken.id)
    assert failed.state == "failed"
    assert "damaged" in (failed.error or "")
    original.write_bytes(draw(300, 300, "PNG"))
    assert media.retry_media(taken.id).state == "processing"
    files.deliver()
    assert media.media(taken.id).state == "ready"


def test_drawing_twice_is_harmless(files: Shop, draw: Draw, tmp_path: Path) -> None:
    taken = media.upload(draw(100, 100))
    files.deliver()
    draw_renditions(str(taken.id))
    assert _stored(files, tmp_path) == [".jpg", ".webp"]
    draw_renditions(str(uuid7()))


def test_a_removed_picture_takes_its_files_along(files: Shop, draw: Draw, tmp_path: Path) -> None:
    taken = media.upload(draw())
    files.deliver()
    media.delete_media(taken.id)
    assert _stored(files, tmp_path) == []
    for call in (media.media, media.delete_media, media.retry_media):
        with pytest.raises(UnknownMedia):
            call(taken.id)


def test_a_picture_removed_while_it_is_drawn_leaves_no_files(
    files: Shop, draw: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = media.upload(draw())
    saved = storage.save_rendition

    def save(data: bytes, width: int) -> str:
        path = saved(data, width)
        if width == 400:
            media.delete_media(taken.id)
        return path

    monkeypatch.setattr(jobs, "save_rendition", save)
    files.deliver()
    assert _stored(files, tmp_path) == []


def test_the_text_can_change(files: Shop, draw: Draw) -> None:
    taken = media.upload(draw())
    assert media.update_media(taken.id, alt="A vase").alt == "A vase"


def test_whoever_keeps_what_shows_pictures_is_told_by_a_stamp(files: Shop, draw: Draw) -> None:
    stamps = [current_stamps(["media"])]
    taken = media.upload(draw())
    files.deliver()
    stamps.append(current_stamps(["media"]))
    for change in (
        lambda: media.update_media(taken.id, alt="A vase"),
        lambda: media.delete_media(taken.id),
    ):
        change()
        stamps.append(current_stamps(["media"]))
    assert len(set(stamps)) == 4


def test_lists_are_newest_first_and_paged(files: Shop, draw: Draw) -> None:
    ids = [media.upload(draw(10 + n, 10)).id for n in range(3)]
    page = media.list_media(limit=2)
    assert [view.id for view in page] == ids[:0:-1]
    rest = media.list_media(limit=2, after=(page[-1].created_at, page[-1].id))
    assert [view.id for view in rest] == [ids[0]]
    assert media.list_media(state="ready") == []


def _fetching(monkeypatch: pytest.MonkeyPatch, *answers: bytes | FetchFailed) -> list[str]:
    asked: list[str] = []
    waiting = iter(answers)

    def fetch(url: str, **_limits: Any) -> bytes:
        asked.append(url)
        answer = next(waiting)
        if isinstance(answer, FetchFailed):
            raise answer
        return answer

    monkeypatch.setattr(jobs, "fetch", fetch)
    return asked


def test_an_address_is_fetched_once_in_the_background(
    files: Shop, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _fetching(monkeypatch, draw())
    first = media.add_media_from_url(" https://example.com/a/shirt.jpg?v=1 ", alt="A shirt")
    assert media.add_media_from_url("https://example.com/a/shirt.jpg?v=1") == first
    files.deliver()
    found = media.media(first)
    assert (found.state, found.file_name, found.alt) == ("ready", "shirt.jpg", "A shirt")
    assert asked == ["https://example.com/a/shirt.jpg?v=1"]
    jobs.fetch_media(str(first))
    assert len(asked) == 1


def test_a_failed_fetch_is_visible_and_tried_again_later(
    files: Shop, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fetching(monkeypatch, FetchFailed("it took too long"), draw())
    media_id = media.add_media_from_url("https://example.com/x.jpg")
    files.deliver()
    failed = media.media(media_id)
    assert (failed.state, failed.error) == ("failed", "It could not be fetched: it took too long.")
    assert _owed("job:media_fetch") == [{"media_id": str(media_id), "attempt": 2}]
    jobs.fetch_media(str(media_id), attempt=2)
    files.deliver()
    assert media.media(media_id).state == "ready"


def test_a_lasting_failure_is_not_tried_again(
    files: Shop, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fetching(monkeypatch, FetchFailed("the server answered 404", lasting=True), b"<html>")
    missing = media.add_media_from_url("https://example.com/x.jpg")
    page = media.add_media_from_url("https://example.com/page")
    files.deliver()
    assert _owed("job:media_fetch") == []
    assert media.media(missing).error == "It could not be fetched: the server answered 404."
    assert media.media(page).state == "failed"
    assert [event["state"] for event in _told()] == ["failed", "failed"]


def test_patience_ends(files: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _fetching(monkeypatch, FetchFailed("no"))
    media_id = media.add_media_from_url("https://example.com/x.jpg")
    jobs.fetch_media(str(media_id), attempt=len(jobs.FETCH_AGAIN) + 1)
    assert _owed("job:media_fetch") == [{"media_id": str(media_id)}]


def test_the_same_content_under_two_addresses_stays_two_pictures(
    files: Shop, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fetching(monkeypatch, draw(), draw())
    ids = [media.add_media_from_url(f"https://example.com/{name}.jpg") for name in "ab"]
    files.deliver()
    assert [media.media(media_id).state for media_id in ids] == ["ready", "ready"]


@pytest.mark.parametrize("url", ["ftp://example.com/x", "file:///etc/passwd", "", "x" * 3000])
def test_other_addresses_are_refused_at_once(files: Shop, url: str) -> None:
    with pytest.raises(MediaInvalid):
        media.add_media_from_url(url)


def test_a_picture_without_original_cannot_be_drawn_again(files: Shop) -> None:
    with transaction() as db:
        row = Media(id=uuid7(), state="failed", renditions={})
        db.add(row)
        media_id: UUID = row.id
    with pytest.raises(NoOriginal):
        media.retry_media(media_id)


def _owed(consumer: str) -> list[dict[str, Any]]:
    with read() as db:
        wanted = select(OutboxDelivery.arguments).where(
            OutboxDelivery.consumer == consumer, OutboxDelivery.state == "due"
        )
        return list(db.scalars(wanted))


def _told() -> list[dict[str, Any]]:
    with read() as db:
        wanted = select(OutboxEvent.payload).where(OutboxEvent.name == "media_processed")
        return list(db.scalars(wanted))
