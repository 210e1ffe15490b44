"""Signatures verify by implementations that are not ours."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
import standardwebhooks
from shopwright_webhooks.signing import new_secret, signatures


def test_the_signature_is_the_one_of_the_standards_own_example() -> None:
    found = signatures(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_verifies_with_the_new_secret_and_with_the_old_one() -> None:
    old, new = new_secret(), new_secret()
    moment = int(datetime.now(UTC).timestamp())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(moment),
        "webhook-signature": signatures([new, old], "msg_1", moment, '{"a":"ü"}'.encode()),
    }
    for secret in (old, new):
        standardwebhooks.Webhook(secret).verify('{"a":"ü"}', headers)
    for wrong, body in ((new_secret(), '{"a":"ü"}'), (new, '{"a":"u"}')):
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            standardwebhooks.Webhook(wrong).verify(body, headers)


def test_secrets_are_long_and_none_is_like_another() -> None:
    found = {new_secret() for _ in range(10)}
    assert len(found) == 10
    for secret in found:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
