"""Handing mails to a server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from shopwright import ShopInfo
from shopwright.testing import Inbox, mail_server
from shopwright_email_notify import smtp
from shopwright_email_notify.letters import Letter
from shopwright_email_notify.rendering import Rendered
from shopwright_email_notify.settings import Settings
from shopwright_email_notify.words import Words

SHOP = ShopInfo(
    id="a-shop",
    name="Alder & Wren",
    public_url="https://shop.example",
    locale="en",
    development=False,
)
MAIL = Rendered(
    letter=Letter(
        kind="order_placed",
        recipient="ada@example.com",
        words=Words.of("de"),
        subject="",
        title="",
    ),
    subject="Ihre Bestellung über 10 €",
    text="Grüße\n",
    html="<p>Grüße</p>",
)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def build(mail: Rendered = MAIL, **settings: object) -> EmailMessage:
    values = {"host": "127.0.0.1", "from_address": "hello@shop.example", **settings}
    made = Settings.model_validate(values)
    identity = smtp.message_id("key", smtp.domain_of(made, SHOP))
    return smtp.build(mail, made, SHOP, identity=identity, at=NOW)


def test_a_message_has_both_forms_and_says_who_it_is_from() -> None:
    message = build(reply_to="help@shop.example")
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Alder & Wren", "hello@shop.example")
    assert message["To"] == "ada@example.com"
    assert message["Reply-To"] == "help@shop.example"
    assert message["Subject"] == "Ihre Bestellung über 10 €"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "de"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_key_gives_the_same_message_id_in_the_senders_domain() -> None:
    assert build()["Message-ID"] == build()["Message-ID"]
    assert build()["Message-ID"].endswith("@shop.example>")
    assert smtp.message_id("a", "x.example") != smtp.message_id("b", "x.example")


def test_a_line_break_in_a_subject_cannot_add_a_header() -> None:
    message = build(replace(MAIL, subject="Order\r\nBcc: everybody@example.com"))
    assert message["Bcc"] is None
    assert message["Subject"] == "Order Bcc: everybody@example.com"


def test_a_mail_arrives_at_its_address_alone(inbox: Inbox, smtp_settings: dict) -> None:
    settings = Settings.model_validate(smtp_settings)
    smtp.send(build(), settings, recipient="ada@example.com")
    ((sender, recipients, mail),) = inbox.mails
    assert (sender, recipients) == ("hello@shop.example", ["ada@example.com"])
    assert mail.get_body(("plain",)).get_content().strip() == "Grüße"


def test_an_address_that_is_refused_for_good_is_told_from_one_refused_for_now(
    inbox: Inbox, smtp_settings: dict
) -> None:
    settings = Settings.model_validate(smtp_settings)
    inbox.rcpt_answers = ["550 no such user"]
    with pytest.raises(smtp.Refused, match="550 no such user"):
        smtp.send(build(), settings, recipient="ada@example.com")
    inbox.rcpt_answers = ["451 greylisted, try again"]
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.send(build(), settings, recipient="ada@example.com")
    assert inbox.mails == []


def test_a_server_that_is_not_there_is_an_error_for_later() -> None:
    with pytest.raises(OSError):
        smtp.send(
            build(),
            Settings.model_validate(
                {"host": "127.0.0.1", "port": 1, "security": "none", "from_address": "a@b.example"}
            ),
            recipient="ada@example.com",
        )


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody trusts, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure_inbox(certificate: Path) -> Iterator[Inbox]:
    """A server that wants STARTTLS, then a user and password."""

    def authenticator(server, session, envelope, mechanism, data) -> AuthResult:
        right = (data.login, data.password) == (b"shop", b"hunter2")
        return AuthResult(success=right, handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_server(
        tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticator
    ) as inbox:
        yield inbox


def secure_settings(inbox: Inbox, **changes: object) -> Settings:
    return Settings.model_validate(
        {
            "host": "localhost",
            "port": inbox.port,
            "from_address": "hello@shop.example",
            "user": "shop",
            "password": "hunter2",
            **changes,
        }
    )


def test_a_server_whose_certificate_nobody_trusts_never_sees_the_password(
    secure_inbox: Inbox,
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        smtp.send(build(), secure_settings(secure_inbox), recipient="ada@example.com")
    assert secure_inbox.mails == []


@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated")
def test_a_mail_goes_over_tls_with_user_and_password(
    secure_inbox: Inbox, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    smtp.send(build(), secure_settings(secure_inbox), recipient="ada@example.com")
    assert len(secure_inbox.mails) == 1
    wrong = secure_settings(secure_inbox, password="guess")
    with pytest.raises(smtplib.SMTPAuthenticationError):
        smtp.send(build(), wrong, recipient="ada@example.com")


def test_a_server_that_takes_us_has_nothing_against_it(inbox: Inbox, smtp_settings: dict) -> None:
    assert smtp.try_out(Settings.model_validate(smtp_settings)) is None
    assert inbox.mails == []


def test_what_keeps_us_from_signing_in_is_told_with_the_setting_that_it_is_about(
    secure_inbox: Inbox, inbox: Inbox, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    untrusted = smtp.try_out(secure_settings(secure_inbox))
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    wrong = smtp.try_out(secure_settings(secure_inbox, password="guess"))
    plain = smtp.try_out(secure_settings(inbox, user=""))
    nobody = smtp.try_out(secure_settings(inbox, port=1))

    found = [(item.code, item.field) for item in (untrusted, wrong, plain, nobody) if item]
    assert found == [
        ("not_secure", "security"),
        ("sign_in_refused", "password"),
        ("not_supported", "security"),
        ("no_answer", "host"),
    ]
    assert wrong is not None
    assert "guess" not in wrong.message
