"""What inputs of the catalog's commands are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
"""Text of one line: no control characters."""
_SAYS_SOMETHING = r"^[^\x00-\x1f\x7f\u2028\u2029]*\S[^\x00-\x1f\x7f\u2028\u2029]*$"
Name = Annotated[str, Field(min_length=1, max_length=255, pattern=_SAYS_SOMETHING)]
Html = Annotated[str, Field(max_length=200_000)]
HandleText = Annotated[str, Field(min_length=1, max_length=200, pattern=_SAYS_SOMETHING)]
Code = Annotated[str, Field(min_length=1, max_length=100, pattern=_SAYS_SOMETHING)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
]


class Input(BaseModel):
    """The base of what commands take: frozen, strict, and without unknown fields."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, str_max_length=10_000, str_strip_whitespace=True
    )
