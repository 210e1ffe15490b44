"""Coffee and tea, glass and storage."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, CLOUD, OAT, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="ceramic-pour-over-set",
        title="Ceramic pour-over set",
        vendor="Kiln & Co",
        product_type="Coffee maker",
        category="coffee-and-tea",
        sku="KC-POUR",
        subject="pour_over",
        looks=(
            Look("Graphite", "#2f3e46", "#b08968"),
            Look("Celadon", "#c3cdbe", "#a8764a"),
            Look("Coral", "#d9775d", "#b98d5f"),
        ),
        price=(4800, 5400),
        weight=980,
        stock=("17/9", "6/11", "2/3"),
        age_days=280,
        barcodes=11010,
        tags=("coffee", "gift", "glass"),
        alt=(
            "Ceramic coffee dripper in {look} on a glass server with a wooden collar",
            "Close view of the dripper and its paper filter",
            "Coffee in the glass server",
        ),
        description="""
            <p>A dripper, a glass server for four cups and a collar of oiled beech between
            them, so that nothing rattles and nothing burns.</p>
            <p>The cone is cut at 60 degrees with low ribs inside: it takes the paper filters
            you already buy and lets the water through in about three minutes. Ceramic from
            Barcelos, borosilicate glass from Marinha Grande.</p>
            <p>All parts but the collar go into the dishwasher.</p>
        """,
        seo_title="Ceramic pour-over coffee set with glass server",
        seo_description="Hand-made ceramic dripper, 600 ml glass server and a beech collar. "
        "Takes standard cone filters. Made in Portugal.",
    ),
    Sheet(
        handle="dobin-teapot",
        title="Dobin teapot, 700 ml",
        vendor="Tanuki Kiln",
        product_type="Teapot",
        category="coffee-and-tea",
        sku="TK-DOBIN",
        subject="teapot",
        ground=OAT,
        looks=(Look("Moss", "#4c5b50", "#b08968"), Look("Iron", "#3b3532", "#c39b6d")),
        price=(7900, 8900),
        weight=840,
        stock=("0/2", "3/1"),
        age_days=160,
        barcodes=11020,
        low_threshold=3,
        policy="backorder",
        tags=("tea", "japan", "made-to-order"),
        alt=(
            "Round teapot in {look} with an arched wooden handle",
            "The lid and the roots of the handle",
            "The spout, which does not drip",
        ),
        description="""
            <p>The round pot with the handle over the top, as it has stood on Japanese stoves
            for three hundred years. The built-in strainer is pierced by hand: 140 holes.</p>
            <p>Tokoname clay is rich in iron and softens the taste of green tea. When the shelf
            is empty, Tanuki Kiln makes yours to order; it takes about five weeks.</p>
            <p>Rinse with hot water only, and leave the lid off to dry.</p>
        """,
    ),
    Sheet(
        handle="oak-stopper-carafe",
        title="Carafe with oak stopper, 1 l",
        vendor="Ljusverk",
        product_type="Carafe",
        category="glassware",
        sku="LV-CARAF",
        subject="carafe",
        ground=OAT,
        looks=(Look("Sea", "#a9c0bf", "#b08968"), Look("Rosé", "#d4b3ab", "#8a5f3e")),
        price=(4200, 4600),
        weight=720,
        stock=("9/14", "0/0"),
        age_days=240,
        barcodes=12010,
        tags=("glass", "mouth-blown"),
        alt=(
            "Mouth-blown carafe in {look} glass with a round oak stopper",
            "The oak stopper in the neck of the carafe",
            "Water in the belly of the carafe",
        ),
        description="""
            <p>Water tastes of nothing, and looks better in this. The belly holds a liter, the
            neck fits the hand, and the stopper keeps the cat out.</p>
            <p>Mouth-blown in Småland in a beechwood mold; the fine rings in the glass are the
            grain of the wood.</p>
            <p>Wash by hand, and oil the stopper once a year.</p>
        """,
    ),
    Sheet(
        handle="smoked-tumblers",
        title="Tumblers, mouth-blown",
        vendor="Ljusverk",
        product_type="Glass",
        category="glassware",
        sku="LV-TUMB",
        subject="tumbler",
        ground=BLUSH,
        looks=(Look("Smoke", "#b9b6ae", "#c9855a"), Look("Sea", "#a8bfc4", "#d8c08a")),
        more={"Set": ("2 glasses", "4 glasses")},
        price=(3200, 3600),
        prices={"4 glasses": (5800, 6500)},
        weight=420,
        weights={"4 glasses": 830},
        stock=("12/20 6/9", "15/8 2/-"),
        age_days=20,
        barcodes=12020,
        tags=("glass", "mouth-blown", "gift"),
        alt=(
            "Two straight tumblers in {look} glass, one of them filled",
            "The thick foot and thin rim of a tumbler",
            "One tumbler behind the other",
        ),
        description="""
            <p>Thin at the lip, heavy at the foot. They hold 250 ml and stack two high without
            sticking.</p>
            <p>The tint is in the glass, not on it, so it never wears off. Blown in Småland
            from glass of which a third was glass before.</p>
        """,
    ),
    Sheet(
        handle="amber-glass-bottle",
        title="Amber glass bottle",
        vendor="Norrland",
        product_type="Bottle",
        category="glassware",
        sku="NL-AMBER",
        subject="bottle",
        looks=(Look("", "#8a5a2b", "#2f2a26"),),
        more={"Size": ("500 ml", "1 l")},
        price=(1800, 2100),
        prices={"1 l": (2400, 2800)},
        weight=410,
        weights={"1 l": 640},
        stock=("0/0 0/0",),
        age_days=600,
        barcodes=12030,
        tags=("glass", "storage"),
        alt=(
            "Amber glass bottle with a paper label and a black cap",
            "The bottle's label, to be written on",
            "The shoulder of the bottle",
        ),
        description="""
            <p>For oil, for cordial, for the elderflower of June in November. Amber glass keeps
            the light out; the cap is bakelite with a cork seal.</p>
            <p>Comes with a label to write on. Safe for the dishwasher without its cap.</p>
        """,
    ),
    Sheet(
        handle="storage-jar",
        title="Storage jar with beech lid",
        vendor="Kiln & Co",
        product_type="Jar",
        category="glassware",
        sku="KC-JAR",
        subject="jar",
        ground=CLOUD,
        looks=(
            Look("Chalk", "#e5ded0", "#b08968", "band"),
            Look("Indigo", "#46566b", "#c39b6d"),
        ),
        more={"Size": ("S", "M", "L")},
        price=(2900, 3300),
        prices={"M": (3400, 3900), "L": (4100, 4600)},
        weight=540,
        weights={"M": 780, "L": 1120},
        stock=("14/10 18/7 6/3", "9/4 11/5 0/1"),
        age_days=330,
        barcodes=12040,
        tags=("stoneware", "storage"),
        alt=(
            "Stoneware jar in {look} with a turned beech lid",
            "The beech lid and its round knob",
            "The glaze on the side of the jar",
        ),
        description="""
            <p>S for salt, M for coffee, L for flour. A silicone ring under the beech lid keeps
            the damp out without a fight when you open it.</p>
            <p>Stoneware from Barcelos; the lid is turned from beech offcuts of the chair
            factory next door.</p>
        """,
    ),
)
