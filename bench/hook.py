"""What one call of a hook costs by itself."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from shopwright import Context, Plugin, Problem, hooks
from shopwright.commerce.cart import CartLineChange
from shopwright.platform.hooks import gather
from shopwright.platform.ids import uuid7
from shopwright.testing.opening import open_shop

_TIMES, _ROUNDS = 4_000, 5


class Alone(Plugin):
    """The one implementation."""

    @hooks.cart_line_validate
    def check(self, draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
        """No problem."""
        return ()


def microseconds_per_call() -> float:
    """CPU time of calling a hook that one plugin implements, in microseconds: the best of rounds."""
    change = CartLineChange(cart_id=uuid7(), variant_id=uuid7(), before=0, after=1, options={})
    with TemporaryDirectory() as folder, open_shop(Path(folder), Alone, make_tables=False):
        return min(_round(change) for _ in range(_ROUNDS)) / _TIMES * 1e6


def _round(change: CartLineChange) -> float:
    started = time.process_time()
    for _ in range(_TIMES):
        gather(hooks.cart_line_validate, change)
    return time.process_time() - started
