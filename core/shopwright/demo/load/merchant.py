"""What the demo's merchant has set: the shop's name, and what its plugins are to know."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from shopwright.platform.db import read
from shopwright.platform.naming import is_named, rename_shop
from shopwright.platform.plugins.configuring import save_plugin_settings
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.runtime import runtime

SHOP_NAME = "Alder & Wren"
PLUGIN_SETTINGS: Mapping[str, dict[str, object]] = {
    "manual_payments": {
        "bank_transfer": {
            "iban": "PT50000201231234567890154",
            "account_holder": SHOP_NAME,
            "bank": "Demo bank: do not pay",
        },
        "cash_on_delivery": {"enabled": True, "countries": ["DE", "AT", "IT", "ES"]},
    },
    "storefront": {
        "description": "Things for the table, the wardrobe and the desk, made slowly by people "
        "whose names we know, and mended when they break.",
        "imprint": f"{SHOP_NAME}, Lda.\nRua de Miguel Bombarda 214, 4050-381 Porto\nAn invented company",
    },
}


def name_shop() -> None:
    """Where nobody has done so."""
    if not is_named():
        rename_shop(SHOP_NAME)


def configure_plugins() -> None:
    """Where nobody has done so; and use that at once."""
    with read() as db:
        rows = db.execute(select(PluginState.id, PluginState.settings).where(PluginState.enabled))
        bare = {name for name, settings in rows if not settings} & PLUGIN_SETTINGS.keys()
    for name in bare:
        save_plugin_settings(name, PLUGIN_SETTINGS[name])
    if bare:
        runtime().plugins.load()
