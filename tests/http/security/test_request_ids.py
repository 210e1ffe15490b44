"""One id per request: in the answer, in the problem, in the log."""

from __future__ import annotations

import pytest
import structlog
from structlog.testing import capture_logs


def test_every_answer_has_a_new_id(guarded):
    client = guarded()
    ids = {client.get("/api/hello/x").headers["X-Request-ID"] for _ in range(5)}
    assert len(ids) == 5


def test_a_sane_id_from_outside_is_taken_over(guarded):
    answer = guarded().get("/api/nothing", headers={"X-Request-ID": "edge-42.abc_DEF"})
    assert answer.headers["X-Request-ID"] == "edge-42.abc_DEF"
    assert answer.json["request_id"] == "edge-42.abc_DEF"


@pytest.mark.parametrize("sent", ["short", "x" * 65, "a b c d e f", "<script>alert</script>", ""])
def test_any_other_is_replaced(guarded, sent):
    answer = guarded().get("/api/hello/x", headers={"X-Request-ID": sent})
    assert answer.headers["X-Request-ID"] != sent


def test_the_log_has_one_line_per_request_without_what_is_private(guarded):
    client = guarded()
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        client.get(
            "/api/hello/ann?token=geheim",
            headers={"X-Request-ID": "edge-4242", "Authorization": "Bearer geheim"},
        )
    (line,) = lines
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "/api/hello/<name>",
        "status": 200,
        "request_id": "edge-4242",
    }


def test_an_address_that_does_not_exist_is_not_logged_either(guarded):
    with capture_logs() as lines:
        guarded().get("/api/guess/geheim")
    assert [(line["route"], line["status"]) for line in lines] == [("-", 404)]


def test_failures_are_logged_with_their_status(guarded):
    with capture_logs() as lines:
        guarded().get("/api/broken")
    assert [line["status"] for line in lines] == [500]


def test_the_line_can_be_switched_off(guarded):
    with capture_logs() as lines:
        guarded(access_log=False).get("/api/hello/x")
    assert lines == []
