"""Why a demo is refused."""

from __future__ import annotations

from shopwright.platform.errors import Conflict


class DemoRefused(Conflict):
    """The shop has goods of its own, which the demo would stand beside."""

    code = "demo_refused"


class DemoImpossible(Conflict):
    """The shop lacks what the demo needs: a way to pay or to send, or a name that is free."""

    code = "demo_impossible"
