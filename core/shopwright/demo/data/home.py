"""Furniture and the bath."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, OAT, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="spindle-back-chair",
        title="Spindle-back chair",
        vendor="Björk Snickeri",
        product_type="Chair",
        category="furniture",
        sku="BS-CHAIR",
        subject="chair",
        ground=BLUSH,
        look_option="Material",
        looks=(Look("Oak", "#b98d5f", "#d8c7a4"), Look("Smoked ash", "#5a4436", "#c9b894")),
        price=(42900, 47500),
        weight=5400,
        stock=("-/4", "-/0"),
        age_days=700,
        barcodes=51010,
        low_threshold=2,
        policy="backorder",
        tags=("wood", "made-to-order", "large"),
        alt=(
            "Spindle-back chair of {look} with a woven seat",
            "The five spindles of the back",
            "The seat, woven from paper cord",
        ),
        description="""
            <p>Five spindles, four legs, ninety meters of paper cord. The back gives a little
            when you lean on it, which is why you will stay for the second coffee.</p>
            <p>Swedish oak or ash from forests within a day's drive of the workshop in Småland,
            wedged and glued without a screw. If none is on the shelf, yours is made in four to
            six weeks.</p>
            <p>Soap-finish it twice a year; the cord outlasts ten of those.</p>
        """,
        seo_title="Spindle-back chair in solid oak or smoked ash",
    ),
    Sheet(
        handle="three-legged-stool",
        title="Three-legged stool",
        vendor="Björk Snickeri",
        product_type="Stool",
        category="furniture",
        sku="BS-STOOL",
        subject="stool",
        looks=(
            Look("Chalk dip", "#c39b6d", "#ece6da", "dip"),
            Look("Ink dip", "#c9a57a", "#2f3e46", "dip"),
            Look("Natural", "#d0ab7c", "#d0ab7c"),
        ),
        price=(13900, 15500),
        weight=2900,
        stock=("4/9", "2/6", "0/3"),
        age_days=550,
        barcodes=51020,
        low_threshold=3,
        tags=("wood",),
        alt=(
            "Round stool on three legs, {look}",
            "The seat, turned from solid birch",
            "The feet of the stool",
        ),
        description="""
            <p>Three legs never wobble. It is a seat at the end of the table, a table at the
            end of the bath, and a step for the top shelf.</p>
            <p>Birch from Småland; the feet are dipped in linseed paint, as deep as the pot
            was that day. 45 cm high.</p>
        """,
    ),
    Sheet(
        handle="round-side-table",
        title="Round side table",
        vendor="Björk Snickeri",
        product_type="Table",
        category="furniture",
        sku="BS-TABLE",
        subject="side_table",
        ground=OAT,
        look_option="Material",
        looks=(Look("Oak", "#b98d5f", "#3d5a6c"), Look("Walnut", "#7a5238", "#a2573d")),
        price=(28900, 31900),
        weight=6200,
        stock=("-/2", "-/3"),
        age_days=190,
        barcodes=51030,
        low_threshold=2,
        policy="backorder",
        tags=("wood", "made-to-order", "large"),
        alt=(
            "Round side table of {look} with a shelf, and a book on it",
            "The table top and its edge",
            "The shelf between the legs",
        ),
        description="""
            <p>A top for the lamp and the book, a shelf for the books you are not reading. The
            legs go through the top and are wedged there, for all to see.</p>
            <p>Solid wood, 50 cm across and 52 cm high. It comes in one piece, because it was
            made that way.</p>
        """,
    ),
    Sheet(
        handle="olive-oil-soap",
        title="Olive oil soap, two bars",
        vendor="Saboaria Nove",
        product_type="Soap",
        category="bath",
        sku="SN-SOAP2",
        subject="soap",
        look_option="Scent",
        looks=(
            Look("Rosemary", "#9aa88f", "#e2d8c0", "speckle"),
            Look("Orange blossom", "#d9a77c", "#ecdcc4"),
            Look("Unscented", "#e0d6c0", "#cfc3a8"),
        ),
        price=(1200, 1400),
        weight=230,
        stock=("70/40", "52/33", "25/18"),
        age_days=610,
        barcodes=54010,
        low_threshold=15,
        tags=("plastic-free", "vegan", "gift"),
        alt=(
            "Two stacked bars of {look} soap, the upper one in a paper band",
            "The paper band around the bar",
            "The edge of the lower bar",
        ),
        description="""
            <p>Seventy-two percent olive oil, boiled in a kettle for three days and dried for
            six weeks. It makes little foam and leaves nothing behind.</p>
            <p>Made in Porto by the ninth generation, hence the name. Wrapped in paper; keep it
            on a dish that drains.</p>
        """,
        seo_description="Portuguese olive oil soap, cold-dried for six weeks. Two bars in a "
        "paper band, with rosemary, orange blossom or without scent.",
    ),
    Sheet(
        handle="hand-wash-500-ml",
        title="Hand wash, 500 ml",
        vendor="Saboaria Nove",
        product_type="Soap",
        category="bath",
        sku="SN-WASH",
        subject="bottle",
        ground=BLUSH,
        look_option="Scent",
        looks=(Look("Fig leaf", "#5b6b5a", "#c9b28c"), Look("Cedar", "#7d5236", "#2f2a26")),
        price=(1900, 2200),
        weight=780,
        stock=("22/15", "19/0"),
        age_days=250,
        barcodes=54020,
        tags=("vegan", "refillable"),
        alt=(
            "Glass bottle of hand wash, {look}, with a paper label",
            "The label of the bottle",
            "Shoulder and cap of the bottle",
        ),
        description="""
            <p>The same olive oil soap, liquid, in a glass bottle that is worth refilling. A
            pump to screw on lies in the parcel.</p>
            <p>Made in Porto without palm oil, dye or anything that begins with poly. 500 ml
            are about four hundred pairs of hands.</p>
        """,
    ),
)
