"""Requests to other machines: in time, in bounds, tried again where that does no harm."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from shopwright import Context, NetworkForbidden
from shopwright.platform.network import forbid_network
from shopwright.platform.outbound import (
    AnswerTooLarge,
    BadAnswer,
    ConnectionFailed,
    HttpClient,
    OutboundFailed,
    TimedOut,
)
from shopwright.platform.outbound import client as client_module
from shopwright.testing.receiving import Receiver, Reply, receiver


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_PAUSE_SECONDS", 0.005)


def test_a_question_and_its_answer(http: HttpClient, web: Receiver) -> None:
    web.answer(Reply(headers={"Content-Type": "application/json"}, body=b'{"rate": 490}'))

    found = http.get(f"{web.url}/rates?a=1", params={"to": "DE", "kg": [1, 2]})

    assert (found.ok, found.status, found.json()) == (True, 200, {"rate": 490})
    assert found.headers["content-type"] == "application/json"
    assert web.received[0].path == "/rates?a=1&to=DE&kg=1&kg=2"
    assert found.raise_for_status() is found


@pytest.mark.parametrize(
    ("options", "kind", "body"),
    [
        ({"json": {"text": "schön"}}, "application/json", '{"text":"schön"}'.encode()),
        ({"form": {"a": "1 2"}}, "application/x-www-form-urlencoded", b"a=1+2"),
        ({"content": b"<x/>", "headers": {"Content-Type": "text/xml"}}, "text/xml", b"<x/>"),
        ({"json": [], "headers": {"content-type": "text/json"}}, "text/json", b"[]"),
    ],
)
def test_what_is_sent_is_json_a_form_or_bytes(
    http: HttpClient, web: Receiver, options: dict[str, object], kind: str, body: bytes
) -> None:
    http.post(web.url, **options)  # type: ignore[arg-type]
    (sent,) = web.received
    assert (sent.method, sent.headers["content-type"], sent.body) == ("POST", kind, body)


def test_a_plugin_has_it_and_the_other_side_reads_who_asks(
    shop_with: Callable[..., None], web: Receiver
) -> None:
    Context("gift_wrap", None).http.get(web.url)
    name = web.received[0].headers["user-agent"]
    assert name.startswith("Shopwright/")
    assert name.endswith(" (Alder & Wrn Tea; gift_wrap)")


def test_it_is_refused_where_waiting_would_hold_locks(http: HttpClient, web: Receiver) -> None:
    with forbid_network("a transaction"), pytest.raises(NetworkForbidden, match="gift_wrap"):
        http.get(web.url)
    assert web.received == []


def test_text_is_decoded_as_the_answer_says(http: HttpClient, web: Receiver) -> None:
    for kind, body in [
        ("text/plain; charset=latin-1", "é".encode("latin-1")),
        ("text/plain", "é".encode()),
        ("text/plain; charset=none-such", "é".encode()),
        ("text/plain; charset=undefined", "é".encode()),
    ]:
        web.answer(Reply(headers={"Content-Type": kind}, body=body))
        assert http.get(web.url).text == "é"
    web.answer(
        Reply(headers={"Content-Type": "text/plain; charset=unicode_escape"}, body=rb"\ud800")
    )
    assert http.get(web.url).text == "?"


def test_an_error_of_the_other_side_raises_when_asked_to(http: HttpClient, web: Receiver) -> None:
    web.answer(Reply(status=422), Reply(status=429))
    refused = http.get(web.url)
    assert not refused.ok
    with pytest.raises(BadAnswer, match="answered 422") as failed:
        refused.raise_for_status()
    assert (failed.value.answer_status, failed.value.lasting) == (422, True)
    with pytest.raises(BadAnswer) as failed:
        http.get(web.url).raise_for_status()
    assert not failed.value.lasting


def test_what_is_no_json_is_a_bad_answer(http: HttpClient, web: Receiver) -> None:
    web.answer(Reply(body=b"<html>"))
    with pytest.raises(BadAnswer, match="no JSON"):
        http.get(web.url).json()


# --- trying again ---


@pytest.mark.parametrize("status", [502, 503, 504])
def test_what_passes_by_itself_is_tried_three_times(
    http: HttpClient, web: Receiver, status: int
) -> None:
    web.answer(Reply(status=status), Reply(status=status))
    assert http.get(web.url).status == 200
    web.otherwise = Reply(status=status)
    assert http.request("put", web.url).status == status
    assert len(web.received) == 6


def test_what_could_be_done_twice_is_tried_once(http: HttpClient, web: Receiver) -> None:
    web.otherwise = Reply(status=503)
    assert http.post(web.url).status == 503
    assert len(web.received) == 1
    http.post(web.url, idempotent=True)
    assert len(web.received) == 4
    http.get(web.url, idempotent=False)
    assert len(web.received) == 5


def test_other_statuses_are_taken_at_their_word(http: HttpClient, web: Receiver) -> None:
    web.answer(Reply(status=500), Reply(status=429))
    assert [http.get(web.url).status for _ in range(2)] == [500, 429]


@pytest.fixture
def deaf() -> str:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


@pytest.fixture
def mute() -> Iterator[str]:
    """Where every caller is hung up on."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("place", ["deaf", "mute"])
def test_a_broken_connection_is_an_error_after_three_tries(
    http: HttpClient, request: pytest.FixtureRequest, place: str
) -> None:
    with structlog.testing.capture_logs() as logs, pytest.raises(ConnectionFailed) as failed:
        http.get(request.getfixturevalue(place))
    assert failed.value.code == "outbound_connection_failed"
    assert [line["outcome"] for line in logs] == ["outbound_connection_failed"] * 3


# --- bounds ---


def test_an_answer_may_not_be_too_large(http: HttpClient, web: Receiver) -> None:
    web.answer(Reply(body=b"x" * 1000), Reply(body=b"x" * 1001))
    assert len(http.get(web.url, max_bytes=1000).content) == 1000
    with pytest.raises(AnswerTooLarge, match="larger than 1000 bytes") as failed:
        http.get(web.url, max_bytes=1000)
    assert failed.value.lasting


@pytest.mark.parametrize(
    "reply",
    [
        Reply(waits=30),
        Reply(body=b"x" * 1000, drips=0.05),
        Reply(body=b"x" * 1000, drips=0.05, headers={"Connection": "close"}),
    ],
    ids=["never answers", "drips", "drips and closes"],
)
def test_a_slow_peer_cannot_hold_us_longer_than_the_time_of_the_whole_call(
    http: HttpClient, web: Receiver, reply: Reply
) -> None:
    web.otherwise = reply
    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"more than 0\.3 seconds"):
        http.get(web.url, seconds=0.3)
    assert 0.25 < time.monotonic() - began < 3


def test_getting_a_connection_can_be_given_less_of_that_time(http: HttpClient) -> None:
    with socket.socket() as busy, ExitStack() as waiting:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)  # two connections wait to be taken; nobody answers a third
        for _ in range(2):
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(busy.getsockname())
        began = time.monotonic()
        with pytest.raises(ConnectionFailed):
            http.post(f"http://127.0.0.1:{busy.getsockname()[1]}/", connect_seconds=0.2)
        assert 0.15 < time.monotonic() - began < 3


def test_an_answer_without_a_length_is_not_taken_for_whole_when_time_cuts_it(
    http: HttpClient,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip_headers() -> None:
            peer = server.accept()[0]
            with peer:
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\nhalf of it")
                peer.recv(65536)
                peer.recv(1)

        thread = threading.Thread(target=drip_headers, daemon=True)
        thread.start()
        with pytest.raises(TimedOut):
            http.get(f"http://127.0.0.1:{server.getsockname()[1]}/", seconds=0.3)
        thread.join(3)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"what?\r\n\r\n",
        b"HTTP/1.1 999999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort",
    ],
)
def test_an_answer_that_is_none_is_a_broken_connection(http: HttpClient, said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            peer = server.accept()[0]
            with peer:
                peer.recv(65536)
                peer.sendall(said)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(ConnectionFailed):
            http.post(f"http://127.0.0.1:{server.getsockname()[1]}/", json={})
        thread.join(3)


# --- secrets ---


def test_logs_and_errors_name_the_host_alone(http: HttpClient, web: Receiver) -> None:
    web.otherwise = Reply(status=500)
    with structlog.testing.capture_logs() as logs:
        answer = http.post(
            f"{web.url}/services/T0/hunter2?key=hunter2", headers={"Authorization": "hunter2"}
        )
    with pytest.raises(OutboundFailed) as failed:
        answer.raise_for_status()
    assert "hunter2" not in repr(logs) + str(failed.value)
    (line,) = logs
    assert (line["owner"], line["host"], line["outcome"]) == ("gift_wrap", "127.0.0.1", 500)


def test_redirects_are_followed_when_asked_and_tell_strangers_no_secrets(
    http: HttpClient, web: Receiver
) -> None:
    secrets = {"Authorization": "Bearer hunter2", "X-Api-Key": "hunter2", "Accept": "image/*"}
    with receiver() as stranger:
        web.by_path["/moved"] = Reply(status=302, headers={"Location": "/here"})
        web.by_path["/here"] = Reply(status=307, headers={"Location": f"{stranger.url}/there"})
        assert http.get(f"{web.url}/moved", headers=secrets).status == 302
        found = http.get(f"{web.url}/moved", headers=secrets, redirects=3)
        assert (found.status, found.url) == (200, f"{stranger.url}/there")
        assert web.received[-1].headers["authorization"] == "Bearer hunter2"
        names = set(stranger.received[0].headers)
        assert names == {"host", "accept", "accept-encoding", "user-agent"}


def test_what_was_sent_is_not_sent_on(http: HttpClient, web: Receiver) -> None:
    web.answer(Reply(status=307, headers={"Location": "/there"}))
    assert http.post(web.url, json={}, redirects=3).status == 307
    assert len(web.received) == 1


# --- TLS ---


@pytest.fixture
def trusted_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The TLS of a server whose certificate, which we trust, is for shop.example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example")])
    moment = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(moment - datetime.timedelta(days=1))
        .not_valid_after(moment + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_certificate_is_of_the_name_although_the_address_is_connected_to(
    http: HttpClient,
    shop_with: Callable[..., None],
    resolve: Callable[..., list[str]],
    trusted_tls: ssl.SSLContext,
) -> None:
    shop_with(outbound_allowed=("127.0.0.0/8",))
    with receiver(trusted_tls) as web:
        port = web.url.rpartition(":")[2]
        resolve("shop.example", ["127.0.0.1"])
        assert http.get(f"https://shop.example:{port}/", public_only=True).ok
        resolve("other.example", ["127.0.0.1"])
        with pytest.raises(ConnectionFailed):
            http.get(f"https://other.example:{port}/", public_only=True, idempotent=False)
        assert len(web.received) == 1
