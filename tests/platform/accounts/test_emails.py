"""Mail addresses have one spelling."""

from __future__ import annotations

import pytest
from shopwright.platform.accounts import InvalidEmail, normalize_email


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("a.b+tag@mail.example.co.uk", "a.b+tag@mail.example.co.uk"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("jörg@bücher.example", "jörg@bücher.example"),
    ],
)
def test_addresses_are_folded(written: str, kept: str) -> None:
    assert normalize_email(written) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@@example.com",
        "ada@exa mple.com",
        "ada@-example.com",
        "ada@example.com\nBcc: all@example.com",
        "<ada@example.com>",
        "ada,bea@example.com",
        "a" * 65 + "@example.com",
        "ada@" + "e" * 250 + ".com",
    ],
)
def test_what_cannot_be_one_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidEmail) as error:
        normalize_email(wrong, field="contact.email")
    assert error.value.problems[0].field == "contact.email"
