"""Totes, a backpack, pouches."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, MIST, OAT, SAND, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="canvas-market-tote",
        title="Canvas market tote",
        vendor="Field Goods",
        product_type="Tote bag",
        category="bags",
        sku="FG-TOTE",
        subject="tote",
        looks=(
            Look("Sand", "#d6c9b4", "#5b6b5a"),
            Look("Black", "#33302e", "#b08968"),
            Look("Rose", "#c9ada7", "#5b6b5a"),
        ),
        price=(3900, 4400),
        weight=420,
        stock=("45/28", "31/17", "3/0"),
        age_days=590,
        barcodes=31010,
        low_threshold=8,
        tags=("canvas", "cotton"),
        alt=(
            "Canvas tote bag in {look} with two webbing handles",
            "Cross-stitched handle and woven label",
            "The handles and the open top of the bag",
        ),
        description="""
            <p>It stands up by itself while you pay, carries fifteen kilos, and folds to the
            size of a newspaper. The handles go over a winter coat.</p>
            <p>18-ounce cotton canvas, woven and sewn in Porto. Every handle is crossed four
            times; if one ever comes off, we sew it back on.</p>
            <p>Wash at 30 °C, pull into shape, dry on the line.</p>
        """,
        seo_title="Canvas market tote, 18 oz cotton",
        seo_description="A heavy canvas tote that stands by itself and is repaired for free. "
        "Sewn in Porto from 18-ounce cotton.",
    ),
    Sheet(
        handle="striped-beach-tote",
        title="Striped beach tote",
        vendor="Field Goods",
        product_type="Tote bag",
        category="bags",
        sku="FG-BEACH",
        subject="tote",
        ground=MIST,
        looks=(
            Look("Brick", "#e7dccb", "#a2573d", "stripe"),
            Look("Marine", "#ece6da", "#34455a", "stripe"),
        ),
        price=(4900, 5500),
        compare_at={"": (5900, 6500)},
        weight=510,
        stock=("9/4", "12/0"),
        age_days=130,
        barcodes=31020,
        tags=("canvas", "cotton", "sale"),
        alt=(
            "Wide tote with {look} stripes",
            "Stripes and stitches at the top of the bag",
            "The handles of the striped bag",
        ),
        description="""
            <p>Wider than the market tote, with a pocket inside for the key and a base that
            lets the sand out again.</p>
            <p>Awning cloth from the mills of the Ave valley, Portugal; dyed in the yarn, so
            the sun takes years to fade it.</p>
        """,
    ),
    Sheet(
        handle="day-backpack",
        title="Day backpack, 16 l",
        vendor="Field Goods",
        product_type="Backpack",
        category="bags",
        sku="FG-PACK16",
        subject="backpack",
        ground=BLUSH,
        looks=(
            Look("Olive", "#5d6a4f", "#a8764a"),
            Look("Navy", "#34455a", "#8a5a3c"),
            Look("Sand", "#cbb894", "#7a4a30"),
        ),
        price=(14900, 16500),
        weight=960,
        stock=("8/6", "5/7", "0/0"),
        age_days=350,
        barcodes=32010,
        low_threshold=4,
        tags=("canvas", "leather", "laptop"),
        alt=(
            "Backpack in {look} canvas with leather straps at the flap",
            "Leather tabs and brass rivets",
            "The flap and the carrying loop",
        ),
        description="""
            <p>A flap, a front pocket, a sleeve for a 14-inch laptop, and nothing that dangles.
            Sixteen liters are a day in town or a night in the hills.</p>
            <p>Waxed canvas from Porto; the straps are vegetable-tanned in Alcanena and darken
            with the years. Brass, not plated steel.</p>
            <p>Brush it dry, wax it when the rain stops beading.</p>
        """,
    ),
    Sheet(
        handle="zip-pouch",
        title="Zip pouch",
        vendor="Field Goods",
        product_type="Pouch",
        category="bags",
        sku="FG-POUCH",
        subject="pouch",
        ground=OAT,
        looks=(Look("Natural", "#d8cdb8", "#8a5a3c"), Look("Slate", "#56626b", "#a8764a")),
        more={"Size": ("S", "L")},
        price=(2800, 3200),
        prices={"L": (3600, 3900)},
        weight=140,
        weights={"L": 210},
        stock=("20/12 14/6", "17/10 4/4"),
        age_days=260,
        barcodes=33010,
        tags=("canvas", "leather", "gift"),
        alt=(
            "Zip pouch in {look} canvas with a leather base",
            "The brass zip and its leather pull",
            "The leather base of the pouch",
        ),
        description="""
            <p>S takes pens and a passport, L takes the cables or a shaving kit. The base is
            leather, so it may stand on wet stone.</p>
            <p>Canvas and leather from the offcuts of the backpacks, made in Porto. The zip is
            brass and can be replaced.</p>
        """,
    ),
    Sheet(
        handle="weekender-tote-first-edition",
        title="Weekender tote, first edition",
        vendor="Field Goods",
        product_type="Tote bag",
        category="bags",
        sku="FG-WEEK1",
        subject="tote",
        ground=SAND,
        looks=(Look("", "#7c6a55", "#3b3532"),),
        price=(8900, 9900),
        weight=880,
        stock=("0/0",),
        age_days=900,
        tags=("canvas",),
        status="archived",
        alt=(
            "Large brown canvas tote with dark handles",
            "Its label and handle stitches",
            "The handles of the weekender",
        ),
        description="""
            <p>The first bag Field Goods made for us, in one run of two hundred. It has sold
            out and stays here for those who look up how to mend theirs.</p>
            <p>Canvas from Porto with a base of double cloth.</p>
        """,
    ),
)
