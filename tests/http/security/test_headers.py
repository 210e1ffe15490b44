"""Every answer carries the security headers, whoever made it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/api/hello/x", "/api/nothing", "/nothing", "/api/broken"])
def test_every_answer_carries_them(guarded, path):
    headers = guarded().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_keeps_its_own_policy(guarded):
    headers = guarded().get("/api/page").headers
    assert headers.getlist("Content-Security-Policy") == ["default-src 'self'"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_hsts_is_for_https_alone(guarded):
    client = guarded()
    assert "Strict-Transport-Security" not in client.get("/api/hello/x").headers
    secure = client.get("/api/hello/x", base_url="https://shop.example")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
