"""Secrets at rest: sealed with a key that is derived from `secret_key`, never stored in plain.

A database that leaks without the settings tells nothing; settings that leak without the database
tell nothing either. What was sealed with one of `old_secret_keys` can be read as well, until
`rotation` has sealed it anew.
"""

from __future__ import annotations

import base64
import functools

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shopwright.platform.runtime import runtime

__all__ = ["CannotUnseal", "is_current", "seal", "unseal"]

_PURPOSE = b"shopwright: secrets at rest, 1"


class CannotUnseal(Exception):
    """The secret was sealed with another `secret_key`, or was changed."""

    def __init__(self) -> None:
        super().__init__(
            "a stored secret cannot be read: it was sealed with another secret_key. Add that key to "
            "old_secret_keys, or enter the secret anew"
        )


def seal(plain: str) -> str:
    """`plain`, to be stored; different each time."""
    return _cipher(runtime().settings.secret_key).encrypt(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises `CannotUnseal`."""
    settings = runtime().settings
    keys = (settings.secret_key, *settings.old_secret_keys)
    try:
        return MultiFernet([_cipher(key) for key in keys]).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnseal from error


def is_current(sealed: str) -> bool:
    """Whether it was sealed with the `secret_key` in force."""
    try:
        _cipher(runtime().settings.secret_key).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


@functools.lru_cache(maxsize=16)
def _cipher(secret_key: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret_key.encode())))
