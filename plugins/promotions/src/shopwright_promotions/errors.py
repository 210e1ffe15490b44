"""What can go wrong with promotions.

ShopError
├── NotFound
│   └── PromotionNotFound    there is no such promotion
└── Conflict
    ├── UsedUp               its last use was taken just now, by somebody else
    ├── CodeTaken            another promotion has this code
    ├── CodeUsed             a code that orders have cannot be removed
    ├── LimitTooLow          fewer than there are orders with it
    ├── Archived             it is kept for its orders only
    └── Automatic            it applies by itself and has no codes
"""

from __future__ import annotations

from shopwright import Conflict, NotFound


class PromotionNotFound(NotFound):
    """There is no such promotion."""

    code = "promotion_not_found"


class UsedUp(Conflict):
    """Somebody else took the last use of a promotion or a code; look at the total again."""

    code = "promotion_used_up"


class CodeTaken(Conflict):
    """Another promotion has this code."""

    code = "promotion_code_taken"


class CodeUsed(Conflict):
    """Orders have this code, so it is kept."""

    code = "promotion_code_used"


class LimitTooLow(Conflict):
    """More orders have the promotion than the limit allows."""

    code = "promotion_limit_too_low"


class Archived(Conflict):
    """The promotion is archived; make a new one."""

    code = "promotion_archived"


class Automatic(Conflict):
    """The promotion applies by itself, so it has no codes."""

    code = "promotion_automatic"
