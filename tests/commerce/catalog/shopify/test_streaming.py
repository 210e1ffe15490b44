from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

from shopwright.commerce.catalog.shopify import Fault, ProductRecord, read, write

ROWS = 100_000


class Generated(io.RawIOBase):
    """A file that is made as it is read."""

    def __init__(self, rows: Iterator[str]) -> None:
        self._rows = rows
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._rest) < len(buffer) and (row := next(self._rows, None)) is not None:
            self._rest += row.encode()
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def rows() -> Iterator[str]:
    yield "Handle,Title,Variant SKU,Variant Price\n"
    for n in range(ROWS):
        yield f'p{n},"Product {n}",SKU-{n},{"oops" if n % 1000 == 999 else n % 100}\n'


def test_memory_stays_the_same_however_long_the_file_is() -> None:
    """Traced over the last tenth, where what was kept of each row would have to grow."""
    kinds = {ProductRecord: 0, Fault: 0}
    reading = read(io.BufferedReader(Generated(rows())))
    try:
        for item in reading:
            kinds[type(item)] += 1
            if kinds[ProductRecord] == ROWS * 9 // 10 and not tracemalloc.is_tracing():
                tracemalloc.start()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kinds == {ProductRecord: ROWS, Fault: ROWS // 1000}
    assert peak < 800_000


def test_records_are_written_as_they_come() -> None:
    class Counted(io.StringIO):
        pass

    out = Counted()

    def products() -> Iterator[ProductRecord]:
        for n in range(3):
            yield ProductRecord(handle=f"p{n}", title="P")
            assert f"p{n},P" in out.getvalue()

    write(products(), out)
    assert out.getvalue().count("\n") == 4


def test_the_first_product_comes_before_the_file_ends() -> None:
    def endless() -> Iterator[str]:
        yield "Handle,Title\n"
        while True:
            yield from ("a,A\n", "b,B\n")

    stream = io.BufferedReader(Generated(endless()))
    reading = read(stream)
    assert isinstance(next(reading), ProductRecord)
    reading.close()  # type: ignore[attr-defined]
