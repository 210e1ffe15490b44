"""Codes: their one spelling, and making many that nobody guesses."""

from __future__ import annotations

import secrets
from typing import Annotated

from pydantic import AfterValidator, Field

# Neither 0 and O nor 1, I and L; 31 letters: ten of them are 49 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# A promotion's id has 36 characters and stands where a code would, so none is as long.
LONGEST = 32


def fold(code: str) -> str:
    """The spelling under which a code is stored and found."""
    return "".join(code.split()).upper()


CodeText = Annotated[
    str,
    AfterValidator(fold),
    Field(
        min_length=3,
        max_length=LONGEST,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Letters, digits, - and _; in whatever case.",
    ),
]


def draw(prefix: str, length: int) -> str:
    """A random code."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))
