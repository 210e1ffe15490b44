"""Lamps, candles, vases and pots."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, CLOUD, DUSK, MIST, OAT, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="opal-table-lamp",
        title="Opal table lamp",
        vendor="Ljusverk",
        product_type="Lamp",
        category="lighting",
        sku="LV-OPAL",
        subject="table_lamp",
        ground=DUSK,
        looks=(
            Look("Opal", "#e8e2d6", "#b08968"),
            Look("Smoke", "#8d99ae", "#6d4c3a"),
            Look("Rosé", "#c9a39a", "#8a5f3e"),
        ),
        price=(18900, 20900),
        compare_at={"": (22900, 24900)},
        weight=2600,
        stock=("6/8", "0/3", "2/-"),
        age_days=365,
        barcodes=41010,
        low_threshold=3,
        tags=("glass", "oak", "sale"),
        alt=(
            "Table lamp with a round {look} glass globe on a turned oak stem",
            "Warm light inside the globe",
            "The turned foot of the lamp",
        ),
        description="""
            <p>A globe of mouth-blown glass on a stem of oak. The light is even and warm; it
            is meant for the corner that has none.</p>
            <p>Glass from Småland, brass fitting, two meters of cloth-covered cord with a
            dimmer on it. Takes an E14 LED of up to 6 W, which is in the box, with an EU plug
            or a US plug, by where it goes.</p>
            <p>Dust it with a dry cloth; oil the foot once in a while.</p>
        """,
        seo_title="Opal table lamp in mouth-blown glass and oak",
        seo_description="A dimmable table lamp with a mouth-blown glass globe on turned oak. "
        "Made in Småland, Sweden.",
    ),
    Sheet(
        handle="dome-pendant-lamp",
        title="Dome pendant lamp",
        vendor="Ljusverk",
        product_type="Lamp",
        category="lighting",
        sku="LV-DOME",
        subject="pendant_lamp",
        ground=OAT,
        looks=(
            Look("Forest", "#3f5148", "#2b2b2b"),
            Look("Ochre", "#c08a3e", "#3b3532"),
            Look("Chalk", "#e4ddcf", "#6d5848"),
        ),
        more={"Size": ("28 cm", "40 cm")},
        price=(15900, 17500),
        prices={"40 cm": (21900, 23900)},
        weight=1700,
        weights={"40 cm": 2600},
        stock=("5/9 3/4", "4/6 0/2", "7/5 2/3"),
        age_days=6,
        barcodes=41020,
        low_threshold=3,
        tags=("steel", "brass"),
        alt=(
            "Dome-shaped pendant lamp in {look}, lit from inside",
            "The rim of the shade and the bulb inside",
            "The brass cap that holds the shade",
        ),
        description="""
            <p>Spun from one sheet of steel and enameled in our green, an ochre and a chalk.
            Inside it is white, so that the table gets the light and the eyes do not.</p>
            <p>28 cm over a small table, 40 cm over a long one. Brass cap, three meters of
            cord, E27, up to 12 W LED. Made in Småland.</p>
        """,
    ),
    Sheet(
        handle="soy-candle",
        title="Candle in a tumbler, 180 g",
        vendor="Saboaria Nove",
        product_type="Candle",
        category="candles",
        sku="SN-SOY180",
        subject="candle",
        ground=DUSK,
        look_option="Scent",
        looks=(
            Look("Fig leaf", "#5d6b58", "#f0e6cc"),
            Look("Cedar", "#8a5f48", "#f0e2c8"),
            Look("Sea salt", "#6f8290", "#f2ead8"),
        ),
        price=(2600, 2900),
        weight=460,
        stock=("33/21", "18/7", "4/2"),
        age_days=230,
        barcodes=42010,
        low_threshold=6,
        tags=("plant-wax", "gift"),
        alt=(
            "Burning candle in a ceramic tumbler, {look}",
            "The flame above the wax",
            "The candle's paper label",
        ),
        description="""
            <p>Forty hours of a quiet scent. When the wax is gone, the tumbler is a cup: wash
            it with hot water, it was made by potters.</p>
            <p>Rapeseed and soy wax with a cotton wick, poured in Porto. Scented with oils of
            which every name is on the label.</p>
            <p>Trim the wick to five millimeters before each lighting.</p>
        """,
    ),
    Sheet(
        handle="turned-candlesticks",
        title="Candlesticks, pair",
        vendor="Norrland",
        product_type="Candle holder",
        category="candles",
        sku="NL-STICK2",
        subject="candlestick",
        look_option="Material",
        looks=(Look("Brass", "#b8925c", "#e9dcc4"), Look("Blackened steel", "#3d3b3a", "#7c3f3a")),
        price=(6900, 7600),
        weight=1250,
        stock=("5/7", "3/3"),
        age_days=140,
        barcodes=42020,
        tags=("metal", "gift"),
        alt=(
            "Two candlesticks of {look}, a tall and a short one",
            "The turned feet of both candlesticks",
            "A taper burning",
        ),
        description="""
            <p>A tall one and a short one, turned from the bar and left heavy, so that nothing
            tips when someone laughs.</p>
            <p>Solid brass or blackened steel from a lathe in Umeå. Tapers of 22 mm fit.
            Brass tarnishes; a little vinegar and salt undo it, if you must.</p>
        """,
    ),
    Sheet(
        handle="beeswax-tapers",
        title="Beeswax tapers, pair",
        vendor="Saboaria Nove",
        product_type="Candle",
        category="candles",
        sku="SN-TAPER2",
        subject="candlestick",
        ground=BLUSH,
        looks=(
            Look("Honey", "#8a5f3e", "#d9a648", "dip"),
            Look("Ivory", "#6d5848", "#efe4c8", "dip"),
        ),
        price=(1600, 1800),
        weight=170,
        stock=("28/14", "16/0"),
        age_days=18,
        barcodes=42030,
        tags=("beeswax", "gift"),
        alt=(
            "Two {look} beeswax tapers in wooden holders, one of them burning",
            "The holders and the feet of the tapers",
            "The flame of a beeswax taper",
        ),
        description="""
            <p>Dipped thirty times, an hour apart. They burn for nine hours, do not drip in
            still air, and smell faintly of where the bees have been.</p>
            <p>Wax from hives in the Alentejo, cotton wick. The holders in the picture are not
            part of it.</p>
        """,
    ),
    Sheet(
        handle="shoulder-vase",
        title="Shoulder vase",
        vendor="Kiln & Co",
        product_type="Vase",
        category="vases-and-pots",
        sku="KC-VASE",
        subject="vase",
        ground=BLUSH,
        looks=(
            Look("Terracotta", "#c98f6d", "#7c8b6f"),
            Look("Chalk", "#e6dfd1", "#6d5848", "speckle"),
            Look("Soot", "#46484a", "#8a9a86"),
        ),
        price=(5400, 5900),
        weight=1180,
        stock=("9/3", "4/2", "0/0"),
        age_days=320,
        barcodes=43010,
        tags=("stoneware",),
        alt=(
            "Round-shouldered vase in {look} with a few green branches",
            "The belly of the vase",
            "Branches in the narrow neck",
        ),
        description="""
            <p>Wide in the shoulder and narrow in the neck, so that three stems stand as if
            someone had arranged them.</p>
            <p>Thrown in Barcelos and glazed inside only; the outside is burnished clay that
            takes on the light of the room. 26 cm high, holds water.</p>
        """,
    ),
    Sheet(
        handle="ash-glazed-vase",
        title="Ash-glazed vase",
        vendor="Tanuki Kiln",
        product_type="Vase",
        category="vases-and-pots",
        sku="TK-VASE",
        subject="vase",
        ground=MIST,
        looks=(Look("", "#8a917b", "#9a8a6a", "dip"),),
        price=(8900, 9800),
        weight=1320,
        stock=("-/5",),
        age_days=25,
        tags=("stoneware", "japan", "one-of-a-kind"),
        alt=(
            "Vase with an ash glaze over bare brown clay",
            "Where the ash glaze ends",
            "Branches in the neck of the vase",
        ),
        description="""
            <p>Fired with pine for four days; the ash of the fire settles on the shoulder and
            melts into glaze. Where it runs to, nobody decides.</p>
            <p>From Tokoname, five pieces, each a little different from the one in the
            picture. Kept at our Malmö store.</p>
        """,
    ),
    Sheet(
        handle="plant-pot-with-saucer",
        title="Plant pot with saucer",
        vendor="Kiln & Co",
        product_type="Plant pot",
        category="vases-and-pots",
        sku="KC-POT",
        subject="plant_pot",
        ground=CLOUD,
        looks=(
            Look("Terracotta", "#c07a55", "#5b7a5a"),
            Look("Bone", "#ddd3c0", "#6b8060", "speckle"),
        ),
        more={"Size": ("12 cm", "16 cm", "20 cm")},
        price=(1900, 2200),
        prices={"16 cm": (2700, 2900), "20 cm": (3800, 4200)},
        weight=620,
        weights={"16 cm": 1150, "20 cm": 1980},
        stock=("30/12 24/10 9/2", "12/8 6/5 0/1"),
        age_days=480,
        barcodes=43020,
        tags=("earthenware", "plants"),
        alt=(
            "Plant pot in {look} on its saucer, with a broad-leaved plant",
            "The rim and the side of the pot",
            "Leaves growing out of the pot",
        ),
        description="""
            <p>Unglazed, so the roots can breathe, with a hole below and a saucer that is
            glazed, so the windowsill stays dry. The plant is yours to choose.</p>
            <p>Red clay from Barcelos. Soak it for an hour before you plant; the white bloom
            that comes with the years is lime, and it is what old pots look like.</p>
        """,
    ),
)
