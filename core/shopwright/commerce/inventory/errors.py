"""What can go wrong with stock, as typed errors."""

from __future__ import annotations

from shopwright.platform.errors import Conflict, Invalid, NotFound


class OutOfStock(Conflict):
    """Fewer units are available than asked for; `problems` names each variant and what is left."""

    code = "out_of_stock"


class LevelNotFound(NotFound):
    """No stock is kept of this variant at this location."""

    code = "stock_level_not_found"


class LocationNotFound(NotFound):
    """There is no such location."""

    code = "location_not_found"


class VariantNotFound(NotFound):
    """There is no such variant."""

    code = "variant_not_found"


class LocationInUse(Conflict):
    """The location still has stock, promises or a history."""

    code = "location_in_use"


class LocationInvalid(Invalid):
    """A location's values are not usable; `problems` names each."""

    code = "location_invalid"


class BelowHeld(Conflict):
    """The new count is below what is promised; `problems` lists the promises."""

    code = "count_below_held"


class NotCounted(Invalid):
    """The variant is sold without counting."""

    code = "variant_untracked"


class AdjustmentInvalid(Invalid):
    """A number of units makes no sense for what it is meant for; `problems` says why."""

    code = "adjustment_invalid"


class NotShipped(Conflict):
    """Fewer units left for the order than shall come back."""

    code = "units_not_shipped"


class DiscrepancyNotFound(NotFound):
    """There is no such difference."""

    code = "stock_discrepancy_not_found"


class CannotCorrect(Conflict):
    """The difference cannot be corrected as it is; the message names what to do first."""

    code = "stock_discrepancy_not_correctable"


class BooksDiffer(Conflict):
    """A level and its promises contradict each other, so the change was not made.

    It takes a defect or a hand-made change of the tables to get here. Remedy: reconcile, look at
    the differences, correct them.
    """

    code = "stock_books_differ"


class NotAllocated(Conflict):
    """Units that an order is to be sent are not here (yet); `problems` names each variant."""

    code = "not_allocated"
