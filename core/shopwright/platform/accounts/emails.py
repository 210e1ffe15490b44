"""One spelling for e-mail addresses."""

from __future__ import annotations

import re
import unicodedata

from shopwright.platform.errors import Invalid, Problem

_LONGEST = 254
# Deliberately wide: whether an address works only a mail to it can tell. What could break out of
# a header or a page is refused.
_EMAIL = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}"
)


class InvalidEmail(Invalid):
    """Not an e-mail address."""

    code = "invalid_email"


def fold_email(text: str) -> str:
    """The spelling under which an address is stored and found."""
    return unicodedata.normalize("NFC", text.strip()).lower()


def normalize_email(text: str, *, field: str = "email") -> str:
    """The folded address. Raises `InvalidEmail` for what cannot be one."""
    email = fold_email(text)
    if len(email) > _LONGEST or not _EMAIL.fullmatch(email):
        message = "Enter an e-mail address, such as name@example.com."
        raise InvalidEmail(
            message, problems=[Problem(code=InvalidEmail.code, message=message, field=field)]
        )
    return email
