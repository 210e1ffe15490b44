"""Mugs, bowls and plates."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, CLOUD, MIST, OAT, SAND, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="stoneware-mug-350-ml",
        title="Stoneware mug, 350 ml",
        vendor="Norrland",
        product_type="Mug",
        category="mugs",
        sku="NL-MUG35",
        subject="mug",
        looks=(
            Look("Sand", "#b08968", "#e8ded0"),
            Look("Oat", "#e6dfd1", "#6d5848", "speckle"),
            Look("Ink", "#e7e1d5", "#3d5a6c", "dip"),
        ),
        price=(2200, 2600),
        compare_at={"": (2800, 3300)},
        weight=380,
        stock=("38/22", "14/9", "4/0"),
        age_days=410,
        barcodes=10110,
        tags=("stoneware", "dishwasher-safe", "gift"),
        alt=(
            "Stoneware mug in {look} with a round handle, seen from the side",
            "The rim of the mug and where its handle meets the body",
            "The mug from above, filled with black coffee",
        ),
        description="""
            <p>A mug with a wide foot and a handle that takes three fingers. It holds a generous
            350 ml and keeps it warm, because the walls are thrown a little thicker than they
            would need to be.</p>
            <p>Stoneware from Västerbotten clay, fired once at 1,240 °C in Norrland's own kiln
            outside Umeå. The glaze is food-safe and free of lead.</p>
            <p>Dishwasher and microwave, as often as you like.</p>
        """,
        seo_title="Stoneware mug, 350 ml, made in Sweden",
        seo_description="A 350 ml stoneware mug with a wide foot, thrown and glazed by hand in "
        "Umeå. Three glazes, dishwasher-safe.",
    ),
    Sheet(
        handle="espresso-cups",
        title="Espresso cups, pair",
        vendor="Kiln & Co",
        product_type="Cup",
        category="mugs",
        sku="KC-ESP2",
        subject="mug",
        ground=BLUSH,
        looks=(
            Look("Terracotta", "#c07a55", "#efe4d6"),
            Look("Chalk", "#ece6da", "#8d99ae", "band"),
        ),
        price=(2400, 2800),
        weight=320,
        stock=("16/8", "21/0"),
        age_days=300,
        barcodes=10120,
        tags=("earthenware", "gift"),
        alt=(
            "Small espresso cup in {look}",
            "Close view of the cup's glaze below the rim",
            "Espresso cup from above with coffee",
        ),
        description="""
            <p>Two cups of 80 ml, small enough to stay hot to the last sip and heavy enough not
            to feel like a toy.</p>
            <p>Red earthenware from Barcelos, glazed inside and left bare at the foot, where the
            clay shows its color.</p>
            <p>Wash by hand if you can; the dishwasher will do it no harm but dulls the glaze
            over the years.</p>
        """,
    ),
    Sheet(
        handle="enamel-camp-cup",
        title="Enamel camp cup",
        vendor="Norrland",
        product_type="Cup",
        category="mugs",
        sku="NL-CAMP",
        subject="mug",
        ground=CLOUD,
        looks=(
            Look("Navy", "#1f3a56", "#e9e3d6", "band"),
            Look("Poppy", "#c4473a", "#f0e6d8", "band"),
        ),
        price=(1600, 1900),
        weight=180,
        stock=("40/35", "12/18"),
        age_days=520,
        barcodes=10130,
        tags=("enamel", "outdoor"),
        alt=(
            "Enamel cup in {look} with pale bands below the rim",
            "Close view of the enamel bands",
            "The cup from above, with coffee from the fire",
        ),
        description="""
            <p>The cup that hangs on the outside of the rucksack. Steel under two coats of
            enamel, with a rolled rim that does not burn your lip.</p>
            <p>Stamped and enameled in Sweden on presses from the 1950s. Chips happen; they
            rust a little, then stop, and the cup is yours.</p>
        """,
    ),
    Sheet(
        handle="breakfast-bowl",
        title="Breakfast bowl",
        vendor="Kiln & Co",
        product_type="Bowl",
        category="bowls",
        sku="KC-BOWL",
        subject="bowl",
        looks=(
            Look("Harbor", "#3d5a6c", "#c9d3d3"),
            Look("Ticking", "#e9e3d6", "#3d5a6c", "stripe"),
            Look("Clay", "#c77b58", "#efe4d6"),
        ),
        price=(2600, 2900),
        weight=460,
        stock=("19/12", "0/6", "25/11"),
        age_days=365,
        barcodes=10210,
        tags=("stoneware", "dishwasher-safe"),
        alt=(
            "Footed stoneware bowl in {look}",
            "Close view of the bowl's side and its rim",
            "The bowl seen from above",
        ),
        description="""
            <p>Deep enough for granola and milk, wide enough for a poached egg. The foot lifts
            it off the table so that it can be carried while hot.</p>
            <p>Portuguese stoneware, 15 cm across, thrown on the wheel by one of four potters
            in Barcelos, whose mark is pressed into the base.</p>
            <p>Oven to 220 °C, microwave, dishwasher.</p>
        """,
    ),
    Sheet(
        handle="donburi-bowl",
        title="Donburi bowl",
        vendor="Tanuki Kiln",
        product_type="Bowl",
        category="bowls",
        sku="TK-DON",
        subject="bowl",
        ground=MIST,
        looks=(Look("Tenmoku", "#3a2d28", "#8a5a3c"), Look("Ash", "#b9b8a4", "#5d6252", "speckle")),
        more={"Size": ("600 ml", "900 ml")},
        price=(3800, 4200),
        prices={"900 ml": (4600, 4900)},
        weight=520,
        weights={"900 ml": 690},
        stock=("8/3 5/2", "10/4 -/6"),
        age_days=12,
        barcodes=10220,
        tags=("stoneware", "japan"),
        alt=(
            "Donburi bowl, {look} glaze",
            "Where the glaze breaks at the rim of the bowl",
            "The bowl from above, its well glazed all the way down",
        ),
        description="""
            <p>Made for a heap of rice and whatever goes on top. The small foot is the right
            size for the palm, the way it is held at the table in Japan.</p>
            <p>Thrown in Tokoname and fired for three days. Tenmoku is a dark iron glaze that
            turns rust where it runs thin; Ash is made with the ash of last year's rice
            straw.</p>
            <p>Dishwasher-safe. Let it dry fully before it goes back into the cupboard.</p>
        """,
    ),
    Sheet(
        handle="dinner-plate",
        title="Rimmed plate",
        vendor="Kiln & Co",
        product_type="Plate",
        category="plates",
        sku="KC-PLATE",
        subject="plate",
        ground=MIST,
        looks=(Look("Blue rim", "#ece6da", "#3d5a6c", "band"), Look("Rose", "#d9b8a8", "#b98a7c")),
        more={"Size": ("21 cm", "27 cm")},
        price=(2400, 2700),
        prices={"27 cm": (3200, 3600)},
        weight=480,
        weights={"27 cm": 860},
        stock=("44/20 36/18", "12/6 3/2"),
        age_days=365,
        barcodes=10310,
        tags=("stoneware", "dishwasher-safe"),
        alt=(
            "Round stoneware plate, {look}, from above",
            "The rim of the plate with its brushed line",
            "A stack of five plates from the side",
        ),
        description="""
            <p>A plate with a rim, so that the sauce stays where it is and the thumb does too.
            21 cm for bread and cake, 27 cm for dinner.</p>
            <p>The line on the rim is drawn with a brush while the plate turns, in a single
            breath. Stoneware from Barcelos, Portugal.</p>
            <p>Dishwasher, microwave, and the oven to 220 °C.</p>
        """,
    ),
    Sheet(
        handle="serving-platter",
        title="Speckled serving platter, 34 cm",
        vendor="Kiln & Co",
        product_type="Plate",
        category="plates",
        sku="KC-PLAT34",
        subject="plate",
        ground=OAT,
        looks=(Look("", "#e2d9c8", "#5a4636", "speckle"),),
        price=(5800, 6400),
        weight=1650,
        stock=("7/-",),
        age_days=200,
        barcodes=10320,
        tags=("stoneware", "large"),
        alt=(
            "Large speckled platter from above",
            "Iron specks in the platter's glaze",
            "Platters stacked, from the side",
        ),
        description="""
            <p>Large enough for a whole bream, or for every cheese in the house. The rim turns
            up just enough to lift it with both hands.</p>
            <p>The specks are iron in the clay that burns through the glaze, so each platter
            has its own night sky. Thrown and fired in Barcelos.</p>
        """,
    ),
    Sheet(
        handle="nesting-bowls",
        title="Nesting bowls, set of three",
        vendor="Tanuki Kiln",
        product_type="Bowl",
        category="bowls",
        sku="TK-NEST3",
        subject="bowl",
        ground=SAND,
        looks=(Look("", "#8a9a86", "#e9e3d6", "band"),),
        price=(8400, 9200),
        weight=1420,
        stock=("0/0",),
        age_days=4,
        tags=("stoneware", "japan"),
        status="draft",
        alt=(
            "The largest of three nesting bowls, green with pale bands",
            "Bands below the bowl's rim",
            "The bowl from above",
        ),
        description="""
            <p>Three bowls that live inside each other: one for salt, one for salad dressing,
            one for the salad.</p>
            <p>The first firing is due at the end of the month. Stoneware from Tokoname,
            Japan.</p>
        """,
    ),
)
