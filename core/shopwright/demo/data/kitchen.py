"""Boards, spoons and cloths."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, MIST, OAT, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="edge-grain-cutting-board",
        title="Edge-grain cutting board",
        vendor="Hinoki-do",
        product_type="Cutting board",
        category="prep-and-serve",
        sku="HD-BOARD",
        subject="cutting_board",
        look_option="Material",
        looks=(
            Look("Hinoki", "#d3b182", "#b98d5f"),
            Look("Walnut", "#7a5238", "#c9a57a", "stripe"),
        ),
        more={"Size": ("S", "L")},
        price=(4900, 5500),
        prices={"L": (7400, 8200)},
        weight=900,
        weights={"L": 1700},
        stock=("13/5 8/2", "5/5 1/0"),
        age_days=450,
        barcodes=13010,
        tags=("wood", "japan"),
        alt=(
            "Cutting board of {look} with a handle and a leather loop",
            "The handle of the board and its loop",
            "The grain of the wood",
        ),
        description="""
            <p>Strips of one plank, turned on edge and glued, so that the board stays flat and
            your knife stays sharp. The hole is for the hook, the leather for the hand.</p>
            <p>Hinoki smells of lemon when it is wet and shrugs off bacteria; walnut shows
            fewer stains. Both are grown and joined in the Kiso valley, Japan.</p>
            <p>Rinse both sides, stand it up to dry, oil it when it looks thirsty.</p>
        """,
    ),
    Sheet(
        handle="round-serving-tray",
        title="Round serving tray",
        vendor="Björk Snickeri",
        product_type="Tray",
        category="prep-and-serve",
        sku="BS-TRAY",
        subject="tray",
        ground=OAT,
        look_option="Material",
        looks=(Look("Walnut", "#7a5238", "#3f5148", "dip"), Look("Birch", "#d8bd94", "#d8bd94")),
        price=(6400, 6900),
        weight=1100,
        stock=("4/9", "6/12"),
        age_days=270,
        barcodes=13020,
        tags=("wood",),
        alt=(
            "Round tray of {look} with a raised rim",
            "The rim of the tray, steam-bent in one piece",
            "The floor of the tray",
        ),
        description="""
            <p>Breakfast for two, or the drinks for six. The rim is bent from a single lath
            over steam and closed with a long scarf joint that you have to look for.</p>
            <p>Birch and walnut from southern Sweden, hard-waxed. Wipe with a damp cloth.</p>
        """,
    ),
    Sheet(
        handle="cherry-spoon-set",
        title="Cooking spoons, set of three",
        vendor="Hinoki-do",
        product_type="Utensils",
        category="prep-and-serve",
        sku="HD-SPOON3",
        subject="spoons",
        ground=BLUSH,
        looks=(Look("", "#c9a57a", "#8a5f3e"),),
        price=(2800, 3200),
        compare_at={"": (3400, 3900)},
        weight=190,
        stock=("26/17",),
        age_days=390,
        barcodes=13030,
        tags=("wood", "japan", "gift"),
        alt=(
            "A spatula, a spoon and a slotted spoon of three different woods",
            "The heads of the three spoons",
            "Their handles, thicker towards the end",
        ),
        description="""
            <p>A spatula, a spoon and a slotted spoon, each of another wood: beech, cherry and
            walnut. You will soon have a favorite.</p>
            <p>Carved with a knife and finished with camellia oil in Kiso, Japan. Never the
            dishwasher, please.</p>
        """,
    ),
    Sheet(
        handle="dish-brush",
        title="Dish brush",
        vendor="Hinoki-do",
        product_type="Brush",
        category="prep-and-serve",
        sku="HD-BRUSH",
        subject="brush",
        ground=MIST,
        looks=(Look("", "#cda77c", "#d8c7a4"),),
        price=(1200, 1400),
        weight=85,
        stock=("60/45",),
        age_days=500,
        barcodes=13040,
        low_threshold=15,
        tags=("wood", "plastic-free"),
        alt=(
            "Wooden dish brush with pale plant bristles and a loop",
            "The bristles, cut straight",
            "The handle with its loop of twine",
        ),
        description="""
            <p>Beech above, tampico fiber below: stiff enough for the cast-iron pan, kind
            enough for the glaze of a bowl.</p>
            <p>Hang it up, bristles down, and it lasts for a year. Then it goes on the
            compost, all but the loop.</p>
        """,
    ),
    Sheet(
        handle="linen-tea-towel",
        title="Linen tea towel",
        vendor="Atelier Lino",
        product_type="Tea towel",
        category="prep-and-serve",
        sku="AL-TEA",
        subject="tea_towel",
        looks=(
            Look("Brick", "#ece6d8", "#a2573d", swatch="#a2573d"),
            Look("Olive", "#e9e4d4", "#7c8158", "check"),
            Look("Ecru", "#e3d9c5", "#c9b894", "stripe"),
        ),
        price=(1800, 2000),
        weight=110,
        stock=("34/16", "28/12", "5/0"),
        age_days=340,
        barcodes=13050,
        low_threshold=8,
        tags=("linen", "gift"),
        alt=(
            "Linen tea towel hanging from a peg, {look}",
            "The woven pattern near the hem",
            "The loop that it hangs by",
        ),
        description="""
            <p>Linen dries glass without leaving lint, and dries itself by the next meal. This
            one has a loop, because a towel without one lives on a chair.</p>
            <p>Woven in Guimarães from European flax, 50 by 70 cm, washed before it is cut.
            Wash at 60 °C; it gets softer each time.</p>
        """,
    ),
    Sheet(
        handle="cooks-apron",
        title="Cook's apron",
        vendor="Atelier Lino",
        product_type="Apron",
        category="prep-and-serve",
        sku="AL-APRON",
        subject="apron",
        ground=MIST,
        looks=(
            Look("Slate", "#46525c", "#b08968"),
            Look("Clay", "#b5694a", "#e5d6bf"),
            Look("Ticking", "#ece6d8", "#3d5a6c", "stripe"),
        ),
        price=(5900, 6500),
        weight=420,
        stock=("11/6", "7/4", "0/3"),
        age_days=150,
        barcodes=13060,
        tags=("linen", "cotton"),
        alt=(
            "Bib apron in {look} with a wide front pocket",
            "The front pocket with its brass rivets",
            "The neck strap and the bib",
        ),
        description="""
            <p>Long enough to sit down in, with a split pocket for the towel and the
            thermometer. The straps cross at the back, so the weight is on the shoulders.</p>
            <p>A heavy union of linen and cotton, 380 g, with brass rivets where it pulls.
            Made in Guimarães, Portugal. Wash at 40 °C with the ties knotted.</p>
        """,
        seo_title="Cook's apron in heavy linen and cotton",
    ),
)
