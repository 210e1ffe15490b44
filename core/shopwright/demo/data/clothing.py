"""Shirts and tees."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, DUSK, MIST, OAT, Look, Sheet

_XS_TO_XL = ("XS", "S", "M", "L", "XL")
_S_TO_XL = ("S", "M", "L", "XL")

PRODUCTS = (
    Sheet(
        handle="heavyweight-linen-shirt",
        title="Heavyweight linen shirt",
        vendor="Atelier Lino",
        product_type="Shirt",
        category="shirts",
        sku="AL-SHIRT",
        subject="shirt",
        ground=BLUSH,
        looks=(
            Look("Sage", "#a3b09a", "#e8e0d0"),
            Look("Ecru", "#ece5d6", "#6d5848"),
            Look("Indigo", "#3d4f6b", "#d8cdb8"),
        ),
        more={"Size": _XS_TO_XL},
        price=(12900, 13900),
        weight=390,
        stock=("0/0 4/3 7/5 6/4 3/2", "5/2 9/4 12/6 8/5 4/0", "2/1 6/3 0/0 5/2 1/0"),
        age_days=420,
        barcodes=21010,
        tags=("linen", "made-in-portugal"),
        alt=(
            "Long-sleeved linen shirt in {look}, laid flat",
            "Collar, placket and chest pocket with their stitches",
            "The shirt folded, buttons up",
        ),
        description="""
            <p>Woven from 240 g European flax and garment-washed so that it arrives soft. Cut
            straight, with a deep yoke, one pocket and corozo buttons sewn on to stay.</p>
            <p>The flax grows in Normandy; spinning, weaving and sewing happen within twenty
            kilometers of Guimarães, Portugal.</p>
            <p>Wash at 40 °C and hang it up wet: the creases are part of it. It runs true to
            size; between two, take the smaller.</p>
        """,
        seo_title="Heavyweight linen shirt, garment-washed",
        seo_description="A straight linen shirt in 240 g European flax with corozo buttons, in "
        "sage, ecru and indigo. Woven and sewn in Portugal.",
    ),
    Sheet(
        handle="gingham-linen-shirt",
        title="Gingham linen shirt",
        vendor="Atelier Lino",
        product_type="Shirt",
        category="shirts",
        sku="AL-GING",
        subject="shirt",
        ground=OAT,
        looks=(
            Look("Sky", "#e9eef2", "#6f8fb0", "check"),
            Look("Moss", "#eceadb", "#7a8a63", "check"),
        ),
        more={"Size": _S_TO_XL},
        price=(13900, 14900),
        compare_at={"": (16500, 17900)},
        weight=340,
        stock=("3/2 5/4 4/2 2/0", "1/0 2/1 0/0 3/1"),
        age_days=210,
        barcodes=21020,
        tags=("linen", "made-in-portugal", "sale"),
        alt=(
            "Checked linen shirt in {look}, laid flat",
            "The check meeting at collar and pocket",
            "The shirt folded",
        ),
        description="""
            <p>A lighter cloth, 170 g, woven in a two-centimeter check that lines up at the
            placket and the pocket: it takes a third more linen and an hour more time.</p>
            <p>Yarn-dyed and woven in Guimarães. Wash at 30 °C with like colors.</p>
        """,
    ),
    Sheet(
        handle="waxed-cotton-overshirt",
        title="Dry-waxed overshirt",
        vendor="Field Goods",
        product_type="Shirt",
        category="shirts",
        sku="FG-OVER",
        subject="shirt",
        ground=MIST,
        looks=(Look("Olive", "#66694c", "#3b3532"), Look("Charcoal", "#46484a", "#b08968")),
        more={"Size": ("S", "M", "L", "XL", "XXL")},
        price=(16900, 18500),
        weight=780,
        stock=("4/4 8/6 9/5 6/3 2/1", "3/3 7/4 6/6 4/2 0/1"),
        age_days=9,
        barcodes=21030,
        tags=("cotton", "outdoor"),
        alt=(
            "Heavy overshirt in {look}, laid flat",
            "Horn buttons and the chest pocket",
            "The overshirt folded",
        ),
        description="""
            <p>Between a shirt and a jacket, for the months that cannot decide. The wax is dry
            to the touch and turns a shower; it creases like paper and then like leather.</p>
            <p>Dry-waxed cotton of 260 g, sewn in Porto with buttons of real horn.
            Sponge clean, and send it back every other year to be waxed again for free.</p>
        """,
    ),
    Sheet(
        handle="organic-cotton-tee",
        title="Organic cotton tee",
        vendor="Field Goods",
        product_type="T-shirt",
        category="tees",
        sku="FG-TEE",
        subject="tee",
        ground=DUSK,
        looks=(
            Look("White", "#f6f3ec", "#e4dccb"),
            Look("Gray", "#9a9a98", "#7f7f7d"),
            Look("Black", "#2b2a2a", "#444242"),
        ),
        more={"Size": ("XS", "S", "M", "L", "XL", "XXL")},
        price=(4500, 4900),
        weight=210,
        stock=(
            "12/8 30/18 42/25 38/22 19/11 6/4",
            "4/2 11/9 16/12 14/8 5/5 0/2",
            "9/6 22/15 0/0 27/13 12/9 3/1",
        ),
        age_days=640,
        barcodes=22010,
        low_threshold=8,
        tags=("cotton", "organic", "basics"),
        alt=(
            "Short-sleeved tee in {look}, laid flat",
            "The ribbed collar and its double seam",
            "The tee folded",
        ),
        description="""
            <p>A tee that is still square after fifty washes: 220 g, knitted in a tube, so
            there are no side seams to twist.</p>
            <p>Organic cotton from the Aegean, knitted and sewn in Porto. The collar is taped
            from shoulder to shoulder.</p>
            <p>Wash at 30 °C inside out. Cut for everyone; see the chart for the chest in
            centimeters.</p>
        """,
        seo_title="Organic cotton tee, 220 g, no side seams",
        seo_description="A heavy organic cotton T-shirt, tube-knitted in Porto, in white, gray "
        "and black, XS to XXL.",
    ),
    Sheet(
        handle="sailor-tee",
        title="Sailor tee",
        vendor="Field Goods",
        product_type="T-shirt",
        category="tees",
        sku="FG-SAIL",
        subject="tee",
        ground=BLUSH,
        looks=(
            Look("Navy", "#f0ebe0", "#2f3f60", "stripe"),
            Look("Rust", "#f0e8da", "#a2573d", "stripe"),
        ),
        more={"Size": _S_TO_XL},
        price=(5500, 5900),
        weight=230,
        stock=("14/10 18/9 11/7 5/3", "6/4 8/5 3/2 0/0"),
        age_days=180,
        barcodes=22020,
        tags=("cotton", "organic"),
        alt=(
            "Striped tee, {look} on ecru",
            "Stripes at the collar",
            "The striped tee folded",
        ),
        description="""
            <p>The stripes are knitted, not printed, and there are twenty-one of them, one for
            each of Napoleon's victories, as the story goes.</p>
            <p>Organic cotton, 200 g, made in Porto. Wash at 30 °C.</p>
        """,
    ),
    Sheet(
        handle="linen-sleep-shirt",
        title="Linen sleep shirt",
        vendor="Atelier Lino",
        product_type="Shirt",
        category="shirts",
        sku="AL-SLEEP",
        subject="shirt",
        ground=BLUSH,
        looks=(Look("Rose", "#d9bdb3", "#f3ece2"),),
        more={"Size": ("S", "M", "L")},
        price=(9900, 10900),
        weight=300,
        stock=("0/0 0/0 0/0",),
        age_days=2,
        tags=("linen",),
        status="draft",
        alt=(
            "Loose linen shirt in {look}",
            "The collar of the sleep shirt",
            "The sleep shirt folded",
        ),
        description="""
            <p>Cut long and loose from the softest cloth in the house. The first run is on the
            looms in Guimarães.</p>
            <p>Linen, 140 g, washed with stones. Wash at 40 °C.</p>
        """,
    ),
)
