"""Ready answers: found by key, dead after their time, pushed out when it gets full."""

from __future__ import annotations

import gzip

import pytest
from shopwright.platform.cache import ResponseCache

COMPRESS = {"gzip": gzip.compress}


def _put(cache: ResponseCache, name: str, data: bytes = b"x" * 1000, seconds: float = 60) -> None:
    cache.put((name,), data, etag=name, seconds=seconds, compress=COMPRESS)


def test_an_answer_is_found_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ResponseCache()
    moment = 100.0
    monkeypatch.setattr("time.monotonic", lambda: moment)
    _put(cache, "a", seconds=5)
    found = cache.get(("a",))
    assert found is not None
    assert (found.data[:1], found.etag) == (b"x", "a")
    moment = 105.0
    assert cache.get(("a",)) is None
    assert len(cache) == 0


def test_the_least_recently_used_goes_first() -> None:
    cache = ResponseCache(max_bytes=25_000)
    for name in "abcdefghi":
        _put(cache, name)
    assert cache.get(("a",)) is not None
    _put(cache, "j")
    _put(cache, "k")
    assert cache.get(("b",)) is None
    assert cache.get(("a",)) is not None


def test_replacing_does_not_leak_room() -> None:
    cache = ResponseCache(max_bytes=25_000)
    for _ in range(100):
        _put(cache, "a")
    for name in "bcdefgh":
        _put(cache, name)
    assert len(cache) == 8


@pytest.mark.parametrize(("size", "seconds"), [(10_000, 60), (10, 0)])
def test_what_is_too_large_or_has_no_time_is_not_kept(size: int, seconds: float) -> None:
    cache = ResponseCache(max_bytes=25_000)
    _put(cache, "a", b"x" * size, seconds)
    assert cache.get(("a",)) is None


def test_compressing_is_done_once_and_when_asked_for() -> None:
    calls = []

    def compress(data: bytes) -> bytes:
        calls.append(data)
        return b"small"

    entry = ResponseCache().put(("a",), b"data", etag="", seconds=9, compress={"br": compress})
    assert "br" in entry.encodings
    assert "gzip" not in entry.encodings
    assert calls == []
    assert [entry.encodings["br"], entry.encodings["br"]] == [b"small", b"small"]
    assert list(entry.encodings) == ["br"]
    assert len(entry.encodings) == len(calls) == 1
