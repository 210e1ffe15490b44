"""Secrets at rest: sealed with a key that is derived from `secret_key`, never stored in plain.

A database that leaks without the settings tells nothing; settings that leak without the database
tell nothing either.
"""

from __future__ import annotations

import base64
import functools

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shopwright.platform.runtime import runtime

__all__ = ["CannotUnseal", "seal", "unseal"]

_PURPOSE = b"shopwright: secrets at rest, 1"


class CannotUnseal(Exception):
    """The secret was sealed with another `secret_key`, or was changed."""

    def __init__(self) -> None:
        super().__init__(
            "a stored secret cannot be read: it was sealed with another secret_key. Set that key "
            "again, or enter the secret anew"
        )


def seal(plain: str) -> str:
    """`plain`, to be stored; different each time."""
    return _cipher(runtime().settings.secret_key).encrypt(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises `CannotUnseal`."""
    try:
        return _cipher(runtime().settings.secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnseal from error


@functools.lru_cache(maxsize=4)
def _cipher(secret_key: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret_key.encode())))
