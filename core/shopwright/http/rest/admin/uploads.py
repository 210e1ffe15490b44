"""Files in request bodies: as they are, or inside a form."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from shopwright.http.rest.kit import Uploaded
from shopwright.platform.errors import Invalid, Problem

_FORM = "multipart/form-data"
_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it was sent."""

    data: bytes
    name: str = ""
    alt: str = ""


def file_of(body: Uploaded, content_type: str) -> File:
    """The file in a body. Raises `Invalid` for a form without one."""
    if body.media_type != _FORM:
        return File(data=body.data)
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    parser = MultiPartParser(
        stream_factory=_in_memory, max_form_memory_size=10_000, max_form_parts=_PARTS
    )
    try:
        form, files = parser.parse(io.BytesIO(body.data), boundary.encode(), len(body.data))
    except (ValueError, RequestEntityTooLarge):
        raise _no_file("The form cannot be read.") from None
    found = files.get("file")
    if found is None:
        raise _no_file("The form has no file in a field called 'file'.")
    return File(data=found.read(), name=found.filename or "", alt=form.get("alt", "")[:1000])


def _in_memory(*_size_and_names: object, **_more: object) -> IO[bytes]:
    """The body is in memory already: no temporary file is needed."""
    return io.BytesIO()


def _no_file(message: str) -> Invalid:
    problem = Problem(code="no_file", message=message, field="file")
    return Invalid(message, code="no_file", problems=[problem])
