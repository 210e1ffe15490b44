"""How plugins declare custom fields."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.commerce.custom_fields.types import CustomField
from shopwright.platform.hooks import Context, scoped_boot_hook


@scoped_boot_hook
def custom_fields(ctx: Context) -> Iterable[CustomField]:
    """Typed fields that a plugin adds to products, variants, categories, customers or orders.

    There is no table to make: the core keeps the values, validates them by `type`, and shows them
    in the API and its forms as `<plugin id>.<name>`. While the plugin is disabled they are hidden;
    purging it removes them. Read them with `custom_values`, write them with `set_custom_values`.

    Example::

        class GiftWrap(Plugin):
            @hooks.custom_fields
            def fields(self, ctx: Context) -> list[CustomField]:
                return [
                    CustomField(
                        entity="product",
                        name="wrapping",
                        type=Literal["paper", "box", "none"],
                        label="How it can be wrapped",
                        public=True,
                        default="paper",
                    )
                ]
    """
    raise NotImplementedError
