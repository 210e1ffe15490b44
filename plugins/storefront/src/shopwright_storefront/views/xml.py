"""XML for machines: written piece by piece, and sent so that guests' copies of it are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from flask import Response, request

from shopwright_storefront.cache.front import MADE, PUBLIC, Made
from shopwright_storefront.cache.tags import read_so_far

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold, not even escaped."""
_NONE: Mapping[str, str] = {}


class Xml:
    """A document. Texts are escaped; each element that holds others ends with its line."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._made = XMLGenerator(self._out, "utf-8", short_empty_elements=True)
        self._made.startDocument()

    def element(self, name: str, text: str = "", attributes: Mapping[str, str] = _NONE) -> None:
        """One that holds a text, or nothing."""
        self._begin(name, attributes)
        if text:
            self._made.characters(_IMPOSSIBLE.sub("", text))
        self._made.endElement(name)

    @contextmanager
    def inside(self, name: str, attributes: Mapping[str, str] = _NONE) -> Iterator[None]:
        """One that holds what is written meanwhile."""
        self._begin(name, attributes)
        yield
        self._made.endElement(name)
        self._made.ignorableWhitespace("\n")

    def taken(self) -> bytes:
        """What was written since this was called last."""
        text = self._out.getvalue()
        self._out.seek(0)
        self._out.truncate()
        return text.encode()

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        clean = {key: _IMPOSSIBLE.sub("", value) for key, value in attributes.items()}
        self._made.startElement(name, AttributesImpl(clean))


def sent(document: Xml, media_type: str = "application/xml") -> Response:
    """The whole document, the same for everybody. Search engines are to read it, not to list it."""
    body = document.taken()
    request.environ[MADE] = Made(tags=frozenset(read_so_far()), whole=True)
    response = Response(body, mimetype=media_type)
    response.headers["Cache-Control"] = PUBLIC
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(blake2b(body, digest_size=12).hexdigest())
    response.make_conditional(request)
    return response
