"""Bytes to lines of text: what is not UTF-8 stays recognizable, and no line fills the memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from shopwright.commerce.catalog.shopify.types import Fault, UnreadableFileError

LINE_LIMIT = 4 * 1024 * 1024  # bytes; eight times the longest description Shopify takes
_CHUNK = 64 * 1024
_OTHER_ENCODINGS = (
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # from 1
    text: str  # without its line end; bytes that are not UTF-8 as surrogates (surrogateescape)
    suspect: bool  # has such bytes, or a NUL
    overlong: bool = False  # longer than `LINE_LIMIT`; the text is lost


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """The lines of the stream, ended by LF, CRLF or CR, without a byte order mark.

    Raises `UnreadableFileError` for a workbook and for UTF-16.
    """
    number, carry, overlong = 0, b"", False
    for chunk in _chunks(stream):
        pieces = (carry + chunk).splitlines(keepends=True)
        # A CR at the end may be half of a CRLF: it waits for what follows.
        carry = b"" if pieces and pieces[-1].endswith(b"\n") else pieces.pop() if pieces else b""
        for piece in pieces:
            number += 1
            yield _line(number, piece, overlong)
            overlong = False
        if len(carry) > LINE_LIMIT:
            carry, overlong = carry[-1:], True
    if carry:
        yield _line(number + 1, carry, overlong)


def _line(number: int, piece: bytes, overlong: bool) -> Line:
    if overlong or len(piece) > LINE_LIMIT + 2:
        return Line(number, "", suspect=False, overlong=True)
    piece = piece.rstrip(b"\r\n") if piece.endswith((b"\r", b"\n")) else piece
    try:
        text, suspect = piece.decode(), b"\0" in piece
    except UnicodeDecodeError:
        text, suspect = piece.decode(errors="surrogateescape"), True
    return Line(number, text, suspect)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    start = b""
    while len(start) < 4 and (more := stream.read(_CHUNK)):
        start += more
    _check_start(start)
    yield start.removeprefix(codecs.BOM_UTF8)
    while more := stream.read(_CHUNK):
        yield more


def _check_start(start: bytes) -> None:
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        _refuse("not_csv", "The file is a workbook, not a CSV file")
    if start.startswith(_OTHER_ENCODINGS) or b"\0" in start[:4]:
        _refuse("wrong_encoding", "The file is UTF-16 or UTF-32, not UTF-8")


def _refuse(code: str, cause: str) -> NoReturn:
    message = f"{cause}, so nothing is imported. Save it as 'CSV UTF-8' and import it again."
    raise UnreadableFileError(Fault(line=1, column=None, code=code, message=message, fatal=True))
