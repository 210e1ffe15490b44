"""Throws, cushions, towels and rugs."""

from __future__ import annotations

from shopwright.demo.data.sheets import CLOUD, MIST, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="lambswool-throw",
        title="Lambswool throw",
        vendor="Serra & Filhos",
        product_type="Blanket",
        category="throws-and-cushions",
        sku="SF-THROW",
        subject="blanket",
        ground=MIST,
        looks=(
            Look("Sage", "#b0b5a0", "#4b5a50"),
            Look("Oat", "#e2d6c0", "#a2573d"),
            Look("Slate", "#6f7a82", "#e5d6bf"),
        ),
        price=(11900, 12900),
        weight=980,
        stock=("15/13", "8/11", "3/1"),
        age_days=400,
        barcodes=52010,
        tags=("wool", "gift"),
        alt=(
            "Folded wool throw in {look} with a fringe and two stripes",
            "The fringe and the woven stripes",
            "The herringbone weave on the fold",
        ),
        description="""
            <p>One meter thirty by two meters, which is a person and a half. Herringbone, with
            two stripes at each end and a fringe knotted by hand.</p>
            <p>Lambswool of the Serra da Estrela, spun, woven and brushed with thistles in
            Covilhã, in a mill that has its own river.</p>
            <p>Shake it out, air it, and once a year wash it cold by hand.</p>
        """,
    ),
    Sheet(
        handle="picnic-blanket",
        title="Checked picnic blanket",
        vendor="Serra & Filhos",
        product_type="Blanket",
        category="throws-and-cushions",
        sku="SF-PICNIC",
        subject="blanket",
        looks=(
            Look("Brick", "#e4d9c4", "#a2573d", "check"),
            Look("Meadow", "#e2dcc6", "#6b7a5e", "check"),
        ),
        price=(9900, 10900),
        compare_at={"": (12900, 13900)},
        weight=1350,
        stock=("6/2", "0/0"),
        age_days=310,
        barcodes=52020,
        tags=("wool", "outdoor", "sale"),
        alt=(
            "Folded blanket with a {look} check",
            "The check and the fringe up close",
            "The fold of the blanket",
        ),
        description="""
            <p>Recycled wool above, waxed cotton below: the grass may be wet. It rolls up and
            is held by a leather strap, which is also the handle.</p>
            <p>Made in Covilhã from the ends of other blankets. Sponge the back, air the
            front.</p>
        """,
    ),
    Sheet(
        handle="linen-cushion",
        title="Linen cushion",
        vendor="Atelier Lino",
        product_type="Cushion",
        category="throws-and-cushions",
        sku="AL-CUSH",
        subject="cushion",
        looks=(
            Look("Clay", "#c2785c", "#e5d6bf"),
            Look("Ticking", "#e6dfd0", "#44566b", "stripe"),
            Look("Ecru", "#e3d9c5", "#8a5f3e", "speckle"),
        ),
        more={"Size": ("45 cm", "60 cm"), "Filling": ("Cover only", "With pad")},
        price=(3900, 4400),
        prices={
            "45 cm / With pad": (4900, 5500),
            "60 cm / Cover only": (5400, 5900),
            "60 cm / With pad": (6900, 7600),
        },
        weight=260,
        weights={
            "45 cm / With pad": 620,
            "60 cm / Cover only": 380,
            "60 cm / With pad": 980,
        },
        stock=("13/9 11/6 5/3 4/2", "8/8 6/5 2/0 0/0", "10/4 9/5 3/2 2/1"),
        age_days=220,
        barcodes=52030,
        tags=("linen",),
        alt=(
            "Square linen cushion in {look} with piped edges",
            "Piping at the corner of the cushion",
            "The linen weave",
        ),
        description="""
            <p>A cover of heavy linen with piped edges and a hidden zip, around a pad of
            recycled feathers, or without the pad if you have one. Plump it from the corners.</p>
            <p>Woven and sewn in Guimarães, Portugal. Take the pad out and wash the cover at
            40 °C.</p>
        """,
    ),
    Sheet(
        handle="waffle-bath-towels",
        title="Waffle towels, set of four",
        vendor="Atelier Lino",
        product_type="Towel",
        category="towels-and-rugs",
        sku="AL-WAFF4",
        subject="towels",
        ground=CLOUD,
        looks=(
            Look("Sage", "#e9e3d6", "#8a9a86"),
            Look("Clay", "#ece4d6", "#c08a6c"),
            Look("Sea", "#e6e6e0", "#7f98a3"),
        ),
        price=(6900, 7600),
        weight=1400,
        stock=("9/6", "11/5", "4/4"),
        age_days=170,
        barcodes=53010,
        tags=("linen", "cotton"),
        alt=(
            "Four folded waffle towels in {look} and ecru, tied with a tape",
            "The paper label on the tape",
            "The waffle weave up close",
        ),
        description="""
            <p>Two for the bath, two for the hands. The honeycomb takes up water at once and
            gives it back to the air by evening, even in a bathroom without a window.</p>
            <p>Half linen, half cotton, woven in Guimarães. Wash at 60 °C; no softener, it
            closes the weave.</p>
        """,
    ),
    Sheet(
        handle="kilim-runner",
        title="Kilim runner",
        vendor="Serra & Filhos",
        product_type="Rug",
        category="towels-and-rugs",
        sku="SF-KILIM",
        subject="rug",
        ground=MIST,
        looks=(
            Look("Madder", "#ddd0b8", "#7c3f3a", swatch="#7c3f3a"),
            Look("Indigo", "#d8d0c0", "#34455a", swatch="#34455a"),
        ),
        more={"Size": ("1.4 m", "2 m")},
        price=(15900, 17500),
        prices={"2 m": (21900, 23900)},
        weight=2100,
        weights={"2 m": 3000},
        stock=("3/2 2/1", "4/- 1/-"),
        age_days=10,
        barcodes=53020,
        low_threshold=2,
        tags=("wool", "flat-woven"),
        alt=(
            "Half-rolled runner with rows of diamonds in {look}",
            "Diamonds and the fringe at the end",
            "The rolled end of the runner",
        ),
        description="""
            <p>Flat, firm and the same on both sides, so it can be turned when the hall has
            worn a path. The diamonds are counted, not printed.</p>
            <p>Wool on a linen warp, dyed with madder or indigo, woven by hand in the Alentejo
            in two to four days. Beat it outside; snow is best.</p>
        """,
    ),
)
